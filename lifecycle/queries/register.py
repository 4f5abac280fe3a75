"""The register as a list: what a reader may see of it, filtered, counted and paged by next due day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.policy import Actor, visible
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from lifecycle.verbs.register import officer_of
from stages import Standard

STATES: Mapping[str, tuple[str, ...]] = {
    "draft": ("draft",),
    "running": ("active", "rework"),
    "review": ("gate_review",),
    "held": ("on_hold",),
    "ended": projects.ENDS,
}
"""The statuses by what they mean for a list."""
OPEN, ALL = "open", "all"
PAGE = 50

_PROJECT = projects.project.c


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; everything given must hold. `words` are each found in title, number or organisation.

    `state` is one of STATES, `open` (all but the ended) or `all`; `overdue_wd`: more working days late than that.
    """

    words: tuple[str, ...] = ()
    stage: str | None = None
    state: str = OPEN
    light: str | None = None
    is_mine: bool = False
    is_unassigned: bool = False
    organisation: str | None = None
    officer: str | None = None
    overdue_wd: int | None = None


class Place(NamedTuple):
    """Where the list goes on: after this due day (None: among those without one) and project."""

    due: date | None
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


def register(session: Session, actor: Actor, filters: Filters, after: Place | None = None) -> Register:
    """A page of the register, in three statements whatever its size."""
    found = session.tx.execute(_page(session, actor, filters, after)).all()
    rows = tuple(_row(session, each) for each in found[:PAGE])
    more = rows[-1].place if len(found) > PAGE else None
    return Register(rows, _counts(session, actor, filters), more)


# Filters ------------------------------------------------------------------------------------------------------


def _common(session: Session, actor: Actor, filters: Filters) -> tuple[ColumnElement[bool], ...]:
    """What is wanted but for stage, state and light, which are counted."""
    clauses = [visible(actor), *(_says(word) for word in filters.words)]
    if filters.is_mine:
        clauses.append(_takes_part(actor))
    if filters.is_unassigned:
        clauses += [not_(_officer(session)), _in_states(OPEN)]
    if filters.organisation:
        clauses.append(_organisation_says(filters.organisation))
    if filters.officer:
        clauses.append(_officer(session, people.person.c.name.icontains(filters.officer, autoescape=True)))
    if filters.overdue_wd is not None:
        late = session.calendar.add_working_days(session.day, -filters.overdue_wd)
        clauses.append(_PROJECT.next_due < late)
    return tuple(clauses)


def _says(word: str) -> ColumnElement[bool]:
    own = (_PROJECT.title.icontains(word, autoescape=True), _PROJECT.number.icontains(word, autoescape=True))
    return or_(*own, _organisation_says(word))


def _organisation_says(word: str) -> ColumnElement[bool]:
    part, organisation = projects.participation.c, people.organisation.c
    return exists().where(
        part.project == _PROJECT.id,
        part.until.is_(None),
        organisation.id == part.organisation,
        organisation.name.icontains(word, autoescape=True),
    )


def _takes_part(actor: Actor) -> ColumnElement[bool]:
    seat, part, member = projects.seat.c, projects.participation.c, people.member.c
    seated = select(seat.project).where(seat.person == actor.id, seat.until.is_(None))
    through = (
        select(part.project)
        .join(people.member, member.organisation == part.organisation)
        .where(part.until.is_(None), member.person == actor.id, member.until.is_(None))
    )
    return or_(_PROJECT.id.in_(seated), _PROJECT.id.in_(through))


