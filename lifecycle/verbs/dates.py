"""Extending a date by the rules: asked for before it is due, never a statutory one, the old date kept.

Whoever has something to do for it may ask; the office that the standard names grants or refuses, or extends unasked.

Source: move T19 and rule N6 of the supervision rules (proposals).
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple

from lifecycle import milestones, moves, words
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import Actor, holds_any, require_office
from lifecycle.records.work import MilestoneRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from stages import Standard
from stages.model import Authority

PERCENT = 100
NOT_ASKED = {"asked_until": None, "asked_on": None, "asked_by": None, "asked_why": None}


class MilestoneKey(NamedTuple):
    """A milestone of a project; the newest visit's row is meant."""

    number: str
    code: str
    occurrence: int = 1


def extend(
    session: Session, actor: Actor, key: MilestoneKey, until: date, reason: str, seen: int | None = None
) -> Receipt:
    """Set a later due day. Lights follow it; `first_due` keeps the old one.

    How often and by how much is limited by the office that grants it. Raises Invalid for a milestone without a due
    day, one that is statutory, done or overdue, and a day beyond the limit; NotPermitted, NoSuchMove.
    """
    entry = open_entry(session, actor, key.number, seen)
    moves.move_of(entry, "extend")
    row = _row(entry, key)
    due, last = term_left(session, entry.standard, row, partial(_is_held, entry))
    if not due < until <= last:
        raise Invalid("until", "out_of_range", {"from": due, "to": last})
    note = entry.words(words.reason(reason))
    wanted = session.calendar.working_days_between(due, until)
    asked = {"milestone_is_statutory": row.statutory, "extension_times": row.extensions}
    moves.fire(entry, "extend", {"reason_given": True, "extension_wd_requested": wanted, **asked})
    entry.put(
        "milestone",
        row.key,
        due=until,
        extended_to=until,
        first_due=row.first_due or due,
        extensions=row.extensions + 1,
        provisional=session.calendar.is_provisional(until),
        **(NOT_ASKED if row.asked_until is not None else {}),
    )
    milestones.settle(entry)
    entry.tell(row.owner, "extended", row.code)
    return entry.close("DateExtended", row.code, note)


def ask(
    session: Session, actor: Actor, key: MilestoneKey, until: date, reason: str, seen: int | None = None
) -> Receipt:
    """Ask for a later day, within what the nearest office may grant. Nothing moves by it.

    Raises NotPermitted for who has nothing to do for the milestone, and everything that `extend` raises; Invalid
    (`asked_already`) while a request waits.
    """
    entry = open_entry(session, actor, key.number, seen)
    moves.move_of(entry, "extend")
    row = _row(entry, key)
    require_office(session.tx, actor, "ask_extension", entry.case.project.id or 0, askers(entry.case, row))
    moves.require_move(entry, "extend")
    due, last = term_asked(session, entry.standard, row)
    if not due < until <= last:
        raise Invalid("until", "out_of_range", {"from": due, "to": last})
    note = entry.words(words.reason(reason))
    entry.put(
        "milestone", row.key, asked_until=until, asked_on=session.day, asked_by=actor.id, asked_why=note
    )
    entry.tell(granting(entry.standard, row)[0].office, "extension_asked", row.code)
    return entry.close("ExtensionAsked", row.code, note)


def refuse(
    session: Session, actor: Actor, key: MilestoneKey, reason: str, seen: int | None = None
) -> Receipt:
    """Refuse what was asked, with a reason: the day stays. Raises NotPermitted for who could not grant it, Invalid
    (`nothing_asked`).
    """
    entry = open_entry(session, actor, key.number, seen)
    moves.move_of(entry, "extend")
    row = _row(entry, key)
    offices = tuple(each.office for each in granting(entry.standard, row))
    require_office(session.tx, actor, "extend", entry.case.project.id or 0, offices)
    if row.asked_until is None:
        raise Invalid("milestone", "nothing_asked", {"code": row.code})
    note = entry.words(words.reason(reason))
    entry.put("milestone", row.key, **NOT_ASKED)
    entry.tell(row.owner, "extension_refused", row.code)
    return entry.close("ExtensionRefused", row.code, note)


def _row(entry: Entry, key: MilestoneKey) -> MilestoneRow:
    row = entry.case.latest_milestones().get((key.code, key.occurrence))
    if row is None:
        raise NotFound("milestone", key.code)
    return row


def askers(case: Case, row: MilestoneRow) -> tuple[str, ...]:
    """The offices that still have something to do for a milestone: they may ask for more time."""
    still = (duty for duty in case.duties_of(row.code, row.occurrence) if duty.required and duty.is_open)
    return tuple(dict.fromkeys(duty.doer for duty in still))


def term_asked(session: Session, standard: Standard, row: MilestoneRow) -> tuple[date, date]:
    """The due day of a milestone and the latest day that may be asked for: what the nearest office may grant.

    Raises Invalid where nothing can be asked for.
    """
    if row.asked_until is not None:
        raise Invalid("milestone", "asked_already", {"code": row.code, "until": row.asked_until})
    due = _extensible(session.day, row)
    if not (open_to := granting(standard, row)):
        raise Invalid("milestone", "used_up", {"option": row.code, "times": row.extensions})
    return due, _last_day(session, row, due, open_to[0])


def _is_held(entry: Entry, office: str) -> bool:
    return holds_any(entry.session.tx, entry.actor, entry.case.project.id or 0, (office,))


def term_left(
    session: Session, standard: Standard, row: MilestoneRow, is_held: Callable[[str], bool]
) -> tuple[date, date]:
    """The due day of a milestone and the latest day to which somebody who holds these offices may extend it now.

    Raises Invalid for one that cannot be extended, NotPermitted where another office grants it.
    """
    due = _extensible(session.day, row)
    return due, _last_day(session, row, due, _granting(standard, row, is_held))


def granting(standard: Standard, row: MilestoneRow) -> tuple[Authority, ...]:
    """The authorities that may extend this milestone once more, the nearest first."""
    move = standard.moves.get("extend")
    return tuple(each for each in move.authority if row.extensions < each.up_to) if move else ()


def _extensible(day: date, row: MilestoneRow) -> date:
    if row.statutory:
        raise Invalid("milestone", "statutory", {"code": row.code})
    if row.due is None or row.is_closed(day) or row.kind in ("window", "gate"):
        raise Invalid("milestone", "nothing_to_extend", {"code": row.code})
    if row.due < day and row.asked_until is None:  # what was asked for in time may be granted after its day
        raise Invalid("milestone", "overdue_already", {"code": row.code, "due": row.due})
    return row.due


def _granting(standard: Standard, row: MilestoneRow, is_held: Callable[[str], bool]) -> Authority:
    """The authority of whoever asks, for one more extension of this milestone."""
    open_to = granting(standard, row)
    if not open_to:
        raise Invalid("milestone", "used_up", {"option": row.code, "times": row.extensions})
    for authority in open_to:
        if is_held(authority.office):
            return authority
    raise NotPermitted("extend", "holds_office", tuple(each.office for each in open_to))


def _last_day(session: Session, row: MilestoneRow, due: date, authority: Authority) -> date:
    """The latest day this authority may grant: so many working days, and so much of the original term."""
    term = session.calendar.working_days_between(row.base or row.opened_on, row.first_due or due)
    share = term * authority.max_pct // PERCENT if authority.max_pct is not None else term
    days = min(share, authority.max_wd if authority.max_wd is not None else share)
    return session.calendar.add_working_days(due, max(days, 0))
