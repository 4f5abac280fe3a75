"""What is wanted of the register: filters as a reader gives them, and as a statement that is built once asks for them.

Every filter that is given must hold. A `Shape` says which there are; what they are is filled in for each question, so
that readers who ask alike share one statement.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, String, bindparam, case, exists, false, func, or_, select

from lifecycle.engine import Session
from lifecycle.lights import Light, Thresholds
from lifecycle.overview.behind import Asked, Behind
from lifecycle.overview.terms import Frame, Key, Period, path_of
from lifecycle.policy import Actor, asking, sees, sees_register
from lifecycle.policy.terms import TODAY
from lifecycle.queries.reach import taking_part
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.register import search

STATES: Mapping[str, tuple[str, ...]] = {
    "draft": ("draft",),
    "running": ("active", "rework"),
    "review": ("gate_review",),
    "held": ("on_hold",),
    "ended": projects.ENDS,
}
"""The statuses by what they mean for a list."""
OPEN, ALL = "open", "all"
RESTING = ("draft", "on_hold")
"""Statuses in which a project that is not late is grey."""
SLACK = timedelta(days=15)
"""A due day lies no longer than this after the last of its yellow working days: two long holidays in a row."""

_PROJECT = projects.project.c


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted. `words` are each found in number, title, origin, or a name; `clauses` are open duties.

    `state` is one of STATES, `open` (all but the ended) or `all`; `stages` are those wanted, any where empty;
    `overdue_wd`: more working days late than that; `role`: one whose organisation takes part; `figure`: what is behind
    it, for those who see the whole register.
    """

    words: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    state: str = OPEN
    light: str | None = None
    is_mine: bool = False
    is_unassigned: bool = False
    role: str | None = None
    organisation: str | None = None
    officer: str | None = None
    overdue_wd: int | None = None
    track: str | None = None
    entry: str | None = None
    figure: Asked | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Which filters there are. `given` names those whose value is a parameter."""

    is_bureau: bool
    has_words: bool
    clauses: int
    stages: int
    state: str
    light: str | None
    is_mine: bool
    is_unassigned: bool
    given: frozenset[str]
    figure: tuple[Key, Behind] | None = None

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that can be wanted, by state and light together."""
        lit = _lit(self.light)
        return tuple(status for status in projects.STATUSES if status in wanted(self.state) and status in lit)


GIVEN = ("role", "organisation", "officer", "overdue_wd", "track", "entry")


def shape_of(session: Session, actor: Actor, filters: Filters) -> Shape:
    return Shape(
        is_bureau=actor.is_bureau and actor.administers is None,
        has_words=bool(filters.words),
        clauses=len(filters.clauses),
        stages=len(filters.stages),
        state=filters.state,
        light=filters.light,
        is_mine=filters.is_mine,
        is_unassigned=filters.is_unassigned,
        given=frozenset(name for name in GIVEN if getattr(filters, name) is not None),
        figure=_behind(session, filters.figure) if filters.figure and sees_register(actor) else None,
    )


def _behind(session: Session, asked: Asked) -> tuple[Key, Behind]:
    return path_of(asked.path), Behind.of(session, Frame(Period.of(asked.until), asked.until))


def is_known_figure(session: Session, asked: Asked) -> bool:
    """Whether there are projects behind such a figure."""
    key, behind = _behind(session, asked)
    return behind.projects(key) is not None


def values_of(session: Session, actor: Actor, filters: Filters) -> dict[str, Any]:
    """What fills a statement of this shape in."""
    late = filters.overdue_wd or 0
    numbered = (("stage", filters.stages), ("clause", filters.clauses))
    return asking(actor, session.day) | {
        search.QUESTION: search.question(session.tx.dialect.name, filters.words),
        "role": filters.role,
        "organisation": _anywhere(filters.organisation),
        "officer": _anywhere(filters.officer),
        "late": session.calendar.add_working_days(session.day, -late),
        "horizon": _horizon(session),
        "track": filters.track,
        "entry": filters.entry,
        **{f"{name}_{n}": each for name, many in numbered for n, each in enumerate(many)},
    }


