"""Throwing away drafts that nobody sent: the names in them are kept no longer than somebody may want to go on."""

from datetime import timedelta

from sqlalchemy import Select, delete, select

from lifecycle.engine import Session
from lifecycle.intake import limits
from lifecycle.records.intake import application, call, enclosure, stranger_try

KEPT_DAYS = 30
"""Days a draft can still be read after its call has closed."""
AT_ONCE = 200


def is_due(session: Session) -> bool:
    """Whether there is anything to throw away: asked first, so that an idle clock writes nothing."""
    old = select(stranger_try.c.id).where(stranger_try.c.at < session.at - limits.DAY).limit(1)
    return any(session.tx.execute(each).first() is not None for each in (_outdated(session).limit(1), old))


def _outdated(session: Session) -> Select[int]:
    return (
        select(application.c.id)
        .join(call, call.c.code == application.c.call)
        .where(application.c.state == "draft", call.c.closes_on < session.day - timedelta(days=KEPT_DAYS))
        .order_by(application.c.id)
    )


def sweep(session: Session) -> tuple[int, ...]:
    """Remove outdated drafts, and yesterday's counts; the ids of the drafts, whose folders may go."""
    limits.forget(session)
    ids = tuple(session.tx.scalars(_outdated(session).limit(AT_ONCE)))
    if ids:
        session.tx.execute(delete(enclosure).where(enclosure.c.application.in_(ids)))
        session.tx.execute(delete(application).where(application.c.id.in_(ids)))
    return ids
