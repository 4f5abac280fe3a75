"""The register as a list: what a reader may see of it, filtered, counted, and paged along an index.

A page is drawn from short selects, one for each run of an index that can hold some of it: each stage and status that is
wanted, the dated apart from the undated. Each stops after a page, so its cost does not grow with the register. Only the
rows that are shown are then joined with the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from typing import cast as cast_type

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.policy import Actor
from lifecycle.policy.terms import TODAY
from lifecycle.prepared import Prepared
from lifecycle.queries.filters import (
    ALL,
    OPEN,
    RESTING,
    STATES,
    Filters,
    Shape,
    common,
    due_range,
    in_statuses,
    light_now,
    shape_of,
    values_of,
)
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from stages import Standard

__all__ = [
    "ALL",
    "OPEN",
    "SORTS",
    "STATES",
    "Counts",
    "Filters",
    "Place",
    "Register",
    "RegisterRow",
    "register",
]

PAGE = 50
EVERYTHING = Filters(state=ALL)
Sort = Literal["due", "newest", "oldest", "stay"]
SORTS: tuple[Sort, ...] = ("due", "newest", "oldest", "stay")
"""By next due day, by registration either way, and by the time in the present stage, longest first: each along an
index. What has ended stays in no stage, and `stay` leaves it out.
"""

_PROJECT, _VISIT = projects.project.c, projects.visit.c


class Place(NamedTuple):
    """Where the list goes on: after this day (None: among those without one, or where no day sorts) and project."""

    day: date | None
    project: int


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One project. `days_wd` are working days in the present stage, which takes `longest_wd` at most.

    `office` is whose ball it is, as far as columns tell; None on hold and after the end. `light` is None after the end.
    """

    number: str
    title: str
    standard: Standard
    stage: str
    status: str
    track: str
    entry: str
    registered_on: date
    entered_on: date
    days_wd: int
    longest_wd: int
    office: str | None
    organisation: str | None
    officer: str | None
    light: Light | None
    next_due: date | None
    left_wd: int | None
    is_overdue: bool
    place: Place


@dataclass(frozen=True)
class Counts:
    """How many there are of each, under the other filters: so that each number is that of the list behind it."""

    total: int = 0
    stages: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    lights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    rows: tuple[RegisterRow, ...]
    counts: Counts
    more: Place | None


def register(
    session: Session, actor: Actor, filters: Filters, after: Place | None = None, sort: Sort = "due"
) -> Register:
    """A page of the register with its totals, in two statements whatever its size."""
    found = page_of(session, actor, filters, after, sort=sort, limit=PAGE + 1)
    more = found[PAGE - 1].place if len(found) > PAGE else None
    return Register(found[:PAGE], counts_of(session, actor, filters), more)


def board(
    session: Session, actor: Actor, filters: Filters, stages: tuple[str, ...], cards: int
) -> Mapping[str, tuple[RegisterRow, ...]]:
    """The first few projects of each of these stages, by next due day, in one statement."""
    asked = replace(filters, stages=stages)
    values = values_of(session, actor, asked) | {"limit": cards}
    statement = _board(shape_of(session, actor, asked), session.tx.dialect.name)
    rows = [_row(session, each, "due") for each in statement.rows(session.tx, values)]
    return {stage: tuple(row for row in rows if row.stage == stage) for stage in stages}


def page_of(
    session: Session,
    actor: Actor,
    filters: Filters,
    after: Place | None = None,
    *,
    sort: Sort = "due",
    limit: int,
) -> tuple[RegisterRow, ...]:
    """At most `limit` rows, from `after` on."""
    asked = _spread(filters, session.engine.standards.standards)
    values = values_of(session, actor, asked) | {"limit": limit}
    if after is not None:
        values |= {"after_day": after.day, "after_project": after.project}
    statement = _page(shape_of(session, actor, asked), session.tx.dialect.name, sort, _begin(after, sort))
    return tuple(_row(session, each, sort) for each in statement.rows(session.tx, values))


def _spread(filters: Filters, standards: Sequence[Standard]) -> Filters:
    """The same filters, with every stage named where that lets each status be read along its own run."""
    if filters.stages or (filters.state in (OPEN, ALL) and filters.light != Light.GREY.value):
        return filters
    return replace(filters, stages=tuple(dict.fromkeys(code for each in standards for code in each.stages)))


