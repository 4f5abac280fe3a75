"""Who may do what to which row: one predicate per act, and the only place that says so.

An act is a SQL predicate over the act's target table joined to its project. `load` is the same select for the page
that offers an act and for the verb that does it, so a button and the server cannot disagree. A row that a person may
not see is not there for them. Nothing is allowed that is not named here.

Offices are held in one of three ways, and all three are tables: a *seat* on one project, a *standing* staff office for
every project, or *membership* of an organisation that takes part and whose members exercise the office.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy import ColumnElement as Column

from lifecycle.database import Transaction
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.project import ENDS

Clause = Column[bool]

ME = bindparam("policy_me", type_=Integer)
TODAY = bindparam("policy_today", type_=Date)
STANDING: BindParameter[str] = bindparam("policy_standing", expanding=True)
BUREAU = bindparam("policy_bureau", type_=Boolean)
"""Who asks, and when: the predicates are built once and filled in for each question."""


@dataclass(frozen=True)
class Actor:
    """Who acts. `standing` are the offices held on every project, `eligible` those that can be seated on one."""

    id: int
    name: str
    standing: frozenset[str] = frozenset()
    eligible: frozenset[str] = frozenset()
    administers: str | None = None

    @property
    def is_bureau(self) -> bool:
        """Whether they see the whole register: somebody with a business office of the bureau."""
        return bool(self.standing or self.eligible)


SYSTEM = Actor(0, "system")


def actor_of(tx: Transaction, person_id: int) -> Actor:
    """The person with the offices they hold today. Raises NotFound for nobody, or somebody who has left."""
    rows = tx.execute(_person_with_offices(), {"person": person_id}).all()
    if not rows:
        raise NotFound("person", str(person_id))
    business = [row for row in rows if row.office is not None and row.domain == people.BUSINESS]
    return Actor(
        person_id,
        rows[0].name,
        frozenset(row.office for row in business if row.standing),
        frozenset(row.office for row in business if not row.standing),
        next((row.office for row in rows if row.office is not None and row.domain != people.BUSINESS), None),
    )


@lru_cache(maxsize=1)
def _person_with_offices() -> Select[Any]:
    person, staff = people.person.c, people.staff.c
    held = and_(staff.person == person.id, staff.until.is_(None))
    return (
        select(person.name, staff.office, staff.standing, staff.domain)
        .join_from(people.person, people.staff, held, isouter=True)
        .where(person.id == bindparam("person"), person.closed_on.is_(None))
    )


# Blocks -------------------------------------------------------------------------------------------------------


def _member_of(project: Any, *more: Clause) -> Clause:
    part, member = projects.participation, people.member
    return exists().where(
        part.c.project == project,
        part.c.until.is_(None),
        member.c.organisation == part.c.organisation,
        member.c.person == ME,
        member.c.until.is_(None),
        *more,
    )


def _seated(project: Any, *more: Clause) -> Clause:
    seat = projects.seat
    return exists().where(seat.c.project == project, seat.c.person == ME, seat.c.until.is_(None), *more)


def _holds(project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether I hold `office` on the project: standing, seated, or as a member (of one of `kinds`)."""
    part = projects.participation.c
    bound = (
        true() if kinds is None else or_(kinds == "", kinds.contains(literal(",") + part.kind + literal(",")))
    )
    return or_(
        office.in_(STANDING),
        _seated(project, projects.seat.c.office == office),
        _member_of(project, part.office == office, bound),
    )


def _visible() -> Clause:
    """The projects I may know of."""
    project = projects.project.c.id
    return or_(true() == BUREAU, _seated(project), _member_of(project))


def _open_for_work() -> Clause:
    """Duties are done while the project runs, and what a decision opened after the end of the road still is."""
    status = projects.project.c.status
    return or_(
        status.in_(("active", "rework")),
        and_(
            status == "graduated",
            work.duty.c.timing == "after_gate",
            projects.project.c.archived_on.is_(None),
        ),
    )


# Acts ---------------------------------------------------------------------------------------------------------


