"""Whether somebody still has to record what the gate in front of a project asks for, as far as columns tell; and when
that gate is.
"""

from datetime import date

from sqlalchemy import ColumnElement, and_, distinct, false, func, literal, or_, select

from lifecycle.policy import is_held
from lifecycle.queries.work_shape import Recording, Shape
from lifecycle.records import project as projects
from lifecycle.records import work

_PROJECT = projects.project.c


def facts_lacking(shape: Shape) -> list[tuple[ColumnElement[bool], ColumnElement[str]]]:
    """For each office that records facts at a gate: that the reader holds it there and one has no value yet, and the
    office. What is wanted only sometimes is not asked for here but on the project's own page.
    """
    return [
        (and_(_PROJECT.standard == each.version, _lacks(recording)), literal(recording.office))
        for each in shape.namings
        for recording in each.recording
    ]


def _lacks(asked: Recording) -> ColumnElement[bool]:
    """One that was taken back counts as recorded."""
    fact = work.fact.c
    lasting = or_(false(), *(fact.name == name for name in asked.lasting))
    each_time = or_(false(), *(fact.name == name for name in asked.each_time))
    found = select(func.count(distinct(fact.name))).where(
        fact.project == _PROJECT.id, or_(lasting, and_(each_time, fact.visit == _PROJECT.visit))
    )
    wanted = len(asked.lasting) + len(asked.each_time)
    held = is_held(_PROJECT.id, literal(asked.office))
    return and_(_PROJECT.stage == asked.stage, held, found.scalar_subquery() < wanted)


def gate_day() -> ColumnElement[date]:
    """The day of a project's present gate."""
    milestone = work.milestone.c
    day = select(func.min(milestone.due)).where(
        milestone.project == _PROJECT.id,
        milestone.visit == _PROJECT.visit,
        milestone.kind == "gate",
        milestone.done_on.is_(None),
        milestone.closed_on.is_(None),
    )
    return day.scalar_subquery()
