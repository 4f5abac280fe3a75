"""Who is told: what a rung or a message names, turned into people of one project on one day.

`owner` is whoever has the ball: the doers of what is not submitted yet, the confirmers of what is (rule N9); of a gate
its proposer or decider, alone. `owner_org_head` is the head of their organisation, in the bureau the office one rank
above. A panel's expert is on no ladder and is never reached through an employer (N12). Where somebody is missing, the
administrator of their organisation is told in their place, and the system administrator that somebody is missing (N10).
Whoever has lent an office is not told: whoever acts for them in it is. Somebody who is away, and for whom nobody acts,
finds it when they are back; where all who hold an office are away, somebody is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, select

from lifecycle.accounts import Acting, who_acts
from lifecycle.engine import Session
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.people import ADMINISTRATORS
from stages import Standard
from stages.model import Rung

OWNER, HEAD, ADMINISTRATOR = "owner", "owner_org_head", "administrator"
"""Why somebody is told, besides the office they hold."""
IN_PERSON = "in_person"
"""Why an expert of a panel is told: as themselves, whatever organisation they belong to."""
TO_ACT = (OWNER, HEAD, ADMINISTRATOR)
"""Whoever is spoken to; everybody else is told of it."""
NOBODY = 0
"""Stands in the ledger for a rung that reached nobody: every rung that was looked at is on record."""


def person_audience(person: int) -> str:
    """How the outbox names one person who holds no office on the project."""
    return f"person:{person}"


def person_of(audience: str) -> int | None:
    """The person whom an audience names; None for one that is an office or a role."""
    kind, _, number = audience.partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None


class Ball(NamedTuple):
    """An office that has the ball, as members of these kinds of organisation (between commas, empty for any)."""

    office: str
    kinds: str = ""


class Told(NamedTuple):
    """Somebody who is told. `why`: owner, owner_org_head, administrator, or the office they hold. `office` has the
    ball. `instead_of` is whom they stand in for.
    """

    person: int
    why: str
    office: str
    instead_of: int | None = None


class Missing(NamedTuple):
    """Nobody is there for `why` (owner_org_head or an office) in an organisation, or in an office of the bureau."""

    why: str
    office: str
    organisation: int | None


class Member(NamedTuple):
    person: int
    is_head: bool
    is_administrator: bool


class Part(NamedTuple):
    organisation: int
    kind: str
    role: str
    office: str


@dataclass(frozen=True)
class Directory:
    """Who holds what on some projects today. People who have left are not in it."""

    seats: Mapping[tuple[int, str], Sequence[int]]
    parts: Mapping[int, Sequence[Part]]
    members: Mapping[int, Sequence[Member]]
    standing: Mapping[str, Sequence[int]]
    acting: Acting

    def holders(self, standard: Standard, project: int, ball: Ball) -> list[int]:
        """Everybody who holds an office on a project."""
        match standard.offices[ball.office].held:
            case "staff":
                return list(self.standing.get(ball.office, ()))
            case "seat":
                return list(self.seats.get((project, ball.office), ()))
            case _:
                return [each.person for part in self._exercising(project, ball) for each in self._of(part)]

    def of_audience(self, standard: Standard, project: int, audience: str) -> dict[int, int | None]:
        """Everybody who is told what goes to an office, or to whoever takes part for a role (seated, or as a member;
        standing offices are not told of every project), each with the one they stand in for, if they do.
        """
        is_office = audience in standard.offices
        balls = (Ball(audience),) if is_office else self.balls_of_role(standard, project, audience)
        found = [
            self._in_person(person, audience, ball.office)
            for ball in balls
            for person in self.holders(standard, project, ball)
        ]
        told: dict[int, int | None] = {}
        for each in _own_right_first(found):
            told.setdefault(each.person, each.instead_of)
        return told

    def balls_of_role(self, standard: Standard, project: int, role: str) -> tuple[Ball, ...]:
        """The offices that take part in a project for a role: its seats, and those of its organisations."""
        seats = [o.code for o in standard.offices.values() if o.role == role and o.held == "seat"]
        parts = [part.office for part in self.parts.get(project, ()) if part.role == role]
        return tuple(map(Ball, dict.fromkeys((*seats, *parts))))

    def on_rung(
        self, standard: Standard, project: int, kind: str, rung: Rung, balls: Sequence[Ball]
    ) -> tuple[list[Told], list[Missing]]:
        """Whom a rung tells, each once and for the first reason, and who is missing."""
        reasons = [why for why in rung.who if why == OWNER or kind != "gate"]
        return self._told(standard, project, reasons, balls)

    def with_ball(
        self, standard: Standard, project: int, balls: Sequence[Ball]
    ) -> tuple[list[Told], list[Missing]]:
        """Whoever has the ball, each once, and who is missing."""
        return self._told(standard, project, [OWNER], balls)

    def _told(
        self, standard: Standard, project: int, reasons: Sequence[str], balls: Sequence[Ball]
    ) -> tuple[list[Told], list[Missing]]:
        told: dict[int, Told] = {}
        missing: list[Missing] = []
        for why in reasons:
            for ball in self._named(standard, why, balls):
                found, lacking = self._reach(standard, project, why, ball)
                missing += lacking
                for each in found:
                    told.setdefault(each.person, each)
        return list(told.values()), missing

    def _named(self, standard: Standard, why: str, balls: Sequence[Ball]) -> Iterator[Ball]:
        for ball in balls if why in (OWNER, HEAD) else (Ball(why),):
            role = standard.roles.get(standard.offices[ball.office].role)
            if role is not None and role.party:
                yield ball

    def _reach(
        self, standard: Standard, project: int, why: str, ball: Ball
    ) -> tuple[list[Told], list[Missing]]:
        """Those who hold it, each in person or by whoever acts for them; where nobody is there, also somebody else."""
        held = [(ball.office, person) for person in self.holders(standard, project, ball)]
        if why == HEAD:
            held = self._heads(standard, project, ball)
        told = [self._in_person(person, why, ball.office, lent=office) for office, person in held]
        if any(self.acting.who(person, office) is not None for office, person in held):
            return _own_right_first(told), []
        instead, missing = self._instead(standard, project, why, ball)
        return [*told, *instead], missing

    def _in_person(self, person: int, why: str, office: str, lent: str | None = None) -> Told:
        """`office` has the ball; `lent` is the one that the person holds, where it is another."""
        acting = self.acting.who(person, lent or office) or person
        return Told(acting, why, office, person if acting != person else None)

    def _heads(self, standard: Standard, project: int, ball: Ball) -> list[tuple[str, int]]:
        """Each head with the office that they hold as such."""
        if standard.offices[ball.office].held == "member":
            parts = self._exercising(project, ball)
            return [(ball.office, each.person) for part in parts for each in self._of(part) if each.is_head]
        above = standard.one_above(ball.office)
        return [(above, person) for person in self.holders(standard, project, Ball(above))] if above else []

    def _instead(
        self, standard: Standard, project: int, why: str, ball: Ball
    ) -> tuple[list[Told], list[Missing]]:
        if standard.offices[ball.office].held != "member":
            above = why == HEAD and standard.one_above(ball.office) is None
            return [], [] if above else [Missing(why, ball.office, None)]
        parts = self._exercising(project, ball)
        administrators = [
            Told(each.person, ADMINISTRATOR, ball.office)
            for part in parts
            for each in self._of(part)
            if each.is_administrator
        ]
        return administrators, [Missing(why, ball.office, part.organisation) for part in parts]

    def _exercising(self, project: int, ball: Ball) -> list[Part]:
        return [
            part
            for part in self.parts.get(project, ())
            if part.office == ball.office and (not ball.kinds or f",{part.kind}," in ball.kinds)
        ]

    def _of(self, part: Part) -> Sequence[Member]:
        return self.members.get(part.organisation, ())


def _own_right_first(told: Sequence[Told]) -> list[Told]:
    """So that what somebody is told in their own right counts, not what they are told for another."""
    return sorted(told, key=lambda each: each.instead_of is not None)


def directory(session: Session, ids: Iterable[int]) -> Directory:
    """Everybody who can be told anything about these projects, in five statements."""
    wanted = sorted(set(ids))
    seats: dict[tuple[int, str], list[int]] = defaultdict(list)
    parts: dict[int, list[Part]] = defaultdict(list)
    members: dict[int, list[Member]] = defaultdict(list)
    standing: dict[str, list[int]] = defaultdict(list)
    for project, office, person in _seats(session, wanted):
        seats[project, office].append(person)
    for project, part in _parts(session, wanted):
        parts[project].append(part)
    for organisation, member in _members(session, wanted):
        members[organisation].append(member)
    for office, person in _standing(session):
        standing[office].append(person)
    everybody = {person for held in (*seats.values(), *standing.values()) for person in held}
    everybody |= {member.person for belonging in members.values() for member in belonging}
    return Directory(seats, parts, members, standing, who_acts(session.tx, everybody, session.day))


def system_administrators(session: Session) -> tuple[int, ...]:
    """Whoever keeps the installation."""
    person = people.person.c
    found = select(person.id).where(person.domain == ADMINISTRATORS[0], person.closed_on.is_(None))
    return tuple(session.tx.scalars(found.order_by(person.id)))


def _seats(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    seat, person = projects.seat.c, people.person.c
    there = and_(person.id == seat.person, person.closed_on.is_(None))
    statement = select(seat.project, seat.office, seat.person).join(people.person, there)
    yield from map(tuple, session.tx.execute(statement.where(seat.project.in_(ids), seat.until.is_(None))))


def _parts(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Part]]:
    part = projects.participation.c
    statement = select(part.project, part.organisation, part.kind, part.role, part.office)
    found = statement.where(part.project.in_(ids), part.until.is_(None)).order_by(part.project, part.n)
    yield from ((row[0], Part(*row[1:])) for row in session.tx.execute(found))


def _members(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, Member]]:
    part, member, person = projects.participation.c, people.member.c, people.person.c
    taking_part = select(part.organisation).where(part.project.in_(ids), part.until.is_(None))
    statement = (
        select(member.organisation, member.person, member.is_head, member.is_administrator)
        .join(people.person, and_(person.id == member.person, person.closed_on.is_(None)))
        .where(member.organisation.in_(taking_part), member.until.is_(None))
        .order_by(member.organisation, member.person)
    )
    yield from ((row[0], Member(*row[1:])) for row in session.tx.execute(statement))


def _standing(session: Session) -> Iterator[tuple[str, int]]:
    staff, person = people.staff.c, people.person.c
    there = and_(person.id == staff.person, person.closed_on.is_(None))
    statement = select(staff.office, staff.person).join(people.person, there)
    statement = statement.where(staff.standing, staff.until.is_(None))
    yield from map(tuple, session.tx.execute(statement.order_by(staff.office, staff.person)))