def _nobody(_: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Act:
    """`clauses` are asked in order: the first that fails names the refusal. `offices` reads from a row who may."""

    target: Table
    clauses: tuple[tuple[str, Clause], ...]
    offices: Callable[[Any], tuple[str, ...]] = _nobody


_DUTY, _ROUND, _OPINION, _DEBT = work.duty.c, rounds.round_.c, rounds.opinion.c, rounds.debt.c
_IN_REVIEW = projects.project.c.status == "gate_review"

_DO = (
    ("project_runs", _open_for_work()),
    ("duty_is_open", _DUTY.state.in_(("not_started", "in_progress", "changes_requested"))),
    ("is_doer", _holds(_DUTY.project, _DUTY.doer, _DUTY.kinds)),
    (
        "may_start",
        and_(_DUTY.waits_for.is_(None), or_(_DUTY.not_before.is_(None), _DUTY.not_before <= TODAY)),
    ),
)
_JUDGE = (
    ("project_runs", _open_for_work()),
    ("duty_is_submitted", _DUTY.state == "submitted"),
    ("is_confirmer", _holds(_DUTY.project, _DUTY.confirmer)),
    ("not_own_work", _DUTY.done_by != ME),
)

ACTS: dict[str, Act] = {
    "see": Act(projects.project, ()),
    "attach": Act(work.duty, _DO, lambda row: (row.doer,)),
    "complete_duty": Act(work.duty, _DO, lambda row: (row.doer,)),
    "confirm_duty": Act(work.duty, _JUDGE, lambda row: (row.confirmer,)),
    "return_duty": Act(work.duty, _JUDGE, lambda row: (row.confirmer,)),
    "waive": Act(
        work.duty,
        (
            ("project_runs", projects.project.c.status.in_(("active", "rework"))),
            ("duty_is_open", _DUTY.state.not_in(work.DUTY_CLOSED)),
            ("not_own_work", not_(_holds(_DUTY.project, _DUTY.doer))),
        ),
    ),
    "propose": Act(
        rounds.round_,
        (("in_review", _IN_REVIEW), ("round_is_open", _ROUND.option.is_(None))),
        lambda row: (row.propose_office, row.decide_office),
    ),
    "consult": Act(
        rounds.opinion,
        (
            ("in_review", _IN_REVIEW),
            ("not_heard_yet", _OPINION.heard_on.is_(None)),
            ("is_consulted", _holds(_OPINION.project, _OPINION.office)),
        ),
        lambda row: (row.office,),
    ),
    "decide": Act(
        rounds.round_,
        (
            ("in_review", _IN_REVIEW),
            ("round_is_open", _ROUND.option.is_(None)),
            ("is_proposed", _ROUND.proposed_by.is_not(None)),
            ("is_decider", _holds(_ROUND.project, _ROUND.decide_office)),
            ("not_own_work", _ROUND.proposed_by != ME),
        ),
        lambda row: (row.decide_office,),
    ),
    "answer_debt": Act(
        rounds.debt,
        (
            ("debt_is_open", _DEBT.settled_on.is_(None)),
            ("not_answered", _DEBT.answered_on.is_(None)),
            ("is_owner", _holds(_DEBT.project, _DEBT.owner)),
        ),
        lambda row: (row.owner,),
    ),
    "settle_debt": Act(
        rounds.debt,
        (
            ("debt_is_open", _DEBT.settled_on.is_(None)),
            ("is_answered", _DEBT.answered_on.is_not(None)),
            ("not_own_work", _DEBT.answered_by != ME),
        ),
    ),
}
"""Acts on rows. Acts on the project itself take the offices from the standard: see `require_office`."""


def asking(actor: Actor, day: date | None = None) -> dict[str, Any]:
    """The values that fill a predicate in. Administrators and the system are nobody here: they see no project."""
    outside = actor.administers is not None or actor.id == SYSTEM.id
    return {
        ME.key: -1 if outside else actor.id,
        STANDING.key: [] if outside else sorted(actor.standing),
        BUREAU.key: actor.is_bureau and not outside,
        TODAY.key: day,
    }


def load(tx: Transaction, actor: Actor, act: str, day: date, **key: Any) -> Any:
    """The target row of an act this actor may do, by its key columns.

    Raises NotFound, or NotPermitted naming the clause that fails.
    """
    rule, names, filled = ACTS[act], tuple(sorted(key)), _filled(actor, day, key)
    found = tx.execute(_question(act, names, len(rule.clauses)), filled).first()
    if found is not None:
        return found
    seen = tx.execute(_question(act, names, 0), filled).first()
    if seen is None:
        raise NotFound(rule.target.name)
    raise NotPermitted(act, why(tx, actor, act, day, **key) or "nobody", rule.offices(seen))


def why(tx: Transaction, actor: Actor, act: str, day: date, **key: Any) -> str | None:
    """The first clause that keeps this actor from the act on a row they may see, or None."""
    names, filled = tuple(sorted(key)), _filled(actor, day, key)
    for place, (name, _) in enumerate(ACTS[act].clauses, start=1):
        if tx.execute(_question(act, names, place), filled).first() is None:
            return name
    return None


def _filled(actor: Actor, day: date, key: dict[str, Any]) -> dict[str, Any]:
    return asking(actor, day) | {f"key_{name}": value for name, value in key.items()}


@lru_cache(maxsize=256)
def _question(act: str, names: tuple[str, ...], clauses: int) -> Select[Any]:
    """The visible target row with these key columns for which the first so many clauses of the act hold."""
    rule = ACTS[act]
    statement = select(rule.target)
    if rule.target is not projects.project:
        statement = statement.join(projects.project, projects.project.c.id == rule.target.c.project)
    same = (rule.target.c[name] == bindparam(f"key_{name}") for name in names)
    return statement.where(*same, _visible(), *(clause for _, clause in rule.clauses[:clauses]))


def visible(actor: Actor) -> Clause:
    """The projects a person may know of, for lists over `project`."""
    return _visible().params(**asking(actor))


def allowed(actor: Actor, act: str, day: date) -> Clause:
    """The whole predicate of an act, for lists over its target joined to `project`."""
    return and_(_visible(), *(clause for _, clause in ACTS[act].clauses)).params(**asking(actor, day))


def holds(actor: Actor, project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether the actor holds an office on a project, for lists: both may be columns."""
    return _holds(project, office, kinds).params(**asking(actor))


# Acts on a project as a whole ---------------------------------------------------------------------------------


def find(tx: Transaction, actor: Actor, number: str, *, lock: bool = False) -> projects.ProjectRow:
    """A project by its number, if the actor may see it; with its lock, for a write. Raises NotFound."""
    row = tx.execute(
        _by_number(lock and tx.dialect.name != "sqlite"), asking(actor) | {"number": number}
    ).first()
    if row is None:
        raise NotFound("project", number)
    return projects.ProjectRow.of(row)


@lru_cache(maxsize=2)
def _by_number(lock: bool) -> Select[Any]:  # noqa: FBT001 - a cache key
    project = projects.project
    statement = select(project).where(project.c.number == bindparam("number"), _visible())
    return statement.with_for_update(of=project) if lock else statement


def holds_any(tx: Transaction, actor: Actor, project_id: int, offices: Iterable[str]) -> bool:
    """Whether the actor holds one of the offices on a project."""
    wanted = tuple(offices)
    if actor.administers is not None or not wanted:
        return False
    if not actor.standing.isdisjoint(wanted):
        return True
    filled = asking(actor) | {"project": project_id, "offices": wanted}
    return tx.execute(_holding(), filled).first() is not None


@lru_cache(maxsize=1)
def _holding() -> Select[Any]:
    project = bindparam("project", type_=Integer)
    offices: BindParameter[str] = bindparam("offices", expanding=True)
    seated = _seated(project, projects.seat.c.office.in_(offices))
    return select(literal(1)).where(
        or_(seated, _member_of(project, projects.participation.c.office.in_(offices)))
    )


def require_office(
    tx: Transaction, actor: Actor, act: str, project_id: int, offices: tuple[str, ...]
) -> None:
    """Raises NotPermitted unless the actor holds one of `offices` there. No office named: nobody may."""
    if not holds_any(tx, actor, project_id, offices):
        raise NotPermitted(act, "holds_office", offices)


def is_end(status: str) -> bool:
    return status in ENDS
