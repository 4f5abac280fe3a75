"""The unified social credit code checks itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.accounts.credit_code import LENGTH, SIGNS, check_sign, checked_credit_code
from lifecycle.errors import Invalid

EXAMPLE = "91350100M000100Y43"
"""The example that GB 32100-2015 itself gives."""


def test_the_example_of_the_standard_holds() -> None:
    assert checked_credit_code(EXAMPLE) == EXAMPLE


@pytest.mark.parametrize(
    "typed", ["91350100m000100y43", " 9135 0100 M000 100Y43 ", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_case_width_and_blanks_do_not_count(typed: str) -> None:
    assert checked_credit_code(typed) == EXAMPLE


@pytest.mark.parametrize("typed", [None, "", " \u3000 "])
def test_none_is_none(typed: str | None) -> None:
    assert checked_credit_code(typed) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (EXAMPLE[:-1], "credit_length"),
        (EXAMPLE + "1", "credit_length"),
        (EXAMPLE.replace("Y", "O"), "credit_signs"),
        (EXAMPLE.replace("Y", "王"), "credit_signs"),
        (EXAMPLE[:-1] + "4", "credit_check"),
    ],
)
def test_a_code_that_is_none_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(Invalid, match=f"^credit_code: {problem}"):
        checked_credit_code(typed)


@given(
    st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1),
    st.integers(0, LENGTH - 2),
    st.sampled_from(SIGNS),
)
def test_one_sign_mistyped_is_always_noticed(first: str, place: int, other: str) -> None:
    right = first + check_sign(first)
    wrong = right[:place] + other + right[place + 1 :]
    assert checked_credit_code(right) == right
    if wrong != right:
        with pytest.raises(Invalid, match="credit_check"):
            checked_credit_code(wrong)
