"""Who waits on whom: every open milestone that is late or soon due, who has its ball, and how far its ladder has gone.

Read through the policy: bureau sees the register, a party its own projects. Pages ask for a slice; the order is by due
day, so that the latest stand first and the place of a page can be kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, false, func, literal, or_, select

from lifecycle.asked import ask_of
from lifecycle.engine import Session
from lifecycle.lights import LightReading, milestone_light, thresholds_of
from lifecycle.policy import Actor, holds, visible
from lifecycle.records import people, post, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.work import BACKFILL, MilestoneRow
from lifecycle.reminding.balls import MilestoneOf, balls
from lifecycle.reminding.ladder import is_climbing, next_day, steps
from lifecycle.reminding.recipients import Ball, directory
from lifecycle.reminding.urging import Chased, urgings
from stages import Standard
from stages.model import Ask

PAGE = 50


class Asked(NamedTuple):
    """What a rung asked about an item and is still owed: the number of the debt, and the office that owes it."""

    n: int
    rung: str
    owner: str
    ask: Ask
    is_answered: bool


class Urged(NamedTuple):
    """The newest reminder by hand; `is_today`: whoever it told is not told again before tomorrow."""

    at: datetime
    by: str
    is_today: bool


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
    `left_wd` are the working days until it is due, negative when that is past; `submitted_on` is the day that the light
    counts where all of it is submitted and waits to be confirmed. `may_urge`: there is somebody whom the reader may
    remind by hand now.
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
    left_wd: int
    submitted_on: date | None
    offices: tuple[str, ...]
    role: str | None
    rung: str | None
    told_at: datetime | None
    told: int
    next_rung: str | None
    next_on: date | None
    statutory: bool
    asked: tuple[Asked, ...]
    urged: Urged | None
    may_urge: bool


@dataclass(frozen=True)
class Supervised:
    """A page of them."""

    items: tuple[Item, ...]
    more: Place | None


_MILESTONE, _PROJECT, _REMINDER = work.milestone.c, projects.project.c, post.reminder.c
Key = tuple[int, int, str, int]


def supervised(
    session: Session, actor: Actor, until: date, after: Place | None = None, owner: str | None = None
) -> Supervised:
    """Milestones due by `until` and still open, the latest first; as many statements however many there are.

    `owner`: only those that this role owes (N8: it stays theirs, whoever has the ball).
    """
    rows = _rows(session, actor, until, after, owner)
    shown = rows[:PAGE]
    items = items_of(session, actor, shown)
    last = shown[-1] if len(rows) > PAGE else None
    return Supervised(items, Place(last.due, last.project, last.code, last.occurrence) if last else None)


def items_of(session: Session, actor: Actor, rows: Sequence[Any]) -> tuple[Item, ...]:
    """Rows of `milestone` with what is known about their projects, as items."""
    keys = [_milestone(row) for row in rows]
    there = directory(session, (row.project for row in rows))
    having = balls(session, there, keys)
    known = _Known(
        _gone(session, rows), _asked(session, rows), _urged(session, rows), _urgeable(session, actor, rows)
    )
    return tuple(_item(session, row, having[key], known) for row, key in zip(rows, keys, strict=True))


def counts(session: Session, actor: Actor, soon: date) -> tuple[int, int]:
    """How many open milestones are late, and how many more are due by `soon`."""
    late = func.count().filter(_MILESTONE.due < session.day)
    coming = func.count().filter(_MILESTONE.due >= session.day)
    found = session.tx.execute(_open(actor, select(late, coming), soon)).one()
    return int(found[0]), int(found[1])


def _open(actor: Actor, chosen: Any, until: date) -> Any:
    still = (_MILESTONE.done_on.is_(None), _MILESTONE.closed_on.is_(None), _MILESTONE.applies)
    return (
        chosen.select_from(work.milestone)
        .join(projects.project, _PROJECT.id == _MILESTONE.project)
        .where(visible(actor), *still, _MILESTONE.kind != "window", _MILESTONE.due <= until)
    )


def described() -> Any:
    """The columns that an item is made of."""
    return select(
        work.milestone, _PROJECT.number, _PROJECT.title, _PROJECT.standard, _PROJECT.status.label("running")
    )


def _rows(
    session: Session, actor: Actor, until: date, after: Place | None, owner: str | None
) -> Sequence[Any]:
    order = (_MILESTONE.due, _MILESTONE.project, _MILESTONE.code, _MILESTONE.occurrence)
    statement = _open(actor, described(), until)
    if owner is not None:
        statement = statement.where(_MILESTONE.owner == owner)
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


def _milestone(row: Any) -> MilestoneOf:
    return MilestoneOf(row.project, row.standard, row.code, row.occurrence, row.kind, row.owner)


@dataclass(frozen=True)
class _Known:
    """What is known about many milestones, by their keys; `urgeable`: somebody can be reminded of them now."""

    gone: Mapping[Key, Sequence[Any]]
    asked: Mapping[Key, Sequence[Asked]]
    urged: Mapping[Key, Urged]
    urgeable: frozenset[Key]


def _key(row: Any) -> Key:
    return row.project, row.visit, row.code, row.occurrence


def _asked(session: Session, rows: Sequence[Any]) -> Mapping[Key, Sequence[Asked]]:
    debt = rounds.debt.c
    mine = debt.project.in_(sorted({row.project for row in rows}))
    statement = (
        select(rounds.debt, _PROJECT.standard)
        .join(projects.project, _PROJECT.id == debt.project)
        .where(mine, debt.rung != "", debt.settled_on.is_(None))
    )
    found: dict[Key, list[Asked]] = defaultdict(list)
    for row in session.tx.execute(statement.order_by(debt.project, debt.n)):
        key = row.project, row.visit, row.clause, row.occurrence
        ask = ask_of(session.standard(row.standard), row.rung)
        if ask is not None:
            found[key].append(Asked(row.n, row.rung, row.owner, ask, row.answered_on is not None))
    return found


def _urged(session: Session, rows: Sequence[Any]) -> Mapping[Key, Urged]:
    urge, person = post.urge.c, people.person.c
    mine = urge.project.in_(sorted({row.project for row in rows}))
    statement = select(post.urge, person.name).join(people.person, person.id == urge.by).where(mine)
    return {
        _key(row): Urged(row.at, row.name, row.day == session.day)
        for row in session.tx.execute(statement.order_by(urge.at))
    }


def _urgeable(session: Session, actor: Actor, rows: Sequence[Any]) -> frozenset[Key]:
    """The items with somebody whom the reader may remind by hand and who was not reminded today."""
    mine = _urging_projects(session, actor, rows)
    chased = [
        Chased(row.standard, MilestoneRow.of(row)) for row in rows if row.project in mine and is_climbing(row)
    ]
    found = urgings(session, actor.id, chased) if chased else ()
    return frozenset((each.chased.row.project, *each.chased.row.key) for each in found if each.told)


def _urging_projects(session: Session, actor: Actor, rows: Sequence[Any]) -> frozenset[int]:
    """The projects in which the reader may remind by hand, by the standard of each."""
    holding = [
        and_(_PROJECT.standard == version, holds(actor, _PROJECT.id, literal(office)))
        for version in {row.standard for row in rows}
        if session.standard(version).supervision.urging is not None
        for office in session.standard(version).power("urge")
    ]
    ids = sorted({row.project for row in rows})
    statement = select(_PROJECT.id).where(_PROJECT.id.in_(ids), or_(false(), *holding))
    return frozenset(session.tx.scalars(statement))


def _gone(session: Session, rows: Sequence[Any]) -> Mapping[Key, Sequence[Any]]:
    """What the ladders of these milestones have said in their present term."""
    found: dict[Key, list[Any]] = defaultdict(list)
    wanted = {_key(row): row.extensions for row in rows}
    columns = (_REMINDER.project, _REMINDER.visit, _REMINDER.code, _REMINDER.occurrence, _REMINDER.term)
    counted = func.count().label("people")
    statement = (
        select(*columns, _REMINDER.rung, func.max(_REMINDER.at).label("at"), counted)
        .where(_REMINDER.project.in_(sorted({row.project for row in rows})))
        .group_by(*columns, _REMINDER.rung)
    )
    for row in session.tx.execute(statement):
        if wanted.get(_key(row)) == row.term:
            found[_key(row)].append(row)
    return found


def _item(session: Session, row: Any, having: Sequence[Ball], known: _Known) -> Item:
    standard, calendar, key = session.standard(row.standard), session.calendar, _key(row)
    gone, urged = known.gone.get(key, ()), known.urged.get(key)
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
        owed_since=row.opened_on if row.timing == BACKFILL else None,
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
        left_wd=calendar.working_days_between(session.day, row.due),
        submitted_on=row.finished_on if row.done_on is None else None,
        offices=tuple(ball.office for ball in having),
        role=standard.offices[having[0].office].role if having else None,
        rung=highest.rung if highest else None,
        told_at=highest.at if highest else None,
        told=highest.people if highest else 0,
        next_rung=next((step.rung.code for step in ladder if step.on == following), None),
        next_on=following,
        statutory=row.statutory,
        asked=tuple(known.asked.get(key, ())),
        urged=urged,
        may_urge=key in known.urgeable,
    )