# Which rows are shown -------------------------------------------------------------------------------------------

Begin = Literal["top", "dated", "undated"]
"""Whether a page begins at the top, after a day, or among those without one."""
_LIMIT = bindparam("limit", type_=Integer)
_AFTER_DAY, _AFTER = bindparam("after_day", type_=Date), bindparam("after_project", type_=Integer)


def _begin(after: Place | None, sort: Sort) -> Begin:
    if after is None:
        return "top"
    return "dated" if after.day is not None or sort != "due" else "undated"


@lru_cache(maxsize=512)
def _page(shape: Shape, dialect: str, sort: Sort, begin: Begin) -> Prepared:
    places = range(shape.stages)
    cells = _cells(shape, places) if sort == "due" else [_narrow(shape, places)]
    return Prepared(_complete(_first(shape, dialect, cells, sort, begin), sort, dialect))


@lru_cache(maxsize=128)
def _board(shape: Shape, dialect: str) -> Prepared:
    each = (_first(shape, dialect, _cells(shape, (n,)), "due", "top") for n in range(shape.stages))
    return Prepared(
        _complete(union_all(*(select(first) for first in each)).subquery("board"), "due", dialect)
    )


def _first(
    shape: Shape, dialect: str, cells: list[list[ColumnElement[bool]]], sort: Sort, begin: Begin
) -> Any:
    """The first so many of all cells: each is read along its run of the index, and stops by itself."""
    wanted = list(common(shape, dialect))
    runs = [run.where(*wanted, *cell) for cell in cells for run in _runs(shape, sort, begin)]
    drawn = union_all(*(select(run.limit(_LIMIT).subquery()) for run in runs)).subquery()
    return select(drawn).order_by(*_order(drawn.c, sort)).limit(_LIMIT).subquery()


def _cells(shape: Shape, stages: Iterable[int]) -> list[list[ColumnElement[bool]]]:
    """The parts of the register in which rows are looked for: each stage and status, or all of it at once where an
    index on something else leads to the rows.
    """
    led = shape.is_mine or shape.is_unassigned or shape.has_words or not shape.is_bureau
    if led or not shape.stages or not shape.given.isdisjoint({"organisation", "officer"}):
        return [_narrow(shape, stages)]
    return [
        [_in_stages((n,)), in_statuses((status,)), *_lit(shape)] for n in stages for status in shape.statuses
    ]


def _narrow(shape: Shape, stages: Iterable[int]) -> list[ColumnElement[bool]]:
    """Stage, state and light as plain conditions."""
    placed = [_in_stages(stages)] if shape.stages else []
    return [in_statuses(shape.statuses), *placed, *_lit(shape)]


def _in_stages(stages: Iterable[int]) -> ColumnElement[bool]:
    return or_(*(_PROJECT.stage == bindparam(f"stage_{n}", type_=String) for n in stages))


def _lit(shape: Shape) -> list[ColumnElement[bool]]:
    return [] if shape.light is None else [light_now() == shape.light]


def _runs(shape: Shape, sort: Sort, begin: Begin) -> Iterator[Select[Any]]:
    """Selects of id and day along an index. What has no due day sorts last, in a run of its own."""
    match sort:
        case "due":
            yield from _due_runs(shape, begin)
        case "stay":
            here = _VISIT.entered_on, _VISIT.project
            present = and_(
                _VISIT.project == _PROJECT.id, _VISIT.n == _PROJECT.visit, _VISIT.left_on.is_(None)
            )
            run = select(_PROJECT.id, _VISIT.entered_on.label("day")).join_from(
                projects.visit, projects.project, present
            )
            yield (run if begin == "top" else run.where(tuple_(*here) > tuple_(_AFTER_DAY, _AFTER))).order_by(
                *here
            )
        case "newest":
            run = select(_PROJECT.id, _NO_DAY).order_by(_PROJECT.id.desc())
            yield run if begin == "top" else run.where(_PROJECT.id < _AFTER)
        case "oldest":
            run = select(_PROJECT.id, _NO_DAY).order_by(_PROJECT.id)
            yield run if begin == "top" else run.where(_PROJECT.id > _AFTER)


_NO_DAY = cast(null(), Date).label("day")


