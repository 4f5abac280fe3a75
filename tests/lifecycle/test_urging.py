"""Reminders by hand: to whoever has the ball, once a day for one item and person, by those whom the standard names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.history import URGED
from lifecycle.records import post
from lifecycle.records.post import UrgeRow
from lifecycle.verbs.dates import MilestoneKey, extend
from lifecycle.verbs.urging import urge, urge_late
from lifecycle.verify import verify
from tests.lifecycle.reminding.telling import milestone, said
from tests.lifecycle.scenes import case_of, on, refused

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "MIN-M2"


def key(driver: Driver, code: str = CODE) -> MilestoneKey:
    return MilestoneKey(driver.number, code)


def late_by(driver: Driver, working_days: int) -> None:
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(milestone(driver, CODE).due, working_days)


def urged(driver: Driver) -> list[UrgeRow]:
    with driver.engine.read() as session:
        return [UrgeRow.of(row) for row in session.tx.execute(select(post.urge))]


def test_whoever_has_the_ball_is_told_at_once_and_it_is_recorded(world: World) -> None:
    driver = world.started()
    driver.act("PO", urge, key(driver))
    (row,) = urged(driver)
    assert (row.person, row.by, row.office, row.role) == (
        world.cast["PL"],
        world.cast["PO"],
        "PL",
        "platform",
    )
    (notice,) = said(driver.engine).to("pl")
    assert (notice.code, notice.urged_by, notice.is_red) == (CODE, world.cast["PO"], False)
    case = case_of(driver)
    with driver.engine.read() as session:
        from lifecycle.policy import actor_of  # noqa: PLC0415
        from lifecycle.queries.history import history_page  # noqa: PLC0415

        newest = history_page(session, actor_of(session.tx, world.cast["PO"]), driver.number).events[0]
    assert (newest.name, newest.about) == (URGED, CODE)
    assert case.project.revision == newest.seq


def test_once_a_day_for_one_item_and_person(world: World) -> None:
    driver = world.started()
    driver.act("PO", urge, key(driver))
    assert refused(Invalid, driver, "SH", urge, key(driver)).problem == "urged_today"
    driver.wait()
    driver.act("SH", urge, key(driver))
    assert len(urged(driver)) == 2


@pytest.mark.parametrize("office", ["PL", "EL", "DIR"])
def test_nobody_else_may(world: World, office: str) -> None:
    driver = world.started()
    kinds = (NotPermitted, NotFound) if office == "EL" else (NotPermitted,)
    with pytest.raises(kinds):
        driver.act(office, urge, key(driver))
    assert urged(driver) == []


def test_what_is_done_or_unknown_is_not_urged(world: World) -> None:
    driver = world.started()
    refused(NotFound, driver, "PO", urge, key(driver, "NO-M9"))
    done = next(row.code for row in driver.look()[1].milestones.values() if row.done_on is not None)
    assert refused(Invalid, driver, "PO", urge, key(driver, done)).problem == "nothing_to_urge"


def test_whoever_urges_is_not_urged(world: World) -> None:
    driver = world.started()
    waits = next(
        row
        for row in driver.look()[1].milestones.values()
        if row.owner == "government"
        and row.due is not None
        and row.done_on is None
        and row.kind == "deadline"
    )
    problem = refused(Invalid, driver, "PO", urge, key(driver, waits.code)).problem
    assert problem == "nobody_to_urge"


def test_everything_late_is_urged_in_one_act_of_one_party(world: World) -> None:
    driver = world.started()
    assert refused(Invalid, driver, "PO", urge_late, driver.number).problem == "nothing_late"
    late_by(driver, 3)
    driver.act("DD", urge_late, driver.number, "platform")
    rows = urged(driver)
    assert {row.role for row in rows} == {"platform"}
    assert CODE in {row.code for row in rows}
    assert refused(Invalid, driver, "DD", urge_late, driver.number, "platform").problem == "urged_today"


def test_a_red_item_is_said_to_be_red(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    driver.act("PO", urge, key(driver))
    assert said(driver.engine).to("pl")[0].is_red


def test_it_changes_nothing_of_the_project_and_no_form_becomes_stale(world: World) -> None:
    driver = world.started()
    before = case_of(driver)
    driver.act("PO", urge, key(driver))
    after = case_of(driver)
    assert (before.milestones, before.duties) == (after.milestones, after.duties)
    later = after.latest_milestones()[CODE, 1].due + timedelta(days=1)
    driver.act("SH", extend, key(driver), later, "设备晚到", before.project.revision)
    with on(driver.day):
        assert list(verify(driver.engine)) == []


def test_another_standard_names_its_own_people_and_words(small_world: World) -> None:
    driver = small_world.started()
    row = next(
        row
        for row in driver.look()[1].milestones.values()
        if row.due is not None and row.done_on is None and row.kind == "deadline"
    )
    driver.act("CU", urge, MilestoneKey(driver.number, row.code, row.occurrence))
    assert [each.role for each in urged(driver)] == [row.owner]
