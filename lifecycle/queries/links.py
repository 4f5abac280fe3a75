"""Projects that belong together: the one a project comes from, and those that came from it."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from lifecycle.policy import visible
from lifecycle.queries.reading import Reading
from lifecycle.records.project import project as table
from stages.model import Text


@dataclass(frozen=True)
class Link:
    """A linked project that the reader may see. `is_parent`: this one comes from it. `kind`: derived, where one came
    out of the other's result, or reentry, where one is a second try.
    """

    number: str
    title: str
    status: Text
    is_parent: bool
    kind: str


def links(reading: Reading) -> tuple[Link, ...]:
    """The parent first, then the children in the order of their numbers."""
    here, project = reading.case.project, table.c
    statement = (
        select(project.id, project.number, project.title, project.status, project.standard, project.derived)
        .where(or_(project.id == here.parent, project.parent == here.id), visible(reading.actor))
        .order_by(project.parent == here.id, project.number)
    )
    return tuple(
        Link(
            row.number,
            row.title,
            reading.session.standard(row.standard).flow.states[row.status].text,
            row.id == here.parent,
            "derived" if (here.derived if row.id == here.parent else row.derived) else "reentry",
        )
        for row in reading.session.tx.execute(statement)
    )
