"""Due days: the worked examples, every form of rule in the standard, and the edges of months and years."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from lifecycle.calendar import Calendar, seed_years, seeded
from lifecycle.deadlines import DueDay, due_day, months_after, period_end, shift
from stages.model import Due
from tests.lifecycle.calendars import calendars, days

STATUTORY = seeded()
VECTORS = YAML(typ="safe", pure=True).load(Path(__file__).parents[1] / "vectors.yaml")
PUBLICITY = VECTORS["publicity_15_calendar_days"]["cases"]
UNPUBLISHED = seed_years()[-1] + 1
A_DAY = timedelta(days=1)


def rule(**keys: object) -> Due:
    """A rule as the standard writes it; it counts from `entry` unless it says otherwise."""
    counted = {} if keys.keys() & {"fixed", "before"} else {"from": "entry"}
    return Due.model_validate({**counted, **keys})


def day(rule: Due, base: date, occurrence: int = 1) -> date:
    return due_day(rule, base, STATUTORY, kind="deadline", occurrence=occurrence).day


# --- Worked examples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", VECTORS["working_days"], ids=lambda example: example["why"])
def test_a_term_in_working_days_comes_out_exactly(example):
    due = due_day(rule(wd=example["wd"]), example["start"], STATUTORY, kind="deadline")
    assert due == DueDay(example["due"], not_before=None, provisional=False)


@pytest.mark.parametrize("example", PUBLICITY, ids=lambda example: str(example["start"]))
def test_a_publicity_of_15_calendar_days_comes_out_exactly(example):
    due = due_day(rule(cd=15), example["start"], STATUTORY, kind="window")
    assert due == DueDay(example["last_day"], not_before=example["act"], provisional=False)


# --- Every form of rule -------------------------------------------------------------------------------------


def test_a_window_in_working_days_bars_until_the_next_working_day():
    due = due_day(rule(wd=5), date(2026, 9, 22), STATUTORY, kind="window")
    assert due == DueDay(date(2026, 9, 30), not_before=date(2026, 10, 8), provisional=False)


def test_no_working_days_at_all_means_the_day_itself():
    saturday = date(2026, 3, 7)
    assert day(rule(wd=0), saturday) == saturday


@pytest.mark.parametrize(
    ("base", "months", "due"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),  # a worked Saturday, and a month without a 31st
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 4, 1), 6, date(2025, 10, 9)),  # 1 October rolls over the whole holiday
    ],
)
def test_months_keep_the_day_of_the_month_and_roll(base, months, due):
    assert day(rule(months=months), base) == due


def test_an_annual_day_is_the_next_one_after_the_event_and_does_not_roll():
    annual = rule(fixed="03-30", every_months=12)
    saturday = date(2024, 3, 30)
    assert [day(annual, date(2024, 3, 29), n) for n in (1, 2)] == [saturday, date(2025, 3, 30)]
    assert day(annual, saturday) == date(2025, 3, 30)  # strictly after
    assert day(rule(fixed="03-30", every_months=6), saturday - A_DAY, 2) == date(2024, 9, 30)


def test_a_leap_day_is_the_28th_in_a_common_year():
    leap = rule(fixed="02-29", every_months=12)
    assert [day(leap, date(2027, 1, 1), n) for n in (1, 2)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_day_of_each_month_comes_in_every_month_once():
    monthly = rule(every_months=1, by_day=5)
    assert [day(monthly, date(2025, 11, 5), n) for n in (1, 2, 3)] == [
        date(2025, 12, 5),
        date(2026, 1, 5),
        date(2026, 2, 5),
    ]
    assert day(monthly, date(2026, 1, 31)) == date(2026, 2, 5)
    assert day(rule(every_months=3, by_day=5), date(2026, 1, 31)) == date(2026, 4, 5)


def test_a_period_in_months_is_counted_from_the_event_each_time_and_then_gives_grace():
    monthly = rule(every_months=1, grace_wd=5)
    ends = [period_end(monthly, date(2026, 1, 31), n, STATUTORY) for n in (1, 2, 3)]
    assert ends == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    dues = [day(monthly, date(2026, 1, 31), n) for n in (1, 2, 3)]
    assert dues == [date(2026, 3, 6), date(2026, 4, 8), date(2026, 5, 11)]


def test_a_period_without_grace_rolls_like_any_term():
    yearly = rule(every_months=12)
    assert period_end(yearly, date(2025, 2, 15), 1, STATUTORY) == date(2026, 2, 15)
    assert day(yearly, date(2025, 2, 15)) == date(2026, 2, 24)


def test_a_period_in_working_days_adds_up():
    mid_term = rule(every_wd=125)
    base = date(2025, 3, 3)
    assert day(mid_term, base, 2) == STATUTORY.add_working_days(base, 250)
    assert period_end(mid_term, base, 2, STATUTORY) == day(mid_term, base, 2)
    graced = rule(every_wd=125, grace_wd=3)
    assert day(graced, base, 2) == STATUTORY.add_working_days(day(mid_term, base, 2), 3)


def test_a_fixed_day_ends_its_own_period():
    for periodic in (rule(fixed="03-30", every_months=12), rule(every_months=1, by_day=5)):
        assert period_end(periodic, date(2025, 6, 1), 3, STATUTORY) == day(periodic, date(2025, 6, 1), 3)


def test_what_comes_before_an_event_is_due_on_its_day():
    saturday = date(2026, 3, 7)
    assert day(rule(before="confidential_disclosure"), saturday) == saturday


def test_each_event_is_its_own_base():
    each = rule(wd=10, each=True)
    assert day(each, date(2026, 3, 2), 7) == STATUTORY.add_working_days(date(2026, 3, 2), 10)


# --- Provisional days ---------------------------------------------------------------------------------------


def test_a_due_day_in_an_unpublished_year_is_provisional():
    late = date(UNPUBLISHED - 1, 12, 20)
    assert due_day(rule(wd=45), late, STATUTORY, kind="deadline").provisional
    assert due_day(rule(cd=15), late, STATUTORY, kind="deadline").provisional
    assert not due_day(rule(wd=1), date(UNPUBLISHED - 1, 6, 1), STATUTORY, kind="deadline").provisional


def test_a_due_day_that_only_passed_through_an_unpublished_year_is_provisional():
    gap = Calendar({}, frozenset({2025, 2027}))
    assert due_day(rule(wd=270), date(2025, 12, 30), gap, kind="deadline") == DueDay(
        date(2027, 1, 12), not_before=None, provisional=True
    )


def test_the_event_itself_is_not_counted_and_so_not_asked_about():
    only_2026 = Calendar({}, frozenset({2026}))
    assert not due_day(rule(wd=1), date(2025, 12, 31), only_2026, kind="deadline").provisional


def test_a_window_is_provisional_with_the_day_after_it():
    only_2026 = Calendar({}, frozenset({2026}))
    base = date(2026, 12, 24)
    assert due_day(rule(wd=5), base, only_2026, kind="window").provisional
    assert not due_day(rule(wd=5), base, only_2026, kind="deadline").provisional


def test_a_fixed_day_is_never_provisional():
    far = date(UNPUBLISHED + 10, 1, 1)
    for fixed in (rule(fixed="03-30", every_months=12), rule(every_months=1, by_day=5), rule(before="entry")):
        assert not due_day(fixed, far, STATUTORY, kind="statutory").provisional


# --- Moving and refusing ------------------------------------------------------------------------------------


def test_a_due_day_moves_by_working_days_and_never_nearer():
    assert shift(date(2026, 2, 13), 1, STATUTORY) == date(2026, 2, 14)
    assert shift(date(2026, 3, 7), 0, STATUTORY) == date(2026, 3, 7)
    with pytest.raises(ValueError, match="never moved nearer"):
        shift(date(2026, 3, 7), -1, STATUTORY)


def test_a_rule_without_a_period_has_no_period_end():
    with pytest.raises(ValueError, match="has no period"):
        period_end(rule(wd=5), date(2026, 3, 2), 1, STATUTORY)


@pytest.mark.parametrize("occurrence", [0, -1])
def test_occurrences_count_from_one(occurrence):
    with pytest.raises(ValueError, match="count from 1"):
        day(rule(every_months=1), date(2026, 3, 2), occurrence)
    with pytest.raises(ValueError, match="count from 1"):
        period_end(rule(every_months=1), date(2026, 3, 2), occurrence, STATUTORY)


@pytest.mark.parametrize("term", [{"cd": 9}, {"months": 1}, {"wd": 9}, {"every_months": 1, "by_day": 5}])
def test_a_term_that_leads_out_of_the_calendar_is_refused(term):
    with pytest.raises(ValueError, match="years 1 to 9999"):
        day(rule(**term), date(9999, 12, 30))


def test_a_rule_that_names_no_term_is_refused():
    with pytest.raises(ValueError, match="names a term"):
        day(Due.model_construct(from_="entry"), date(2026, 3, 2))


# --- Laws that hold on any calendar -------------------------------------------------------------------------

PERIODIC = (
    rule(every_months=1, grace_wd=5),
    rule(every_months=1, by_day=5),
    rule(every_months=12),
    rule(every_wd=7, grace_wd=2),
    rule(fixed="02-29", every_months=12),
)


@given(calendars, days, st.sampled_from(PERIODIC), st.integers(1, 8))
def test_occurrences_are_due_one_after_the_other_and_after_the_event(calendar, base, periodic, number):
    due = [
        due_day(periodic, base, calendar, kind="recurring", occurrence=n).day for n in (number, number + 1)
    ]
    assert base < due[0] <= due[1]
    assert period_end(periodic, base, number, calendar) <= due[0]


@given(calendars, days, st.sampled_from([{"cd": 15}, {"months": 1}, {"wd": 5}]))
def test_a_counted_term_ends_on_a_working_day_and_its_window_opens_on_a_later_one(calendar, base, term):
    window = due_day(rule(**term), base, calendar, kind="window")
    assert window.not_before is not None
    assert base < window.day < window.not_before
    assert calendar.is_working(window.day)
    assert calendar.working_days_between(window.day, window.not_before) == 1


@given(calendars, days, st.sampled_from([{"cd": 15}, {"months": 1}, {"wd": 5}]))
def test_a_later_event_is_never_due_earlier(calendar, base, term):
    due = [due_day(rule(**term), start, calendar, kind="deadline").day for start in (base, base + A_DAY)]
    assert due[0] <= due[1]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_land_in_the_month_they_say(base, months):
    later = months_after(base, months)
    assert (later.year - base.year) * 12 + later.month - base.month == months
    assert later.day == base.day or (later.day < base.day and (later + A_DAY).day == 1)
