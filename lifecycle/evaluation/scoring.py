"""The arithmetic of an evaluation: from the experts' levels to a total, floors, a band and how far they disagree.

Pure: it knows a rubric and numbers, no project and no person. Means are exact fractions until they are shown, so that a
total is rounded once, half up. Which levels count is for the caller to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

from stages.model import Band, Rubric, RubricLevel

Levels = Mapping[str, Sequence[int]]
"""By dimension, the levels that count, in any order."""


@dataclass(frozen=True)
class Dimensional:
    """What the levels of one dimension come to. `level` goes into the total, `middle` is compared with the floor; both
    are None while nobody could judge it.
    """

    code: str
    levels: tuple[int, ...]
    level: Fraction | None
    middle: Fraction | None

    @property
    def n(self) -> int:
        return len(self.levels)

    @property
    def spread(self) -> int:
        """The highest level less the lowest; 0 for fewer than two."""
        return max(self.levels) - min(self.levels) if self.levels else 0

    @cached_property
    def variance(self) -> Fraction:
        """Of the sample; 0 for fewer than two levels."""
        n = len(self.levels)
        if n < 2:  # noqa: PLR2004 - one value does not vary
            return Fraction(0)
        squares = sum(level * level for level in self.levels)
        return Fraction(n * squares - sum(self.levels) ** 2, n * (n - 1))

    @property
    def deviation(self) -> Decimal:
        """The standard deviation of the sample, to two decimals, half up."""
        exact = (Decimal(self.variance.numerator) / Decimal(self.variance.denominator)).sqrt()
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Result:
    """`total` is None where not every dimension of the rubric is scored, or one could not be judged."""

    dimensions: Mapping[str, Dimensional]
    total: Decimal | None

    @property
    def largest_deviation(self) -> Decimal:
        return max((each.deviation for each in self.dimensions.values()), default=Decimal(0))


@dataclass(frozen=True)
class Shortfall:
    """A dimension below its floor. `middle` is None when nobody could judge it."""

    dimension: str
    middle: Fraction | None
    floor: int


def summarise(rubric: Rubric, levels: Levels) -> Result:
    """The result of the dimensions that `levels` names, in the order of the rubric."""
    found = {
        each.code: _dimensional(rubric, each.code, levels[each.code])
        for each in rubric.dimensions
        if each.code in levels
    }
    return Result(found, _total(rubric, found))


def _dimensional(rubric: Rubric, code: str, levels: Sequence[int]) -> Dimensional:
    ordered = tuple(sorted(levels))
    rule = rubric.scoring.level_for_total
    if not ordered:
        return Dimensional(code, (), None, None)
    method = rule.method if len(ordered) >= rule.min_n else rule.otherwise
    return Dimensional(
        code, ordered, _MEANS[method](ordered), _MEANS[rubric.scoring.level_for_floor](ordered)
    )


def _mean(ordered: Sequence[int]) -> Fraction:
    return Fraction(sum(ordered), len(ordered))


def _trimmed_mean(ordered: Sequence[int]) -> Fraction:
    """Without one lowest and one highest; of fewer than three nothing would be left, so all count."""
    return _mean(ordered[1:-1] or ordered)


def _median(ordered: Sequence[int]) -> Fraction:
    half, odd = divmod(len(ordered), 2)
    return Fraction(ordered[half]) if odd else Fraction(ordered[half - 1] + ordered[half], 2)


_MEANS = {"mean": _mean, "trimmed_mean": _trimmed_mean, "median": _median}


def _total(rubric: Rubric, found: Mapping[str, Dimensional]) -> Decimal | None:
    exact = Fraction(0)
    for dimension in rubric.dimensions:
        result = found.get(dimension.code)
        if result is None or result.level is None:
            return None
        exact += dimension.weight * result.level / rubric.scale.max
    return half_up(exact, rubric.scoring.total.decimals)


def half_up(value: Fraction, decimals: int = 2) -> Decimal:
    """A value that is not negative, rounded once: exactly half goes up."""
    scaled = value * 10**decimals
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).scaleb(-decimals)


def shortfalls(rubric: Rubric, gate: str, result: Result) -> tuple[Shortfall, ...]:
    """The dimensions below the floor of a gate, in the order of the rubric. At the floor is met."""
    floors = rubric.floors_at(gate)
    return tuple(
        Shortfall(code, each.middle, floors[code])
        for code, each in result.dimensions.items()
        if code in floors and (each.middle is None or each.middle < floors[code])
    )


def band_of(rubric: Rubric, gate: str, total: Decimal | None) -> Band | None:
    """The band of a total at a gate; None where the gate has none."""
    if total is None:
        return None
    for band in rubric.bands:
        low, high = Decimal(str(band.min)), None if band.below is None else Decimal(str(band.below))
        if band.gate == gate and low <= total and (high is None or total < high):
            return band
    return None


def dispersed(rubric: Rubric, result: Result) -> tuple[str, ...]:
    """The dimensions on which the experts disagree too much: a deviation over the limit, or a range of at least it."""
    trigger = rubric.dispersion.trigger
    limit = Fraction(str(trigger.sample_sd_over)) ** 2
    return tuple(
        code
        for code, each in result.dimensions.items()
        if each.variance > limit or (each.n > 1 and each.spread >= trigger.range_at_least)
    )


def gaps(rubric: Rubric, result: Result, own: Mapping[str, int]) -> Mapping[str, Fraction]:
    """By dimension, how far the self-rating lies from the experts where that is to be flagged: positive when the
    holder rates higher.
    """
    flagged = rubric.scoring.self_rating.flag_gap_levels
    found = {
        code: own[code] - each.middle
        for code, each in result.dimensions.items()
        if code in own and each.middle is not None
    }
    return {code: gap for code, gap in found.items() if abs(gap) >= flagged}


def next_anchor(anchors: Sequence[RubricLevel], middle: Fraction | int) -> RubricLevel | None:
    """The level after the one that was reached, with what has to be shown for it. None at the top."""
    return next((each for each in anchors if each.n > middle), None)
