"""Every stage can be reached, every state can be left for an end, every option of a gate leads somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stages.checks.findings import Owner, found
from stages.graph import DRAFT, GATE_REVIEW, Graph, graph, stage_of, state, status_of
from stages.model import Standard
from stages.vocabulary import OPEN_STATUSES
from stages.yamltree import Problem


def unreachable_stages(standard: Standard) -> Iterator[Problem]:
    """Stages that no project can be in otherwise than by a draft that cannot be submitted."""
    drawn = graph(standard)
    for stage in standard.stages:
        if not any(stage_of(each) == stage and status_of(each) != DRAFT for each in drawn.states):
            message = "cannot be reached; give it an entry point, or let the move of a gate lead to it"
            yield found(standard, Owner("stages", stage), "", message)


def dead_ends(standard: Standard) -> Iterator[Problem]:
    """States from which no end can be reached."""
    drawn = graph(standard)
    out = _with_a_way_out(drawn)
    for each in drawn.states:
        if each not in out:
            message = (
                f"{each} has no way out; let a move or an option of the gate lead on from {status_of(each)}"
            )
            yield found(standard, Owner("stages", stage_of(each)), "gate", message)


def _with_a_way_out(drawn: Graph) -> frozenset[str]:
    out = {each for each in drawn.states if status_of(each) not in OPEN_STATUSES}
    growing = True
    while growing:
        more = {edge.source for edge in drawn.edges if edge.dest in out} - out
        out |= more
        growing = bool(more)
    return frozenset(out)


def revived_ends(standard: Standard) -> Iterator[Problem]:
    """Moves that lead a project on from an end; a project that comes back is a new one, so it goes to draft."""
    for edge in graph(standard).edges:
        if status_of(edge.source) not in OPEN_STATUSES and edge.dest != edge.source:
            message = f"leads on from {edge.source}, an end; let it go to draft or stay"
            yield found(standard, Owner("moves", standard.moves[edge.move].code), "from", message)


def ambiguous_edges(standard: Standard) -> Iterator[Problem]:
    """Moves that lead from one state to two."""
    drawn = graph(standard)
    targets = Counter((edge.trigger, edge.source) for edge in set(drawn.edges))
    for (trigger, source), times in targets.items():
        if times > 1:
            move = next(edge.move for edge in drawn.edges if edge.trigger == trigger)
            message = f"leads from {source} to {times} states; split it into several moves"
            yield found(standard, Owner("moves", standard.moves[move].code), "to", message)


def blind_options(standard: Standard) -> Iterator[Problem]:
    """Options of a gate whose move does not leave a review at that gate."""
    drawn = graph(standard)
    for stage in (standard.stages[code] for code in standard.road):
        offered = {edge.move for edge in drawn.from_(state(stage.code, GATE_REVIEW))}
        for option in stage.gate.options:
            move = standard.flow.moves.get(option.move)
            if move is not None and move.name not in offered:
                message = f"{move.code} ({move.name}) cannot be taken at {stage.gate.code}; add the gate to the move"
                yield found(standard, Owner("options", f"{stage.gate.code}/{option.code}"), "move", message)


def strays(standard: Standard) -> Iterator[Problem]:
    """Stages that are in no phase or in two, and phases that name another phase's stage."""
    placed = Counter(stage for phase in standard.phases.values() for stage in phase.stages)
    for stage in standard.stages.values():
        phase = standard.phases.get(stage.phase)
        if placed[stage.code] != 1 or phase is None or stage.code not in phase.stages:
            message = f"is {stage.phase}; exactly that phase must list {stage.code} among its stages"
            yield found(standard, Owner("stages", stage.code), "phase", message)
