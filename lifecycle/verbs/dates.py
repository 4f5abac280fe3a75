"""Extending a date by the rules: asked for before it is due, never a statutory one, the old date kept.

Source: move T19 and rule N6 of the supervision rules (proposals).
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from lifecycle import milestones, moves, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import Actor, holds_any
from lifecycle.records.work import MilestoneRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from stages.model import Authority

PERCENT = 100


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
    row = entry.case.latest_milestones().get((key.code, key.occurrence))
    if row is None:
        raise NotFound("milestone", key.code)
    due = _extensible(entry, row)
    last = _last_day(entry, row, due, _granting(entry, row))
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
    )
    milestones.settle(entry)
    entry.tell(row.owner, "extended", row.code)
    return entry.close("DateExtended", row.code, note)


def _extensible(entry: Entry, row: MilestoneRow) -> date:
    if row.statutory:
        raise Invalid("milestone", "statutory", {"code": row.code})
    if row.due is None or row.is_closed(entry.session.day) or row.kind in ("window", "gate"):
        raise Invalid("milestone", "nothing_to_extend", {"code": row.code})
    if row.due < entry.session.day:
        raise Invalid("milestone", "overdue_already", {"code": row.code, "due": row.due})
    return row.due


def _granting(entry: Entry, row: MilestoneRow) -> Authority:
    """The actor's authority for one more extension of this milestone."""
    move = entry.standard.moves["extend"]
    open_to: Sequence[Authority] = [each for each in move.authority if row.extensions < (each.times or 1)]
    project = entry.case.project.id or 0
    for authority in open_to:
        if holds_any(entry.session.tx, entry.actor, project, (authority.office,)):
            return authority
    if not open_to:
        raise Invalid("milestone", "used_up", {"option": row.code, "times": row.extensions})
    raise NotPermitted("extend", "holds_office", tuple(each.office for each in open_to))


def _last_day(entry: Entry, row: MilestoneRow, due: date, authority: Authority) -> date:
    """The latest day this authority may grant: so many working days, and so much of the original term."""
    calendar = entry.session.calendar
    term = calendar.working_days_between(row.base or row.opened_on, row.first_due or due)
    share = term * authority.max_pct // PERCENT if authority.max_pct is not None else term
    days = min(share, authority.max_wd if authority.max_wd is not None else share)
    return calendar.add_working_days(due, max(days, 0))
