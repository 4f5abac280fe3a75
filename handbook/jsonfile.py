"""A book as JSON, for programs: the tree as it is, each text a list with one entry for each language."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from handbook.nodes import Book

FORMAT = "handbook/1"


def render_json(book: Book) -> bytes:
    """The whole book; every node says its `type`."""
    document = {"format": FORMAT, **plain(book)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def plain(value: Any) -> Any:
    """A node as plain values; empty fields are left out. Texts stay lists, one for each of the book's languages."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        kept = {name: each for name, each in named.items() if each not in ("", [], {}, None, False)}
        return {"type": type(value).__name__, **kept}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value
