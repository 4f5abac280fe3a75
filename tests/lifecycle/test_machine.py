"""The machine does what the graph says, for every state and trigger, and refuses the rest with what is possible."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lifecycle.errors import NoSuchMove
from lifecycle.machine import Position, moves
from lifecycle.records.project import STATUSES
from stages import Standard, catalogue
from stages.graph import graph, status_of
from stages.tracks import on_track
from tests import world


@pytest.fixture(params=["released", "small", "fast", "major", "donated"])
def standard(request: pytest.FixtureRequest) -> Standard:
    """Either standard, also as it is on its tracks: each reading has a machine of its own."""
    of = world.small() if request.param in ("small", "donated") else catalogue().current()
    return on_track(of, request.param)


def test_the_built_machine_has_the_states_and_triggers_of_the_graph_and_no_others(standard: Standard) -> None:
    drawn, built = graph(standard), moves(standard).machine
    assert tuple(built.states) == drawn.states
    assert set(built.events) == {edge.trigger for edge in drawn.edges}
    edges = {
        (name, source, transition.dest)
        for name, event in built.events.items()
        for source, transitions in event.transitions.items()
        for transition in transitions
    }
    assert edges == {(edge.trigger, edge.source, edge.dest) for edge in drawn.edges}


def test_every_pair_of_state_and_trigger_goes_where_the_graph_says_or_is_refused(standard: Standard) -> None:
    drawn, built = graph(standard), moves(standard)
    leads = {(edge.trigger, edge.source): edge.dest for edge in drawn.edges}
    assert len(leads) == len(drawn.edges), "a trigger leads two ways from one state"
    for trigger in {edge.trigger for edge in drawn.edges}:
        for state in drawn.states:
            if (trigger, state) in leads:
                assert built.go(trigger, state) == leads[trigger, state]
            else:
                with pytest.raises(NoSuchMove) as caught:
                    built.go(trigger, state)
                assert (caught.value.move, caught.value.state) == (trigger, state)


def test_a_refused_move_says_what_is_possible_instead(standard: Standard) -> None:
    drawn, built = graph(standard), moves(standard)
    for state in drawn.states:
        possible = {edge.trigger for edge in drawn.from_(state)}
        assert set(built.possible(state)) == possible
        with pytest.raises(NoSuchMove) as caught:
            built.go("no_such_move", state)
        assert set(caught.value.possible) == possible


@pytest.mark.parametrize("trigger", ["", "to_mining/active", "trigger", "__init__", "initial", "提交"])
def test_a_trigger_that_is_none_of_the_standard_is_refused(standard: Standard, trigger: str) -> None:
    with pytest.raises(NoSuchMove):
        moves(standard).go(trigger, graph(standard).initial[0])


def test_a_state_that_does_not_exist_is_refused(standard: Standard) -> None:
    for state in ("", "draft", "nowhere/active"):
        with pytest.raises(NoSuchMove) as caught:
            moves(standard).go("submit", state)
        assert caught.value.possible == ()


def test_every_status_of_the_graph_can_be_kept_in_the_records(standard: Standard) -> None:
    assert {status_of(state) for state in graph(standard).states} <= set(STATUSES)


def test_one_machine_is_built_per_standard_and_moves_nothing_but_a_position(standard: Standard) -> None:
    built = moves(standard)
    assert moves(standard) is built
    assert built.machine.models == []
    assert Position.__slots__ == ("state",)


def test_threads_that_share_the_machine_do_not_disturb_each_other(standard: Standard) -> None:
    drawn, built = graph(standard), moves(standard)

    def walk(offset: int) -> int:
        edges = drawn.edges[offset % len(drawn.edges) :] + drawn.edges[: offset % len(drawn.edges)]
        return sum(built.go(edge.trigger, edge.source) != edge.dest for edge in edges)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(walk, range(16))) == 0
