"""Every item of work there is for one person, as one statement: a union of short selects, each through the policy.

What can only be known by weighing a whole gate (a fact that somebody still has to judge) is not here but on the
project's own page.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    distinct,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)

from lifecycle.engine import Session
from lifecycle.entering import ADMISSION, APPROVE, is_midway
from lifecycle.moves import offices_for
from lifecycle.policy import Actor, allowed, holds, visible
from lifecycle.records import people, rounds, work
from lifecycle.records import project as projects
from lifecycle.verbs.objections import KIND
from lifecycle.verbs.register import officer_of
from stages import Standard

OVERDUE, WEEK, LATER, UNASSIGNED, WAITING = "overdue", "week", "later", "unassigned", "waiting"
BANDS = (OVERDUE, WEEK, LATER, UNASSIGNED, WAITING)
NEVER = date(9999, 12, 31)
"""Where something without a due day stands: last."""
AWAIT = "await"
"""The act of an item that is somebody else's."""
Offices = Mapping[str, tuple[str, ...]]
"""Offices by the version of the standard that names them."""

_PROJECT, _DUTY, _ROUND, _DEBT = projects.project.c, work.duty.c, rounds.round_.c, rounds.debt.c


def banded(session: Session, actor: Actor) -> Any:
    """Every item with its band, and `until`, its due day to sort by.

    Columns: act, project, is_mine, is_officer (whether the reader is the project's officer), office (whose ball it
    is), kinds, code, visit, occurrence, n, milestone, due.
    """
    items = _items(session, actor).cte("item")
    day = session.day
    week_ends = day + timedelta(days=6 - day.weekday())
    chased = and_(
        not_(items.c.is_mine), or_(items.c.due >= day, items.c.due.is_(None), not_(items.c.is_officer))
    )
    band = case(
        (items.c.act == "assign_officer", UNASSIGNED),
        (chased, WAITING),
        (items.c.due < day, OVERDUE),
        (items.c.due <= week_ends, WEEK),
        else_=LATER,
    )
    until = func.coalesce(items.c.due, literal(NEVER, Date)).label("until")
    return select(items, band.label("band"), until).cte("banded")


def _items(session: Session, actor: Actor) -> CompoundSelect[Any]:
    standards = session.engine.standards.standards
    return union_all(
        _duties(
            session, actor, "complete_duty", _DUTY.doer, or_(_DUTY.required, _DUTY.state != "not_started")
        ),
        _duties(session, actor, "confirm_duty", _DUTY.confirmer, true()),
        _others_duties(session, actor, standards),
        _rounds(
            actor,
            "propose",
            _ROUND.propose_office,
            allowed(actor, "propose", session.day),
            _to_propose(actor),
        ),
        _rounds(actor, "decide", _ROUND.decide_office, allowed(actor, "decide", session.day)),
        _others_rounds(session, actor, standards),
        _opinions(session, actor),
        _debts("answer_debt", _DEBT.owner).where(allowed(actor, "answer_debt", session.day)),
        _to_settle(session, actor, standards),
        _objections(actor),
        _others_debts(actor, standards),
        _ready(actor, standards, "request_gate", "active"),
        _ready(actor, standards, "resubmit", "rework"),
        _ready(actor, standards, "submit", "draft"),
        _entries(session, actor, standards),
        _unassigned(actor, standards),
    )


_NO_DAY = cast(null(), Date)
_NOTHING = literal("", String)


def _columns(act: str, **given: Any) -> tuple[ColumnElement[Any], ...]:
    """The columns every part of the union has, in one order."""
    blank: dict[str, Any] = {
        "is_mine": true(),
        "is_officer": false(),
        "office": _NOTHING,
        "kinds": _NOTHING,
        "code": _NOTHING,
        "visit": literal(0, Integer),
        "occurrence": literal(1, Integer),
        "n": literal(0, Integer),
        "milestone": _NOTHING,
        "due": _NO_DAY,
    }
    values = blank | given
    return (
        literal(act, String).label("act"),
        _PROJECT.id.label("project"),
        *(value.label(name) for name, value in values.items()),
    )


