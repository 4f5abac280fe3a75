"""Withdrawing and terminating: who may, for what cause, and what the standard asks for first."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.gate import fixed
from lifecycle.policy import Actor
from lifecycle.queries.choices import GIVEN_BY_FORMS, choices, movers_now
from lifecycle.queries.facts import FactLine
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.pause import missing_facts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, Reading, read_project
from lifecycle.verbs.settlements import items_of, last_day
from stages.conditions import unmet
from stages.model import CauseCode, Move, Office, Settlement

SETTLEMENT = "settlement_opened"


@dataclass(frozen=True)
class EndingPage:
    """`permitted`: the reader may do it now. `settles`: it cannot end without something to be settled. `items` are
    those that the standard lists for it, each due on `last_day` at the latest. `missing` are the facts that it waits
    for. `causes` is empty for a move that asks for none; `owners` may owe something. `in_round`: it would have to be
    decided in the round that is open.
    """

    header: Header
    move: Move
    offices: tuple[Holding, ...]
    permitted: bool
    settles: bool
    items: tuple[Settlement, ...]
    last_day: date | None
    in_round: bool
    missing: tuple[FactLine, ...]
    causes: tuple[CauseCode, ...]
    owners: tuple[Office, ...]


def ending_page(session: Session, actor: Actor, number: str, name: str) -> EndingPage:
    """`name` is withdraw, terminate or close_outbound. Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    move = reading.standard.moves[name]
    return EndingPage(
        header(reading, gate_panel(reading, may).groups),
        move,
        tuple(reading.holding(code) for code in movers_now(reading, name)),
        name in may.moves,
        _settles(reading, move),
        items_of(reading.standard, move, reading.known),
        last_day(session, move),
        reading.case.open_round() is not None,
        missing_facts(reading, move),
        tuple(reading.standard.flow.cause_codes.values()) if name == "terminate" else (),
        tuple(reading.standard.offices.values()),
    )


def _settles(reading: Reading, move: Move) -> bool:
    """Whether the guard fails for want of a settlement, all that the form asks for being given."""
    known = {**reading.known, **dict.fromkeys(GIVEN_BY_FORMS, True), SETTLEMENT: False}
    return any(
        leaf.name == SETTLEMENT for leaf in unmet(move.guard, known, fixed(reading.standard) - {SETTLEMENT})
    )
