"""Who acts for one person, and for whom they act: what their own page shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from lifecycle.accounts import Candidate, candidates, lendable
from lifecycle.engine import Session
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from stages import Standard

_LENT, _PERSON = people.delegation.c, people.person.c
SHOWN = 50
STATES = ("in_force", "ahead", "over")


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """`other` is whoever acts, or for whom it is done; None in an absence. `office` is empty for all of them. `state`
    is one of STATES.
    """

    n: int
    other: str | None
    office: str
    since: date
    until: date
    ended_on: date | None
    state: str

    @property
    def is_over(self) -> bool:
        return self.state == "over"


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """`given` and `taken`: in force, then ahead, then over. `offices` can be lent to `candidates`, each of whom
    can act in one of them at least.
    """

    given: tuple[DelegationLine, ...]
    taken: tuple[DelegationLine, ...]
    offices: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def delegations_page(session: Session, standard: Standard, person: PersonRow) -> DelegationsPage:
    """Six statements at most for any number of offices of one side."""
    offices = lendable(session.tx, standard, person)
    found = dict.fromkeys(
        each for office in offices or ("",) for each in candidates(session.tx, standard, person, office)
    )
    return DelegationsPage(
        _lines(session, _LENT.giver == person.id, _LENT.taker),
        _lines(session, _LENT.taker == person.id, _LENT.giver),
        offices,
        tuple(sorted(found, key=lambda each: (each.name, each.id))),
    )


def _lines(session: Session, whose: Any, other: Any) -> tuple[DelegationLine, ...]:
    statement = (
        select(people.delegation, _PERSON.name)
        .join_from(people.delegation, people.person, _PERSON.id == other, isouter=True)
        .where(whose)
        .order_by(_LENT.until.desc(), _LENT.id.desc())
        .limit(SHOWN)
    )
    lines = (
        DelegationLine(
            row.id, row.name, row.office, row.since, row.until, row.ended_on, _state(row, session.day)
        )
        for row in session.tx.execute(statement)
    )
    return tuple(sorted(lines, key=lambda line: STATES.index(line.state)))


def _state(row: Any, day: date) -> str:
    if row.ended_on is not None or row.until < day:
        return "over"
    return "in_force" if row.since <= day else "ahead"
