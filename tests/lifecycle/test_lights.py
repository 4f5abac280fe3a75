"""Lights: the sentences of the supervision rules, and that lists and details agree on every day."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.calendar import Calendar, seeded
from lifecycle.lights import (
    Light,
    LightReading,
    OpenMilestone,
    ProjectLight,
    Thresholds,
    YellowSpan,
    colour,
    milestone_light,
    project_columns,
    turning_days,
    yellow_begins,
)
from stages.model import Supervision
from tests.lifecycle.calendars import calendars, days

STATUTORY = seeded()
RULES = Thresholds(
    yellow_left_wd=5,
    red_overdue_wd=5,
    red_statutory_overdue_days=1,
    red_yellow_times=3,
    red_yellow_window_wd=60,
    not_judged=frozenset({"notice", "window", "gate"}),
    owed=frozenset({"defect"}),
)
A_DAY = timedelta(days=1)
FRIDAY = date(2026, 3, 20)
WORST_LAST = (Light.GREY, Light.GREEN, Light.YELLOW, Light.RED)
thresholds = st.builds(
    Thresholds,
    yellow_left_wd=st.integers(0, 8),
    red_overdue_wd=st.integers(0, 8),
    red_statutory_overdue_days=st.integers(1, 3),
    red_yellow_times=st.integers(2, 3),
    red_yellow_window_wd=st.integers(0, 60),
    not_judged=st.just(RULES.not_judged),
)
milestones = st.builds(OpenMilestone, due=days, statutory=st.booleans(), owed_since=st.none() | days)


def reading(today: date, calendar: Calendar = STATUTORY, rules: Thresholds = RULES, **of) -> LightReading:
    """How a started, open, internal deadline of Friday 20 March 2026 stands, unless told otherwise."""
    plain = {
        "kind": "deadline",
        "statutory": False,
        "due": FRIDAY,
        "finished_on": None,
        "held": False,
        "started": True,
    }
    return milestone_light(**{**plain, **of}, today=today, calendar=calendar, thresholds=rules)


def light(today: date, **of) -> Light:
    return reading(today, **of).light


# --- One milestone ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected", "left"),
    [
        (date(2026, 3, 12), Light.GREEN, 6),
        (date(2026, 3, 13), Light.YELLOW, 5),
        (date(2026, 3, 14), Light.YELLOW, 5),  # a Saturday
        (FRIDAY, Light.YELLOW, 0),
        (date(2026, 3, 21), Light.YELLOW, 0),  # a Saturday: overdue, by no working day yet
        (date(2026, 3, 27), Light.YELLOW, -5),
        (date(2026, 3, 29), Light.YELLOW, -5),  # a Sunday
        (date(2026, 3, 30), Light.RED, -6),
    ],
)
def test_an_internal_deadline_turns_yellow_and_then_red(today, expected, left):
    assert reading(today) == LightReading(expected, left, is_overdue=today > FRIDAY)


def test_due_today_is_not_overdue_even_when_set_by_law():
    assert not reading(FRIDAY, statutory=True).is_overdue
    assert light(FRIDAY, statutory=True) is Light.YELLOW


def test_a_statutory_deadline_is_red_the_day_after_even_on_a_weekend():
    assert light(FRIDAY + A_DAY, statutory=True) is Light.RED


def test_a_hold_stops_internal_deadlines_and_never_statutory_ones():
    late = FRIDAY + 30 * A_DAY
    assert reading(late, held=True) == LightReading(Light.GREY, STATUTORY.working_days_between(late, FRIDAY))
    assert light(late, held=True, statutory=True) is Light.RED
    assert light(FRIDAY - 30 * A_DAY, held=True, statutory=True) is Light.GREEN


@pytest.mark.parametrize("statutory", [True, False])
def test_what_has_not_started_is_grey(statutory):
    assert reading(FRIDAY + 9 * A_DAY, started=False, statutory=statutory).light is Light.GREY
    assert not reading(FRIDAY + 9 * A_DAY, started=False, statutory=statutory).is_overdue


def test_what_has_no_due_day_is_grey_until_it_is_done():
    assert reading(FRIDAY, due=None) == LightReading(Light.GREY, None)
    assert reading(FRIDAY, due=None, finished_on=FRIDAY) == LightReading(Light.GREEN, None)


@pytest.mark.parametrize("kind", sorted(RULES.not_judged))
@pytest.mark.parametrize("statutory", [True, False])
def test_notices_windows_and_gate_decisions_are_never_yellow_or_red(kind, statutory):
    for offset in range(-20, 40):
        assert light(FRIDAY + offset * A_DAY, kind=kind, statutory=statutory) is Light.GREY
    late = FRIDAY + 9 * A_DAY
    assert reading(late, kind=kind).is_overdue  # a late decision is still chased
    assert reading(late, kind=kind, finished_on=late).light is Light.GREEN


def test_done_in_time_is_green_for_good():
    assert reading(FRIDAY + 99 * A_DAY, finished_on=FRIDAY) == LightReading(Light.GREEN, 0)
    assert reading(FRIDAY, finished_on=date(2026, 3, 18), held=True) == LightReading(Light.GREEN, 2)


def test_done_late_keeps_the_days():
    monday = FRIDAY + 3 * A_DAY
    assert reading(FRIDAY + 99 * A_DAY, finished_on=monday) == LightReading(Light.DONE_LATE, -1, 3)


def test_confirming_late_is_not_being_late():
    assert light(FRIDAY + 9 * A_DAY, finished_on=FRIDAY) is Light.GREEN


def test_an_extension_is_judged_by_its_new_day():
    assert light(date(2026, 3, 30), due=date(2026, 4, 30)) is Light.GREEN


def test_thresholds_come_from_the_standard():
    proposal = {"kind": "proposal"}
    plain = {"zh": "文", "en": "text", "source": proposal}
    kinds = ("not_judged", "owed")
    numbers = {key: value for key, value in dataclasses.asdict(RULES).items() if key not in kinds}
    supervision = Supervision.model_validate(
        {
            "lights": {
                "thresholds": {**numbers, "source": proposal},
                "states": (),
                "not_judged": {"kinds": ("notice", "window", "gate"), "zh": "文", "en": "text"},
                "owed": {"kinds": ("defect",), "zh": "文", "en": "text"},
                "project": {"zh": "文", "en": "text"},
                "portfolio": {"red_share_pct": 10, "yellow_share_pct": 5, "zh": "文", "en": "text"},
                "source": proposal,
            },
            "ladder": ({"step": "R1", "at_wd": -10, "who": ("owner",), "channels": ("inbox",), **plain},),
            "sending": {"from": "09:00", "until": "17:30", "red_singly": 5, "source": proposal},
            "rules": ({"id": "N1", **plain},),
        }
    )
    assert Thresholds.of(supervision) == RULES


@pytest.mark.parametrize(
    "wrong",
    [
        {"red_statutory_overdue_days": 0},
        {"red_overdue_wd": -1},
        {"yellow_left_wd": -1},
        {"red_yellow_times": 0},
        {"red_yellow_window_wd": -1},
    ],
)
def test_thresholds_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"at least 1"):
        dataclasses.replace(RULES, **wrong)


# --- Lists and details agree --------------------------------------------------------------------------------


def in_plain_words(milestone: OpenMilestone, today: date, calendar: Calendar, rules: Thresholds) -> Light:
    """The sentences of the supervision rules, read out for an open milestone without any turning day.

    What is filled in afterwards (mid-entry rule X4) is yellow while it is owed, and red once it is overdue.
    """
    if milestone.owed_since is not None:
        owed = Light.YELLOW if today >= milestone.owed_since else Light.GREEN
        return Light.RED if today > milestone.due else owed
    late_days = (today - milestone.due).days
    late_wd = sum(calendar.is_working(milestone.due + n * A_DAY) for n in range(1, late_days + 1))
    left_wd = sum(calendar.is_working(today + n * A_DAY) for n in range(1, -late_days + 1))
    if milestone.statutory and late_days >= rules.red_statutory_overdue_days:
        return Light.RED
    if not milestone.statutory and late_wd > rules.red_overdue_wd:
        return Light.RED
    return Light.YELLOW if left_wd <= rules.yellow_left_wd else Light.GREEN


@given(calendars, thresholds, milestones)
def test_the_turning_days_say_what_the_rules_say_on_every_day(calendar, rules, milestone):
    due, statutory, since = milestone
    turning = turning_days(due, calendar, rules, statutory=statutory, owed_since=since)
    for today in (due + n * A_DAY for n in range(-30, 31)):
        detail = reading(today, calendar, rules, due=due, statutory=statutory, owed_since=since)
        assert detail.light == colour(*turning, today) == in_plain_words(milestone, today, calendar, rules)
        assert detail.is_overdue == (today > due)


@given(calendars, thresholds, st.lists(milestones, min_size=1, max_size=5), days)
def test_a_project_is_as_bad_as_the_worst_of_its_open_milestones(calendar, rules, opened, today):
    next_due, yellow_on, red_on = project_columns(opened, (), calendar, rules)
    worst = max((in_plain_words(one, today, calendar, rules) for one in opened), key=WORST_LAST.index)
    assert colour(yellow_on, red_on, today) == worst
    assert next_due == min(one.due for one in opened)


def test_a_project_with_nothing_open_is_green_and_grey_on_hold():
    columns = project_columns([], [YellowSpan(FRIDAY, FRIDAY)], STATUTORY, RULES)
    assert columns == ProjectLight(None, None, None)
    assert colour(None, None, FRIDAY) is Light.GREEN
    assert colour(None, None, FRIDAY, held=True) is Light.GREY


def test_a_statutory_deadline_shows_through_the_hold_of_a_project():
    columns = project_columns([OpenMilestone(FRIDAY, statutory=True)], [], STATUTORY, RULES)
    seen = [colour(columns.yellow_on, columns.red_on, FRIDAY + n * A_DAY, held=True) for n in (-30, 0, 1)]
    assert seen == [Light.GREY, Light.YELLOW, Light.RED]


# --- The third yellow ---------------------------------------------------------------------------------------

OPEN = OpenMilestone(FRIDAY, statutory=False)  # turns yellow on 13 March, red by itself on 30 March
YELLOW_ON = date(2026, 3, 13)


def yellow(working_days_before: int, *, lasting: int = 0) -> YellowSpan:
    """A finished milestone's yellow that began so many working days before the open one's."""
    began = STATUTORY.add_working_days(YELLOW_ON, -working_days_before)
    return YellowSpan(began, began + lasting * A_DAY)


def test_the_third_yellow_within_the_window_is_red_from_its_first_day():
    assert project_columns([OPEN], [yellow(20), yellow(60)], STATUTORY, RULES).red_on == YELLOW_ON


@pytest.mark.parametrize(
    "past",
    [
        [yellow(20), yellow(61)],  # the first is out of the window
        [yellow(20)],
        [yellow(20), yellow(20)],  # two on one day are one
        [yellow(22, lasting=9), yellow(20)],  # the second began while the first lasted
        [yellow(60), yellow(20, lasting=60)],  # the second lasts until the open one's: it goes on
        [yellow(60), YellowSpan(YELLOW_ON - A_DAY, YELLOW_ON - 2 * A_DAY)],  # finished before it turned
    ],
)
def test_fewer_yellows_leave_the_project_to_its_milestones(past):
    assert project_columns([OPEN], past, STATUTORY, RULES).red_on == date(2026, 3, 30)


def test_a_third_yellow_that_goes_on_keeps_the_project_red():
    past = [yellow(50), yellow(30), yellow(10, lasting=60)]
    assert project_columns([OPEN], past, STATUTORY, RULES).red_on == past[-1].began


def test_yellows_that_share_a_day_are_one():
    spans = [
        YellowSpan(FRIDAY + began * A_DAY, FRIDAY + ended * A_DAY)
        for began, ended in [(6, 7), (0, 9), (9, 9)]
    ]
    assert yellow_begins(spans) == (FRIDAY,)
    assert yellow_begins([*spans, YellowSpan(FRIDAY + 10 * A_DAY, date.max)]) == (FRIDAY, FRIDAY + 10 * A_DAY)


@given(st.lists(st.tuples(days, st.integers(0, 20)), max_size=8))
def test_a_yellow_begins_on_a_day_before_which_nothing_was_yellow(drawn):
    spans = [YellowSpan(began, began + lasting * A_DAY) for began, lasting in drawn]
    is_yellow = {began + n * A_DAY for began, lasting in drawn for n in range(lasting + 1)}
    joined = {began for began, _ in drawn if not any(b < began <= b + n * A_DAY for b, n in drawn)}
    assert yellow_begins(spans) == tuple(sorted(joined))
    assert set(yellow_begins(spans)) <= is_yellow
