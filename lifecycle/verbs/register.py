"""Getting a project into the register and onto its way: register, submit, seat the officer, bring a party in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from lifecycle import machine, milestones, moves, words
from lifecycle.engine import Session
from lifecycle.entering import entry_unmet
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted
from lifecycle.mistakes import together
from lifecycle.officer import officer_of as officer_of
from lifecycle.policy import Actor, find, is_end, require_office
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.store import Entry, Receipt, create_project, next_in_series
from lifecycle.verbs.common import open_entry
from lifecycle.verbs.entries import pass_over
from lifecycle.verbs.substitutes import give_back_to_parties
from stages import Standard
from stages.model import Office
from stages.tracks import track_of

TITLE_LIMIT = 120
SUMMARY_LIMIT = 2000
ORIGIN_LIMIT = 120


class Part(NamedTuple):
    """An organisation that is to take part, by its code."""

    organisation: str


@dataclass(frozen=True)
class Registration:
    """What is known at registration. `origin` names the record it came from: imported once, never twice.

    `parent` is the number of the project that this one comes from: an earlier try, or, where it is `derived`, one whose
    result it is.
    """

    title: str
    summary: str = ""
    parts: Sequence[Part] = ()
    origin: str | None = None
    entry: str | None = None
    parent: str | None = None
    derived: bool = False


def register(
    session: Session, actor: Actor, standard: Standard, given: Registration, prefix: str = "YH"
) -> Receipt:
    """Put a project into the register as a draft.

    Members register for an organisation of theirs, which becomes a party; staff of the bureau for anybody. Somebody
    who can be the project officer and registers is seated as that. Raises Invalid, NotFound, NotPermitted.
    """
    read = together(
        title=lambda: words.line("title", given.title, TITLE_LIMIT),
        summary=lambda: words.block("summary", given.summary, SUMMARY_LIMIT),
        entry=lambda: entry_point_of(standard, given.entry),
    )
    entry_point = read["entry"]
    stage = standard.flow.entry_points[entry_point].stage
    parts = dict.fromkeys(part.organisation for part in given.parts)
    organisations = [organisation_by_code(session, code) for code in parts]
    _require_registrar(session, actor, organisations)
    entry = create_project(
        session,
        actor,
        standard,
        {
            "number": next_project_number(session, prefix),
            "title": read["title"],
            "summary": read["summary"],
            "origin": _origin(session, given.origin),
            "standard": standard.version,
            "track": track_of(standard, {}, stage),
            "entry": entry_point,
            "parent": find(session.tx, actor, given.parent).id if given.parent else None,
            "derived": given.derived,
            "stage": stage,
            "status": "draft",
            "registered_on": session.day,
        },
    )
    entry.put("visit", (1,), stage=stage, entered_on=session.day, basis=projects.REGISTERED)
    for organisation in organisations:
        join(entry, organisation)
    officer = officer_of(standard)
    if officer.code in actor.eligible:
        entry.put("seat", (1,), office=officer.code, person=actor.id, since=session.day)
    else:
        entry.tell(officer.role, "registered")
    return entry.close("ProjectRegistered", entry.case.project.number)


def entry_point_of(standard: Standard, given: str | None) -> str:
    """The entry point that was named, the first for none. Raises Invalid for one that the standard does not have."""
    points = tuple(standard.flow.entry_points)
    if given is not None and given not in points:
        raise Invalid("entry", "not_in_list", {"given": given, "values": points})
    return given or points[0]


def next_project_number(session: Session, prefix: str) -> str:
    return project_numbers(session, prefix, 1)[0]


def project_numbers(session: Session, prefix: str, count: int) -> list[str]:
    """The next so many numbers, one after the other."""
    series = f"{prefix}-{session.day.year}"
    last = next_in_series(session.tx, series, count)
    return [f"{series}-{n:04d}" for n in range(last - count + 1, last + 1)]


def _origin(session: Session, given: str | None) -> str | None:
    """Asked after the number was taken, which keeps other registrations out until this one is through."""
    if given is None:
        return None
    words.line("origin", given, ORIGIN_LIMIT)
    known = projects.project.c
    if session.tx.execute(select(known.id).where(known.origin == given)).first() is not None:
        raise Invalid("origin", "registered_already", {"given": given})
    return given


def organisation_by_code(session: Session, code: str, *, closed: bool = False) -> people.OrganisationRow:
    """Raises NotFound, and Invalid for one that is closed unless such are wanted too."""
    statement = select(people.organisation).where(people.organisation.c.code == code)
    row = session.tx.execute(statement).first()
    if row is None:
        raise NotFound("organisation", code)
    if row.closed_on is not None and not closed:
        raise Invalid("organisation", "closed", {"name": row.name})
    return people.OrganisationRow.of(row)


def _require_registrar(session: Session, actor: Actor, organisations: list[people.OrganisationRow]) -> None:
    if actor.administers is not None or actor.only is not None:
        raise NotPermitted("register", "is_member")
    if actor.is_bureau:
        return
    member = people.member.c
    own = session.tx.scalars(
        select(member.organisation).where(member.person == actor.id, member.until.is_(None))
    ).all()
    if not any(organisation.id in own for organisation in organisations):
        raise NotPermitted("register", "is_member")


def join(entry: Entry, organisation: people.OrganisationRow) -> None:
    kind = entry.standard.organisation_kinds.get(organisation.kind)
    office = entry.standard.member_office(organisation.kind) if kind else None
    if kind is None or kind.role is None or office is None:
        raise Invalid("organisation", "takes_no_part", {"name": organisation.name})
    assert organisation.id is not None
    entry.put(
        "participation",
        (entry.case.next_number("participation"),),
        organisation=organisation.id,
        kind=organisation.kind,
        role=kind.role,
        office=office,
        since=entry.session.day,
    )


def submit(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """Submit a draft into the stage where it begins. Raises GateClosed with everything that is still asked for, and
    NoSuchMove for what is no draft any more.
    """
    entry = open_entry(session, actor, number, seen)
    move = moves.move_of(entry, "submit")
    moves.require_mover(entry, move)
    machine.moves(entry.standard).go(move.name, entry.case.state)
    if missing := entry_unmet(entry.standard, entry.case, session.day):
        raise GateClosed("submit", missing)
    if entry.case.holder(officer_of(entry.standard).code) is None:
        raise Invalid("officer", "officer_missing")
    moves.fire(entry, "submit", {"entry_conditions_unmet": 0})
    pass_over(entry)
    entry.put("visit", (entry.case.project.visit,), entered_on=session.day, basis=move.code)
    milestones.open_stage(entry, entry.case.project.stage)
    milestones.settle(entry)
    return entry.close("ProjectSubmitted", entry.case.project.number)


def seat(session: Session, actor: Actor, number: str, office: str, person: int, reason: str = "") -> Receipt:
    """Give an office of this project to a person; whoever held it leaves it, for a reason that is given. The project
    officer may take a free seat.

    Raises Invalid when the person cannot hold the office or holds it already, NoSuchMove once the project is archived.
    """
    entry = open_entry(session, actor, number)
    if entry.case.project.archived_on is not None:
        raise NoSuchMove("seat", entry.case.state)
    definition = entry.standard.offices.get(office)
    if definition is None or definition.held != "seat":
        raise Invalid("office", "no_seat", {"given": office})
    _require_seater(entry, definition, person)
    _require_eligible(session, definition, person)
    holder = entry.case.holder(office)
    if holder == person:
        raise Invalid("person", "seated_already")
    note = entry.words(words.reason(reason, required=holder is not None))
    day = session.day
    for key, row in list(entry.case.seats.items()):
        if row.office == office and row.until is None:
            entry.put("seat", key, until=day)
    entry.put("seat", (entry.case.next_number("seat"),), office=office, person=person, since=day)
    milestones.settle(entry)
    return entry.close("SeatTaken", office, note)


def assign_officer(session: Session, actor: Actor, number: str, person: int, reason: str = "") -> Receipt:
    """Seat the project officer, whatever the project's standard calls that office: see `seat`."""
    standard = session.standard(find(session.tx, actor, number).standard)
    return seat(session, actor, number, officer_of(standard).code, person, reason)


