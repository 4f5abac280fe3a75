"""Lights: how a milestone or a project stands on a day. Never stored: compared with today, every time.

For one open milestone everything follows from two days, the one on which it turns yellow and the one on which
it turns red (`turning_days`); for a project from the earliest of these (`project_columns`). Lists and details
ask the same `colour`. The numbers are the standard's own (supervision, `lights.thresholds`: a proposal).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifecycle.calendar import Calendar
    from stages.model import Standard, Supervision


class Light(StrEnum):
    """The states of the supervision rules."""

    GREY = "grey"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DONE_LATE = "done_late"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When lights turn: `_wd` are working days, `_days` calendar days. `not_judged` kinds never turn; `owed` are the
    kinds of debt that do.

    Raises ValueError for numbers that would call due today overdue, or no yellow the third.
    """

    yellow_left_wd: int
    red_overdue_wd: int
    red_statutory_overdue_days: int
    red_yellow_times: int
    red_yellow_window_wd: int
    not_judged: frozenset[str]
    owed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.red_statutory_overdue_days < 1 or min(self.red_overdue_wd, self.yellow_left_wd) < 0:
            raise ValueError("due today is not overdue: red_statutory_overdue_days is at least 1, the rest 0")
        if self.red_yellow_times < 1 or self.red_yellow_window_wd < 0:
            raise ValueError("red_yellow_times is at least 1 and red_yellow_window_wd at least 0")

    @classmethod
    def of(cls, supervision: Supervision) -> Thresholds:
        """Those of a standard."""
        lights = supervision.lights
        numbers = lights.thresholds
        return cls(
            yellow_left_wd=numbers.yellow_left_wd,
            red_overdue_wd=numbers.red_overdue_wd,
            red_statutory_overdue_days=numbers.red_statutory_overdue_days,
            red_yellow_times=numbers.red_yellow_times,
            red_yellow_window_wd=numbers.red_yellow_window_wd,
            not_judged=frozenset(lights.not_judged.kinds),
            owed=frozenset(lights.owed.kinds) if lights.owed else frozenset(),
        )


_thresholds: dict[str, Thresholds] = {}


def thresholds_of(standard: Standard) -> Thresholds:
    """The thresholds of a standard, worked out once for its content."""
    if standard.hash not in _thresholds:
        _thresholds[standard.hash] = Thresholds.of(standard.supervision)
    return _thresholds[standard.hash]


@dataclass(frozen=True, slots=True)
class LightReading:
    """How a milestone stands. Both numbers are taken on the day it was finished, or else today.

    `days_left_or_late_wd`: working days, positive while there is time, 0 on the due day, negative when late;
    None without a due day. On a weekend after the due day it is still 0, so ask `is_overdue`.
    `days_late_kept`: calendar days by which a judged milestone was finished late, else 0.
    """

    light: Light
    days_left_or_late_wd: int | None
    days_late_kept: int = 0
    is_overdue: bool = False


class TurningDays(NamedTuple):
    """The days on which an open milestone turns yellow and red; it keeps a colour from that day on."""

    yellow_on: date
    red_on: date


class OpenMilestone(NamedTuple):
    """A started, judged, unfinished milestone that is blocking or statutory, or a debt that bars a gate and is not
    answered: these colour a project.

    `owed_since`: what is filled in afterwards is yellow from that day on, and red from the day after it was due.
    """

    due: date
    statutory: bool
    owed_since: date | None = None


class YellowSpan(NamedTuple):
    """A milestone that turned yellow on `began` and was finished, held or extended on `ended`.

    One that ended before it began never was yellow, and counts for nothing.
    """

    began: date
    ended: date


class ProjectLight(NamedTuple):
    """The three columns a project's list is read from; all None when nothing open is judged."""

    next_due: date | None
    yellow_on: date | None
    red_on: date | None


def turning_days(
    due: date,
    calendar: Calendar,
    thresholds: Thresholds,
    *,
    statutory: bool,
    owed_since: date | None = None,
) -> TurningDays:
    """When an open milestone turns yellow and red.

    Yellow: the first day with no more than `yellow_left_wd` working days left. Red: the first day that is
    more than `red_overdue_wd` working days late; a statutory one `red_statutory_overdue_days` calendar days
    after the due day. With `owed_since` see `OpenMilestone`.
    """
    if owed_since is not None:
        return TurningDays(owed_since, due + timedelta(days=1))
    last_worked = due if calendar.is_working(due) else calendar.add_working_days(due, -1)
    yellow_on = calendar.add_working_days(last_worked, -thresholds.yellow_left_wd)
    if statutory:
        return TurningDays(yellow_on, due + timedelta(days=thresholds.red_statutory_overdue_days))
    return TurningDays(yellow_on, calendar.add_working_days(due, thresholds.red_overdue_wd + 1))


