"""What pydantic found wrong, as problems with file, line, key and what would be right."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stages.yamltree import Parsed, Path, Problem

_PLAIN: Mapping[str, str] = {
    "missing": "is missing; add it",
    "string_type": "must be text; put quotes round a number or a true",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "tuple_type": "must be a list; write [a, b] or lines that begin with a dash",
    "mapping_type": "must be a block of keys",
    "dict_type": "must be a block of keys",
    "model_type": "must be a block of keys",
    "model_attributes_type": "must be a block of keys",
    "date_type": "must be a day such as 2026-01-01",
    "date_from_datetime_parsing": "must be a day such as 2026-01-01",
    "string_too_short": "is empty; write the text",
    "none_required": "must be empty (null)",
}
_CODE_HINT = (
    "is no code; use ASCII letters, digits, '-', '_' and '.', at most 64, beginning with a letter or digit"
)


def problems_of(
    error: ValidationError, root: type[BaseModel], parsed: Parsed, file: str
) -> Iterator[Problem]:
    """One problem for each thing that is wrong; the members of a choice of types answer together."""
    for detail in error.errors(include_url=False):
        path, rest = _found(detail["loc"], parsed.lines)
        key = str(rest[-1] if detail["type"] == "missing" and rest else next(
            (part for part in reversed(path) if isinstance(part, str)), file
        ))  # fmt: skip
        yield Problem(file, parsed.lines.get(path, 1), key, _message(detail, path, root))


def _found(loc: tuple[int | str, ...], lines: Mapping[Path, int]) -> tuple[Path, tuple[int | str, ...]]:
    """The part of a location that stands in the file (names of types and folded texts do not), and the rest."""
    path: Path = ()
    rest: tuple[int | str, ...] = ()
    for part in loc:
        if (*path, part) in lines:
            path, rest = (*path, part), ()
        else:
            rest = (*rest, part)
    return path, rest


def _message(detail: ErrorDetails, path: Path, root: type[BaseModel]) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = ", ".join(_keys_at(path[:-1], root))
        return f"is no key here; known are {known}" if known else "is no key here; remove it"
    if kind == "literal_error":
        return f"is {detail['input']!r}; it must be {detail['ctx']['expected']}"
    if kind == "string_pattern_mismatch" and "A-Za-z0-9" in detail["ctx"]["pattern"]:
        return _CODE_HINT
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return _PLAIN.get(kind) or f"{detail['msg'][0].lower()}{detail['msg'][1:]}"


def _keys_at(path: Path, root: type[BaseModel]) -> list[str]:
    """The keys that a file may use at a place; empty where the place is no block of fixed keys."""
    found: list[type[BaseModel]] = [root]
    for part in path:
        if isinstance(part, str):
            found = [inner for block in found for inner in _blocks(_annotation(block, part))]
    return sorted({key for block in found for key in _keys_of(block)})


def _keys_of(block: type[BaseModel]) -> Iterator[str]:
    for name, each in block.model_fields.items():
        if name == "text":
            yield from ("zh", "en")
        elif not (each.alias or name).startswith("@"):
            yield each.alias or name


def _annotation(block: type[BaseModel], key: str) -> Any:
    return next(
        (each.annotation for name, each in block.model_fields.items() if key == (each.alias or name)), None
    )


def _blocks(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is Annotated:
        yield from _blocks(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType, tuple):
        for part in get_args(annotation):
            yield from _blocks(part)
