"""What the figures are called, and the month they are of."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from lifecycle.clock import ZONE
from lifecycle.errors import Invalid
from lifecycle.gate import MUSTS
from stages import Standard
from stages.conditions import names

Number = int | float
Key = tuple[str, ...]
Figures = Mapping[Key, Number]
"""Figures by a path of words, such as `("cohort", "2026", "entered", "mining")`. What is nought may be left out, and
what cannot be known is.
"""
COHORTS = 4
"""The years of registration that are followed, the newest of them that of the period."""
STAY_MONTHS = 12
"""The stays that ended in so many months up to the day make the medians."""
LATEST_YEAR = 2999
_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Period":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Period":
        """`2026-10`. Raises Invalid."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise Invalid("period", "not_a_month", {"given": text})
        return cls(int(found["year"]), int(found["month"]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def before(self) -> "Period":
        return Period.of(self.first - timedelta(days=1))

    @property
    def ends_at(self) -> datetime:
        """The last instant that counts, to the millisecond in which the history keeps time."""
        midnight = datetime.combine(self.last + timedelta(days=1), time(0), ZONE)
        return (midnight - timedelta(milliseconds=1)).astimezone(UTC)


@dataclass(frozen=True)
class Frame:
    """Of which days figures are: of `month` up to `day`, and of its year."""

    month: Period
    day: date

    @property
    def year_began(self) -> date:
        return date(self.month.year, 1, 1)

    @property
    def cohorts(self) -> tuple[int, ...]:
        return tuple(range(self.month.year - COHORTS + 1, self.month.year + 1))

    @property
    def stays_from(self) -> date:
        """The day before the first on which a stay may have ended to count."""
        return months_before(self.day, STAY_MONTHS)


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last of a shorter one."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def stages_of(standards: Iterable[Standard]) -> tuple[str, ...]:
    """The stages of all standards in use, each once and in their order."""
    return tuple(dict.fromkeys(code for each in standards for code in each.stages))


def passing(standards: Iterable[Standard]) -> Mapping[str, frozenset[str]]:
    """By gate, the options by which a project passes it: their move asks that no must criterion is unmet."""
    found: dict[str, set[str]] = {}
    for standard in standards:
        for gate in standard.gates.values():
            moves = standard.flow.moves
            passes = {each.code for each in gate.options if MUSTS in names(moves[each.move].guard)}
            found.setdefault(gate.code, set()).update(passes)
    return {gate: frozenset(options) for gate, options in found.items()}


def revoking(standards: Iterable[Standard]) -> frozenset[str]:
    """The moves by which a decision is undone, by code: the basis of the stay that they lead back to."""
    undone = (each.moves.get("gate_revoke") for each in standards)
    return frozenset(move.code for move in undone if move is not None)


def as_told(figures: Figures) -> dict[str, Any]:
    """The figures with their paths in one text, as they are kept and printed."""
    return {"/".join(key): _plain(value) for key, value in sorted(figures.items())}


def _plain(value: Number) -> Number:
    """A whole number as one: the tables and the histories agree on the value, and the text must too."""
    return int(value) if value == int(value) else value


def as_kept(told: Mapping[str, Number]) -> Figures:
    return {path_of(path): value for path, value in told.items()}


def path_of(text: str) -> Key:
    """The path of a figure from its text, `month/passed/G4`."""
    return tuple(text.split("/"))
