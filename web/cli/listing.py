"""The projects of the register that somebody may see, for lists on the command line."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.policy import Actor, visible
from lifecycle.queries.project import light_of
from lifecycle.records import project as projects
from lifecycle.records.project import ProjectRow


@dataclass(frozen=True)
class Wanted:
    """Which projects: each that is None asks for any. `after` is the number where the page before ended."""

    stage: str | None = None
    status: str | None = None
    light: str | None = None
    title: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class Listed:
    """One line of the register."""

    number: str
    title: str
    stage: str
    status: str
    light: Light
    next_due: date | None
    open_required: int
    registered_on: date


def listed(session: Session, actor: Actor, wanted: Wanted) -> list[Listed]:
    """By number, at most `limit`."""
    project = projects.project
    statement = (
        select(project)
        .where(visible(actor), *_clauses(session, wanted))
        .order_by(project.c.number)
        .limit(wanted.limit)
    )
    return [_line(session, ProjectRow.of(row)) for row in session.tx.execute(statement)]


def _clauses(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    project = projects.project.c
    clauses: list[ColumnElement[bool]] = []
    if wanted.stage is not None:
        clauses.append(project.stage == wanted.stage)
    if wanted.status is not None:
        clauses.append(project.status == wanted.status)
    if wanted.title is not None:
        clauses.append(project.title.contains(wanted.title, autoescape=True))
    if wanted.after is not None:
        clauses.append(project.number > wanted.after)
    if wanted.light is not None:
        clauses.append(_of_light(wanted.light, session.day))
    return clauses


def _of_light(light: str, day: date) -> ColumnElement[bool]:
    """The same reading as `light_of`, in SQL: red wins over yellow, and both over the grey of a project that rests."""
    project = projects.project.c
    red = and_(project.red_on.is_not(None), project.red_on <= day)
    yellow = and_(project.yellow_on.is_not(None), project.yellow_on <= day, ~red)
    rests = project.status.in_(("draft", "on_hold"))
    calm = and_(~red, ~yellow)
    return {
        Light.RED: red,
        Light.YELLOW: yellow,
        Light.GREY: and_(calm, rests),
        Light.GREEN: and_(calm, ~rests),
    }[Light(light)]


def _line(session: Session, row: ProjectRow) -> Listed:
    return Listed(
        row.number,
        row.title,
        row.stage,
        row.status,
        light_of(row, session.day),
        row.next_due,
        row.open_required,
        row.registered_on,
    )
