"""Who may do what to which row: one predicate per act, and the only place that says so.

An act is a SQL predicate over the act's target table joined to its project. `load` is the same select for the page
that offers an act and for the verb that does it, so a button and the server cannot disagree. A row that a person may
not see is not there for them. Nothing is allowed that is not named here.

Offices are held in one of three ways, and all three are tables: a *seat* on one project, a *standing* staff office for
every project, or *membership* of an organisation that takes part and whose members exercise the office. An expert is
none of these: an *assignment* shows them the evaluation it belongs to and nothing else of the project.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    exists,
    literal,
    not_,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from lifecycle.database import Transaction
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.policy_experts import OF_MINE, assigned, expert_acts
from lifecycle.policy_terms import BUREAU, EXPERT, ME, ONLY, STANDING, TODAY, Act, Clause
from lifecycle.policy_terms import any_of as _any_of
from lifecycle.prepared import Prepared
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.base import Record
from lifecycle.records.project import ENDS

Target = TypeVar("Target", bound=Record)


@dataclass(frozen=True)
class Actor:
    """Who acts. `standing` are the offices held on every project, `eligible` those that can be seated on one.
    `is_bureau`: they see the whole register. `only`: they came by an expert's link, and are nobody anywhere but in the
    evaluation of that one project (its id).
    """

    id: int
    name: str
    standing: frozenset[str] = frozenset()
    eligible: frozenset[str] = frozenset()
    administers: str | None = None
    is_bureau: bool = False
    only: int | None = None


SYSTEM = Actor(0, "system")


def actor_of(tx: Transaction, person_id: int, only: int | None = None) -> Actor:
    """The person with the offices they hold today; with `only`, as the expert of that project and without any office.

    Raises NotFound for nobody, or somebody who has left.
    """
    rows = _person_with_offices().rows(tx, {"person": person_id})
    if not rows:
        raise NotFound("person", str(person_id))
    if only is not None:
        return Actor(person_id, rows[0]["name"], only=only)
    held = [row for row in rows if row["office"] is not None]
    business = [row for row in held if row["domain"] == people.BUSINESS]
    return Actor(
        person_id,
        rows[0]["name"],
        frozenset(row["office"] for row in business if row["standing"]),
        frozenset(row["office"] for row in business if not row["standing"]),
        next((row["office"] for row in held if row["domain"] != people.BUSINESS), None),
        any(row["bureau"] for row in business),
    )


@lru_cache(maxsize=1)
def _person_with_offices() -> Prepared:
    person, staff = people.person.c, people.staff.c
    held = and_(staff.person == person.id, staff.until.is_(None))
    return Prepared(
        select(person.name, staff.office, staff.standing, staff.bureau, staff.domain)
        .join_from(people.person, people.staff, held, isouter=True)
        .where(person.id == bindparam("person"), person.closed_on.is_(None))
    )


def _listed(words: Iterable[str]) -> str:
    """Words between commas, as a predicate looks them up: `,SH,DD,`."""
    return f",{','.join(sorted(words))},"


# Blocks -------------------------------------------------------------------------------------------------------


def _lists(words: Any, word: Any) -> Clause:
    """Whether a list between commas holds a word."""
    found: Clause = words.contains(literal(",") + word + literal(","))
    return found


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
        _lists(STANDING, office),
        _seated(project, projects.seat.c.office == office),
        _member_of(project, part.office == office, bound),
    )


def _visible() -> Clause:
    """The projects I may know of."""
    project = projects.project.c.id
    return or_(true() == BUREAU, _seated(project), _member_of(project))


def _attached() -> Clause:
    """Whether I attached any of a duty's evidence: part of the work, whoever submitted it."""
    duty, document = work.duty.c, work.document.c
    return exists().where(
        document.project == duty.project,
        document.visit == duty.visit,
        document.duty == duty.code,
        document.occurrence == duty.occurrence,
        document.added_by == ME,
    )


def _contributed() -> Clause:
    """Whether I recorded any fact of a project or attached any document to it."""
    project, fact, document = projects.project.c, work.fact.c, work.document.c
    return or_(
        exists().where(fact.project == project.id, fact.recorded_by == ME),
        exists().where(document.project == project.id, document.added_by == ME),
    )


def _open_for_work() -> Clause:
    """Duties are done while the project runs, and what a decision opened after the end of the road still is."""
    status = projects.project.c.status
    return or_(
        _any_of(status, "active", "rework"),
        and_(
            status == "graduated",
            work.duty.c.timing == "after_gate",
            projects.project.c.archived_on.is_(None),
        ),
    )


# Acts ---------------------------------------------------------------------------------------------------------


def _named(office: str | None) -> tuple[str, ...]:
    return () if office is None else (office,)


