"""The arithmetic of the rubric, for the worked case: exact fractions, rounded once, at the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import cycle, islice
from statistics import mean, median, stdev

from stages.model import Band, Dimension, Rubric

_SPREADS = ((0, 1, 0, -1, 0), (1, 0, 1, 0, -1), (0, 0, 1, 1, 0))
"""What the experts of the worked case give above the middle level, dimension by dimension, and then anew."""
_ABOVE_FLOOR = 2


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension: what the experts gave, and what follows. `points` are exact, of the dimension's weight."""

    dimension: Dimension
    levels: tuple[int, ...]
    for_total: Fraction
    for_floor: Fraction
    floor: int
    points: Fraction

    @property
    def spread(self) -> float:
        """The sample standard deviation."""
        return stdev(self.levels)

    @property
    def range(self) -> int:
        """Highest less lowest."""
        return max(self.levels) - min(self.levels)


@dataclass(frozen=True, slots=True)
class Worked:
    """A panel's scores at a gate, the total, and the band in which it falls (None where the gate has none)."""

    gate: str
    scores: tuple[Scored, ...]
    total: Decimal
    band: Band | None


def worked(rubric: Rubric) -> Worked | None:
    """Invented scores of a panel of the least size at the first gate that one scores, somewhat over the floors."""
    gate = next((each.gate for each in rubric.scored_at if each.by == "panel"), None)
    floors = next((each.levels for each in rubric.floors if each.gate == gate), None)
    if gate is None or floors is None:
        return None
    scores = tuple(
        _scored(rubric, dimension, floors.get(dimension.code, rubric.scale.min), n)
        for n, dimension in enumerate(rubric.dimensions)
    )
    total = rounded(sum((each.points for each in scores), Fraction()), rubric.scoring.total.decimals)
    return Worked(gate, scores, total, band_of(rubric, gate, total))


def _scored(rubric: Rubric, dimension: Dimension, floor: int, n: int) -> Scored:
    spread = cycle(_SPREADS[n % len(_SPREADS)])
    middle = floor + _ABOVE_FLOOR
    levels = tuple(min(middle + more, rubric.scale.max) for more in islice(spread, rubric.panel.min_experts))
    for_total = level_for_total(rubric, levels)
    for_floor = Fraction(median(levels)) if rubric.scoring.level_for_floor == "median" else _mean(levels)
    points = dimension.weight * for_total / rubric.scale.max
    return Scored(dimension, levels, for_total, for_floor, floor, points)


def level_for_total(rubric: Rubric, levels: tuple[int, ...]) -> Fraction:
    """The experts' levels as one: by the method of the rubric, or by its other one where they are too few."""
    rule = rubric.scoring.level_for_total
    method = rule.method if len(levels) >= rule.min_n else rule.otherwise
    if method == "median":
        return Fraction(median(levels))
    return _mean(tuple(sorted(levels))[1:-1]) if method == "trimmed_mean" else _mean(levels)


def _mean(levels: tuple[int, ...]) -> Fraction:
    return mean(map(Fraction, levels))


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Half up, as the rubric says."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def band_of(rubric: Rubric, gate: str, total: Decimal) -> Band | None:
    """The band of a total at a gate."""
    of_gate = (band for band in rubric.bands if band.gate == gate)
    return next(
        (
            band
            for band in of_gate
            if Decimal(str(band.min)) <= total and (band.below is None or total < Decimal(str(band.below)))
        ),
        None,
    )
