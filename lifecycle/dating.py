"""From which day a milestone of a project counts, and what days follow from that: its rule, read with its case."""

from collections.abc import Collection
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


def base_of(entry: Entry, definition: Milestone, row: MilestoneRow, known: Facts) -> date | None:
    """The day from which a milestone counts; None while that is not known.

    What counts from another milestone never counts from a day before it was itself open, in a stay of its stage or
    again: time that passed before that is nobody's delay. Days on which something happened stand as they are.
    """
    own, start = counts_from(definition, known), start_here(entry.standard, entry.case, row, known)
    if own not in entry.standard.milestones:
        return _day_of(entry, definition, row, own)
    if row.kind == "gate" and start != own:
        return _last_anew(entry.case, row)
    day, opened = _day_of(entry, definition, row, start), _opened(entry.case, definition, row)
    return day if day is None or opened is None else max(day, opened)


def start_here(standard: Standard, case: Case, row: MilestoneRow, known: Facts) -> str | None:
    """What a milestone counts from in its stay.

    A revoked decision leads to a stay with only some of its stage's milestones: what counts from one that was not
    opened again counts from whatever that one counts from.
    """
    start = counts_from(standard.milestones[row.code], known)
    while start is not None and start in standard.milestones and _is_of_earlier_stay(case, start, row):
        start = counts_from(standard.milestones[start], known)
    return start


def _is_of_earlier_stay(case: Case, start: str, row: MilestoneRow) -> bool:
    before = newest(case, start, row.visit)
    if before is None or before.visit == row.visit:
        return False
    return before.stage == row.stage == case.visits[(row.visit,)].stage


def _day_of(entry: Entry, definition: Milestone, row: MilestoneRow, start: str | None) -> date | None:
    if start in entry.standard.milestones:
        before = newest(entry.case, start, row.visit)
        return None if before is None else _over(before)
    if start is not None and start != ENTRY:
        days = facts.event_days(entry.standard, entry.case, start, row.visit)
        if definition.due.each:
            return days[row.occurrence - 1] if len(days) >= row.occurrence else None
        return days[-1] if days else None
    return _opened(entry.case, definition, row) or row.opened_on


def take_back_days(entry: Entry, struck: Collection[str]) -> None:
    """What struck duties showed of days is known no longer: nothing counts from it until it is recorded anew, which
    whoever records it is told.

    Days of which each has something owed for it stay: each is of its own act, and the others were not struck.
    """
    known = facts.recorded(entry.standard, entry.case)
    for event in entry.standard.events.values():
        fact = entry.standard.facts.get(event.dated_by or "")
        if fact is None or fact.name not in known or set(fact.from_duties).isdisjoint(struck):
            continue
        if not any(
            each.due.each and event.code in each.due.starts for each in entry.standard.milestones.values()
        ):
            entry.put(
                "fact",
                (fact.name, entry.seq),
                visit=entry.case.project.visit,
                value="null",
                recorded_by=entry.actor.id,
                recorded_on=entry.session.day,
            )
            recorder = entry.standard.recorder(fact.name, entry.case.project.stage)
            if recorder is not None and recorder in entry.standard.offices:
                entry.tell(recorder, "day_taken_back", fact.name)


def _over(row: MilestoneRow) -> date | None:
    return row.due if row.kind == "window" else row.done_on


def _opened(case: Case, definition: Milestone, row: MilestoneRow) -> date | None:
    """The day of the stay a milestone belongs to; its own, where it was opened again. None where it is owed from an
    earlier stage.
    """
    stay = case.visits[(row.visit,)]
    again = row.occurrence > 1 and not definition.due.repeats
    return row.opened_on if again else stay.entered_on if stay.stage == definition.stage else None


def _last_anew(case: Case, gate: MilestoneRow) -> date | None:
    """The day on which the last of what is open again before this gate was over; None while any of it is not."""
    anew = [
        _over(row)
        for row in case.milestones.values()
        if row.visit == gate.visit and row.stage == gate.stage and row.kind != "gate"
        if row.applies and row.closed_on is None
    ]
    entered = case.visits[(gate.visit,)].entered_on
    return None if None in anew else max((day for day in anew if day is not None), default=entered)


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
