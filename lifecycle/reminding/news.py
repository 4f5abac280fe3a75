"""News: what the verbs left in the outbox for an office or a role becomes a notice to each person who holds it.

Taking the message out and writing the notices is one transaction, so a notice is written exactly once. Whoever did the
act is not told of it. News older than a week goes to the inbox only: nobody wants a letter about last month.

What is said to an expert of a panel is said to them alone (rule N12): to nobody who stands in for them, and by letter
whatever they have chosen about news, because no ladder follows it.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, select

from lifecycle import clock
from lifecycle.engine import Engine, Session
from lifecycle.prepared import Prepared
from lifecycle.records import journal, post
from lifecycle.records import project as projects
from lifecycle.records.post import NEWS
from lifecycle.reminding.choices import AS_SHIPPED, choices_of, news_day
from lifecycle.reminding.recipients import IN_PERSON, Directory, directory, person_of
from lifecycle.reminding.stopping import never
from stages import UnknownVersion

BATCH = 200
STALE_DAYS = 7


def tell(engine: Engine, stop: Callable[[], bool] = never, batch: int = BATCH) -> int:
    """Tell everything that waits in the outbox. Answers how many notices were written."""
    told = 0
    while not stop():
        with engine.write() as session:
            messages = _taken(session, batch)
            if not messages:
                return told
            told += _written(session, messages)
    return told


_FIRST = Prepared(select(journal.outbox.c.id).limit(1))


def is_waiting(session: Session) -> bool:
    """Whether anything is in the outbox."""
    return _FIRST.row(session.tx, {}) is not None


def _taken(session: Session, batch: int) -> Sequence[Any]:
    """The oldest messages with what is known about their event, out of the outbox."""
    outbox, project, event = journal.outbox, projects.project.c, journal.history.c
    oldest = select(outbox.c.id).order_by(outbox.c.id).limit(batch).with_for_update(skip_locked=True)
    ids = list(session.tx.scalars(oldest))
    if not ids:
        return ()
    same = and_(event.project == outbox.c.project, event.seq == outbox.c.seq)
    statement = (
        select(outbox, project.standard, event.actor)
        .join(projects.project, project.id == outbox.c.project)
        .join(journal.history, same, isouter=True)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.id)
    )
    found = session.tx.execute(statement).all()
    session.tx.execute(delete(outbox).where(outbox.c.id.in_(ids)))
    return found


def _written(session: Session, messages: Sequence[Any]) -> int:
    there = directory(session, (message.project for message in messages))
    addressed = [
        (message, *pair) for message in messages for pair in _audience(session, there, message).items()
    ]
    wanted = choices_of(session.tx, {person for _, person, _ in addressed})
    rows = [
        _notice(message, person, absent, _mail_on(session, message, wanted.get(person, AS_SHIPPED)))
        for message, person, absent in addressed
    ]
    if rows:
        session.tx.execute(insert(post.notice), rows)
    return len(rows)


def _audience(session: Session, there: Directory, message: Any) -> dict[int, int | None]:
    """Whoever holds the office, or takes part in the role, each with the one they stand in for, if they do; nobody
    where the standard is not there any more.
    """
    try:
        standard = session.standard(message.standard)
    except UnknownVersion:
        return {}
    if (expert := person_of(message.audience)) is not None:
        return {expert: None} if expert != message.actor else {}
    told = there.of_audience(standard, message.project, message.audience)
    return {person: absent for person, absent in told.items() if person != message.actor}


def _mail_on(session: Session, message: Any, choice: Any) -> date | None:
    if session.day - clock.day_of(message.created_at) > timedelta(days=STALE_DAYS):
        return None
    if person_of(message.audience) is not None:
        return session.calendar.roll(session.day)
    return news_day(choice, session.day, session.calendar)


def _notice(message: Any, person: int, absent: int | None, mail_on: date | None) -> dict[str, Any]:
    return {
        "person": person,
        "project": message.project,
        "at": message.created_at,
        "kind": NEWS,
        "code": message.code,
        "subject": message.subject,
        "why": message.audience if person_of(message.audience) is None else IN_PERSON,
        "instead_of": absent,
        "mail_on": mail_on,
    }
