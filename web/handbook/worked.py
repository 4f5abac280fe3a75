"""The dates of the handbook's worked case, reckoned by the engine's own rules and the calendar it was shipped with."""

from collections.abc import Mapping
from datetime import date

from handbook.given import Case, CaseDay, CaseLate, CaseRung, CaseStage
from lifecycle.calendar import Calendar, seeded
from lifecycle.deadlines import due_day
from lifecycle.lights import Thresholds, turning_days
from stages import Standard
from stages.model import Milestone, Stage

_LONGER_THAN_RED = 2  # working days


def case_of(standard: Standard) -> Case:
    """A project that enters the first stage on the day the standard comes into force, and is late once."""
    calendar, late = seeded(), _late_one(standard)
    entered, stays = calendar.roll(standard.effective), []
    for stage in standard.stages.values():
        stay = _stay(standard, stage, entered, calendar, late)
        stays.append(stay)
        entered = next(
            (day.done_on for day in stay.days if standard.milestones[day.code].kind == "gate"), entered
        )
    delays = (
        _late(standard, day, stay.entered_on, calendar)
        for stay in stays
        for day in stay.days
        if day.code == late
    )
    return Case(tuple(stays), next(delays, None))


def _plain(stage: Stage) -> tuple[Milestone, ...]:
    """The milestones that apply to every project and come once."""
    return tuple(
        each
        for each in stage.milestones
        if each.applies_if is None and not each.due.repeats and each.kind != "notice"
    )


def _late_one(standard: Standard) -> str | None:
    """The first deadline of the second stage that another milestone counts from: the delay then shows twice."""
    for stage in tuple(standard.stages.values())[1:2]:
        starts = {start for each in _plain(stage) for start in each.due.starts}
        for each in _plain(stage):
            if each.kind == "deadline" and each.blocking and each.code in starts:
                return each.code
    return None


def _stay(standard: Standard, stage: Stage, entered: date, calendar: Calendar, late: str | None) -> CaseStage:
    """The milestones of a stage in their order; one that counts from something nobody recorded is left out."""
    done, found = {"entry": entered}, {}
    for _ in stage.milestones:
        for each in _plain(stage):
            if each.code not in found and each.due.from_ in done:
                found[each.code] = day = _day(standard, each, done, calendar, late)
                done[each.code] = day.done_on
    return CaseStage(
        stage.code, entered, tuple(found[each.code] for each in _plain(stage) if each.code in found)
    )


def _day(
    standard: Standard, milestone: Milestone, done: Mapping[str, date], calendar: Calendar, late: str | None
) -> CaseDay:
    due = due_day(milestone.due, done[milestone.due.from_ or ""], calendar, kind=milestone.kind)
    delay = _delay(standard) if milestone.code == late else 0
    return CaseDay(milestone.code, due.day, calendar.add_working_days(due.day, delay), due.provisional)


def _delay(standard: Standard) -> int:
    return standard.supervision.lights.thresholds.red_overdue_wd + _LONGER_THAN_RED


def _late(standard: Standard, day: CaseDay, opened: date, calendar: Calendar) -> CaseLate:
    """Lights and reminders until it was done; a rung dated before the milestone opened is never sent."""
    turning = turning_days(day.due, calendar, Thresholds.of(standard.supervision), statutory=False)
    rungs = (
        CaseRung(rung.code, calendar.add_working_days(day.due, rung.at_wd))
        for rung in standard.supervision.ladder
    )
    sent = tuple(rung for rung in rungs if opened <= rung.on < day.done_on)
    return CaseLate(day, _delay(standard), turning.yellow_on, turning.red_on, sent)
