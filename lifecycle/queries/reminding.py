"""Who would be told what on a day, and why: the ladder's own plan, written nowhere; and what somebody was told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.records import people, post
from lifecycle.records import project as projects
from lifecycle.reminding.choices import AS_SHIPPED, choices_of
from lifecycle.reminding.due_queue import peek
from lifecycle.reminding.ledger import letter_day_of, new_claims
from lifecycle.reminding.plan import Claim, plan
from lifecycle.reminding.recipients import Told as Recipient


@dataclass(frozen=True)
class Planned:
    """One reminder that would go. `why`: owner, owner_org_head, administrator, or the office of the person; `office`
    has the ball. `letter_on` is empty for the inbox alone. `skipped` are lower rungs that would not be sent any more.
    """

    number: str
    code: str
    occurrence: int
    rung: str
    due: date
    login: str
    name: str
    why: str
    office: str
    letter_on: date | None
    is_red: bool
    is_caught_up: bool
    skipped: tuple[str, ...]


class Told(NamedTuple):
    """A rung of a milestone that has been claimed, for the ladder beside the milestone."""

    rung: str
    term: int
    at: datetime
    login: str
    name: str
    why: str


def planned(session: Session) -> tuple[Planned, ...]:
    """Everything that would go today, by person and project. The session's day may be rehearsed."""
    made, _ = plan(session, peek(session, session.day), session.day)
    claims = new_claims(session, made.claims)
    names = _people(session, {each.person for claim in claims for each in claim.told})
    numbers = _numbers(session, {claim.climber.project for claim in claims})
    chosen = choices_of(session.tx, names)
    found = [
        _planned(claim, each, names[each.person], numbers, letter_on)
        for claim in claims
        for each in claim.told
        for letter_on in (letter_day_of(session, claim, chosen.get(each.person, AS_SHIPPED)),)
    ]
    return tuple(sorted(found, key=lambda each: (each.login, each.number, each.due, each.code)))


def _planned(
    claim: Claim, told: Recipient, person: tuple[str, str], numbers: dict[int, str], letter_on: date | None
) -> Planned:
    climber = claim.climber
    assert climber.due is not None
    return Planned(
        number=numbers[climber.project],
        code=climber.code,
        occurrence=climber.occurrence,
        rung=claim.step.rung.code,
        due=climber.due,
        login=person[0],
        name=person[1],
        why=told.why,
        office=told.office,
        letter_on=letter_on,
        is_red=claim.is_red,
        is_caught_up=claim.is_caught_up,
        skipped=claim.skipped if claim.is_caught_up else (),
    )


def _people(session: Session, ids: set[int]) -> dict[int, tuple[str, str]]:
    person = people.person.c
    rows = session.tx.execute(select(person.id, person.login, person.name).where(person.id.in_(sorted(ids))))
    return {row.id: (row.login, row.name) for row in rows}


def _numbers(session: Session, ids: set[int]) -> dict[int, str]:
    project = projects.project.c
    rows = session.tx.execute(select(project.id, project.number).where(project.id.in_(sorted(ids))))
    return {row.id: row.number for row in rows}


def ladder_of(session: Session, project: int, visit: int, code: str, occurrence: int) -> tuple[Told, ...]:
    """Everything a milestone's ladder has said so far, oldest first, of every term."""
    row, person = post.reminder.c, people.person.c
    statement = (
        select(row.rung, row.term, row.at, person.login, person.name, row.why)
        .join(people.person, person.id == row.person)
        .where(row.project == project, row.visit == visit, row.code == code, row.occurrence == occurrence)
        .order_by(row.at, row.rung, person.login)
    )
    return tuple(Told(*found) for found in session.tx.execute(statement))
