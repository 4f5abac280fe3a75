"""Ends outside a gate: withdrawn by the party that filed, terminated by the office that may."""

from collections.abc import Mapping, Sequence

from lifecycle import milestones, moves, words
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.gate import View, known_facts
from lifecycle.policy import Actor, holds_any, require_office
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.rounds import Owed, require_no_round
from lifecycle.verbs.settlements import open_settlement, require_within
from stages import Standard
from stages.conditions import Value, holds


def withdraw(
    session: Session,
    actor: Actor,
    number: str,
    reason: str,
    owed: Sequence[Owed] = (),
    seen: int | None = None,
) -> Receipt:
    """Take a project back. Before it was approved by a member of the party that filed it; afterwards by the office that
    the standard names, with what is to be settled. Raises GateClosed, NotPermitted, Invalid while a round is open.
    """
    entry = open_entry(session, actor, number, seen)
    _require_withdrawer(entry)
    note = entry.words(words.reason(reason))
    require_within(entry, moves.move_of(entry, "withdraw"), owed)
    moves.fire(entry, "withdraw", {"reason_given": True, "settlement_opened": bool(owed)})
    _close(entry, owed)
    return entry.close("ProjectWithdrawn", number, note)


def terminate(
    session: Session,
    actor: Actor,
    number: str,
    cause: str,
    reason: str,
    owed: Sequence[Owed] = (),
    seen: int | None = None,
) -> Receipt:
    """End a project that cannot go on, with its cause; after approval with what is to be settled.

    Raises Invalid for a cause that the standard does not list or while a round is open, GateClosed, NotPermitted.
    """
    entry = open_entry(session, actor, number, seen)
    causes = tuple(entry.standard.flow.cause_codes)
    if cause not in causes:
        raise Invalid("cause", "not_in_list", {"given": cause, "values": causes})
    move = moves.move_of(entry, "terminate")
    moves.authority_of(entry, move)
    note = entry.words(words.reason(reason))
    require_within(entry, move, owed)
    moves.fire(entry, "terminate", {"cause_recorded": True, "settlement_opened": bool(owed)})
    entry.project(outcome=cause)
    _close(entry, owed)
    return entry.close("ProjectTerminated", cause, note)


def close_outbound(
    session: Session,
    actor: Actor,
    number: str,
    reason: str,
    owed: Sequence[Owed] = (),
    seen: int | None = None,
) -> Receipt:
    """Close a running project that is converted outside the district; counted apart. The decider of the present gate
    does it; while a round is open it is an option of the round.

    Raises GateClosed, NotPermitted, NoSuchMove, Invalid while a round is open.
    """
    entry = open_entry(session, actor, number, seen)
    require_no_round(entry)
    move = moves.move_of(entry, "close_outbound")
    decider = (entry.standard.gate_of(entry.case.project.stage).decider,)
    require_office(session.tx, actor, move.name, entry.case.project.id or 0, decider)
    note = entry.words(words.reason(reason))
    require_within(entry, move, owed)
    moves.fire(entry, move.name, {"reason_given": True, "settlement_opened": bool(owed)})
    entry.project(outcome=move.outcome)
    _close(entry, owed)
    return entry.close("ClosedOutbound", number, note)


def _require_withdrawer(entry: Entry) -> None:
    known = known_facts(View(entry.standard, entry.case, entry.session.day))
    offices = withdrawers(entry.standard, entry.case, known)
    if not holds_any(entry.session.tx, entry.actor, entry.case.project.id or 0, offices):
        raise NotPermitted("withdraw", "holds_office", offices)


def withdrawers(standard: Standard, case: Case, known: Mapping[str, Value]) -> tuple[str, ...]:
    """The offices that may withdraw a project: those named for what is known of it, else that of the party that filed;
    the project officer where none did.
    """
    move = moves.named(standard, "withdraw", case.state)
    if named := tuple(each.office for each in move.authority if holds(each.applies_if, known)):
        return named
    first = min(case.participations.values(), key=lambda part: part.n, default=None)
    return (first.office if first else standard.moves["request_gate"].actors[0],)


def _close(entry: Entry, owed: Sequence[Owed]) -> None:
    """Nothing goes on but the settlement of what is owed."""
    require_no_round(entry)
    visit, day = entry.case.visit, entry.session.day
    if (held := entry.case.open_hold()) is not None:
        entry.put("hold", (held.n,), until_on=day)
    milestones.close_all(entry)
    entry.put("visit", (visit.n,), left_on=day)
    open_settlement(entry, owed)
    milestones.settle(entry)
