"""What is waiting for one person, on all projects: what they can do now, and whom they wait for.

One statement weighs all there is, once, and gives both the counts and the few items that are shown; it is built once
for readers of the same kind. The number of statements does not depend on how much there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
    union_all,
)

from lifecycle.engine import Session
from lifecycle.lights import Light, Thresholds, milestone_light
from lifecycle.policy import Actor, asking, sees
from lifecycle.policy.terms import TODAY
from lifecycle.prepared import Prepared
from lifecycle.queries.reach import taking_part
from lifecycle.queries.work_items import (
    BANDS,
    LATER,
    OVERDUE,
    UNASSIGNED,
    WAITING,
    WEEK,
    WEEK_ENDS,
    banded,
    pool,
)
from lifecycle.queries.work_shape import TAKE, Shape, has_pool, shape_of
from lifecycle.records import journal, people, rounds, work
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
    "answer_extension",
)
"""The acts by which one judges what others have done."""
DECISIONS = "decisions"
SHOWN = (*BANDS, DECISIONS)
AT_A_GLANCE = 8
PAGE = 50
_LIMIT = bindparam("limit", type_=Integer)

_PROJECT = projects.project.c


class Place(NamedTuple):
    """Where a list goes on: after this due day, project and item; the last five tell the items of a project apart."""

    due: date
    project: int
    act: str
    code: str
    visit: int
    occurrence: int
    n: int


@dataclass(frozen=True)
class Item:
    """One thing to do, or to wait for. `act` names what is to be done, `office` who does it, `code` the clause.

    `is_mine` is false for what others have to do. `n` is the number of a debt, else 0. `left_wd` are working days
    until (negative: since) the due day; both None without one. `light` is None where nothing is judged. Of a debt,
    `owed` is its kind, `rung` the one that asked for it if one did, and `words` say what, if somebody did and they were
    not erased.
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
    owed: str | None
    rung: str | None
    words: str | None
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
    shape = shape_of(actor, session.engine.standards.standards)
    values = asking(actor, session.day) | {
        WEEK_ENDS.key: session.day + timedelta(days=6 - session.day.weekday()),
        "limit": AT_A_GLANCE if shown is None else PAGE + 1,
        **{f"after_{name}": value for name, value in (after._asdict() if after else {}).items()},
    }
    rows = _whole(shape, shown, after is not None).rows(session.tx, values)
    items = tuple(_item(session, row) for row in rows if row["number"] is not None)
    counts, waiting_on = _counted(session, [row for row in rows if row["number"] is None])
    more = items[PAGE - 1].place if shown is not None and len(items) > PAGE else None
    return MyWork(
        items[:PAGE] if shown else items, counts, waiting_on, more, _next_due(session, shape, values)
    )


# The statement --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _whole(shape: Shape, shown: str | None, goes_on: bool) -> Prepared:  # noqa: FBT001 - a cache key
    """The items that are shown, in their order, and then how many there are of each kind: rows without a number."""
    items = banded(shape)
    offered = pool(shape) if has_pool(shape) else None
    chosen = union_all(*_chosen(items, offered, shown, goes_on=goes_on)).subquery("chosen")
    grouped = [_grouped(items)] if offered is None else [_grouped(items), _offered(items, offered)]
    both = union_all(_shown(chosen), *grouped).subquery("both")
    return Prepared(select(both).order_by(both.c.until, *(both.c[name] for name in Place._fields[1:])))


def _chosen(
    items: Any, offered: Select[Any] | None, shown: str | None, *, goes_on: bool
) -> Iterator[Select[Any]]:
    order = items.c.until, *(items.c[name] for name in Place._fields[1:])
    for band in BANDS if shown is None else (shown,):
        if band == UNASSIGNED and offered is not None:
            yield _first_offered(offered, goes_on=goes_on)
            continue
        one = select(items).where(_is_of(items, band), _is_after(items) if goes_on else true())
        yield select(one.order_by(*order).limit(_LIMIT).subquery())


def _first_offered(offered: Select[Any], *, goes_on: bool) -> Select[Any]:
    """Those without an officer tell themselves apart by their id alone, along which the index has them."""
    after = _PROJECT.id > bindparam("after_project", type_=Integer) if goes_on else true()
    return select(offered.where(after).order_by(_PROJECT.id).limit(_LIMIT).subquery())


def _is_of(items: Any, band: str) -> ColumnElement[bool]:
    if band == DECISIONS:
        return or_(*(items.c.act == act for act in JUDGING))
    same: ColumnElement[bool] = items.c.band == band
    return same


def _is_after(items: Any) -> ColumnElement[bool]:
    here = tuple_(items.c.until, *(items.c[name] for name in Place._fields[1:]))
    there = (
        bindparam(f"after_{name}", type_=items.c["until" if name == "due" else name].type)
        for name in Place._fields
    )
    return here > tuple_(*there)


