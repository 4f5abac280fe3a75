"""What one organisation has to do, for whoever may see it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries.organisation import OrganisationWork, TakesPart, organisation_work, taking_part
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


def work(world: World, office: str, code: str = "source_platform") -> OrganisationWork:
    with world.engine.read() as session:
        return organisation_work(session, actor_of(session.tx, world.cast[office]), code)


def listed(world: World, office: str) -> list[TakesPart]:
    with world.engine.read() as session:
        return list(taking_part(session, actor_of(session.tx, world.cast[office])))


def test_it_holds_the_open_duties_of_its_own_offices_in_every_project(world: World) -> None:
    world.started(title="区域气象大模型")
    world.started(title="柔性机器人手")
    found = work(world, "PL")
    assert found.role == "platform"
    assert [share.project.title for share in found.shares] == ["区域气象大模型", "柔性机器人手"]
    for share in found.shares:
        assert {row.doer for row in share.duties} == {"PL"}
        assert [row.due for row in share.duties] == sorted(row.due or date.max for row in share.duties)
        assert share.officer == "示例po"
        assert [row.code for row in share.dates] == ["MIN-M1", "MIN-M2", "MIN-M8"]


def test_a_duty_that_binds_another_kind_of_organisation_is_not_on_the_list(world: World) -> None:
    world.started()
    with world.engine.read() as session:
        standard = session.engine.standards.current()
    codes = {row.code for row in work(world, "PL", "conversion_platform").shares[0].duties}
    assert codes
    bound = {code for code in codes if standard.duties[code].kinds}
    assert all("conversion_platform" in standard.duties[code].kinds for code in bound)
    assert "MIN-P-1" not in codes  # only: the source platform


def test_what_is_done_leaves_the_list(world: World) -> None:
    driver = world.started()
    before = {row.code for row in work(world, "PL").shares[0].duties}
    driver.complete("MIN-P-5")
    driver.act("PO", duties.confirm, DutyKey(driver.number, "MIN-P-5", 1))
    assert {row.code for row in work(world, "PL").shares[0].duties} == before - {"MIN-P-5"}


def test_a_reader_sees_of_it_only_the_projects_that_they_may_see(world: World) -> None:
    world.started(title="有企业", parties=("source_platform", "enterprise"))
    world.started(title="无企业", parties=("source_platform",))
    assert [share.project.title for share in work(world, "EL").shares] == ["有企业"]
    assert len(work(world, "SH").shares) == 2
    assert [each.projects for each in listed(world, "EL") if each.code == "source_platform"] == [1]


def test_an_organisation_of_strangers_is_not_there(world: World) -> None:
    world.started(parties=("source_platform",))
    for office, code in (("EL", "source_platform"), ("BR", "source_platform"), ("SH", "nobody")):
        with pytest.raises(NotFound):
            work(world, office, code)
    assert work(world, "SH", "enterprise").shares == ()
    assert work(world, "EL", "enterprise").shares == ()


def test_ones_own_organisation_comes_first(world: World) -> None:
    world.started()
    assert listed(world, "EL")[0].code == "enterprise"
    assert listed(world, "BR")[0].code in ("intermediary", "finance")
    assert {each.code for each in listed(world, "EL")} == set(world.parties)


def test_what_is_late_is_red(world: World) -> None:
    world.started(day=date(2025, 11, 3))
    assert work(world, "PL").shares[0].light is Light.RED


def test_the_number_of_statements_does_not_grow(world: World) -> None:
    world.started()
    one = statements(world.engine.database, lambda: work(world, "SH"))
    for n in range(4):
        world.started(title=f"示例项目{n}")
    assert statements(world.engine.database, lambda: work(world, "SH")) == one
