"""The predicates of the policy, filled in for somebody on a day or left open for a statement that is compiled once."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, exists, false, func, literal, or_, select
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from lifecycle.actors import SYSTEM, Actor, in_force
from lifecycle.policy import blocks
from lifecycle.policy.acts import ACTS
from lifecycle.policy.experts import OF_MINE, assigned
from lifecycle.policy.terms import BUREAU, EXPERT, ME, ONLY, STANDING, TODAY, Act, Clause
from lifecycle.records import people
from lifecycle.records import project as projects


def asking(actor: Actor, day: date | None = None) -> dict[str, Any]:
    """The values that fill a predicate in. Administrators and the system are nobody here: they see no project."""
    outside = actor.administers is not None or actor.id == SYSTEM.id
    by_link = actor.only is not None
    return {
        ME.key: -1 if outside or by_link else actor.id,
        STANDING.key: "" if outside else blocks.listed(actor.everywhere),
        BUREAU.key: actor.is_bureau and not outside,
        EXPERT.key: -1 if outside else actor.id,
        ONLY.key: actor.only or 0,
        TODAY.key: day or actor.day,
    }


def seen(rule: Act) -> Clause:
    return blocks.visible() if rule.seen is None else rule.seen


def _filled_in(clause: Clause, values: dict[str, Any]) -> Clause:
    """The predicate with the answers in place of the questions, to be put into any statement."""

    def answer(element: ExternallyTraversible, **_: Any) -> ExternallyTraversible | None:
        if isinstance(element, BindParameter) and element.key in values:
            return literal(values[element.key], element.type)
        return None

    return replacement_traverse(clause, {}, answer)


def visible(actor: Actor) -> Clause:
    """The projects a person may know of, for lists over `project`."""
    return _filled_in(blocks.visible(), asking(actor))


def reached(actor: Actor) -> Clause:
    """The projects of which a person may be told something: those they may know of, and those they are or were an
    expert of. For lists over `project`.
    """
    return _filled_in(or_(blocks.visible(), assigned(projects.project.c.id)), asking(actor))


def allowed(actor: Actor, act: str, day: date) -> Clause:
    """The whole predicate of an act, for lists over its target joined to `project`."""
    return _filled_in(may(act), asking(actor, day))


def assigned_to(actor: Actor) -> Clause:
    """The assignments of an expert, for lists over `assignment`."""
    return _filled_in(OF_MINE, asking(actor))


def holds(actor: Actor, project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether the actor holds an office on a project, for lists: both may be columns."""
    return _filled_in(blocks.holds(project, office, kinds), asking(actor))


# The same with their questions open, for lists whose statement is compiled once: filled by `asking` ---------------


def sees() -> Clause:
    """The projects the reader may know of."""
    return blocks.visible()


def may(act: str) -> Clause:
    """The whole predicate of an act, over its target joined to `project`."""
    rule = ACTS[act]
    return and_(seen(rule), *(clause for _, clause in rule.clauses))


def is_assigned() -> Clause:
    """The assignments of the reader as an expert, over `assignment`."""
    return OF_MINE


def is_held(project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether the reader holds an office on a project: both may be columns."""
    return blocks.holds(project, office, kinds)


def is_ours(done_by: Any, done_for: Any) -> Clause:
    """Whether the reader, or somebody for whom they act, did something: they do not judge it."""
    return blocks.ours(done_by, done_for)


def stands_for(person: Any, office: Any) -> Clause:
    """Whether the reader is a person, or acts for them today in an office."""
    lent = people.delegation.c
    in_scope = or_(lent.office == "", lent.office == office)
    acts = exists().where(lent.taker == ME, lent.giver == person, in_scope, *in_force(TODAY))
    return func.coalesce(or_(person == ME, acts), false())


def lent_seats() -> Select[Any]:
    """The projects on which the reader acts today for somebody in their seat."""
    seat = projects.seat.c
    lent = select(seat.project).join_from(projects.seat, people.delegation, blocks.lent_seat())
    return lent.where(seat.until.is_(None))
