"""Working days: the worked examples, the shipped notices, and laws that hold on any calendar."""

from __future__ import annotations

import timeit
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from lifecycle.calendar import Calendar, seed, seed_years, seeded
from tests.lifecycle.calendars import calendars, days

STATUTORY = seeded()
VECTORS = YAML(typ="safe", pure=True).load(Path(__file__).parents[1] / "vectors.yaml")
A_DAY = timedelta(days=1)
counts = st.integers(-120, 120)


def walked(calendar: Calendar, start: date, n: int) -> date:
    """The n-th working day from a start, found by walking."""
    step = A_DAY if n > 0 else -A_DAY
    day = start
    for _ in range(abs(n)):
        day += step
        while not calendar.is_working(day):
            day += step
    return day


# --- Worked examples and notices ----------------------------------------------------------------------------


@pytest.mark.parametrize("example", VECTORS["working_days"], ids=lambda example: example["why"])
def test_a_worked_example_comes_out_exactly(example):
    due = STATUTORY.add_working_days(example["start"], example["wd"])
    assert due == example["due"]
    assert STATUTORY.working_days_between(example["start"], due) == example["wd"]
    assert not STATUTORY.is_provisional(due)


def test_the_seed_lists_only_days_that_differ_from_the_weekend_rule():
    rows = seed(seed_years())
    assert rows == tuple(sorted(rows))
    assert all(row.working == (row.day.weekday() >= 5) for row in rows)
    assert {row.day.year for row in rows} == set(seed_years())


def test_the_seed_names_the_holiday_of_days_off_and_of_make_up_days():
    rows = {row.day: row for row in seed([2026])}
    assert rows[date(2026, 2, 16)][1:] == (False, "spring_festival")
    assert rows[date(2026, 2, 14)][1:] == (True, "spring_festival")
    assert date(2026, 2, 15) not in rows  # a Sunday: the holiday takes nothing away


def test_the_seed_keeps_december_in_its_own_year():
    assert date(2018, 12, 31) in {row.day for row in seed([2018])}


def test_the_seed_reaches_from_2018_to_at_least_2026():
    assert (seed_years()[0], 2026 in seed_years()) == (2018, True)


@pytest.mark.parametrize("year", [2017, seed_years()[-1] + 1])
def test_a_year_without_a_shipped_notice_cannot_be_seeded(year):
    with pytest.raises(ValueError, match=rf"\[{year}\].*known are 2018 to"):
        seed([2026, year])


def test_an_unpublished_year_knows_weekends_only_and_is_provisional():
    new_year = date(seed_years()[-1] + 1, 1, 1)
    assert STATUTORY.is_working(new_year) == (new_year.weekday() < 5)
    assert STATUTORY.is_provisional(new_year)
    assert not STATUTORY.is_provisional(new_year - A_DAY)


def test_an_amended_notice_makes_another_calendar_and_leaves_this_one():
    listed = {date(2026, 5, 9): True}
    before = Calendar(listed, frozenset({2026}))
    listed.clear()
    assert before.is_working(date(2026, 5, 9))
    assert not Calendar(listed, frozenset({2026})).is_working(date(2026, 5, 9))


# --- Single days --------------------------------------------------------------------------------------------


def test_due_today_leaves_no_working_day_and_is_not_late():
    friday = date(2026, 3, 6)
    assert STATUTORY.working_days_between(friday, friday) == 0
    assert STATUTORY.working_days_between(friday, friday + A_DAY) == 0  # a Saturday: late, by no working day
    assert STATUTORY.working_days_between(friday, friday + 3 * A_DAY) == 1


