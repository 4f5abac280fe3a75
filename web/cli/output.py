"""What the command line prints: tables that line up also in Chinese, JSON for programs, a bar for patience."""

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import click
from pydantic import BaseModel
from tqdm import tqdm

Item = TypeVar("Item")
PATIENCE = 2.0
"""Seconds after which a bar appears."""


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns that line up; a wide character takes two places. Nothing is cut."""
    lines = [tuple(headers), *(tuple(_cell(value) for value in row) for row in rows)]
    widths = [max(_width(line[place]) for line in lines) for place in range(len(headers))]
    return "\n".join(_padded(line, widths) for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
    return "  ".join(cells).rstrip()


def _cell(value: object) -> str:
    """One line that a terminal may print: whatever could steer it is shown as a question mark."""
    if value is None:
        return "—"
    joined = " ".join(str(value).split())
    return "".join("?" if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in joined)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def as_json(value: object) -> str:
    """Days and instants in ISO form, in the order in which the keys were given."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> object:
    match value:
        case datetime() | date():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True)
        case Mapping():
            return dict(value)
        case Collection():
            return sorted(value) if isinstance(value, frozenset | set) else list(value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        case _:
            return str(value)


def along(items: Iterable[Item], title: str, total: int | None = None) -> Iterable[Item]:
    """The same items, with a bar on a terminal's standard error when they take more than two seconds."""
    quiet = not sys.stderr.isatty()
    return tqdm(items, desc=title, total=total, delay=PATIENCE, disable=quiet, leave=False, file=sys.stderr)


def say(text: str) -> None:
    click.echo(text)
