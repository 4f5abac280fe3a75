"""What an evaluation comes to: the facts in one event, what they close and what they bar, disagreement step by step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from lifecycle import gate
from lifecycle.blocker import Blocker
from lifecycle.deadlines import months_after
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation.reasons import Reason
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.queries.gate import BlockerLine
from lifecycle.queries.project import project_page
from lifecycle.queries.results import results
from lifecycle.verbs import duties, evaluations, sheets
from lifecycle.verbs.duties import DutyKey
from stages import catalogue
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import Panel, panel_of
from tests.lifecycle.scenes import case_of, events_of, on
from tests.world import MONDAY, World
from web.evaluation.sentences import waiting
from web.speech import Speech

VECTORS = YAML(typ="safe", pure=True).load(Path(__file__).parents[2] / "vectors.yaml")
EXAMPLE = VECTORS["evaluation_g2_five_experts"]
RUBRIC = catalogue().current().rubric or pytest.fail("the released standard scores")
CODES = tuple(dimension.code for dimension in RUBRIC.dimensions)
ZH, EN = Speech("zh", MONDAY), Speech("en", MONDAY)
AGREED = EXAMPLE["scores"] | {"D4": [3, 4, 4, 3, 4]}
"""The worked example without its outlier."""


def barring(panel: Panel) -> tuple[Blocker, ...]:
    return gate.blockers(panel.standard, case_of(panel.driver), panel.driver.day)


def acts(panel: Panel) -> set[str | None]:
    return {blocker.act for blocker in barring(panel)}


def at_floors(**more: int) -> dict[str, list[int]]:
    """Five experts exactly at each floor but those named."""
    floors = RUBRIC.floors_at("G2") | more
    return {code: [floors[code]] * 5 for code in CODES}


# Concluded ------------------------------------------------------------------------------------------------------------


def test_the_worked_example_comes_out_of_the_sheets(panel: Panel) -> None:
    panel.scored(EXAMPLE["scores"])
    result = panel.now.result
    assert str(result.total) == str(EXAMPLE["total"])
    assert {code: each.middle for code, each in result.dimensions.items()} == EXAMPLE["medians"]
    assert panel.now.dispersed == ("D4",)


def test_a_result_is_recorded_as_facts_with_the_evaluation_as_their_document(panel: Panel) -> None:
    panel.concluded(AGREED)
    case = case_of(panel.driver)
    event = events_of(panel.driver)[-1]
    rows = {row.name: row for row in case.facts.values() if row.seq == event.seq}
    assert {name: json.loads(row.value) for name, row in rows.items()} == {
        "level_d2": 4,
        "weighted_total": 49.44,
        "floors_unmet": 0,
        "max_dimension_sd": 0.71,
        "dispersion_open": False,
        "panel_valid": True,
        "experts_drawn": 5,
        "valid_scores": 5,
        "coi_statements_signed": 5,
        "rubric_version_frozen": True,
        "d2_median_before_poc": 4,
    }
    documents = {case.documents[row.document or 0, 1] for row in rows.values()}
    assert {(each.kind, each.value) for each in documents} == {("score_sheet", f"{panel.number}-E1")}
    assert (panel.now.row.total, panel.now.row.band) == ("49.44", "C")


def test_it_holds_for_as_long_as_the_rubric_says(panel: Panel) -> None:
    panel.concluded()
    assert panel.now.row.valid_until == months_after(panel.driver.day, 12)


def test_the_duty_of_collecting_the_sheets_is_done_with_the_result_and_not_before(panel: Panel) -> None:
    panel.scored()
    panel.dossier_done()
    key = DutyKey(panel.number, "EVA-G-6")
    with pytest.raises(Invalid) as early:
        panel.driver.act(
            "PO", duties.complete, key, [duties.Evidence("score_sheet", "text", "示例：纸质评分表")]
        )
    assert early.value.problem == "no_result_yet"
    panel.act("PO", evaluations.conclude)
    panel.driver.act("PO", duties.complete, key)
    row = case_of(panel.driver).newest_duty("EVA-G-6", 1)
    assert row is not None
    assert row.state == "submitted"


def test_it_is_concluded_once_by_the_officer_and_not_before_all_is_known(panel: Panel) -> None:
    panel.begun()
    with pytest.raises(Invalid, match="still_scoring"):
        panel.act("PO", evaluations.conclude)
    for row in panel.live:
        panel.score(row)
    for office in ("PL", "SH", "EX", "DD"):
        with pytest.raises(NotPermitted):
            panel.act(office, evaluations.conclude)
    panel.act("PO", evaluations.conclude)
    with pytest.raises(Invalid, match="concluded_already"):
        panel.act("PO", evaluations.conclude)


def test_before_there_is_one_nothing_is_concluded(panel: Panel) -> None:
    with pytest.raises(Invalid, match="no_evaluation"):
        panel.act("PO", evaluations.conclude)


def test_a_panel_of_five_with_four_sheets_in_time_counts_no_more(panel: Panel) -> None:
    """Eighty in a hundred are back, and the least number is not."""
    panel.begun()
    for row in panel.live[:4]:
        panel.score(row)
    last = panel.now.due(panel.now.attempt)  # type: ignore[arg-type]
    assert last is None
    with pytest.raises(Invalid, match="too_early"):
        panel.act("PO", sheets.open_sheets)


# What bars the gate ---------------------------------------------------------------------------------------------------


def floors(panel: Panel, office: str) -> list[BlockerLine]:
    return [line for line in lines(panel, office) if line.blocker.kind == "floor"]


def lines(panel: Panel, office: str) -> list[BlockerLine]:
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = project_page(session, actor_of(session.tx, panel.driver.cast[office]), panel.number)
        found = [line for group in page.gate.groups for line in group.lines]
    return [line for line in found if line.blocker.kind in ("floor", "score")]


def test_a_floor_that_is_missed_says_what_the_next_level_asks_for(panel: Panel) -> None:
    panel.concluded(at_floors(D4=2))
    [line] = floors(panel, "PL")
    assert line.blocker.office == "PL"
    assert line.blocker.since == panel.driver.day
    anchor = next(each for each in RUBRIC.levels["D4"] if each.n == 3)
    said = waiting(ZH, line)
    assert "D4" in said
    assert "2" in said
    assert "3" in said
    assert anchor.text.zh in said
    assert anchor.text.en in waiting(EN, line)


def test_every_floor_that_is_missed_is_said_by_itself(panel: Panel) -> None:
    panel.concluded(at_floors(D1=1, D8=1))
    missed = [line.blocker.shortfall.dimension for line in lines(panel, "PO") if line.blocker.shortfall]
    assert missed == ["D1", "D8"]
    assert panel.fact("floors_unmet") == 2


def test_a_median_between_two_levels_is_short_of_the_upper_one(panel: Panel) -> None:
    """Four who could judge: 2, 2, 3, 3 against a floor of 3."""
    panel.begun()
    first, *rest = panel.live
    panel.by(
        first.person,
        sheets.submit,
        [
            *[each for each in panel.given(4) if each.dimension != "D4"],
            type(panel.given(4)[0])("D4", None, "示例：不在专业范围", unjudged=True),
        ],
    )
    for row, level in zip(rest, (2, 2, 3, 3), strict=True):
        panel.score(row, dict.fromkeys(CODES, 4) | {"D4": level})
    panel.act("PO", evaluations.conclude)
    [line] = floors(panel, "PO")
    assert line.blocker.shortfall is not None
    assert line.blocker.shortfall.middle == Decimal("2.5")
    assert "2.5" in waiting(ZH, line)


def test_a_total_under_the_gate_is_said_with_what_it_is(panel: Panel) -> None:
    panel.concluded(at_floors(D1=1, D2=1, D3=1))
    known = {line.blocker.leaf.name: line.blocker.known for line in lines(panel, "PO") if line.blocker.leaf}
    assert known["weighted_total"] == panel.fact("weighted_total")


def test_nothing_of_the_result_bars_while_it_is_being_found(panel: Panel) -> None:
    panel.scored(at_floors(D4=2))
    assert {"conclude_evaluation"} <= acts(panel)
    assert lines(panel, "PO") == []


def test_a_result_that_is_too_old_has_to_be_found_anew(panel: Panel) -> None:
    panel.concluded()
    until = panel.now.row.valid_until or date.max
    panel.driver.day = until
    assert "start_evaluation" not in acts(panel)
    panel.driver.day = date.fromordinal(until.toordinal() + 1)
    [blocker] = [each for each in barring(panel) if each.act == "start_evaluation"]
    assert (blocker.office, blocker.since) == ("PO", until)
    panel.rate_self()
    assert [each.n for each in panel.all_ever] == [1, 2]
    assert panel.now.n == 2


# Disagreement ---------------------------------------------------------------------------------------------------------


def test_disagreement_asks_the_same_experts_once_more_about_that_dimension(panel: Panel) -> None:
    panel.scored(EXAMPLE["scores"])
    attempt = panel.now.attempt
    assert attempt is not None
    assert (attempt.kind, attempt.dimensions, attempt.step) == ("rescore", ",D4,", 1)
    assert attempt.due == scenes.later(panel.driver, 3)
    assert {row.n for row in panel.now.missing(attempt)} == {row.n for row in panel.live}
    with pytest.raises(Invalid, match="still_scoring"):
        panel.act("PO", evaluations.conclude)


def rescore(panel: Panel, levels: Sequence[int], codes: Sequence[str] = ("D4",)) -> None:
    for row, level in zip(panel.live, levels, strict=True):
        panel.score(row, dict.fromkeys(codes, level))


def test_agreement_on_second_thoughts_ends_it(panel: Panel) -> None:
    panel.scored(EXAMPLE["scores"])
    rescore(panel, [3, 4, 4, 3, 4])
    assert panel.now.is_revealed
    assert panel.now.dispersed == ()
    panel.act("PO", evaluations.conclude)
    assert panel.fact("dispersion_open") is False
    assert panel.now.result.dimensions["D4"].middle == 4
    assert len([key for key in panel.now.scores if key[2] == "D4"]) == 10


def test_who_does_not_score_again_in_time_keeps_their_level(panel: Panel) -> None:
    panel.scored(EXAMPLE["scores"])
    for row, level in list(zip(panel.live, [3, 4, 4, 3], strict=False)):
        panel.score(row, {"D4": level})
    panel.driver.wait(4)
    assert "reveal_scores" in acts(panel)
    panel.act("PO", sheets.open_sheets)
    assert sorted(panel.now.levels()["D4"].values()) == [3, 3, 4, 4, 8]


def test_two_more_experts_score_everything_for_themselves(panel: Panel) -> None:
    panel.scored(EXAMPLE["scores"])
    rescore(panel, [3, 4, 4, 3, 8])
    attempt = panel.now.attempt
    assert attempt is not None
    assert (attempt.kind, attempt.step, attempt.due) == ("added", 2, scenes.later(panel.driver, 5))
    assert panel.now.open_seats == ("*", "*")
    added = panel.draw()
    panel.seat(*added)
    for row in added:
        panel.score(row, 4)
    assert panel.now.is_revealed
    assert len(panel.now.levels()["D1"]) == 7
    assert panel.now.row.size == 7


@pytest.fixture
def divided(panel: Panel) -> Panel:
    """After both steps the experts still disagree about one dimension."""
    panel.scored(EXAMPLE["scores"])
    rescore(panel, [3, 4, 4, 3, 8])
    added = panel.draw()
    panel.seat(*added)
    for row in added:
        panel.score(row, dict.fromkeys(CODES, 4) | {"D4": 8})
    return panel


def test_who_still_disagrees_waits_for_the_chair(divided: Panel) -> None:
    assert divided.now.dispersed == ("D4",)
    [blocker] = [each for each in barring(divided) if each.act == "record_dissent"]
    assert blocker.office == divided.standard.chair
    with pytest.raises(Invalid, match="dispersion_open"):
        divided.act("PO", evaluations.conclude)
    for office in ("PO", "DD", "PL"):
        with pytest.raises(NotPermitted):
            divided.act(office, evaluations.record_dissent, "示例：分歧")


def test_the_dissent_is_written_down_once_and_the_gate_is_decided_one_rank_higher(divided: Panel) -> None:
    decider = divided.standard.gates["G2"].decider
    assert divided.standard.chair is not None
    divided.act(divided.standard.chair, evaluations.record_dissent, "示例：样本量的分歧")
    with pytest.raises(Invalid, match="no_dissent_now"):
        divided.act(divided.standard.chair, evaluations.record_dissent, "示例：再写一次")
    divided.act("PO", evaluations.conclude)
    assert divided.fact("dispersion_open") is False
    divided.driver.clear()
    divided.driver.request()
    row = max(case_of(divided.driver).rounds.values(), key=lambda each: (each.visit, each.n))
    assert row.decide_office == divided.standard.one_above(decider) != decider
    divided.driver.decide()
    assert case_of(divided.driver).project.stage == "approval"


def test_there_is_no_dissent_where_everybody_agrees(panel: Panel) -> None:
    panel.scored()
    with pytest.raises(Invalid, match="no_dissent_now"):
        panel.act(panel.standard.chair or "", evaluations.record_dissent, "示例")


# The officer alone ----------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(released: Any) -> Panel:
    scene = released("mining")
    return panel_of(scene.world, scene.driver)


def rated(panel: Panel, levels: Mapping[str, int], reason: str = "") -> None:
    panel.act("PO", evaluations.rate, panel.rating(levels), reason)


LEVELS = {"D2": 3, "D3": 3, "D8": 4}


def test_at_the_first_gate_the_officer_rates_three_dimensions(alone: Panel) -> None:
    rated(alone, LEVELS)
    assert alone.now.dimensions == tuple(LEVELS)
    assert (alone.fact("level_d2"), alone.fact("floors_unmet")) == (3, 0)
    assert alone.fact("panel_valid") is None
    alone.driver.evaluates = True
    alone.driver.pass_gate()
    assert case_of(alone.driver).project.stage == "evaluation"


def test_a_rating_under_its_floor_bars_the_gate_by_name(alone: Panel) -> None:
    rated(alone, LEVELS | {"D2": 1})
    [blocker] = [each for each in barring(alone) if each.kind == "floor"]
    assert blocker.shortfall is not None
    assert blocker.shortfall.dimension == "D2"


def test_a_rating_is_given_again_with_a_reason_and_the_first_stays(alone: Panel) -> None:
    rated(alone, LEVELS | {"D2": 1})
    with pytest.raises(Invalid, match="reason"):
        rated(alone, LEVELS)
    rated(alone, LEVELS, "示例：补充了检测报告")
    assert alone.fact("level_d2") == 3
    assert len(alone.now.scores) == 6


def test_nobody_but_who_does_the_duty_rates(alone: Panel) -> None:
    for office in ("PL", "SH", "DD"):
        with pytest.raises(NotPermitted):
            alone.act(office, evaluations.rate, alone.rating(LEVELS))


def test_where_a_panel_scores_no_officer_does(panel: Panel) -> None:
    with pytest.raises(Invalid, match="scored_by_panel"):
        rated(panel, LEVELS)
    assert panel.all_ever == ()


# Looking at many ------------------------------------------------------------------------------------------------------


def test_the_results_of_those_one_may_see(panel: Panel) -> None:
    panel.concluded(AGREED)
    with panel.driver.engine.write() as session:
        stranger = scenes.person(session.tx, "stranger")
        [line] = results(session, actor_of(session.tx, panel.driver.cast["PO"]))
        assert (line.number, line.gate, line.total, line.experts) == (panel.number, "G2", Decimal("49.44"), 5)
        assert results(session, actor_of(session.tx, stranger)) == ()


def test_the_page_says_what_the_levels_come_to(panel: Panel) -> None:
    panel.concluded(AGREED)
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = evaluation_page(session, actor_of(session.tx, panel.driver.cast["PO"]), panel.number)
    lines_ = {line.dimension.code: line for line in page.dimensions}
    shown = {code: float(line.level or 0) for code, line in lines_.items()}
    assert shown == EXAMPLE["trimmed_levels"] | {"D4": 3.67}
    assert page.total == Decimal("49.44")
    assert all(line.is_met for line in page.dimensions)
    assert page.faults == ()


def test_a_self_rating_far_from_the_experts_is_flagged_and_never_mixed_in(panel: Panel) -> None:
    panel.rate_self(7)
    panel.seat(*panel.draw())
    for row in panel.live:
        panel.score(row, 4)
    panel.act("PO", evaluations.conclude)
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = evaluation_page(session, actor_of(session.tx, panel.driver.cast["PL"]), panel.number)
    assert {line.own.gap for line in page.dimensions if line.own} == {Decimal("3.00")}
    assert panel.now.result.total == Decimal("44.44")


def test_the_reason_why_a_panel_does_not_count_is_said_in_both_languages(world: World) -> None:
    from web.evaluation.sentences import reason_text  # noqa: PLC0415 - only here

    assert world.standard.chair
    for reason in (
        Reason("too_few", values={"n": 4, "least": 5}),
        Reason("even", values={"n": 6}),
        Reason("share", values={"n": 5, "of": 7, "needed": 80}),
        Reason("structure", values={"field": "technical", "n": 1, "least": 2}),
        Reason("unjudged", values={"dimension": "D4"}),
        Reason("conflict", 1, {"causes": ("RC2",)}),
        Reason("chair", 1, {"causes": ("RC2",)}),
    ):
        assert reason_text(ZH, reason, "某专家")
        assert reason_text(EN, reason, "somebody")
