"""The columns of a project that lists read: they follow from its rows, and are worked out anew after every act."""

from datetime import date

from lifecycle.case import Case
from lifecycle.lights import (
    OpenMilestone,
    Thresholds,
    TurningDays,
    YellowSpan,
    project_columns,
    turning_days,
)
from lifecycle.records.project import RUNNING
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import BACKFILL, DutyRow, MilestoneRow
from lifecycle.store import Entry

CARRIED = ("after_gate", BACKFILL)
"""The timings of what bars the present gate although its own stage lies behind."""


def derive(entry: Entry) -> None:
    """Compute the columns that lists read: see `ProjectRow`."""
    case, calendar = entry.case, entry.session.calendar
    thresholds = Thresholds.of(entry.standard.supervision)
    milestones = [row for row in case.latest_milestones().values() if _is_judged(row, thresholds)]
    running = [
        OpenMilestone(row.due, row.statutory, row.owed_since)
        for row in milestones
        if row.due is not None and row.finished_on is None and row.closed_on is None
    ]
    spans = [
        YellowSpan(turned.yellow_on, row.finished_on)
        for row in milestones
        if row.due is not None and row.finished_on is not None
        if (turned := _turning(entry, row, row.due, thresholds)).yellow_on < row.finished_on
    ]
    running += [OpenMilestone(row.due, statutory=False) for row in judged_debts(case, thresholds)]
    spans += _answered(entry, thresholds)
    light = project_columns(running, spans, calendar, thresholds)
    entry.derive(
        open_required=open_required(case),
        next_due=light.next_due,
        yellow_on=light.yellow_on,
        red_on=light.red_on,
    )


def judged_debts(case: Case, thresholds: Thresholds) -> list[DebtRow]:
    """What is owed before a gate and not answered, of the kinds that the standard judges; none while on hold or after
    the end. The day of the answer counts for lateness, as that of submission does.
    """
    if case.project.status not in RUNNING:
        return []
    return [row for row in _colouring(case, thresholds) if row.answered_on is None and row.settled_on is None]


def _colouring(case: Case, thresholds: Thresholds) -> list[DebtRow]:
    if not thresholds.owed:
        return []
    return [row for row in case.debts.values() if row.bars and row.kind in thresholds.owed]


def _answered(entry: Entry, thresholds: Thresholds) -> list[YellowSpan]:
    """The yellows of debts that were answered."""
    found = []
    for row in _colouring(entry.case, thresholds):
        ended = row.answered_on or row.settled_on
        turned = turning_days(row.due, entry.session.calendar, thresholds, statutory=False)
        if ended is not None and turned.yellow_on < ended:
            found.append(YellowSpan(turned.yellow_on, ended))
    return found


def _turning(entry: Entry, row: MilestoneRow, due: date, thresholds: Thresholds) -> TurningDays:
    calendar, since = entry.session.calendar, row.owed_since
    return turning_days(due, calendar, thresholds, statutory=row.statutory, owed_since=since)


def _is_judged(row: MilestoneRow, thresholds: Thresholds) -> bool:
    return row.applies and (row.blocking or row.statutory) and row.kind not in thresholds.not_judged


def open_required(case: Case) -> int:
    """Open required duties and barring milestones of the present gate, apart from those only a date can close."""
    here = case.project.stage
    milestones = sum(
        1
        for row in case.latest_milestones().values()
        if row.blocking
        and row.applies
        and row.kind not in ("window", "gate")
        and row.timing != "when_due"
        and row.done_on is None
        and row.closed_on is None
        and (row.stage == here or row.timing in CARRIED)
    )
    return milestones + sum(counts(case, row) for row in case.latest_duties().values())


def counts(case: Case, row: DutyRow) -> int:
    """1 for a duty that `open_required` counts, else 0."""
    barring = row.is_open and row.required and row.timing != "when_due"
    return 1 if barring and (row.stage == case.project.stage or row.timing in CARRIED) else 0
