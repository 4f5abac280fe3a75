"""Who may do what to which row: one predicate per act, and the only place that says so.

An act is a SQL predicate over the act's target table joined to its project. `load` is the same select for the page
that offers an act and for the verb that does it, so a button and the server cannot disagree. A row that a person may
not see is not there for them. Nothing is allowed that is not named here.

Offices are held in one of three ways, and all three are tables: a *seat* on one project, a *standing* staff office for
every project, or *membership* of an organisation that takes part and whose members exercise the office. The first two
can be *lent*: a delegation lets one person act for another from day to day. It is resolved when somebody acts, from
what the giver then holds themselves, so there are no chains; the membership of an organisation is never lent. An expert
is none of these: an *assignment* shows them the evaluation it belongs to and nothing else of the project.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import ExternallyTraversible, replacement_traverse

from lifecycle.actors import SYSTEM as SYSTEM
from lifecycle.actors import Actor as Actor
from lifecycle.actors import actor_of as actor_of
from lifecycle.actors import in_force
from lifecycle.database import Transaction
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.policy_blocks import act_for as _act_for
from lifecycle.policy_blocks import holds as _holds
from lifecycle.policy_blocks import lent_seat as _lent_seat
from lifecycle.policy_blocks import listed as _listed
from lifecycle.policy_blocks import lists as _lists
from lifecycle.policy_blocks import member_of as _member_of
from lifecycle.policy_blocks import ours as _ours
from lifecycle.policy_blocks import seated as _seated
from lifecycle.policy_blocks import takes_part as _takes_part
from lifecycle.policy_blocks import visible as _visible
from lifecycle.policy_experts import OF_MINE, assigned, expert_acts
from lifecycle.policy_terms import BUREAU, EXPERT, ME, ONLY, STANDING, TODAY, Act, Clause
from lifecycle.policy_terms import any_of as _any_of
from lifecycle.prepared import Prepared
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.base import Record
from lifecycle.records.project import ENDS

Target = TypeVar("Target", bound=Record)


def _attached() -> Clause:
    """Whether I attached any of a duty's evidence: part of the work, whoever submitted it."""
    duty, document = work.duty.c, work.document.c
    return exists().where(
        document.project == duty.project,
        document.visit == duty.visit,
        document.duty == duty.code,
        document.occurrence == duty.occurrence,
        _ours(document.added_by, document.added_for),
    )


def _contributed() -> Clause:
    """Whether I, or somebody for whom I act, recorded any fact of a project or attached any document to it."""
    project, fact, document = projects.project.c, work.fact.c, work.document.c
    attached = _ours(document.added_by, document.added_for)
    return or_(
        exists().where(fact.project == project.id, or_(fact.recorded_by == ME, _act_for(fact.recorded_by))),
        exists().where(document.project == project.id, attached),
    )


