"""W6, evaluations: what a thousand of them with seven experts each came to, in one answer.

One project is evaluated by a real panel of seven; its rows are copied under new numbers. Timed is the query that
officers ask of the register: every line exact, by the rubric, through the policy. The goal is a second; there is no
floor to hold it against.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select

from lifecycle.database import Database, Transaction, connect, migrate
from lifecycle.policy import actor_of
from lifecycle.queries.results import results
from lifecycle.records import evaluations
from lifecycle.records import project as projects
from lifecycle.verbs import evaluations as verbs
from tests import world as worlds
from tests.bench import crowd
from tests.lifecycle.evaluation.scenes import Panel, panel_of
from tests.world import World

EVALUATIONS, EXPERTS = 1000, 7
COPIED = (
    projects.project,
    projects.participation,
    projects.seat,
    evaluations.evaluation,
    evaluations.attempt,
    evaluations.assignment,
    evaluations.sheet,
    evaluations.score,
)
"""What a line is made of, each after what it refers to."""


@dataclass(frozen=True)
class Summary:
    """Milliseconds of each round, by the clock and of the processor, and what came back. On a machine that others use
    too the processor's are the ones to compare.
    """

    rounds: list[float]
    worked: list[float]
    evaluations: int
    experts: int

    def line(self) -> str:
        middle = statistics.median(self.rounds)
        spread = f"[{min(self.rounds):.0f}-{max(self.rounds):.0f}]"
        what = f"{self.evaluations} evaluations x {self.experts} experts"
        return (
            f"W6 SQLite  {what}: {middle:.0f} ms {spread}, processor {statistics.median(self.worked):.0f} ms"
        )


def measure(url: str, wanted: int = EVALUATIONS, repeat: int = 5) -> Summary:
    """Fill a fresh database, then ask for every result."""
    database = connect(url)
    migrate(database)
    world = fill(database, wanted)
    found = [_asked(world) for _ in range(repeat)]
    database.close()
    clock, worked, lines, experts = zip(*found, strict=True)
    return Summary(list(clock), list(worked), lines[0], experts[0])


def _asked(world: World) -> tuple[float, float, int, int]:
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        began, work = time.perf_counter(), time.process_time()
        lines = results(session, actor)
        spent, worked = time.perf_counter() - began, time.process_time() - work
    return spent * 1000, worked * 1000, len(lines), min(line.experts for line in lines)


def fill(database: Database, wanted: int) -> World:
    """A world with that many evaluations, all concluded."""
    world = worlds.build(database)
    driver = world.started(title="示例项目")
    while driver.look()[1].project.stage != "evaluation":
        driver.pass_gate()
    panel = panel_of(world, driver)
    panel.rate_self()
    panel.seat(*panel.draw(more=EXPERTS - panel.now.least))
    for place, row in enumerate(panel.live):
        panel.score(row, dict.fromkeys(panel.now.dimensions, 4 + place % 2))
    panel.act(panel.officer, verbs.conclude)
    with database.write() as tx:
        _copy(tx, panel, wanted)
    crowd.analyse(database)
    return world


def _copy(tx: Transaction, panel: Panel, wanted: int) -> None:
    project = projects.project
    first = tx.scalar(select(project.c.id).where(project.c.number == panel.number))
    assert first is not None
    for table in COPIED:
        key = table.c.id if table is project else table.c.project
        rows = [dict(row._mapping) for row in tx.execute(select(table).where(key == first))]
        copies = [_moved(table, row, place) for place in range(1, wanted) for row in rows]
        if copies:
            tx.execute(insert(table), copies)


def _moved(table: Table, row: dict[str, Any], place: int) -> dict[str, Any]:
    """The same row of another project; ids of rows are given anew by the database."""
    if table is projects.project:
        return row | {"id": row["id"] + place, "number": f"YH-2027-{place:04}"}
    return {name: value for name, value in row.items() if name != "id"} | {"project": row["project"] + place}