_DUTY, _ROUND, _OPINION, _DEBT = work.duty.c, rounds.round_.c, rounds.opinion.c, rounds.debt.c
_IN_REVIEW = projects.project.c.status == "gate_review"

_DO = (
    ("project_runs", _open_for_work()),
    ("duty_is_open", _any_of(_DUTY.state, "not_started", "in_progress", "changes_requested")),
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
    ("not_own_work", and_(_DUTY.done_by != ME, not_(_attached()))),
)

ACTS: dict[str, Act] = {
    "see": Act(projects.project, ()),
    "approve_entry": Act(
        projects.project,
        (("is_draft", projects.project.c.status == "draft"), ("not_own_work", not_(_contributed()))),
    ),
    "attach": Act(work.duty, _DO, lambda row: (row.doer,)),
    "complete_duty": Act(work.duty, _DO, lambda row: (row.doer,)),
    "confirm_duty": Act(work.duty, _JUDGE, lambda row: _named(row.confirmer)),
    "return_duty": Act(work.duty, _JUDGE, lambda row: _named(row.confirmer)),
    "waive": Act(
        work.duty,
        (
            ("project_runs", _any_of(projects.project.c.status, "active", "rework")),
            ("duty_is_open", not_(_any_of(_DUTY.state, *work.DUTY_CLOSED))),
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
            ("is_no_objection", _DEBT.kind != "objection"),
            ("is_no_backfill", _DEBT.kind != work.BACKFILL),
            ("debt_is_open", _DEBT.settled_on.is_(None)),
            ("not_answered", _DEBT.answered_on.is_(None)),
            ("is_owner", _holds(_DEBT.project, _DEBT.owner)),
        ),
        lambda row: (row.owner,),
    ),
    "settle_debt": Act(
        rounds.debt,
        (
            ("is_no_objection", _DEBT.kind != "objection"),
            ("debt_is_open", _DEBT.settled_on.is_(None)),
            ("is_answered", _DEBT.answered_on.is_not(None)),
            ("not_own_work", _DEBT.answered_by != ME),
        ),
    ),
    **expert_acts(_visible(), _holds, _seated),
}
"""Acts on rows. Acts on the project itself take the offices from the standard: see `require_office`."""


def asking(actor: Actor, day: date | None = None) -> dict[str, Any]:
    """The values that fill a predicate in. Administrators and the system are nobody here: they see no project."""
    outside = actor.administers is not None or actor.id == SYSTEM.id
    by_link = actor.only is not None
    return {
        ME.key: -1 if outside or by_link else actor.id,
        STANDING.key: "" if outside else _listed(actor.standing),
        BUREAU.key: actor.is_bureau and not outside,
        EXPERT.key: -1 if outside else actor.id,
        ONLY.key: actor.only or 0,
        TODAY.key: day,
    }


def load(tx: Transaction, actor: Actor, act: str, day: date, kind: type[Target], **key: Any) -> Target:
    """The target row of an act this actor may do, by its key columns.

    Raises NotFound, or NotPermitted naming the clause that fails.
    """
    rule, names, filled = ACTS[act], tuple(sorted(key)), _filled(actor, day, key)
    if found := _question(act, names, len(rule.clauses)).records(tx, filled, kind):
        return found[0]
    seen = _question(act, names, 0).records(tx, filled, kind)
    if not seen:
        raise NotFound(rule.target.name)
    raise NotPermitted(act, why(tx, actor, act, day, **key) or "nobody", rule.offices(seen[0]))


def why(tx: Transaction, actor: Actor, act: str, day: date, **key: Any) -> str | None:
    """The first clause that keeps this actor from the act on a row they may see, or None."""
    names, filled = tuple(sorted(key)), _filled(actor, day, key)
    for place, (name, _) in enumerate(ACTS[act].clauses, start=1):
        if _question(act, names, place).row(tx, filled) is None:
            return name
    return None


def _filled(actor: Actor, day: date, key: dict[str, Any]) -> dict[str, Any]:
    return asking(actor, day) | {f"key_{name}": value for name, value in key.items()}


@lru_cache(maxsize=256)
def _question(act: str, names: tuple[str, ...], clauses: int) -> Prepared:
    """The visible target row with these key columns for which the first so many clauses of the act hold."""
    rule = ACTS[act]
    statement = select(rule.target)
    if rule.target is not projects.project:
        statement = statement.join(projects.project, projects.project.c.id == rule.target.c.project)
    same = (rule.target.c[name] == bindparam(f"key_{name}") for name in names)
    return Prepared(statement.where(*same, _seen(rule), *(clause for _, clause in rule.clauses[:clauses])))


def _seen(rule: Act) -> Clause:
    return _visible() if rule.seen is None else rule.seen


