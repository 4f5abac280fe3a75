"""What the three administrators look after, in figures, and who is signed in. No project is read here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from lifecycle.accounts import SHOWN
from lifecycle.accounts.signins import SIGN_IN
from lifecycle.engine import Session
from lifecycle.queries.people import SOON
from lifecycle.records import people, post
from lifecycle.records.post import DEAD

PAGE = 50
DAY = timedelta(days=1)
_PERSON, _STAFF, _SIGNIN, _LOG = people.person.c, people.staff.c, people.signin.c, people.access_log.c


@dataclass(frozen=True, slots=True)
class Standing:
    """Where administration stands. `waiting` people have never set a password; `ending` terms end within 30 days;
    `failed` sign-ins and `refused` acts are those of the last 24 hours.
    """

    people: int
    waiting: int
    locked: int
    organisations: int
    sessions: int
    ending: int
    dead_letters: int
    failed: int
    refused: int


class SessionLine(NamedTuple):
    """Somebody signed in somewhere. `is_by_link`: an expert who came by a link and sees one evaluation only."""

    login: str
    name: str
    created_at: datetime
    expires_at: datetime
    address: str
    mark: str
    is_by_link: bool


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """A page of live sessions, newest first; `more` is where the list goes on."""

    lines: tuple[SessionLine, ...]
    total: int
    more: tuple[datetime, str] | None


def standing(session: Session) -> Standing:
    """All figures in one statement."""
    open_ = _PERSON.closed_on.is_(None)
    lately = _LOG.at > session.at - DAY
    counts = (
        _count(_PERSON.id, open_),
        _count(_PERSON.id, open_, _PERSON.password_set_on.is_(None)),
        _count(_PERSON.id, open_, _PERSON.locked_until > session.at),
        _count(people.organisation.c.id, people.organisation.c.closed_on.is_(None)),
        _count(_SIGNIN.token_hash, *_live(session)),
        _count(_STAFF.office, _STAFF.until.is_(None), _STAFF.ends_on <= session.day + SOON),
        _count(post.letter.c.id, post.letter.c.state == DEAD),
        _count(_LOG.id, lately, _LOG.act == SIGN_IN, _LOG.outcome == "failed"),
        _count(_LOG.id, lately, _LOG.act != SIGN_IN, _LOG.outcome == "refused"),
    )
    row = session.tx.execute(select(*(each.scalar_subquery() for each in counts))).one()
    return Standing(*row)


def _count(column: ColumnElement[object], *where: ColumnElement[bool]) -> Select[int]:
    return select(func.count(column)).where(*where)


def _live(session: Session) -> tuple[ColumnElement[bool], ...]:
    return _SIGNIN.revoked_at.is_(None), _SIGNIN.expires_at > session.at


def sessions_page(
    session: Session, words: str = "", after: tuple[datetime, str] | None = None
) -> SessionsPage:
    """Live sessions of people whose name or login contains `words`."""
    wanted = or_(
        _PERSON.name.icontains(words, autoescape=True), _PERSON.login.icontains(words, autoescape=True)
    )
    mark = func.substr(_SIGNIN.token_hash, 1, SHOWN)
    live = (*_live(session), _PERSON.closed_on.is_(None), wanted)
    joined = select(
        _PERSON.login, _PERSON.name, _SIGNIN.created_at, _SIGNIN.expires_at, _SIGNIN.address,
        mark.label("mark"), _SIGNIN.project.is_not(None).label("is_by_link"),
    ).join_from(people.signin, people.person, _PERSON.id == _SIGNIN.person)  # fmt: skip
    rows = session.tx.execute(
        joined.where(*live, _later(after, mark)).order_by(_SIGNIN.created_at.desc(), mark).limit(PAGE + 1)
    )
    lines = [SessionLine(*row) for row in rows]
    counted = (
        select(func.count()).select_from(people.signin).join(people.person, _PERSON.id == _SIGNIN.person)
    )
    last = lines[PAGE - 1] if len(lines) > PAGE else None
    return SessionsPage(
        tuple(lines[:PAGE]),
        session.tx.scalar(counted.where(*live)) or 0,
        None if last is None else (last.created_at, last.mark),
    )


def _later(after: tuple[datetime, str] | None, mark: ColumnElement[str]) -> ColumnElement[bool]:
    """Rows that come after a place, in the order of the list."""
    if after is None:
        return true()
    at, last = after
    return or_(_SIGNIN.created_at < at, and_(_SIGNIN.created_at == at, mark > last))
