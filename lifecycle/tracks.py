"""Keeping a project on the track that is its own: what is known of it says which, and what follows when that changes.

What was confirmed stays confirmed. What the new track does not ask is excused, what it asks again is open again (both
by `milestones.settle`); here are the dates that it sets otherwise, the rhythm of what repeats, and who decides an open
round.
"""

from datetime import date

from lifecycle import asked
from lifecycle.case import Case
from lifecycle.dating import base_of, dates_of
from lifecycle.deadlines import period_end, shift
from lifecycle.evaluation.view import raised_decider
from lifecycle.records.project import ENDS
from lifecycle.records.work import BACKFILL, MilestoneRow
from lifecycle.store import Entry
from stages import Standard
from stages.conditions import Facts
from stages.model import Milestone
from stages.tracks import track_of


def follow(entry: Entry, known: Facts) -> None:
    """Put the project on the track that what is known of it calls for. A project that has ended stays where it was."""
    project = entry.case.project
    if project.status in ENDS:
        return
    track = track_of(entry.standard, known, project.stage)
    if track == project.track:
        return
    before = entry.standard
    entry.standard = entry.session.standard(project.standard, track)
    entry.project(track=track)
    for row in list(entry.case.latest_milestones().values()):
        if row.code in before.milestones and row.closed_on is None:
            _redate(entry, before, row, known)
    _hand_over_round(entry)


def _redate(entry: Entry, before: Standard, row: MilestoneRow, known: Facts) -> None:
    """The dates of a milestone whose rule the new track changes, or for which it asks again."""
    was, now = before.milestones[row.code].due, entry.standard.milestones[row.code]
    comes_back = not before.asks(row.code)
    if not entry.standard.asks(row.code):
        _stop(entry, row)
    elif was == now.due and not comes_back:
        return
    elif now.due.repeats:
        _beat(entry, now, row, known, comes_back=comes_back)
    elif row.done_on is not None and not comes_back:
        _stop(entry, row)
    elif was.repeats and row.occurrence > 1:
        _supersede(entry, row)
    else:
        _set_dates(entry, now, row, known, floor=comes_back)


def _stop(entry: Entry, row: MilestoneRow) -> None:
    """No further period."""
    if row.next_on is not None:
        entry.change("milestone", row.key, next_on=None)


def _set_dates(entry: Entry, now: Milestone, row: MilestoneRow, known: Facts, *, floor: bool) -> None:
    base = base_of(entry, now, row, known)
    dates = dates_of(entry, now, row, base) | {"next_on": None}
    for name in ("due", "held_due"):
        due = dates.get(name)
        if isinstance(due, date) and not now.statutory:
            dates[name] = _later(entry, due, base, floor=floor)
    entry.change("milestone", row.key, base=base, **dates)


def _later(entry: Entry, due: date, base: date | None, *, floor: bool) -> date:
    """Holds have moved the day already; and what comes back has as long as what is filled in, if its day is past."""
    calendar, day = entry.session.calendar, entry.session.day
    due = shift(due, _held_wd(entry, base), calendar)
    rule = entry.standard.mid_entry_rule(BACKFILL)
    return max(due, calendar.add_working_days(day, rule.wd or 0)) if floor and rule is not None else due


def _held_wd(entry: Entry, base: date | None) -> int:
    holds = (row for row in entry.case.holds.values() if row.until_on is not None)
    days = entry.session.calendar.working_days_between
    return sum(
        max(days(max(row.from_on, base or row.from_on), row.until_on), 0) for row in holds if row.until_on
    )


def _beat(entry: Entry, now: Milestone, row: MilestoneRow, known: Facts, *, comes_back: bool) -> None:
    """A repeating milestone in its new rhythm: what is open of it is for the period that runs; where nothing is, that
    period is the next to be opened.
    """
    base = base_of(entry, now, row, known)
    if now.due.each or base is None:
        return
    if row.occurrence != _last(entry.case, row.code):
        if row.done_on is None:
            _supersede(entry, row)
    elif row.done_on is None or comes_back:
        entry.change("milestone", row.key, period=_running(entry, now, base))
        entry.change(
            "milestone", row.key, base=base, **dates_of(entry, now, entry.case.milestones[row.key], base)
        )
    else:
        entry.change("milestone", row.key, period=_running(entry, now, base) - 1, next_on=entry.session.day)


def _running(entry: Entry, now: Milestone, base: date) -> int:
    """The period of a rule that runs today."""
    period = 1
    while period_end(now.due, base, period, entry.session.calendar) < entry.session.day:
        period += 1
    return period


def _last(case: Case, code: str) -> int:
    return max(occurrence for each, occurrence in case.latest_milestones() if each == code)


def _supersede(entry: Entry, row: MilestoneRow) -> None:
    """An occurrence that the new rhythm does not know: nothing is owed for it."""
    day = entry.session.day
    asked.close(entry, row)
    for duty in entry.case.duties_of(row.code, row.occurrence):
        if duty.is_open:
            entry.change("duty", duty.key, state="not_needed", excuse="superseded", since=day, waits_for=None)


def _hand_over_round(entry: Entry) -> None:
    """An open round is proposed and decided by whoever the new track names; a proposal of somebody else is void."""
    row = entry.case.open_round()
    if row is None:
        return
    gate = entry.standard.gates[row.gate]
    if row.propose_office != gate.propose:
        void = dict.fromkeys(("proposed_option", "proposed_by", "proposed_on", "proposal"))
        decider = raised_decider(entry.standard, entry.case, gate.decider)
        offices = {"propose_office": gate.propose, "decide_office": decider}
        entry.change("round", (row.visit, row.n), **void, **offices, revision=row.revision + 1)
        entry.tell(gate.propose, "proposal_asked", gate.code)
        return
    option = gate.option(row.proposed_option) if row.proposed_option else None
    named = (option.decider if option else None) or gate.decider
    decider = raised_decider(entry.standard, entry.case, named)
    if row.decide_office != decider:
        entry.change("round", (row.visit, row.n), decide_office=decider, revision=row.revision + 1)
        entry.tell(decider, "decision_asked", gate.code)
