"""Where a finding stands, and a walk over every part of a standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from stages.conditions import AllOf, Condition
from stages.model import Place, Standard
from stages.yamltree import Problem

_NOWHERE = Place("standard.yaml", 1)
_BLOCK_OF_FIELD = {"must": "criteria", "should": "criteria", "matrix": "matrix"}


@dataclass(frozen=True, slots=True)
class Owner:
    """The block and code that a reader would look for."""

    block: str
    code: str


def found(
    standard: Standard, owner: Owner, key: str, message: str, code: str = "", **values: object
) -> Problem:
    """A problem at the line of the owner."""
    place = standard.places.get((owner.block, owner.code), _NOWHERE)
    at = f"{owner.code} {key}".strip()
    return Problem(place.file, place.line, at, message, code, tuple(values.items()))


def parts(standard: Standard) -> Iterator[tuple[Owner, str, BaseModel]]:
    """Every model inside the standard with its nearest owner and the key under which it stands."""
    yield from _walk(standard, Owner("", "standard"), "", standard.places)


def _walk(
    part: BaseModel, owner: Owner, key: str, places: Mapping[tuple[str, str], Place]
) -> Iterator[tuple[Owner, str, BaseModel]]:
    yield owner, key, part
    for name, field in type(part).model_fields.items():
        for item in _models(getattr(part, name)):
            block = _BLOCK_OF_FIELD.get(name, "gates" if name == "gate" else name)
            inner = Owner(block, _code_of(item, owner, block))
            stands = (inner.block, inner.code) in places
            yield from _walk(item, inner if stands else owner, field.alias or name, places)


def _code_of(item: BaseModel, owner: Owner, block: str) -> str:
    code = getattr(item, "code", None) or getattr(item, "gate", "")
    return f"{owner.code}/{code}" if block == "options" else str(code)


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _models(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _models(item)


def covers(wider: Condition | None, narrower: Condition | None) -> bool:
    """Whether `wider` surely holds wherever `narrower` does, as far as their form shows it."""
    if wider is None or wider == narrower:
        return True
    if isinstance(wider, AllOf):
        return all(covers(part, narrower) for part in wider.all)
    return isinstance(narrower, AllOf) and any(covers(wider, part) for part in narrower.all)
