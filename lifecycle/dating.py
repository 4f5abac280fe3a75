"""From which day a milestone of a project counts, and what days follow from that: its rule, read with its case."""

from datetime import date

from lifecycle import facts
from lifecycle.case import Case
from lifecycle.deadlines import due_day, period_end
from lifecycle.records.work import MilestoneRow
from lifecycle.store import Entry
from stages import Standard
from stages.conditions import Facts, holds
from stages.model import Milestone

ENTRY = "entry"
"""The event that a stage was entered, which the engine itself knows."""


def counts_from(definition: Milestone, known: Facts) -> str | None:
    """The event or milestone from which this one counts, now."""
    for other in definition.due.from_if:
        if holds(other.if_, known):
            return other.from_
    return definition.due.from_ or definition.due.before


def start_of(standard: Standard, case: Case, code: str) -> str | None:
    """What a milestone counts from, by what is known now."""
    return counts_from(standard.milestones[code], facts.recorded(standard, case))


def base_of(entry: Entry, definition: Milestone, row: MilestoneRow, known: Facts) -> date | None:
    """The day from which a milestone counts; None while that is not known."""
    start = counts_from(definition, known)
    if start in entry.standard.milestones:
        before = newest(entry.case, start, row.visit)
        return None if before is None else (before.due if before.kind == "window" else before.done_on)
    if start is not None and start != ENTRY:
        days = facts.event_days(entry.standard, entry.case, start)
        if definition.due.each:
            return days[row.occurrence - 1] if len(days) >= row.occurrence else None
        return days[-1] if days else None
    return _entered(entry.case, definition, row)


def _entered(case: Case, definition: Milestone, row: MilestoneRow) -> date:
    """The day of the stay it belongs to; its own, where it was opened again or is owed from an earlier stage."""
    stay = case.visits[(row.visit,)]
    again = row.occurrence > 1 and not definition.due.repeats
    return row.opened_on if again or stay.stage != definition.stage else stay.entered_on


def newest(case: Case, code: str | None, visit: int | None = None) -> MilestoneRow | None:
    """The newest row of a milestone, whatever its occurrence, as far as it was opened in a stay or before it."""
    rows = [
        row for row in case.milestones.values() if row.code == code and (visit is None or row.visit <= visit)
    ]
    return max(rows, key=lambda row: (row.visit, row.occurrence), default=None)


def period_of(row: MilestoneRow) -> int:
    """Which period of its rule a repeating milestone is of."""
    return max(row.period, 1) if row.period is not None else row.occurrence


def dates_of(entry: Entry, definition: Milestone, row: MilestoneRow, base: date | None) -> dict[str, object]:
    """The columns that follow from the day a milestone counts from."""
    if base is None:
        return {"due": None, "not_before": None, "provisional": False, "held_due": None}
    rule, calendar = definition.due, entry.session.calendar
    occurrence = 1 if rule.each else period_of(row)
    reckoned = due_day(rule, base, calendar, kind=definition.kind, occurrence=occurrence)
    dates: dict[str, object] = {
        "due": row.extended_to or reckoned.day,
        "not_before": reckoned.not_before,
        "provisional": reckoned.provisional,
    }
    if rule.repeats and not rule.each and entry.standard.asks(definition.code):
        dates["next_on"] = calendar.next_working_day(period_end(rule, base, occurrence, calendar))
    if entry.case.project.status == "on_hold" and not definition.statutory:
        dates |= {"held_due": dates["due"], "due": None}
    return dates
