"""The worked case is worked: its days are those of the engine's calendar, its scores those of the rubric."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, stdev

import pytest

from handbook import Given, outline
from handbook.given import Case
from handbook.nodes import Book, Table, parts_of
from handbook.scoring import worked
from lifecycle.calendar import seeded
from stages import Standard
from web.handbook.worked import case_of


@pytest.fixture(scope="module")
def case(released: Standard) -> Case:
    return case_of(released)


@pytest.fixture(scope="module")
def dated(released: Standard, case: Case) -> Book:
    return outline(released, given=Given(case=case))


def days(case: Case) -> dict[str, tuple[date, date]]:
    return {day.code: (day.due, day.done_on) for stage in case.stages for day in stage.days}


def later(day: date, working_days: int) -> date:
    """So many working days on, counted one by one."""
    calendar = seeded()
    while working_days:
        day += timedelta(days=1)
        working_days -= calendar.is_working(day)
    return day


def test_it_begins_on_the_first_working_day_on_which_the_standard_holds(case: Case) -> None:
    assert case.stages[0].entered_on == date(2026, 1, 4)  # a Sunday that is worked


@pytest.mark.parametrize(
    ("code", "start", "working_days"),
    [("MIN-M1", "entry", 5), ("MIN-M3", "MIN-M2", 10), ("EVA-M3", "EVA-M2", 10), ("APR-M6", "APR-M5", 7)],
)
def test_each_day_follows_from_the_clause(
    code: str, start: str, working_days: int, released: Standard, case: Case
) -> None:
    stage = next(s for s in case.stages if any(day.code == code for day in s.days))
    base = stage.entered_on if start == "entry" else days(case)[start][1]
    due = released.milestones[code].due
    assert (due.from_, due.wd) == (start, working_days)
    assert days(case)[code][0] == later(base, working_days)


def test_a_stage_is_entered_on_the_day_the_gate_before_was_decided(released: Standard, case: Case) -> None:
    for before, after in zip(case.stages, case.stages[1:], strict=False):
        decided = next(d.done_on for d in before.days if released.milestones[d.code].kind == "gate")
        assert after.entered_on == decided


def test_no_milestone_with_a_condition_and_none_that_repeats_is_in_it(released: Standard, case: Case) -> None:
    for code in days(case):
        milestone = released.milestones[code]
        assert milestone.applies_if is None
        assert not milestone.due.repeats


def test_one_is_late_and_everything_that_counts_from_it_moves(released: Standard, case: Case) -> None:
    assert case.late is not None
    code, thresholds = case.late.day.code, released.supervision.lights.thresholds
    due, done = days(case)[code]
    assert code == "EVA-M2"
    assert done == later(due, thresholds.red_overdue_wd + 2)
    assert case.late.red_on == later(due, thresholds.red_overdue_wd + 1)
    assert days(case)["EVA-M3"][0] == later(done, 10)
    ladder = {rung.code: rung.at_wd for rung in released.supervision.ladder}
    sent = {rung.code: rung.on for rung in case.late.rungs}
    assert set(sent) == {code for code, at in ladder.items() if at < thresholds.red_overdue_wd + 2}
    assert sent["E1"] == later(due, 1)


def test_days_in_years_without_a_notice_are_provisional(case: Case) -> None:
    for stage in case.stages:
        for day in stage.days:
            assert day.is_provisional == (day.due.year > 2026)


def test_the_scores_come_out_as_the_rubric_says(released: Standard) -> None:
    """Reckoned again with decimals, from the rubric's own words: weight times level over nine."""
    rubric = released.rubric
    assert rubric is not None
    found = worked(rubric)
    assert found is not None
    total = Decimal()
    for score in found.scores:
        levels = sorted(score.levels)
        assert len(levels) == rubric.panel.min_experts == 5
        assert all(rubric.scale.min <= level <= rubric.scale.max for level in levels)
        trimmed = Decimal(sum(levels[1:-1])) / 3
        assert float(score.for_total) == pytest.approx(float(trimmed))
        assert score.for_floor == median(levels) >= score.floor
        assert stdev(levels) <= rubric.dispersion.trigger.sample_sd_over
        total += score.dimension.weight * trimmed / 9
    assert found.total == total.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.band is not None
    assert found.band.min <= found.total < (found.band.below or 101)


def test_the_annex_prints_the_days_and_the_scores(released: Standard, dated: Book, case: Case) -> None:
    annex = next(part for part in dated.parts if part.anchor == "case")
    printed = str(annex)
    assert "2026年3月12日（周四）" in printed
    assert "2026年3月23日（周一）" in printed
    found = worked(released.rubric) if released.rubric else None
    assert found is not None
    assert str(found.total) in printed
    assert "G2/go" in printed
    assert "虚构" in annex.title[0]


def test_a_standard_without_a_rubric_has_days_and_no_scores(small: Standard) -> None:
    book = outline(small, given=Given(case=case_of(small)))
    annex = next(part for part in book.parts if part.anchor == "case")
    assert [part.anchor for part in annex.parts if "scores" in part.anchor] == []
    assert any(isinstance(b, Table) for p in parts_of(annex.parts) for b in p.blocks)
