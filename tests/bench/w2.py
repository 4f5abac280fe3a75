"""W2, the lists: a page of the register, its totals, my work, why a project is barred; at any size of the register.

The register is `crowd`'s; a large one is a small one copied inside the database. Beside what the product reads stands
hand-written SQL on the same tables and indexes. For the pages of the register it answers the same rows with the same said
of them: whose ball it is, the party, the light; only the working days are left to the product. For the totals it counts
lights too. For *my work* it counts the same bands and shows the same first items, of what this register has: duties,
rounds, moves to ask for, projects to take, for a person who is seated and nothing else. For *why* it reads the same rows
and weighs none. Beside both stands what was their floor before, the open duties alone.

On SQLite the time is that of the processor, which is all in this thread: on a machine that others use, what waits for
its turn on the way says nothing. PostgreSQL works elsewhere, and is timed by the clock.
"""

from __future__ import annotations

import random
import statistics
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from lifecycle import clock
from lifecycle.database import Database, connect, migrate
from lifecycle.kept import Kept
from lifecycle.policy import actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.gate import blockers_now
from lifecycle.queries.my_work import my_work
from lifecycle.queries.reading import read_project
from lifecycle.queries.register import PAGE, Place, counts_of, page_of
from lifecycle.queries.work_items import LATER, NEVER, OVERDUE, UNASSIGNED, WAITING, WEEK
from lifecycle.register import search
from tests import world as worlds
from tests.bench.crowd import TODAY, Crowd, analyse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lifecycle.engine import Session
    from tests.world import World

Reading = tuple["Callable[[Session], int]", "Callable[[Session], int]"]
"""What the product reads and the floor, each answering how many rows it has."""
WRITTEN_AT_MOST = 20_000
"""Projects. A larger register is a part of it, copied inside the database: Python would write it for an hour."""
LIVED = 20
"""Projects that came by the verbs: the crowd's have no history, facts or events that a gate could weigh."""
NAME = "余杭单位17"
SHIFT = 1_000_000
"""Between the ids of people and organisations of one copy and the next."""


@dataclass
class Result:
    """Milliseconds by reading: of the product and of the floor. `fill` in seconds."""

    n: int
    fill: float
    product: dict[str, list[float]] = field(default_factory=dict)
    floor: dict[str, list[float]] = field(default_factory=dict)

    def lines(self, name: str) -> Iterator[str]:
        yield f"{name:14s} {self.n:9,d} projects, filled in {self.fill:.0f} s"
        for reading, taken in self.product.items():
            ours, least = statistics.median(taken), statistics.median(self.floor[reading])
            worst = statistics.quantiles(taken, n=20)[-1]
            yield f"  {reading:22s} {ours:9.2f} ms (p95 {worst:9.2f})   floor {least:8.2f} ms (x{ours / least:.1f})"


def measure(url: str, *, n: int, repeat: int) -> Result:
    """Fill a fresh database with `n` projects, and read each list `repeat` times, in turn with its floor.

    On SQLite no more than WRITTEN_AT_MOST are written; the rest are copies, whole ones.
    """
    with clock.rehearse(datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=UTC)):
        database = connect(url)
        try:
            migrate(database)
            began = time.perf_counter()
            world = worlds.build(database)
            crowd = filled(database, world, n)
            analyse(database)
            result = Result(n, time.perf_counter() - began)
            _measured(world, crowd, result, repeat)
            return result
        finally:
            database.close()


def _measured(world: World, crowd: Crowd, result: Result, repeat: int) -> None:
    readings = _readings(world, crowd, result.n)
    for name, (product, floor) in readings.items():
        ours, least = result.product.setdefault(name, []), result.floor.setdefault(name, [])
        for turn in range(repeat + 2):
            for read, taken in ((product, ours), (floor, least)):
                with world.engine.read() as session:
                    now = time.thread_time if session.tx.dialect.name == "sqlite" else time.perf_counter
                    at = now()
                    rows = read(session)
                    if turn > 1:
                        taken.append(1000 * (now() - at))
                assert rows > 0, name


