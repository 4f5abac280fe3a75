"""Withdrawing and terminating: who may, for what cause, and what the standard asks for first."""

from dataclasses import dataclass

from lifecycle.engine import Session
from lifecycle.gate import fixed
from lifecycle.policy import Actor
from lifecycle.queries.choices import choices, movers_now
from lifecycle.queries.facts import GIVEN_BY_FORMS, FactLine
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.pause import missing_facts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Holding, Reading, read_project
from stages.conditions import unmet
from stages.model import CauseCode, Move, Office

SETTLEMENT = "settlement_opened"


@dataclass(frozen=True)
class EndingPage:
    """`permitted`: the reader may do it now. `settles`: it cannot end without something to be settled. `missing` are
    the facts that the move waits for. `causes` is empty for a move that asks for none; `owners` may owe something.
    """

    header: Header
    move: Move
    offices: tuple[Holding, ...]
    permitted: bool
    settles: bool
    missing: tuple[FactLine, ...]
    causes: tuple[CauseCode, ...]
    owners: tuple[Office, ...]


def ending_page(session: Session, actor: Actor, number: str, name: str) -> EndingPage:
    """`name` is withdraw or terminate. Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    move = reading.standard.moves[name]
    return EndingPage(
        header(reading, gate_panel(reading, may).groups),
        move,
        tuple(reading.holding(code) for code in movers_now(reading, name)),
        name in may.moves,
        _settles(reading, move),
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
