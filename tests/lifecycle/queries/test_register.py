"""The register as a list, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from lifecycle import clock
from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries import register as module
from lifecycle.queries.register import Filters, Place, Register, register
from lifecycle.records import people
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from tests.lifecycle.queries.test_my_work import statements

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
        assert len(look(world, "SH", stage=stage).rows) == n
    assert titles(look(world, "SH", overdue_wd=3)) == ["晚了"]
    assert titles(look(world, "SH", overdue_wd=300)) == []


def test_unassigned_are_those_without_an_officer(world: World) -> None:
    driver = world.register(title="有专员")
    assert titles(look(world, "SH", is_unassigned=True)) == []
    with world.engine.database.write() as tx:
        tx.exec_driver_sql("UPDATE seat SET until = '2026-01-06' WHERE office = 'PO'")
    assert titles(look(world, "SH", is_unassigned=True)) == ["有专员"]
    assert driver.number == look(world, "SH").rows[0].number
    assert titles(look(world, "SH", officer="示例po")) == []


def test_pages_follow_each_other_without_gap_or_double(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        world.started(title=f"项目{n}")
    for n in range(3):
        world.register(title=f"草稿{n}")
    whole = [row.number for row in look(world, "SH").rows]
    dues = [row.next_due for row in look(world, "SH").rows]
    assert dues[5:] == [None] * 3
    monkeypatch.setattr(module, "PAGE", 3)
    pages, after = [], None
    while True:
        found = look(world, "SH", after)
        pages.append([row.number for row in found.rows])
        if (after := found.more) is None:
            break
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [number for page in pages for number in page] == whole


def test_the_number_of_statements_does_not_depend_on_the_rows(world: World) -> None:
    world.started()
    few = statements(world.engine.database, lambda: look(world, "SH"))
    for n in range(3):
        world.started(title=f"项目{n}")
    assert statements(world.engine.database, lambda: look(world, "SH")) == few <= 6


def test_the_organisation_waited_for_is_of_the_kind_that_the_duty_binds(world: World) -> None:
    driver = world.started()
    for code in ("MIN-G-1", "MIN-G-2"):
        driver.complete(code)
        driver.act("SH", duties.confirm, DutyKey(driver.number, code))
    (row,) = look(world, "SH").rows
    bound = world.standard.duties["MIN-P-1"].kinds
    assert (row.office, bound) == (world.standard.duties["MIN-P-1"].doer, ("source_platform",))
    assert row.organisation == "示例单位source_platform"
