"""What a standard answers about its stages, offices and facts."""

from __future__ import annotations

import pytest

from stages import Standard


def test_stages_follow_each_other(released: Standard) -> None:
    assert released.first_stage() == "mining"
    assert released.next_stage("mining") == "evaluation"
    assert released.next_stage("growth") is None
    assert released.previous_stage("mining") is None
    assert released.previous_stage("growth") == "landing"


def test_one_above_is_the_next_higher_rank_of_the_role(released: Standard) -> None:
    above = {code: released.one_above(code) for code in ("PO", "PK", "SH", "DD", "DIR", "GOV", "PL", "EX")}
    assert above == {
        "PO": "SH", "PK": "SH", "SH": "DD", "DD": "DIR", "DIR": "GOV", "GOV": None, "PL": None, "EX": None,
    }  # fmt: skip


def test_members_of_an_organisation_hold_the_office_made_for_their_kind(released: Standard) -> None:
    held = {kind: released.member_office(kind) for kind in released.organisation_kinds}
    assert held == {
        "bureau": None, "park_board": "PK", "town": "PK", "source_platform": "PL", "conversion_platform": "PL",
        "enterprise": "EL", "intermediary": "BR", "finance": "BR", "registry": None,
    }  # fmt: skip


def test_a_kind_without_an_office_of_its_own_uses_that_of_its_role(small: Standard) -> None:
    assert small.member_office("school") == "RD"
    assert small.member_office("branch") is None


def test_powers_name_the_offices_of_an_act(small: Standard) -> None:
    assert small.power("register") == ("CU", "RD")
    assert small.power("demolish") == ()


def test_a_judged_fact_is_recorded_by_the_judge_of_that_gate(released: Standard) -> None:
    assert released.recorder("red_lines_hit", "mining") == "PO"
    assert released.recorder("red_lines_hit", "evaluation") == "SH"
    assert released.recorder("acceptance_recommended", "landing") == "EX"


def test_a_computed_fact_is_recorded_by_nobody(released: Standard) -> None:
    assert released.recorder("open_required_duties", "mining") is None


def test_a_system_fact_that_nothing_computes_is_entered_by_an_office(released: Standard) -> None:
    assert released.facts["level_d2"].recorded_by == "system"
    assert released.recorder("level_d2", "mining") == "PO"
    assert released.recorder("annual_reviews_good_in_row", "growth") == "SH"


def test_every_fact_is_recorded_by_somebody_or_computed(released: Standard, small: Standard) -> None:
    for standard in (released, small):
        for fact in standard.facts.values():
            assert fact.computed == (standard.recorder(fact.name, standard.first_stage()) is None)


def test_statutory_milestones_are_those_of_the_law(released: Standard) -> None:
    statutory = {milestone.code for milestone in released.milestones.values() if milestone.statutory}
    assert statutory == {"APR-M3", "LAN-M10", "GRO-R3"}


def test_options_of_a_gate_are_found_by_code(released: Standard) -> None:
    assert released.gate_of("mining").option("recycle").max_wd == 20
    with pytest.raises(KeyError):
        released.gate_of("mining").option("burn")


def test_floors_are_those_of_the_gate(released: Standard) -> None:
    assert released.rubric is not None
    assert dict(released.rubric.floors_at("G1")) == {"D2": 2, "D3": 2, "D8": 2}
    assert released.rubric.dimension("D2").weight == 20


def test_every_event_but_the_entry_is_dated_by_a_date_fact(released: Standard) -> None:
    undated = [event.name for event in released.events.values() if event.dated_by is None]
    assert undated == ["entry"]
    for event in released.events.values():
        if event.dated_by:
            assert released.facts[event.dated_by].type == "date"


def test_a_project_cannot_come_back_to_the_table_with_open_duties(released: Standard) -> None:
    guard = released.moves["resubmit"].guard
    assert guard is not None
    assert {"defects_unanswered", "open_required_duties", "open_blocking_milestones"} == {
        part.fact for part in guard.all  # type: ignore[union-attr]
    }  # fmt: skip
