"""On which days the rungs of a milestone are due, and which one goes."""

from __future__ import annotations

from datetime import date

import pytest

from lifecycle.calendar import Calendar, seeded
from lifecycle.reminding.ladder import next_day, reached, steps
from stages import Standard, catalogue

STANDARD: Standard = catalogue().current()
CALENDAR: Calendar = seeded()
LONG_AGO = date(2020, 1, 1)


def days(due: date, kind: str = "deadline") -> dict[str, date]:
    return {step.rung.code: step.on for step in steps(STANDARD, kind, due, CALENDAR)}


def test_rungs_count_working_days_before_and_after_the_due_day() -> None:
    found = days(date(2026, 3, 18))  # a Wednesday
    assert found["R1"] == date(2026, 3, 4)
    assert found["R4"] == date(2026, 3, 18)
    assert found["E1"] == date(2026, 3, 19)
    assert found["E3"] == date(2026, 3, 26)


def test_rungs_leave_out_holidays_and_count_make_up_days() -> None:
    found = days(date(2026, 2, 27))  # the Spring Festival is off from 15 to 23 February; 14 and 28 are worked
    assert found["R2"] == date(2026, 2, 13)
    assert found["E1"] == date(2026, 2, 28)


def test_what_is_due_on_a_day_off_is_spoken_of_before_and_is_late_on_the_next_working_day() -> None:
    found = days(date(2026, 3, 22))  # a Sunday
    assert found["R4"] == date(2026, 3, 20)
    assert found["E1"] == date(2026, 3, 23)


def test_a_notice_is_never_late_and_a_window_is_spoken_of_by_nobody() -> None:
    assert set(days(date(2026, 3, 18), "notice")) == {"R1", "R2", "R3", "R4"}
    assert days(date(2026, 3, 18), "window") == {}


def test_only_the_highest_rung_that_is_due_goes_and_the_lower_ones_are_named() -> None:
    ladder = steps(STANDARD, "deadline", date(2026, 3, 18), CALENDAR)
    found = reached(ladder, LONG_AGO, date(2026, 3, 20))
    assert found is not None
    assert found.step.rung.code == "E1"
    assert [step.rung.code for step in found.lower] == ["R1", "R2", "R3", "R4"]
    assert next_day(ladder, LONG_AGO, date(2026, 3, 20)) == date(2026, 3, 23)


def test_rungs_dated_before_the_milestone_opened_are_skipped() -> None:
    ladder = steps(STANDARD, "deadline", date(2026, 3, 18), CALENDAR)
    opened = date(2026, 3, 12)
    assert reached(ladder, opened, opened) is None
    assert next_day(ladder, opened, opened) == date(2026, 3, 16)
    assert reached(ladder, date(2026, 4, 20), date(2026, 4, 20)) is None  # opened after its last rung


@pytest.mark.parametrize("due", [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2026, 10, 7)])
def test_rungs_rise_strictly_over_leap_days_year_ends_and_holidays(due: date) -> None:
    found = list(days(due).values())
    assert found == sorted(set(found))
    assert all(CALENDAR.is_working(day) for day in found)
