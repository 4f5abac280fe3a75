"""The ladder of a milestone: on which days its rungs are due, and which of them has been reached.

Rungs at or before the due day count back from the last working day that is not after it, so that what is due on a
Sunday is not first spoken of when it is late; the others count on from the due day. Each rung is due once in a term;
those dated before the milestone opened are skipped (design: holes closed in advance).
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from lifecycle.calendar import Calendar
from lifecycle.records.work import MilestoneRow
from stages import Standard
from stages.model import Rung

SILENT = ("window",)
"""Kinds of milestone that close by themselves and are spoken of by nobody."""
NEVER_LATE = ("notice",)
"""Kinds that remind of something that is not owed: no rung after the day."""


class Step(NamedTuple):
    """A rung and the day on which it is due."""

    rung: Rung
    on: date


class Reached(NamedTuple):
    """The highest rung that is due, and the lower ones that are due as well (they are not sent any more)."""

    step: Step
    lower: tuple[Step, ...]


@lru_cache(maxsize=8192)
def _days(offsets: tuple[int, ...], due: date, calendar: Calendar) -> tuple[date, ...]:
    last_worked = due if calendar.is_working(due) else calendar.add_working_days(due, -1)
    return tuple(calendar.add_working_days(last_worked if offset <= 0 else due, offset) for offset in offsets)


def steps(standard: Standard, kind: str, due: date, calendar: Calendar) -> tuple[Step, ...]:
    """The rungs of a milestone of this kind that is due on this day, rising."""
    ladder = rungs(standard, kind)
    days = _days(tuple(rung.at_wd for rung in ladder), due, calendar)
    return tuple(map(Step, ladder, days))


def rungs(standard: Standard, kind: str) -> tuple[Rung, ...]:
    """The rungs that a kind of milestone has."""
    ladder = standard.supervision.ladder
    if kind in SILENT:
        return ()
    return tuple(rung for rung in ladder if rung.at_wd <= 0) if kind in NEVER_LATE else ladder


def reached(ladder: Sequence[Step], opened_on: date, day: date) -> Reached | None:
    """The highest rung due on `day` or before, None when none is."""
    due = [step for step in ladder if opened_on <= step.on <= day]
    return Reached(due[-1], tuple(due[:-1])) if due else None


def next_day(ladder: Sequence[Step], opened_on: date, day: date) -> date | None:
    """The day of the next rung after `day`, None above the highest."""
    return next((step.on for step in ladder if step.on > day and step.on >= opened_on), None)


def look_on(standard: Standard, row: MilestoneRow, calendar: Calendar, day: date) -> date | None:
    """When the ladder of a milestone is to be looked at next: today if a rung is due, which may have gone already."""
    if not is_climbing(row):
        return None
    assert row.due is not None
    ladder = steps(standard, row.kind, row.due, calendar)
    if reached(ladder, row.opened_on, day) is not None:
        return day
    return next_day(ladder, row.opened_on, day)


def look_by(
    standard: Standard, row: MilestoneRow, calendar: Calendar, day: date, gone: Collection[str]
) -> date | None:
    """The day by which somebody must look: today where a rung is due that has not `gone`, else that of the next."""
    if not is_climbing(row):
        return None
    assert row.due is not None
    ladder = steps(standard, row.kind, row.due, calendar)
    found = reached(ladder, row.opened_on, day)
    if found is not None and found.step.rung.code not in gone:
        return day
    return next_day(ladder, row.opened_on, day)


class Climbing(Protocol):
    """What decides whether anybody is reminded of a milestone."""

    @property
    def kind(self) -> str | None: ...
    @property
    def applies(self) -> bool: ...
    @property
    def due(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def closed_on(self) -> date | None: ...


def is_climbing(row: Climbing) -> bool:
    """Whether a milestone is open, applies and has a day: done, held, ended and excused ones are left alone (N5)."""
    is_open = row.done_on is None and row.closed_on is None
    return is_open and row.applies and row.due is not None and row.kind not in SILENT
