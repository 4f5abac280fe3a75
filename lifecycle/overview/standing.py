"""What stands out in the register today, by name: what is still owed, and who takes part in how much.

For whoever sees the whole register.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, case, func, select

from lifecycle.engine import Session
from lifecycle.overview.behind import OPEN
from lifecycle.policy import Actor, require_bureau
from lifecycle.policy.terms import TODAY, any_of
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects

MOST = 6

_PROJECT, _PART = projects.project.c, projects.participation.c


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt that is not settled. `owner` is an office."""

    number: str
    title: str
    n: int
    kind: str
    owner: str
    due: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Waived:
    """A duty that was waived in a project that goes on."""

    number: str
    title: str
    standard: str
    code: str


@dataclass(frozen=True, slots=True)
class Taking:
    """An organisation with its open projects, and how many of them are red."""

    code: str
    name: str
    kind: str
    projects: int
    red: int


@dataclass(frozen=True, slots=True)
class Playing:
    """One role: how many organisations of it take part in open projects, and those with the most."""

    role: str
    organisations: int
    most: tuple[Taking, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`owed` are due first, `waived` those of the newest projects."""

    owed: tuple[Owed, ...]
    waived: tuple[Waived, ...]
    playing: tuple[Playing, ...]


class Part(NamedTuple):
    """An organisation by its id, with its open projects and the red ones."""

    organisation: int
    projects: int
    red: int


@dataclass(frozen=True)
class Unnamed:
    """What stands out without the names of organisations, which change while nothing happens in the register."""

    owed: tuple[Owed, ...]
    waived: tuple[Waived, ...]
    parts: Mapping[str, tuple[int, tuple[Part, ...]]]


def standing(session: Session, actor: Actor) -> Standing:
    """In four statements. Raises NotPermitted."""
    require_bureau(actor, "see_overview")
    return named(session, unnamed(session))


def unnamed(session: Session) -> Unnamed:
    return Unnamed(_owed(session), _waived(session), _parts(session))


def named(session: Session, found: Unnamed) -> Standing:
    """By role, in the order in which the standard in force names them."""
    known = _organisations(session, found)
    roles = dict.fromkeys((*session.in_force.roles, *found.parts))
    playing = tuple(
        Playing(role, n, tuple(Taking(*known[each.organisation], each.projects, each.red) for each in most))
        for role, (n, most) in ((role, found.parts[role]) for role in roles if role in found.parts)
    )
    return Standing(found.owed, found.waived, playing)


def _organisations(session: Session, found: Unnamed) -> dict[int, tuple[str, str, str]]:
    organisation = people.organisation.c
    wanted = {each.organisation for _, most in found.parts.values() for each in most}
    statement = select(organisation.id, organisation.code, organisation.name, organisation.kind)
    rows = session.tx.execute(statement.where(organisation.id.in_(wanted)))
    return {row.id: (row.code, row.name, row.kind) for row in rows}


def _owed(session: Session) -> tuple[Owed, ...]:
    debt = rounds.debt.c
    statement = (
        select(_PROJECT.number, _PROJECT.title, debt.n, debt.kind, debt.owner, debt.due)
        .join_from(rounds.debt, projects.project, _PROJECT.id == debt.project)
        .where(debt.settled_on.is_(None), any_of(_PROJECT.status, *OPEN))
        .order_by(debt.due, debt.project, debt.n)
        .limit(MOST)
    )
    return tuple(Owed(*row, is_late=row.due < session.day) for row in session.tx.execute(statement))


def _waived(session: Session) -> tuple[Waived, ...]:
    duty = work.duty.c
    statement = (
        select(_PROJECT.number, _PROJECT.title, _PROJECT.standard, duty.code)
        .join_from(work.duty, projects.project, _PROJECT.id == duty.project)
        .where(work.WAIVED, any_of(_PROJECT.status, *OPEN))
        .order_by(duty.project.desc(), duty.code)
        .limit(MOST)
    )
    return tuple(Waived(*row) for row in session.tx.execute(statement))


def _parts(session: Session) -> Mapping[str, tuple[int, tuple[Part, ...]]]:
    """By role, how many organisations take part, and those with the most open projects."""
    found: dict[str, list[Part]] = {}
    for row in session.tx.execute(_taking_part(), {TODAY.key: session.day}):
        found.setdefault(row.role, []).append(Part(row.organisation, row.n, row.red))
    return {role: (len(parts), tuple(parts[:MOST])) for role, parts in found.items()}


def _taking_part() -> Any:
    each = (
        select(_PART.project, _PART.organisation, _PART.role)
        .where(_PART.until.is_(None))
        .distinct()
        .subquery()
    )
    n = func.count().label("n")
    red = func.sum(case((_PROJECT.red_on <= TODAY, 1), else_=0), type_=Integer).label("red")
    groups = each.c.role, each.c.organisation
    return (
        select(*groups, n, red)
        .join_from(each, projects.project, _PROJECT.id == each.c.project)
        .where(any_of(_PROJECT.status, *OPEN))
        .group_by(*groups)
        .order_by(n.desc(), each.c.organisation)
    )