def _require_seater(entry: Entry, office: Office, person: int) -> None:
    takes_free_seat = person == entry.actor.id and entry.case.holder(office.code) is None
    if takes_free_seat and office.code in entry.actor.eligible:
        return
    assert entry.case.project.id is not None
    act = "assign_officer" if office.code == officer_of(entry.standard).code else "assign_seat"
    offices = entry.standard.power(act)
    require_office(entry.session.tx, entry.actor, act, entry.case.project.id, offices)


def _require_eligible(session: Session, office: Office, person: int) -> None:
    staff = people.staff.c
    held = select(staff.person).where(
        staff.person == person, staff.office == office.code, staff.until.is_(None)
    )
    if session.tx.execute(held).first() is None:
        raise Invalid("person", "not_eligible", {"office": office.code})


def bring_party(session: Session, actor: Actor, number: str, organisation: str) -> Receipt:
    """Let an organisation take part from today. Raises Invalid when it already does, or plays no role, NoSuchMove after
    the project's end.
    """
    entry = open_entry(session, actor, number)
    if is_end(entry.case.project.status):
        raise NoSuchMove("bring_party", entry.case.state)
    assert entry.case.project.id is not None
    require_office(
        session.tx, actor, "bring_party", entry.case.project.id, entry.standard.power("bring_party")
    )
    row = organisation_by_code(session, organisation)
    taking_part = {part.organisation for part in entry.case.participations.values() if part.until is None}
    if row.id in taking_part:
        raise Invalid("organisation", "takes_part_already", {"name": row.name})
    join(entry, row)
    give_back_to_parties(entry)
    milestones.settle(entry)
    return entry.close("PartyJoined", row.name)