def _due_runs(shape: Shape, begin: Begin) -> Iterator[Select[Any]]:
    along = _PROJECT.next_due, _PROJECT.id
    by_due = select(_PROJECT.id, _PROJECT.next_due.label("day")).order_by(*along)
    if begin == "dated":
        yield by_due.where(tuple_(_PROJECT.next_due, _PROJECT.id) > tuple_(_AFTER_DAY, _AFTER))
    elif begin == "top":
        yield by_due.where(_PROJECT.next_due.is_not(None), *due_range(shape.light))
    # In the order of the index, though no day differs: by id alone PostgreSQL would read every project there is.
    undated = select(_PROJECT.id, _NO_DAY).where(_PROJECT.next_due.is_(None)).order_by(*along)
    yield undated.where(_PROJECT.id > _AFTER) if begin == "undated" else undated


def _order(columns: Any, sort: Sort) -> tuple[Any, ...]:
    if sort in ("newest", "oldest"):
        return (columns.id.desc() if sort == "newest" else columns.id,)
    return columns.day.is_(None), columns.day, columns.id


# What is said of them -------------------------------------------------------------------------------------------


def _complete(chosen: Any, sort: Sort, dialect: str) -> Select[Any]:
    """The rows that are shown with all that is said of them, in their order."""
    first, is_first = _first_duty(dialect)
    stay = and_(_VISIT.project == _PROJECT.id, _VISIT.n == _PROJECT.visit)
    rows = (
        select(
            chosen.c.day,
            _PROJECT.id,
            _PROJECT.number,
            _PROJECT.title,
            _PROJECT.standard,
            _PROJECT.stage,
            _PROJECT.status,
            _PROJECT.track,
            _PROJECT.entry,
            _PROJECT.registered_on,
            _PROJECT.next_due,
            _VISIT.entered_on,
            light_now().label("light"),
            _ball(first.c).label("office"),
            _kinds(first.c).label("kinds"),
            _officer_name().label("officer_name"),
        )
        .join_from(chosen, projects.project, _PROJECT.id == chosen.c.id)
        .join(projects.visit, stay)
        .join(first, is_first, isouter=True)
        .cte("shown")
    )
    return select(rows, _organisation(rows)).order_by(*_order(rows.c, sort))


def _ball(duty: Any) -> Any:
    """The office whose turn it is: of the open round, or of the required duty that is due first."""
    round_ = rounds.round_.c
    in_round = select(
        case((round_.proposed_by.is_not(None), round_.decide_office), else_=round_.propose_office)
    ).where(round_.project == _PROJECT.id, round_.option.is_(None))
    return case(
        (_PROJECT.status == "gate_review", in_round.limit(literal(1)).scalar_subquery()),
        (duty.state == "submitted", duty.confirmer),
        else_=duty.doer,
    )


def _kinds(duty: Any) -> Any:
    """The kinds of organisation that the duty due first binds, while it is its doer's turn; empty for any."""
    return case((duty.state == "submitted", ""), else_=func.coalesce(duty.kinds, ""))


def _first_duty(dialect: str) -> tuple[Any, ColumnElement[bool]]:
    """Of a running project the required duty that is due first, and how it is joined: asked once for all that is said
    of it. Where PostgreSQL may choose, it looks for the first duty of every project there is.
    """
    runs = in_statuses(STATES["running"])
    if dialect == "sqlite":
        first = work.duty.alias("first_duty")
        key = tuple_(first.c.visit, first.c.code, first.c.occurrence)
        found = cast_type("ColumnElement[Any]", _by_due("visit", "code", "occurrence").self_group())
        is_first = BinaryExpression(key, found, operators.eq, type_=Boolean())
        return first, and_(first.c.project == _PROJECT.id, runs, is_first)
    return _by_due("state", "doer", "confirmer", "kinds").lateral("first_duty"), runs


def _by_due(*columns: str) -> Select[Any]:
    duty = work.duty.c
    return (
        select(*(duty[name] for name in columns))
        .where(duty.project == _PROJECT.id, duty.required, work.NOT_CLOSED, duty.waits_for.is_(None))
        .order_by(duty.due.is_(None), duty.due, duty.code)
        .limit(literal(1))
        .correlate(projects.project)
    )


