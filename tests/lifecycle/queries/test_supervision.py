"""What is under supervision: who has the ball, how far the ladder has gone, through the policy and page by page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import event

from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries import supervision
from lifecycle.queries.reminding import ladder_of
from lifecycle.queries.supervision import Supervised, supervised
from tests.lifecycle.reminding.telling import milestone, remind, remind_daily
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    import pytest

    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "MIN-M2"


def read(driver: Driver, office: str, after: supervision.Place | None = None) -> Supervised:
    with on(driver.day), driver.engine.read() as session:
        return supervised(session, actor_of(session.tx, driver.cast[office]), driver.day, after)


def overdue(driver: Driver, working_days: int) -> date:
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(milestone(driver, CODE).due, working_days)
    return driver.day


def test_an_item_says_who_has_the_ball_the_light_and_the_ladder(world: World) -> None:
    driver = world.started()
    began = driver.day
    remind_daily(driver, began, overdue(driver, 6))
    item = next(each for each in read(driver, "SH").items if each.code == CODE)
    assert (item.owner, item.offices, item.role) == ("platform", ("PL",), "platform")
    assert item.light.light is Light.RED
    assert (item.rung, item.next_rung) == ("E3", "E4")
    assert item.told_at is not None
    row = milestone(driver, CODE)
    with driver.engine.read() as session:
        told = ladder_of(session, row.project, row.visit, CODE, 1)
    assert {each.rung for each in told} >= {"R1", "R2", "R3", "R4", "E1", "E2", "E3"}


def test_a_party_sees_its_own_projects_only(world: World) -> None:
    driver = world.started(parties=world.parties[:1])
    overdue(driver, 1)
    outsider = next(
        office for office in ("EL", "BR") if office != world.standard.member_office(world.parties[0])
    )
    assert read(driver, "SH").items
    assert read(driver, outsider).items == ()


def test_pages_follow_each_other_with_the_same_few_statements(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "PAGE", 3)
    drivers = [world.started() for _ in range(5)]
    driver = drivers[0]
    remind(driver, overdue(driver, 1))
    everything, place, counts = [], None, []
    while True:
        seen: list[str] = []

        def note(_: object, __: object, statement: str, *___: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(world.engine.database.reader, "before_cursor_execute", note)
        page = read(driver, "SH", place)
        event.remove(world.engine.database.reader, "before_cursor_execute", note)
        counts.append(len(seen))
        everything += page.items
        if page.more is None:
            break
        place = page.more
    keys = [(item.due, item.number, item.code) for item in everything]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) == 10
    assert len(set(counts[:-1])) == 1
