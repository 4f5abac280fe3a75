"""Moves times stages: the states that a project can be in and the edges between them.

A state is `stage/status`. Only what can be reached from a draft is drawn, so a status that a stage never has is no
state. Guards and people are not in the graph: they decide whether an edge may be taken. A standard that is read on a
track (`stages.tracks`) has the graph of that track.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from stages.model import Move, Standard

DRAFT = "draft"
GATE_REVIEW = "gate_review"


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a state to a state.

    `trigger` is the name of the move; where a move goes back to an earlier status there is one trigger for each,
    such as `resume:rework`.
    """

    trigger: str
    source: str
    dest: str
    move: str


@dataclass(frozen=True)
class Graph:
    """States in the order of stages and statuses, edges in the order of moves, and where projects begin."""

    states: tuple[str, ...]
    edges: tuple[Edge, ...]
    initial: tuple[str, ...]

    @cached_property
    def stages(self) -> frozenset[str]:
        """The stages that some project can reach."""
        return frozenset(stage_of(state) for state in self.states)

    def from_(self, state: str) -> tuple[Edge, ...]:
        """The edges that leave a state, loops included."""
        return tuple(edge for edge in self.edges if edge.source == state)


def state(stage: str, status: str) -> str:
    """The name of a state."""
    return f"{stage}/{status}"


def stage_of(state_name: str) -> str:
    """The stage of a state."""
    return state_name.partition("/")[0]


def status_of(state_name: str) -> str:
    """The status of a state."""
    return state_name.partition("/")[2]


def graph(standard: Standard) -> Graph:
    """The graph of a standard.

    `to: same` is a loop, `to: previous` an edge to each status from which this one can be entered. A move to
    `draft` is no edge: it begins another project. `gates` bound a move only where it leaves a gate review.
    """
    drawn = tuple(edge for move in standard.flow.moves.values() for edge in _edges(standard, move))
    starts = {point.stage for point in standard.flow.entry_points.values()}
    initial = tuple(state(stage, DRAFT) for stage in standard.road if stage in starts)
    reached = _reached(initial, drawn)
    states = (state(stage, status) for stage in standard.road for status in standard.flow.states)
    return Graph(
        states=tuple(each for each in states if each in reached),
        edges=tuple(edge for edge in drawn if edge.source in reached),
        initial=initial,
    )


def _edges(standard: Standard, move: Move) -> Iterator[Edge]:
    if move.to == DRAFT:
        return
    for stage in standard.road:
        for status in move.from_:
            if status == GATE_REVIEW and move.gates and standard.gate_of(stage).code not in move.gates:
                continue
            source = state(stage, status)
            yield from (
                Edge(trigger, source, dest, move.name)
                for trigger, dest in _destinations(standard, move, stage, status)
            )


def _destinations(standard: Standard, move: Move, stage: str, status: str) -> Iterator[tuple[str, str]]:
    landing = {"next_stage": standard.next_stage, "previous_stage": standard.previous_stage}
    to_stage = landing[move.effect](stage) if move.effect else stage
    if to_stage is None:
        return
    if move.to == "previous":
        for earlier in _leading_to(standard, status):
            yield f"{move.name}:{earlier}", state(to_stage, earlier)
    else:
        yield move.name, state(to_stage, status if move.to == "same" else move.to)


def _leading_to(standard: Standard, status: str) -> tuple[str, ...]:
    moves = standard.flow.moves.values()
    return tuple(dict.fromkeys(earlier for move in moves if move.to == status for earlier in move.from_))


def _reached(initial: Iterable[str], edges: tuple[Edge, ...]) -> frozenset[str]:
    reached, waiting = set(initial), list(initial)
    while waiting:
        here = waiting.pop()
        new = {edge.dest for edge in edges if edge.source == here} - reached
        reached |= new
        waiting.extend(new)
    return frozenset(reached)
