"""Numbers of chapters, tables and figures: given once, to the full edition, and kept by every other (GB/T 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from handbook.nodes import Block, Figure, Part, Table, is_cited, parts_of


def numbered(parts: Iterable[Part], prefix: str = "") -> tuple[Part, ...]:
    """The parts as 1, 2, 3, and what is in them as 1.1, 1.2."""
    return tuple(
        replace(part, number=f"{prefix}{n}", parts=numbered(part.parts, f"{prefix}{n}."))
        for n, part in enumerate(parts, start=1)
    )


def captioned(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts with a number for each table and figure: through all chapters, and anew in each annex.

    A table without a caption is called what its part is called. Parts without a number have tables without one.
    """
    tables, figures = count(1), count(1)
    return tuple(_captioned(part, *_series(part, tables, figures)) for part in parts)


def places(parts: tuple[Part, ...]) -> dict[str, str]:
    """Where what people do not cite by its code is found: by code, the number of its table."""
    tables = (block for part in parts_of(parts) for block in part.blocks if isinstance(block, Table))
    return {
        row.code: table.number
        for table in tables
        for row in table.rows
        if row.element and table.number and not is_cited(row.code)
    }


Numbers = Iterator[str]


def _series(part: Part, tables: Iterator[int], figures: Iterator[int]) -> tuple[Numbers, Numbers]:
    """Numbers for the tables and figures of a chapter, an annex, or a part that has none."""
    if part.weight:
        return (f"{part.number}.{n}" for n in count(1)), (f"{part.number}.{n}" for n in count(1))
    if part.number:
        return map(str, tables), map(str, figures)
    return iter(lambda: "", None), iter(lambda: "", None)


def _captioned(part: Part, tables: Numbers, figures: Numbers) -> Part:
    blocks = tuple(_numbered(part, block, tables, figures) for block in part.blocks)
    return replace(part, blocks=blocks, parts=tuple(_captioned(each, tables, figures) for each in part.parts))


def _numbered(part: Part, block: Block, tables: Numbers, figures: Numbers) -> Block:
    if isinstance(block, Table):
        number = next(tables)
        return replace(block, number=number, caption=block.caption or (part.title if number else ()))
    if isinstance(block, Figure):
        return replace(block, number=next(figures))
    return block
