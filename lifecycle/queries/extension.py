"""Extending a date: what it is, what it was, and how far the reader may move it."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, may_ask_to, may_extend_to
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, Words, read_project
from lifecycle.records.work import MilestoneRow
from lifecycle.verbs import dates


@dataclass(frozen=True)
class Asked:
    """A later day that somebody asked for."""

    until: date
    on: date
    by: str | None
    why: Words | None


@dataclass(frozen=True)
class ExtensionPage:
    """`last_day` is the latest day this reader may grant, None where they may grant none; `shut` is why nobody may.
    `offices` are others who grant it.
    `first_due` is the day it was due before the first extension, None if there was none. `asked` waits for an answer;
    `may_ask_to` is the latest day that this reader may ask for, None where they may not.
    """

    header: Header
    milestone: Clause
    occurrence: int
    due: date | None
    first_due: date | None
    extensions: int
    last_day: date | None
    shut: Invalid | None
    offices: tuple[Holding, ...]
    asked: Asked | None
    may_ask_to: date | None


def extension_page(
    session: Session, actor: Actor, number: str, code: str, occurrence: int = 1
) -> ExtensionPage:
    """Raises NotFound for an invisible project and for a milestone that was never opened."""
    reading = read_project(session, actor, number)
    row = reading.milestones.get((code, occurrence))
    if row is None:
        raise NotFound("milestone", code)
    return ExtensionPage(
        header(reading, gate_panel(reading, choices(reading)).groups),
        reading.clause(code),
        occurrence,
        row.due,
        row.first_due,
        row.extensions,
        may_extend_to(reading, row),
        _shut(reading, row),
        _others(reading, row),
        _asked(reading, row),
        may_ask_to(reading, row),
    )


def _asked(reading: Reading, row: MilestoneRow) -> Asked | None:
    if row.asked_until is None or row.asked_on is None:
        return None
    return Asked(row.asked_until, row.asked_on, reading.person(row.asked_by), reading.words(row.asked_why))


def _others(reading: Reading, row: MilestoneRow) -> tuple[Holding, ...]:
    """Who grants it where the reader does not; nobody where it is the state of things that is in the way."""
    offices = tuple(each.office for each in dates.granting(reading.standard, row))
    return () if not reading.held.isdisjoint(offices) else tuple(reading.holding(each) for each in offices)


def _shut(reading: Reading, row: MilestoneRow) -> Invalid | None:
    try:
        dates.term_left(reading.session, reading.standard, row, reading.held.__contains__)
    except Invalid as refusal:
        return refusal
    except NotPermitted:
        return None
    return None
