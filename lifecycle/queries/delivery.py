"""How telling people goes: whether a clock runs, what waits, what could not be delivered, what was caught up.

For administrators, who see no project: letters are said by their reader and channel, reminders by number and clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select

from lifecycle.engine import Session
from lifecycle.heartbeat import Pulse, pulse
from lifecycle.records import journal, people, post
from lifecycle.records import project as projects
from lifecycle.records.post import DEAD, SENT, WAITING
from lifecycle.verbs.calendar import waiting as reckonings

MOST_SHOWN = 50
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
CLOCK, DEAD_LETTERS, STORM, TROUBLE = "clock_silent", "letters_dead", "storm", "channel_down"


class LetterLine(NamedTuple):
    """A letter that could not be delivered. `items` is how many notices it holds."""

    id: int
    login: str
    name: str
    channel: str
    day: date
    attempts: int
    tried_at: datetime | None
    trouble: str
    items: int


class CaughtUp(NamedTuple):
    """A reminder that an outage delayed. `skipped` are the lower rungs that were not sent any more."""

    at: datetime
    number: str
    code: str
    rung: str
    rung_on: date
    skipped: str
    people: int


@dataclass(frozen=True)
class Delivery:
    """Where telling people stands. `due` looks are waiting, `next_on` is the day of the next one; `news` messages and
    `unsent` notices wait for the clock; `waiting` letters for their turn. `troubles` are the latest by channel.
    `alarms` are codes.
    """

    pulse: Pulse
    due: int
    next_on: date | None
    news: int
    unsent: int
    waiting: int
    dead: int
    sent_last_hour: int
    troubles: tuple[tuple[str, str], ...]
    reckonings: int
    provisional_from: int
    without_address: int
    alarms: tuple[str, ...]
    letters: tuple[LetterLine, ...]
    caught_up: tuple[CaughtUp, ...]


_LETTER, _REMINDER, _NOTICE = post.letter.c, post.reminder.c, post.notice.c


def delivery(session: Session, per_hour: int, *, expects_mail: bool = False) -> Delivery:
    """Everything at once. `per_hour` is the cap on letters, `expects_mail` whether there is a mail server."""
    states = _states(session)
    lately, troubles, beat = _sent_lately(session), tuple(_troubles(session)), pulse(session)
    queue = post.due_queue.c.on_day
    counted = select(func.count()).select_from(post.due_queue).where(queue <= session.day)
    waiting, dead = states.get(WAITING, 0), states.get(DEAD, 0)
    raised = (
        (CLOCK, beat.is_alarm),
        (DEAD_LETTERS, dead > 0),
        (STORM, waiting > 0 and lately >= per_hour),
        (TROUBLE, bool(troubles)),
    )
    return Delivery(
        pulse=beat,
        due=session.tx.scalar(counted) or 0,
        next_on=session.tx.scalar(select(func.min(queue)).where(queue > session.day)),
        news=session.tx.scalar(select(func.count()).select_from(journal.outbox)) or 0,
        unsent=_unsent(session),
        waiting=waiting,
        dead=dead,
        sent_last_hour=lately,
        troubles=troubles,
        reckonings=reckonings(session),
        provisional_from=1 + max(session.calendar.published, default=session.day.year - 1),
        without_address=_without_address(session) if expects_mail else 0,
        alarms=tuple(code for code, is_raised in raised if is_raised),
        letters=tuple(_dead(session)),
        caught_up=tuple(_caught_up(session)),
    )


def _states(session: Session) -> dict[str, int]:
    counted = select(_LETTER.state, func.count()).where(_LETTER.state.in_((WAITING, DEAD)))
    return {row[0]: row[1] for row in session.tx.execute(counted.group_by(_LETTER.state))}


def _sent_lately(session: Session) -> int:
    lately = and_(_LETTER.tried_at > session.at - HOUR, _LETTER.state == SENT)
    return session.tx.scalar(select(func.count()).select_from(post.letter).where(lately)) or 0


def _unsent(session: Session) -> int:
    waits = and_(_NOTICE.mail_on.is_not(None), _NOTICE.digest.is_(None))
    return session.tx.scalar(select(func.count()).select_from(post.notice).where(waits)) or 0


def _without_address(session: Session) -> int:
    """How many people are told something and have no mail address."""
    person = people.person.c
    told = select(_NOTICE.person).where(_NOTICE.at > session.at - WEEK)
    nowhere = and_(person.email.is_(None), person.closed_on.is_(None), person.id.in_(told))
    return session.tx.scalar(select(func.count()).select_from(people.person).where(nowhere)) or 0


def _troubles(session: Session) -> Iterator[tuple[str, str]]:
    """What went wrong last with letters that still wait, by channel."""
    troubled = and_(_LETTER.state == WAITING, _LETTER.trouble != "", _LETTER.tried_at > session.at - HOUR)
    rows = session.tx.execute(
        select(_LETTER.channel, _LETTER.trouble).where(troubled).order_by(_LETTER.channel, _LETTER.tried_at)
    )
    yield from {row.channel: row.trouble for row in rows}.items()


def _dead(session: Session) -> Iterator[LetterLine]:
    digest, person = post.digest.c, people.person.c
    items = select(func.count()).select_from(post.notice).where(_NOTICE.digest == _LETTER.digest)
    columns: tuple[Any, ...] = (
        _LETTER.id, person.login, person.name, _LETTER.channel, digest.day, _LETTER.attempts, _LETTER.tried_at,
        _LETTER.trouble, items.scalar_subquery().label("items"),
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(post.digest, digest.id == _LETTER.digest)
        .join(people.person, person.id == digest.person)
        .where(_LETTER.state == DEAD)
        .order_by(_LETTER.id.desc())
        .limit(MOST_SHOWN)
    )
    yield from (LetterLine(*row) for row in session.tx.execute(statement))


def _caught_up(session: Session) -> Iterator[CaughtUp]:
    project = projects.project.c
    grouped = (
        _REMINDER.at,
        project.number,
        _REMINDER.code,
        _REMINDER.rung,
        _REMINDER.rung_on,
        _REMINDER.skipped,
    )
    statement = (
        select(*grouped, func.count().label("people"))
        .join(projects.project, project.id == _REMINDER.project)
        .where(_REMINDER.caught_up, _REMINDER.at > session.at - WEEK)
        .group_by(*grouped)
        .order_by(_REMINDER.at.desc(), project.number, _REMINDER.code)
        .limit(MOST_SHOWN)
    )
    yield from (CaughtUp(*row) for row in session.tx.execute(statement))
