"""Conflicts of interest: found from dated memberships and relations, by the causes that the rubric names.

Somebody works for an organisation as its member, who may act for it here, or by a recorded relation of employment.

A cause counts while it lasts and for so many years after (`recusal_window_years`). Nobody is excepted for their office.
What was waived by another office, with a reason, is no conflict any more, nor what comes of a relation that was struck.
Asked of the database each time: when a panel is drawn, when somebody accepts, when a sheet comes in, when a gate is
decided, and by the system in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, and_, exists, or_, select, union

from lifecycle.case import Case
from lifecycle.database import Transaction
from lifecycle.deadlines import months_after
from lifecycle.records import evaluations, experts, people
from lifecycle.records import project as projects
from stages import Standard
from stages.model import RecusalCause, Rubric
from stages.vocabulary import EMPLOYMENT

MONTHS = 12


@dataclass(frozen=True, order=True)
class Conflict:
    """`cause` is a code of the rubric, `basis` how it shows; `organisation` and `other` (ids, 0 for none) with whom."""

    cause: str
    basis: str
    organisation: int = 0
    other: int = 0


def found(
    tx: Transaction, standard: Standard, case: Case, persons: Collection[int], day: date
) -> Mapping[int, tuple[Conflict, ...]]:
    """By person, the conflicts with this project that are recorded and not waived. Four statements at most."""
    if standard.rubric is None or not persons:
        return {}
    since = months_after(day, -MONTHS * standard.rubric.recusal_window_years)
    look = _Look(tx, standard.rubric, case, day, since)
    waived = _waived(case)
    conflicts = {person: look.of(person) for person in sorted(persons)} if look.read(persons) else {}
    return {
        person: tuple(sorted(each for each in all_ if (person, each.cause) not in waived))
        for person, all_ in conflicts.items()
        if any((person, each.cause) not in waived for each in all_)
    }


def _waived(case: Case) -> set[tuple[int, str]]:
    rows = cast("Mapping[Any, evaluations.ConflictRow]", case.rows("conflict")).values()
    return {(row.person, row.cause) for row in rows if row.waived_on is not None}


class _Look:
    """The organisations that take part, and the memberships and relations of some people in the window."""

    def __init__(self, tx: Transaction, rubric: Rubric, case: Case, day: date, since: date) -> None:
        self._tx, self._rubric, self._day, self._since = tx, rubric, day, since
        self._parts = [
            part for part in case.participations.values() if part.until is None or part.until >= since
        ]
        self._members: dict[int, set[int]] = defaultdict(set)
        self._employed: dict[int, set[int]] = defaultdict(set)
        self._related: dict[int, list[Any]] = defaultdict(list)

    def read(self, persons: Collection[int]) -> bool:
        """Whether there is anything to find."""
        if not self._parts:
            return False
        wanted = sorted(persons)
        organisations = sorted({part.organisation for part in self._parts})
        relation = experts.relation.c
        about = or_(relation.person.in_(wanted), relation.other.in_(wanted))
        lasting = (experts.STANDS, *self._lasting(relation))
        for row in self._tx.execute(select(experts.relation).where(about, *lasting)):
            self._related[row.person].append(row)
            if row.other is not None:
                self._related[row.other].append(row)
        self._read_work([*wanted, *self._related], organisations)
        return True

    def _read_work(self, persons: Collection[int], organisations: Sequence[int]) -> None:
        """For which of the organisations these people work or worked: as members, or employed."""
        member, relation = people.member.c, experts.relation.c
        belonging = select(member.person, member.organisation).where(
            member.person.in_(persons), member.organisation.in_(organisations), *self._lasting(member)
        )
        employed = select(relation.person, relation.organisation).where(
            relation.kind == EMPLOYMENT,
            experts.STANDS,
            relation.person.in_(persons),
            relation.organisation.in_(organisations),
            *self._lasting(relation),
        )
        for found, statement in ((self._members, belonging), (self._employed, employed)):
            for row in self._tx.execute(statement):
                found[row.person].add(row.organisation)

    def _lasting(self, table: Any) -> tuple[Any, ...]:
        """Begun by today, and not over since before the window."""
        return table.since <= self._day, or_(table.until.is_(None), table.until >= self._since)

    def of(self, person: int) -> tuple[Conflict, ...]:
        """Every conflict of one person."""
        return tuple(
            dict.fromkeys(each for cause in self._rubric.recusal for each in self._by_cause(person, cause))
        )

    def _by_cause(self, person: int, cause: RecusalCause) -> Iterator[Conflict]:
        meant = {part.organisation for part in self._parts if _is_meant(cause, part)}
        if cause.memberships:
            for organisation in sorted(self._members[person] & meant):
                yield Conflict(cause.code, "membership", organisation)
            for organisation in sorted(self._employed[person] & meant):
                yield Conflict(cause.code, "relation", organisation)
        for row in self._related[person]:
            if row.kind not in cause.relations:
                continue
            if row.organisation in meant:
                yield Conflict(cause.code, "relation", row.organisation)
            other = row.other if row.person == person else row.person
            theirs = (self._members[other] | self._employed[other]) & meant
            if row.organisation is None and theirs:
                yield Conflict(cause.code, "relation", min(theirs), other)


def _is_meant(cause: RecusalCause, part: projects.ParticipationRow) -> bool:
    return (not cause.roles or part.role in cause.roles) and (not cause.kinds or part.kind in cause.kinds)


def employers(tx: Transaction, persons: Collection[int], day: date) -> Mapping[int, tuple[int, ...]]:
    """By person, the organisations they belong to or are employed by on a day; nobody is missing. `until` is the day of
    leaving.
    """
    member, relation, wanted = people.member.c, experts.relation.c, sorted(persons)
    belonging = select(member.person, member.organisation).where(member.person.in_(wanted), *_on(member, day))
    employed = select(relation.person, relation.organisation).where(
        relation.kind == EMPLOYMENT,
        experts.STANDS,
        relation.person.in_(wanted),
        relation.organisation.is_not(None),
        *_on(relation, day),
    )
    found: dict[int, tuple[int, ...]] = dict.fromkeys(wanted, ())
    for person, organisation in sorted(map(tuple, tx.execute(union(belonging, employed)))):
        found[person] = (*found[person], organisation)
    return found


def _on(table: Any, day: date) -> tuple[Any, ...]:
    """Lasting on a day."""
    return table.since <= day, or_(table.until.is_(None), table.until > day)


def office_holders(
    tx: Transaction, case: Case, persons: Collection[int], but: Sequence[str]
) -> frozenset[int]:
    """Those who act for the bureau on this project: in a standing office, or seated in one that is not among `but`."""
    staff = people.staff.c
    held = and_(staff.standing, staff.bureau, staff.until.is_(None), staff.person.in_(sorted(persons)))
    standing = set(tx.scalars(select(staff.person).where(held)))
    seated = {row.person for row in case.seats.values() if row.until is None and row.office not in but}
    return frozenset(standing | (seated & set(persons)))


def suspected(day: date) -> Select[int]:
    """The running projects on whose panel somebody has a membership or a relation with an organisation that takes part,
    or with anybody: few, and each is then looked at by the rubric.
    """
    assignment, part, project = evaluations.assignment.c, projects.participation.c, projects.project
    member, relation = people.member.c, experts.relation.c
    belongs = exists().where(
        member.person == assignment.person,
        member.organisation == part.organisation,
        part.project == assignment.project,
        member.since <= day,
    )
    related = exists().where(
        or_(relation.person == assignment.person, relation.other == assignment.person),
        experts.STANDS,
        relation.since <= day,
    )
    return (
        select(assignment.project)
        .join(project, project.c.id == assignment.project)
        .where(
            assignment.ended_on.is_(None),
            or_(*(project.c.status == status for status in projects.RUNNING)),
            or_(belongs, related),
        )
        .distinct()
    )
