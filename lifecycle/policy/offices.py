"""Which offices somebody holds on a project or everywhere, and what is refused for want of one.

What is no row of its own, a move of the project say, takes its offices from the standard: see `require_office`.
"""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Integer, String, and_, bindparam, exists, literal, or_, select, union

from lifecycle.actors import Actor
from lifecycle.database import Transaction
from lifecycle.errors import NotPermitted
from lifecycle.policy import blocks
from lifecycle.policy.questions import asking
from lifecycle.policy.terms import ME
from lifecycle.prepared import Prepared
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.project import ENDS


def holds_any(tx: Transaction, actor: Actor, project_id: int, offices: Iterable[str]) -> bool:
    """Whether the actor holds one of the offices on a project."""
    wanted = tuple(offices)
    if actor.administers is not None or not wanted:
        return False
    if not actor.standing.isdisjoint(wanted) or _is_held(tx, actor, project_id, wanted):
        return True
    return note_behalf(tx, actor, project_id, wanted)


def _is_held(tx: Transaction, actor: Actor, project_id: int, wanted: tuple[str, ...]) -> bool:
    """Whether the actor has one of the offices there themselves, by a seat or as a member."""
    filled = asking(actor) | {"project": project_id, "offices": blocks.listed(wanted)}
    return _holding().row(tx, filled) is not None


@lru_cache(maxsize=1)
def _holding() -> Prepared:
    project, offices = bindparam("project", type_=Integer), bindparam("offices", type_=String)
    seat = projects.seat.c
    seated = exists().where(
        seat.project == project, seat.person == ME, seat.until.is_(None), blocks.lists(offices, seat.office)
    )
    member = blocks.member_of(project, blocks.lists(offices, projects.participation.c.office))
    return Prepared(select(literal(1).label("held")).where(or_(seated, member)))


def note_behalf(tx: Transaction, actor: Actor, project_id: int, wanted: tuple[str, ...]) -> bool:
    """Whether the actor needs a delegation to act in one of the offices there, and has it: the act is then the giver's
    too, and its event says so.
    """
    if not actor.acts_for or not wanted:
        return False
    if not actor.standing.isdisjoint(wanted) or _is_held(tx, actor, project_id, wanted):
        return False
    filled = asking(actor) | {"project": project_id, "offices": blocks.listed(wanted)}
    seats = _in_lent_seats().rows(tx, filled)
    givers = [actor.lent[office] for office in wanted if office in actor.lent]
    givers += [row["person"] for row in seats]
    if givers and givers[0] not in actor.behalf:
        actor.behalf.append(givers[0])
    return bool(givers)


@lru_cache(maxsize=1)
def _in_lent_seats() -> Prepared:
    project, offices = bindparam("project", type_=Integer), bindparam("offices", type_=String)
    seat = projects.seat.c
    return Prepared(
        select(seat.person)
        .join_from(projects.seat, people.delegation, blocks.lent_seat())
        .where(seat.project == project, seat.until.is_(None), blocks.lists(offices, seat.office))
        .order_by(seat.n)
    )


def held_offices(tx: Transaction, actor: Actor, project_id: int) -> frozenset[str]:
    """Every office the actor holds on a project: standing, seated, through an organisation that takes part, or lent."""
    if actor.administers is not None:
        return frozenset()
    rows = _seats_and_parts().rows(tx, asking(actor) | {"project": project_id})
    return actor.everywhere | {row["office"] for row in rows}


@lru_cache(maxsize=1)
def _seats_and_parts() -> Prepared:
    project, seat, part, member = (
        bindparam("project", type_=Integer),
        projects.seat.c,
        projects.participation.c,
        people.member.c,
    )
    here = seat.project == project, seat.until.is_(None)
    seats = select(seat.office).where(*here, seat.person == ME)
    lent = select(seat.office).join_from(projects.seat, people.delegation, blocks.lent_seat()).where(*here)
    parts = (
        select(part.office)
        .join(
            people.member,
            and_(member.organisation == part.organisation, member.person == ME, member.until.is_(None)),
        )
        .where(part.project == project, part.until.is_(None))
    )
    all_of_them = union(seats, lent, parts).subquery()
    return Prepared(select(all_of_them.c.office))


def may_open(
    actor: Actor, held: frozenset[str], *, secret: bool, offices: Iterable[str | None], added_by: int
) -> bool:
    """Whether a document may be opened by somebody who sees its project: a secret one only by the bureau, by whoever
    attached it, and by the `offices` that did the duty it belongs to and confirm it. `held` are the actor's offices on
    the project.
    """
    of_duty = not held.isdisjoint(office for office in offices if office)
    return not secret or actor.is_bureau or of_duty or added_by == actor.id


def require_office(
    tx: Transaction, actor: Actor, act: str, project_id: int, offices: tuple[str, ...]
) -> None:
    """Raises NotPermitted unless the actor holds one of `offices` there. No office named: nobody may."""
    if not holds_any(tx, actor, project_id, offices):
        raise NotPermitted(act, "holds_office", offices)


def require_standing(actor: Actor, act: str, offices: Iterable[str]) -> None:
    """For what belongs to no project: raises NotPermitted unless the actor holds one of `offices` everywhere."""
    wanted = tuple(offices)
    if actor.administers is not None or actor.only is not None or actor.standing.isdisjoint(wanted):
        raise NotPermitted(act, "holds_office", wanted)


def sees_register(actor: Actor) -> bool:
    """Whether somebody sees the whole register, and so what is counted over it."""
    return actor.is_bureau and actor.administers is None and actor.only is None


def require_bureau(actor: Actor, act: str) -> None:
    """Raises NotPermitted unless the actor sees the whole register."""
    if not sees_register(actor):
        raise NotPermitted(act, "is_bureau")


def is_end(status: str) -> bool:
    return status in ENDS
