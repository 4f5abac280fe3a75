"""Bars as drawings: lengths in hundredths of the room there is, so that one drawing fits every width."""

from dataclasses import dataclass

ROOM = 1000
TICK = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and, if there is one, the line it is compared with. `index` (1 …) is its phase, for its colour."""

    length: int
    line: int | None = None
    index: int = 0
    tone: str = ""


def bar(value: float, most: float, line: float | None = None, *, index: int = 0, tone: str = "") -> Bar:
    """A bar of `value` where the whole room is `most`; what is longer fills the room."""
    return Bar(_part(value, most), None if line is None else min(_part(line, most), ROOM - TICK), index, tone)


def _part(value: float, most: float) -> int:
    return round(ROOM * min(max(value, 0) / most, 1)) if most > 0 else 0
