"""The register as a list, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from lifecycle import clock
from lifecycle.kept import Kept
from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.register import SORTS, Place, Register, RegisterRow, Sort, board, page_of, register
from lifecycle.records import people
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.register import Part, Registration, seat
from lifecycle.verbs.register import register as register_project
from tests.watching import statements
from tests.world import MONDAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import World

DAY = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> Iterator[None]:
    with clock.rehearse(DAY):
        yield


def look(world: World, office: str, after: Place | None = None, **wanted: Any) -> Register:
    with world.engine.read() as session:
        return register(session, actor_of(session.tx, world.cast[office]), Filters(**wanted), after)


def titles(found: Register) -> list[str]:
    return [row.title for row in found.rows]


def test_two_characters_find_a_title_a_number_and_an_organisation(world: World) -> None:
    with world.engine.database.write() as tx:
        named = update(people.organisation).where(people.organisation.c.code == "source_platform")
        tx.execute(named.values(name="余杭明湖实验室"))
    world.started(title="区域气象大模型", parties=("source_platform",))
    world.started(title="柔性机器人手", parties=("enterprise",))
    assert titles(look(world, "SH", words=("气象",))) == ["区域气象大模型"]
    assert titles(look(world, "SH", words=("余杭",))) == ["区域气象大模型"]
    assert titles(look(world, "SH", words=("0002",))) == ["柔性机器人手"]
    assert titles(look(world, "SH", words=("气象", "余杭"))) == ["区域气象大模型"]
    assert titles(look(world, "SH", words=("气象", "机器"))) == []


@pytest.mark.parametrize("word", ["%", "_", "'", "\\", "50%"])
def test_signs_of_the_database_are_plain_characters(world: World, word: str) -> None:
    world.started(title="普通项目", parties=("enterprise",))
    assert titles(look(world, "SH", words=(word,))) == []


def test_a_reader_sees_what_the_policy_lets_them_see(world: World) -> None:
    world.started(title="有企业", parties=("source_platform", "enterprise"))
    world.started(title="无企业", parties=("source_platform",))
    assert titles(look(world, "EL")) == ["有企业"]
    assert look(world, "EL").counts.total == 1
    assert look(world, "IA").rows == ()
    assert len(look(world, "SH").rows) == 2
    assert titles(look(world, "EX", is_mine=True)) == titles(look(world, "EX"))


def test_a_row_says_whose_turn_it_is(world: World) -> None:
    driver = world.started()
    (row,) = look(world, "SH").rows
    assert row.office is not None
    first = min(
        (
            each
            for each in driver.look()[1].duties.values()
            if each.required and not each.waits_for and each.is_open
        ),
        key=lambda each: (each.due is None, each.due, each.code),
    )
    assert row.office == first.doer
    driver.clear()
    driver.request()
    (row,) = look(world, "SH").rows
    assert row.office == world.standard.gate_of(row.stage).propose
    assert row.days_wd == 11
    assert row.officer == "示例po"


def test_lights_and_counts_agree_with_the_rows(world: World) -> None:
    world.started(title="晚了")
    world.started(title="刚开始", day=DAY.date())
    world.register(title="草稿")
    everything = look(world, "SH")
    assert {row.title: row.light for row in everything.rows}["晚了"] is Light.RED
    assert {row.title: row.light for row in everything.rows}["草稿"] is Light.GREY
    for light, n in everything.counts.lights.items():
        assert len(look(world, "SH", light=light).rows) == n
    for state, n in everything.counts.states.items():
        assert len(look(world, "SH", state=state).rows) == n
    for stage, n in everything.counts.stages.items():
        assert len(look(world, "SH", stages=(stage,)).rows) == n
    assert titles(look(world, "SH", overdue_wd=3)) == ["晚了"]
    assert titles(look(world, "SH", overdue_wd=300)) == []


def test_unassigned_are_those_without_an_officer(world: World) -> None:
    taken = world.register(title="有专员")
    with world.engine.write() as session:
        platform = actor_of(session.tx, world.cast["PL"])
        given = Registration("没有专员", parts=[Part("source_platform")])
        free = register_project(session, platform, world.standard, given).number
    assert titles(look(world, "SH", is_unassigned=True)) == ["没有专员"]
    assert titles(look(world, "SH", officer="示例po")) == ["有专员"]
    taken.act("SH", seat, free, "PO", world.another("PO", "second"))
    assert titles(look(world, "SH", is_unassigned=True)) == []
    assert titles(look(world, "SH", officer="示例second")) == ["没有专员"]


WANTED = [
    Filters(),
    Filters(state="all"),
    Filters(state="draft"),
    Filters(light="grey"),
    Filters(light="red"),
    Filters(words=("项目",)),
    Filters(stages=("mining", "evaluation"), state="running"),
    Filters(is_mine=True),
]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_each_other_without_gap_or_double(world: World, sort: Sort) -> None:
    for n in range(3):
        world.started(title=f"项目{n}", day=MONDAY + timedelta(days=7 * (n % 2)))
    for n in range(2):
        world.register(title=f"草稿项目{n}")
    world.started(title="项目里走得远的").pass_gate()
    for wanted in WANTED:
        whole = pages(world, wanted, sort, 50)
        assert pages(world, wanted, sort, 2) == whole, wanted
        counts = look(world, "PO", **vars_of(wanted)).counts
        assert len({row.number for row in whole}) == len(whole) == counts.total, wanted
        assert whole == sorted(whole, key=_KEYS[sort]), wanted


def pages(world: World, wanted: Filters, sort: Sort, size: int) -> list[RegisterRow]:
    """The whole list, read page by page."""
    found: list[RegisterRow] = []
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        after = None
        while rows := page_of(session, actor, wanted, after, sort=sort, limit=size):
            found += rows
            after = rows[-1].place
    return found


def vars_of(wanted: Filters) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in Filters.__dataclass_fields__}


_KEYS: dict[Sort, Callable[[RegisterRow], Any]] = {
    "due": lambda row: (row.next_due is None, row.next_due, row.place.project),
    "newest": lambda row: -row.place.project,
    "oldest": lambda row: row.place.project,
    "stay": lambda row: (row.entered_on, row.place.project),
}


def test_the_board_shows_the_first_of_every_stage(world: World) -> None:
    for n in range(3):
        world.started(title=f"项目{n}")
    world.started(title="评估中").pass_gate()
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        piles = board(session, actor, Filters(), tuple(world.standard.stages), 2)
        assert {stage: len(cards) for stage, cards in piles.items() if cards} == {
            "mining": 2,
            "evaluation": 1,
        }
        for stage, cards in piles.items():
            first = page_of(session, actor, Filters(stages=(stage,)), limit=2)
            assert cards == first


def test_the_number_of_statements_does_not_depend_on_the_rows(world: World) -> None:
    def look_anew() -> object:
        """With nothing kept: whether what is kept holds is the server's matter, which may have other databases."""
        world.engine.kept = Kept()
        return look(world, "SH")

    world.started()
    few = statements(world.engine.database, look_anew)
    for n in range(3):
        world.started(title=f"项目{n}")
    assert statements(world.engine.database, look_anew) == few <= 6


def test_the_organisation_waited_for_is_of_the_kind_that_the_duty_binds(world: World) -> None:
    driver = world.started()
    for code in ("MIN-G-1", "MIN-G-2"):
        driver.complete(code)
        driver.act("SH", duties.confirm, DutyKey(driver.number, code))
    (row,) = look(world, "SH").rows
    bound = world.standard.duties["MIN-P-1"].kinds
    assert (row.office, bound) == (world.standard.duties["MIN-P-1"].doer, ("source_platform",))
    assert row.organisation == "示例单位source_platform"