def colour(yellow_on: date | None, red_on: date | None, today: date, *, held: bool = False) -> Light:
    """What the turning days mean today, for a milestone or a project that is not finished.

    Yellow and red show through a hold: what a hold stops has no turning days then, and statutory days run on.
    Otherwise a hold is grey.
    """
    if red_on is not None and red_on <= today:
        return Light.RED
    if yellow_on is not None and yellow_on <= today:
        return Light.YELLOW
    return Light.GREY if held else Light.GREEN


def owed_light(due: date, calendar: Calendar, thresholds: Thresholds, today: date) -> Light:
    """The light of a debt that is judged (see `columns.judged_debts`): as of a milestone with an internal day."""
    turned = turning_days(due, calendar, thresholds, statutory=False)
    return colour(turned.yellow_on, turned.red_on, today)


def is_red(
    due: date | None,
    today: date,
    calendar: Calendar,
    thresholds: Thresholds,
    *,
    kind: str,
    statutory: bool,
    owed_since: date | None = None,
) -> bool:
    """Whether an open milestone reads red today."""
    if due is None or due >= today or kind in thresholds.not_judged:
        return False
    turned = turning_days(due, calendar, thresholds, statutory=statutory, owed_since=owed_since)
    return turned.red_on <= today


def milestone_light(  # noqa: PLR0913 - the columns of a milestone, each by name
    *,
    kind: str,
    statutory: bool,
    due: date | None,
    finished_on: date | None,
    held: bool,
    started: bool,
    today: date,
    calendar: Calendar,
    thresholds: Thresholds,
    owed_since: date | None = None,
) -> LightReading:
    """How one milestone stands today.

    `finished_on` is the day that counts for lateness: that of submission, not of confirmation; None while not
    confirmed. A hold stops internal milestones (grey), never statutory ones. An open milestone of a kind that
    is not judged is grey.
    """
    judged = kind not in thresholds.not_judged
    stopped = not started or due is None or (held and not statutory)
    if due is None:
        return LightReading(Light.GREY if finished_on is None else Light.GREEN, None)
    if finished_on is not None:
        return _finished(due, finished_on, calendar, judged=judged)
    left = calendar.working_days_between(today, due)
    if stopped or not judged:
        return LightReading(Light.GREY, left, is_overdue=not stopped and due < today)
    turned = turning_days(due, calendar, thresholds, statutory=statutory, owed_since=owed_since)
    light = colour(*turned, today)
    return LightReading(light, left, is_overdue=due < today)


def _finished(due: date, finished_on: date, calendar: Calendar, *, judged: bool) -> LightReading:
    late = max((finished_on - due).days, 0) if judged else 0
    light = Light.DONE_LATE if late else Light.GREEN
    return LightReading(light, calendar.working_days_between(finished_on, due), late)


def project_columns(
    open_judged: Iterable[OpenMilestone],
    past_yellows: Iterable[YellowSpan],
    calendar: Calendar,
    thresholds: Thresholds,
) -> ProjectLight:
    """The columns of a project: next due day, and when it turns yellow and red if nothing is done until then.

    It is as bad as the worst of what is open, and red from the day its third yellow within 60 working
    days begins (the standard's numbers) until that yellow is over. A yellow of a project lasts as long as any
    of its milestones is yellow or worse, so five milestones due in one week are one yellow, not five (our
    reading). `past_yellows` are those of milestones that are no longer open, in any order; those that ended
    before the window may be left out.
    """
    dues = tuple(open_judged)
    if not dues:
        return ProjectLight(None, None, None)
    turning = [
        turning_days(each.due, calendar, thresholds, statutory=each.statutory, owed_since=each.owed_since)
        for each in dues
    ]
    still_open = (YellowSpan(days.yellow_on, date.max) for days in turning)
    begins = yellow_begins((*past_yellows, *still_open))
    red_on = min(days.red_on for days in turning)
    if _is_repeated(begins, calendar, thresholds):
        red_on = min(red_on, begins[-1])
    return ProjectLight(min(each.due for each in dues), min(days.yellow_on for days in turning), red_on)


def yellow_begins(spans: Iterable[YellowSpan]) -> tuple[date, ...]:
    """The days on which a project's yellow began, rising; spans that share a day are one yellow."""
    begins: list[date] = []
    until = date.min
    for began, ended in sorted(span for span in spans if span.began <= span.ended):
        if not begins or began > until:
            begins.append(began)
        until = max(until, ended)
    return tuple(begins)


def _is_repeated(begins: tuple[date, ...], calendar: Calendar, thresholds: Thresholds) -> bool:
    """Whether the last yellow is at least the third (or as many as the standard says) within the window."""
    if len(begins) < thresholds.red_yellow_times:
        return False
    first = begins[-thresholds.red_yellow_times]
    return calendar.working_days_between(first, begins[-1]) <= thresholds.red_yellow_window_wd
