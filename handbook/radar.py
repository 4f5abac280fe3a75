"""Levels of several dimensions as a radar: one axis each, one outline for each series, with a legend that needs no
colour. A table beside it says the same in figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handbook.svg import LINE, MUTE, breadth, drawing, text, wrapped

LABEL, LABEL_WIDTH, LINE_HEIGHT = 12.5, 132.0, 15.0
RINGS, GAP = 3, 16
NARROW = 0.2
"""Within so much of the radius from the middle a label stands above or below the drawing, else beside it."""
GRID = "#dfe5ec"
PAINTS = (
    'fill="#1d4673" fill-opacity="0.16" stroke="#1d4673" stroke-width="2.5"',
    'fill="none" stroke="#34705f" stroke-width="2" stroke-dasharray="7 4"',
    'fill="none" stroke="#b3261e" stroke-width="1.5" stroke-dasharray="2 3"',
)
"""The first series is filled, the second dashed, the third dotted."""


@dataclass(frozen=True, slots=True)
class Series:
    """One outline: its name, and a value for each axis; None where there is none, which opens the outline."""

    name: str
    values: tuple[Decimal | int | None, ...]


@dataclass(frozen=True, slots=True)
class Canvas:
    """How large it is drawn, and where its middle lies."""

    width: float
    height: float
    middle: float
    radius: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.width / 2, self.middle

    def at(self, place: int, count: int, share: float) -> tuple[float, float]:
        """A point on an axis, the first of which points up; `share` of its length from the middle."""
        angle = 2 * math.pi * place / count - math.pi / 2
        (x, y), far = self.centre, self.radius * share
        return x + far * math.cos(angle), y + far * math.sin(angle)


PAGE = Canvas(560.0, 430.0, 190.0, 132.0)
"""For a page of its own width, with the names of the dimensions."""
COLUMN = Canvas(300.0, 296.0, 134.0, 104.0)
"""For a narrow column: labels of a few signs."""


def radar(
    axes: Sequence[str], highest: int, series: Sequence[Series], alt: str, canvas: Canvas = PAGE
) -> str:
    """The drawing as an SVG of its own; `alt` says in words what it shows. Values go from 0 to `highest`. A label may
    have several lines.
    """
    shown = [each for each in series if any(value is not None for value in each.values)][: len(PAINTS)]
    pieces = [*_grid(canvas, len(axes), highest), *_labels(canvas, axes)]
    for place, each in enumerate(shown):
        pieces += _outline(canvas, each, highest, PAINTS[place])
    return drawing(canvas.width, canvas.height, alt, [*pieces, *_legend(canvas, shown)])


def _grid(canvas: Canvas, count: int, highest: int) -> Iterable[str]:
    for ring in range(1, RINGS + 1):
        points = " ".join(
            f"{x:.1f},{y:.1f}" for x, y in (canvas.at(n, count, ring / RINGS) for n in range(count))
        )
        yield f'<polygon points="{points}" fill="none" stroke="{GRID}" stroke-width="1"/>'
    middle_x, middle_y = canvas.centre
    for n in range(count):
        x, y = canvas.at(n, count, 1)
        yield f'<line x1="{middle_x:.1f}" y1="{middle_y:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
    for ring in range(1, RINGS + 1):
        x, y = canvas.at(0, count, ring / RINGS)
        yield text(x - 6, y + 4, f"{highest * ring / RINGS:g}", anchor="end", fill=MUTE, size=11)


def _labels(canvas: Canvas, axes: Sequence[str]) -> Iterable[str]:
    for n, label in enumerate(axes):
        x, y = canvas.at(n, len(axes), 1.1)
        lines = [line for part in label.split("\n") for line in wrapped(part, LABEL_WIDTH, LABEL)]
        top = y - LINE_HEIGHT * (len(lines) - 1) * _rise(canvas, x, y) + 4
        for place, line in enumerate(lines):
            yield text(x, top + place * LINE_HEIGHT, line, anchor=_anchor(canvas, x), size=LABEL)


def _anchor(canvas: Canvas, x: float) -> str:
    side = x - canvas.centre[0]
    return "middle" if abs(side) < NARROW * canvas.radius else "start" if side > 0 else "end"


def _rise(canvas: Canvas, x: float, y: float) -> float:
    """How much of a label's height stands above its place: all of it at the top, none at the bottom."""
    if abs(x - canvas.centre[0]) >= NARROW * canvas.radius:
        return 0.5
    return 1.0 if y < canvas.centre[1] else -0.2


def _outline(canvas: Canvas, series: Series, highest: int, paint: str) -> list[str]:
    """Closed where every value is known, else a line through those that are."""
    count = len(series.values)
    points = [
        canvas.at(n, count, float(value) / highest)
        for n, value in enumerate(series.values)
        if value is not None
    ]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    whole = len(points) == count
    shape = f'<polygon points="{joined}" {paint}/>' if whole else f'<polyline points="{joined}" {paint}/>'
    return [shape, *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" {_of_line(paint)}/>' for x, y in points)]


def _of_line(paint: str) -> str:
    colour = paint.partition('stroke="')[2].partition('"')[0]
    return f'fill="{colour}"'


def _legend(canvas: Canvas, series: Sequence[Series]) -> Iterable[str]:
    widths = [46 + breadth(each.name, 13) for each in series]
    x, y = (canvas.width - sum(widths) - GAP * (len(series) - 1)) / 2, canvas.height - 18
    for each, paint, width in zip(series, PAINTS, widths, strict=False):
        yield f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="32" height="12" {paint}/>'
        yield text(x + 40, y + 1, each.name, anchor="start", fill=LINE, size=13)
        x += width + GAP
