"""How long stays took: the median of their working days, by stage."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from lifecycle.calendar import Calendar
from lifecycle.overview.terms import Key, Number


class Stay(NamedTuple):
    """So many stays in a stage between the same two days."""

    stage: str
    entered_on: date
    left_on: date
    n: int


def medians(stays: Iterable[Stay], calendar: Calendar) -> Iterator[tuple[Key, Number]]:
    """By stage, how many stays there were and the median of their working days."""
    lengths: dict[str, Counter[int]] = defaultdict(Counter)
    for stay in stays:
        worked = max(calendar.working_days_between(stay.entered_on, stay.left_on), 0)
        lengths[stay.stage][worked] += stay.n
    for stage, counted in lengths.items():
        yield ("stay", stage, "ended"), counted.total()
        yield ("stay", stage, "median"), median(counted)


def median(counted: Counter[int]) -> Number:
    """Of whole numbers, each so often; the mean of the middle two where they are even in number."""
    middle = counted.total() / 2
    ordered = sorted(counted.items())
    upper = _at(ordered, int(middle))
    return upper if counted.total() % 2 else (_at(ordered, int(middle) - 1) + upper) / 2


def _at(ordered: list[tuple[int, int]], place: int) -> int:
    """The value at a place, counted from 0."""
    for value, n in ordered:
        if place < n:
            return value
        place -= n
    raise IndexError(place)
