"""Finding an organisation or a person by what somebody typed: the code or the login, else the whole name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from lifecycle.accounts.logins import normal_login
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.names import has_control_characters
from lifecycle.records import people

LISTED = 5
"""So many of the same or a like name are told apart in a refusal."""
SHOWN = 60


def organisation_named(session: Session, typed: str, field: str = "organisation") -> int:
    """Also one that is closed: people have worked there. Raises Invalid (`missing`, `no_such_organisation`,
    `several_named`).
    """
    wanted = _wanted(field, typed)
    known = people.organisation.c
    found = _found(session, people.organisation, known.code == wanted, wanted)
    exact = [row.id for row in found if row.code == wanted]
    return (
        exact[0]
        if exact
        else _the_one(field, "no_such_organisation", wanted, [(r.id, r.code, r.name) for r in found])
    )


def person_named(session: Session, typed: str, field: str = "other") -> int:
    """Somebody with a business account. Raises Invalid (`missing`, `no_such_person`, `several_named`)."""
    wanted, known = _wanted(field, typed), people.person.c
    login = normal_login(wanted)
    rows = _found(session, people.person, known.login == login, wanted)
    found = [row for row in rows if row.domain == people.BUSINESS]
    exact = [row.id for row in found if row.login == login]
    return (
        exact[0]
        if exact
        else _the_one(field, "no_such_person", wanted, [(r.id, r.login, r.name) for r in found])
    )


def _wanted(field: str, typed: str) -> str:
    wanted = typed.strip()
    if not wanted:
        raise Invalid(field, "missing")
    if has_control_characters(wanted):
        raise Invalid(field, "control_characters")
    return wanted


def _found(session: Session, table: Table, is_exact: ColumnElement[bool], wanted: str) -> list[Any]:
    like = table.c.name.icontains(wanted, autoescape=True)
    statement = select(table).where(or_(is_exact, like)).order_by(table.c.name).limit(SHOWN)
    return list(session.tx.execute(statement))


def _the_one(field: str, missing: str, wanted: str, found: Sequence[tuple[int, str, str]]) -> int:
    """The one of exactly this name. What is only like it is named in the refusal, and never taken for it."""
    exact = [each for each in found if each[2] == wanted]
    if len(exact) == 1:
        return exact[0][0]
    like = ", ".join(f"{name} {code}" for _, code, name in (exact or found)[:LISTED])
    values = {"given": wanted[:SHOWN], "n": len(exact), "like": like}
    if exact:
        raise Invalid(field, "several_named", values)
    if found:
        raise Invalid(field, "only_like_it", values)
    raise Invalid(field, missing, values)