def _anywhere(text: str | None) -> str | None:
    if text is None:
        return None
    escaped = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _horizon(session: Session) -> date:
    """The latest due day that can read yellow or red today."""
    standards = session.engine.standards.standards
    left = max(Thresholds.of(each.supervision).yellow_left_wd for each in standards)
    return session.calendar.add_working_days(session.day, left) + SLACK


# Clauses --------------------------------------------------------------------------------------------------------


def common(shape: Shape, dialect: str) -> Iterator[ColumnElement[bool]]:
    """What is wanted but for stage, state and light, which are counted."""
    yield sees()
    if shape.is_mine or not shape.is_bureau:
        yield _PROJECT.id.in_(taking_part())
    if shape.has_words:
        yield _PROJECT.id.in_(search.found(dialect))
    if shape.is_unassigned:
        yield _PROJECT.officer.is_(None)
        yield in_statuses(wanted(OPEN))
    yield from (_is_open(n) for n in range(shape.clauses))
    if shape.figure is not None:
        key, behind = shape.figure
        found = behind.projects(key)
        yield false() if found is None else found
    yield from (_GIVEN[name] for name in sorted(shape.given))


def wanted(state: str) -> tuple[str, ...]:
    """The statuses of a state; none for a word that is no state."""
    if state == ALL:
        return projects.STATUSES
    if state == OPEN:
        return tuple(status for status in projects.STATUSES if status not in projects.ENDS)
    return STATES.get(state, ())


def in_statuses(statuses: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(_PROJECT.status == status for status in statuses))


def light_now() -> ColumnElement[str]:
    """As `lifecycle.lights.colour`, in a column; `none` after the end."""
    return case(
        (in_statuses(projects.ENDS), "none"),
        (_PROJECT.red_on <= TODAY, Light.RED.value),
        (_PROJECT.yellow_on <= TODAY, Light.YELLOW.value),
        (in_statuses(RESTING), Light.GREY.value),
        else_=Light.GREEN.value,
    )


def _lit(light: str | None) -> tuple[str, ...]:
    """The statuses in which a project can show a light."""
    open_ones = wanted(OPEN)
    match light:
        case None:
            return projects.STATUSES
        case Light.GREY.value:
            return RESTING
        case Light.GREEN.value:
            return tuple(status for status in open_ones if status not in RESTING)
        case _:
            return open_ones


def due_range(light: str | None) -> Iterator[ColumnElement[bool]]:
    """What a light implies for the next due day, said so that an index can begin and end there."""
    if light == Light.GREEN.value:
        yield _PROJECT.next_due > TODAY
    if light in (Light.RED.value, Light.YELLOW.value):
        yield _PROJECT.next_due <= bindparam("horizon", type_=Date)


def _is_open(n: int) -> ColumnElement[bool]:
    duty = work.duty.c
    return exists().where(
        duty.project == _PROJECT.id,
        duty.code == bindparam(f"clause_{n}", type_=String),
        work.NOT_CLOSED,
    )


def _role_takes_part() -> ColumnElement[bool]:
    part = projects.participation.c
    named = part.role == bindparam("role", type_=String)
    return exists().where(part.project == _PROJECT.id, part.until.is_(None), named)


def _is_named(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a name holds what was typed, in any case."""
    return func.lower(column).like(bindparam(name, type_=String), escape="\\")


def _organisation_takes_part() -> ColumnElement[bool]:
    part, organisation = projects.participation.c, people.organisation.c
    named = (
        select(part.project)
        .join(people.organisation, organisation.id == part.organisation)
        .where(part.until.is_(None), _is_named(organisation.name, "organisation"))
    )
    return _PROJECT.id.in_(named)


def _officer_is_named() -> ColumnElement[bool]:
    person = people.person.c
    return _PROJECT.officer.in_(select(person.id).where(_is_named(person.name, "officer")))


_GIVEN: Mapping[str, ColumnElement[bool]] = {
    "role": _role_takes_part(),
    "organisation": _organisation_takes_part(),
    "officer": _officer_is_named(),
    "overdue_wd": _PROJECT.next_due < bindparam("late", type_=Date),
    "track": _PROJECT.track == bindparam("track", type_=String),
    "entry": _PROJECT.entry == bindparam("entry", type_=String),
}