def _organisation(shown: Any) -> ColumnElement[str | None]:
    """One organisation that exercises the office there and is of the kind that is bound, by name."""
    part, organisation = projects.participation.c, people.organisation.c
    bound = or_(shown.c.kinds == "", shown.c.kinds.contains(literal(",") + part.kind + literal(",")))
    return (
        select(func.min(organisation.name))
        .join_from(projects.participation, people.organisation, organisation.id == part.organisation)
        .where(part.project == shown.c.id, part.office == shown.c.office, part.until.is_(None), bound)
        .scalar_subquery()
        .label("organisation")
    )


def _officer_name() -> Any:
    person = people.person.c
    return select(person.name).where(person.id == _PROJECT.officer).scalar_subquery()


def _row(session: Session, row: Mapping[str, Any], sort: Sort) -> RegisterRow:
    standard, calendar = session.standard(row["standard"], row["track"]), session.calendar
    due = row["next_due"]
    return RegisterRow(
        number=row["number"],
        title=row["title"],
        standard=standard,
        stage=row["stage"],
        status=row["status"],
        track=row["track"],
        entry=row["entry"],
        registered_on=row["registered_on"],
        entered_on=row["entered_on"],
        days_wd=max(calendar.working_days_between(row["entered_on"], session.day), 0),
        longest_wd=standard.stages[row["stage"]].duration.longest_wd,
        office=row["office"],
        organisation=row["organisation"],
        officer=row["officer_name"],
        light=None if row["light"] == "none" else Light(row["light"]),
        next_due=due,
        left_wd=None if due is None else calendar.working_days_between(session.day, due),
        is_overdue=due is not None and due < session.day,
        place=Place(row["day"] if sort in ("due", "stay") else None, row["id"]),
    )


# Counts -------------------------------------------------------------------------------------------------------


def counts_of(session: Session, actor: Actor, filters: Filters) -> Counts:
    """The totals under these filters. Those of the whole register are kept while nothing happens in it."""
    stages, states, lights, total = Counter[str](), Counter[str](), Counter[str](), 0
    for row in _groups(session, actor, filters):
        state = next(name for name, group in STATES.items() if row["status"] in group)
        in_stage = not filters.stages or row["stage"] in filters.stages
        in_state = filters.state in (ALL, state) or (filters.state == OPEN and state != "ended")
        lit = _lights_of(row)
        wanted = sum(n for light, n in lit.items() if filters.light in (None, light))
        stages[row["stage"]] += wanted * in_state
        states[state] += wanted * in_stage
        total += wanted * (in_stage and in_state)
        for light, n in lit.items():
            lights[light] += n * (in_stage and in_state)
    return Counts(total, stages, states, lights)


def _groups(session: Session, actor: Actor, filters: Filters) -> list[dict[str, Any]]:
    wide = replace(filters, stages=(), state=ALL, light=None)
    shape = shape_of(session, actor, wide)
    values = values_of(session, actor, filters)

    def count() -> list[dict[str, Any]]:
        return _grouped(shape, session.tx.dialect.name).rows(session.tx, values)

    if shape.is_bureau and wide == EVERYTHING:
        return session.engine.kept.answer(session, "groups", count)
    return count()


def _lights_of(row: Mapping[str, Any]) -> dict[str, int]:
    """How many of a group show which light, as `light_now` says of each."""
    if row["status"] in projects.ENDS:
        return {"none": row["n"]}
    calm = Light.GREY if row["status"] in RESTING else Light.GREEN
    late = {Light.RED.value: row["red"], Light.YELLOW.value: row["yellow"]}
    return late | {calm.value: row["n"] - row["red"] - row["yellow"]}


@lru_cache(maxsize=256)
def _grouped(shape: Shape, dialect: str) -> Prepared:
    """Groups in the order of the index that holds all that is asked, with the colours as sums: nothing is sorted."""
    red = case((_PROJECT.red_on <= TODAY, 1), else_=0)
    yellow = case((_PROJECT.red_on <= TODAY, 0), (_PROJECT.yellow_on <= TODAY, 1), else_=0)
    sums = func.count().label("n"), func.sum(red).label("red"), func.sum(yellow).label("yellow")
    groups = _PROJECT.stage, _PROJECT.status
    return Prepared(select(*groups, *sums).where(*common(shape, dialect)).group_by(*groups))
