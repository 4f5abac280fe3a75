"""What of a standard a book must state, and under which address each thing stands.

Every definition that the files name (`Standard.places`) is stated by exactly one clause of the full edition, and so is
every light and every form; a test holds the two sets equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from handbook.nodes import Element
from stages.model import Standard

_FIRST = ("duties", "milestones", "criteria", "gates", "stages", "moves", "entry", "indicators", "red_lines")
"""Blocks that get their bare code as address before any other block: what screens link to."""


def elements(standard: Standard) -> tuple[Element, ...]:
    """Every element that a full book states, those that screens link to first, then in file order."""
    named = dict.fromkeys((*standard.places, *_unplaced(standard)))
    return tuple(sorted(named, key=lambda element: _rank(element[0])))


def _unplaced(standard: Standard) -> Iterator[Element]:
    yield from (("lights", light.code) for light in standard.supervision.lights.states)
    yield from (("forms", kind.code) for kind in standard.documents.values() if kind.form)


def _rank(block: str) -> int:
    return _FIRST.index(block) if block in _FIRST else len(_FIRST)


def anchors(standard: Standard) -> Mapping[Element, str]:
    """The address of each element: its code; `block.code` where another block has that code already."""
    taken: dict[str, Element] = {}
    found: dict[Element, str] = {}
    for element in elements(standard):
        block, code = element
        plain = code.replace("/", ".")
        address = plain if plain not in taken else f"{block}.{plain}"
        taken[address] = element
        found[element] = address
    return MappingProxyType(found)
