"""The due dates of a calendar address: what waits for its person, or for its organisation's people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.policy import actor_of, holds, visible
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.records.post import FeedRow
from lifecycle.records.work import BACKFILL, DUTY_CLOSED
from lifecycle.reminding.ladder import steps
from stages import Standard, UnknownVersion

MOST = 1000
"""Events of one calendar: those that are due first."""


@dataclass(frozen=True)
class DueDate:
    """A milestone that waits for the reader. `alarms` are the days of the rungs up to the due day."""

    number: str
    title: str
    stage: str
    code: str
    visit: int
    occurrence: int
    due: date
    is_late: bool
    provisional: bool
    standard: Standard
    alarms: tuple[date, ...]


@dataclass(frozen=True)
class FeedPage:
    """`name` is the organisation's, empty for a person's own; `language` that of whoever made the address."""

    name: str
    language: str
    dates: tuple[DueDate, ...]


_PROJECT, _DUTY, _MILESTONE = projects.project.c, work.duty.c, work.milestone.c


def feed_page(session: Session, feed: FeedRow) -> FeedPage:
    """Everything that waits, in four statements. Raises NotFound for a person who has left, or an organisation that
    was closed.
    """
    language = session.tx.scalar(select(people.person.c.language).where(people.person.c.id == feed.made_by))
    if feed.organisation is not None:
        return FeedPage(
            _name(session, feed.organisation),
            language or "zh",
            tuple(_dates(session, _theirs(feed.organisation))),
        )
    actor = actor_of(session.tx, feed.person or 0)
    mine = and_(
        visible(actor),
        or_(
            and_(_DUTY.state != "submitted", holds(actor, _DUTY.project, _DUTY.doer, _DUTY.kinds)),
            and_(_DUTY.state == "submitted", holds(actor, _DUTY.project, _DUTY.confirmer)),
        ),
    )
    return FeedPage("", language or "zh", tuple(_dates(session, mine)))


def _name(session: Session, organisation: int) -> str:
    row = people.organisation.c
    name = session.tx.scalar(select(row.name).where(row.id == organisation, row.closed_on.is_(None)))
    if name is None:
        raise NotFound("feed")
    return str(name)


def _theirs(organisation: int) -> ColumnElement[bool]:
    """What waits for the people of an organisation that takes part."""
    part = projects.participation.c
    bound = or_(_DUTY.kinds == "", _DUTY.kinds.contains(literal(",") + part.kind + literal(",")))
    return exists().where(
        part.project == _DUTY.project,
        part.organisation == organisation,
        part.until.is_(None),
        or_(
            and_(_DUTY.state != "submitted", part.office == _DUTY.doer, bound),
            and_(_DUTY.state == "submitted", part.office == _DUTY.confirmer),
        ),
    )


def _dates(session: Session, waits: ColumnElement[bool]) -> Iterator[DueDate]:
    open_duty = exists().where(
        _DUTY.project == _MILESTONE.project,
        _DUTY.milestone == _MILESTONE.code,
        or_(_DUTY.occurrence == _MILESTONE.occurrence, _MILESTONE.timing == BACKFILL),
        _DUTY.required,
        _DUTY.state.not_in(DUTY_CLOSED),
        waits,
    )
    still = (_MILESTONE.due.is_not(None), _MILESTONE.done_on.is_(None), _MILESTONE.closed_on.is_(None))
    statement = (
        select(work.milestone, _PROJECT.number, _PROJECT.title, _PROJECT.standard)
        .join(projects.project, _PROJECT.id == _MILESTONE.project)
        .where(*still, _MILESTONE.applies, open_duty)
        .order_by(_MILESTONE.due, _PROJECT.number, _MILESTONE.code)
        .limit(MOST)
    )
    for row in session.tx.execute(statement):
        if (found := _date(session, row)) is not None:
            yield found


def _date(session: Session, row: Any) -> DueDate | None:
    try:
        standard = session.standard(row.standard)
    except UnknownVersion:
        return None
    ladder = steps(standard, row.kind, row.due, session.calendar)
    return DueDate(
        number=row.number,
        title=row.title,
        stage=row.stage,
        code=row.code,
        visit=row.visit,
        occurrence=row.occurrence,
        due=row.due,
        is_late=row.due < session.day,
        provisional=row.provisional,
        standard=standard,
        alarms=tuple(step.on for step in ladder if step.rung.at_wd <= 0 and step.on >= session.day),
    )
