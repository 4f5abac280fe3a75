"""Conflicts of interest: found from dated memberships and relations, by the causes that the rubric names.

A cause counts while it lasts and for so many years after (`recusal_window_years`). Nobody is excepted for their office.
What was waived by another office, with a reason, is no conflict any more. Asked of the database each time: when a panel
is drawn, when somebody accepts, when a sheet comes in, when a gate is decided, and by the system in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, and_, exists, or_, select

from lifecycle.case import Case
from lifecycle.database import Transaction
from lifecycle.deadlines import months_after
from lifecycle.records import evaluations, experts, people
from lifecycle.records import project as projects
from stages import Standard
from stages.model import RecusalCause, Rubric

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
        for row in self._tx.execute(select(experts.relation).where(about, *self._lasting(relation))):
            self._related[row.person].append(row)
            if row.other is not None:
                self._related[row.other].append(row)
        member = people.member.c
        known = or_(
            member.person.in_(wanted),
            member.person.in_(sorted(self._related)),
        )
        for row in self._tx.execute(
            select(member.person, member.organisation).where(
                known, member.organisation.in_(organisations), *self._lasting(member)
            )
        ):
            self._employed[row.person].add(row.organisation)
        return True

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
            for organisation in sorted(self._employed[person] & meant):
                yield Conflict(cause.code, "membership", organisation)
        for row in self._related[person]:
            if row.kind not in cause.relations:
                continue
            if row.organisation in meant:
                yield Conflict(cause.code, "relation", row.organisation)
            other = row.other if row.person == person else row.person
            if row.organisation is None and self._employed[other] & meant:
                yield Conflict(cause.code, "relation", min(self._employed[other] & meant), other)


def _is_meant(cause: RecusalCause, part: projects.ParticipationRow) -> bool:
    return (not cause.roles or part.role in cause.roles) and (not cause.kinds or part.kind in cause.kinds)


def employers(tx: Transaction, persons: Collection[int], day: date) -> Mapping[int, tuple[int, ...]]:
    """By person, the organisations they belong to on a day; nobody is missing."""
    member = people.member.c
    now = and_(member.since <= day, or_(member.until.is_(None), member.until > day))
    rows = tx.execute(
        select(member.person, member.organisation)
        .where(member.person.in_(sorted(persons)), now)
        .order_by(member.person, member.organisation)
    )
    employed: dict[int, tuple[int, ...]] = dict.fromkeys(sorted(persons), ())
    for row in rows:
        employed[row.person] = (*employed[row.person], row.organisation)
    return employed


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
        or_(relation.person == assignment.person, relation.other == assignment.person), relation.since <= day
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
