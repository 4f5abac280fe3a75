"""The pool of experts as whoever keeps it works with it: a list that can be asked, and the page of each expert.

Relations are shown to nobody else. How often somebody sat on a panel is counted over all projects.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from lifecycle.accounts import person_by_login
from lifecycle.engine import Session
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.evaluation.view import listed
from lifecycle.experts import KEEP, may_keep
from lifecycle.policy import Actor
from lifecycle.queries.experts import employer_names, loads
from lifecycle.records import evaluations, experts, people
from lifecycle.records import project as projects
from lifecycle.records.experts import ExpertRow
from lifecycle.records.people import PersonRow
from stages import Standard
from stages.vocabulary import EMPLOYMENT

PAGE = 50
SHOWN = ("pool", "free", "busy", "left")
"""Which experts a list shows: all in the pool, those who can take one more sheet, those who cannot, those who left."""
CANDIDATES = 20
OFFERED = 500
"""Names of organisations that a form offers while somebody types."""
ENDED = ("declined", "recused", "excluded")
_EXPERT, _PERSON = experts.expert.c, people.person.c
_ASSIGNMENT, _EVALUATION = evaluations.assignment.c, evaluations.evaluation.c


@dataclass(frozen=True)
class Tally:
    """How often somebody was drawn, handed a sheet in, declined, stepped back, and was excluded."""

    drawn: int = 0
    scored: int = 0
    declined: int = 0
    recused: int = 0
    excluded: int = 0


@dataclass(frozen=True)
class ExpertLine:
    """One expert; `open` are the sheets they have open now."""

    row: ExpertRow
    login: str
    name: str
    is_closed: bool
    has_password: bool
    employers: tuple[str, ...]
    open: int
    tally: Tally

    @property
    def fields(self) -> tuple[str, ...]:
        return listed(self.row.fields)

    @property
    def keywords(self) -> tuple[str, ...]:
        return listed(self.row.keywords)

    @property
    def is_in(self) -> bool:
        """Whether they can be drawn at all."""
        return self.row.until is None and not self.is_closed

    @property
    def is_busy(self) -> bool:
        return self.open >= self.row.load_limit


@dataclass(frozen=True)
class Asked:
    """What the list is asked for: words of a name, a login, an employer or a keyword; a field; one of `SHOWN`."""

    words: str = ""
    field: str = ""
    show: str = SHOWN[0]


@dataclass(frozen=True)
class PoolPage:
    """A page by name. `counts` are of each of `SHOWN`, by the same words and field; `more` is where it goes on."""

    lines: tuple[ExpertLine, ...]
    counts: dict[str, int]
    more: tuple[str, int] | None


@dataclass(frozen=True)
class Tie:
    """A relation of the expert; `n` is its number, `code` the organisation's or the other's login. `is_theirs`: it was
    recorded for the other person. `struck_on`: it should not have been recorded, and counts for nothing since.
    """

    n: int
    kind: str
    to: str
    code: str
    since: date
    until: date | None
    recorded_on: date
    recorded_by: str
    is_person: bool = False
    is_theirs: bool = False
    struck_on: date | None = None
    struck_by: str = ""
    struck_why: str = ""


@dataclass(frozen=True)
class Stay:
    """A membership: they may act for the organisation here."""

    name: str
    code: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Service:
    """One panel on which the expert was drawn."""

    number: str
    title: str
    gate: str
    drawn_on: date
    state: str
    has_scored: bool


@dataclass(frozen=True)
class ExpertPage:
    """Everything the keeper works with. `employments` and `ties` the latest first, those struck at the end; `services`
    only for the bureau.
    """

    line: ExpertLine
    employments: tuple[Tie, ...]
    stays: tuple[Stay, ...]
    ties: tuple[Tie, ...]
    services: tuple[Service, ...] = ()
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nominee:
    """Somebody who could be taken into the pool, or is in it already."""

    login: str
    name: str
    employers: tuple[str, ...]
    is_expert: bool


def pool_page(
    session: Session,
    actor: Actor,
    standard: Standard,
    asked: Asked,
    after: tuple[str, int] | None = None,
    most: int = PAGE,
) -> PoolPage:
    """Experts by name, in a number of statements that does not depend on theirs. Raises NotPermitted."""
    _require_keeper(actor, standard)
    wanted, shown = _wanted(session, asked), _shown(asked.show)
    later: ColumnElement[bool] = true()
    if after is not None:
        name, person = after
        later = or_(_PERSON.name > name, and_(_PERSON.name == name, _PERSON.id > person))
    rows = session.tx.execute(
        _select().where(wanted, shown, later).order_by(_PERSON.name, _PERSON.id).limit(most + 1)
    ).all()
    lines = _lines(session, rows[:most])
    last = rows[most - 1] if len(rows) > most else None
    return PoolPage(lines, _counts(session, wanted), (last.name, last.person) if last else None)


def expert_page(session: Session, actor: Actor, standard: Standard, login: str) -> ExpertPage:
    """One expert, in the pool or out of it again. Raises NotFound, NotPermitted."""
    _require_keeper(actor, standard)
    person = person_by_login(session.tx, login)
    row = session.tx.execute(_select().where(_PERSON.id == person.id)).first() if person else None
    if row is None:
        raise NotFound("panel_member", login)
    ties = _ties(session, row.person)
    return ExpertPage(
        line=_lines(session, [row])[0],
        employments=tuple(each for each in ties if each.kind == EMPLOYMENT and not each.is_theirs),
        stays=_stays(session, row.person),
        ties=tuple(each for each in ties if each.kind != EMPLOYMENT or each.is_theirs),
        services=_services(session, row.person) if actor.is_bureau else (),
        organisations=_organisations(session),
    )


def nominees(session: Session, actor: Actor, standard: Standard, words: str) -> tuple[Nominee, ...]:
    """People with a business account whose name or login has these words, by name: the first few. Raises
    NotPermitted.
    """
    _require_keeper(actor, standard)
    found = session.tx.execute(
        select(_PERSON.id, _PERSON.login, _PERSON.name, _EXPERT.person.is_not(None).label("is_expert"))
        .outerjoin(experts.expert, _EXPERT.person == _PERSON.id)
        .where(_PERSON.domain == people.BUSINESS, _PERSON.closed_on.is_(None), _is_called(words))
        .order_by(_PERSON.name, _PERSON.id)
        .limit(CANDIDATES)
    ).all()
    employed = employer_names(session, [row.id for row in found])
    return tuple(Nominee(row.login, row.name, employed[row.id], bool(row.is_expert)) for row in found)


def nominee(session: Session, actor: Actor, standard: Standard, login: str) -> PersonRow:
    """Somebody to be taken into the pool. Raises NotFound, NotPermitted."""
    _require_keeper(actor, standard)
    found = person_by_login(session.tx, login)
    if found is None or found.closed_on is not None or found.domain != people.BUSINESS:
        raise NotFound("person", login)
    return found


# What is asked for --------------------------------------------------------------------------------------------


def _require_keeper(actor: Actor, standard: Standard) -> None:
    if not may_keep(actor, standard):
        raise NotPermitted(KEEP, "holds_office", standard.power(KEEP))


def _select() -> Any:
    return select(
        experts.expert, _PERSON.login, _PERSON.name, _PERSON.closed_on, _PERSON.password_set_on
    ).join(people.person, _PERSON.id == _EXPERT.person)


def _is_called(words: str) -> ColumnElement[bool]:
    return or_(
        _PERSON.name.icontains(words, autoescape=True), _PERSON.login.icontains(words, autoescape=True)
    )


def _wanted(session: Session, asked: Asked) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = []
    if asked.words:
        knows = _EXPERT.keywords.icontains(asked.words, autoescape=True)
        clauses.append(or_(_is_called(asked.words), knows, _works_at(session, asked.words)))
    if asked.field:
        clauses.append(_EXPERT.fields.contains(f",{asked.field},", autoescape=True))
    return and_(true(), *clauses)


def _works_at(session: Session, words: str) -> ColumnElement[bool]:
    organisation, member, relation = people.organisation.c, people.member.c, experts.relation.c
    called = organisation.name.icontains(words, autoescape=True)
    belongs = exists().where(
        member.person == _EXPERT.person,
        or_(member.until.is_(None), member.until > session.day),
        member.organisation == organisation.id,
        called,
    )
    employed = exists().where(
        relation.person == _EXPERT.person,
        relation.kind == EMPLOYMENT,
        experts.STANDS,
        or_(relation.until.is_(None), relation.until > session.day),
        relation.organisation == organisation.id,
        called,
    )
    return or_(belongs, employed)


def _load() -> Any:
    """How many sheets an expert has open."""
    same = and_(_EVALUATION.project == _ASSIGNMENT.project, _EVALUATION.n == _ASSIGNMENT.evaluation)
    return (
        select(func.count())
        .select_from(evaluations.assignment.join(evaluations.evaluation, same))
        .where(
            _ASSIGNMENT.person == _EXPERT.person,
            _ASSIGNMENT.ended_on.is_(None),
            _EVALUATION.concluded_on.is_(None),
            _EVALUATION.annulled_on.is_(None),
        )
        .correlate(experts.expert)
        .scalar_subquery()
    )


def _shown(show: str) -> ColumnElement[bool]:
    inside = and_(_EXPERT.until.is_(None), _PERSON.closed_on.is_(None))
    sets: dict[str, ColumnElement[bool]] = {
        "pool": inside,
        "free": and_(inside, _load() < _EXPERT.load_limit),
        "busy": and_(inside, _load() >= _EXPERT.load_limit),
        "left": or_(_EXPERT.until.is_not(None), _PERSON.closed_on.is_not(None)),
    }
    return sets.get(show, inside)


def _counts(session: Session, wanted: ColumnElement[bool]) -> dict[str, int]:
    counted = [func.count().filter(_shown(show)).label(show) for show in SHOWN]
    statement = (
        select(*counted)
        .select_from(experts.expert.join(people.person, _PERSON.id == _EXPERT.person))
        .where(wanted)
    )
    row = session.tx.execute(statement).one()
    return {show: getattr(row, show) for show in SHOWN}


# What is known of them ----------------------------------------------------------------------------------------


def _lines(session: Session, rows: Sequence[Any]) -> tuple[ExpertLine, ...]:
    persons = [row.person for row in rows]
    employed, open_, tallies = employer_names(session, persons), loads(session), _tallies(session, persons)
    return tuple(
        ExpertLine(
            row=ExpertRow.of(row),
            login=row.login,
            name=row.name,
            is_closed=row.closed_on is not None,
            has_password=row.password_set_on is not None,
            employers=employed[row.person],
            open=open_.get(row.person, 0),
            tally=tallies.get(row.person, Tally()),
        )
        for row in rows
    )


def _tallies(session: Session, persons: Sequence[int]) -> dict[int, Tally]:
    """Each assignment once, however often its expert scored in it."""
    states = {state: func.count().filter(_ASSIGNMENT.state == state).label(state) for state in ENDED}
    rows = session.tx.execute(
        select(
            _ASSIGNMENT.person,
            func.count().label("drawn"),
            func.count().filter(_has_sheet()).label("scored"),
            *states.values(),
        )
        .where(_ASSIGNMENT.person.in_(persons))
        .group_by(_ASSIGNMENT.person)
    )
    return {row.person: Tally(*row[1:]) for row in rows}


def _has_sheet() -> ColumnElement[bool]:
    sheet = evaluations.sheet.c
    return exists().where(
        sheet.project == _ASSIGNMENT.project,
        sheet.evaluation == _ASSIGNMENT.evaluation,
        sheet.assignment == _ASSIGNMENT.n,
    )


def _ties(session: Session, person: int) -> list[Tie]:
    relation, organisation = experts.relation.c, people.organisation.c
    names = ("owner_person", "other_person", "keeper", "striker")
    owner, other, keeper, striker = (people.person.alias(name) for name in names)
    statement = (
        select(
            experts.relation,
            organisation.name.label("organisation_name"),
            organisation.code,
            owner.c.name.label("owner_name"),
            owner.c.login.label("owner_login"),
            other.c.name.label("other_name"),
            other.c.login.label("other_login"),
            keeper.c.name.label("keeper_name"),
            striker.c.name.label("striker_name"),
        )
        .join_from(experts.relation, owner, owner.c.id == relation.person)
        .outerjoin(people.organisation, organisation.id == relation.organisation)
        .outerjoin(other, other.c.id == relation.other)
        .outerjoin(keeper, keeper.c.id == relation.recorded_by)
        .outerjoin(striker, striker.c.id == relation.struck_by)
        .where(or_(relation.person == person, relation.other == person))
        .order_by(
            relation.struck_on.is_not(None),
            relation.until.is_not(None),
            relation.since.desc(),
            relation.id.desc(),
        )
    )
    return [_tie(row, person) for row in session.tx.execute(statement)]


def _tie(row: Any, person: int) -> Tie:
    is_theirs, is_person = row.person != person, row.other is not None
    named = (row.owner_name, row.owner_login) if is_theirs else (row.other_name, row.other_login)
    to, code = named if is_person else (row.organisation_name, row.code)
    return Tie(
        n=row.id,
        kind=row.kind,
        to=to,
        code=code,
        since=row.since,
        until=row.until,
        recorded_on=row.recorded_on,
        recorded_by=row.keeper_name or "",
        is_person=is_person,
        is_theirs=is_theirs,
        struck_on=row.struck_on,
        struck_by=row.striker_name or "",
        struck_why=row.struck_why or "",
    )


def _stays(session: Session, person: int) -> tuple[Stay, ...]:
    member, organisation = people.member.c, people.organisation.c
    rows = session.tx.execute(
        select(organisation.name, organisation.code, member.since, member.until)
        .join_from(people.member, people.organisation, organisation.id == member.organisation)
        .where(member.person == person)
        .order_by(member.until.is_not(None), member.since.desc())
    )
    return tuple(Stay(*row) for row in rows)


def _services(session: Session, person: int) -> tuple[Service, ...]:
    same = and_(_EVALUATION.project == _ASSIGNMENT.project, _EVALUATION.n == _ASSIGNMENT.evaluation)
    project = projects.project.c
    rows = session.tx.execute(
        select(
            project.number,
            project.title,
            _EVALUATION.gate,
            _ASSIGNMENT.drawn_on,
            _ASSIGNMENT.state,
            _has_sheet().label("has_scored"),
        )
        .join_from(evaluations.assignment, evaluations.evaluation, same)
        .join(projects.project, project.id == _ASSIGNMENT.project)
        .where(_ASSIGNMENT.person == person)
        .order_by(_ASSIGNMENT.drawn_on.desc(), project.number.desc())
        .limit(PAGE)
    )
    return tuple(Service(**row._asdict()) for row in rows)


def _organisations(session: Session) -> tuple[str, ...]:
    """The names that are offered while somebody types."""
    known = people.organisation.c
    statement = (
        select(known.name).distinct().where(known.closed_on.is_(None)).order_by(known.name).limit(OFFERED)
    )
    return tuple(session.tx.scalars(statement))
