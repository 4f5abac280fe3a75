"""Every item of work there is for one person, as one statement: a union of short selects, each through the policy.

The statement is built once for readers of the same kind, who differ in values only: see `Shape`. What can only be known
by weighing a whole gate (a fact that somebody still has to judge) is not here but on the project's own page.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
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
    union_all,
)

from lifecycle.entering import APPROVE
from lifecycle.policy import is_held, is_ours, may, sees, stands_for
from lifecycle.policy.terms import TODAY
from lifecycle.queries.reach import held, may_hold
from lifecycle.queries.work_facts import facts_lacking, gate_day
from lifecycle.queries.work_shape import (
    SETTLED,
    TAKE,
    Door,
    Shape,
    could_run,
    has_pool,
    holds_everywhere,
    officers,
)
from lifecycle.records import project as projects
from lifecycle.records import rounds, work
from lifecycle.verbs.objections import KIND

OVERDUE, WEEK, LATER, UNASSIGNED, WAITING = "overdue", "week", "later", "unassigned", "waiting"
BANDS = (OVERDUE, WEEK, LATER, UNASSIGNED, WAITING)
NEVER = date(9999, 12, 31)
"""Where something without a due day stands: last."""
AWAIT = "await"
"""The act of an item that is somebody else's."""
WEEK_ENDS = bindparam("week_ends", type_=Date)

_PROJECT, _DUTY, _ROUND, _DEBT = projects.project.c, work.duty.c, rounds.round_.c, rounds.debt.c
_MILESTONE = work.milestone.c
_HELD = held()


def banded(shape: Shape) -> Any:
    """Every item with its band, `turn` (0 where it is the reader's, 1 where it is somebody else's) and `until`, its due
    day: what to sort by.

    Columns: act, project, standard, is_mine, is_officer (whether the reader is the project's officer), office (whose
    ball it is), kinds, code, visit, occurrence, n, milestone, due.
    """
    items = union_all(*_items(shape)).cte("item")
    chased = and_(
        items.c.is_mine == false(),
        or_(items.c.due >= TODAY, items.c.due.is_(None), items.c.is_officer == false()),
    )
    band = case(
        (items.c.act == TAKE, UNASSIGNED),
        (chased, WAITING),
        (items.c.due < TODAY, OVERDUE),
        (items.c.due <= WEEK_ENDS, WEEK),
        else_=LATER,
    )
    turn = case((items.c.is_mine, 0), else_=1).label("turn")
    return (
        select(items, band.label("band"), turn, _until(items.c.due)).cte("banded").prefix_with("MATERIALIZED")
    )


def _until(due: ColumnElement[Any]) -> Any:
    return func.coalesce(due, literal(NEVER, Date)).label("until")


def _items(shape: Shape) -> Iterator[Select[Any]]:
    wanted = or_(_DUTY.required, _DUTY.state != "not_started")
    yield from _duties(shape, "complete_duty", _DUTY.doer, work.TO_DO, wanted)
    yield from _duties(shape, "confirm_duty", _DUTY.confirmer, work.TO_JUDGE, true())
    yield _others_duties(shape)
    to_propose = and_(_ROUND.proposed_by.is_(None), is_held(_ROUND.project, _ROUND.propose_office))
    yield from _rounds(shape, "propose", _ROUND.propose_office, may("propose"), to_propose)
    yield from _rounds(shape, "decide", _ROUND.decide_office, may("decide"))
    yield _others_rounds(shape, to_propose)
    yield from _opinions(shape)
    owing = select(_DEBT.project).where(rounds.OWED, _stands(shape, _DEBT.owner))
    yield from _within_reach(shape, _debts("answer_debt", _DEBT.owner).where(may("answer_debt")), owing)
    yield from _within_reach(shape, _to_settle(shape), _answered(shape))
    yield from _within_reach(shape, _objections(), owing)
    yield _others_debts(shape)
    yield from _within_reach(shape, _later_days(shape), _asked_for(shape))
    yield _ready(shape, "request_gate", "active")
    yield _ready(shape, "resubmit", "rework")
    yield _ready(shape, "submit", "draft")
    yield _entries(shape)
    yield _to_record(shape)
    if not has_pool(shape):
        yield _unassigned(shape).where(_mine(_PROJECT.id))


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
        _PROJECT.standard.label("standard"),
        *(value.label(name) for name, value in values.items()),
    )


# Reach ----------------------------------------------------------------------------------------------------------


def _mine(project: ColumnElement[int]) -> ColumnElement[bool]:
    return project.in_(select(_HELD.c.project))


