"""Who did what and when, across all projects, for the audit administrator. Not what about: no title, no body, no words.

Both lists are keyset-paged, newest first, and end at a day, so that an old corner of a long history costs no more than
a new one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from lifecycle.accounts.logins import normal_login
from lifecycle.clock import ZONE
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.records import journal, people
from lifecycle.records import project as projects

PAGE = 50
MOST_TAKEN = 50_000
"""Lines that are taken away at a time; more are refused, never cut off."""
_EVENT, _PERSON, _LOG, _PROJECT = journal.history.c, people.person.c, people.access_log.c, projects.project.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `since` and `until` are days in Shanghai, both included; the rest is exact, empty for any.

    `what` is the name of an event, or the act of an access; `where` a project's number, or the target of an access.
    """

    since: date
    until: date
    who: str = ""
    what: str = ""
    where: str = ""


class EventLine(NamedTuple):
    """One event. `login` is None for the system."""

    at: str
    number: str
    seq: int
    event: str
    login: str | None
    project: int


class AccessLine(NamedTuple):
    """One entry of the access log. `login` is None for somebody unknown, or the system."""

    id: int
    at: datetime
    login: str | None
    address: str
    act: str
    target: str
    outcome: str


Place = tuple[str, int, int]
"""Instant, project and number of the last event that was shown."""


def events(
    session: Session, wanted: Wanted, after: Place | None = None, limit: int = PAGE
) -> list[EventLine]:
    """At most `limit` events, newest first."""
    statement = _events(wanted).where(_later(after)).limit(limit)
    return [EventLine(*row) for row in session.tx.execute(statement)]


def _events(wanted: Wanted) -> Select[Any]:
    first, after_last = (instant.isoformat(timespec="milliseconds") for instant in _instants(wanted))
    asked = [_EVENT.at >= first, _EVENT.at < after_last]
    asked += [_PERSON.login == normal_login(wanted.who)] if wanted.who else []
    asked += [_EVENT.event == wanted.what] if wanted.what else []
    asked += [_PROJECT.number == wanted.where] if wanted.where else []
    columns: tuple[Any, ...] = (
        _EVENT.at, _PROJECT.number, _EVENT.seq, _EVENT.event, _PERSON.login, _EVENT.project,
    )  # fmt: skip
    return (
        select(*columns)
        .join_from(journal.history, projects.project, _PROJECT.id == _EVENT.project)
        .join(people.person, _PERSON.id == _EVENT.actor, isouter=True)
        .where(*asked)
        .order_by(_EVENT.at.desc(), _EVENT.project.desc(), _EVENT.seq.desc())
    )


def _later(after: Place | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    at, project, seq = after
    same_project = and_(_EVENT.project == project, _EVENT.seq < seq)
    return and_(_EVENT.at <= at, or_(_EVENT.at < at, _EVENT.project < project, same_project))


def accesses(
    session: Session, wanted: Wanted, before: int | None = None, limit: int = PAGE
) -> list[AccessLine]:
    """At most `limit` lines of the access log, newest first."""
    earlier = true() if before is None else _LOG.id < before
    statement = _accesses(wanted).where(earlier).limit(limit)
    return [AccessLine(*row) for row in session.tx.execute(statement)]


def _accesses(wanted: Wanted) -> Select[Any]:
    first, after_last = _instants(wanted)
    asked = [_LOG.at >= first, _LOG.at < after_last]
    asked += [_PERSON.login == normal_login(wanted.who)] if wanted.who else []
    asked += [_LOG.act == wanted.what] if wanted.what else []
    asked += [_LOG.target.contains(wanted.where, autoescape=True)] if wanted.where else []
    return (
        select(_LOG.id, _LOG.at, _PERSON.login, _LOG.address, _LOG.act, _LOG.target, _LOG.outcome)
        .join_from(people.access_log, people.person, _PERSON.id == _LOG.person, isouter=True)
        .where(*asked)
        .order_by(_LOG.id.desc())
    )


def all_events(session: Session, wanted: Wanted) -> Iterator[EventLine]:
    """Every event wanted, to be taken away. Raises Invalid(`until`, `too_many_to_take`) for more than 50,000."""
    found = events(session, wanted, limit=MOST_TAKEN + 1)
    _refuse_more(len(found))
    yield from found


def all_accesses(session: Session, wanted: Wanted) -> Iterator[AccessLine]:
    """The same, of the access log."""
    found = accesses(session, wanted, limit=MOST_TAKEN + 1)
    _refuse_more(len(found))
    yield from found


def _refuse_more(count: int) -> None:
    if count > MOST_TAKEN:
        raise Invalid("until", "too_many_to_take", {"limit": MOST_TAKEN})


def _instants(wanted: Wanted) -> tuple[datetime, datetime]:
    """Where the first day begins, and where the last one ends."""
    midnights = (wanted.since, wanted.until + timedelta(days=1))
    first, after_last = (datetime.combine(day, time(), ZONE).astimezone(UTC) for day in midnights)
    return first, after_last
