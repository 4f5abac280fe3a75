"""Who takes part in a project, who could, and who may say so."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices
from lifecycle.queries.eligible import OrganisationChoice, organisations
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Party, Reading, read_project
from lifecycle.records import people


@dataclass(frozen=True)
class Candidate:
    """Somebody who can hold a seat."""

    id: int
    name: str


@dataclass(frozen=True)
class SeatLine:
    """An office held by one person on each project. `candidates` are those the reader may give it to."""

    holding: Holding
    since: date | None
    may_take: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class FormerParty:
    """An organisation that took part until a day."""

    name: str
    kind: Clause
    since: date
    until: date


@dataclass(frozen=True)
class PartiesPage:
    """`organisations` are those the reader may bring in; empty for somebody who may not. `may_end`: the reader may say
    that a party leaves. `former` are those that took part and do no more.
    """

    header: Header
    seats: tuple[SeatLine, ...]
    parties: tuple[Party, ...]
    standing: tuple[Holding, ...]
    former: tuple[FormerParty, ...]
    may_bring: bool
    may_end: bool
    may_buy: bool
    organisations: tuple[OrganisationChoice, ...]


def parties_page(session: Session, actor: Actor, number: str) -> PartiesPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    candidates = _candidates(reading) if may.give_seats else {}
    seats = tuple(
        SeatLine(
            reading.holding(office.code),
            _since(reading, office.code),
            office.code in may.take_seats,
            candidates.get(office.code, ()) if office.code in may.give_seats else (),
        )
        for office in reading.standard.offices.values()
        if office.held == "seat"
    )
    return PartiesPage(
        header(reading, gate_panel(reading, may).groups),
        seats,
        reading.parties,
        tuple(
            reading.holding(each.code) for each in reading.standard.offices.values() if each.held == "staff"
        ),
        _former(reading),
        may.bring_party,
        may.end_part,
        may.buy_service,
        _absent(reading) if may.bring_party else (),
    )


def _former(reading: Reading) -> tuple[FormerParty, ...]:
    gone = [row for row in reading.case.participations.values() if row.until is not None]
    organisation = people.organisation.c
    statement = select(organisation.id, organisation.name).where(
        organisation.id.in_([row.organisation for row in gone])
    )
    names = {row.id: row.name for row in reading.session.tx.execute(statement)}
    kinds = reading.standard.organisation_kinds
    return tuple(
        FormerParty(names[row.organisation], Clause(row.kind, kinds[row.kind].text), row.since, row.until)
        for row in gone
        if row.until is not None
    )


def _since(reading: Reading, office: str) -> date | None:
    return next(
        (row.since for row in reading.case.seats.values() if row.office == office and row.until is None), None
    )


def _candidates(reading: Reading) -> dict[str, tuple[Candidate, ...]]:
    staff, person = people.staff, people.person
    statement = (
        select(staff.c.office, person.c.id, person.c.name)
        .join(person, person.c.id == staff.c.person)
        .where(staff.c.until.is_(None), person.c.closed_on.is_(None), staff.c.standing.is_(False))
        .order_by(person.c.name)
    )
    found: dict[str, list[Candidate]] = defaultdict(list)
    for row in reading.session.tx.execute(statement):
        found[row.office].append(Candidate(row.id, row.name))
    return {office: tuple(each) for office, each in found.items()}


def _absent(reading: Reading) -> tuple[OrganisationChoice, ...]:
    taking_part = {party.code for party in reading.parties}
    return tuple(
        each
        for each in organisations(reading.session, reading.standard, None)
        if each.code not in taking_part
    )
