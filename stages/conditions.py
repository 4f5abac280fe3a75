"""Conditions over facts: data, never code.

A condition is written in the standard as `{flag: f}`, `{flag: f, is: v}`, `{flag: f, in: [...]}`,
`{fact: f, op: '>=', value: n}`, `{all: [...]}`, `{any: [...]}` or `{not: ...}`.

A name that is missing from the facts is *unknown*. An unknown fact fails every test, whatever the operator;
an unknown flag is neither true nor equal to anything. `not` negates the result, so `{not: {flag: f}}`
holds while `f` is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Value = bool | int | float | str | date
Facts = Mapping[str, Value]
Operator = Literal["==", "!=", "<", "<=", ">", ">="]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FlagIs(_Part):
    """True when the flag is set: equal to `is`, one of `in`, or plainly True when neither is given."""

    flag: str
    is_: Value | None = Field(default=None, alias="is")
    in_: tuple[Value, ...] | None = Field(default=None, alias="in", min_length=1)

    @model_validator(mode="after")
    def _one_way_of_asking(self) -> FlagIs:
        if self.is_ is not None and self.in_ is not None:
            raise ValueError("has both 'is' and 'in'; keep one of them")
        return self


class FactTest(_Part):
    """True when the fact is known, of the same kind as `value`, and compares as asked."""

    fact: str
    op: Operator
    value: Value


class AllOf(_Part):
    """True when every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class AnyOf(_Part):
    """True when at least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Negation(_Part):
    """True when the part does not hold, also because something in it is unknown."""

    not_: Condition = Field(alias="not")


_KEYS = {FlagIs: "flag", FactTest: "fact", AllOf: "all", AnyOf: "any", Negation: "not"}


def _tag_of(raw: object) -> str | None:
    """The key that tells which kind of condition this is, in brackets: a tag must not look like a key of the file."""
    if isinstance(raw, _Part):
        return f"<{_KEYS[type(raw)]}>"
    if isinstance(raw, Mapping):
        return next((f"<{key}>" for key in _KEYS.values() if key in raw), None)
    return None


Condition = Annotated[
    Annotated[FlagIs, Tag("<flag>")]
    | Annotated[FactTest, Tag("<fact>")]
    | Annotated[AllOf, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Negation, Tag("<not>")],
    Discriminator(
        _tag_of,
        custom_error_type="condition",
        custom_error_message="is no condition; write one of flag, fact, all, any, not",
    ),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Negation.model_rebuild()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One test that has to come out as `wanted`. `op` is an operator of a fact, or 'is' or 'in' of a flag."""

    name: str
    op: str
    value: Value | tuple[Value, ...]
    wanted: bool


def holds(condition: Condition | None, facts: Facts) -> bool:
    """Whether the condition is true of the facts. No condition always holds."""
    match condition:
        case None:
            return True
        case AllOf():
            return all(holds(part, facts) for part in condition.all)
        case AnyOf():
            return any(holds(part, facts) for part in condition.any)
        case Negation():
            return not holds(condition.not_, facts)
        case FactTest():
            return _compares(facts.get(condition.fact), condition.op, condition.value)
        case FlagIs():
            return any(_compares(facts.get(condition.flag), "==", value) for value in _accepted(condition))


def names(condition: Condition | None) -> frozenset[str]:
    """Every flag and fact that the condition reads."""
    match condition:
        case None:
            return frozenset()
        case AllOf():
            return frozenset().union(*(names(part) for part in condition.all))
        case AnyOf():
            return frozenset().union(*(names(part) for part in condition.any))
        case Negation():
            return names(condition.not_)
        case FactTest():
            return frozenset({condition.fact})
        case FlagIs():
            return frozenset({condition.flag})


def unmet(condition: Condition | None, facts: Facts, fixed: frozenset[str] = frozenset()) -> tuple[Leaf, ...]:
    """The tests that must come out differently for the condition to hold; empty when it holds.

    Of an `any` only the cheapest branch is named (the first of equals), of an `all` everything that fails; under
    `not` the two change places. A test that occurs twice is named once. Nobody can change the `fixed` names: a
    branch that needs one is named only where every branch does.
    """
    if condition is None:
        return ()
    return tuple(dict.fromkeys(_changes(condition, facts, fixed, wanted=True)))


def grounds(condition: Condition | None, facts: Facts) -> tuple[Leaf, ...]:
    """The tests that make the condition hold, each as it comes out; empty where it does not hold, or asks nothing."""
    if condition is None or not holds(condition, facts):
        return ()
    return tuple(dict.fromkeys(_decisive(condition, facts, wanted=True)))


def _decisive(condition: Condition, facts: Facts, *, wanted: bool) -> Iterator[Leaf]:
    match condition:
        case Negation():
            yield from _decisive(condition.not_, facts, wanted=not wanted)
        case AllOf():
            yield from _of_alike(condition.all, facts, wanted=wanted)
        case AnyOf():
            yield from _of_alike(condition.any, facts, wanted=wanted)
        case FactTest():
            yield Leaf(condition.fact, condition.op, condition.value, wanted)
        case FlagIs():
            yield _leaf_of_flag(condition, wanted=wanted)


def _of_alike(parts: tuple[Condition, ...], facts: Facts, *, wanted: bool) -> Iterator[Leaf]:
    """Of the parts those that come out as the whole does: the others did not decide it."""
    for part in parts:
        if holds(part, facts) is wanted:
            yield from _decisive(part, facts, wanted=wanted)


def _changes(condition: Condition, facts: Facts, fixed: frozenset[str], *, wanted: bool) -> tuple[Leaf, ...]:
    if holds(condition, facts) is wanted:
        return ()
    match condition:
        case Negation():
            return _changes(condition.not_, facts, fixed, wanted=not wanted)
        case AllOf():
            return _of_parts(condition.all, facts, fixed, wanted=wanted, every=wanted)
        case AnyOf():
            return _of_parts(condition.any, facts, fixed, wanted=wanted, every=not wanted)
        case FactTest():
            return (Leaf(condition.fact, condition.op, condition.value, wanted),)
        case FlagIs():
            return (_leaf_of_flag(condition, wanted=wanted),)


def _of_parts(
    parts: tuple[Condition, ...], facts: Facts, fixed: frozenset[str], *, wanted: bool, every: bool
) -> tuple[Leaf, ...]:
    changes = [_changes(part, facts, fixed, wanted=wanted) for part in parts]
    if every:
        return tuple(leaf for change in changes for leaf in change)
    return min(changes, key=lambda change: (any(leaf.name in fixed for leaf in change), len(set(change))))


def _leaf_of_flag(test: FlagIs, *, wanted: bool) -> Leaf:
    if test.in_ is not None:
        return Leaf(test.flag, "in", test.in_, wanted)
    return Leaf(test.flag, "is", True if test.is_ is None else test.is_, wanted)


def _accepted(test: FlagIs) -> tuple[Value, ...]:
    if test.in_ is not None:
        return test.in_
    return (True,) if test.is_ is None else (test.is_,)


def _compares(known: Value | None, op: str, value: Value) -> bool:
    """False for an unknown value and for values of different kinds: True is not 1, a text is no number."""
    return known is not None and _kind(known) is _kind(value) and _COMPARE[op](known, value)


def _kind(value: Value) -> type:
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, (int, float)) else type(value)
