"""What one organisation has to do, project by project, as far as a reader may see: for its printed list of work."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.lights import Light
from lifecycle.policy import Actor, visible
from lifecycle.queries.project import light_of
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.records.people import OrganisationRow
from lifecycle.records.project import ENDS, ProjectRow
from lifecycle.records.work import DUTY_CLOSED, DutyRow, MilestoneRow
from lifecycle.verbs.register import officer_of

MOST = 200
"""Projects, or organisations, on one list; a longer one is no list of work any more."""
NEXT_DATES = 3

_PROJECT, _PART, _DUTY, _MILESTONE = (
    projects.project.c,
    projects.participation.c,
    work.duty.c,
    work.milestone.c,
)


@dataclass(frozen=True)
class Share:
    """The organisation's part in one project. `dates` are the project's next milestones, whoever owes them."""

    project: ProjectRow
    light: Light
    officer: str | None
    duties: tuple[DutyRow, ...]
    dates: tuple[MilestoneRow, ...]


@dataclass(frozen=True)
class OrganisationWork:
    """`role` is that of its kind in the newest standard; None for a kind that plays none."""

    organisation: OrganisationRow
    role: str | None
    shares: tuple[Share, ...]


def organisation_work(session: Session, actor: Actor, code: str) -> OrganisationWork:
    """In four statements, whatever there is. Raises NotFound.

    Its members and the bureau see the list also while it is empty; for everybody else an organisation that takes part
    in none of their projects does not exist.
    """
    organisation = _find(session, code)
    rows = tuple(ProjectRow.of(row) for row in session.tx.execute(_projects(actor, organisation)))
    if not rows and not (actor.is_bureau or is_member(session, actor, organisation)):
        raise NotFound("organisation", code)
    kinds = session.engine.standards.current(session.day).organisation_kinds
    kind = kinds.get(organisation.kind)
    return OrganisationWork(organisation, kind.role if kind else None, _shares(session, organisation, rows))


@dataclass(frozen=True)
class TakesPart:
    """An organisation with the number of projects in which it takes part and that the reader sees."""

    code: str
    name: str
    kind: str
    projects: int


def taking_part(session: Session, actor: Actor) -> tuple[TakesPart, ...]:
    """The organisations of all projects that the reader sees and that go on, by name; one's own come first."""
    organisation, member = people.organisation.c, people.member
    part = projects.participation.alias()  # the policy asks for the reader's own under the plain name
    own = exists().where(
        member.c.organisation == organisation.id, member.c.person == actor.id, member.c.until.is_(None)
    )
    statement = (
        select(organisation.code, organisation.name, organisation.kind, func.count(_PROJECT.id).label("n"))
        .join_from(people.organisation, part, part.c.organisation == organisation.id)
        .join(projects.project, _PROJECT.id == part.c.project)
        .where(visible(actor), part.c.until.is_(None), _PROJECT.archived_on.is_(None), _goes_on())
        .group_by(organisation.id, organisation.code, organisation.name, organisation.kind)
        .order_by(own.desc(), organisation.name)
        .limit(MOST)
    )
    return tuple(TakesPart(row.code, row.name, row.kind, row.n) for row in session.tx.execute(statement))


def _find(session: Session, code: str) -> OrganisationRow:
    row = session.tx.execute(
        select(people.organisation).where(people.organisation.c.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound("organisation", code)
    return OrganisationRow.of(row)


def is_member(session: Session, actor: Actor, organisation: OrganisationRow) -> bool:
    """Whether somebody belongs to it today."""
    member = people.member.c
    mine = and_(member.organisation == organisation.id, member.person == actor.id, member.until.is_(None))
    return actor.administers is None and bool(session.tx.scalar(select(exists().where(mine))))


def _takes_part(organisation: OrganisationRow, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        _PART.project == _PROJECT.id,
        _PART.organisation == organisation.id,
        _PART.until.is_(None),
        *more,
    )


def _projects(actor: Actor, organisation: OrganisationRow) -> Any:
    """Those still going on, and those whose end left it something to do."""
    return (
        select(projects.project)
        .where(visible(actor), _takes_part(organisation), _PROJECT.archived_on.is_(None), _goes_on())
        .order_by(_PROJECT.next_due.asc().nulls_last(), _PROJECT.number)
        .limit(MOST)
    )


def _goes_on() -> ColumnElement[bool]:
    left = exists().where(_DUTY.project == _PROJECT.id, _DUTY.state.not_in(DUTY_CLOSED))
    return or_(_PROJECT.status.not_in(ENDS), left)


def _shares(
    session: Session, organisation: OrganisationRow, rows: tuple[ProjectRow, ...]
) -> tuple[Share, ...]:
    ids = [row.id for row in rows]
    duties, dates = _duties(session, organisation, ids), _dates(session, ids)
    officers = _officers(session, ids)
    return tuple(
        Share(
            row,
            light_of(row, session.day),
            officers.get((row.id or 0, officer_of(session.standard(row.standard)).code)),
            tuple(duties[row.id or 0]),
            tuple(dates[row.id or 0][:NEXT_DATES]),
        )
        for row in rows
    )


def _duties(
    session: Session, organisation: OrganisationRow, ids: list[int | None]
) -> dict[int, list[DutyRow]]:
    """Open duties of the offices that the organisation's members exercise, where its kind is not excepted."""
    bound = or_(_DUTY.kinds == "", _DUTY.kinds.contains(literal(",") + _PART.kind + literal(",")))
    part = and_(
        _PART.project == _DUTY.project,
        _PART.organisation == organisation.id,
        _PART.until.is_(None),
        _PART.office == _DUTY.doer,
        bound,
    )
    statement = (
        select(work.duty)
        .where(_DUTY.project.in_(ids), _DUTY.state.not_in(DUTY_CLOSED), exists().where(part))
        .order_by(_DUTY.due.asc().nulls_last(), _DUTY.code, _DUTY.occurrence)
    )
    found: dict[int, list[DutyRow]] = defaultdict(list)
    for row in session.tx.execute(statement):
        found[row.project].append(DutyRow.of(row))
    return found


def _dates(session: Session, ids: list[int | None]) -> dict[int, list[MilestoneRow]]:
    """Open milestones with a day, nearest first."""
    statement = (
        select(work.milestone)
        .where(
            _MILESTONE.project.in_(ids),
            _MILESTONE.applies,
            _MILESTONE.due.is_not(None),
            _MILESTONE.done_on.is_(None),
            _MILESTONE.closed_on.is_(None),
        )
        .order_by(_MILESTONE.due, _MILESTONE.code, _MILESTONE.occurrence)
    )
    found: dict[int, list[MilestoneRow]] = defaultdict(list)
    for row in session.tx.execute(statement):
        milestone = MilestoneRow.of(row)
        if not milestone.is_closed(session.day):
            found[row.project].append(milestone)
    return found


def _officers(session: Session, ids: list[int | None]) -> dict[tuple[int, str], str]:
    """Who holds which seat on which project, by name."""
    seat, person = projects.seat.c, people.person.c
    statement = (
        select(seat.project, seat.office, person.name)
        .join_from(projects.seat, people.person, person.id == seat.person)
        .where(seat.project.in_(ids), seat.until.is_(None))
    )
    return {(row.project, row.office): row.name for row in session.tx.execute(statement)}
