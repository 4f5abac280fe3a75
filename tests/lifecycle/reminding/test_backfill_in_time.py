"""What is filled in for skipped stages, in the eyes of the clock: reminders, delays, holiday notices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.lights import Light
from lifecycle.policy import actor_of
from lifecycle.queries.calendar import preview
from lifecycle.queries.delay import delays
from lifecycle.queries.supervision import supervised
from lifecycle.records.work import DayRow
from lifecycle.verbs import duties
from lifecycle.verbs.calendar import days_of, newest, notice_of, publish, reckon_all
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verify import verify
from tests.lifecycle.reminding.telling import milestone, remind, remind_daily, said
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from lifecycle.records.work import DutyRow, MilestoneRow
    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "X4"
ANY = Evidence("minutes", "text", "示例材料（虚构）")


@pytest.fixture
def driver(world: World) -> Driver:
    """A project that has entered at the evaluation."""
    entered = world.register(entry="E2")
    entered.submit("PO")
    return entered


def owed(driver: Driver) -> list[DutyRow]:
    rows = driver.look()[1].latest_duties().values()
    return [row for row in rows if row.timing == "backfill" and row.is_open]


def the_milestone(driver: Driver) -> MilestoneRow:
    row: MilestoneRow = milestone(driver, CODE)
    return row


def hand_in(driver: Driver) -> None:
    for row in owed(driver):
        driver.act("PO", duties.complete, DutyKey(driver.number, row.code), [ANY])


def test_whoever_has_the_ball_is_reminded_under_the_code_of_the_rule(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    remind_daily(driver, driver.day, due)
    assert {login for _, login in said(driver.engine).rungs(CODE)} == {"po"}
    late = due + timedelta(days=7)
    remind(driver, late)
    assert "sh" in {login for _, login in said(driver.engine).rungs(CODE)}


def test_once_it_is_handed_in_the_ball_is_with_whoever_confirms(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    hand_in(driver)
    remind(driver, due)
    assert "sh" in {login for _, login in said(driver.engine).rungs(CODE)}


def test_nobody_is_reminded_of_what_is_all_done(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    for row in owed(driver):
        key = DutyKey(driver.number, row.code)
        driver.act("PO", duties.complete, key, [ANY])
        driver.act("SH", duties.confirm, key)
    remind_daily(driver, driver.day, due + timedelta(days=3))
    assert said(driver.engine).rungs(CODE) == []


def test_the_clock_sees_it_in_time(driver: Driver) -> None:
    assert list(verify(driver.engine)) == []


def test_the_list_of_what_is_supervised_shows_it_yellow_with_whom_it_waits_for(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    with on(driver.day), driver.engine.read() as session:
        found = supervised(session, actor_of(session.tx, driver.cast["DD"]), due)
    [item] = [each for each in found.items if each.code == CODE]
    assert (item.light.light, item.offices, item.due) == (Light.YELLOW, ("PO",), due)


def test_delay_is_the_officers_until_it_is_handed_in_and_the_confirmers_afterwards(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(due, 2)
    hand_in(driver)
    driver.wait(3)
    with on(driver.day), driver.engine.read() as session:
        found = delays(session, actor_of(session.tx, driver.cast["SH"]), driver.number)
    [delay] = [each for each in found if each.code == CODE]
    assert {span.office for span in delay.spans} == {"PO", "SH"}
    assert delay.shares[0].late_wd >= 5


def test_a_stage_that_was_passed_over_has_no_delay(driver: Driver) -> None:
    with on(driver.day), driver.engine.read() as session:
        found = delays(session, actor_of(session.tx, driver.cast["SH"]), driver.number)
        standard = driver.look()[0]
    assert not {each.code for each in found} & {each.code for each in standard.milestones_of("mining")}


def test_a_holiday_notice_moves_its_last_day_with_the_duties_and_the_debt(driver: Driver) -> None:
    due = the_milestone(driver).due
    assert due is not None
    off = (date(2026, 1, 14), date(2026, 1, 15))
    with driver.engine.read() as session:
        rows = [*days_of(session, 2026), *(DayRow(day=day, working=False, notice="示例") for day in off)]
    notice = notice_of(2026, "示例通知", rows)
    with on(driver.day), driver.engine.read() as session:
        impact = preview(session, notice)
    with on(driver.day), driver.engine.write() as session:
        publish(session, notice, None, newest(session))
    with on(driver.day):
        reckon_all(driver.engine)
    moved = the_milestone(driver).due
    assert moved is not None
    assert moved > due
    assert (CODE, due, moved) in {(move.code, move.old, move.new) for move in impact.moves}
    assert {row.due for row in owed(driver)} == {moved}
    assert [row.due for row in driver.look()[1].debts.values()] == [moved]
    assert list(verify(driver.engine)) == []
