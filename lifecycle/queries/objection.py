"""Objecting: to what one may object today, until when, and who will answer."""

from dataclasses import dataclass
from datetime import date

from lifecycle import moves
from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, movers_now
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, read_project
from lifecycle.verbs import objections


@dataclass(frozen=True)
class Window:
    """A report, a publicity or a decision (a clause without a text) that may be objected to until `last` at the end
    of the day.
    """

    about: Clause
    last: date
    left_wd: int


@dataclass(frozen=True)
class ObjectionPage:
    """`answerer` answers within `reply_wd` working days."""

    header: Header
    windows: tuple[Window, ...]
    offices: tuple[Holding, ...]
    permitted: bool
    answerer: Holding
    reply_wd: int


def objection_page(session: Session, actor: Actor, number: str) -> ObjectionPage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    standard, case = reading.standard, reading.case
    windows = objections.open_windows(session, standard, case)
    return ObjectionPage(
        header(reading, gate_panel(reading, may).groups),
        tuple(
            Window(reading.clause(about), last, session.calendar.working_days_between(session.day, last))
            for about, last in windows.items()
        ),
        tuple(reading.holding(code) for code in movers_now(reading, "object")),
        "object" in may.moves,
        reading.holding(objections.answerer(standard, case)),
        moves.named(standard, "object", case.state).reply_wd or 0,
    )
