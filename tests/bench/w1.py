"""W1, one project's life: register, submit, 40 duties done and confirmed, 5 gates requested, proposed and decided.

97 durable commits, by the product's verbs through `commands.run`, and by the floor. Rounds alternate, each on a fresh
database in the same folder; the ratio of the medians is what counts.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifecycle.commands import run
from lifecycle.database import Database, connect, migrate
from lifecycle.verbs import decisions, duties, register, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.register import Part, Registration
from stages import load
from tests import world as worlds
from tests.bench import standard as neutral
from tests.bench.floor import Floor
from tests.bench.standard import DOERS, DUTIES, ROLES, STAGES

COMMITS = 2 + STAGES * (2 * DUTIES + 3)
EXPECTED = ("graduated", STAGES * DUTIES, COMMITS)


@dataclass(frozen=True)
class Result:
    """Milliseconds of one life, one figure a round, by the floor and by the verbs."""

    floor: list[float]
    verbs: list[float]

    @property
    def ratio(self) -> float:
        return statistics.median(self.verbs) / statistics.median(self.floor)

    def line(self, name: str) -> str:
        floor, verbs = statistics.median(self.floor), statistics.median(self.verbs)
        return (
            f"{name:22s} floor {floor:8.1f} ms/life [{min(self.floor):.1f}-{max(self.floor):.1f}]   "
            f"verbs {verbs:8.1f} ms/life [{min(self.verbs):.1f}-{max(self.verbs):.1f}]   "
            f"x{self.ratio:.2f}   {COMMITS} commits, {1000 * COMMITS / verbs:.0f} commits/s"
        )


def measure(new_database: Callable[[], str], folder: Path, *, lives: int, repeat: int) -> Result:
    """`new_database` gives the URL of an empty database each time it is called."""
    definition = load(neutral.write(folder / "bench"))
    result = Result([], [])
    for n in range(repeat):
        for measured in (_floor, _verbs) if n % 2 else (_verbs, _floor):
            database = connect(new_database())
            migrate(database)
            world = worlds.build(database, definition)
            measured(world, database, 1, warm=True)
            milliseconds = measured(world, database, lives, warm=False)
            (result.floor if measured is _floor else result.verbs).append(milliseconds)
            database.close()
    return result


def _verbs(world: worlds.World, database: Database, lives: int, *, warm: bool) -> float:
    began = time.perf_counter()
    numbers = [_life(world, f"{warm}{n}") for n in range(lives)]
    took = time.perf_counter() - began
    with database.read() as tx:
        for number in numbers:
            row = tx.exec_driver_sql(
                "SELECT p.status, (SELECT count(*) FROM duty d WHERE d.project = p.id AND d.state = 'confirmed'),"
                f" (SELECT count(*) FROM history h WHERE h.project = p.id) FROM project p WHERE p.number = '{number}'"
            ).one()
            assert tuple(row) == EXPECTED, tuple(row)
    return took / lives * 1000


def _life(world: worlds.World, key: str) -> str:
    engine, cast = world.engine, world.cast
    step = iter(range(10_000))

    def act(office: str, verb: Any, *given: Any, **named: Any) -> Any:
        return run(engine, cast[office], verb, *given, key=f"{key}-{next(step)}", **named)

    number: str = act(
        "PO",
        register.register,
        world.standard,
        Registration("示例", parts=[Part(code) for code in world.parties]),
    ).number
    act("PO", register.submit, number)
    for stage in range(1, STAGES + 1):
        for place in range(1, DUTIES + 1):
            role = ROLES[place % len(ROLES)]
            duty = DutyKey(number, f"S{stage}-{role[0].upper()}-{place}")
            act(DOERS[role], duties.complete, duty, [Evidence("paper", "text", "示例")])
            act("SH" if role == "bureau" else "PO", duties.confirm, duty)
        act("PO", rounds.request_gate, number)
        act("SH", rounds.propose, number, "go", "示例")
        act("DD", decisions.decide, number, Decision("go", "示例"))
    return number


def _floor(world: worlds.World, database: Database, lives: int, *, warm: bool) -> float:
    organisations = _organisations(database)
    postgresql = not database.is_sqlite
    connection = _driver(database)
    floor = Floor(connection, dict(world.cast), organisations, postgresql=postgresql)
    began = time.perf_counter()
    projects = [floor.life(n + (0 if warm else 1000)) for n in range(lives)]
    took = time.perf_counter() - began
    for project in projects:
        assert floor.check(project) == EXPECTED, floor.check(project)
    connection.close()
    return took / lives * 1000


def _organisations(database: Database) -> dict[str, int]:
    with database.read() as tx:
        return {row.kind: row.id for row in tx.exec_driver_sql("SELECT id, kind FROM organisation")}


def _driver(database: Database) -> Any:
    if not database.is_sqlite:
        import psycopg

        return psycopg.connect(
            database.url.replace("postgresql+psycopg://", "postgresql://"),
            autocommit=True,
            prepare_threshold=1,
        )
    connection = sqlite3.connect(
        database.url.removeprefix("sqlite:///"), isolation_level=None, cached_statements=256
    )
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