def _readings(world: World, crowd: Crowd, n: int) -> dict[str, Reading]:
    chance = random.Random(7)  # noqa: S311 - the same questions each time
    head, stages = world.cast["SH"], tuple(world.standard.stages)
    deep = Place(TODAY + timedelta(days=60), n // 2)
    lived = [world.started(title=f"示例成果{n}").number for n in range(LIVED)]

    def page(after: Place | None, **filters: Any) -> Callable[[Session], int]:
        return lambda session: len(
            page_of(session, actor_of(session.tx, head), Filters(**filters), after, limit=PAGE)
        )

    def mine(session: Session) -> int:
        who = crowd.officer(chance.randrange(crowd.officers))
        return len(my_work(session, actor_of(session.tx, who)).items)

    def why(session: Session) -> int:
        reading = read_project(session, actor_of(session.tx, head), chance.choice(lived))
        return len(blockers_now(reading))

    def counts(session: Session) -> int:
        session.engine.kept = Kept()
        return kept(session)

    def kept(session: Session) -> int:
        return counts_of(session, actor_of(session.tx, head), Filters()).total

    first, later = page(None), page(deep)
    return {
        "register, first page": (first, lambda session: _page(session, stages, None)),
        "register, deep page": (later, lambda session: _page(session, stages, deep)),
        "register, one stage": (
            page(None, stages=stages[:1]),
            lambda session: _page(session, stages[:1], None),
        ),
        "register, a name": (page(None, words=(NAME,)), _named),
        "register, totals": (counts, _totals),
        "the same, kept": (kept, _totals),
        "my work": (
            mine,
            lambda session: bare_work(session, crowd.officer(chance.randrange(crowd.officers))),
        ),
        "beside duties alone": (
            mine,
            lambda session: _mine(session, crowd.officer(chance.randrange(crowd.officers))),
        ),
        "why barred": (why, lambda session: _its_rows(session, chance.choice(lived))),
        "beside duties alone ": (why, lambda session: _open_duties(session, chance.choice(lived))),
    }


# The floors -----------------------------------------------------------------------------------------------------

LIT = "CASE WHEN {p}red_on <= :today THEN 'red' WHEN {p}yellow_on <= :today THEN 'yellow' ELSE 'green' END"
SHOWN = f"""
WITH shown AS (
  SELECT p.id, p.number, p.title, p.standard, p.stage, p.status, p.track, p.entry, p.registered_on, p.next_due,
    v.entered_on, {LIT.format(p="p.")} AS light, o.name AS officer,
    CASE WHEN p.status = 'gate_review' THEN
      (SELECT CASE WHEN r.proposed_by IS NULL THEN r.propose_office ELSE r.decide_office END FROM round r
       WHERE r.project = p.id AND r.option IS NULL)
      WHEN d.state = 'submitted' THEN d.confirmer ELSE d.doer END AS ball,
    CASE WHEN d.state = 'submitted' THEN '' ELSE coalesce(d.kinds, '') END AS kinds
  FROM ({{chosen}}) AS c JOIN project p ON p.id = c.id JOIN visit v ON v.project = p.id AND v.n = p.visit
  LEFT JOIN person o ON o.id = p.officer
  LEFT JOIN {{first}}
)
SELECT s.*, (SELECT min(g.name) FROM participation a JOIN organisation g ON g.id = a.organisation
  WHERE a.project = s.id AND a.office = s.ball AND a.until IS NULL
    AND (s.kinds = '' OR s.kinds LIKE '%,' || a.kind || ',%')) AS party
FROM shown s ORDER BY s.next_due, s.id"""
BY_DUE = """(SELECT {columns} FROM duty f WHERE f.project = p.id AND f.required
  AND f.state NOT IN ('confirmed', 'not_needed') AND f.waits_for IS NULL ORDER BY f.due IS NULL, f.due, f.code LIMIT 1)"""
KEY, SAID = "f.visit, f.code, f.occurrence", "f.state, f.doer, f.confirmer, f.kinds"
FIRST = {
    "sqlite": "duty d ON d.project = p.id AND p.status IN ('active', 'rework')"
    f" AND (d.visit, d.code, d.occurrence) = {BY_DUE.format(columns=KEY)}",
    "postgresql": f"LATERAL {BY_DUE.format(columns=SAID)} AS d ON p.status IN ('active', 'rework')",
}
"""The required duty that is due first, as each database finds it quickest."""
RUNS = ("active", "rework", "gate_review")
WEIGHED = (
    *(
        "visit",
        "hold",
        "participation",
        "seat",
        "duty",
        "milestone",
        "document",
        "fact",
        "round",
        "opinion",
        "debt",
    ),
    "evaluation",
)
_FIRST = " UNION ALL ".join(
    f"SELECT * FROM (SELECT * FROM banded WHERE band = '{band}' ORDER BY until, project, code LIMIT 8) AS in_{band}"
    for band in (OVERDUE, WEEK, LATER, WAITING)
)
_OFFERED = "FROM project WHERE officer IS NULL AND status IN ('draft', 'active', 'gate_review', 'rework')"
WORK = f"""
WITH mine AS MATERIALIZED (
  SELECT p.id, p.status, p.visit, p.open_required, s.office FROM seat s JOIN project p ON p.id = s.project
  WHERE s.person = :who AND s.until IS NULL
), item AS (
  SELECT d.project, d.visit, d.code, d.due, CASE WHEN d.state = 'submitted' THEN d.confirmer ELSE d.doer END AS ball,
    m.office, d.state, d.kinds, d.milestone, d.since
  FROM mine m CROSS JOIN duty d
  WHERE d.project = m.id AND m.status IN ('active', 'rework') AND d.state NOT IN ('confirmed', 'not_needed')
    AND (d.required OR (d.state = 'submitted' AND d.confirmer = m.office)
      OR (d.state IN ('in_progress', 'changes_requested') AND d.doer = m.office)) AND d.waits_for IS NULL
    AND (d.not_before IS NULL OR d.not_before <= :today OR d.state = 'submitted')
  UNION ALL
  SELECT r.project, r.visit, r.gate, NULL, CASE WHEN r.proposed_by IS NULL THEN r.propose_office ELSE r.decide_office END,
    m.office, 'round', '', r.gate, r.requested_on
  FROM mine m CROSS JOIN round r WHERE r.project = m.id AND m.status = 'gate_review' AND r.option IS NULL
  UNION ALL
  SELECT m.id, m.visit, '', NULL, m.office, m.office, 'ready', '', '', NULL
  FROM mine m WHERE m.status IN ('active', 'rework', 'draft') AND m.open_required = 0
), banded AS MATERIALIZED (
  SELECT i.*, coalesce(due, :never) AS until, CASE WHEN due < :today THEN '{OVERDUE}' WHEN ball <> office THEN '{WAITING}'
    WHEN due <= :week THEN '{WEEK}' ELSE '{LATER}' END AS band FROM item i
), shown AS (
  {_FIRST} UNION ALL SELECT id, visit, '', NULL, '', '', 'take', '', '', NULL, :never, '{UNASSIGNED}'
  FROM (SELECT id, visit {_OFFERED} ORDER BY id LIMIT 8) AS offered
)
SELECT CAST(NULL AS integer) AS n, s.*, p.number, p.title, p.stage, m.kind, m.statutory,
  (SELECT min(o.name) FROM participation a JOIN organisation o ON o.id = a.organisation WHERE a.project = s.project
    AND a.office = s.ball AND a.until IS NULL AND (s.kinds = '' OR s.kinds LIKE '%,' || a.kind || ',%')) AS party
FROM shown s JOIN project p ON p.id = s.project
LEFT JOIN milestone m ON m.project = s.project AND m.visit = s.visit AND m.code = s.milestone AND m.occurrence = 1
UNION ALL
SELECT count(*), NULL, NULL, NULL, NULL, ball, NULL, state, NULL, NULL, NULL, NULL, band, NULL, NULL, NULL, NULL, NULL, NULL
FROM banded GROUP BY ball, state, band
UNION ALL
SELECT count(*), NULL, NULL, NULL, NULL, NULL, NULL, 'take', NULL, NULL, NULL, NULL, '{UNASSIGNED}', NULL, NULL, NULL, NULL,
  NULL, NULL {_OFFERED}"""


def _rows(session: Session, sql: str, **values: object) -> int:
    return len(session.tx.execute(text(sql), values).all())


def _page(session: Session, stages: tuple[str, ...], after: Place | None) -> int:
    return len(shown(session, stages, after))


def shown(session: Session, stages: tuple[str, ...], after: Place | None = None) -> Sequence[Any]:
    """Of each stage and status a page along the index; of all of them the first page."""
    day, last = (after.day, after.project) if after else (TODAY - timedelta(days=999), 0)
    each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, next_due FROM project WHERE stage = '{stage}' AND status = '{status}'"
        f" AND (next_due, id) > (:day, :last) ORDER BY next_due, id LIMIT {PAGE}) AS run{n}_{m}"
        for n, stage in enumerate(stages)
        for m, status in enumerate(RUNS)
    )
    chosen = f"SELECT id FROM ({each}) AS runs ORDER BY next_due, id LIMIT {PAGE}"
    given = str(day) if session.tx.dialect.name == "sqlite" else day  # as the driver takes it
    values = {"day": given, "last": last, "today": _today(session)}
    return session.tx.execute(text(_said_of(session, chosen)), values).all()


