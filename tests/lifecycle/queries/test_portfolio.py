"""The light of many projects together: by the shares of the standard, of the whole and of each platform."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries.portfolio import Portfolio, judged, portfolio
from lifecycle.records import people
from lifecycle.verbs.pauses import Pause, hold
from stages import catalogue
from tests.lifecycle.scenes import later, on
from tests.watching import statements
from tests.world import World

if TYPE_CHECKING:
    from web.demonstration.driver import Driver

RULE = catalogue().current().supervision.lights.portfolio


def read(world: World, office: str, day: date) -> Portfolio:
    with on(day), world.engine.read() as session:
        return portfolio(session, actor_of(session.tx, world.cast[office]))


def turns_red(driver: Driver) -> date:
    found = driver.look()[1].project.red_on
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("red", "all_of_them", "light"),
    [
        (0, 0, Light.GREY),
        (0, 20, Light.GREEN),
        (1, 20, Light.GREEN),  # exactly 5 % is not more
        (1, 19, Light.YELLOW),
        (2, 20, Light.YELLOW),  # exactly 10 % is not more
        (3, 20, Light.RED),
    ],
)
def test_a_share_turns_the_light_when_it_is_exceeded(red: int, all_of_them: int, light: Light) -> None:
    counts = {Light.RED.value: red, Light.GREEN.value: all_of_them - red}
    assert judged({name: n for name, n in counts.items() if n}, RULE) is light


def test_the_whole_and_each_platform_are_judged_by_their_own_projects(world: World) -> None:
    late = world.started(title="迟的", parties=("source_platform",))
    day = turns_red(late)
    with world.engine.write() as session:
        another = insert(people.organisation).values(code="calm", name="示例单位二", kind="source_platform")
        session.tx.execute(another)
    calm = world.register(title="好的", parties=("calm",))
    calm.day = day
    calm.submit("PO")
    found = read(world, "DD", day)
    assert (found.whole.projects, found.whole.red, found.whole.light) == (2, 1, Light.RED)
    assert [(tile.code, tile.role, tile.light, tile.red_share_pct) for tile in found.tiles] == [
        ("source_platform", "platform", Light.RED, 100.0),
        ("calm", "platform", Light.GREEN, 0.0),
    ]


def test_only_roles_that_the_standard_names_have_tiles(world: World) -> None:
    driver = world.started()
    assert {tile.role for tile in read(world, "DD", driver.day).tiles} == set(RULE.roles)


def test_drafts_and_ended_projects_do_not_count_and_held_ones_do(world: World) -> None:
    held = world.started(title="暂停的")
    held.act("SH", hold, held.number, Pause(later(held, 10), "等样品", "样品到了", later(held, 5)))
    world.register(title="草稿")
    found = read(world, "SH", held.day)
    assert found.whole.counts == {Light.GREY.value: 1}
    assert found.whole.light is Light.GREEN


def test_a_party_sees_its_own_part_and_no_tile(world: World) -> None:
    driver = world.started(parties=("source_platform",))
    world.started(title="别人的", parties=("enterprise",))
    mine = read(world, "PL", driver.day)
    assert (mine.whole.projects, mine.tiles) == (1, ())
    assert read(world, "SH", driver.day).whole.projects == 2


def test_an_administrator_sees_none(world: World) -> None:
    driver = world.started()
    with world.engine.write() as session:
        values = {"login": "keeper", "name": "示例管理员", "domain": "sysadmin"}
        keeper = session.tx.scalar(insert(people.person).values(values).returning(people.person.c.id))
        held = {"person": keeper, "office": "sysadmin", "domain": "sysadmin", "standing": True}
        session.tx.execute(insert(people.staff).values({**held, "since": driver.day}))
    world.cast["keeper"] = keeper or 0
    assert read(world, "keeper", driver.day).whole.projects == 0


def test_there_are_two_statements_however_many_projects(world: World) -> None:
    driver = world.started()
    few = statements(world.engine.database, lambda: read(world, "SH", driver.day))
    for _ in range(3):
        world.started()
    assert statements(world.engine.database, lambda: read(world, "SH", driver.day)) == few
    assert few <= 4


def test_a_tile_turns_on_the_day_and_not_before(world: World) -> None:
    driver = world.started()
    day = turns_red(driver)
    assert read(world, "SH", day - timedelta(days=1)).whole.light is not Light.RED
    assert read(world, "SH", day).whole.light is Light.RED
