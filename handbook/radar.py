"""Levels of several dimensions as a radar: one axis each, one outline for each series, with a legend that needs no
colour. A table beside it says the same in figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handbook.svg import LINE, MUTE, breadth, drawing, text, wrapped

WIDTH, HEIGHT = 560.0, 430.0
CENTRE_X, CENTRE_Y, RADIUS = WIDTH / 2, 190.0, 132.0
LABEL, LABEL_WIDTH, LINE_HEIGHT = 12.5, 132.0, 15.0
RINGS = 3
NARROW = RADIUS * 0.2
"""Within so much of the middle a label stands above or below the drawing, else beside it."""
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


def radar(axes: Sequence[str], highest: int, series: Sequence[Series], alt: str) -> str:
    """The drawing as an SVG of its own; `alt` says in words what it shows. Values go from 0 to `highest`. A label may
    have several lines.
    """
    shown = [each for each in series if any(value is not None for value in each.values)][: len(PAINTS)]
    pieces = [*_grid(len(axes), highest), *_labels(axes)]
    for place, each in enumerate(shown):
        pieces += _outline(each, highest, PAINTS[place])
    return drawing(WIDTH, HEIGHT, alt, [*pieces, *_legend(shown)])


def _at(place: int, count: int, share: float) -> tuple[float, float]:
    """A point on an axis, the first of which points up; `share` of its length from the middle."""
    angle = 2 * math.pi * place / count - math.pi / 2
    return CENTRE_X + RADIUS * share * math.cos(angle), CENTRE_Y + RADIUS * share * math.sin(angle)


def _grid(count: int, highest: int) -> Iterable[str]:
    for ring in range(1, RINGS + 1):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(n, count, ring / RINGS) for n in range(count)))
        yield f'<polygon points="{points}" fill="none" stroke="{GRID}" stroke-width="1"/>'
    for n in range(count):
        x, y = _at(n, count, 1)
        yield f'<line x1="{CENTRE_X:.1f}" y1="{CENTRE_Y:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
    for ring in range(1, RINGS + 1):
        x, y = _at(0, count, ring / RINGS)
        yield text(x - 6, y + 4, f"{highest * ring / RINGS:g}", anchor="end", fill=MUTE, size=11)


def _labels(axes: Sequence[str]) -> Iterable[str]:
    for n, label in enumerate(axes):
        x, y = _at(n, len(axes), 1.1)
        lines = [line for part in label.split("\n") for line in wrapped(part, LABEL_WIDTH, LABEL)]
        top = y - LINE_HEIGHT * (len(lines) - 1) * _rise(x, y) + 4
        for place, line in enumerate(lines):
            yield text(x, top + place * LINE_HEIGHT, line, anchor=_anchor(x), size=LABEL)


def _anchor(x: float) -> str:
    side = x - CENTRE_X
    return "middle" if abs(side) < NARROW else "start" if side > 0 else "end"


def _rise(x: float, y: float) -> float:
    """How much of a label's height stands above its place: all of it at the top, none at the bottom."""
    if abs(x - CENTRE_X) >= NARROW:
        return 0.5
    return 1.0 if y < CENTRE_Y else -0.2


def _outline(series: Series, highest: int, paint: str) -> list[str]:
    """Closed where every value is known, else a line through those that are."""
    count = len(series.values)
    points = [
        _at(n, count, float(value) / highest) for n, value in enumerate(series.values) if value is not None
    ]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    whole = len(points) == count
    shape = f'<polygon points="{joined}" {paint}/>' if whole else f'<polyline points="{joined}" {paint}/>'
    return [shape, *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" {_of_line(paint)}/>' for x, y in points)]


def _of_line(paint: str) -> str:
    colour = paint.partition('stroke="')[2].partition('"')[0]
    return f'fill="{colour}"'


def _legend(series: Sequence[Series]) -> Iterable[str]:
    widths = [46 + breadth(each.name, 13) for each in series]
    x, y = (WIDTH - sum(widths) - 22 * (len(series) - 1)) / 2, HEIGHT - 18
    for each, paint, width in zip(series, PAINTS, widths, strict=False):
        yield f'<rect x="{x:.1f}" y="{y - 10:.1f}" width="32" height="12" {paint}/>'
        yield text(x + 40, y + 1, each.name, anchor="start", fill=LINE, size=13)
        x += width + 22