def _named(session: Session) -> int:
    dialect = session.tx.dialect.name
    if dialect == "sqlite":
        found = "SELECT rowid AS id FROM project_words_index WHERE words MATCH :asked"
    else:
        found = "SELECT project AS id FROM project_words WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :asked)"
    chosen = (
        f"SELECT p.id FROM ({found}) AS named JOIN project p ON p.id = named.id"
        f" WHERE p.status IN {RUNS} ORDER BY p.next_due, p.id LIMIT {PAGE}"
    )
    return _rows(
        session, _said_of(session, chosen), asked=search.question(dialect, (NAME,)), today=_today(session)
    )


def _said_of(session: Session, chosen: str) -> str:
    return SHOWN.format(chosen=chosen, first=FIRST[session.tx.dialect.name])


def _today(session: Session) -> object:
    return str(TODAY) if session.tx.dialect.name == "sqlite" else TODAY


def _totals(session: Session) -> int:
    late = "sum(CASE WHEN red_on <= :today THEN 1 ELSE 0 END), sum(CASE WHEN yellow_on <= :today THEN 1 ELSE 0 END)"
    grouped = f"SELECT stage, status, count(*), {late} FROM project GROUP BY stage, status"
    return _rows(session, grouped, today=_today(session))


def _mine(session: Session, who: int) -> int:
    """The open duties of my projects, the first of each band: less than half of what my work asks."""
    sql = (
        "SELECT d.project, d.code, d.due, p.title FROM seat s JOIN project p ON p.id = s.project"
        " JOIN duty d ON d.project = p.id AND d.visit = p.visit AND d.state IN ('not_started', 'submitted')"
        " WHERE s.person = :who AND s.until IS NULL AND p.status = 'active' AND (d.doer = s.office OR d.confirmer = s.office)"
        " ORDER BY d.due, d.project LIMIT 50"
    )
    return _rows(session, sql, who=who)


