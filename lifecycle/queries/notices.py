"""What somebody has been told: the inbox, and the contents of a letter. Only of projects they may still see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from lifecycle.engine import Session
from lifecycle.policy import Actor, reached
from lifecycle.records import people, post, work
from lifecycle.records import project as projects
from lifecycle.records.post import REMINDER
from stages import Standard

PAGE = 40
MOST_COUNTED = 100
"""The unread are counted up to here: the bar says 99+."""


@dataclass(frozen=True)
class Item:
    """One notice. `standard` is that of its project, None for an alert; `due` the day it spoke of, `left_wd` the
    working days to it (negative when late). `is_over`: what it asked for has been done, or is not asked any more.
    `urged_by` sent it by hand; `instead_of` is the name of whom the reader stands in for, `head` the head of the
    project's chain when it was read.
    """

    id: int
    at: datetime
    kind: str
    code: str
    subject: str
    number: str | None
    title: str | None
    standard: Standard | None
    stage: str | None
    occurrence: int
    rung: str
    due: date | None
    left_wd: int | None
    is_late: bool
    is_red: bool
    is_over: bool
    why: str
    office: str
    role: str
    urged_by: str | None
    instead_of: str | None
    is_read: bool
    head: str


@dataclass(frozen=True)
class Inbox:
    """A page of the inbox, newest first. `unread` counts all, up to 100; `more` is where the next page begins."""

    items: tuple[Item, ...]
    unread: int
    more: int | None


_NOTICE, _PROJECT, _MILESTONE = post.notice.c, projects.project.c, work.milestone.c


def inbox(session: Session, actor: Actor, before: int | None = None, *, unread_only: bool = False) -> Inbox:
    """The newest notices of a person, or those before one of them."""
    mine = [_NOTICE.person == actor.id]
    if before is not None:
        mine.append(_NOTICE.id < before)
    if unread_only:
        mine.append(_NOTICE.read_at.is_(None))
    statement = _items(actor).where(*mine).order_by(_NOTICE.id.desc()).limit(PAGE + 1)
    found = _read(session, statement)
    more = found[PAGE - 1].id if len(found) > PAGE else None
    return Inbox(tuple(found[:PAGE]), unread(session, actor.id), more)


def unread(session: Session, person: int) -> int:
    """How many notices somebody has not read, up to 100."""
    some = select(_NOTICE.id).where(_NOTICE.person == person, _NOTICE.read_at.is_(None)).limit(MOST_COUNTED)
    return session.tx.scalar(select(func.count()).select_from(some.subquery())) or 0


def items_of(session: Session, actor: Actor, digest: int) -> tuple[Item, ...]:
    """What a digest tells, the most pressing project first, without what is over or hidden from the reader now."""
    found = _read(session, _items(actor).where(_NOTICE.digest == digest))
    still = [item for item in found if not item.is_over]
    pressing = {item.number: date.max for item in still}
    for item in still:
        pressing[item.number] = min(pressing[item.number], item.due or date.max)
    return tuple(
        sorted(
            still, key=lambda each: (pressing[each.number], each.number or "", each.due or date.max, each.id)
        )
    )


def _items(actor: Actor) -> Select[Any]:
    person, urger = people.person.c, people.person.alias("urger")
    same = and_(
        _MILESTONE.project == _NOTICE.project,
        _MILESTONE.visit == _NOTICE.visit,
        _MILESTONE.code == _NOTICE.code,
        _MILESTONE.occurrence == _NOTICE.occurrence,
        _NOTICE.kind == REMINDER,
    )
    columns = (
        post.notice,
        _PROJECT.number,
        _PROJECT.title,
        _PROJECT.standard,
        _PROJECT.stage,
        _PROJECT.head,
        _is_over().label("is_over"),
        person.name.label("absent"),
        urger.c.name.label("urger"),
    )
    return (
        select(*columns)
        .join(projects.project, _PROJECT.id == _NOTICE.project, isouter=True)
        .join(work.milestone, same, isouter=True)
        .join(people.person, person.id == _NOTICE.instead_of, isouter=True)
        .join(urger, urger.c.id == _NOTICE.urged_by, isouter=True)
        .where(or_(_NOTICE.project.is_(None), reached(actor)))
    )


def _is_over() -> ColumnElement[bool]:
    over = or_(_MILESTONE.done_on.is_not(None), _MILESTONE.closed_on.is_not(None))
    return and_(_NOTICE.kind == REMINDER, over)


def _read(session: Session, statement: Select[Any]) -> Sequence[Item]:
    return [_item(session, row) for row in session.tx.execute(statement)]


def _item(session: Session, row: Any) -> Item:
    left = None if row.due is None else session.calendar.working_days_between(session.day, row.due)
    return Item(
        id=row.id,
        at=row.at,
        kind=row.kind,
        code=row.code,
        subject=row.subject,
        number=row.number,
        title=row.title,
        standard=_standard(session, row.standard),
        stage=row.stage,
        occurrence=row.occurrence,
        rung=row.rung,
        due=row.due,
        left_wd=left,
        is_late=row.due is not None and row.due < session.day,
        is_red=row.is_red,
        is_over=bool(row.is_over),
        why=row.why,
        office=row.office,
        role=row.role,
        urged_by=row.urger,
        instead_of=row.absent,
        is_read=row.read_at is not None,
        head=row.head or "",
    )


def _standard(session: Session, version: str | None) -> Standard | None:
    return None if version is None else session.standard(version)
