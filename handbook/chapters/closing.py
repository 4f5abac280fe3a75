"""The last annex and the bibliography: what the book covers, and what was read for it."""

from __future__ import annotations

from collections.abc import Sequence

from handbook.draft import Draft
from handbook.elements import elements
from handbook.nodes import Cell, Items, Part, Row, is_cited


def coverage(draft: Draft) -> Part:
    """How many elements of each block the book states: all of them, once each."""
    counted: dict[str, list[str]] = {}
    for block, code in elements(draft.standard):
        counted.setdefault(block, []).append(code)
    rows = (
        Row(
            (
                draft.say(f"block.{block}"),
                draft.cell(str(len(codes))),
                _ends(draft, codes),
            )
        )
        for block, codes in counted.items()
    )
    heads = [("column.what", 40), ("column.count", 16), ("column.first_last", 44)]
    total = sum(len(codes) for codes in counted.values())
    return draft.part(
        "coverage",
        draft.para("coverage.read", n=total),
        draft.plain_table(heads, rows),
        roles=draft.deciders,
        repeats=True,
    )


def _ends(draft: Draft, codes: Sequence[str]) -> Cell:
    """The first and the last code of a block; of identifiers the table, or the tables, that have them."""
    if is_cited(codes[0]):
        return draft.cell(f"{codes[0]} … {codes[-1]}")
    return draft.cell(codes=codes[:1])


def bibliography(draft: Draft) -> Part:
    """What was only seen in a secondary source, and the plan: informative."""
    known = draft.standard.references
    unread = [norm.text for norm in known.standards.values() if norm.status != "verified"]
    unread += [
        law.text for law in known.laws.values() if not any(s == "verified" for s in law.articles.values())
    ]
    entries = (known.plan.text, *unread)
    return draft.part(
        "bibliography",
        draft.para("bibliography.read"),
        Items(tuple(draft.voices.of(text) for text in entries)),
        repeats=True,
    )