def bare_work(session: Session, who: int) -> int:
    day = str if session.tx.dialect.name == "sqlite" else (lambda each: each)
    week = TODAY + timedelta(days=6 - TODAY.weekday())
    return _rows(session, WORK, who=who, today=day(TODAY), week=day(week), never=day(NEVER))


def _its_rows(session: Session, number: str) -> int:
    """Everything that the gate is weighed from, by the driver alone."""
    driver: Any = session.tx.connection.driver_connection
    mark = "?" if session.tx.dialect.name == "sqlite" else "%s"
    (found,) = driver.execute(f"SELECT * FROM project WHERE number = {mark}", (number,)).fetchall()
    asked = (f"SELECT * FROM {table} WHERE project = {mark}" for table in WEIGHED)
    return sum(len(driver.execute(each, (found[0],)).fetchall()) for each in asked)


def _open_duties(session: Session, number: str) -> int:
    yes = "1" if session.tx.dialect.name == "sqlite" else "true"
    return _rows(
        session,
        "SELECT p.number, d.code, d.role, d.due FROM project p JOIN duty d ON d.project = p.id AND d.visit = p.visit"
        f" AND d.required = {yes} AND d.state <> 'confirmed' WHERE p.number = :number ORDER BY d.role",
        number=number,
    )


