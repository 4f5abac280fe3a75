"""Breaking a definition on purpose."""

from __future__ import annotations

from pathlib import Path


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text in one file; the line (from 1) on which it stood."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1
