"""Taking what is due from the due queue: each milestone with what is true of it now.

The queue only says when to look (decision 0025). On PostgreSQL any number of processes take different rows
(`SKIP LOCKED`); on SQLite whoever writes is alone.
"""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, and_, bindparam, delete, select, tuple_

from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.prepared import Prepared
from lifecycle.records import post, work
from lifecycle.records import project as projects

QUEUE = ("on_day", "project", "visit", "code", "occurrence")
MILESTONE = (
    "kind", "timing", "owner", "statutory", "applies", "opened_on", "due", "done_on", "closed_on", "extensions",
)  # fmt: skip


class Climber(NamedTuple):
    """A milestone that the queue says is due, as it is now. `kind` is None for one that is no longer there."""

    on_day: date
    project: int
    visit: int
    code: str
    occurrence: int
    kind: str | None
    timing: str
    owner: str
    statutory: bool
    applies: bool
    opened_on: date
    due: date | None
    done_on: date | None
    closed_on: date | None
    extensions: int
    standard: str

    @property
    def key(self) -> tuple[int, int, str, int]:
        return self.project, self.visit, self.code, self.occurrence


def is_due(tx: Transaction, day: date) -> bool:
    """Whether the queue has anything for this day, also if another process is at it."""
    return _first().row(tx, {"day": day}) is not None


@lru_cache(maxsize=1)
def _first() -> Prepared:
    queue = post.due_queue.c
    due = select(queue.project).where(queue.on_day <= bindparam("day", type_=Date))
    return Prepared(
        due.order_by(queue.on_day).limit(1)
    )  # in order, so that nobody reads the whole queue for nothing


def take(session: Session, batch: int) -> list[Climber]:
    """The first of what is due, taken out of the queue."""
    filled = {"day": session.day, "batch": batch}
    if session.tx.dialect.name != "sqlite":
        return [Climber(**row) for row in _take_locked().rows(session.tx, filled)]
    found = [Climber(**row) for row in _look().rows(session.tx, filled)]
    if found:
        _drop_up_to().run(session.tx, {f"last_{name}": getattr(found[-1], name) for name in QUEUE})
    return found


def peek(session: Session, day: date) -> list[Climber]:
    """Everything that will be due on `day`, left where it is."""
    return [Climber(**row) for row in _look().rows(session.tx, {"day": day, "batch": 1 << 30})]


def _ordered(limit: Any) -> Select[Any]:
    queue = post.due_queue.c
    due = select(post.due_queue).where(queue.on_day <= bindparam("day", type_=Date))
    return due.order_by(*(queue[name] for name in QUEUE)).limit(limit)


def _joined(taken: Any) -> Select[Any]:
    row, project = work.milestone.c, projects.project.c
    same = and_(*(row[name] == taken.c[name] for name in QUEUE[1:]))
    columns = (
        *(taken.c[name] for name in QUEUE),
        *(row[name] for name in MILESTONE),
        project.standard,
    )
    return (
        select(*columns)
        .select_from(taken)
        .join(work.milestone, same, isouter=True)
        .join(projects.project, project.id == taken.c.project, isouter=True)
        .order_by(*(taken.c[name] for name in QUEUE))
    )


@lru_cache(maxsize=1)
def _look() -> Prepared:
    return Prepared(_joined(_ordered(bindparam("batch", type_=Integer)).subquery()))


@lru_cache(maxsize=1)
def _take_locked() -> Prepared:
    queue = post.due_queue
    taken = _ordered(bindparam("batch", type_=Integer)).with_for_update(skip_locked=True).cte("taken")
    gone = delete(queue).where(*(queue.c[name] == taken.c[name] for name in QUEUE)).cte("gone")
    return Prepared(_joined(taken).add_cte(gone))


@lru_cache(maxsize=1)
def _drop_up_to() -> Prepared:
    queue = post.due_queue
    last = tuple_(*(bindparam(f"last_{name}", type_=queue.c[name].type) for name in QUEUE))
    return Prepared(delete(queue).where(tuple_(*(queue.c[name] for name in QUEUE)) <= last))
