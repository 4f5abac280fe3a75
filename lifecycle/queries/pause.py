"""Holding and resuming: whether it can be done now, by whom, and what it still waits for."""

from dataclasses import dataclass
from datetime import date

from lifecycle.engine import Session
from lifecycle.gate import fixed
from lifecycle.policy import Actor
from lifecycle.queries.choices import GIVEN_BY_FORMS, choices
from lifecycle.queries.facts import FactLine, fact_lines, undecided
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, HoldView, header, hold_view
from lifecycle.queries.reading import Holding, Reading, read_project
from stages.conditions import holds, unmet
from stages.model import Move


@dataclass(frozen=True)
class PausePage:
    """`offices` may do it; `permitted`: the reader is one of them and the project is in a state for it. `last_day`
    bounds a hold of this reader, `most_wd` in working days. `missing` are the facts that the move still waits for.
    """

    header: Header
    move: Move
    offices: tuple[Holding, ...]
    permitted: bool
    most_wd: int
    last_day: date | None
    hold: HoldView | None
    missing: tuple[FactLine, ...]


def pause_page(session: Session, actor: Actor, number: str, name: str) -> PausePage:
    """Raises NotFound."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    move = reading.standard.moves[name]
    most = _most(reading, move)
    return PausePage(
        header(reading, gate_panel(reading, may).groups),
        move,
        tuple(reading.holding(code) for code in _offices(reading, move)),
        name in may.moves,
        most,
        session.calendar.add_working_days(session.day, most) if most else None,
        hold_view(reading),
        missing_facts(reading, move) if name != "hold" else (),
    )


def _offices(reading: Reading, move: Move) -> tuple[str, ...]:
    named = [each.office for each in move.authority] or list(move.actors)
    return tuple(dict.fromkeys(code for code in named if code in reading.standard.offices))


def _most(reading: Reading, move: Move) -> int:
    stage = reading.case.project.stage
    return max(
        (
            each.max_wd or 0
            for each in move.authority
            if each.office in reading.held and (not each.stages or stage in each.stages)
            if holds(each.applies_if, reading.known)
        ),
        default=0,
    )


def missing_facts(reading: Reading, move: Move) -> tuple[FactLine, ...]:
    """The facts whose test fails. What the engine computes itself is left out: it is known when the move is made."""
    known = {**reading.known, **dict.fromkeys(GIVEN_BY_FORMS, True)}
    asked = {leaf.name for leaf in unmet(move.guard, known, fixed(reading.standard))}
    asked |= undecided(reading, move)
    return tuple(line for line in fact_lines(reading) if line.fact.name in asked and not line.fact.computed)
