"""The working calendar of a year as a drawing: twelve months, days off shaded, worked weekends framed."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from handbook.given import Year
from handbook.svg import INK, LINE, MUTE, drawing, rect, text
from handbook.voice import Voice

WIDTH, COLUMNS, MONTH_HEIGHT, TOP = 980.0, 3, 218.0, 8.0
CELL_WIDTH, CELL_HEIGHT = 41.0, 24.0
OFF, HOLIDAY, WORKED = "#eef1f5", "#f6d9d6", "#1a5fb4"
_SATURDAY = 5


def draw_year(voice: Voice, year: Year, alt: str) -> str:
    """The drawing; `alt` says in words what it shows."""
    height = TOP + MONTH_HEIGHT * (12 // COLUMNS) + 28
    return drawing(WIDTH, height, alt, _Page(voice, year).pieces(height))


@dataclass(frozen=True)
class _Page:
    voice: Voice
    year: Year

    def pieces(self, height: float) -> Iterator[str]:
        for month in range(1, 13):
            row, column = divmod(month - 1, COLUMNS)
            yield from self._month(month, column * WIDTH / COLUMNS + 16, TOP + row * MONTH_HEIGHT)
        yield from self._legend(height - 12)

    def _month(self, month: int, x: float, y: float) -> Iterator[str]:
        title = self.voice.say("calendar.month", n=month, days=self.year.working_days[month - 1])
        yield text(x, y + 14, title, anchor="start", weight=600)
        for n, name in enumerate(self.voice.say("calendar.weekdays").split()):
            yield text(
                x + CELL_WIDTH * (n + 0.5), y + 36, name, size=12, fill=MUTE if n >= _SATURDAY else LINE
            )
        for row, week in enumerate(Calendar().monthdatescalendar(self.year.year, month)):
            for day in week:
                if day.month == month:
                    yield from self._day(day, x + CELL_WIDTH * day.weekday(), y + 42 + CELL_HEIGHT * row)

    def _day(self, day: date, x: float, y: float) -> Iterator[str]:
        noted = self.exceptions.get(day)
        if noted is not None:
            paint = f'fill="none" stroke="{WORKED}" stroke-width="1.6"' if noted else f'fill="{HOLIDAY}"'
            yield rect(x + 3, y + 2, CELL_WIDTH - 6, CELL_HEIGHT - 4, paint, round_=3)
        elif day.weekday() >= _SATURDAY:
            yield rect(x + 3, y + 2, CELL_WIDTH - 6, CELL_HEIGHT - 4, f'fill="{OFF}"', round_=3)
        is_working = noted if noted is not None else day.weekday() < _SATURDAY
        yield text(x + CELL_WIDTH / 2, y + 17, str(day.day), size=13, fill=INK if is_working else LINE)

    @cached_property
    def exceptions(self) -> dict[date, bool]:
        return {each.day: each.is_working for each in self.year.days}

    def _legend(self, y: float) -> Iterator[str]:
        kinds = (
            ("calendar.weekend", f'fill="{OFF}"'),
            ("calendar.holiday", f'fill="{HOLIDAY}"'),
            ("calendar.worked", f'fill="none" stroke="{WORKED}" stroke-width="1.6"'),
        )
        for n, (key, paint) in enumerate(kinds):
            x = 20 + n * 220
            yield rect(x, y - 12, 26, 16, paint, round_=3)
            yield text(x + 34, y + 1, self.voice.say(key), anchor="start", size=13)
