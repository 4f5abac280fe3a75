"""Extending a date: what it is, what it was, and how far the reader may move it."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, may_extend_to
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, read_project
from lifecycle.records.work import MilestoneRow
from lifecycle.verbs import dates


@dataclass(frozen=True)
class ExtensionPage:
    """`last_day` is the latest day this reader may grant, None where they may grant none; `shut` is why nobody may.
    `offices` are others who grant it.
    `first_due` is the day it was due before the first extension, None if there was none.
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
    )


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
