"""Who plays in the demonstration: read from `cast.yaml` and entered once.

The `people` are those a visitor may be: each has a password made at random. Whoever else an organisation sends, and the
experts, have accounts without one.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import Field, ValidationError

from lifecycle import experts
from lifecycle.accounts import (
    DJCP3,
    HEAD,
    Term,
    add_organisation,
    add_person,
    appoint,
    delegate,
    join_organisation,
    name_member,
    organisation_by_code,
    person_by_login,
    set_password,
)
from lifecycle.database import Transaction
from lifecycle.deadlines import months_after
from lifecycle.engine import Session
from lifecycle.policy import actor_of
from lifecycle.records.people import BUSINESS, OrganisationRow, PersonRow
from stages import Standard
from stages.blocks.base import Code, Defined
from stages.complaints import problems_of
from stages.loader import DefinitionError
from stages.yamltree import parse

CAST = Path(__file__).with_name("cast.yaml")
INVENTED = "（虚构）"
"""Every name says so."""
PREFIX = "demo-"
MONTHS = 12
LOAD = 6
"""Panels on which an expert of the demonstration may sit at a time."""
SIGNS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")
"""Without those that look alike."""
GROUPS = 4


class OrganisationPart(Defined):
    """An invented organisation. `sends` is the name of whoever acts for it, where nobody of the `people` does."""

    code: Code
    name: str
    kind: Code
    sends: str | None = None


class TiePart(Defined):
    """What an expert has to do with an organisation or a person, since so many years before the set begins; `is_over`:
    until the day on which it begins.
    """

    kind: Code
    at: Code | None = None
    person: str | None = None
    years: int = 2
    is_over: bool = False


class ExpertPart(Defined):
    """An invented expert of the pool and their employer."""

    name: str
    at: Code
    fields: tuple[Code, ...] = Field(min_length=1)
    keywords: tuple[str, ...] = ()
    ties: tuple[TiePart, ...] = ()


class DelegationPart(Defined):
    """Somebody acts for somebody else: from and to working days from today; without a taker somebody is away."""

    giver: str
    taker: str | None = None
    office: Code | None = None
    since: int
    until: int


class PersonPart(Defined):
    """An invented person: offices of the bureau, an organisation they belong to, or an administrator's office."""

    login: str
    name: str
    offices: tuple[Code, ...] = ()
    member_of: Code | None = None
    administers: str | None = None


class CastFile(Defined):
    """The whole file."""

    organisations: tuple[OrganisationPart, ...] = Field(min_length=1)
    people: tuple[PersonPart, ...] = Field(min_length=1)
    experts: tuple[ExpertPart, ...] = ()
    delegations: tuple[DelegationPart, ...] = ()


@dataclass(frozen=True)
class Cast:
    """The cast as entered: ids of people by login, of those who hold each office of the bureau, and of whom each
    organisation sends, by its code; and the kinds of the organisations.
    """

    people: dict[str, int]
    offices: dict[str, list[int]]
    members: dict[str, int]
    kinds: dict[str, str]


def read_cast(file: Path = CAST) -> CastFile:
    """Raises DefinitionError for a file that is no cast."""
    parsed = parse(file.read_text("utf-8"), file.name)
    try:
        return CastFile.model_validate(parsed.tree)
    except ValidationError as error:
        raise DefinitionError((*parsed.problems, *problems_of(error, CastFile, parsed, file.name))) from error


def enter(session: Session, standard: Standard, parts: CastFile, since: date) -> Cast:
    """Put the cast into an empty database, without passwords."""
    tx = session.tx
    for each in parts.organisations:
        add_organisation(tx, code=each.code, name=f"{each.name}{INVENTED}", kind=each.kind)
    people = {part.login: _person(tx, standard, part, since) for part in parts.people}
    members = {part.member_of: people[part.login] for part in parts.people if part.member_of}
    for each in parts.organisations:
        if each.sends is not None:
            members[each.code] = _sent(tx, each.code.removeprefix(PREFIX), each.sends, each.code, since)
    for code, person in members.items():
        name_member(tx, person, _organisation(tx, code), HEAD, holds=True)
    _fill_pool(session, standard, parts, since)
    return Cast(
        offices=_offices(parts, people),
        people={login: person.id or 0 for login, person in people.items()},
        members={code: person.id or 0 for code, person in members.items()},
        kinds={each.code: each.kind for each in parts.organisations},
    )


