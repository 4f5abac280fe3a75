"""How experts score: dimensions, panel, floors, totals."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from stages.blocks.base import Code, Coded, Days, Defined, Named, Percent, Source, Text, Texted
from stages.conditions import Condition


class Scale(Texted):
    """Lowest and highest level; `lowest` are the words of the lowest, which no dimension describes."""

    min: int
    max: int
    lowest: Text


class Dimension(Coded):
    """One dimension of the rubric; `weight` in points of 100. The rest are codes of other frameworks."""

    weight: int = Field(alias="w", ge=0, le=100)
    gbt44731: tuple[Code, ...] = ()
    irl: str | None = None
    arl: str | None = None
    source: Source


class CrosswalkTerm(Coded):
    """A term of another framework."""


class Crosswalk(Defined):
    """Where the dimensions stand in other frameworks."""

    gbt44731: tuple[CrosswalkTerm, ...] = ()
    arl: tuple[CrosswalkTerm, ...] = ()
    source: Source


class RubricLevel(Texted):
    """What has to be shown for level `n` of a dimension."""

    n: int


class Floors(Defined):
    """The lowest level of each dimension at a gate."""

    gate: Code
    levels: Named[str, int]
    source: Source


class TotalAt(Defined):
    """The weighted total asked for at a gate, as a must or a should."""

    gate: Code
    min: int | float
    weight: Literal["must", "should"]
    source: Source


class Band(Coded):
    """A band of totals at a gate: `min` included, `below` excluded (None: no upper end)."""

    gate: Code
    min: int | float
    below: int | float | None
    option: Code
    source: Source


class ScoredAt(Defined):
    """Who scores at a gate, in which duty and by which milestone; all dimensions when none is named."""

    gate: Code
    by: Literal["officer", "panel"]
    dimensions: tuple[Code, ...] = ()
    duty: Code
    milestone: Code
    rescore_duty: Code | None = None
    rescore_milestone: Code | None = None
    source: Source


class LargerPanel(Defined):
    """A larger panel while a condition holds."""

    min_experts: int
    applies_if: Condition = Field(alias="if")


class OnRequest(Defined):
    """A written opinion of a few experts on a track without a panel."""

    track: Code
    experts: int


class ValidRule(Texted):
    """When a panel's result counts."""

    returned_share_pct: Percent


class PanelRule(Defined):
    """Size and composition of a panel."""

    min_experts: int
    odd: bool
    larger: LargerPanel | None = None
    on_request_opinion: OnRequest | None = None
    structure: Named[str, int]
    same_employer_max: int
    from_holder_receiver_or_broker: int
    valid_if: Condition
    valid_rule: ValidRule
    term: Text
    term_gates_max: int
    source: Source


class RecusalCause(Coded):
    """A relation that keeps an expert off a panel, and how the engine finds it among what is recorded.

    `relations` are kinds of relation (see `stages.vocabulary`) to an organisation that takes part or to somebody of
    it, `memberships` means belonging to one; `roles` and `kinds` narrow which organisations are meant. A cause with
    none of them is found by nobody but the expert who declares it.
    """

    relations: tuple[Code, ...] = ()
    memberships: bool = False
    roles: tuple[Code, ...] = ()
    kinds: tuple[Code, ...] = ()
    source: Source


class ReasonRequired(Defined):
    """For which levels an expert gives a reason, and from which on evidence."""

    levels: Literal["all"]
    evidence_from_level: int


class LevelForTotal(Texted):
    """How the experts' levels become one: `method` from `min_n` experts on, `otherwise` below."""

    method: Literal["trimmed_mean", "mean", "median"]
    min_n: int
    otherwise: Literal["mean", "median"]


class TotalRule(Defined):
    """The weighted total; `formula` is printed, the engine holds the arithmetic."""

    formula: str
    decimals: int
    rounding: Literal["half_up"]


class SelfRating(Texted):
    """How a self-rating stands beside the experts' result."""

    mixed: bool
    flag_gap_levels: int


class Scoring(Defined):
    """How scores are given and combined."""

    blind_until_all_in: bool
    immutable_after_submit: bool
    reason_required: ReasonRequired
    level_for_total: LevelForTotal
    level_for_floor: Literal["median", "mean"]
    total: TotalRule
    self_rating: SelfRating
    source: Source


class DispersionTrigger(Defined):
    """Disagreement that has to be dealt with: a sample standard deviation over, or a range of at least."""

    sample_sd_over: float
    range_at_least: int
    scope: Literal["any_dimension"]


class DispersionStep(Texted):
    """One step of dealing with disagreement."""

    step: int
    wd: Days | None = None
    add_experts: int | None = None
    decider: Code | None = None


class Dispersion(Defined):
    """What is done when experts disagree."""

    trigger: DispersionTrigger
    steps: tuple[DispersionStep, ...]
    source: Source


class RubricDocuments(Defined):
    """The kinds of document that an evaluation itself is: the engine attaches its record to a duty that wants one."""

    self_rating: Code | None = None
    draw: Code | None = None
    statements: Code | None = None
    sheets: Code | None = None
    rating: Code | None = None


class Validity(Defined):
    """How long an evaluation may be relied on."""

    months: int
    source: Source


class Rubric(Defined):
    """Dimensions, levels, floors, totals and the panel that scores them."""

    version: str
    scale: Scale
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    crosswalk: Crosswalk | None = None
    levels: Named[str, tuple[RubricLevel, ...]]
    levels_source: Source
    floors: tuple[Floors, ...]
    totals: tuple[TotalAt, ...]
    bands: tuple[Band, ...] = ()
    scored_at: tuple[ScoredAt, ...]
    documents: RubricDocuments = RubricDocuments()
    panel: PanelRule
    recusal: tuple[RecusalCause, ...]
    recusal_window_years: int
    scoring: Scoring
    dispersion: Dispersion
    validity: Validity

    def dimension(self, code: str) -> Dimension:
        """The dimension of that code; KeyError if there is none."""
        return MappingProxyType({each.code: each for each in self.dimensions})[code]

    def floors_at(self, gate: str) -> Mapping[str, int]:
        """The lowest level of each dimension at a gate; empty where the gate asks for none."""
        return next((floor.levels for floor in self.floors if floor.gate == gate), MappingProxyType({}))

    def at(self, gate: str) -> ScoredAt | None:
        """Who scores at a gate; None where nobody does."""
        return next((each for each in self.scored_at if each.gate == gate), None)

    def dimensions_at(self, gate: str) -> tuple[Dimension, ...]:
        """The dimensions that are scored at a gate, in the order of the rubric."""
        scored = self.at(gate)
        named = scored.dimensions if scored is not None else ()
        return tuple(each for each in self.dimensions if not named or each.code in named)
