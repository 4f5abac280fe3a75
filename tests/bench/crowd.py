"""A register of any size, written straight into the tables: what the lists are measured on.

Invented, and the same for the same size. Each project has its stay, its officer, its parties, sixteen duties of its
stage and the milestones they name; a tenth are drafts, held or ended. No history: no list reads it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select

from lifecycle.database import Database, Transaction
from lifecycle.records import people, rounds, words, work
from lifecycle.records import project as projects
from lifecycle.register import search
from lifecycle.verbs.register import officer_of
from stages import Standard
from tests.world import LONG_AGO, World

TODAY = date(2026, 1, 20)
DUTIES = 16
AN_OFFICER_HAS = 200
STATUSES = {
    "active": 78,
    "rework": 2,
    "gate_review": 8,
    "draft": 4,
    "on_hold": 2,
    "graduated": 4,
    "withdrawn": 2,
}
STATES = {"confirmed": 60, "not_started": 22, "submitted": 8, "changes_requested": 2, "waiting": 8}
WORDS = "余杭气象海洋材料机器人手柔性传感催化电池储能芯片光学影像诊断基因育种水稻遥感大模型阀门轴承焊接"
CHUNK = 20_000


@dataclass(frozen=True)
class Crowd:
    """`n` projects of a world, of which the first officer of the crowd and each party has its share."""

    world: World
    n: int

    @property
    def standard(self) -> Standard:
        return self.world.standard

    @cached_property
    def officers(self) -> int:
        return max(20, self.n // AN_OFFICER_HAS)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of organisation that take part, one for each office of members."""
        return tuple(
            {self.standard.member_office(code): code for code in reversed(self.world.parties)}.values()
        )

    def fill(self, database: Database) -> None:
        """Write everything. The ids of people and organisations of the crowd begin at 1,000 and 100,000."""
        with database.write() as tx:
            for table, rows in (
                (people.person, self._people()),
                (people.staff, self._staff()),
                (people.organisation, self._organisations()),
                (people.member, self._members()),
                (projects.project, self._projects()),
                (words.project_words, self._words()),
                (projects.visit, self._visits()),
                (projects.seat, self._seats()),
                (projects.participation, self._parts()),
                (work.duty, self._duties()),
                (work.milestone, self._milestones()),
                (rounds.round_, self._rounds()),
            ):
                _write(tx, table, rows)
            if tx.dialect.name != "sqlite":
                _number_on(tx)

    # People -----------------------------------------------------------------------------------------------

    def officer(self, place: int) -> int:
        return 1000 + place

    def member(self, place: int) -> int:
        return 1000 + self.officers + place

    def organisation(self, place: int, n: int) -> int:
        """The place of the organisation that takes the n-th part in a project."""
        return (place % self.officers) * len(self.kinds) + n

    def _people(self) -> Iterator[dict[str, Any]]:
        for place in range(self.officers):
            yield {"id": self.officer(place), "login": f"officer{place}", "name": f"示例专员{place}"}
        for place in range(self.officers * len(self.kinds)):
            yield {"id": self.member(place), "login": f"member{place}", "name": f"示例联系人{place}"}

    def _staff(self) -> Iterator[dict[str, Any]]:
        office = officer_of(self.standard).code
        for place in range(self.officers):
            yield {
                "person": self.officer(place),
                "office": office,
                "bureau": True,
                "standing": False,
                "since": LONG_AGO,
            }

    def _organisations(self) -> Iterator[dict[str, Any]]:
        for place in range(self.officers * len(self.kinds)):
            kind = self.kinds[place % len(self.kinds)]
            yield {
                "id": 100_000 + place,
                "code": f"crowd-{place}",
                "name": f"示例余杭单位{place}",
                "kind": kind,
            }

    def _members(self) -> Iterator[dict[str, Any]]:
        for place in range(self.officers * len(self.kinds)):
            yield {"person": self.member(place), "organisation": 100_000 + place, "since": LONG_AGO}

    # Projects ---------------------------------------------------------------------------------------------

    def _each(self, salt: str) -> Iterator[tuple[int, random.Random]]:
        """Every project's id with a source of chance of its own, the same for the same salt."""
        for place in range(1, self.n + 1):
            yield place, random.Random(f"{salt}{place}")  # noqa: S311 - invented, and the same each time

    def stage(self, place: int) -> str:
        stages = list(self.standard.stages)
        return stages[place * 7 % len(stages)]

    def status(self, place: int) -> str:
        chance = random.Random(f"status{place}")  # noqa: S311 - the same
        return chance.choices(list(STATUSES), list(STATUSES.values()))[0]

    def _projects(self) -> Iterator[dict[str, Any]]:
        for place, chance in self._each("project"):
            status = self.status(place)
            runs = status in ("active", "rework", "gate_review")
            due = TODAY + timedelta(days=chance.randrange(-40, 200)) if runs else None
            yield {
                "id": place, "number": f"YH-{2010 + place % 17}-{place:07d}",
                "title": "示例" + "".join(chance.sample(WORDS, 8)), "standard": self.standard.version,
                "track": "standard", "entry": next(iter(self.standard.flow.entry_points)), "stage": self.stage(place),
                "status": status, "previous": "active" if status == "on_hold" else None, "registered_on": LONG_AGO,
                "open_required": chance.randrange(12), "next_due": due, "yellow_on": due,
                "red_on": due and due + timedelta(days=8),
                "officer": self.officer(place % self.officers) if place % 50 else None,
            }  # fmt: skip

    def _words(self) -> Iterator[dict[str, Any]]:
        for row in self._projects():
            named = (self.organisation(row["id"], n) for n in range(len(self.kinds)))
            fields = (row["number"], row["title"], *(f"示例余杭单位{each}" for each in named))
            yield {"project": row["id"], "words": search.spelled(fields)}

    def _visits(self) -> Iterator[dict[str, Any]]:
        for place, chance in self._each("visit"):
            entered = TODAY - timedelta(days=chance.randrange(400))
            yield {
                "project": place,
                "n": 1,
                "stage": self.stage(place),
                "entered_on": entered,
                "basis": "submit",
            }

    def _seats(self) -> Iterator[dict[str, Any]]:
        office = officer_of(self.standard).code
        for place in range(1, self.n + 1):
            if place % 50:
                person = self.officer(place % self.officers)
                yield {"project": place, "n": 1, "office": office, "person": person, "since": LONG_AGO}

    def _parts(self) -> Iterator[dict[str, Any]]:
        for place in range(1, self.n + 1):
            for n, kind in enumerate(self.kinds, start=1):
                organisation = 100_000 + self.organisation(place, n - 1)
                role = self.standard.organisation_kinds[kind].role
                office = self.standard.member_office(kind)
                yield {
                    "project": place, "n": n, "organisation": organisation, "kind": kind, "role": role,
                    "office": office, "since": LONG_AGO,
                }  # fmt: skip

    # Work -------------------------------------------------------------------------------------------------

    def _duties(self) -> Iterator[dict[str, Any]]:
        for place, chance in self._each("duty"):
            for duty in islice(self.standard.duties_of(self.stage(place)), DUTIES):
                state = chance.choices(list(STATES), list(STATES.values()))[0]
                waits, done = state == "waiting", state in ("confirmed", "submitted")
                yield {
                    "project": place, "visit": 1, "code": duty.code, "occurrence": 1, "stage": duty.stage,
                    "role": duty.role, "doer": duty.doer, "confirmer": duty.confirmer, "milestone": duty.milestone,
                    "required": duty.requirement != "O", "timing": duty.timing,
                    "state": "not_started" if waits else state, "since": LONG_AGO, "done_by": 1 if done else None,
                    "submitted_on": LONG_AGO if done else None, "confirmed_by": 2 if state == "confirmed" else None,
                    "confirmed_on": LONG_AGO if state == "confirmed" else None,
                    "due": TODAY + timedelta(days=chance.randrange(-40, 300)), "waits_for": "entry" if waits else None,
                }  # fmt: skip

    def _milestones(self) -> Iterator[dict[str, Any]]:
        for place, chance in self._each("milestone"):
            for milestone in self.standard.milestones_of(self.stage(place)):
                yield {
                    "project": place, "visit": 1, "code": milestone.code, "occurrence": 1, "stage": self.stage(place),
                    "kind": milestone.kind, "owner": milestone.owner, "blocking": True, "statutory": False,
                    "timing": milestone.timing, "opened_on": LONG_AGO,
                    "due": TODAY + timedelta(days=chance.randrange(-40, 300)),
                }  # fmt: skip

    def _rounds(self) -> Iterator[dict[str, Any]]:
        for place in range(1, self.n + 1):
            if self.status(place) == "gate_review":
                gate = self.standard.gate_of(self.stage(place))
                yield {
                    "project": place, "visit": 1, "n": 1, "gate": gate.code, "propose_office": gate.propose,
                    "decide_office": gate.decider, "requested_by": 1, "requested_on": LONG_AGO,
                }  # fmt: skip


