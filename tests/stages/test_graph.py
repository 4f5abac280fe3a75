"""The graph of moves: which edges there are, and which there must never be."""

from __future__ import annotations

from collections import Counter

import pytest

from stages import Standard
from stages.graph import Graph, graph, stage_of, state, status_of
from stages.vocabulary import OPEN_STATUSES


@pytest.fixture(scope="module")
def drawn(released: Standard) -> Graph:
    return graph(released)


def edges(drawn: Graph, trigger: str) -> set[tuple[str, str]]:
    return {(edge.source, edge.dest) for edge in drawn.edges if edge.trigger == trigger}


def test_a_project_begins_as_a_draft_at_any_point_of_entry(drawn: Graph) -> None:
    assert drawn.initial == tuple(
        f"{stage}/draft" for stage in ("mining", "evaluation", "approval", "landing", "growth")
    )
    assert edges(drawn, "submit") == {(each, f"{stage_of(each)}/active") for each in drawn.initial}


def test_go_leads_to_the_next_stage_and_never_out_of_the_last(drawn: Graph) -> None:
    assert edges(drawn, "gate_go") == {
        ("mining/gate_review", "evaluation/active"),
        ("evaluation/gate_review", "approval/active"),
        ("approval/gate_review", "landing/active"),
        ("landing/gate_review", "growth/active"),
    }


def test_only_the_last_gate_graduates(drawn: Graph) -> None:
    assert edges(drawn, "graduate") == {("growth/gate_review", "growth/graduated")}


def test_a_reject_belongs_to_the_first_three_gates(drawn: Graph) -> None:
    assert {stage_of(source) for source, _ in edges(drawn, "reject")} == {"mining", "evaluation", "approval"}
    assert "growth/rejected" not in drawn.states


def test_a_termination_from_within_a_stage_is_not_bound_to_the_gates_it_is_an_option_of(drawn: Graph) -> None:
    sources = {source for source, _ in edges(drawn, "terminate")}
    assert "mining/active" in sources
    assert "mining/gate_review" not in sources
    assert "landing/gate_review" in sources


def test_a_hold_goes_back_to_the_status_it_came_from(drawn: Graph) -> None:
    for earlier in ("active", "gate_review", "rework"):
        assert ("landing/on_hold", f"landing/{earlier}") in edges(drawn, f"resume:{earlier}")
    assert edges(drawn, "resume") == set()
    assert {edge.move for edge in drawn.edges if edge.trigger.startswith("resume:")} == {"resume"}


def test_a_revoked_gate_goes_back_one_stage_and_the_first_has_none(drawn: Graph) -> None:
    assert edges(drawn, "gate_revoke") == {
        ("evaluation/active", "mining/rework"),
        ("approval/active", "evaluation/rework"),
        ("landing/active", "approval/rework"),
        ("growth/active", "landing/rework"),
    }


def test_a_move_that_stays_is_a_loop(drawn: Graph) -> None:
    assert all(source == dest for source, dest in edges(drawn, "extend"))
    assert ("growth/graduated", "growth/graduated") in edges(drawn, "archive")


def test_coming_back_is_a_new_project_and_no_edge(drawn: Graph) -> None:
    assert edges(drawn, "reenter") == set()
    assert not any(status_of(edge.dest) == "draft" for edge in drawn.edges)


def test_no_stage_is_skipped_by_any_edge(released: Standard, drawn: Graph) -> None:
    order = list(released.stages)
    steps = {order.index(stage_of(edge.dest)) - order.index(stage_of(edge.source)) for edge in drawn.edges}
    assert steps == {-1, 0, 1}
    assert {edge.trigger for edge in drawn.edges if stage_of(edge.source) != stage_of(edge.dest)} == {
        "gate_go",
        "gate_revoke",
    }


def test_nothing_leads_on_from_an_end(drawn: Graph) -> None:
    for edge in drawn.edges:
        if status_of(edge.source) not in OPEN_STATUSES:
            assert edge.dest == edge.source


@pytest.mark.parametrize("name", ["released", "small"])
def test_a_trigger_leads_from_a_state_to_one_state_and_every_end_is_known(
    name: str, request: pytest.FixtureRequest
) -> None:
    each = graph(request.getfixturevalue(name))
    assert max(Counter((edge.trigger, edge.source) for edge in each.edges).values()) == 1
    assert {edge.source for edge in each.edges} | {edge.dest for edge in each.edges} == set(each.states)
    assert len(set(each.states)) == len(each.states)


def test_another_standard_has_another_graph(small: Standard) -> None:
    drawn = graph(small)
    assert drawn.initial == ("suggestion/draft", "trial/draft")
    assert edges(drawn, "adopt") == {("adoption/gate_review", "adoption/graduated")}
    assert state("adoption", "draft") not in drawn.states
    assert state("trial", "rework") not in drawn.states
    assert drawn.stages == {"suggestion", "trial", "adoption"}
