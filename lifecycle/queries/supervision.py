"""Who waits on whom: every open milestone that is late or soon due, who has its ball, and how far its ladder has gone.

Read through the policy: bureau sees the register, a party its own projects. Pages ask for a slice; the order is by due
day, so that the latest stand first and the place of a page can be kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from lifecycle.engine import Session
from lifecycle.lights import LightReading, milestone_light, thresholds_of
from lifecycle.policy import Actor, visible
from lifecycle.records import post, work
from lifecycle.records import project as projects
from lifecycle.reminding.balls import MilestoneOf, balls
from lifecycle.reminding.ladder import next_day, steps
from lifecycle.reminding.recipients import Ball, directory
from stages import Standard

PAGE = 50


class Place(NamedTuple):
    """Where a page ends: the next one begins after it."""

    due: date
    project: int
    code: str
    occurrence: int


@dataclass(frozen=True)
class Item:
    """One milestone under supervision. `offices` have the ball, `role` is the party the light counts for now.

    `rung` is the highest that has gone, `told_at` when and `told` to how many people; `next_rung` follows on `next_on`.
    """

    number: str
    title: str
    standard: Standard
    stage: str
    code: str
    occurrence: int
    kind: str
    owner: str
    due: date
    first_due: date | None
    light: LightReading
    offices: tuple[str, ...]
    role: str | None
    rung: str | None
    told_at: datetime | None
    told: int
    next_rung: str | None
    next_on: date | None


@dataclass(frozen=True)
class Supervised:
    """A page of them."""

    items: tuple[Item, ...]
    more: Place | None


_MILESTONE, _PROJECT, _REMINDER = work.milestone.c, projects.project.c, post.reminder.c


def supervised(session: Session, actor: Actor, until: date, after: Place | None = None) -> Supervised:
    """Milestones due by `until` and still open, the latest first; as many statements however many there are."""
    rows = _rows(session, actor, until, after)
    shown = rows[:PAGE]
    keys = [_key(row) for row in shown]
    there = directory(session, (row.project for row in shown))
    having = balls(session, there, keys)
    gone = _gone(session, shown)
    items = tuple(
        _item(session, row, having[key], gone.get((row.project, row.visit, row.code, row.occurrence), ()))
        for row, key in zip(shown, keys, strict=True)
    )
    last = shown[-1] if len(rows) > PAGE else None
    return Supervised(items, Place(last.due, last.project, last.code, last.occurrence) if last else None)


def _rows(session: Session, actor: Actor, until: date, after: Place | None) -> Sequence[Any]:
    still = (_MILESTONE.done_on.is_(None), _MILESTONE.closed_on.is_(None), _MILESTONE.applies)
    order = (_MILESTONE.due, _MILESTONE.project, _MILESTONE.code, _MILESTONE.occurrence)
    statement = (
        select(
            work.milestone,
            _PROJECT.number,
            _PROJECT.title,
            _PROJECT.standard,
            _PROJECT.status.label("running"),
        )
        .join(projects.project, _PROJECT.id == _MILESTONE.project)
        .where(visible(actor), *still, _MILESTONE.kind != "window", _MILESTONE.due <= until)
    )
    if after is not None:
        statement = statement.where(_beyond(after))
    return session.tx.execute(statement.order_by(*order).limit(PAGE + 1)).all()


def _beyond(after: Place) -> Any:
    """Rows after a place in the order, in a form that both databases search."""
    columns = (_MILESTONE.due, _MILESTONE.project, _MILESTONE.code, _MILESTONE.occurrence)
    return or_(
        *(
            and_(*(columns[k] == after[k] for k in range(place)), columns[place] > after[place])
            for place in range(len(columns))
        )
    )


def _key(row: Any) -> MilestoneOf:
    return MilestoneOf(row.project, row.standard, row.code, row.occurrence, row.kind, row.owner)


def _gone(session: Session, rows: Sequence[Any]) -> Mapping[tuple[int, int, str, int], Sequence[Any]]:
    """What the ladders of these milestones have said in their present term."""
    found: dict[tuple[int, int, str, int], list[Any]] = defaultdict(list)
    wanted = {(row.project, row.visit, row.code, row.occurrence): row.extensions for row in rows}
    columns = (_REMINDER.project, _REMINDER.visit, _REMINDER.code, _REMINDER.occurrence, _REMINDER.term)
    counted = func.count().label("people")
    statement = (
        select(*columns, _REMINDER.rung, func.max(_REMINDER.at).label("at"), counted)
        .where(_REMINDER.project.in_(sorted({row.project for row in rows})))
        .group_by(*columns, _REMINDER.rung)
    )
    for row in session.tx.execute(statement):
        key = row.project, row.visit, row.code, row.occurrence
        if wanted.get(key) == row.term:
            found[key].append(row)
    return found


def _item(session: Session, row: Any, having: Sequence[Ball], gone: Sequence[Any]) -> Item:
    standard, calendar = session.standard(row.standard), session.calendar
    ladder = steps(standard, row.kind, row.due, calendar)
    places = {step.rung.code: place for place, step in enumerate(ladder)}
    highest = max(gone, key=lambda each: places.get(each.rung, -1), default=None)
    following = next_day(ladder, row.opened_on, session.day)
    light = milestone_light(
        kind=row.kind,
        statutory=row.statutory,
        due=row.due,
        finished_on=row.finished_on,
        held=row.running == "on_hold",
        started=True,
        today=session.day,
        calendar=calendar,
        thresholds=thresholds_of(standard),
    )
    return Item(
        number=row.number,
        title=row.title,
        standard=standard,
        stage=row.stage,
        code=row.code,
        occurrence=row.occurrence,
        kind=row.kind,
        owner=row.owner,
        due=row.due,
        first_due=row.first_due,
        light=light,
        offices=tuple(ball.office for ball in having),
        role=standard.offices[having[0].office].role if having else None,
        rung=highest.rung if highest else None,
        told_at=highest.at if highest else None,
        told=highest.people if highest else 0,
        next_rung=next((step.rung.code for step in ladder if step.on == following), None),
        next_on=following,
    )