def _stands(shape: Shape, office: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an office is one that the reader holds everywhere."""
    return or_(false(), *(office == code for code in shape.standing))


def _within_reach(shape: Shape, part: Select[Any], elsewhere: Select[Any]) -> Iterator[Select[Any]]:
    """The same on the projects in which the reader takes part, and for those with a standing office on the others, of
    which `elsewhere` gives the ids: two selects, because an index serves each and none serves both.
    """
    yield part.where(_mine(_PROJECT.id))
    if shape.standing:
        yield part.where(_PROJECT.id.in_(elsewhere), not_(_mine(_PROJECT.id)))


_IN_ROUND = select(_ROUND.project).where(rounds.UNDECIDED)


# Duties -----------------------------------------------------------------------------------------------------------


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
    shape: Shape, act: str, office: ColumnElement[str], held: Any, *more: ColumnElement[bool]
) -> Iterator[Select[Any]]:
    """`held` is the condition of the index on `office`, said as the index says it."""
    part = _of_duty(act, office).where(may(act), *more)
    yield part.where(
        work.NOT_CLOSED, _mine(_DUTY.project), may_hold(_HELD, shape.standing, _DUTY.project, office)
    )
    if shape.standing:
        yield part.where(held, _stands(shape, office), not_(_mine(_DUTY.project)))


def _others_duties(shape: Shape) -> Select[Any]:
    """What others have to do now on the projects in which the reader takes part."""
    submitted = _DUTY.state == "submitted"
    office = case((submitted, _DUTY.confirmer), else_=_DUTY.doer)
    to_confirm, to_do = (
        is_held(_DUTY.project, _DUTY.confirmer),
        is_held(_DUTY.project, _DUTY.doer, _DUTY.kinds),
    )
    own = is_ours(_DUTY.done_by, _DUTY.done_for)
    is_theirs = case((submitted, or_(not_(to_confirm), own)), else_=not_(to_do))
    act = _of_duty(AWAIT, office, is_mine=false(), is_officer=_is_officer(shape))
    return act.where(
        _mine(_DUTY.project),
        sees(),
        or_(*(_PROJECT.status == status for status in ("active", "rework"))),
        _DUTY.required,
        work.NOT_CLOSED,
        _DUTY.waits_for.is_(None),
        or_(_DUTY.not_before.is_(None), _DUTY.not_before <= TODAY),
        case((may_hold(_HELD, shape.standing, _DUTY.project, office), is_theirs), else_=true()),
    )


# Rounds -----------------------------------------------------------------------------------------------------------


def _of_round(act: str, office: ColumnElement[str], **more: Any) -> Select[Any]:
    columns = _columns(
        act,
        office=office,
        code=_ROUND.gate,
        visit=_ROUND.visit,
        occurrence=_ROUND.n,
        milestone=_ROUND.gate,
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


def _rounds(
    shape: Shape, act: str, office: ColumnElement[str], *clauses: ColumnElement[bool]
) -> Iterator[Select[Any]]:
    elsewhere = _IN_ROUND.where(_stands(shape, office))
    return _within_reach(shape, _of_round(act, office).where(*clauses), elsewhere)


def _others_rounds(shape: Shape, to_propose: ColumnElement[bool]) -> Select[Any]:
    proposed = _ROUND.proposed_by.is_not(None)
    office = case((proposed, _ROUND.decide_office), else_=_ROUND.propose_office)
    own = is_ours(_ROUND.proposed_by, _ROUND.proposed_for)
    decides = and_(proposed, is_held(_ROUND.project, _ROUND.decide_office), not_(own))
    return _of_round(AWAIT, office, is_mine=false(), is_officer=_is_officer(shape)).where(
        _mine(_ROUND.project),
        may("propose"),  # under review, not decided, and visible
        not_(decides),
        not_(to_propose),
    )


def _opinions(shape: Shape) -> Iterator[Select[Any]]:
    opinion = rounds.opinion.c
    same = and_(opinion.project == _ROUND.project, opinion.visit == _ROUND.visit, opinion.round == _ROUND.n)
    part = _of_round("consult", opinion.office).join(rounds.opinion, same).where(may("consult"))
    asked = select(opinion.project).where(rounds.NOT_HEARD, _stands(shape, opinion.office))
    return _within_reach(shape, part, asked)


# Debts ------------------------------------------------------------------------------------------------------------


def _debts(act: str, office: ColumnElement[str], **more: Any) -> Select[Any]:
    columns = _columns(
        act, office=office, code=_DEBT.clause, visit=_DEBT.visit, n=_DEBT.n, due=_DEBT.due, **more
    )
    named = select(*columns).join_from(rounds.debt, projects.project, _PROJECT.id == _DEBT.project)
    return named.where(_DEBT.settled_on.is_(None))


def _to_settle(shape: Shape) -> Select[Any]:
    holdings = _settling(shape)
    office = case(*holdings, else_=_NOTHING) if holdings else _NOTHING
    return _debts("settle_debt", office).where(may("settle_debt"), _settles(shape))


def _answered(shape: Shape) -> Select[Any]:
    """The projects with an answer that one of the reader's offices everywhere accepts."""
    settlers = {office for each in shape.namings for offices in each.settlers for office in offices}
    accepts = true() if settlers.intersection(shape.standing) else false()
    return select(_DEBT.project).where(rounds.ANSWERED, accepts)


def _settling(shape: Shape) -> list[tuple[ColumnElement[bool], str]]:
    """Each office that accepts answers to a kind of debt, with whether the reader holds it where such a debt is."""
    return [
        (and_(_PROJECT.standard == each.version, _is_of(kind), is_held(_PROJECT.id, literal(office))), office)
        for each in shape.namings
        for kind, offices in zip(SETTLED, each.settlers, strict=True)
        for office in offices
    ]


def _settles(shape: Shape) -> ColumnElement[bool]:
    return or_(false(), *(held for held, _ in _settling(shape)))


def _is_of(kind: str) -> ColumnElement[bool]:
    """Whether a debt is of a kind with settlers of its own; of any other kind for an empty one."""
    return _DEBT.kind == kind if kind else and_(*(_DEBT.kind != each for each in SETTLED if each))


def _first_settler(shape: Shape) -> ColumnElement[str]:
    """Who is waited for with an answer: the first office that accepts it and has not to give it."""
    found = [
        (and_(_PROJECT.standard == each.version, _is_of(kind), _DEBT.owner != office), office)
        for each in shape.namings
        for kind, offices in zip(SETTLED, each.settlers, strict=True)
        for office in offices
    ]
    return case(*found, else_=_NOTHING) if found else _NOTHING


def _objections() -> Select[Any]:
    """Those that the reader answers, which closes them: see `verbs.objections.reply`."""
    mine = is_held(_DEBT.project, _DEBT.owner)
    return _debts("reply_objection", _DEBT.owner).where(_DEBT.kind == KIND, sees(), mine)


def _others_debts(shape: Shape) -> Select[Any]:
    answered = _DEBT.answered_on.is_not(None)
    office = case((answered, _first_settler(shape)), else_=_DEBT.owner)
    settles = _settles(shape)
    return _debts(AWAIT, office, is_mine=false(), is_officer=_is_officer(shape)).where(
        _mine(_DEBT.project),
        sees(),
        _DEBT.kind != work.BACKFILL,  # the duties that it stands for are there themselves
        not_(and_(not_(answered), is_held(_DEBT.project, _DEBT.owner))),
        not_(and_(answered, not_(is_ours(_DEBT.answered_by, _DEBT.answered_for)), settles)),
    )


# Later days -------------------------------------------------------------------------------------------------------


def _later_days(shape: Shape) -> Select[Any]:
    """Requests for a later day, for the nearest office that may grant one more: whoever was told of it."""
    granting = _granting(shape)
    columns = _columns(
        "answer_extension",
        office=case(*granting, else_=_NOTHING) if granting else _NOTHING,
        code=_MILESTONE.code,
        visit=_MILESTONE.visit,
        occurrence=_MILESTONE.occurrence,
        milestone=_MILESTONE.code,
        due=_MILESTONE.due,
    )
    return (
        select(*columns)
        .join_from(work.milestone, projects.project, _PROJECT.id == _MILESTONE.project)
        .where(
            work.ASKED_FOR,
            _MILESTONE.done_on.is_(None),
            _MILESTONE.closed_on.is_(None),
            or_(*(_PROJECT.status == status for status in ("active", "rework"))),
            sees(),
            or_(false(), *(held for held, _ in granting)),
        )
    )


def _asked_for(shape: Shape) -> Select[Any]:
    """The projects with a request that one of the reader's offices everywhere may grant."""
    offices = {office for each in shape.namings for office, _ in each.granting}
    grants = true() if offices.intersection(shape.standing) else false()
    return select(_MILESTONE.project).where(work.ASKED_FOR, grants)


def _granting(shape: Shape) -> list[tuple[ColumnElement[bool], str]]:
    """Each office that grants an extension, with whether the next is its own to grant and the reader holds it there."""
    found = []
    for each in shape.namings:
        turn = 0
        for office, times in each.granting:
            its = _MILESTONE.extensions >= turn, _MILESTONE.extensions < times
            held = is_held(_PROJECT.id, literal(office))
            found.append((and_(_PROJECT.standard == each.version, *its, held), office))
            turn = max(turn, times)
    return found


# Projects ---------------------------------------------------------------------------------------------------------


def _ready(shape: Shape, move: str, status: str) -> Select[Any]:
    """Projects the reader takes part in, which nothing required keeps from a move any more as far as columns tell."""
    return select(*_columns(move, office=_held(shape, move), due=gate_day())).where(
        _mine(_PROJECT.id),
        _PROJECT.status == status,
        _PROJECT.open_required == 0,
        sees(),
        _holds_one(shape, move),
    )


def _to_record(shape: Shape) -> Select[Any]:
    """Projects of which the reader's office has not recorded all that the present gate asks it for."""
    lacking = facts_lacking(shape)
    office = case(*lacking, else_=_NOTHING) if lacking else _NOTHING
    return select(*_columns("record_fact", office=office, due=gate_day())).where(
        _mine(_PROJECT.id),
        or_(*(_PROJECT.status == status for status in ("active", "rework"))),
        sees(),
        or_(false(), *(found for found, _ in lacking)),
    )


def _entries(shape: Shape) -> Select[Any]:
    """Drafts that are to enter at a later stage and are complete as far as columns tell, for those who approve it."""
    later = [_is_prepared(each.version, door) for each in shape.namings for door in each.doors]
    points = sorted({door.point for each in shape.namings for door in each.doors})
    return select(*_columns(APPROVE, office=_held(shape, APPROVE), code=_PROJECT.entry)).where(
        projects.ENTERING,
        or_(false(), *(_PROJECT.entry == point for point in points)),
        or_(false(), *later),
        may(APPROVE),
        _holds_one(shape, APPROVE),
        true() if holds_everywhere(shape, APPROVE) else _mine(_PROJECT.id),
    )


def _is_prepared(version: str, door: Door) -> ColumnElement[bool]:
    fact, document = work.fact.c, work.document.c
    return and_(
        _PROJECT.standard == version,
        _PROJECT.entry == door.point,
        _has_all(fact.project, fact.name, door.levels),
        _has_all(document.project, document.kind, door.documents),
    )


def _has_all(
    project: ColumnElement[int], column: ColumnElement[str], wanted: tuple[str, ...]
) -> ColumnElement[bool]:
    found = select(func.count(distinct(column))).where(
        project == _PROJECT.id, or_(false(), *(column == each for each in wanted))
    )
    return found.scalar_subquery() >= len(wanted)


def _unassigned(shape: Shape) -> Select[Any]:
    """Projects without an officer, for those who assign one and for those who can be one."""
    office = case(officers(shape), value=_PROJECT.standard)
    may_be = or_(false(), *(_PROJECT.standard == version for version in could_run(shape)))
    return select(*_columns(TAKE, office=office)).where(
        projects.UNASSIGNED, sees(), or_(may_be, _holds_one(shape, TAKE))
    )


def pool(shape: Shape) -> Select[Any]:
    """The projects without an officer, in the columns of `banded`: offered to many, and as many as the register has, so
    it stays apart from what is the reader's own. An index holds them by id and nothing else.
    """
    band = literal(UNASSIGNED, String).label("band")
    return _unassigned(shape).add_columns(band, literal(0, Integer).label("turn"), _until(_NO_DAY))


def _holds_one(shape: Shape, asked: str) -> ColumnElement[bool]:
    """Whether the reader holds, on the project, one of the offices that its standard names."""
    return or_(false(), *(held for held, _ in _holdings(shape, asked)))


def _held(shape: Shape, asked: str) -> ColumnElement[str]:
    """The first of those offices that the reader holds there."""
    found = _holdings(shape, asked)
    return case(*found, else_=_NOTHING) if found else _NOTHING


def _holdings(shape: Shape, asked: str) -> list[tuple[ColumnElement[bool], str]]:
    return [
        (and_(_PROJECT.standard == each.version, is_held(_PROJECT.id, literal(office))), office)
        for each in shape.namings
        for office in each.of(asked)
    ]


def _is_officer(shape: Shape) -> ColumnElement[bool]:
    """Whether the reader is the project's officer, or acts for them: whoever chases the others."""
    officer = case({each.version: each.officer for each in shape.namings}, value=_PROJECT.standard)
    return stands_for(_PROJECT.officer, officer)
