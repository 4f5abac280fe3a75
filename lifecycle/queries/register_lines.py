"""The register line by line, in the order of its numbers: for the command line and for programs that read all of it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.policy import Actor, visible
from lifecycle.queries.register import colour_of
from lifecycle.records import project as projects


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
class Line:
    """One project. Its light does not go out with its end."""

    number: str
    title: str
    stage: str
    status: str
    light: Light
    next_due: date | None
    open_required: int
    registered_on: date


def register_lines(session: Session, actor: Actor, wanted: Wanted) -> list[Line]:
    """What somebody may see, by number, at most `limit`."""
    project = projects.project.c
    light = colour_of(session.day)
    statement = (
        select(
            project.number,
            project.title,
            project.stage,
            project.status,
            light.label("light"),
            project.next_due,
            project.open_required,
            project.registered_on,
        )
        .where(visible(actor), *_clauses(wanted, light))
        .order_by(project.number)
        .limit(wanted.limit)
    )
    return [Line(**row._asdict() | {"light": Light(row.light)}) for row in session.tx.execute(statement)]


def _clauses(wanted: Wanted, light: ColumnElement[str]) -> list[ColumnElement[bool]]:
    project = projects.project.c
    exact = ((project.stage, wanted.stage), (project.status, wanted.status), (light, wanted.light))
    clauses = [column == value for column, value in exact if value is not None]
    if wanted.title is not None:
        clauses.append(project.title.contains(wanted.title, autoescape=True))
    if wanted.after is not None:
        clauses.append(project.number > wanted.after)
    return clauses