def _officer(session: Session, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody (of whom more holds) is the project's officer."""
    seat = projects.seat.c
    return exists().where(
        seat.project == _PROJECT.id,
        seat.office == _officer_office(session),
        seat.until.is_(None),
        people.person.c.id == seat.person,
        *more,
    )


def _officer_office(session: Session) -> ColumnElement[str]:
    standards = session.engine.standards.standards
    return case({each.version: officer_of(each).code for each in standards}, value=_PROJECT.standard)


def _in_states(state: str) -> ColumnElement[bool]:
    if state == ALL:
        return true()
    if state == OPEN:
        return _PROJECT.status.not_in(projects.ENDS)
    return _PROJECT.status.in_(STATES[state]) if state in STATES else false()


def _light(day: date) -> ColumnElement[str]:
    """As `lifecycle.lights.colour`, in a column; `none` after the end."""
    return case(
        (_PROJECT.status.in_(projects.ENDS), "none"),
        (_PROJECT.red_on <= day, Light.RED.value),
        (_PROJECT.yellow_on <= day, Light.YELLOW.value),
        (_PROJECT.status.in_(("draft", "on_hold")), Light.GREY.value),
        else_=Light.GREEN.value,
    )


# Rows ---------------------------------------------------------------------------------------------------------


def _page(session: Session, actor: Actor, filters: Filters, after: Place | None) -> Select[Any]:
    wanted = [*_common(session, actor, filters), _in_states(filters.state), _is_after(after)]
    if filters.stage:
        wanted.append(_PROJECT.stage == filters.stage)
    if filters.light:
        wanted.append(_light(session.day) == filters.light)
    order = (_PROJECT.next_due.asc().nulls_last(), _PROJECT.id)
    visit = projects.visit.c
    stay = and_(visit.project == _PROJECT.id, visit.n == _PROJECT.visit)
    chosen = (
        select(
            projects.project,
            visit.entered_on,
            _light(session.day).label("light"),
            _ball().label("office"),
            _kinds().label("kinds"),
            _officer_name(session).label("officer"),
        )
        .join_from(projects.project, projects.visit, stay)
        .where(*wanted)
        .order_by(*order)
        .limit(PAGE + 1)
        .subquery()
    )
    return select(chosen, _organisation(chosen)).order_by(chosen.c.next_due.asc().nulls_last(), chosen.c.id)


def _is_after(after: Place | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    if after.due is None:
        return and_(_PROJECT.next_due.is_(None), _PROJECT.id > after.project)
    same_day = and_(_PROJECT.next_due == after.due, _PROJECT.id > after.project)
    return or_(_PROJECT.next_due > after.due, same_day, _PROJECT.next_due.is_(None))


def _ball() -> Any:
    """The office whose turn it is: of the open round, or of the required duty that is due first."""
    round_, duty = rounds.round_.c, work.duty.c
    in_round = select(
        case((round_.proposed_by.is_not(None), round_.decide_office), else_=round_.propose_office)
    ).where(round_.project == _PROJECT.id, round_.option.is_(None))
    turn = case((duty.state == "submitted", duty.confirmer), else_=duty.doer)
    return case(
        (_PROJECT.status == "gate_review", in_round.limit(1).scalar_subquery()),
        (_PROJECT.status.in_(STATES["running"]), _of_first_duty(turn)),
        else_=None,
    )


def _kinds() -> Any:
    """The kinds of organisation that the duty due first binds, while it is its doer's turn; empty for any."""
    duty = work.duty.c
    bound = case((duty.state == "submitted", ""), else_=duty.kinds)
    return case((_PROJECT.status.in_(STATES["running"]), _of_first_duty(bound)), else_="")


def _of_first_duty(column: Any) -> Any:
    duty = work.duty.c
    return (
        select(column)
        .where(
            duty.project == _PROJECT.id,
            duty.required,
            duty.state.not_in(work.DUTY_CLOSED),
            duty.waits_for.is_(None),
        )
        .order_by(duty.due.asc().nulls_last(), duty.code)
        .limit(1)
        .scalar_subquery()
    )


def _organisation(chosen: Any) -> ColumnElement[str | None]:
    """One organisation that exercises the office there and is of the kind that is bound, by name."""
    part, organisation = projects.participation.c, people.organisation.c
    bound = or_(chosen.c.kinds == "", chosen.c.kinds.contains(literal(",") + part.kind + literal(",")))
    return (
        select(func.min(organisation.name))
        .join_from(projects.participation, people.organisation, organisation.id == part.organisation)
        .where(part.project == chosen.c.id, part.office == chosen.c.office, part.until.is_(None), bound)
        .scalar_subquery()
        .label("organisation")
    )


def _officer_name(session: Session) -> ColumnElement[str | None]:
    seat, person = projects.seat.c, people.person.c
    return (
        select(person.name)
        .join_from(projects.seat, people.person, person.id == seat.person)
        .where(seat.project == _PROJECT.id, seat.office == _officer_office(session), seat.until.is_(None))
        .limit(1)
        .scalar_subquery()
    )


def _row(session: Session, row: Any) -> RegisterRow:
    standard, calendar = session.standard(row.standard, row.track), session.calendar
    due = row.next_due
    return RegisterRow(
        number=row.number,
        title=row.title,
        standard=standard,
        stage=row.stage,
        status=row.status,
        entered_on=row.entered_on,
        days_wd=max(calendar.working_days_between(row.entered_on, session.day), 0),
        longest_wd=standard.stages[row.stage].duration.longest_wd,
        office=row.office,
        organisation=row.organisation,
        officer=row.officer,
        light=None if row.light == "none" else Light(row.light),
        next_due=due,
        left_wd=None if due is None else calendar.working_days_between(session.day, due),
        is_overdue=due is not None and due < session.day,
        place=Place(due, row.id),
    )


# Counts -------------------------------------------------------------------------------------------------------


def _counts(session: Session, actor: Actor, filters: Filters) -> Counts:
    state = case({status: name for name, group in STATES.items() for status in group}, value=_PROJECT.status)
    light = _light(session.day)
    grouped = (
        select(_PROJECT.stage, state.label("state"), light.label("light"), func.count().label("n"))
        .where(*_common(session, actor, filters))
        .group_by(_PROJECT.stage, state, light)
    )
    rows = [
        (
            row,
            filters.stage in (None, row.stage),
            _fits(filters, row.state),
            filters.light in (None, row.light),
        )
        for row in session.tx.execute(grouped)
    ]
    stages, states, lights = Counter[str](), Counter[str](), Counter[str]()
    for row, in_stage, in_state, in_light in rows:
        stages[row.stage] += row.n * (in_state and in_light)
        states[row.state] += row.n * (in_stage and in_light)
        lights[row.light] += row.n * (in_stage and in_state)
    total = sum(row.n for row, *fits in rows if all(fits))
    return Counts(total, stages, states, lights)


def _fits(filters: Filters, state: str) -> bool:
    return filters.state in (ALL, state) or (filters.state == OPEN and state != "ended")
