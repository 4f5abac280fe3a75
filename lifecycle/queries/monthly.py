"""The monthly sheet of one party: what is late and how far it has gone, what was done late, what is to be considered.

As it stood at the end of the month, or today within it: what was open then by the dates in force now. Whoever has the
ball is said of what is still open. Read through the policy: a party reads its own projects.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from lifecycle import clock
from lifecycle.engine import Session
from lifecycle.policy import Actor, visible
from lifecycle.queries.supervision import described
from lifecycle.records import post, rounds, work
from lifecycle.records import project as projects
from lifecycle.reminding.balls import MilestoneOf, balls
from lifecycle.reminding.ladder import SILENT, reached, steps
from lifecycle.reminding.recipients import Ball, directory

MOST = 2000
"""Late items that are looked through; the sheet says when there are more."""
NEVER_LATE = (*SILENT, "notice")

Key = tuple[int, int, str, int]


class Reply(NamedTuple):
    """What a rung asked an office for: answered or not, and the day that was promised."""

    rung: str
    owner: str
    is_answered: bool
    promised: date | None


@dataclass(frozen=True)
class SheetItem:
    """One late item. `waits` are the offices that have the ball, none once it is done; `rung` the highest that its
    ladder has reached; `late_wd` until it was finished, or the day of the sheet.
    """

    number: str
    title: str
    code: str
    occurrence: int
    owner: str
    waits: tuple[str, ...]
    due: date
    late_wd: int
    statutory: bool
    rung: str
    replies: tuple[Reply, ...]
    done_on: date | None


@dataclass(frozen=True)
class Monthly:
    """A sheet. `told` and `by_hand` count reminders of the month about this party's items; `left_out` whether there was
    too much to look through.
    """

    role: str
    month: date
    as_of: date
    open: tuple[SheetItem, ...]
    done: tuple[SheetItem, ...]
    told: int
    by_hand: int
    left_out: bool


_MILESTONE, _PROJECT = work.milestone.c, projects.project.c


def monthly(session: Session, actor: Actor, role: str, month: date) -> Monthly:
    """`month`: any day of it; one to come is read as of today."""
    first = month.replace(day=1)
    as_of = min((first + timedelta(days=31)).replace(day=1) - timedelta(days=1), session.day)
    late = _rows(session, actor, *_open_on(as_of))
    done = _rows(session, actor, _MILESTONE.owner == role, *_done_late(first, as_of))
    found = tuple(_items(session, late[:MOST], as_of))
    mine = tuple(item for item, roles in found if item.owner == role or role in roles)
    return Monthly(
        role,
        first,
        as_of,
        mine,
        tuple(item for item, _ in _items(session, done[:MOST], as_of)),
        _told(session, actor, role, first, as_of),
        _by_hand(session, actor, role, first, as_of),
        left_out=len(late) > MOST or len(done) > MOST,
    )


def _open_on(day: date) -> tuple[Any, ...]:
    return (
        or_(_MILESTONE.done_on.is_(None), _MILESTONE.done_on > day),
        or_(_MILESTONE.closed_on.is_(None), _MILESTONE.closed_on > day),
        _MILESTONE.due < day,
    )


def _done_late(first: date, last: date) -> tuple[Any, ...]:
    finished = func.coalesce(_MILESTONE.finished_on, _MILESTONE.done_on)
    return _MILESTONE.done_on.between(first, last), finished > _MILESTONE.due


def _rows(session: Session, actor: Actor, *which: Any) -> Sequence[Any]:
    statement = (
        described()
        .select_from(work.milestone)
        .join(projects.project, _PROJECT.id == _MILESTONE.project)
        .where(visible(actor), _MILESTONE.applies, _MILESTONE.kind.not_in(NEVER_LATE), *which)
        .order_by(_MILESTONE.due, _MILESTONE.project, _MILESTONE.code, _MILESTONE.occurrence)
    )
    return session.tx.execute(statement.limit(MOST + 1)).all()


def _items(session: Session, rows: Sequence[Any], as_of: date) -> Iterator[tuple[SheetItem, frozenset[str]]]:
    """Each item with the roles that have its ball."""
    still = [row for row in rows if row.done_on is None and row.closed_on is None]
    there = directory(session, (row.project for row in still))
    having = balls(session, there, [_milestone(row) for row in still])
    replies = _replies(session, rows, as_of)
    for row in rows:
        waits = having.get(_milestone(row), ()) if row.done_on is None else ()
        offices = session.standard(row.standard).offices
        roles = frozenset(offices[ball.office].role for ball in waits)
        yield _item(session, row, as_of, waits, replies.get(_key(row), ())), roles


def _item(
    session: Session, row: Any, as_of: date, waits: Sequence[Ball], replies: Sequence[Reply]
) -> SheetItem:
    standard = session.standard(row.standard)
    highest = reached(steps(standard, row.kind, row.due, session.calendar), row.opened_on, as_of)
    until = min(row.finished_on or row.done_on or as_of, as_of)
    return SheetItem(
        row.number,
        row.title,
        row.code,
        row.occurrence,
        row.owner,
        tuple(dict.fromkeys(ball.office for ball in waits)),
        row.due,
        session.calendar.working_days_between(row.due, until),
        row.statutory,
        highest.step.rung.code if highest else "",
        tuple(replies),
        row.done_on if row.done_on is not None and row.done_on <= as_of else None,
    )


def _milestone(row: Any) -> MilestoneOf:
    return MilestoneOf(row.project, row.standard, row.code, row.occurrence, row.kind, row.owner)


def _key(row: Any) -> Key:
    return row.project, row.visit, row.code, row.occurrence


def _replies(session: Session, rows: Sequence[Any], as_of: date) -> Mapping[Key, Sequence[Reply]]:
    debt = rounds.debt.c
    mine = debt.project.in_(sorted({row.project for row in rows}))
    statement = select(rounds.debt).where(mine, debt.rung != "", debt.opened_on <= as_of)
    found: dict[Key, list[Reply]] = defaultdict(list)
    for row in session.tx.execute(statement.order_by(debt.project, debt.n)):
        if row.settled_on is None or row.answered_on is not None:
            key = row.project, row.visit, row.clause, row.occurrence
            found[key].append(Reply(row.rung, row.owner, row.answered_on is not None, row.promised))
    return found


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, in Shanghai."""
    return (
        datetime.combine(first, time(), clock.ZONE),
        datetime.combine(last + timedelta(days=1), time(), clock.ZONE),
    )


def _told(session: Session, actor: Actor, role: str, first: date, last: date) -> int:
    row, (begin, end) = post.reminder.c, _instants(first, last)
    same = [getattr(row, name) == _MILESTONE[name] for name in ("project", "visit", "code", "occurrence")]
    statement = (
        select(func.count())
        .select_from(post.reminder)
        .join(work.milestone, same[0] & same[1] & same[2] & same[3])
        .join(projects.project, _PROJECT.id == row.project)
        .where(visible(actor), _MILESTONE.owner == role, row.at >= begin, row.at < end, row.person != 0)
    )
    return session.tx.scalar(statement) or 0


def _by_hand(session: Session, actor: Actor, role: str, first: date, last: date) -> int:
    urge = post.urge.c
    statement = (
        select(func.count())
        .select_from(post.urge)
        .join(projects.project, _PROJECT.id == urge.project)
        .where(visible(actor), urge.role == role, urge.day.between(first, last))
    )
    return session.tx.scalar(statement) or 0