def _write(tx: Transaction, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    blank = _blanks(table)
    each = iter(rows)
    while chunk := list(islice(each, CHUNK)):
        full = [blank | row for row in chunk]
        if tx.dialect.name == "sqlite":
            tx.execute(insert(table), full)
        else:
            _copy(tx, table, full)


def _number_on(tx: Transaction) -> None:
    """Let the next row of each table with numbers of its own have the one after the last that was written here."""
    for table in (people.person, people.organisation, projects.project):
        last = f"(SELECT max(id) FROM {table.name})"
        tx.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {last})")


def _blanks(table: Table) -> dict[str, Any]:
    """The value of every column that a row does not name: its default, or nothing."""
    model = next(
        each
        for each in _models()
        if getattr(each, "__tablename__", None) == table.name and hasattr(each, "model_fields")
    )
    fields = model.model_fields
    return {name: None if field.is_required() else field.default for name, field in fields.items()}


def _models() -> Iterator[Any]:
    for module in (people, projects, rounds, words, work):
        yield from (each for each in vars(module).values() if isinstance(each, type))


def _copy(tx: Transaction, table: Table, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    cursor = tx.connection.driver_connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def analyse(database: Database) -> None:
    """Let the planner know what is in the tables, as a running installation does."""
    with database.write() as tx:
        tx.exec_driver_sql("ANALYZE")


def a_project(database: Database) -> str:
    """The number of some running project."""
    project = projects.project.c
    with database.read() as tx:
        return str(tx.scalar(select(project.number).where(project.status == "active").limit(1)))
