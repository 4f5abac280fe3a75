"""Conditions: what holds, what is unknown, and the least that has to change."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from stages.conditions import AnyOf, Condition, Facts, FactTest, Leaf, Value, holds, names, unmet

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(raw: object) -> Condition:
    return CONDITIONS.validate_python(raw)


def fact(name: str, op: str, value: Value) -> dict[str, Value]:
    return {"fact": name, "op": op, "value": value}


def test_no_condition_always_holds() -> None:
    assert holds(None, {})
    assert unmet(None, {}) == ()
    assert names(None) == frozenset()


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
def test_an_unknown_fact_fails_every_test(op: str) -> None:
    assert not holds(condition(fact("level", op, 4)), {})


def test_an_unknown_flag_is_not_true_and_its_negation_holds() -> None:
    assert not holds(condition({"flag": "new_land"}), {})
    assert holds(condition({"not": {"flag": "new_land"}}), {})


def test_a_flag_is_asked_plainly_by_value_or_by_several_values() -> None:
    facts: Facts = {"public": True, "mode": "equity"}
    assert holds(condition({"flag": "public"}), facts)
    assert holds(condition({"flag": "mode", "is": "equity"}), facts)
    assert holds(condition({"flag": "mode", "in": ("license", "equity")}), facts)
    assert not holds(condition({"flag": "mode", "in": ("license",)}), facts)
    assert not holds(condition({"flag": "mode"}), facts)


@pytest.mark.parametrize(("known", "asked"), [(True, 1), (1, True), ("4", 4), (4, "4"), (0, False)])
def test_values_of_different_kinds_never_compare(known: Value, asked: Value) -> None:
    assert not holds(condition(fact("level", "==", asked)), {"level": known})
    assert not holds(condition(fact("level", "!=", asked)), {"level": known})


def test_whole_numbers_and_decimals_compare() -> None:
    assert holds(condition(fact("total", ">=", 50)), {"total": 50.0})


def test_days_compare() -> None:
    assert holds(condition(fact("on", "<", date(2026, 3, 1))), {"on": date(2026, 2, 28)})


def test_what_is_unmet_names_all_failing_parts_and_the_cheapest_branch() -> None:
    asked = condition(
        {
            "all": (
                fact("open_duties", "==", 0),
                fact("reason_given", "==", value=True),
                {"any": ({"all": (fact("a", "==", 1), fact("b", "==", 1))}, {"not": {"flag": "approved"}})},
            )
        }
    )
    facts: Facts = {"open_duties": 3, "reason_given": True, "approved": True}
    assert unmet(asked, facts) == (
        Leaf("open_duties", "==", 0, wanted=True),
        Leaf("approved", "is", value=True, wanted=False),
    )


def test_a_test_that_fails_twice_is_named_once() -> None:
    same = fact("red_lines_hit", "==", 0)
    assert len(unmet(condition({"all": (same, same)}), {})) == 1


def test_names_are_those_of_all_branches() -> None:
    asked = condition(
        {"any": ({"flag": "a"}, {"not": {"all": (fact("b", ">", 1), {"flag": "c", "is": "x"})}})}
    )
    assert names(asked) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "raw",
    [
        "os.system('ls')",
        {"call": "delete"},
        {"flag": "a", "fact": "b"},
        {"flag": "a", "is": True, "in": (True,)},
        {"fact": "a", "op": "~", "value": 1},
        {"fact": "a", "op": "=="},
        {"all": ()},
        {"not": {}},
    ],
)
def test_anything_else_is_no_condition(raw: object) -> None:
    with pytest.raises(ValidationError):
        condition(raw)


# What `unmet` promises: change exactly those tests and the condition holds; change fewer and it does not.
# Every leaf has a name of its own, so that changing the fact changes that test and no other.

TREES = st.recursive(
    st.just("leaf"),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=6,
)


def build(tree: object, count: list[int]) -> dict[str, object]:
    if isinstance(tree, tuple) and tree[0] == "not":
        return {"not": build(tree[1], count)}
    if isinstance(tree, tuple):
        return {tree[0]: tuple(build(part, count) for part in tree[1])}
    count[0] += 1
    if count[0] % 2:
        return {"flag": f"f{count[0]}"}
    return {"fact": f"f{count[0]}", "op": "==", "value": True}


def changed(facts: Facts, leaves: tuple[Leaf, ...]) -> Facts:
    return {**facts, **{leaf.name: leaf.wanted for leaf in leaves}}


@given(TREES, st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6))
def test_changing_exactly_what_is_unmet_makes_it_hold_and_less_does_not(
    tree: object, values: list[bool | None]
) -> None:
    asked = condition(build(tree, [0]))
    facts = {f"f{number}": value for number, value in enumerate(values, start=1) if value is not None}
    leaves = unmet(asked, facts)
    assert holds(asked, changed(facts, leaves))
    assert (leaves == ()) == holds(asked, facts)
    every_leaf = tuple(
        Leaf(name, "==", value=True, wanted=wanted)
        for name in sorted(names(asked))
        for wanted in (True, False)
    )
    for size in range(len(leaves)):
        assert not any(holds(asked, changed(facts, fewer)) for fewer in combinations(every_leaf, size))


def test_a_branch_that_nobody_can_change_is_named_only_where_every_branch_is_such() -> None:
    ended = FactTest(fact="ended", op="==", value=False)
    surveys = FactTest(fact="surveys", op=">=", value=3)
    known = {"ended": True, "surveys": 1}
    either = AnyOf(any=(ended, surveys))
    assert [leaf.name for leaf in unmet(either, known)] == ["ended"]
    assert [leaf.name for leaf in unmet(either, known, frozenset({"ended"}))] == ["surveys"]
    assert [leaf.name for leaf in unmet(either, known, frozenset({"ended", "surveys"}))] == ["ended"]
