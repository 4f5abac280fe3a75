"""Parties that change on the way: one leaves, one takes another's place, one sells what an absent one should have done.

Sources: move T21, rule B1 of absent_party (proposals).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle import absence, milestones, moves, reopening, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove, NotPermitted
from lifecycle.officer import officer_of
from lifecycle.policy import Actor, holds_any, is_end, require_office
from lifecycle.records import people
from lifecycle.records.people import OrganisationRow
from lifecycle.records.project import ParticipationRow, ProjectRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs import papers
from lifecycle.verbs.common import open_entry, set_fact
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.register import join, organisation_by_code
from lifecycle.verbs.substitutes import give_back_to_parties
from stages import Standard
from stages.model import Substitute

SUBJECT = 60
"""The longest subject of a message."""


def part(
    session: Session,
    actor: Actor,
    number: str,
    organisation: str,
    from_day: date,
    reason: str,
    seen: int | None = None,
) -> Receipt:
    """An organisation takes part no more from a day on; today's at the latest if it has come, else it is announced.

    Its members lose sight of the project from that day, unless they have another part in it; what it did stays, and
    what it has not done is nobody's until a successor is brought in. Raises Invalid for one that takes no part and for
    a day before it joined, NoSuchMove after the end.
    """
    entry, row, who = _parting(session, actor, number, organisation, seen)
    if from_day < row.since:
        raise Invalid("from_day", "before_since", {"since": row.since})
    note = entry.words(words.reason(reason))
    if from_day > session.day:
        entry.put("participation", (row.n,), leaves_on=from_day)
        _tell(entry, row.role, "party_leaves", who.name)
        return entry.close("PartyLeaves", f"{from_day.isoformat()} {who.name}", note)
    _leave(entry, row, from_day)
    _tell(entry, row.role, "party_left", who.name)
    milestones.settle(entry)
    return entry.close("PartyLeft", who.name, note)


def stay(session: Session, actor: Actor, number: str, organisation: str, seen: int | None = None) -> Receipt:
    """Call off a leaving that was announced. Raises Invalid where none was."""
    entry, row, who = _parting(session, actor, number, organisation, seen)
    if row.leaves_on is None:
        raise Invalid("organisation", "not_leaving", {"name": who.name})
    entry.put("participation", (row.n,), leaves_on=None)
    _tell(entry, row.role, "party_stays", who.name)
    return entry.close("PartyStays", who.name)


def leave_announced(session: Session, actor: Actor, project: ProjectRow) -> Receipt:
    """What the system does when the announced day has come."""
    entry = begin(session, actor, project)
    left = [
        row
        for row in entry.case.participations.values()
        if row.until is None and row.leaves_on is not None and row.leaves_on <= session.day
    ]
    names = _names(session, left)
    for row in left:
        assert row.leaves_on is not None
        _leave(entry, row, row.leaves_on)
        _tell(entry, row.role, "party_left", names[row.organisation])
    milestones.settle(entry)
    return entry.close("PartiesLeft", str(len(left)))


def _parting(
    session: Session, actor: Actor, number: str, organisation: str, seen: int | None
) -> tuple[Entry, ParticipationRow, OrganisationRow]:
    entry = open_entry(session, actor, number, seen)
    if is_end(entry.case.project.status):
        raise NoSuchMove("remove_party", entry.case.state)
    offices = entry.standard.power("remove_party")
    require_office(session.tx, actor, "remove_party", entry.case.project.id or 0, offices)
    who = organisation_by_code(session, organisation, closed=True)
    row = _part_of(entry, who.id)
    if row is None:
        raise Invalid("organisation", "takes_no_part_now", {"name": who.name})
    return entry, row, who


def _tell(entry: Entry, role: str, code: str, name: str) -> None:
    """Whoever plays the role, and the officer, who finds a successor; a long name is cut."""
    subject = name if len(name) <= SUBJECT else f"{name[: SUBJECT - 1]}…"
    for audience in (role, officer_of(entry.standard).code):
        entry.tell(audience, code, subject)


def _names(session: Session, parts: Sequence[ParticipationRow]) -> dict[int, str]:
    organisation = people.organisation.c
    ids = sorted({row.organisation for row in parts})
    rows = session.tx.execute(select(organisation.id, organisation.name).where(organisation.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _part_of(entry: Entry, organisation: int | None) -> ParticipationRow | None:
    rows = entry.case.participations.values()
    return next((row for row in rows if row.organisation == organisation and row.until is None), None)


def _leave(entry: Entry, row: ParticipationRow, day: date) -> None:
    entry.put("participation", (row.n,), until=day, leaves_on=None)


# Somebody else in its place ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Succession:
    """Who takes whose place, by their codes, why, and the papers that the move asks for."""

    leaving: str
    joining: str
    reason: str
    papers: Sequence[Evidence] = ()


def change_receiver(
    session: Session, actor: Actor, number: str, given: Succession, seen: int | None = None
) -> Receipt:
    """One party leaves and another joins in its place; what the standard wants checked again is opened again.

    Raises GateClosed until the parties' consent is recorded, NotPermitted for an office without the authority, Invalid
    for organisations that are not of the role, NoSuchMove.
    """
    entry = open_entry(session, actor, number, seen)
    move = moves.move_of(entry, "change_receiver")
    moves.authority_of(entry, move)
    joining = organisation_by_code(session, given.joining)
    row = _replaced(entry, given, move.replaces or "", joining)
    note = entry.words(words.reason(given.reason))
    papers.keep(entry, move.docs, given.papers)
    moves.fire(entry, move.name, {"reason_given": True, "receiver_named": True})
    entry.project(moved=entry.seq)
    _leave(entry, row, session.day)
    join(entry, joining)
    for name in move.clears:
        if name in entry.case.fact_rows():
            set_fact(entry, name, None, note)
    reopening.open_again(entry, move.redo)
    milestones.settle(entry)
    return entry.close("ReceiverChanged", joining.name, note)


def _replaced(entry: Entry, given: Succession, role: str, joining: OrganisationRow) -> ParticipationRow:
    """The part that ends. Raises Invalid where one of the two does not play the role that changes."""
    leaving = organisation_by_code(entry.session, given.leaving, closed=True)
    row = _part_of(entry, leaving.id)
    if row is None or row.role != role:
        raise Invalid("leaving", "takes_no_part_now", {"name": leaving.name})
    kind = entry.standard.organisation_kinds.get(joining.kind)
    if kind is None or kind.role != role:
        raise Invalid("joining", "of_another_role", {"name": joining.name})
    if _part_of(entry, joining.id) is not None:
        raise Invalid("joining", "takes_part_already", {"name": joining.name})
    return row


# A service that is bought -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Purchase:
    """From whom the service of a role is bought, why, and the papers that the rule asks for."""

    organisation: str
    reason: str
    papers: Sequence[Evidence] = ()


def buy_service(
    session: Session, actor: Actor, number: str, given: Purchase, seen: int | None = None
) -> Receipt:
    """A missing party's service is bought: the seller takes part from today, marked as bought, and who confirms stays.

    Raises Invalid where the role is not missing or the seller plays no role that can be bought, NotPermitted,
    NoSuchMove after the end.
    """
    entry = open_entry(session, actor, number, seen)
    if is_end(entry.case.project.status):
        raise NoSuchMove("buy_service", entry.case.state)
    seller = organisation_by_code(session, given.organisation)
    rule = _rule_for(entry.standard, seller)
    _require_buyer(entry, rule)
    if not absence.is_missing(entry.case, rule.role):
        raise Invalid("organisation", "role_is_there", {"name": seller.name})
    note = entry.words(words.reason(given.reason))
    papers.keep(entry, rule.docs, given.papers)
    n = entry.case.next_number("participation")
    join(entry, seller)
    entry.put("participation", (n,), rule=rule.code, terms=note)
    for name, value in rule.sets.items():
        set_fact(entry, name, value, note)
    give_back_to_parties(entry)
    milestones.settle(entry)
    _tell(entry, rule.role, "service_bought", seller.name)
    return entry.close("ServiceBought", seller.name, note)


def _rule_for(standard: Standard, seller: OrganisationRow) -> Substitute:
    kind = standard.organisation_kinds.get(seller.kind)
    rule = absence.buying_rule(standard, kind.role) if kind is not None and kind.role else None
    if rule is None:
        raise Invalid("organisation", "not_for_sale", {"name": seller.name})
    return rule


def _require_buyer(entry: Entry, rule: Substitute) -> None:
    offices = absence.buyers(entry.standard, rule)
    if not holds_any(entry.session.tx, entry.actor, entry.case.project.id or 0, offices):
        raise NotPermitted("buy_service", "holds_office", offices)
