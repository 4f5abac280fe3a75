"""Figures are taken from facts of the right kind, and from those that the indicator names."""

from __future__ import annotations

from collections.abc import Iterator

from stages.checks.findings import Owner, found
from stages.model import Indicator, Measure, Standard
from stages.yamltree import Problem

_NUMBERS = ("number", "count", "level")


def mistaken_measures(standard: Standard) -> Iterator[Problem]:
    """Measures over facts that are no numbers or no days, and over facts that their indicator does not name."""
    for indicator in standard.indicators.values():
        if indicator.measure is not None:
            yield from _unnamed(standard, indicator, indicator.measure)
            yield from _of_kinds(standard, indicator, indicator.measure)


def _unnamed(standard: Standard, indicator: Indicator, measure: Measure) -> Iterator[Problem]:
    for name in (*measure.asked, *measure.less):
        if name not in indicator.facts:
            message = f"takes {name!r}, which is not among the indicator's facts; add it there"
            yield found(standard, Owner("indicators", indicator.code), "measure", message)


def _of_kinds(standard: Standard, indicator: Indicator, measure: Measure) -> Iterator[Problem]:
    days = measure.working_days or ()
    for name in (*measure.asked, *measure.less):
        kinds = ("date",) if name in days else _NUMBERS
        yield from _of_kind(standard, Owner("indicators", indicator.code), "measure", name, kinds)


def _of_kind(
    standard: Standard, owner: Owner, key: str, name: str | None, kinds: tuple[str, ...]
) -> Iterator[Problem]:
    fact = standard.facts.get(name or "")
    if fact is not None and fact.type not in kinds:
        yield found(standard, owner, key, f"takes {name!r}, a {fact.type}; it must be {' or '.join(kinds)}")


def mistaken_counts(standard: Standard) -> Iterator[Problem]:
    """Targets that are counted from facts of the wrong kind."""
    for target in standard.targets.values():
        counted = target.counted_from
        if counted is not None:
            owner = Owner("targets", target.code)
            yield from _of_kind(standard, owner, "counted_from", counted.sum, _NUMBERS)
            yield from _of_kind(standard, owner, "counted_from", counted.dated_by, ("date",))
            yield from _of_kind(standard, owner, "counted_from", counted.flag, ("bool",))
