"""Who there is, for administrators. No project is read here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from lifecycle import accounts
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.records import people
from lifecycle.records.people import OrganisationRow, PersonRow, SigninRow

PAGE = 50

_PERSON, _ORGANISATION = people.person.c, people.organisation.c


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's place in an organisation."""

    code: str
    name: str
    since: date
    is_head: bool = False
    is_administrator: bool = False


@dataclass(frozen=True, slots=True)
class HeldOffice:
    """An office somebody holds: everywhere if `standing`, else where they are seated."""

    office: str
    standing: bool
    since: date
    ends_on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person. `live_sessions` counts browsers and terminals that are signed in."""

    person: PersonRow
    offices: tuple[HeldOffice, ...]
    memberships: tuple[Membership, ...]
    live_sessions: int
    is_locked: bool

    @property
    def is_invited_only(self) -> bool:
        """Whether they have never set a password."""
        return self.person.password_set_on is None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people by login; `more` is the last login, after which the list goes on."""

    lines: tuple[PersonLine, ...]
    total: int
    more: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`former` are offices held before, the latest first."""

    line: PersonLine
    sessions: tuple[SigninRow, ...]
    former: tuple[HeldOffice, ...]


def people_page(session: Session, words: str = "", after: str | None = None, show: str = "all") -> PeoplePage:
    """People whose name or login contains `words`, in five statements whatever their number.

    `show` is one of `SHOWN`; whatever else it is shows all.
    """
    named = or_(
        _PERSON.name.icontains(words, autoescape=True), _PERSON.login.icontains(words, autoescape=True)
    )
    wanted = and_(named, _shown(session, show))
    later = true() if after is None else _PERSON.login > after
    rows = session.tx.execute(
        select(people.person).where(wanted, later).order_by(_PERSON.login).limit(PAGE + 1)
    )
    found = [PersonRow.of(row) for row in rows]
    total = session.tx.scalar(select(func.count()).select_from(people.person).where(wanted)) or 0
    lines = _lines(session, found[:PAGE])
    return PeoplePage(lines, total, found[PAGE - 1].login if len(found) > PAGE else None)


SHOWN = ("all", "invited", "locked", "ending", "closed")
SOON = timedelta(days=30)
"""A term that ends within so many days is worth a look."""


def _shown(session: Session, show: str) -> ColumnElement[bool]:
    """Which people a list shows. `ending`: those with a term that ends soon."""
    staff, is_open = people.staff.c, _PERSON.closed_on.is_(None)
    ending = exists().where(
        staff.person == _PERSON.id, staff.until.is_(None), staff.ends_on <= session.day + SOON
    )
    sets = {
        "invited": and_(is_open, _PERSON.password_set_on.is_(None)),
        "locked": and_(is_open, _PERSON.locked_until > session.at),
        "ending": and_(is_open, ending),
        "closed": _PERSON.closed_on.is_not(None),
    }
    return sets.get(show, true())


def person_page(session: Session, login: str) -> PersonPage:
    """Everything about one person. Raises NotFound."""
    person = accounts.person_by_login(session.tx, login)
    if person is None:
        raise NotFound("person", login)
    line, live = _lines(session, [person])[0], accounts.sessions_of(session.tx, person, session.at)
    return PersonPage(line, live, _former(session, person))


def _lines(session: Session, found: Sequence[PersonRow]) -> tuple[PersonLine, ...]:
    ids = [person.id for person in found]
    offices, memberships, sessions = (
        _offices(session, ids),
        _memberships(session, ids),
        _sessions(session, ids),
    )
    return tuple(
        PersonLine(
            person,
            tuple(offices.get(person.id or 0, ())),
            tuple(memberships.get(person.id or 0, ())),
            sessions.get(person.id or 0, 0),
            person.locked_until is not None and person.locked_until > session.at,
        )
        for person in found
    )


def _offices(session: Session, ids: Sequence[int | None]) -> Mapping[int, list[HeldOffice]]:
    staff = people.staff.c
    rows = session.tx.execute(
        select(staff.person, staff.office, staff.standing, staff.since, staff.ends_on)
        .where(staff.person.in_(ids), staff.until.is_(None))
        .order_by(staff.office)
    )
    held: dict[int, list[HeldOffice]] = defaultdict(list)
    for row in rows:
        held[row.person].append(HeldOffice(row.office, bool(row.standing), row.since, row.ends_on))
    return held


def _former(session: Session, person: PersonRow) -> tuple[HeldOffice, ...]:
    staff = people.staff.c
    rows = session.tx.execute(
        select(staff.office, staff.standing, staff.since, staff.ends_on, staff.until)
        .where(staff.person == person.id, staff.until.is_not(None))
        .order_by(staff.until.desc(), staff.office)
    )
    return tuple(HeldOffice(row.office, bool(row.standing), *row[2:]) for row in rows)


def _memberships(session: Session, ids: Sequence[int | None]) -> Mapping[int, list[Membership]]:
    member = people.member.c
    rows = session.tx.execute(
        select(
            member.person,
            _ORGANISATION.code,
            _ORGANISATION.name,
            member.since,
            member.is_head,
            member.is_administrator,
        )
        .join_from(people.member, people.organisation, _ORGANISATION.id == member.organisation)
        .where(member.person.in_(ids), member.until.is_(None))
        .order_by(_ORGANISATION.code)
    )
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        found[row.person].append(Membership(*row[1:]))
    return found


def _sessions(session: Session, ids: Sequence[int | None]) -> Mapping[int, int]:
    signin = people.signin.c
    live = signin.person.in_(ids), signin.revoked_at.is_(None), signin.expires_at > session.at
    rows = session.tx.execute(select(signin.person, func.count()).where(*live).group_by(signin.person))
    return {row[0]: row[1] for row in rows}


def open_organisations(session: Session) -> tuple[OrganisationRow, ...]:
    """Those that somebody can join, by name."""
    rows = session.tx.execute(
        select(people.organisation).where(_ORGANISATION.closed_on.is_(None)).order_by(_ORGANISATION.name)
    )
    return tuple(OrganisationRow.of(row) for row in rows)


def people_of(session: Session, office: str) -> tuple[tuple[int, str], ...]:
    """Ids and names of those who hold an office, by name."""
    staff, person = people.staff.c, people.person.c
    holding = (
        select(person.id, person.name)
        .join(people.staff, staff.person == person.id)
        .where(staff.office == office, staff.until.is_(None), person.closed_on.is_(None))
        .order_by(person.name)
    )
    return tuple((row.id, row.name) for row in session.tx.execute(holding))