def _offices(parts: CastFile, people: dict[str, PersonRow]) -> dict[str, list[int]]:
    offices: dict[str, list[int]] = {}
    for part in parts.people:
        for office in part.offices:
            offices.setdefault(office, []).append(people[part.login].id or 0)
    return offices


def _person(tx: Transaction, standard: Standard, part: PersonPart, since: date) -> PersonRow:
    name = f"{part.name}{INVENTED}"
    person = add_person(tx, login=part.login, name=name, domain=part.administers or BUSINESS)
    if part.administers is not None:
        appoint(tx, person, part.administers, standing=True, since=since)
    for office in part.offices:
        standing, bureau = standard.offices[office].held == "staff", standard.of_bureau(office)
        appoint(tx, person, office, standing=standing, since=since, bureau=bureau)
    if part.member_of is not None:
        join_organisation(tx, person, _organisation(tx, part.member_of), since)
    return person


def _sent(tx: Transaction, login: str, name: str, code: str, since: date) -> PersonRow:
    """Somebody who acts for an organisation and whom no visitor is."""
    person = add_person(tx, login=login, name=f"{name}{INVENTED}")
    join_organisation(tx, person, _organisation(tx, code), since)
    return person


def _organisation(tx: Transaction, code: str) -> OrganisationRow:
    found = organisation_by_code(tx, code)
    assert found is not None, code
    return found


def _fill_pool(session: Session, standard: Standard, parts: CastFile, since: date) -> None:
    """The experts, entered by whoever keeps the pool, and whom each works for: they act for nobody there."""
    keepers = standard.power(experts.KEEP)
    keeper = next((part for part in parts.people if not set(keepers).isdisjoint(part.offices)), None)
    if keeper is None:
        return
    actor = actor_of(session.tx, _known(session.tx, keeper.login).id or 0)
    for n, part in enumerate(parts.experts, start=1):
        person = add_person(session.tx, login=f"zj{n:02d}", name=f"{part.name}{INVENTED}").id or 0
        experts.enter(session, actor, standard, person, part.fields, part.keywords, LOAD)
        employer = _organisation(session.tx, part.at).id
        related = experts.Related(person, "employment", since, organisation=employer)
        experts.relate(session, actor, standard, related)
        for tie in part.ties:
            experts.relate(session, actor, standard, _related(session.tx, person, tie, since))


def _related(tx: Transaction, person: int, tie: TiePart, day: date) -> experts.Related:
    return experts.Related(
        person,
        tie.kind,
        months_after(day, -MONTHS * tie.years),
        _organisation(tx, tie.at).id if tie.at else None,
        _known(tx, tie.person).id if tie.person else None,
        day if tie.is_over else None,
    )


def lend_offices(tx: Transaction, standard: Standard, parts: CastFile, day: Callable[[int], date]) -> None:
    """Who acts for whom, as if each had said so on the day before. `day` is the day so many working days from today."""
    for part in parts.delegations:
        term, taker = Term(day(part.since), day(part.until)), part.taker
        taken_by = _known(tx, taker) if taker else None
        delegate(tx, standard, _known(tx, part.giver), term, term.since, taken_by, part.office or "")


def _known(tx: Transaction, login: str) -> PersonRow:
    person = person_by_login(tx, login)
    assert person is not None, login
    return person


def new_password() -> str:
    """Four groups of four signs, such as `Kv7m-Pq2x-Wn9t-Rb4s`: about 76 bits, easy to type from a table."""
    groups = ("".join(secrets.choice(signs) for signs in (*SIGNS, SIGNS[1])) for _ in range(GROUPS))
    return "-".join(groups)


def give_password(tx: Transaction, person: PersonRow, at: datetime) -> str:
    """Set a new password by the stricter profile and answer it."""
    password = new_password()
    set_password(tx, person, password, DJCP3, at)
    return password
