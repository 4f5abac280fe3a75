"""The blocks of the policy: whether the reader holds an office somewhere or has it lent to them, and may know of a
project. What follows from that is said in `policy`.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, exists, func, literal, or_, true

from lifecycle.actors import in_force
from lifecycle.policy.terms import BUREAU, ME, STANDING, TODAY, Clause
from lifecycle.records import people
from lifecycle.records import project as projects


def listed(words: Iterable[str]) -> str:
    """Words between commas, as a predicate looks them up: `,SH,DD,`."""
    return f",{','.join(sorted(words))},"


def lists(words: Any, word: Any) -> Clause:
    """Whether a list between commas holds a word."""
    found: Clause = words.contains(literal(",") + word + literal(","))
    return found


def member_of(project: Any, *more: Clause) -> Clause:
    part, member = projects.participation, people.member
    return exists().where(
        part.c.project == project,
        part.c.until.is_(None),
        member.c.organisation == part.c.organisation,
        member.c.person == ME,
        member.c.until.is_(None),
        *more,
    )


def seated(project: Any, *more: Clause) -> Clause:
    """Whether I have a seat there, or act for somebody in theirs."""
    seat = projects.seat.c
    return or_(
        exists().where(seat.project == project, seat.person == ME, seat.until.is_(None), *more),
        exists().where(seat.project == project, seat.until.is_(None), lent_seat(), *more),
    )


def lent_seat() -> Clause:
    """Of a seat that joins in a delegation: whether its holder lets me act in it today."""
    seat, lent = projects.seat.c, people.delegation.c
    in_scope = or_(lent.office == "", lent.office == seat.office)
    return and_(lent.taker == ME, lent.giver == seat.person, in_scope, *in_force(TODAY))


def act_for(person: Any) -> Clause:
    """Whether I act for somebody today, in whatever office."""
    lent = people.delegation.c
    return exists().where(lent.taker == ME, lent.giver == person, *in_force(TODAY))


def ours(done_by: Any, done_for: Any) -> Clause:
    """Whether I, or somebody for whom I act today, did something or had it done: `done_for` may be nobody."""
    return or_(done_by == ME, act_for(done_by), func.coalesce(done_for, 0) == ME, act_for(done_for))


def holds(project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether I hold `office` on the project: standing, seated, or as a member (of one of `kinds`)."""
    part = projects.participation.c
    bound = (
        true() if kinds is None else or_(kinds == "", kinds.contains(literal(",") + part.kind + literal(",")))
    )
    return or_(
        lists(STANDING, office),
        seated(project, projects.seat.c.office == office),
        member_of(project, part.office == office, bound),
    )


def takes_part(project: Any, role: Any) -> Clause:
    """Whether a party plays a role there now."""
    part = projects.participation.c
    return exists().where(part.project == project, part.role == role, part.until.is_(None))


def visible() -> Clause:
    """The projects I may know of."""
    project = projects.project.c.id
    return or_(true() == BUREAU, seated(project), member_of(project))
