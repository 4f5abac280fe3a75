"""Who plays in the demonstration: read from `cast.yaml`, entered once, each with a password made at random."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import Field, ValidationError

from lifecycle.accounts import (
    DJCP3,
    add_organisation,
    add_person,
    appoint,
    join_organisation,
    organisation_by_code,
    set_password,
)
from lifecycle.database import Transaction
from lifecycle.records.people import BUSINESS, PersonRow
from stages import Standard
from stages.blocks.base import Code, Defined
from stages.complaints import problems_of
from stages.loader import DefinitionError
from stages.yamltree import parse

CAST = Path(__file__).with_name("cast.yaml")
SIGNS = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")
"""Without those that look alike."""
GROUPS = 4


class OrganisationPart(Defined):
    """An invented organisation."""

    code: Code
    name: str
    kind: Code


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


def enter(tx: Transaction, standard: Standard, parts: CastFile, since: date) -> Cast:
    """Put the cast into an empty database, without passwords."""
    for organisation in parts.organisations:
        add_organisation(tx, code=organisation.code, name=organisation.name, kind=organisation.kind)
    people = {part.login: _person(tx, standard, part, since) for part in parts.people}
    offices: dict[str, list[int]] = {}
    for part in parts.people:
        for office in part.offices:
            offices.setdefault(office, []).append(people[part.login].id or 0)
    return Cast(
        offices=offices,
        people={login: person.id or 0 for login, person in people.items()},
        members={part.member_of: people[part.login].id or 0 for part in parts.people if part.member_of},
        kinds={organisation.code: organisation.kind for organisation in parts.organisations},
    )


def _person(tx: Transaction, standard: Standard, part: PersonPart, since: date) -> PersonRow:
    person = add_person(tx, login=part.login, name=part.name, domain=part.administers or BUSINESS)
    if part.administers is not None:
        appoint(tx, person, part.administers, standing=True, since=since)
    for office in part.offices:
        standing, bureau = standard.offices[office].held == "staff", standard.of_bureau(office)
        appoint(tx, person, office, standing=standing, since=since, bureau=bureau)
    if part.member_of is not None:
        organisation = organisation_by_code(tx, part.member_of)
        assert organisation is not None
        join_organisation(tx, person, organisation, since)
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
