"""W3, reminders: some milestones of many open ones are due; each is claimed once, for two people, and looked at again.

The product's `remind` asks the milestones what is true, who has the ball, who holds the offices, who was told already
and what they chose. Two floors stand beside it, both in raw SQL on the product's own tables:

- *same*: the rows that `remind` writes (two of the ledger and two notices for each, the queue row taken and put where the
  next rung is), by set statements that ask nobody but the tables of seats and members;
- *queue*: a queue and one reminder row for each, and nothing else: the least that claims something once.

Both floors are one transaction; `remind` takes batches of 500. What is due is put back between rounds, untimed.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lifecycle import clock
from lifecycle.database import Database, connect, migrate
from lifecycle.reminding import due_queue, reminders
from lifecycle.turn import turn
from stages import load
from tests import world as worlds
from tests.bench import standard as neutral

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

PER_PROJECT = 10
DUE = date(2026, 3, 18)
LATER = date(2026, 3, 19)
NOON = datetime(2026, 3, 18, 4, 0, tzinfo=UTC)
AHEAD = 1000
"""Days over which the looks of what is not due are spread."""


@dataclass
class Result:
    """Milliseconds, one figure a round."""

    remind: list[float] = field(default_factory=list)
    same: list[float] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)
    idle_ladder: list[float] = field(default_factory=list)
    idle_turn: list[float] = field(default_factory=list)

    def line(self, name: str, still: int, due: int) -> str:
        def of(figures: list[float]) -> float:
            return statistics.median(figures)

        return (
            f"{name:14s} open {still:9,d} due {due:6,d}   remind {of(self.remind):8.1f} ms"
            f"   same rows {of(self.same):8.1f} ms (x{of(self.remind) / of(self.same):.2f})"
            f"   bare queue {of(self.queue):7.1f} ms (x{of(self.remind) / of(self.queue):.1f})"
            f"   idle: ladder {of(self.idle_ladder):.3f} ms, whole turn {of(self.idle_turn):.2f} ms"
        )


@dataclass(frozen=True)
class Load:
    """A database with so many open milestones, ten to a project, none of them due yet."""

    database: Database
    world: World
    still: int

    def run(self, sql: str, values: dict[str, Any] | None = None) -> int:
        with self.database.write() as tx:
            return tx.exec_driver_sql(self._marked(sql), self._values(sql, values or {})).rowcount

    def _marked(self, sql: str) -> str:
        if self.database.is_sqlite:
            return sql
        sql = sql.replace("%", "%%")
        for name in ("due", "later", "at", "step", "most"):
            sql = sql.replace(f":{name}", f"%({name})s")
        return sql

    def _values(self, sql: str, values: dict[str, Any]) -> dict[str, Any]:
        if self.database.is_sqlite:
            return {name: str(each) if isinstance(each, date) else each for name, each in values.items()}
        return values

    # Filling ----------------------------------------------------------------------------------------------

    def fill(self) -> None:
        series = (
            "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {n}) "
            if self.database.is_sqlite
            else ""
        )
        source = "s" if self.database.is_sqlite else "generate_series(1, {n}) AS s(i)"
        yes, no = ("1", "0") if self.database.is_sqlite else ("true", "false")
        day = "date('2026-03-19', '+' || (s.i % 1000) || ' days')"
        if not self.database.is_sqlite:
            day = "date '2026-03-19' + (s.i % 1000)"
        projects, cast = self.still // PER_PROJECT, self.world.cast
        columns = (
            "id,number,title,summary,standard,track,entry,stage,status,visit,registered_on,revision,head,moved,"
            "open_required,derived"
        )

        def put(n: int, into: str, what: str) -> None:
            self.run(f"INSERT INTO {into} {series.format(n=n)}SELECT {what} FROM {source.format(n=n)}")

        put(
            projects,
            f"project({columns})",
            "s.i, 'W-' || s.i, '示例', '', 'bench', 'plain', 'E1', 's1', 'active', 1, '2026-01-05', 0, '', 0, 0, false",
        )
        put(
            projects,
            "seat(project,n,office,person,since)",
            f"s.i, 1, 'PO', {cast['PO']}, '2026-01-05'",
        )
        party = self._organisation("platform")
        put(
            projects,
            "participation(project,n,organisation,kind,role,office,since)",
            f"s.i, 1, {party}, 'platform', 'platform', 'PL', '2026-01-05'",
        )
        key = f"(s.i - 1) / {PER_PROJECT} + 1, 1, 'S' || ((s.i - 1) % {PER_PROJECT}) || '-M1', 1"
        put(
            self.still,
            "milestone(project,visit,code,occurrence,stage,kind,owner,blocking,statutory,timing,applies,opened_on,base,due,"
            "provisional,extensions)",
            f"{key}, 's1', 'deadline', 'platform', {yes}, {no}, 'before_gate', {yes}, '2026-01-05', '2026-01-05', {day},"
            f" {no}, 0",
        )
        put(
            self.still,
            "duty(project,visit,code,occurrence,stage,role,doer,confirmer,kinds,milestone,required,timing,state,since,due,"
            "returned,revision)",
            f"(s.i - 1) / {PER_PROJECT} + 1, 1, 'S' || ((s.i - 1) % {PER_PROJECT}) || '-P-1', 1, 's1', 'platform', 'PL',"
            f" 'PO', '', 'S' || ((s.i - 1) % {PER_PROJECT}) || '-M1', {yes}, 'before_gate', 'not_started', '2026-01-05',"
            f" {day}, 0, 0",
        )
        put(self.still, "due_queue(on_day,project,visit,code,occurrence)", f"{day}, {key}")
        self.run("ANALYZE")

    def _organisation(self, code: str) -> int:
        with self.database.read() as tx:
            return int(tx.exec_driver_sql(f"SELECT id FROM organisation WHERE code = '{code}'").scalar_one())

    def make_due(self, due: int) -> None:
        """So many milestones, spread over all projects, are due on the day; what an earlier round did is undone."""
        self.run("DELETE FROM notice")
        self.run("DELETE FROM reminder")
        self.run("DELETE FROM due_queue WHERE on_day <= :later", {"later": LATER})
        step = max(1, self.still // PER_PROJECT // due)
        chosen = f"project % {step} = 1 AND project <= {due * step}" if step > 1 else f"project <= {due}"
        self.run(f"UPDATE milestone SET due = :due WHERE {chosen} AND code = 'S0-M1'", {"due": DUE})
        self.run(
            "INSERT INTO due_queue(on_day,project,visit,code,occurrence)"
            f" SELECT :due, project, visit, code, occurrence FROM milestone WHERE {chosen} AND code = 'S0-M1'",
            {"due": DUE},
        )
        if not self.database.is_sqlite:
            with self.database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
                for table in ("due_queue", "notice", "reminder"):
                    tx.exec_driver_sql(f"VACUUM {table}")

    def counted(self) -> tuple[int, int, int]:
        with self.database.read() as tx:
            count = "SELECT (SELECT count(*) FROM reminder), (SELECT count(*) FROM notice)"
            queue = "(SELECT count(*) FROM due_queue WHERE on_day = '2026-03-19' AND code = 'S0-M1')"
            row = tx.exec_driver_sql(f"{count}, {queue}").one()
        return int(row[0]), int(row[1]), int(row[2])


LEDGER = "project, visit, code, occurrence, term, rung, person, why, due, rung_on, at, skipped, caught_up"
NOTICE = "person, project, at, kind, code, subject, visit, occurrence, rung, due, why, office, role, is_red, mail_on"


def _same_rows(load: Load) -> None:
    """The rows of `remind` by three set statements in one transaction, the deletion a range of the queue."""
    no = "0" if load.database.is_sqlite else "false"
    people = (
        "SELECT q.project, q.visit, q.code, q.occurrence, s.person, 'PO' AS why FROM due_queue q"
        " JOIN seat s ON s.project = q.project AND s.office = 'PO' AND s.until IS NULL WHERE q.on_day <= :due"
        " UNION ALL SELECT q.project, q.visit, q.code, q.occurrence, b.person, 'owner' FROM due_queue q"
        " JOIN participation p ON p.project = q.project AND p.office = 'PL' AND p.until IS NULL"
        " JOIN member b ON b.organisation = p.organisation AND b.until IS NULL WHERE q.on_day <= :due"
    )
    values = {"due": DUE, "later": LATER, "at": NOON.replace(tzinfo=None)}
    with load.database.write() as tx:

        def run(sql: str) -> None:
            given = {k: v for k, v in values.items() if f":{k}" in sql}
            if load.database.is_sqlite:
                given = {k: str(v) for k, v in given.items()}
            tx.exec_driver_sql(load._marked(sql), given)

        run(
            f"INSERT INTO reminder({LEDGER}) SELECT project, visit, code, occurrence, 0, 'R4', person, why, :due, :due, :at,"
            f" '', {no} FROM ({people}) AS w ON CONFLICT DO NOTHING"
            if not load.database.is_sqlite
            else f"INSERT OR IGNORE INTO reminder({LEDGER}) SELECT project, visit, code, occurrence, 0, 'R4', person, why,"
            f" :due, :due, :at, '', {no} FROM ({people}) AS w"
        )
        run(
            f"INSERT INTO notice({NOTICE}) SELECT person, project, :at, 'reminder', code, '', visit, occurrence, 'R4', :due,"
            f" why, 'PL', 'platform', {no}, :due FROM ({people}) AS w"
        )
        run(
            "INSERT INTO due_queue(on_day, project, visit, code, occurrence)"
            " SELECT :later, project, visit, code, occurrence FROM due_queue WHERE on_day <= :due ON CONFLICT DO NOTHING"
            if not load.database.is_sqlite
            else "INSERT OR IGNORE INTO due_queue SELECT :later, project, visit, code, occurrence FROM due_queue"
            " WHERE on_day <= :due"
        )
        run("DELETE FROM due_queue WHERE on_day <= :due")


def _bare_queue(load: Load) -> None:
    """A queue and a reminder row for each: nothing is looked at again, nobody is told."""
    no, person = ("0" if load.database.is_sqlite else "false"), load.world.cast["PO"]
    values: dict[str, Any] = {"due": DUE, "at": NOON.replace(tzinfo=None)}
    ignore = "OR IGNORE " if load.database.is_sqlite else ""
    conflict = "" if load.database.is_sqlite else " ON CONFLICT DO NOTHING"
    select = f"SELECT project, visit, code, occurrence, 0, 'R4', {person}, 'PO', :due, :due, :at, '', {no} FROM due_queue"
    with load.database.write() as tx:
        for sql in (
            f"INSERT {ignore}INTO reminder({LEDGER}) {select} WHERE on_day <= :due{conflict}",
            "DELETE FROM due_queue WHERE on_day <= :due",
        ):
            given = {k: v for k, v in values.items() if f":{k}" in sql}
            if load.database.is_sqlite:
                given = {k: str(v) for k, v in given.items()}
            tx.exec_driver_sql(load._marked(sql), given)


def measure(url: str, folder: Path, *, still: int, due: int, repeat: int) -> Result:
    """`url` is an empty database; `still` milestones are open in it, of which `due` are due."""
    definition = load(neutral.write(folder / "bench"))
    database = connect(url)
    try:
        migrate(database)
        loaded = Load(database, worlds.build(database, definition), still)
        loaded.fill()
        with clock.rehearse(NOON):
            return _rounds(loaded, due, repeat)
    finally:
        database.close()


def _rounds(loaded: Load, due: int, repeat: int) -> Result:
    result = Result()
    for n in range(repeat + 1):  # the first round warms up
        loaded.make_due(due)
        took = _timed(lambda: reminders.remind(loaded.world.engine))
        assert loaded.counted() == (2 * due, 2 * due, due), loaded.counted()
        loaded.make_due(due)
        same = _timed(lambda: _same_rows(loaded))
        assert loaded.counted() == (2 * due, 2 * due, due), loaded.counted()
        loaded.make_due(due)
        queue = _timed(lambda: _bare_queue(loaded))
        assert loaded.counted()[0] == due
        loaded.make_due(due)
        reminders.remind(loaded.world.engine)
        loaded.run("DELETE FROM notice")
        ladder = _timed(lambda: _ladder_idle(loaded), 200)
        whole = _timed(lambda: turn(loaded.world.engine), 20)
        if n:
            for figures, figure in (
                (result.remind, took), (result.same, same), (result.queue, queue),
                (result.idle_ladder, ladder), (result.idle_turn, whole),
            ):  # fmt: skip
                figures.append(figure)
    return result


def _ladder_idle(loaded: Load) -> None:
    with loaded.world.engine.read() as session:
        assert not due_queue.is_due(session.tx, session.day)


def _timed(act: Any, times: int = 1) -> float:
    began = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - began) / times * 1000
