"""The arithmetic of an evaluation: the worked examples to the last decimal, and what holds for any panel."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from lifecycle.evaluation.scoring import Result, band_of, dispersed, gaps, half_up, shortfalls, summarise
from stages import catalogue
from stages.model import Rubric

VECTORS = YAML(typ="safe", pure=True).load(Path(__file__).parents[2] / "vectors.yaml")
EXAMPLE = VECTORS["evaluation_g2_five_experts"]
RUBRIC = catalogue().current().rubric or pytest.fail("the released standard scores")
CODES = tuple(dimension.code for dimension in RUBRIC.dimensions)
GATE = "G2"


def with_rule(rubric: Rubric, **scoring: Any) -> Rubric:
    return rubric.model_copy(update={"scoring": rubric.scoring.model_copy(update=scoring)})


# The worked example -------------------------------------------------------------------------------------------------


@pytest.fixture
def example() -> Result:
    return summarise(RUBRIC, EXAMPLE["scores"])


def test_the_levels_of_the_example_are_trimmed_means(example: Result) -> None:
    shown = {code: float(half_up(each.level or Fraction(0))) for code, each in example.dimensions.items()}
    assert shown == EXAMPLE["trimmed_levels"]


def test_the_medians_of_the_example_meet_every_floor(example: Result) -> None:
    assert {code: each.middle for code, each in example.dimensions.items()} == EXAMPLE["medians"]
    assert (shortfalls(RUBRIC, GATE, example) == ()) is EXAMPLE["floors_met"]


def test_the_total_of_the_example_and_its_band(example: Result) -> None:
    band = band_of(RUBRIC, GATE, example.total)
    assert (str(example.total), band and band.code) == (str(EXAMPLE["total"]), EXAMPLE["band"])


def test_one_outlier_of_the_example_starts_the_dispersion_rule(example: Result) -> None:
    assert dispersed(RUBRIC, example) == ("D4",)
    assert (str(example.dimensions["D4"].deviation), example.dimensions["D4"].spread) == ("2.07", 5)
    assert example.largest_deviation == example.dimensions["D4"].deviation


def test_a_plain_mean_would_have_given_another_band() -> None:
    rule = RUBRIC.scoring.level_for_total.model_copy(update={"method": "mean"})
    plain = summarise(with_rule(RUBRIC, level_for_total=rule), EXAMPLE["scores"])
    band = band_of(RUBRIC, GATE, plain.total)
    assert (str(plain.total), band and band.code) == ("51.33", "B")


@pytest.mark.parametrize(("gate", "total"), VECTORS["totals_exactly_at_floors"].items())
def test_a_panel_exactly_at_the_floors_meets_them(gate: str, total: float) -> None:
    result = summarise(RUBRIC, {code: [level] * 5 for code, level in RUBRIC.floors_at(gate).items()})
    assert result.total == Decimal(str(total)).quantize(Decimal("0.01"))
    assert shortfalls(RUBRIC, gate, result) == ()


def test_the_floors_of_the_second_gate_are_never_a_stop() -> None:
    result = summarise(RUBRIC, {code: [level] * 5 for code, level in RUBRIC.floors_at(GATE).items()})
    band = band_of(RUBRIC, GATE, result.total)
    assert band is not None
    assert band.code == "C"


# Edges ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "band"),
    [("38.99", "X"), ("39", "C"), ("49.99", "C"), ("50", "B"), ("70", "A"), ("100", "A"), ("0", "X")],
)
def test_a_band_begins_at_its_lower_end(total: str, band: str) -> None:
    found = band_of(RUBRIC, GATE, Decimal(total))
    assert found is not None
    assert found.code == band


def test_a_gate_without_bands_has_none() -> None:
    assert band_of(RUBRIC, "G5", Decimal(90)) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(1, 8), "0.13"), (Fraction(1, 3), "0.33"), (Fraction(5, 1000), "0.01"), (Fraction(0), "0.00")],
)
def test_exactly_half_goes_up(value: Fraction, shown: str) -> None:
    assert str(half_up(value)) == shown


def test_fewer_than_five_levels_are_not_trimmed() -> None:
    result = summarise(RUBRIC, {"D1": [1, 4, 4, 9]})
    assert result.dimensions["D1"].level == Fraction(18, 4)
    assert result.dimensions["D1"].middle == 4


def test_a_median_between_two_levels_is_compared_as_it_is() -> None:
    result = summarise(RUBRIC, {"D1": [3, 3, 4, 4]})
    assert [(each.dimension, each.middle) for each in shortfalls(RUBRIC, GATE, result)] == [
        ("D1", Fraction(7, 2))
    ]


def test_a_dimension_that_nobody_could_judge_leaves_no_total_and_meets_no_floor() -> None:
    levels: dict[str, list[int]] = {code: [9] * 5 for code in CODES} | {"D7": []}
    result = summarise(RUBRIC, levels)
    assert result.total is None
    assert [each.dimension for each in shortfalls(RUBRIC, GATE, result)] == ["D7"]
    assert dispersed(RUBRIC, result) == ()


def test_three_dimensions_alone_make_no_total() -> None:
    result = summarise(RUBRIC, {"D2": [2], "D3": [1], "D8": [2]})
    assert result.total is None
    assert [each.dimension for each in shortfalls(RUBRIC, "G1", result)] == ["D3"]


def test_disagreement_begins_over_the_deviation_and_at_the_range() -> None:
    at_the_range = summarise(RUBRIC, {"D1": [3, 3, 3, 3, 3, 3, 7]})
    below_both = summarise(RUBRIC, {"D1": [3, 4, 5, 6, 6]})
    over_the_deviation = summarise(RUBRIC, {"D1": [3, 3, 3, 6, 6, 6]})
    assert dispersed(RUBRIC, at_the_range) == ("D1",)
    assert dispersed(RUBRIC, below_both) == ()
    assert dispersed(RUBRIC, over_the_deviation) == ("D1",)


def test_a_deviation_of_exactly_the_limit_is_not_over_it() -> None:
    result = summarise(RUBRIC, {"D1": [3, 3, 3, 6]})
    assert result.dimensions["D1"].variance == Fraction(9, 4) == Fraction(3, 2) ** 2
    assert dispersed(RUBRIC, result) == ()


def test_a_gap_of_two_levels_between_holder_and_experts_is_flagged() -> None:
    result = summarise(RUBRIC, {"D1": [4] * 5, "D2": [4] * 5, "D3": [4] * 5})
    assert gaps(RUBRIC, result, {"D1": 5, "D2": 6, "D3": 2, "D9": 9}) == {"D2": 2, "D3": -2}


# What holds for any panel ---------------------------------------------------------------------------------------------

level = st.integers(RUBRIC.scale.min, RUBRIC.scale.max)
panels = st.integers(1, 9).flatmap(
    lambda n: st.fixed_dictionaries({code: st.lists(level, min_size=n, max_size=n) for code in CODES})
)


@given(panels, st.randoms(use_true_random=False))
def test_the_order_of_the_experts_does_not_matter(panel: dict[str, list[int]], luck: Any) -> None:
    shuffled = {code: luck.sample(levels, len(levels)) for code, levels in panel.items()}
    assert summarise(RUBRIC, shuffled) == summarise(RUBRIC, panel)


@given(panels, st.sampled_from(CODES), st.data())
def test_raising_a_score_never_lowers_a_level_a_median_or_the_total(
    panel: dict[str, list[int]], code: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(panel[code]) - 1))
    raised = {each: list(levels) for each, levels in panel.items()}
    raised[code][place] = data.draw(st.integers(panel[code][place], RUBRIC.scale.max))
    before, after = summarise(RUBRIC, panel), summarise(RUBRIC, raised)
    assert before.total is not None
    assert after.total is not None
    assert before.total <= after.total
    assert (before.dimensions[code].middle or 0) <= (after.dimensions[code].middle or 0)
    assert {each.dimension for each in shortfalls(RUBRIC, GATE, after)} <= {
        each.dimension for each in shortfalls(RUBRIC, GATE, before)
    }


@given(panels)
def test_a_total_lies_between_nothing_and_a_hundred(panel: dict[str, list[int]]) -> None:
    total = summarise(RUBRIC, panel).total
    assert total is not None
    assert 0 <= total <= 100
    assert band_of(RUBRIC, GATE, total) is not None


@given(st.lists(level, min_size=5, max_size=9), level)
def test_one_outlier_alone_can_not_carry_a_trimmed_level_beyond_the_others(
    levels: list[int], outlier: int
) -> None:
    result = summarise(RUBRIC, {"D1": [*levels, outlier]}).dimensions["D1"].level
    assert result is not None
    assert min(levels) <= result <= max(levels)


@given(st.lists(level, min_size=2, max_size=9))
def test_the_deviation_is_that_of_the_textbook(levels: list[int]) -> None:
    mean = sum(levels) / len(levels)
    textbook = (sum((each - mean) ** 2 for each in levels) / (len(levels) - 1)) ** 0.5
    assert abs(float(summarise(RUBRIC, {"D1": levels}).dimensions["D1"].deviation) - textbook) <= 0.0051