def filled(database: Database, world: World, n: int) -> Crowd:
    """Put a register of so many projects into an empty database. On SQLite a large one is a part of it, copied."""
    times = max(1, n // WRITTEN_AT_MOST) if database.is_sqlite else 1
    crowd = Crowd(world, n // times)
    with indexed_at_the_end(database):
        crowd.fill(database)
        copied(database, crowd, times)
    return crowd


# Many times as many -----------------------------------------------------------------------------------------------

PEOPLE = ("person", "staff", "organisation", "member")
CHILDREN = ("project", "project_words", "visit", "seat", "participation", "duty", "milestone", "round")
MOVED = {
    "person": {"id": "id + {people}", "login": "login || '-{k}'"},
    "staff": {"person": "person + {people}"},
    "organisation": {"id": "id + {people}", "code": "code || '-{k}'"},
    "member": {"person": "person + {people}", "organisation": "organisation + {people}"},
    "project": {
        "id": "id + {projects}",
        "number": "substr(number, 1, 8) || printf('%07d', id + {projects})",
        "officer": "officer + {people}",
    },
    "seat": {"person": "person + {people}"},
    "participation": {"organisation": "organisation + {people}"},
}
OF_CROWD = {
    "person": "id BETWEEN 1000 AND 999999",
    "staff": "person BETWEEN 1000 AND 999999",
    "organisation": "id BETWEEN 100000 AND 999999",
    "member": "person BETWEEN 1000 AND 999999",
    "project": "id <= {n}",
}
"""What is copied: not the people of the world itself, and of the register the first part."""


def copied(database: Database, crowd: Crowd, times: int) -> None:
    """More registers like the first, with people and organisations of their own, until there are so many."""
    for k in range(1, times):
        with database.write() as tx:
            for table in (*PEOPLE, *CHILDREN):
                columns = [row[1] for row in tx.exec_driver_sql(f"PRAGMA table_info({table})")]
                moved = (
                    {"project": "project + {projects}"} if table in CHILDREN and table != "project" else {}
                )
                moved |= MOVED.get(table, {})
                shown = (
                    moved.get(name, name).format(k=k, people=k * SHIFT, projects=k * crowd.n)
                    for name in columns
                )
                chosen = OF_CROWD.get(table, "project <= {n}").format(n=crowd.n)
                tx.exec_driver_sql(
                    f"INSERT INTO {table}({', '.join(columns)}) SELECT {', '.join(shown)} FROM {table} WHERE {chosen}"
                )


@contextmanager
def indexed_at_the_end(database: Database) -> Iterator[None]:
    """Indexes that only speed things up are built once over everything: kept up row by row they take most of the time."""
    indexes = _taken_away(database) if database.is_sqlite else ()
    yield
    for index in indexes:
        with database.write() as tx:
            tx.exec_driver_sql(index)


def _taken_away(database: Database) -> tuple[str, ...]:
    """How each index that only speeds things up is made again."""
    with database.write() as tx:
        found = tx.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%UNIQUE%'"
            f" AND tbl_name IN ({', '.join(repr(table) for table in CHILDREN)})"
        ).all()
        for name, _ in found:
            tx.exec_driver_sql(f"DROP INDEX {name}")
    return tuple(sql for _, sql in found)