def _filled_in(clause: Clause, values: dict[str, Any]) -> Clause:
    """The predicate with the answers in place of the questions, to be put into any statement."""

    def answer(element: ExternallyTraversible, **_: Any) -> ExternallyTraversible | None:
        if isinstance(element, BindParameter) and element.key in values:
            return literal(values[element.key], element.type)
        return None

    return replacement_traverse(clause, {}, answer)


def visible(actor: Actor) -> Clause:
    """The projects a person may know of, for lists over `project`."""
    return _filled_in(_visible(), asking(actor))


def allowed(actor: Actor, act: str, day: date) -> Clause:
    """The whole predicate of an act, for lists over its target joined to `project`."""
    return _filled_in(may(act), asking(actor, day))


def assigned_to(actor: Actor) -> Clause:
    """The assignments of an expert, for lists over `assignment`."""
    return _filled_in(OF_MINE, asking(actor))


def holds(actor: Actor, project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether the actor holds an office on a project, for lists: both may be columns."""
    return _filled_in(_holds(project, office, kinds), asking(actor))


# The same with their questions open, for lists whose statement is compiled once: filled by `asking` ---------------


def sees() -> Clause:
    """The projects the reader may know of."""
    return _visible()


def may(act: str) -> Clause:
    """The whole predicate of an act, over its target joined to `project`."""
    rule = ACTS[act]
    return and_(_seen(rule), *(clause for _, clause in rule.clauses))


def is_held(project: Any, office: Any, kinds: Any = None) -> Clause:
    """Whether the reader holds an office on a project: both may be columns."""
    return _holds(project, office, kinds)


# Acts on a project as a whole ---------------------------------------------------------------------------------


def find(tx: Transaction, actor: Actor, number: str, *, lock: bool = False) -> projects.ProjectRow:
    """A project by its number, if the actor may see it; with its lock, for a write. Raises NotFound."""
    question = _by_number(lock and tx.dialect.name != "sqlite")
    found = question.records(tx, asking(actor) | {"number": number}, projects.ProjectRow)
    if not found:
        raise NotFound("project", number)
    return found[0]


@lru_cache(maxsize=2)
def _by_number(lock: bool) -> Prepared:  # noqa: FBT001 - a cache key
    project = projects.project
    statement = select(project).where(project.c.number == bindparam("number"), _visible())
    return Prepared(statement.with_for_update(of=project) if lock else statement)


def find_assigned(tx: Transaction, actor: Actor, number: str, *, lock: bool = False) -> projects.ProjectRow:
    """A project by its number, if the actor is or was an expert of an evaluation of it. Raises NotFound."""
    question = _by_assignment(lock and tx.dialect.name != "sqlite")
    found = question.records(tx, asking(actor) | {"number": number}, projects.ProjectRow)
    if not found:
        raise NotFound("project", number)
    return found[0]


@lru_cache(maxsize=2)
def _by_assignment(lock: bool) -> Prepared:  # noqa: FBT001 - a cache key
    project = projects.project
    statement = select(project).where(project.c.number == bindparam("number"), assigned(project.c.id))
    return Prepared(statement.with_for_update(of=project) if lock else statement)


def holds_any(tx: Transaction, actor: Actor, project_id: int, offices: Iterable[str]) -> bool:
    """Whether the actor holds one of the offices on a project."""
    wanted = tuple(offices)
    if actor.administers is not None or not wanted:
        return False
    if not actor.standing.isdisjoint(wanted):
        return True
    filled = asking(actor) | {"project": project_id, "offices": _listed(wanted)}
    return _holding().row(tx, filled) is not None


@lru_cache(maxsize=1)
def _holding() -> Prepared:
    project, offices = bindparam("project", type_=Integer), bindparam("offices", type_=String)
    seated = _seated(project, _lists(offices, projects.seat.c.office))
    member = _member_of(project, _lists(offices, projects.participation.c.office))
    return Prepared(select(literal(1).label("held")).where(or_(seated, member)))


def held_offices(tx: Transaction, actor: Actor, project_id: int) -> frozenset[str]:
    """Every office the actor holds on a project: standing, seated, or through an organisation that takes part."""
    if actor.administers is not None:
        return frozenset()
    rows = _seats_and_parts().rows(tx, asking(actor) | {"project": project_id})
    return actor.standing | {row["office"] for row in rows}


@lru_cache(maxsize=1)
def _seats_and_parts() -> Prepared:
    project, seat, part, member = (
        bindparam("project", type_=Integer),
        projects.seat.c,
        projects.participation.c,
        people.member.c,
    )
    seats = select(seat.office).where(seat.project == project, seat.person == ME, seat.until.is_(None))
    parts = (
        select(part.office)
        .join(
            people.member,
            and_(member.organisation == part.organisation, member.person == ME, member.until.is_(None)),
        )
        .where(part.project == project, part.until.is_(None))
    )
    both = union(seats, parts).subquery()
    return Prepared(select(both.c.office))


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


def is_end(status: str) -> bool:
    return status in ENDS
