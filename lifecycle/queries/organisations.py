"""Organisations, for administrators: which there are, who belongs to them, in how many projects they take part."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from lifecycle import accounts
from lifecycle.accounts.organisations import parts_of
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.records import people
from lifecycle.records.people import OrganisationRow

PAGE = 50
_ORGANISATION, _MEMBER, _PERSON = people.organisation.c, people.member.c, people.person.c


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    organisation: OrganisationRow
    members: int


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    """A page of organisations by code; `more` is the last code."""

    lines: tuple[OrganisationLine, ...]
    total: int
    more: str | None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody who belongs to an organisation now."""

    login: str
    name: str
    since: date
    is_head: bool
    is_administrator: bool


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation. It takes part in `parts` projects, of which `running` have not ended."""

    organisation: OrganisationRow
    members: tuple[MemberLine, ...]
    running: int
    parts: int


def organisations_page(session: Session, words: str = "", after: str | None = None) -> OrganisationsPage:
    """Organisations whose name, code or credit code contains `words`."""
    searched = (_ORGANISATION.name, _ORGANISATION.code, func.coalesce(_ORGANISATION.credit_code, ""))
    wanted = or_(*(column.icontains(words, autoescape=True) for column in searched))
    later = true() if after is None else _ORGANISATION.code > after
    rows = session.tx.execute(
        select(people.organisation, _members().label("members"))
        .where(wanted, later)
        .order_by(_ORGANISATION.code)
        .limit(PAGE + 1)
    ).all()
    lines = tuple(OrganisationLine(_organisation(row), row.members) for row in rows[:PAGE])
    total = session.tx.scalar(select(func.count()).select_from(people.organisation).where(wanted)) or 0
    return OrganisationsPage(lines, total, lines[-1].organisation.code if len(rows) > PAGE else None)


def organisation_page(session: Session, code: str) -> OrganisationPage:
    """Everything about one organisation. Raises NotFound."""
    found = accounts.organisation_by_code(session.tx, code)
    if found is None:
        raise NotFound("organisation", code)
    running, parts = (parts_of(session.tx, found, running=only) for only in (True, False))
    return OrganisationPage(found, _belonging(session, found), running, parts)


def _belonging(session: Session, organisation: OrganisationRow) -> tuple[MemberLine, ...]:
    rows = session.tx.execute(
        select(_PERSON.login, _PERSON.name, _MEMBER.since, _MEMBER.is_head, _MEMBER.is_administrator)
        .join_from(people.member, people.person, _PERSON.id == _MEMBER.person)
        .where(_MEMBER.organisation == organisation.id, _MEMBER.until.is_(None))
        .order_by(_MEMBER.is_head.desc(), _PERSON.login)
    )
    return tuple(MemberLine(*row) for row in rows)


def _members() -> ColumnElement[int]:
    counted = select(func.count()).where(_MEMBER.organisation == _ORGANISATION.id, _MEMBER.until.is_(None))
    return counted.scalar_subquery()


def _organisation(row: Any) -> OrganisationRow:
    return OrganisationRow.of({name: getattr(row, name) for name in OrganisationRow.model_fields})
