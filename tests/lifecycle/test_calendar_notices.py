"""A notice of holidays is previewed, published, and moves what it moves: once, with an event, and stoppable."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from lifecycle.errors import Invalid, Stale
from lifecycle.queries.calendar import preview
from lifecycle.records import calendar as announced
from lifecycle.records.work import DayRow
from lifecycle.verbs import dates, pauses
from lifecycle.verbs import facts as recording
from lifecycle.verbs.calendar import (
    YearNotice,
    days_of,
    newest,
    notice_of,
    publish,
    reckon_all,
    waiting,
    with_day,
)
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.pauses import Pause
from lifecycle.verify import verify
from tests.lifecycle.reminding.telling import milestone
from tests.lifecycle.scenes import events_of, later, on

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "MIN-M2"
"""Due fifteen working days after the stage began."""


@pytest.fixture
def driver(world: World) -> Driver:
    return world.started()


def days_off(driver: Driver, *days: date) -> YearNotice:
    """The year in force with these weekdays off as well."""
    with driver.engine.read() as session:
        rows = [
            *days_of(session, days[0].year),
            *(DayRow(day=day, working=False, notice="示例") for day in days),
        ]
    return notice_of(days[0].year, "示例通知", rows)


def published(driver: Driver, notice: YearNotice) -> int:
    with on(driver.day), driver.engine.write() as session:
        return publish(session, notice, None, newest(session))


def reckon(driver: Driver) -> int:
    with on(driver.day):
        return reckon_all(driver.engine)


def test_the_preview_says_what_then_happens(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    notice = days_off(driver, date(2026, 1, 14), date(2026, 1, 15))
    with on(driver.day), driver.engine.read() as session:
        impact = preview(session, notice)
    assert published(driver, notice) == 1
    assert milestone(driver, CODE).due == due  # not yet
    assert reckon(driver) == 1
    told = {(move.code, move.old, move.new) for move in impact.moves}
    case = driver.look()[1]
    done = {
        (row.code, row.first_due, row.due)
        for row in case.latest_milestones().values()
        if row.first_due is not None
    }
    assert told == done
    assert (CODE, due, milestone(driver, CODE).due) in told
    assert impact.projects == 1


def test_every_move_is_an_event_and_the_old_day_stays_visible(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    published(driver, days_off(driver, date(2026, 1, 14)))
    reckon(driver)
    row = milestone(driver, CODE)
    assert row.first_due == due
    assert row.due > due
    event = events_of(driver)[-1]
    assert (event.event, event.actor) == ("CalendarApplied", 0)
    assert "示例通知" in event.body
    assert list(verify(driver.engine)) == []


def test_reckoning_again_finds_nothing(driver: Driver) -> None:
    published(driver, days_off(driver, date(2026, 1, 14)))
    assert reckon(driver) == 1
    assert reckon(driver) == 0
    with driver.engine.read() as session:
        assert waiting(session) == 0


def test_it_can_be_stopped_and_goes_on_where_it_was(world: World) -> None:
    drivers = [world.started() for _ in range(3)]
    published(drivers[0], days_off(drivers[0], date(2026, 1, 14)))
    left = iter([False, True])
    with on(drivers[0].day):
        assert reckon_all(world.engine, lambda: next(left)) == 1
    with world.engine.read() as session:
        assert waiting(session) == 2
    assert reckon(drivers[0]) == 2
    assert len({milestone(driver, CODE).due for driver in drivers}) == 1


def test_two_notices_in_a_row_come_out_as_the_last_one(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    published(driver, days_off(driver, date(2026, 1, 14), date(2026, 1, 15)))
    with driver.engine.read() as session:
        kept = [row for row in days_of(session, 2026) if row.day.month > 1 or row.day.day < 10]
    published(driver, notice_of(2026, "更正通知", kept))
    reckon(driver)
    assert milestone(driver, CODE).due == due


def test_a_statutory_or_extended_date_is_nobodys_to_move(driver: Driver) -> None:
    until = later(driver, 18)
    driver.act("SH", dates.extend, MilestoneKey(driver.number, CODE), until, "示例：等待检测")
    published(driver, days_off(driver, date(2026, 1, 14)))
    reckon(driver)
    assert milestone(driver, CODE).due == until


def test_days_moved_by_a_hold_are_reckoned_with_the_hold(driver: Driver) -> None:
    driver.wait(2)
    driver.act("SH", pauses.hold, driver.number, Pause(later(driver, 20), "等待", "条件", later(driver, 5)))
    driver.wait(4)
    driver.act("SH", recording.record, driver.number, "resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    held = milestone(driver, CODE).due
    far = held.replace(day=held.day - 1) if held.day > 1 else held
    published(driver, days_off(driver, far))
    reckon(driver)
    with driver.engine.read() as session:
        assert milestone(driver, CODE).due == session.calendar.next_working_day(held)


def test_an_unpublished_year_is_provisional_until_its_notice_comes(world: World) -> None:
    driver = world.started(day=date(2026, 12, 21))
    row = milestone(driver, CODE)
    assert row.due.year == 2027
    assert row.provisional
    new_year = [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)]
    days = [DayRow(day=day, working=False, notice="元旦") for day in new_year]
    published(driver, notice_of(2027, "示例通知", days))
    reckon(driver)
    after = milestone(driver, CODE)
    assert not after.provisional
    assert after.due > row.due
    assert list(verify(driver.engine)) == []


def test_a_preview_that_was_overtaken_is_stale(driver: Driver) -> None:
    notice = days_off(driver, date(2026, 1, 14))
    with driver.engine.read() as session:
        seen = newest(session)
    published(driver, days_off(driver, date(2026, 1, 16)))
    with driver.engine.write() as session, pytest.raises(Stale):
        publish(session, notice, None, seen)


def test_what_is_no_notice_is_refused(driver: Driver) -> None:
    day = DayRow(day=date(2026, 1, 14), working=False)
    with pytest.raises(Invalid) as refused:
        notice_of(2027, "示例", [day])
    assert refused.value.problem == "day_of_another_year"
    with pytest.raises(Invalid) as refused:
        notice_of(2026, "示例", [day, DayRow(day=day.day, working=True)])
    assert refused.value.problem == "day_twice"
    with pytest.raises(Invalid) as refused:
        notice_of(2026, "示例", [DayRow(day=date(2026, 1, 17), working=False)])  # a Saturday
    assert refused.value.problem == "no_such_year"
    with driver.engine.read() as session:
        same = notice_of(2026, "示例", days_of(session, 2026))
        seen = newest(session)
    with driver.engine.write() as session, pytest.raises(Invalid) as refused:
        publish(session, same, None, seen)
    assert refused.value.problem == "changes_nothing"


def test_a_day_is_edited_by_a_notice_of_its_own_and_the_old_one_is_kept(driver: Driver) -> None:
    with driver.engine.read() as session:
        notice = with_day(session, "示例更正", date(2026, 1, 14), working=False, name="临时放假")
    published(driver, notice)
    with driver.engine.read() as session:
        assert not session.calendar.is_working(date(2026, 1, 14))
        versions = session.tx.scalar(
            select(func.count())
            .select_from(announced.holiday_notice)
            .where(announced.holiday_notice.c.year == 2026)
        )
        assert versions == 2
        assert session.engine.announced(session.tx, newest(session) - 1).is_working(date(2026, 1, 14))
        back = with_day(session, "示例更正", date(2026, 1, 14), working=None)
    published(driver, back)
    with driver.engine.read() as session:
        assert session.calendar.is_working(date(2026, 1, 14))


def test_a_project_whose_days_stay_has_its_lights_reckoned_without_an_event(driver: Driver) -> None:
    """A day off between the yellow day and the due day turns the light earlier, though nothing is due later."""
    before = len(events_of(driver))
    case = driver.look()[1]
    due = case.project.next_due
    assert due is not None
    only = days_off(driver, date(2026, 12, 30))
    published(driver, only)
    assert reckon(driver) == 0
    assert len(events_of(driver)) == before
    assert list(verify(driver.engine)) == []
