"""What somebody does with what they were told: read it, and choose when letters come."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, update

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.records import post
from lifecycle.reminding.choices import EVERY_DAY


def mark_read(session: Session, person: int, notices: Sequence[int] | None = None) -> int:
    """Mark some of a person's notices as read, or all of them. Answers how many were not yet."""
    row = post.notice.c
    mine = update(post.notice).where(row.person == person, row.read_at.is_(None))
    if notices is not None:
        mine = mine.where(row.id.in_(notices))
    return session.tx.execute(mine.values(read_at=session.at)).rowcount


def choose(session: Session, person: int, days: Iterable[str], *, before_due: bool, news: bool) -> None:
    """On which weekdays letters come, and whether those before the due day and those about news come at all.

    Overdue ones are not chosen. Raises Invalid when no day is left.
    """
    kept = "".join(day for day in EVERY_DAY if day in set(days))
    if not kept:
        raise Invalid("days", "no_day")
    session.tx.execute(delete(post.choice).where(post.choice.c.person == person))
    row = {"person": person, "days": kept, "before_due": before_due, "news": news}
    session.tx.execute(insert(post.choice).values(row))