def _open_for_work() -> Clause:
    """Duties are done while the project runs, and what a decision opened after the end of the road still is."""
    status = projects.project.c.status
    return or_(
        _any_of(status, "active", "rework"),
        and_(
            status == "graduated",
            _any_of(work.duty.c.timing, "after_gate", "after_end"),
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
    ("not_own_work", not_(or_(_ours(_DUTY.done_by, _DUTY.done_for), _attached()))),
)
_ACCEPT = (
    ("is_no_objection", _DEBT.kind != "objection"),
    ("debt_is_open", _DEBT.settled_on.is_(None)),
    ("is_answered", _DEBT.answered_on.is_not(None)),
    ("not_own_work", not_(_ours(_DEBT.answered_by, _DEBT.answered_for))),
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
    "let_stand_in": Act(
        work.duty,
        (
            ("project_runs", _any_of(projects.project.c.status, "active", "rework")),
            ("duty_is_to_be_done", _any_of(_DUTY.state, "not_started", "in_progress", "changes_requested")),
            (
                "party_is_missing",
                and_(_DUTY.instead_of.is_(None), not_(_takes_part(_DUTY.project, _DUTY.role))),
            ),
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
            ("not_own_work", not_(_ours(_ROUND.proposed_by, _ROUND.proposed_for))),
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
    "settle_debt": Act(rounds.debt, _ACCEPT),
    "return_debt": Act(rounds.debt, _ACCEPT),
    **expert_acts(_visible(), _holds, _seated),
}
"""Acts on rows. Acts on the project itself take the offices from the standard: see `require_office`."""


def asking(actor: Actor, day: date | None = None) -> dict[str, Any]:
    """The values that fill a predicate in. Administrators and the system are nobody here: they see no project."""
    outside = actor.administers is not None or actor.id == SYSTEM.id
    by_link = actor.only is not None
    return {
        ME.key: -1 if outside or by_link else actor.id,
        STANDING.key: "" if outside else _listed(actor.everywhere),
        BUREAU.key: actor.is_bureau and not outside,
        EXPERT.key: -1 if outside else actor.id,
        ONLY.key: actor.only or 0,
        TODAY.key: day or actor.day,
    }


def load(tx: Transaction, actor: Actor, act: str, day: date, kind: type[Target], **key: Any) -> Target:
    """The target row of an act this actor may do, by its key columns.

    Raises NotFound, or NotPermitted naming the clause that fails.
    """
    rule, names, filled = ACTS[act], tuple(sorted(key)), _filled(actor, day, key)
    if found := _question(act, names, len(rule.clauses)).records(tx, filled, kind):
        _note_behalf(tx, actor, getattr(found[0], "project", 0), rule.offices(found[0]))
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


def reached(actor: Actor) -> Clause:
    """The projects of which a person may be told something: those they may know of, and those they are or were an
    expert of. For lists over `project`.
    """
    return _filled_in(or_(_visible(), assigned(projects.project.c.id)), asking(actor))


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


def is_ours(done_by: Any, done_for: Any) -> Clause:
    """Whether the reader, or somebody for whom they act, did something: they do not judge it."""
    return _ours(done_by, done_for)


def stands_for(person: Any, office: Any) -> Clause:
    """Whether the reader is a person, or acts for them today in an office."""
    lent = people.delegation.c
    in_scope = or_(lent.office == "", lent.office == office)
    acts = exists().where(lent.taker == ME, lent.giver == person, in_scope, *in_force(TODAY))
    return func.coalesce(or_(person == ME, acts), false())


def lent_seats() -> Select[Any]:
    """The projects on which the reader acts today for somebody in their seat."""
    seat = projects.seat.c
    lent = select(seat.project).join_from(projects.seat, people.delegation, _lent_seat())
    return lent.where(seat.until.is_(None))


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
    if not actor.standing.isdisjoint(wanted) or _is_held(tx, actor, project_id, wanted):
        return True
    return _note_behalf(tx, actor, project_id, wanted)


def _is_held(tx: Transaction, actor: Actor, project_id: int, wanted: tuple[str, ...]) -> bool:
    """Whether the actor has one of the offices there themselves, by a seat or as a member."""
    filled = asking(actor) | {"project": project_id, "offices": _listed(wanted)}
    return _holding().row(tx, filled) is not None


@lru_cache(maxsize=1)
def _holding() -> Prepared:
    project, offices = bindparam("project", type_=Integer), bindparam("offices", type_=String)
    seat = projects.seat.c
    seated = exists().where(
        seat.project == project, seat.person == ME, seat.until.is_(None), _lists(offices, seat.office)
    )
    member = _member_of(project, _lists(offices, projects.participation.c.office))
    return Prepared(select(literal(1).label("held")).where(or_(seated, member)))


def _note_behalf(tx: Transaction, actor: Actor, project_id: int, wanted: tuple[str, ...]) -> bool:
    """Whether the actor needs a delegation to act in one of the offices there, and has it: the act is then the giver's
    too, and its event says so.
    """
    if not actor.acts_for or not wanted:
        return False
    if not actor.standing.isdisjoint(wanted) or _is_held(tx, actor, project_id, wanted):
        return False
    filled = asking(actor) | {"project": project_id, "offices": _listed(wanted)}
    seats = _lent_seats().rows(tx, filled)
    givers = [actor.lent[office] for office in wanted if office in actor.lent]
    givers += [row["person"] for row in seats]
    if givers and givers[0] not in actor.behalf:
        actor.behalf.append(givers[0])
    return bool(givers)


@lru_cache(maxsize=1)
def _lent_seats() -> Prepared:
    project, offices = bindparam("project", type_=Integer), bindparam("offices", type_=String)
    seat = projects.seat.c
    return Prepared(
        select(seat.person)
        .join_from(projects.seat, people.delegation, _lent_seat())
        .where(seat.project == project, seat.until.is_(None), _lists(offices, seat.office))
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
    lent = select(seat.office).join_from(projects.seat, people.delegation, _lent_seat()).where(*here)
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
