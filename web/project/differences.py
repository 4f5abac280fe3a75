"""Two versions of a text, side by side in one: what stayed, what is gone, what is new."""

from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
SHORTEST = 2
"""Letters in common below which a stretch is told as changed: single ones scattered about say nothing."""
LIKE = 0.5
"""Texts that have less in common than this (2 × letters in common / all letters) are another text, told whole."""


def differences(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Stretches of the text in their order, each with its mark; what is gone before what came in its place."""
    gone, new = "", ""
    found = SequenceMatcher(None, before, after, autojunk=False)
    if found.ratio() < LIKE:
        yield from _told(before, after)
        return
    for tag, a, b, c, d in found.get_opcodes():
        is_kept = tag == "equal" and (b - a >= SHORTEST or b == len(before) or a == 0)
        if not is_kept:
            gone, new = gone + before[a:b], new + after[c:d]
            continue
        yield from _told(gone, new)
        gone, new = "", ""
        yield SAME, before[a:b]
    yield from _told(gone, new)


def _told(gone: str, new: str) -> Iterator[tuple[str, str]]:
    if gone:
        yield GONE, gone
    if new:
        yield NEW, new
