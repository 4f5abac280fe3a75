"""What the standards in use ask to be counted: for the targets of a year, indicators over projects, cohorts."""

from collections.abc import Iterable, Iterator

from lifecycle.overview.terms import Key
from stages import Standard
from stages.model import CountedFrom, Indicator

BY_PERIOD = frozenset({"year", "half_year", "quarter", "month"})
"""What one value of a fact belongs to where each year has values of its own."""


def cohort_keys(year: str, mask: int, ended_how: str, stages: tuple[str, ...]) -> Iterator[Key]:
    """What one project adds to its cohort; `mask` has a bit for each stage that it entered."""
    yield "cohort", year, "registered"
    if ended_how:
        yield "cohort", year, "ended", ended_how
    for place, stage in enumerate(stages):
        if mask & 1 << place:
            yield "cohort", year, "entered", stage
            if mask & 1 << place + 1:
                yield "cohort", year, "onward", stage


def counted_targets(standards: Iterable[Standard]) -> Iterator[tuple[str, CountedFrom]]:
    """What the register counts by itself; of two standards with the same target the newer one says how."""
    found: dict[str, CountedFrom] = {}
    for standard in standards:
        for target in standard.targets.values():
            if target.counted_from is not None:
                found[target.code] = target.counted_from
    yield from found.items()


def portfolio_indicators(standards: Iterable[Standard]) -> Iterator[Indicator]:
    """The indicators over projects that say how they are computed; of two standards the newer one's."""
    found: dict[str, Indicator] = {}
    for standard in standards:
        for each in standard.indicators.values():
            if each.measure is not None and each.measure.is_of_portfolio:
                found[each.code] = each
    yield from found.values()


def is_periodic(standards: Iterable[Standard], name: str) -> bool:
    """Whether each year has values of its own for a fact."""
    return any(name in each.facts and each.facts[name].per in BY_PERIOD for each in standards)
