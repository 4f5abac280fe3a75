"""What is to be settled after an end: items of the standard or others, each within the days that the move allows."""

from collections.abc import Sequence
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.gate import View, known_facts
from lifecycle.store import Entry
from lifecycle.verbs.rounds import Owed, owe
from stages import Standard
from stages.conditions import Facts, holds
from stages.model import Move, Settlement


def items_of(standard: Standard, move: Move, known: Facts) -> tuple[Settlement, ...]:
    """The items that a move asks to settle and that apply."""
    items = (standard.flow.settlement[code] for code in move.settles)
    return tuple(item for item in items if holds(item.applies_if, known))


def last_day(session: Session, move: Move) -> date | None:
    """The last day for what is to be settled, where the move sets one."""
    if move.settlement_wd is None:
        return None
    return session.calendar.add_working_days(session.day, move.settlement_wd)


def require_within(entry: Entry, move: Move, owed: Sequence[Owed]) -> None:
    """Raises Invalid for an item that the move does not name, and for a day beyond the last."""
    known = known_facts(View(entry.standard, entry.case, entry.session.day))
    named = {item.code for item in items_of(entry.standard, move, known)}
    last = last_day(entry.session, move)
    for each in owed:
        if each.clause and each.clause not in named:
            raise Invalid("clause", "not_in_list", {"given": each.clause, "values": tuple(sorted(named))})
        if last is not None and each.due > last:
            span = {"from": entry.session.day, "to": last, "given": each.due}
            raise Invalid("due", "out_of_range", span)


def open_settlement(entry: Entry, owed: Sequence[Owed]) -> None:
    """Owe every item."""
    for each in owed:
        owe(entry, "settlement", each)
