"""Pieces of the drawings of the book: escaped text, boxes, arrows. Sizes are those of the drawing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','SimHei',sans-serif"
INK, LINE, MUTE, PAPER = "#1c2733", "#5c6b7a", "#8795a3", "#ffffff"


def drawing(width: float, height: float, alt: str, pieces: Iterable[str]) -> str:
    """A drawing of its own; `alt` says in words what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(alt)}" font-family="{FONTS}" font-size="14" '
        f'fill="{INK}">{"".join(pieces)}</svg>'
    )


def text(
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "middle",
    fill: str = INK,
    size: float = 14,
    weight: int = 400,
) -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size:g}" '
        f'font-weight="{weight}">{escape(said)}</text>'
    )


def rect(x: float, y: float, width: float, height: float, paint: str, *, round_: float = 5) -> str:
    """A box; `paint` are attributes of ours."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_:g}" {paint}/>'
    )


def arrow(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    """A line with a head, level, up or down. The head is drawn: a marker would need an id of its own on each page."""
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    level, sign = y1 == y2, 1 if (x2 > x1 or y2 > y1) else -1
    head = f"M{x2:.1f} {y2:.1f}l{-7 * sign} -4v8z" if level else f"M{x2:.1f} {y2:.1f}l-4 {-7 * sign}h8z"
    end_x, end_y = (x2 - 5 * sign, y2) if level else (x2, y2 - 5 * sign)
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{end_x:.1f}" y2="{end_y:.1f}" '
        f'stroke="{LINE}" stroke-width="1.5"{dash}/><path d="{head}" fill="{LINE}"/>'
    )


def wrapped(said: str, width: float, size: float) -> list[str]:
    """Words in lines of a width: a Chinese sign is about as wide as high, a Latin one half of it.

    Lines break after a space or before and after a Chinese sign; a word wider than a line stands alone.
    """
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _PIECES.findall(said):
        wide = breadth(piece, size)
        if line and used + breadth(piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.rstrip()] if line else lines


def filled(entries: Iterable[str], width: float, size: float, between: str) -> list[str]:
    """Entries in lines of a width, none of them broken unless it is wider than a line."""
    lines: list[str] = []
    for entry in entries:
        if lines and breadth(f"{lines[-1]}{between}{entry}", size) <= width:
            lines[-1] += f"{between}{entry}"
        else:
            lines += wrapped(entry, width, size)
    return lines


def breadth(said: str, size: float) -> float:
    """About how wide words are."""
    return sum(size if sign > "\u2e80" else size * 0.56 for sign in said)


_PIECES = re.compile(r"[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+")
