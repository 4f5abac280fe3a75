"""Facts have a type, somebody who records them or an engine that computes them, and are asked in their own kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stages.checks.findings import Owner, found, parts
from stages.conditions import AllOf, AnyOf, FactTest, FlagIs, Negation, Value
from stages.model import Fact, Standard
from stages.vocabulary import COMPUTED, DEBTS, OF
from stages.yamltree import Problem

SYSTEM = "system"
_ORDERED = {"number", "count", "level", "date"}


def unknown_computations(standard: Standard) -> Iterator[Problem]:
    """Facts that are said to be computed and that the engine does not know, and the other way round."""
    for fact in standard.facts.values():
        owner = Owner("facts", fact.name)
        if fact.computed and fact.origin.computed not in COMPUTED:
            words = f"'{fact.origin.computed}' is nothing that the engine computes; say who records it and from what"
            yield found(standard, owner, "from", words)
        if not fact.computed and fact.name in COMPUTED:
            yield found(standard, owner, "from", "is computed by the engine; write {computed: …}")
        if fact.computed:
            yield from _of_what(standard, fact)


def _of_what(standard: Standard, fact: Fact) -> Iterator[Problem]:
    kind = OF.get(fact.origin.computed or "")
    known = {
        "gate": standard.gates,
        "status": standard.flow.states,
        "milestone": standard.milestones,
        "track": standard.flow.tracks,
        "duty": standard.duties,
        "debt": DEBTS,
        "document": standard.documents,
    }
    if kind and fact.origin.of not in known[kind]:
        yield found(
            standard, Owner("facts", fact.name), "of", f"must name a {kind}; the engine has to know of which"
        )


def unrecorded_facts(standard: Standard) -> Iterator[Problem]:
    """Facts that nobody can record, or that two would."""
    for fact in standard.facts.values():
        owner = Owner("facts", fact.name)
        if fact.computed and fact.recorded_by != SYSTEM:
            yield found(
                standard,
                owner,
                "recorded_by",
                f"is {fact.recorded_by}; what is computed is recorded by system",
            )
        if (fact.recorded_by == SYSTEM and not fact.computed) != (fact.entered_by is not None):
            message = "belongs to facts that are recorded by system and not computed; add it there, remove it elsewhere"
            yield found(standard, owner, "entered_by", message)
        if fact.type == "enum" and not fact.values and not fact.computed:
            yield found(standard, owner, "values", "is missing; an enum lists its values")
        if fact.flag and fact.type not in ("bool", "enum"):
            yield found(standard, owner, "type", f"is {fact.type}; a flag is bool or enum")


def mistaken_tests(standard: Standard) -> Iterator[Problem]:
    """Conditions that ask a fact as a flag, for a value it cannot have, or for an order that it has not."""
    for owner, key, part in parts(standard):
        if isinstance(part, FlagIs):
            yield from _flag_test(standard, owner, key, part)
        elif isinstance(part, FactTest):
            yield from _fact_test(standard, owner, key, part)


def _flag_test(standard: Standard, owner: Owner, key: str, test: FlagIs) -> Iterator[Problem]:
    fact = standard.facts.get(test.flag)
    asked = test.in_ or (() if test.is_ is None else (test.is_,))
    if fact is None or not fact.flag:
        yield found(
            standard, owner, key, f"asks for the flag {test.flag!r}, which facts.yaml does not have; add it"
        )
    elif fact.type == "bool" and asked:
        yield found(
            standard, owner, key, f"{test.flag} is yes or no; write {{flag: {test.flag}}} or put it under not"
        )
    elif fact.type == "enum":
        for value in asked or ("",):
            if not _possible(fact, value):
                values = ", ".join(each.code for each in fact.values)
                yield found(standard, owner, key, f"{test.flag} is never {value!r}; its values are {values}")


def _fact_test(standard: Standard, owner: Owner, key: str, test: FactTest) -> Iterator[Problem]:
    fact = standard.facts.get(test.fact)
    if fact is None or fact.flag:
        yield found(
            standard, owner, key, f"asks for the fact {test.fact!r}, which facts.yaml does not have; add it"
        )
    elif not _possible(fact, test.value):
        yield found(standard, owner, key, f"{test.fact} is a {fact.type}; it is never {test.value!r}")
    elif test.op not in ("==", "!=") and fact.type not in _ORDERED:
        yield found(standard, owner, key, f"{test.fact} is a {fact.type} and has no order; use == or !=")


def _possible(fact: Fact, value: Value) -> bool:
    if isinstance(value, bool):
        return fact.type == "bool"
    if isinstance(value, (int, float)):
        return fact.type in ("number", "count", "level")
    if isinstance(value, date):
        return fact.type == "date"
    return fact.type == "enum" and (not fact.values or value in {each.code for each in fact.values})


def judged_machines(standard: Standard) -> Iterator[Problem]:
    """Judged criteria that test something which the engine computes."""
    for criterion in standard.criteria.values():
        tested = (
            [part for part in _leaves(criterion.test) if part in standard.facts] if criterion.judged else []
        )
        for name in tested:
            if standard.facts[name].computed:
                message = f"{name} is computed, so nobody judges it; remove judged and judge"
                yield found(standard, Owner("criteria", criterion.code), "judged", message)


def _leaves(condition: object) -> Iterator[str]:
    match condition:
        case AllOf():
            for part in condition.all:
                yield from _leaves(part)
        case AnyOf():
            for part in condition.any:
                yield from _leaves(part)
        case Negation():
            yield from _leaves(condition.not_)
        case FactTest():
            yield condition.fact
        case FlagIs():
            yield condition.flag
