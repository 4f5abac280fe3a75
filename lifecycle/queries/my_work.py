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
    case,
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
from lifecycle.lights import Light, Thresholds, milestone_light, owed_light, thresholds_of
from lifecycle.officer import officer_of
from lifecycle.policy import Actor, asking, sees
from lifecycle.policy.terms import TODAY
from lifecycle.prepared import Prepared
from lifecycle.queries.filters import in_statuses
from lifecycle.queries.reach import taking_part
from lifecycle.queries.work_items import (
    AWAIT,
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
from lifecycle.verbs.urging import urgers
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
    """Where a list goes on: after this turn (the reader's own before what waits on others), due day, project and item;
    the last five tell the items of a project apart.
    """

    turn: int
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
    not erased. `standing` is how it stands, which is what it waits for: a state of a duty, `changes_made` for one
    handed in again, `to_hear`, `to_propose`, `to_decide` of a round, `owed` or `answered` of a debt, else empty; so
    since the day `since`, `since_wd` working days ago. `urges` is the milestone of which the reader can remind whoever
    has it, empty where there is no need or no right.
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
    standing: str
    since: date | None
    since_wd: int
    urges: str
    place: Place

    @property
    def role(self) -> str:
        return self.standard.offices[self.office].role


@dataclass(frozen=True)
class MyWork:
    """`counts` by band, and of `decisions`; `chased` of those overdue are others' to do, and the reader's to chase.
    `waiting_on` is by role. `more` is where a chosen list goes on.

    `next_due` is the nearest date to come on any project the reader sees.
    """

    items: tuple[Item, ...]
    counts: dict[str, int]
    waiting_on: dict[str, int]
    chased: int
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
    grouped = [row for row in rows if row["number"] is None]
    chased = sum(row["count"] for row in grouped if row["act"] == AWAIT and row["band"] == OVERDUE)
    more = items[PAGE - 1].place if shown is not None and len(items) > PAGE else None
    shown_items, ahead = items[:PAGE] if shown else items, _next_due(session, shape, values)
    return MyWork(shown_items, *_counted(session, grouped), chased, more, ahead)


# The statement --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _whole(shape: Shape, shown: str | None, goes_on: bool) -> Prepared:  # noqa: FBT001 - a cache key
    """The items that are shown, in their order, and then how many there are of each kind: rows without a number."""
    items = banded(shape)
    offered = pool(shape) if has_pool(shape) else None
    chosen = union_all(*_chosen(items, offered, shown, goes_on=goes_on)).subquery("chosen")
    grouped = [_grouped(items)] if offered is None else [_grouped(items), _offered(items, offered)]
    both = union_all(_shown(chosen), *grouped).subquery("both")
    return Prepared(select(both).order_by(*_order(both)), planned_once=True)


def _chosen(
    items: Any, offered: Select[Any] | None, shown: str | None, *, goes_on: bool
) -> Iterator[Select[Any]]:
    for band in BANDS if shown is None else (shown,):
        if band == UNASSIGNED and offered is not None:
            yield _first_offered(offered, goes_on=goes_on)
            continue
        one = select(items).where(_is_of(items, band), _is_after(items) if goes_on else true())
        yield select(one.order_by(*_order(items)).limit(_LIMIT).subquery())


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
    there = (
        bindparam(f"after_{name}", type_=column.type)
        for name, column in zip(Place._fields, _order(items), strict=True)
    )
    return tuple_(*_order(items)) > tuple_(*there)


def _order(items: Any) -> tuple[ColumnElement[Any], ...]:
    """The columns of a place: the reader's own first, of each what is due first."""
    return tuple(items.c["until" if name == "due" else name] for name in Place._fields)


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
            and_(rounds.debt.c.bars, in_statuses(projects.RUNNING)).label("is_judged"),
            journal.note.c.words,
            *_standing(),
            type_coerce(null(), Integer).label("count"),
        )
        .join_from(chosen, projects.project, _PROJECT.id == chosen.c.project)
        .join(work.milestone, same, isouter=True)
        .join(rounds.debt, debt, isouter=True)
        .join(work.duty, _is_row(chosen, work.duty.c, "code", "occurrence"), isouter=True)
        .join(rounds.round_, _is_row(chosen, rounds.round_.c, "gate", "n"), isouter=True)
        .join(journal.note, journal.note.c.hash == rounds.debt.c.what, isouter=True)
    )


def _standing() -> tuple[ColumnElement[Any], ...]:
    """How an item stands, and since when."""
    duty, debt, round_ = work.duty.c, rounds.debt.c, rounds.round_.c
    again = and_(duty.state == "submitted", duty.returned > 0)
    of_debt = case((debt.answered_on.is_not(None), "answered"), (debt.n.is_not(None), "owed"))
    of_round = case((round_.proposed_on.is_not(None), "to_decide"), (round_.n.is_not(None), "to_propose"))
    since = duty.since, debt.answered_on, debt.opened_on, round_.proposed_on, round_.requested_on
    return (
        func.coalesce(case((again, "changes_made"), else_=duty.state), of_debt, of_round).label("standing"),
        func.coalesce(*since).label("since"),
    )


def _is_row(chosen: Any, row: Any, code: str, n: str) -> ColumnElement[bool]:
    """Whether an item is about that duty or round, and not about a debt."""
    return and_(
        row.project == chosen.c.project,
        row.visit == chosen.c.visit,
        row[code] == chosen.c.code,
        row[n] == chosen.c.occurrence,
        chosen.c.n == 0,
    )


TOLD = ("act", "band", "office", "standard")
"""The columns that tell of what a count is."""
UNTOLD = (
    *("number", "title", "stage", "organisation", "statutory", "kind", "owed", "rung", "words"),
    *("is_judged", "standing", "since"),
)
"""Those that every item has beside its own, and no count."""


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
    nothing = (null().label(name) for name in UNTOLD)
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
    standard, due, since = session.standard(row["standard"]), row["due"], row["since"]
    between = session.calendar.working_days_between
    late = due is not None and due < session.day
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
        left_wd=None if due is None else between(session.day, due),
        is_overdue=late,
        light=_light(session, standard, row),
        standing="to_hear" if row["act"] == "consult" else row["standing"] or "",
        since=since,
        since_wd=0 if since is None else max(between(since, session.day), 0),
        urges=row["milestone"] if late and _may_urge(standard, row) else "",
        place=Place(*(row["until" if name == "due" else name] for name in Place._fields)),
    )


def _may_urge(standard: Standard, row: dict[str, Any]) -> bool:
    """Whether the reader chases whoever has it, as the project's officer. The verb asks the policy again."""
    return (
        row["kind"] is not None and bool(row["is_officer"]) and officer_of(standard).code in urgers(standard)
    )


def _light(session: Session, standard: Standard, row: dict[str, Any]) -> Light | None:
    if row["n"]:
        return _owed_light(session, thresholds_of(standard), row)
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
        thresholds=thresholds_of(standard),
        owed_since=session.day if owed else None,
    ).light


def _owed_light(session: Session, thresholds: Thresholds, row: dict[str, Any]) -> Light | None:
    """As `columns.judged_debts` has it for the project."""
    if (
        row["due"] is None
        or not row["is_judged"]
        or row["standing"] != "owed"
        or row["owed"] not in thresholds.owed
    ):
        return None
    return owed_light(row["due"], session.calendar, thresholds, session.day)