@pytest.mark.parametrize(
    ("day", "rolled", "after"),
    [
        (date(2026, 2, 13), date(2026, 2, 13), date(2026, 2, 14)),  # Friday; Saturday is a make-up day
        (date(2026, 2, 15), date(2026, 2, 24), date(2026, 2, 24)),  # the first day of the Spring Festival
        (date(2024, 2, 29), date(2024, 2, 29), date(2024, 3, 1)),  # a leap day is a day like any other
        (date(2025, 12, 31), date(2025, 12, 31), date(2026, 1, 4)),  # Sunday 4 January is worked
        (date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 2)),  # a month's end on a Saturday
    ],
)
def test_rolling_keeps_a_working_day_and_the_next_is_strictly_after(day, rolled, after):
    assert STATUTORY.roll(day) == rolled
    assert STATUTORY.next_working_day(day) == after


@pytest.mark.parametrize("n", [1, -1, 3_000_000, -3_000_000])
def test_leaving_the_years_of_the_calendar_is_refused(n):
    with pytest.raises(ValueError, match="years 1 to 9999"):
        STATUTORY.add_working_days(date.max if n > 0 else date.min, n)


def test_an_instant_is_not_a_day():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for ask in (STATUTORY.is_working, STATUTORY.roll, STATUTORY.is_provisional, STATUTORY.next_working_day):
        with pytest.raises(ValueError, match="is an instant, not a calendar day"):
            ask(noon)
    with pytest.raises(ValueError, match="is an instant"):
        Calendar({noon: True}, frozenset())


def test_adding_working_days_takes_microseconds():
    start = date(2026, 3, 2)
    fastest = min(timeit.repeat(lambda: STATUTORY.add_working_days(start, 250), number=2000, repeat=5)) / 2000
    assert fastest < 50e-6  # about 1e-6 on a laptop; walking takes 300e-6


# --- Laws that hold on any calendar -------------------------------------------------------------------------


@given(calendars, days, counts)
def test_adding_is_walking(calendar, start, n):
    assert calendar.add_working_days(start, n) == walked(calendar, start, n)


@given(calendars, days, days)
def test_between_counts_the_days_after_the_first_up_to_the_second(calendar, a, b):
    low, high = sorted((a, b))
    worked = sum(calendar.is_working(low + i * A_DAY) for i in range(1, (high - low).days + 1))
    assert calendar.working_days_between(a, b) == (worked if a <= b else -worked)


@given(calendars, days, st.integers(0, 120))
def test_between_undoes_adding(calendar, start, n):
    assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n


@given(calendars, days, counts)
def test_going_back_undoes_going_on_from_a_working_day(calendar, day, n):
    start = calendar.roll(day)
    assert calendar.add_working_days(calendar.add_working_days(start, n), -n) == start


@given(calendars, days, counts, counts)
def test_a_larger_number_never_gives_an_earlier_day(calendar, start, m, n):
    low, high = sorted((m, n))
    assert calendar.add_working_days(start, low) <= calendar.add_working_days(start, high)


@given(calendars, days, days, counts)
def test_a_later_start_never_gives_an_earlier_day(calendar, a, b, n):
    low, high = sorted((a, b))
    assert calendar.add_working_days(low, n) <= calendar.add_working_days(high, n)


@given(calendars, days, st.integers(0, 60), st.integers(0, 60))
def test_adding_twice_is_adding_the_sum(calendar, start, m, n):
    assert calendar.add_working_days(calendar.add_working_days(start, m), n) == calendar.add_working_days(
        start, m + n
    )


@given(calendars, days, days, days)
def test_between_adds_up_over_any_day_on_the_way(calendar, a, b, c):
    between = calendar.working_days_between
    assert between(a, b) + between(b, c) == between(a, c)


@given(calendars, days)
def test_every_listed_day_is_counted_as_listed(calendar, day):
    counted = calendar.working_days_between(day - A_DAY, day)
    assert counted == calendar.is_working(day) == calendar.exceptions.get(day, day.weekday() < 5)


@given(calendars, days)
def test_rolling_is_the_first_working_day_from_here(calendar, day):
    assert calendar.roll(day) == walked(calendar, day - A_DAY, 1)
