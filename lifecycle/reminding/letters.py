"""Digests and letters: what waits for somebody goes in one digest a day, red reminders and those by hand singly (N4).

A digest is made once for a person and a day: its number is the claim. Nothing is made while the ladder still has
something for today, or half of the morning would wait for tomorrow. A digest goes through each channel that the person
has, as a letter of its own.
"""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Date, and_, bindparam, func, insert, or_, select, update

from lifecycle.engine import Engine, Session
from lifecycle.prepared import Prepared
from lifecycle.records import people, post
from lifecycle.records.post import CHAT, MAIL
from lifecycle.reminding.due_queue import is_due
from lifecycle.reminding.hours import may_send
from lifecycle.reminding.robots import NO_ROBOTS, Robots, robots
from lifecycle.reminding.stopping import never

BATCH = 200
MONTH = timedelta(days=31)
DIGEST = 0
"""The number of the day's digest; those that go singly count from 1."""


class Routes(NamedTuple):
    """The channels of this installation. `host` is what message ids end with."""

    mail: bool = False
    chat: bool = False
    host: str = "localhost"


class _Waiting(NamedTuple):
    id: int
    is_single: bool
    why: str


def compose(engine: Engine, routes: Routes, stop: Callable[[], bool] = never, batch: int = BATCH) -> int:
    """Make the digests that are due, in batches of people. Answers how many letters there are to send."""
    made = 0
    while not stop():
        with engine.write() as session:
            if not may_send(session) or is_due(session.tx, session.day):
                return made
            _mend(session)
            persons = _persons(session, batch)
            if not persons:
                return made
            made += _composed(session, routes, persons)
    return made


def is_waiting(session: Session) -> bool:
    """Whether anything waits to be put into a letter."""
    return _FIRST.row(session.tx, {"day": session.day}) is not None


_NOTICE = post.notice.c
_UNSENT = and_(_NOTICE.mail_on.is_not(None), _NOTICE.digest.is_(None))


def _first() -> Prepared:
    due = _NOTICE.mail_on <= bindparam("day", type_=Date)
    return Prepared(select(_NOTICE.id).where(_UNSENT, due).limit(1))


_FIRST = _first()


def _mend(session: Session) -> None:
    """Nothing is ever put off for longer than a month: what is, was written by a clock that had run ahead."""
    too_far = and_(_UNSENT, _NOTICE.mail_on > session.day + MONTH)
    session.tx.execute(update(post.notice).where(too_far).values(mail_on=session.day))


def _persons(session: Session, batch: int) -> list[Any]:
    """People for whom something waits, locked, so that each is served by one process at a time."""
    waiting = select(_NOTICE.person).where(_UNSENT, _NOTICE.mail_on <= session.day).distinct()
    person = people.person
    chosen = (
        select(person.c.id, person.c.email, person.c.closed_on)
        .where(person.c.id.in_(waiting))
        .order_by(person.c.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return list(session.tx.execute(chosen))


def _composed(session: Session, routes: Routes, persons: Sequence[Any]) -> int:
    ids = [person.id for person in persons]
    waiting = _waiting(session, ids)
    chats = robots(session) if routes.chat else NO_ROBOTS
    numbers = _numbers(session, ids)
    made = 0
    for person in persons:
        notices = waiting.get(person.id, [])
        channels = _channels(person, routes, chats, (notice.why for notice in notices))
        if not channels or person.closed_on is not None:
            _settle(session, notices, mail_on=None)
            continue
        made += _of_person(session, routes, person.id, channels, notices, numbers.get(person.id, set()))
    return made


def _waiting(session: Session, ids: Sequence[int]) -> Mapping[int, list[_Waiting]]:
    found: dict[int, list[_Waiting]] = defaultdict(list)
    is_single = or_(_NOTICE.is_red, _NOTICE.urged_by.is_not(None)).label("is_single")
    columns = (_NOTICE.person, _NOTICE.id, is_single, _NOTICE.why)
    statement = select(*columns).where(_UNSENT, _NOTICE.mail_on <= session.day, _NOTICE.person.in_(ids))
    for row in session.tx.execute(statement.order_by(_NOTICE.person, _NOTICE.id)):
        found[row.person].append(_Waiting(row.id, bool(row.is_single), row.why))
    return found


def _numbers(session: Session, ids: Sequence[int]) -> Mapping[int, set[int]]:
    """The digests that these people have had today."""
    digest = post.digest.c
    found: dict[int, set[int]] = defaultdict(set)
    rows = session.tx.execute(
        select(digest.person, digest.n).where(digest.day == session.day, digest.person.in_(ids))
    )
    for row in rows:
        found[row.person].add(row.n)
    return found


def _channels(person: Any, routes: Routes, chats: Robots, whys: Iterable[str]) -> tuple[str, ...]:
    by_mail = (MAIL,) if routes.mail and person.email else ()
    return (*by_mail, CHAT) if chats.address(person.id, whys) else by_mail


def _of_person(
    session: Session,
    routes: Routes,
    person: int,
    channels: Sequence[str],
    notices: Sequence[_Waiting],
    had: set[int],
) -> int:
    """The letters of one person. What comes after the day's digest waits for the next working day's."""
    singly = _singles(session, had)
    single = [notice for notice in notices if notice.is_single]
    alone, together = (
        single[: len(singly)],
        [*single[len(singly) :], *(n for n in notices if not n.is_single)],
    )
    made = sum(
        _letters(session, routes, person, n, channels, [notice])
        for n, notice in zip(singly, alone, strict=False)
    )
    if not together:
        return made
    if DIGEST in had:
        _settle(session, together, mail_on=session.calendar.next_working_day(session.day))
        return made
    return made + _letters(session, routes, person, DIGEST, channels, together)


def _singles(session: Session, had: set[int]) -> list[int]:
    """The numbers that are left for red ones today."""
    most = session.in_force.supervision.sending.red_singly
    return [n for n in range(1, most + 1) if n not in had]


def _letters(
    session: Session,
    routes: Routes,
    person: int,
    n: int,
    channels: Sequence[str],
    notices: Sequence[_Waiting],
) -> int:
    made = insert(post.digest).values(person=person, day=session.day, n=n).returning(post.digest.c.id)
    digest = session.tx.execute(made).scalar_one()
    ids = [notice.id for notice in notices]
    session.tx.execute(update(post.notice).where(_NOTICE.id.in_(ids)).values(digest=digest))
    letters = [
        {
            "digest": digest,
            "channel": channel,
            "message_id": f"<{secrets.token_hex(16)}@{routes.host}>",
            "created_at": session.at,
            "next_at": session.at,
        }
        for channel in channels
    ]
    session.tx.execute(insert(post.letter), letters)
    return len(letters)


def _settle(session: Session, notices: Sequence[_Waiting], *, mail_on: date | None) -> None:
    """Put notices off to another day, or leave them to the inbox."""
    ids = [notice.id for notice in notices]
    if ids:
        session.tx.execute(update(post.notice).where(_NOTICE.id.in_(ids)).values(mail_on=mail_on))


def waiting_letters(session: Session) -> Mapping[str, int]:
    """How many letters there are, by state; those that were sent are not counted."""
    letter = post.letter.c
    counted = select(letter.state, func.count()).where(letter.state.in_(("waiting", "dead")))
    return dict(session.tx.execute(counted.group_by(letter.state)).tuples().all())
