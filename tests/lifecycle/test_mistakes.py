"""Whoever types several things hears of every mistake at once."""

from __future__ import annotations

from datetime import date

import pytest

from lifecycle.errors import Invalid
from lifecycle.mistakes import raise_all, together


def wrong(field: str) -> None:
    raise Invalid(field, "missing")


def test_what_reads_well_comes_back_by_name() -> None:
    assert together(day=lambda: date(2026, 1, 20), name=lambda: "示例") == {
        "day": date(2026, 1, 20),
        "name": "示例",
    }


def test_the_first_mistake_carries_every_other_one() -> None:
    def inner() -> object:
        return together(until=lambda: wrong("until"), reason=lambda: wrong("reason"))

    with pytest.raises(Invalid) as refused:
        together(name=lambda: wrong("name"), fine=lambda: 1, inner=inner, last=lambda: wrong("last"))
    assert [each.field for each in refused.value.every] == ["name", "until", "reason", "last"]
    assert refused.value.problem == "missing"


def test_no_mistake_raises_nothing() -> None:
    raise_all([])
