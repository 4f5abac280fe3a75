"""The floor of W1: hand-written SQL on the product's own tables, doing the same acts with the same rows.

Evidence, duty, history with its hash chain, project counter and outbox are written in one transaction per act, as the
verbs do; no policy, no standard, no deadline is consulted. Works on a DB-API connection of sqlite3 or psycopg.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.bench.standard import DOERS, DUTIES, ROLES, STAGES

DAY = "2026-01-05"
AT = "2026-01-05 02:00:00.000000"


class Floor:
    """`connection` is in autocommit mode; `postgresql` chooses the placeholder and the way to begin."""

    def __init__(
        self, connection: Any, people: dict[str, int], organisations: dict[str, int], *, postgresql: bool
    ) -> None:
        self.connection, self.people, self.organisations = connection, people, organisations
        self.postgresql = postgresql
        self.mark = "%s" if postgresql else "?"
        self.begin = "BEGIN" if postgresql else "BEGIN IMMEDIATE"

    def run(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self.connection.execute(sql.replace("?", self.mark), values)

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        cursor = self.connection.cursor()
        cursor.executemany(sql.replace("?", self.mark), rows)

    def act(
        self, project: int, event: str, about: str, writes: list[Any], audience: str | None, **columns: Any
    ) -> None:
        """What every act ends with: the event in its chain, the project's revision, the message."""
        revision, head = self.run("SELECT revision, head FROM project WHERE id = ?", (project,)).fetchone()
        body = json.dumps({"about": about, "writes": writes}, sort_keys=True, separators=(",", ":"))
        signed = json.dumps([head, project, revision + 1, AT, 1, event, body, None], separators=(",", ":"))
        digest = hashlib.sha256(signed.encode()).hexdigest()
        self.run(
            "INSERT INTO history(project, seq, at, actor, event, body, note_hash, prev, hash) VALUES(?,?,?,?,?,?,?,?,?)",
            (project, revision + 1, AT, 1, event, body, None, head, digest),
        )
        columns |= {"revision": revision + 1, "head": digest}
        assigned = ", ".join(f"{name} = ?" for name in columns)
        done = self.run(
            f"UPDATE project SET {assigned} WHERE id = ? AND revision = ?",
            (*columns.values(), project, revision),
        )
        assert done.rowcount == 1
        if audience:
            self.run(
                "INSERT INTO outbox(project, seq, audience, code, subject, created_at) VALUES(?,?,?,?,?,?)",
                (project, revision + 1, audience, event, about, AT),
            )

    def life(self, n: int) -> int:
        """One project from registration to the end: the same commits as the product's."""
        project = self._register(n)
        self._submit(project)
        for stage in range(1, STAGES + 1):
            for place in range(1, DUTIES + 1):
                self._complete(project, stage, place)
                self._confirm(project, stage, place)
            self._decide(project, stage)
        return project

    def _register(self, n: int) -> int:
        self.run(self.begin)
        row = self.run(
            "INSERT INTO project(number,title,summary,standard,track,entry,stage,status,visit,registered_on,revision,head,"
            "moved,open_required,derived) VALUES(?,'示例','','bench','plain','E1','s1','draft',1,?,0,'',0,0,?) RETURNING id",
            (f"F-{n:06d}", DAY, False),
        ).fetchone()
        project = int(row[0])
        self.run(
            "INSERT INTO visit(project,n,stage,entered_on,basis) VALUES(?,1,'s1',?,'register')",
            (project, DAY),
        )
        parties = [
            (project, place, self.organisations[role], role, role, DOERS[role], DAY)
            for place, role in enumerate(ROLES[1:], start=1)
        ]
        self.many(
            "INSERT INTO participation(project,n,organisation,kind,role,office,since) VALUES(?,?,?,?,?,?,?)",
            parties,
        )
        self.run(
            "INSERT INTO seat(project,n,office,person,since) VALUES(?,1,'PO',?,?)",
            (project, self.people["PO"], DAY),
        )
        self.act(project, "ProjectRegistered", "", [["project", [], {"status": "draft"}]], None)
        self.run("COMMIT")
        return project

    def _submit(self, project: int) -> None:
        self.run(self.begin)
        self._open_stage(project, 1)
        self.act(
            project,
            "ProjectSubmitted",
            "",
            [["visit", [1], {}]],
            None,
            status="active",
            open_required=DUTIES + 1,
        )
        self.run("COMMIT")

    def _open_stage(self, project: int, stage: int) -> None:
        rows = [
            (
                project,
                stage,
                f"S{stage}-M{k}",
                1,
                f"s{stage}",
                kind,
                "bureau",
                blocking,
                False,
                "before_gate",
                True,
                DAY,
                DAY,
                "2026-02-02",
            )
            for k, kind, blocking in ((1, "deadline", True), (2, "gate", False))
        ]
        self.many(
            "INSERT INTO milestone(project,visit,code,occurrence,stage,kind,owner,blocking,statutory,timing,applies,opened_on,base,due,provisional,extensions)"
            f" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,{self._false},0)",
            rows,
        )
        self._look(project, [(stage, f"S{stage}-M{k}") for k in (1, 2)], "2026-01-26")
        duties = [
            (
                project,
                stage,
                self._code(stage, place),
                f"s{stage}",
                self._role(place),
                DOERS[self._role(place)],
                f"S{stage}-M1",
                DAY,
                "2026-02-02",
            )
            for place in range(1, DUTIES + 1)
        ]
        self.many(
            "INSERT INTO duty(project,visit,code,occurrence,stage,role,doer,confirmer,kinds,milestone,required,timing,state,since,due,returned,revision)"
            f" VALUES(?,?,?,1,?,?,?,'PO','',?,{self._true},'before_gate','not_started',?,?,0,0)",
            duties,
        )

    def _look(self, project: int, milestones: list[tuple[int, str]], day: str) -> None:
        """Where the clock will look at milestones that were opened."""
        self.many(
            "INSERT INTO due_queue(on_day,project,visit,code,occurrence) VALUES(?,?,?,?,1) ON CONFLICT DO NOTHING",
            [(day, project, visit, code) for visit, code in milestones],
        )

    @property
    def _true(self) -> str:
        return "true" if self.postgresql else "1"

    @property
    def _false(self) -> str:
        return "false" if self.postgresql else "0"

    def _role(self, place: int) -> str:
        return ROLES[place % len(ROLES)]

    def _code(self, stage: int, place: int) -> str:
        return f"S{stage}-{self._role(place)[0].upper()}-{place}"

    def _complete(self, project: int, stage: int, place: int) -> None:
        code, me = self._code(stage, place), self.people[DOERS[self._role(place)]]
        self.run(self.begin)
        number = (stage - 1) * DUTIES + place
        self.run(
            "INSERT INTO document(project,n,version,kind,form,value,name,size,visit,duty,occurrence,added_by,added_on)"
            " VALUES(?,?,1,'paper','text','示例','',0,?,?,1,?,?)",
            (project, number, stage, code, me, DAY),
        )
        self.run(
            "UPDATE duty SET state='submitted', done_by=?, submitted_on=?, since=?, revision=revision+1"
            " WHERE project=? AND visit=? AND code=? AND occurrence=1 AND state='not_started'",
            (me, DAY, DAY, project, stage, code),
        )
        self.act(project, "DutySubmitted", code, [["duty", [stage, code, 1], {"state": "submitted"}]], "PO")
        self.run("COMMIT")

    def _confirm(self, project: int, stage: int, place: int) -> None:
        code = self._code(stage, place)
        me = self.people["SH" if self._role(place) == "bureau" else "PO"]
        last = place == DUTIES
        self.run(self.begin)
        self.run(
            "UPDATE duty SET state='confirmed', confirmed_by=?, confirmed_on=?, since=?, revision=revision+1"
            " WHERE project=? AND visit=? AND code=? AND occurrence=1 AND state='submitted'",
            (me, DAY, DAY, project, stage, code),
        )
        if last:
            self.run(
                "UPDATE milestone SET done_on=?, finished_on=? WHERE project=? AND visit=? AND code=? AND occurrence=1",
                (DAY, DAY, project, stage, f"S{stage}-M1"),
            )
        left = 0 if last else DUTIES - place + 1
        self.act(
            project,
            "DutyConfirmed",
            code,
            [["duty", [stage, code, 1], {"state": "confirmed"}]],
            "PL",
            open_required=left,
        )
        self.run("COMMIT")

    def _decide(self, project: int, stage: int) -> None:
        self.run(self.begin)
        self.run(
            "INSERT INTO round(project,visit,n,gate,propose_office,decide_office,requested_by,requested_on,reasons,revision)"
            " VALUES(?,?,1,?,'SH','DD',?,?,'{}',0)",
            (project, stage, f"G{stage}", self.people["PO"], DAY),
        )
        self.run(
            "INSERT INTO milestone(project,visit,code,occurrence,stage,kind,owner,blocking,statutory,timing,applies,opened_on,base,due,provisional,extensions)"
            f" VALUES(?,?,?,1,?,'gate','bureau',{self._false},{self._false},'before_gate',{self._true},?,?,?,{self._false},0)",
            (project, stage, f"G{stage}", f"s{stage}", DAY, DAY, "2026-01-19"),
        )
        self._look(project, [(stage, f"G{stage}")], "2026-01-12")
        self.act(
            project, "GateRequested", f"G{stage}", [["round", [stage, 1], {}]], "SH", status="gate_review"
        )
        self.run("COMMIT")
        self.run(self.begin)
        self._note(project, stage, "p")
        self.run(
            "UPDATE round SET proposed_option='go', proposed_by=?, proposed_on=?, revision=1 WHERE project=? AND visit=? AND n=1",
            (self.people["SH"], DAY, project, stage),
        )
        self.act(project, "OptionProposed", f"G{stage} go", [["round", [stage, 1], {}]], "DD")
        self.run("COMMIT")
        self.run(self.begin)
        self._note(project, stage, "d")
        self.run(
            "UPDATE round SET option='go', decided_by=?, decided_on=?, revision=2 WHERE project=? AND visit=? AND n=1 AND option IS NULL",
            (self.people["DD"], DAY, project, stage),
        )
        self.run(
            "UPDATE milestone SET done_on=?, finished_on=? WHERE project=? AND visit=? AND kind='gate'",
            (DAY, DAY, project, stage),
        )
        self.run("UPDATE visit SET left_on=? WHERE project=? AND n=?", (DAY, project, stage))
        if stage < STAGES:
            following = stage + 1
            self.run(
                "INSERT INTO visit(project,n,stage,entered_on,basis) VALUES(?,?,?,?,'T3')",
                (project, following, f"s{following}", DAY),
            )
            self._open_stage(project, following)
            moved = {
                "stage": f"s{following}",
                "status": "active",
                "visit": following,
                "open_required": DUTIES + 1,
            }
        else:
            moved = {"status": "graduated"}
        self.act(
            project, "GateDecided", f"G{stage} go", [["round", [stage, 1], {"option": "go"}]], "SH", **moved
        )
        self.run("COMMIT")

    def _note(self, project: int, stage: int, kind: str) -> None:
        digest = hashlib.sha256(f"{project} {stage} {kind}".encode()).hexdigest()
        self.run("INSERT INTO note(hash,salt,words) VALUES(?,'s','示例')", (digest,))

    def check(self, project: int) -> tuple[str, int, int]:
        status = self.run("SELECT status FROM project WHERE id = ?", (project,)).fetchone()[0]
        done = self.run(
            "SELECT count(*) FROM duty WHERE project = ? AND state = 'confirmed'", (project,)
        ).fetchone()[0]
        events = self.run("SELECT count(*) FROM history WHERE project = ?", (project,)).fetchone()[0]
        return str(status), int(done), int(events)