def _of_duty(act: str, office: ColumnElement[str], **more: Any) -> Select[Any]:
    columns = _columns(
        act,
        office=office,
        kinds=case((office == _DUTY.doer, _DUTY.kinds), else_=_NOTHING),
        code=_DUTY.code,
        visit=_DUTY.visit,
        occurrence=_DUTY.occurrence,
        milestone=_DUTY.milestone,
        due=_DUTY.due,
        **more,
    )
    return select(*columns).join_from(work.duty, projects.project, _PROJECT.id == _DUTY.project)


def _duties(
    session: Session, actor: Actor, act: str, office: ColumnElement[str], *more: ColumnElement[bool]
) -> Select[Any]:
    mine = allowed(actor, act, session.day)
    return _of_duty(act, office).where(_within_reach(actor, _DUTY.project, office), mine, *more)


def _others_duties(session: Session, actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    """What others have to do now on the projects in which I take part myself."""
    day, submitted = session.day, _DUTY.state == "submitted"
    office = case((submitted, _DUTY.confirmer), else_=_DUTY.doer)
    act = _of_duty(AWAIT, office, is_mine=false(), is_officer=_is_officer(actor, standards))
    return act.where(
        _DUTY.project.in_(taking_part(actor)),
        visible(actor),
        or_(*(_PROJECT.status == status for status in ("active", "rework"))),
        _DUTY.required,
        or_(*(_DUTY.state == state for state in work.DUTY_STATES if state not in work.DUTY_CLOSED)),
        _DUTY.waits_for.is_(None),
        or_(_DUTY.not_before.is_(None), _DUTY.not_before <= day),
        not_(and_(submitted, holds(actor, _DUTY.project, _DUTY.confirmer), _DUTY.done_by != actor.id)),
        not_(and_(not_(submitted), holds(actor, _DUTY.project, _DUTY.doer, _DUTY.kinds))),
    )


def _of_round(act: str, office: ColumnElement[str], **more: Any) -> Select[Any]:
    columns = _columns(
        act,
        office=office,
        code=_ROUND.gate,
        visit=_ROUND.visit,
        occurrence=_ROUND.n,
        due=_decide_by(),
        **more,
    )
    return select(*columns).join_from(rounds.round_, projects.project, _PROJECT.id == _ROUND.project)


def _decide_by() -> ColumnElement[date]:
    """The day by which a round is to be decided: that of its milestone."""
    milestone = work.milestone.c
    same = (
        milestone.project == _ROUND.project,
        milestone.visit == _ROUND.visit,
        milestone.code == _ROUND.gate,
        milestone.occurrence == _ROUND.n,
    )
    return select(milestone.due).where(*same).scalar_subquery()


def _rounds(actor: Actor, act: str, office: ColumnElement[str], *clauses: ColumnElement[bool]) -> Select[Any]:
    return _of_round(act, office).where(_within_reach(actor, _ROUND.project, office), *clauses)


def _to_propose(actor: Actor) -> ColumnElement[bool]:
    return and_(_ROUND.proposed_by.is_(None), holds(actor, _ROUND.project, _ROUND.propose_office))


def _others_rounds(session: Session, actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    proposed = _ROUND.proposed_by.is_not(None)
    office = case((proposed, _ROUND.decide_office), else_=_ROUND.propose_office)
    decides = and_(
        proposed, holds(actor, _ROUND.project, _ROUND.decide_office), _ROUND.proposed_by != actor.id
    )
    return _of_round(AWAIT, office, is_mine=false(), is_officer=_is_officer(actor, standards)).where(
        _ROUND.project.in_(taking_part(actor)),
        allowed(actor, "propose", session.day),  # under review, not decided, and visible
        not_(decides),
        not_(_to_propose(actor)),
    )


def _opinions(session: Session, actor: Actor) -> Select[Any]:
    opinion = rounds.opinion.c
    same = and_(opinion.project == _ROUND.project, opinion.visit == _ROUND.visit, opinion.round == _ROUND.n)
    return (
        _of_round("consult", opinion.office)
        .join(rounds.opinion, same)
        .where(_within_reach(actor, _ROUND.project, opinion.office), allowed(actor, "consult", session.day))
    )


def _debts(act: str, office: ColumnElement[str], **more: Any) -> Select[Any]:
    columns = _columns(
        act, office=office, code=_DEBT.clause, visit=_DEBT.visit, n=_DEBT.n, due=_DEBT.due, **more
    )
    return select(*columns).join_from(rounds.debt, projects.project, _PROJECT.id == _DEBT.project)


def _to_settle(session: Session, actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    offices = {each.version: each.power("settle_debt") for each in standards}
    mine = _debts("settle_debt", _held(actor, offices))
    return mine.where(allowed(actor, "settle_debt", session.day), _holds_one(actor, offices))


def _objections(actor: Actor) -> Select[Any]:
    """Those that the actor answers, which closes them: see `verbs.objections.reply`."""
    mine = holds(actor, _DEBT.project, _DEBT.owner)
    open_ones = _debts("reply_objection", _DEBT.owner).where(_DEBT.kind == KIND, _DEBT.settled_on.is_(None))
    return open_ones.where(visible(actor), mine)


def _others_debts(actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    settlers = {each.version: (*each.power("settle_debt"), "")[0] for each in standards}
    answered = _DEBT.answered_on.is_not(None)
    office = case((answered, case(settlers, value=_PROJECT.standard)), else_=_DEBT.owner)
    settles = _holds_one(actor, {each.version: each.power("settle_debt") for each in standards})
    return _debts(AWAIT, office, is_mine=false(), is_officer=_is_officer(actor, standards)).where(
        _DEBT.project.in_(taking_part(actor)),
        visible(actor),
        _DEBT.settled_on.is_(None),
        _DEBT.kind != work.BACKFILL,  # the duties that it stands for are there themselves
        not_(and_(not_(answered), holds(actor, _DEBT.project, _DEBT.owner))),
        not_(and_(answered, _DEBT.answered_by != actor.id, settles)),
    )


def _ready(actor: Actor, standards: Sequence[Standard], move: str, status: str) -> Select[Any]:
    """Projects the actor takes part in, which nothing required keeps from a move any more as far as columns tell."""
    milestone = work.milestone.c
    gate_day = select(func.min(milestone.due)).where(
        milestone.project == _PROJECT.id,
        milestone.visit == _PROJECT.visit,
        milestone.kind == "gate",
        milestone.done_on.is_(None),
        milestone.closed_on.is_(None),
    )
    offices = {each.version: offices_for(each, each.moves[move]) for each in standards if move in each.moves}
    return select(*_columns(move, office=_held(actor, offices), due=gate_day.scalar_subquery())).where(
        _PROJECT.id.in_(taking_part(actor)),
        _PROJECT.status == status,
        _PROJECT.open_required == 0,
        visible(actor),
        _holds_one(actor, offices),
    )


def _entries(session: Session, actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    """Drafts that are to enter at a later stage and are complete as far as columns tell, for those who approve it."""
    rules = {each.version: each.mid_entry_rule(ADMISSION) for each in standards}
    offices = {version: (rule.confirmer or "",) for version, rule in rules.items() if rule is not None}
    later = [
        _is_prepared(each, point)
        for each in standards
        for point in each.flow.entry_points
        if is_midway(each, point)
    ]
    return select(*_columns(APPROVE, office=_held(actor, offices), code=_PROJECT.entry)).where(
        or_(false(), *later),
        _PROJECT.entry_approved_on.is_(None),
        allowed(actor, APPROVE, session.day),
        _holds_one(actor, offices),
    )


def _is_prepared(standard: Standard, point: str) -> ColumnElement[bool]:
    """Drafts of an entry point that have every document that is always asked for, and every level."""
    rule, needs = standard.mid_entry_rule(ADMISSION), standard.flow.entry_points[point].need
    kinds = {kind for need in needs if need.applies_if is None for kind in need.docs}
    fact, document = work.fact.c, work.document.c
    return and_(
        _PROJECT.standard == standard.version,
        _PROJECT.entry == point,
        _has_all(fact.project, fact.name, set(rule.facts) if rule else set()),
        _has_all(document.project, document.kind, kinds),
    )


def _has_all(
    project: ColumnElement[int], column: ColumnElement[str], wanted: set[str]
) -> ColumnElement[bool]:
    found = select(func.count(distinct(column))).where(project == _PROJECT.id, column.in_(sorted(wanted)))
    return found.scalar_subquery() >= len(wanted)


def _unassigned(actor: Actor, standards: Sequence[Standard]) -> Select[Any]:
    """Projects without an officer, for those who assign one and for those who can be one."""
    officers = {each.version: officer_of(each).code for each in standards}
    seat = projects.seat.c
    office = case(officers, value=_PROJECT.standard)
    taken = select(seat.project).where(
        seat.project == _PROJECT.id, seat.office == office, seat.until.is_(None)
    )
    eligible = {version: code for version, code in officers.items() if code in actor.eligible}
    assigns = {each.version: each.power("assign_officer") for each in standards}
    return select(*_columns("assign_officer", office=office)).where(
        or_(*(_PROJECT.status == status for status in ("draft", *projects.RUNNING))),
        visible(actor),
        not_(taken.exists()),
        or_(_PROJECT.standard.in_(eligible), _holds_one(actor, assigns)),
    )


def _holds_one(actor: Actor, offices: Offices) -> ColumnElement[bool]:
    """Whether the actor holds, on the project, one of the offices that its standard names."""
    return or_(false(), *(held for held, _ in _holdings(actor, offices)))


def _held(actor: Actor, offices: Offices) -> ColumnElement[str]:
    """The first of those offices that the actor holds there."""
    return case(*_holdings(actor, offices), else_=_NOTHING) if any(offices.values()) else _NOTHING


def _holdings(actor: Actor, offices: Offices) -> list[tuple[ColumnElement[bool], str]]:
    return [
        (and_(_PROJECT.standard == version, holds(actor, _PROJECT.id, literal(office))), office)
        for version, named in offices.items()
        for office in named
    ]


# Reach: implied by the policy, and said again so that an index can serve it ---------------------------------------


def taking_part(actor: Actor) -> CompoundSelect[Any]:
    """The projects on which the actor has a seat, or an organisation of theirs takes part."""
    seat, part, member = projects.seat.c, projects.participation.c, people.member.c
    return union(
        select(seat.project).where(seat.person == actor.id, seat.until.is_(None)),
        select(part.project)
        .join(people.member, member.organisation == part.organisation)
        .where(part.until.is_(None), member.person == actor.id, member.until.is_(None)),
    )


def _within_reach(
    actor: Actor, project: ColumnElement[int], office: ColumnElement[str]
) -> ColumnElement[bool]:
    takes_part = project.in_(taking_part(actor))
    return or_(takes_part, office.in_(sorted(actor.standing))) if actor.standing else takes_part


def _is_officer(actor: Actor, standards: Sequence[Standard]) -> ColumnElement[bool]:
    """Whether the actor is the project's officer, who chases the others."""
    seat = projects.seat.c
    officer = case({each.version: officer_of(each).code for each in standards}, value=_PROJECT.standard)
    mine = seat.project == _PROJECT.id, seat.person == actor.id, seat.office == officer, seat.until.is_(None)
    return select(seat.project).where(*mine).exists()
