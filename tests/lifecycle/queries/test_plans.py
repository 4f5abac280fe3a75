"""How the databases carry out the lists: along an index, never through a whole table, and with no place counted off.

Asserted on a register of two thousand invented projects, with and without what the planner knows of the tables.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle import clock
from lifecycle.database import connect, migrate
from lifecycle.policy import actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.my_work import my_work
from lifecycle.queries.register import SORTS, Place, Sort, board, page_of
from tests import world as worlds
from tests.bench.crowd import TODAY, Crowd, analyse
from tests.bench.w2 import copied
from tests.watching import plan, watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lifecycle.database import Database
    from lifecycle.engine import Session
    from tests.world import World

N = 2000
BIG = ("project", "duty", "milestone", "visit", "participation", "seat")
"""Tables that grow with the register."""
FILTERS = [
    Filters(),
    Filters(state="draft"),
    Filters(state="ended"),
    Filters(state="review"),
    Filters(light="red"),
    Filters(light="grey"),
    Filters(light="green"),
    Filters(stages=("mining",)),
    Filters(stages=("growth",), state="ended"),
    Filters(is_unassigned=True),
    Filters(is_mine=True),
    Filters(words=("余杭",)),
    Filters(officer="示例专员3"),
    Filters(overdue_wd=5),
]


@pytest.fixture(params=[True, False], ids=["analysed", "fresh"])
def crowd(request: pytest.FixtureRequest, database: Database) -> Iterator[World]:
    """`fresh`: the planner knows nothing of the tables, as on the first day."""
    with clock.rehearse(datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=UTC)):
        world = worlds.build(database)
        Crowd(world, N).fill(database)
        if request.param:
            analyse(database)
        yield world


def plans(world: World, who: int, read: Callable[[Session, int], object]) -> list[str]:
    """The steps of everything that a reading asks."""
    database = world.engine.database
    with watching(database) as asked, world.engine.read() as session:
        read(session, who)
    return [
        step
        for statement, values in asked
        if "WITH" in statement
        for step in plan(database, statement, values)
    ]


def whole_tables(steps: list[str]) -> list[str]:
    """Steps that read a big table from end to end."""
    return [
        step
        for step in steps
        for table in BIG
        if step.startswith((f"SCAN {table}", f"-> Seq Scan on {table}", f"Seq Scan on {table}"))
        and "INDEX" not in step
    ]


def test_my_work_follows_what_is_mine(crowd: World) -> None:
    members = 1000 + Crowd(crowd, N).officers
    for who in (1003, members + 3, crowd.cast["SH"], crowd.cast["DD"]):
        steps = plans(crowd, who, lambda session, who: my_work(session, actor_of(session.tx, who)))
        assert steps
        assert whole_tables(steps) == []


def test_what_nobody_has_taken_is_read_along_an_index_of_its_own(crowd: World) -> None:
    """And never found among the officers' projects: all of it would be read and sorted there, to show the first."""
    for who in (1003, crowd.cast["SH"]):
        steps = plans(crowd, who, lambda session, who: my_work(session, actor_of(session.tx, who)))
        offered = [step for step in steps if "ix_project_unassigned" in step]
        assert len(offered) == 2, steps
        assert not [step for step in steps if "ix_project_officer" in step or "ix_project_nobodys" in step]
    steps = plans(crowd, crowd.cast["SH"], _page(Filters(is_unassigned=True), None))
    assert [step for step in steps if "ix_project_nobodys" in step], steps


def test_my_work_costs_the_same_in_a_register_four_times_as_large(tmp_path: Path) -> None:
    """Counted in instructions of SQLite, not in time: others have more, and what is mine is what it was. Projects that
    wait for an officer are offered to everybody and there are more of them too, which may cost a little.
    """
    database = connect(f"sqlite:///{tmp_path / 'crowd.db'}")
    migrate(database)
    with clock.rehearse(datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=UTC)):
        world = worlds.build(database)
        crowd = Crowd(world, N)
        crowd.fill(database)
        asked = (crowd.officer(3), crowd.member(3), world.cast["PO"], world.cast["DIR"])
        analyse(database)
        before = [instructions(world, who) for who in asked]
        copied(database, crowd, 4)
        analyse(database)
        after = [instructions(world, who) for who in asked]
    database.close()
    assert all(now < 1.02 * then + 20 for then, now in zip(before, after, strict=True)), (before, after)


def instructions(world: World, who: int) -> int:
    """How many hundreds of steps SQLite takes for the list of one person, the second time."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with world.engine.read() as session:
        driver: Any = session.tx.connection.driver_connection
        my_work(session, actor_of(session.tx, who))
        driver.set_progress_handler(step, 100)
        my_work(session, actor_of(session.tx, who))
        driver.set_progress_handler(None, 0)
    return steps


def test_a_page_follows_an_index(crowd: World) -> None:
    for filters in FILTERS:
        for after in (None, Place(TODAY, 700), Place(None, 700)):
            steps = plans(crowd, crowd.cast["SH"], _page(filters, after))
            assert whole_tables(steps) == [], (filters, after)


def test_every_order_follows_an_index(crowd: World) -> None:
    for sort in SORTS:
        steps = plans(crowd, crowd.cast["SH"], _page(Filters(), None, sort))
        # On SQLite a table is the index of its own key, and a page stops there after fifty rows.
        by_key = ["SCAN project"] if sort in ("newest", "oldest") else []
        assert set(whole_tables(steps)) <= set(by_key), sort


def _page(filters: Filters, after: Place | None, sort: Sort = "due") -> Callable[[Session, int], object]:
    def read(session: Session, who: int) -> object:
        return page_of(session, actor_of(session.tx, who), filters, after, sort=sort, limit=51)

    return read


def test_the_board_follows_an_index(crowd: World) -> None:
    stages = tuple(crowd.standard.stages)
    steps = plans(
        crowd,
        crowd.cast["SH"],
        lambda session, who: board(session, actor_of(session.tx, who), Filters(), stages, 8),
    )
    assert whole_tables(steps) == []


def test_a_whole_table_would_be_noticed(crowd: World) -> None:
    steps = plan(crowd.engine.database, "SELECT * FROM duty WHERE returned > 1000", ())
    assert whole_tables(steps) != []
