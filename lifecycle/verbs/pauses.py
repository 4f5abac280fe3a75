"""Holding a project outside a round, resuming it, and archiving what has ended."""

from dataclasses import dataclass
from datetime import date

from lifecycle import milestones, moves, words
from lifecycle.deadlines import shift
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.evaluation.view import unrevealed
from lifecycle.policy import Actor
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.rounds import open_round


@dataclass(frozen=True)
class Pause:
    """A hold that is asked for: its last day, why, what has to be so before it ends, and when that is looked at."""

    until: date
    reason: str
    condition: str
    review_on: date


def hold(session: Session, actor: Actor, number: str, pause: Pause, seen: int | None = None) -> Receipt:
    """Stop a running project for a time. How long is limited by the office that says so; a round in review is not held
    this way but by its decision. Raises Invalid for a day beyond the limit, NotPermitted, NoSuchMove.
    """
    entry = open_entry(session, actor, number, seen)
    move = moves.move_of(entry, "hold")
    authority = moves.authority_of(entry, move)
    previous = entry.case.project.status
    if previous == "gate_review":
        raise Invalid("option", "decide_the_round")
    wanted = session.calendar.working_days_between(session.day, pause.until)
    if wanted < 1 or wanted > (authority.max_wd or 0):
        last = session.calendar.add_working_days(session.day, authority.max_wd or 0)
        raise Invalid("until", "out_of_range", {"from": session.day, "to": last})
    note = entry.words(words.reason(pause.reason))
    given = {"reason_given": True, "resume_condition_set": True, "hold_wd_requested": wanted}
    moves.fire(entry, "hold", given)
    begin_hold(entry, pause.until, pause.condition, pause.review_on, previous)
    milestones.settle(entry)
    return entry.close("ProjectHeld", pause.until.isoformat(), note)


def begin_hold(entry: Entry, limit: date, condition: str, review_on: date | None, previous: str) -> None:
    """Stop the internal clocks: their due days wait in `held_due` until the hold ends. Statutory ones run on."""
    if review_on is None or not entry.session.day < review_on <= limit:
        raise Invalid("review_on", "out_of_range", {"from": entry.session.day, "to": limit})
    entry.project(previous=previous)
    entry.put(
        "hold",
        (entry.case.next_number("hold"),),
        from_on=entry.session.day,
        limit_on=limit,
        condition=entry.words(words.reason(condition, "condition")),
        review_on=review_on,
    )
    for row in list(entry.case.milestones.values()):
        if row.due is not None and row.done_on is None and not row.statutory and row.closed_on is None:
            entry.put("milestone", row.key, held_due=row.due, due=None)


def resume(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """Go on where the hold began: open internal due days move by the working days held, statutory ones did not stop.

    A project held by a round's decision comes back to its stage, to be requested again. Raises GateClosed until the
    office that the standard names has recorded that the condition is met.
    """
    entry = open_entry(session, actor, number, seen)
    moves.require_mover(entry, moves.move_of(entry, "resume"))
    previous = entry.case.project.previous or "active"
    moves.fire(entry, "resume", trigger=f"resume:{previous}")
    _end_hold(entry)
    if previous == "gate_review":
        open_round(entry, entry.standard.gate_of(entry.case.project.stage))
    milestones.settle(entry)
    return entry.close("ProjectResumed", entry.case.project.number)


def _end_hold(entry: Entry) -> None:
    held = entry.case.open_hold()
    assert held is not None
    day, calendar = entry.session.day, entry.session.calendar
    entry.put("hold", (held.n,), until_on=day)
    days = calendar.working_days_between(held.from_on, day)
    for row in list(entry.case.milestones.values()):
        if row.held_due is not None:
            since = max(held.from_on, row.base or held.from_on)
            due = shift(row.held_due, calendar.working_days_between(since, day), calendar)
            entry.put("milestone", row.key, due=due, held_due=None, provisional=calendar.is_provisional(due))
    for key, attempt in unrevealed(entry.standard, entry.case).items():
        since = max(held.from_on, attempt.opened_on)
        entry.put("attempt", key, due=shift(attempt.due, calendar.working_days_between(since, day), calendar))
    for decided in list(entry.case.rounds.values()):
        if decided.visit == entry.case.project.visit and decided.until_on and not decided.expired_on:
            entry.put("round", (decided.visit, decided.n), until_on=shift(decided.until_on, days, calendar))


def archive(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """File a closed project for good. Raises GateClosed while the file list, the surveys or the lessons are missing."""
    entry = open_entry(session, actor, number, seen)
    move = moves.move_of(entry, "archive")
    moves.require_mover(entry, move)
    if entry.case.project.archived_on is not None:
        raise Invalid("project", "archived_already", {"on": entry.case.project.archived_on})
    open_duties = tuple(
        row.code for row in entry.case.latest_duties().values() if row.is_open and row.required
    )
    if open_duties:
        raise Invalid("duty", "duties_open", {"codes": open_duties})
    moves.fire(entry, "archive")
    entry.project(archived_on=session.day, survey_on=None)
    return entry.close("ProjectArchived", number)
