"""Reminding by hand whoever has the ball: one item, or everything that is late in a project (rule N13).

It changes nothing in the project: the history says that it was done, a ledger of its own says to whom.
"""

from collections.abc import Sequence

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.history import URGED
from lifecycle.policy import Actor, require_office
from lifecycle.records.work import MilestoneRow
from lifecycle.reminding import urging
from lifecycle.reminding.ladder import is_climbing
from lifecycle.reminding.urging import Chased
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.dates import MilestoneKey
from stages import Standard


def urge(session: Session, actor: Actor, key: MilestoneKey) -> Receipt:
    """Remind whoever has the ball of one open item, once a day for each person.

    Raises NotPermitted; NotFound; Invalid(`item`) for one that is not open or has no day, and where nobody is left to
    be told.
    """
    entry = _open(session, actor, key.number)
    row = entry.case.latest_milestones().get((key.code, key.occurrence))
    if row is None:
        raise NotFound("milestone", key.code)
    if not is_climbing(row):
        raise Invalid("item", "nothing_to_urge", {"code": row.code})
    return _urge(entry, [row])


def urge_late(session: Session, actor: Actor, number: str, role: str | None = None) -> Receipt:
    """Remind whoever has the ball of everything that is late; with `role`, of what that party has. Raises as `urge`."""
    entry = _open(session, actor, number)
    late = [row for row in entry.case.latest_milestones().values() if is_late(row, session)]
    if not late:
        raise Invalid("item", "nothing_late")
    return _urge(entry, sorted(late, key=lambda row: (row.due or session.day, row.code)), role)


def is_late(row: MilestoneRow, session: Session) -> bool:
    """Whether an item is open and its day is over. Due today is not late."""
    return is_climbing(row) and row.due is not None and row.due < session.day


def urgers(standard: Standard) -> tuple[str, ...]:
    """The offices that remind by hand; none where the standard has no such rule."""
    return standard.power("urge") if standard.supervision.urging is not None else ()


def _open(session: Session, actor: Actor, number: str) -> Entry:
    entry = open_entry(session, actor, number)
    require_office(session.tx, actor, "urge", entry.case.project.id or 0, urgers(entry.standard))
    return entry


def _urge(entry: Entry, rows: Sequence[MilestoneRow], role: str | None = None) -> Receipt:
    chased = [Chased(entry.case.project.standard, row) for row in rows]
    found = [
        each
        for each in urging.urgings(entry.session, entry.actor.id, chased, role)
        if each.told or each.again
    ]
    told = [each for each in found if each.told]
    if not told:
        raise Invalid("item", "urged_today" if found else "nobody_to_urge")
    urging.tell(entry.session, entry.actor.id, told)
    return entry.close(URGED, " ".join(dict.fromkeys(each.chased.row.code for each in told)))
