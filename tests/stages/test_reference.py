"""The reference of the format names every key that a file may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from stages.complaints import _blocks, _keys_of
from stages.loader import BLOCKS, Header, StageFile
from stages.vocabulary import OPEN_STATUSES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "standard-format.md"


def blocks(root: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if root in seen:
        return
    seen.add(root)
    yield root
    for field in root.model_fields.values():
        for inner in _blocks(field.annotation):
            yield from blocks(inner, seen)


def test_every_key_of_every_file_is_in_the_reference() -> None:
    written = set(
        re.findall(r"[a-z][a-z0-9_]*", " ".join(re.findall(r"`([^`]+)`", REFERENCE.read_text("utf-8"))))
    )
    seen: set[type[BaseModel]] = set()
    roots = [Header, StageFile, *BLOCKS.values()]
    keys = {key for root in roots for block in blocks(root, seen) for key in _keys_of(block)}
    assert len(seen) > 70
    assert keys - written == set()


def test_every_file_and_open_status_is_in_the_reference() -> None:
    text = REFERENCE.read_text("utf-8")
    for name in (*(f"{block}.yaml" for block in BLOCKS), *OPEN_STATUSES):
        assert f"`{name}`" in text
