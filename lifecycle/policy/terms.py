"""The terms of the policy: who asks and when, as parameters, and what an act is. The rules are in `policy`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, String, Table, bindparam, or_

Clause = ColumnElement[bool]

ME = bindparam("policy_me", type_=Integer)
TODAY = bindparam("policy_today", type_=Date)
STANDING = bindparam("policy_standing", type_=String)
BUREAU = bindparam("policy_bureau", type_=Boolean)
EXPERT = bindparam("policy_expert", type_=Integer)
ONLY = bindparam("policy_only", type_=Integer)
"""Who asks, and when: the predicates are built once and filled in for each question."""


def any_of(column: Any, *values: str) -> Clause:
    """`IN`, in a form that can be compiled before its values are known."""
    return or_(*(column == value for value in values))


def _nobody(_: Any) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Act:
    """`clauses` are asked in order: the first that fails names the refusal. `offices` reads from a row who may. `seen`
    says for whom the row is there at all, where that is not whoever may know of the project.
    """

    target: Table
    clauses: tuple[tuple[str, Clause], ...]
    offices: Callable[[Any], tuple[str, ...]] = _nobody
    seen: Clause | None = None
