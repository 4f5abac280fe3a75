"""What is waiting for one person, on all projects: what they can do now, and whom they wait for.

The number of statements does not depend on how much there is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select, true

from lifecycle.engine import Session
from lifecycle.lights import Light, Thresholds, milestone_light
from lifecycle.policy import Actor, visible
from lifecycle.queries.work_items import (
    BANDS,
    LATER,
    OVERDUE,
    UNASSIGNED,
    WAITING,
    WEEK,
    banded,
)
from lifecycle.records import people, work
from lifecycle.records import project as projects
from stages import Standard

__all__ = [
    "BANDS",
    "DECISIONS",
    "LATER",
    "OVERDUE",
    "SHOWN",
    "UNASSIGNED",
    "WAITING",
    "WEEK",
    "Item",
    "MyWork",
    "Place",
    "my_work",
]

JUDGING = (
    "confirm_duty",
    "propose",
    "consult",
    "decide",
    "settle_debt",
    "reply_objection",
    "approve_entry",
)
"""The acts by which one judges what others have done."""
DECISIONS = "decisions"
SHOWN = (*BANDS, DECISIONS)
AT_A_GLANCE = 8
PAGE = 50

_PROJECT = projects.project.c


class Place(NamedTuple):
    """Where a list goes on: after this due day, project and item."""

    due: date
    project: int
    item: str


@dataclass(frozen=True)
class Item:
    """One thing to do, or to wait for. `act` names what is to be done, `office` who does it, `code` the clause.

    `is_mine` is false for what others have to do. `n` is the number of a debt, else 0. `left_wd` are working days
    until (negative: since) the due day; both None without one. `light` is None where nothing is judged.
    """

    act: str
    is_mine: bool
    band: str
    number: str
    title: str
    standard: Standard
    stage: str
    office: str
    organisation: str | None
    code: str
    occurrence: int
    n: int
    due: date | None
    left_wd: int | None
    is_overdue: bool
    light: Light | None
    place: Place

    @property
    def role(self) -> str:
        return self.standard.offices[self.office].role


@dataclass(frozen=True)
class MyWork:
    """`counts` by band, and of `decisions`; `waiting_on` by role. `more` is where a chosen list goes on.

    `next_due` is the nearest date to come on any project the reader sees.
    """

    items: tuple[Item, ...]
    counts: dict[str, int]
    waiting_on: dict[str, int]
    more: Place | None
    next_due: date | None

    def of(self, band: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.band == band)


def my_work(session: Session, actor: Actor, shown: str | None = None, after: Place | None = None) -> MyWork:
    """The first few of every band, or with `shown` (one of SHOWN) a page of one of them."""
    items = banded(session, actor)
    counts, waiting_on = _counted(session, items)
    rows = session.tx.execute(_page(items, shown, after)).all()
    found = tuple(_item(session, row) for row in rows[:PAGE])
    more = found[-1].place if shown is not None and len(rows) > PAGE else None
    return MyWork(found, counts, waiting_on, more, _next_due(session, actor))


# Answers ------------------------------------------------------------------------------------------------------


def _counted(session: Session, items: Any) -> tuple[dict[str, int], dict[str, int]]:
    grouped = (
        select(items.c.band, items.c.act, items.c.office, _PROJECT.standard, func.count().label("n"))
        .join_from(items, projects.project, _PROJECT.id == items.c.project)
        .group_by(items.c.band, items.c.act, items.c.office, _PROJECT.standard)
    )
    counts, waiting_on = dict.fromkeys(SHOWN, 0), dict[str, int]()
    for row in session.tx.execute(grouped):
        counts[row.band] += row.n
        if row.act in JUDGING:
            counts[DECISIONS] += row.n
        if row.band == WAITING:
            role = session.standard(row.standard).offices[row.office].role
            waiting_on[role] = waiting_on.get(role, 0) + row.n
    return counts, waiting_on


def _page(items: Any, shown: str | None, after: Place | None) -> Select[Any]:
    key = (items.c.act + "/" + items.c.code + "/" + cast(items.c.visit, String)).label("key")
    item = (key + "/" + cast(items.c.occurrence, String) + "/" + cast(items.c.n, String)).label("item")
    order = (items.c.until, items.c.project, item)
    rank = func.row_number().over(partition_by=items.c.band, order_by=order).label("rank")
    ranked = select(items, item, rank).cte("ranked")
    rows = select(
        ranked, _PROJECT.number, _PROJECT.title, _PROJECT.standard, _PROJECT.stage,
        _organisation(ranked), work.milestone.c.statutory, work.milestone.c.kind,
    ).join_from(ranked, projects.project, _PROJECT.id == ranked.c.project)  # fmt: skip
    rows = rows.join(work.milestone, _same_milestone(ranked), isouter=True)
    rows = rows.order_by(ranked.c.until, ranked.c.project, ranked.c.item)
    if shown is None:
        return rows.where(ranked.c.rank <= AT_A_GLANCE)
    wanted = ranked.c.act.in_(JUDGING) if shown == DECISIONS else ranked.c.band == shown
    return rows.where(wanted, _is_after(ranked, after)).limit(PAGE + 1)


def _is_after(ranked: Any, after: Place | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    same_day = ranked.c.until == after.due
    same_project = and_(same_day, ranked.c.project == after.project)
    return or_(
        ranked.c.until > after.due,
        and_(same_day, ranked.c.project > after.project),
        and_(same_project, ranked.c.item > after.item),
    )


def _organisation(ranked: Any) -> ColumnElement[str | None]:
    """One organisation that exercises the office there, by name."""
    part, organisation = projects.participation.c, people.organisation.c
    bound = or_(ranked.c.kinds == "", ranked.c.kinds.contains(literal(",") + part.kind + literal(",")))
    name = (
        select(func.min(organisation.name))
        .join_from(projects.participation, people.organisation, organisation.id == part.organisation)
        .where(part.project == ranked.c.project, part.office == ranked.c.office, part.until.is_(None), bound)
    )
    return name.scalar_subquery().label("organisation")


def _same_milestone(ranked: Any) -> ColumnElement[bool]:
    milestone = work.milestone.c
    return and_(
        milestone.project == ranked.c.project,
        milestone.visit == ranked.c.visit,
        milestone.code == ranked.c.milestone,
        milestone.occurrence == ranked.c.occurrence,
    )


def _item(session: Session, row: Any) -> Item:
    standard = session.standard(row.standard)
    return Item(
        act=row.act,
        is_mine=bool(row.is_mine),
        band=row.band,
        number=row.number,
        title=row.title,
        standard=standard,
        stage=row.stage,
        office=row.office,
        organisation=row.organisation,
        code=row.code,
        occurrence=row.occurrence,
        n=row.n,
        due=row.due,
        left_wd=None if row.due is None else session.calendar.working_days_between(session.day, row.due),
        is_overdue=row.due is not None and row.due < session.day,
        light=_light(session, standard, row),
        place=Place(row.until, row.project, row.item),
    )


def _light(session: Session, standard: Standard, row: Any) -> Light | None:
    owed = row.milestone in standard.flow.mid_entry_rules  # the milestone of that stands elsewhere
    if row.due is None or (row.kind is None and not owed):
        return None
    return milestone_light(
        kind=row.kind or "deadline",
        statutory=bool(row.statutory),
        due=row.due,
        finished_on=None,
        held=False,
        started=True,
        today=session.day,
        calendar=session.calendar,
        thresholds=Thresholds.of(standard.supervision),
        owed_since=session.day if owed else None,
    ).light


def _next_due(session: Session, actor: Actor) -> date | None:
    """The nearest date on the projects the actor sees, which may be somebody else's."""
    ahead = select(func.min(_PROJECT.next_due)).where(visible(actor), _PROJECT.next_due >= session.day)
    found: date | None = session.tx.scalar(ahead)
    return found
