"""The pool of experts as those who keep it and those who draw from it see it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lifecycle.engine import Session
from lifecycle.errors import NotPermitted
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.view import listed
from lifecycle.experts import KEEP, may_keep
from lifecycle.policy import Actor
from lifecycle.records import evaluations, experts, people
from stages import Standard


@dataclass(frozen=True)
class RelationLine:
    """A recorded relation; `to` is the name of the organisation or the person."""

    id: int
    kind: str
    to: str
    since: date
    until: date | None


@dataclass(frozen=True)
class PoolLine:
    """One expert. `open` are the sheets they have open now, of at most `load_limit`."""

    person: int
    login: str
    name: str
    fields: tuple[str, ...]
    keywords: tuple[str, ...]
    employers: tuple[str, ...]
    load_limit: int
    open: int
    has_password: bool
    relations: tuple[RelationLine, ...]


def pool(session: Session, actor: Actor, standard: Standard) -> tuple[PoolLine, ...]:
    """Everybody who can be drawn, by name. For the office that keeps the pool; raises NotPermitted for others."""
    if not may_keep(actor, standard):
        raise NotPermitted(KEEP, "holds_office", standard.power(KEEP))
    expert, person = experts.expert, people.person
    statement = (
        select(expert, person.c.login, person.c.name, person.c.password_hash)
        .join(person, person.c.id == expert.c.person)
        .where(expert.c.until.is_(None), person.c.closed_on.is_(None))
        .order_by(person.c.name, person.c.id)
    )
    rows = session.tx.execute(statement).all()
    employed, open_, related = (
        employer_names(session, [row.person for row in rows]),
        loads(session),
        _relations(session),
    )
    return tuple(
        PoolLine(
            person=row.person,
            login=row.login,
            name=row.name,
            fields=listed(row.fields),
            keywords=listed(row.keywords),
            employers=employed[row.person],
            load_limit=row.load_limit,
            open=open_.get(row.person, 0),
            has_password=row.password_hash is not None,
            relations=tuple(related[row.person]),
        )
        for row in rows
    )


def employer_names(session: Session, persons: list[int]) -> dict[int, tuple[str, ...]]:
    """By person, the organisations they belong to today, by name."""
    found = conflicts.employers(session.tx, persons, session.day)
    organisation = people.organisation.c
    wanted = sorted({each for all_ in found.values() for each in all_})
    rows = session.tx.execute(select(organisation.id, organisation.name).where(organisation.id.in_(wanted)))
    names = {row.id: row.name for row in rows}
    return {person: tuple(names[each] for each in all_) for person, all_ in found.items()}


def loads(session: Session) -> dict[int, int]:
    """By person, how many sheets are open; those without any are missing."""
    assignment, evaluation = evaluations.assignment.c, evaluations.evaluation
    same = (evaluation.c.project == assignment.project) & (evaluation.c.n == assignment.evaluation)
    statement = (
        select(assignment.person, func.count().label("n"))
        .join(evaluation, same)
        .where(
            assignment.ended_on.is_(None),
            evaluation.c.concluded_on.is_(None),
            evaluation.c.annulled_on.is_(None),
        )
        .group_by(assignment.person)
    )
    return {row.person: row.n for row in session.tx.execute(statement)}


def _relations(session: Session) -> dict[int, list[RelationLine]]:
    relation, organisation, other = experts.relation, people.organisation, people.person.alias("other_person")
    statement = (
        select(relation, organisation.c.name.label("organisation_name"), other.c.name.label("other_name"))
        .outerjoin(organisation, organisation.c.id == relation.c.organisation)
        .outerjoin(other, other.c.id == relation.c.other)
        .where(experts.STANDS)
        .order_by(relation.c.id)
    )
    found: dict[int, list[RelationLine]] = defaultdict(list)
    for row in session.tx.execute(statement):
        to = row.organisation_name or row.other_name or ""
        found[row.person].append(RelationLine(row.id, row.kind, to, row.since, row.until))
    return found