def _shown(chosen: Any) -> Select[Any]:
    milestone = work.milestone.c
    same = and_(
        milestone.project == chosen.c.project,
        milestone.visit == chosen.c.visit,
        milestone.code == chosen.c.milestone,
        milestone.occurrence == chosen.c.occurrence,
    )
    debt = and_(rounds.debt.c.project == chosen.c.project, rounds.debt.c.n == chosen.c.n)
    return (
        select(
            chosen,
            _PROJECT.number,
            _PROJECT.title,
            _PROJECT.stage,
            _organisation(chosen),
            milestone.statutory,
            milestone.kind,
            rounds.debt.c.kind.label("owed"),
            rounds.debt.c.rung,
            journal.note.c.words,
            type_coerce(null(), Integer).label("count"),
        )
        .join_from(chosen, projects.project, _PROJECT.id == chosen.c.project)
        .join(work.milestone, same, isouter=True)
        .join(rounds.debt, debt, isouter=True)
        .join(journal.note, journal.note.c.hash == rounds.debt.c.what, isouter=True)
    )


TOLD = ("act", "band", "office", "standard")
"""The columns that tell of what a count is."""


def _grouped(items: Any) -> Select[Any]:
    """The counts, in the columns of the items."""
    return _counts(items, {name: items.c[name] for name in TOLD}).group_by(*(items.c[name] for name in TOLD))


def _offered(items: Any, offered: Select[Any]) -> Select[Any]:
    """The count of what is offered, in the same columns."""
    told = {name: literal("", String).label(name) for name in TOLD}
    told |= {"act": literal(TAKE, String).label("act"), "band": literal(UNASSIGNED, String).label("band")}
    return _counts(items, told).select_from(offered.with_only_columns(_PROJECT.id).subquery())


def _counts(items: Any, told: dict[str, Any]) -> Select[Any]:
    columns = [told.get(name, null().label(name)) for name in items.columns.keys()]  # noqa: SIM118 - a collection of columns
    nothing = (
        null().label(name)
        for name in ("number", "title", "stage", "organisation", "statutory", "kind", "owed", "rung", "words")
    )
    return select(*columns, *nothing, func.count().label("count"))


def _organisation(chosen: Any) -> ColumnElement[str | None]:
    """One organisation that exercises the office there, by name."""
    part, organisation = projects.participation.c, people.organisation.c
    bound = or_(chosen.c.kinds == "", chosen.c.kinds.contains(literal(",") + part.kind + literal(",")))
    name = (
        select(func.min(organisation.name))
        .join_from(projects.participation, people.organisation, organisation.id == part.organisation)
        .where(part.project == chosen.c.project, part.office == chosen.c.office, part.until.is_(None), bound)
    )
    return name.scalar_subquery().label("organisation")


@lru_cache(maxsize=2)
def _ahead(is_bureau: bool) -> Prepared:  # noqa: FBT001 - a cache key
    ahead = select(func.min(_PROJECT.next_due).label("day")).where(_PROJECT.next_due >= TODAY, sees())
    return Prepared(ahead if is_bureau else ahead.where(_PROJECT.id.in_(taking_part())))


# Answers ------------------------------------------------------------------------------------------------------


def _next_due(session: Session, shape: Shape, values: dict[str, Any]) -> date | None:
    """The nearest date on the projects the actor sees, which may be somebody else's."""
    found = _ahead(shape.is_bureau).row(session.tx, values)
    return found["day"] if found else None


def _counted(session: Session, rows: list[dict[str, Any]]) -> tuple[dict[str, int], dict[str, int]]:
    counts, waiting_on = dict.fromkeys(SHOWN, 0), dict[str, int]()
    for row in rows:
        counts[row["band"]] += row["count"]
        if row["act"] in JUDGING:
            counts[DECISIONS] += row["count"]
        if row["band"] == WAITING:
            role = session.standard(row["standard"]).offices[row["office"]].role
            waiting_on[role] = waiting_on.get(role, 0) + row["count"]
    return counts, waiting_on


def _item(session: Session, row: dict[str, Any]) -> Item:
    standard, due = session.standard(row["standard"]), row["due"]
    return Item(
        act=row["act"],
        is_mine=bool(row["is_mine"]),
        band=row["band"],
        number=row["number"],
        title=row["title"],
        standard=standard,
        stage=row["stage"],
        office=row["office"],
        organisation=row["organisation"],
        code=row["code"],
        occurrence=row["occurrence"],
        n=row["n"],
        owed=row["owed"],
        rung=row["rung"],
        words=row["words"],
        due=due,
        left_wd=None if due is None else session.calendar.working_days_between(session.day, due),
        is_overdue=due is not None and due < session.day,
        light=_light(session, standard, row),
        place=Place(row["until"], *(row[name] for name in Place._fields[1:])),
    )


def _light(session: Session, standard: Standard, row: dict[str, Any]) -> Light | None:
    owed = row["milestone"] in standard.flow.mid_entry_rules  # the milestone of that stands elsewhere
    if row["due"] is None or (row["kind"] is None and not owed):
        return None
    return milestone_light(
        kind=row["kind"] or "deadline",
        statutory=bool(row["statutory"]),
        due=row["due"],
        finished_on=None,
        held=False,
        started=True,
        today=session.day,
        calendar=session.calendar,
        thresholds=Thresholds.of(standard.supervision),
        owed_since=session.day if owed else None,
    ).light
