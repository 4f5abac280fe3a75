"""What people in the demonstration say: several ways of putting each thing, the same ones every time it is built."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from stages.yamltree import parse

PHRASES = Path(__file__).with_name("phrases.yaml")


@cache
def _phrases() -> Mapping[str, tuple[str, ...]]:
    tree = parse(PHRASES.read_text("utf-8"), PHRASES.name).tree
    assert isinstance(tree, Mapping)
    return {name: tuple(map(str, cast("tuple[str, ...]", each))) for name, each in tree.items()}


def phrase(what: str, *lots: object) -> str:
    """One of the ways of saying `what`; the same lots draw the same one."""
    choices = _phrases()[what]
    return choices[_lot(what, *lots) % len(choices)]


def evidence(kind: str, number: str, day: date) -> str:
    """A piece of evidence of a kind, as somebody would have written it down."""
    pages = 3 + _lot(kind, number) % 38
    written = phrase("evidence", kind, number)
    return written.format(kind=kind, pages=pages, month=f"{day.year}年{day.month}月", number=number)


def _lot(*lots: object) -> int:
    told = "/".join(str(lot) for lot in lots)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:4], "big")
