"""What the reader of definition files refuses, and the line it names."""

from __future__ import annotations

import time

import pytest

from stages.yamltree import MAX_DEPTH, parse


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.key, problem.message) for problem in parse(text, "file.yaml").problems]


def test_an_alias_is_refused_and_nothing_multiplies() -> None:
    found = problems("a: &x [1, 2]\nb:\n  - *x\n  - *x\n")
    assert [(line, key) for line, key, _ in found] == [(1, "&x"), (3, "*x"), (4, "*x")]


def test_a_billion_laughs_is_refused_at_once() -> None:
    lines = ["a0: &a0 lol"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    began = time.perf_counter()
    assert problems("\n".join(lines))
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!secret x", "!!str 5", "! x"])
def test_a_tag_is_refused(tag: str) -> None:
    [(line, _, message)] = problems(f"a: 1\nb: {tag}\n")
    assert line == 2
    assert "tag" in message


def test_a_key_given_twice_is_refused_with_both_lines() -> None:
    [(line, key, message)] = problems("id: a\nzh: 甲\nid: b\n")
    assert (line, key) == (3, "id")
    assert "line 1" in message


def test_a_key_given_twice_in_one_line_is_refused() -> None:
    assert problems("- {id: a, en: x, id: b}\n")[0][:2] == (1, "id")


def test_a_key_that_is_a_list_is_refused() -> None:
    assert "plain word" in problems("a: 1\n? [x, y]\n: 2\n")[0][2]


def test_too_deep_nesting_is_refused_at_its_line() -> None:
    deep = "\n".join(f"{'  ' * level}a:" for level in range(MAX_DEPTH + 1)) + " 1\n"
    assert problems(deep)[0][0] == MAX_DEPTH + 1
    assert problems("\n".join(f"{'  ' * level}a:" for level in range(MAX_DEPTH)) + " 1\n") == []


def test_a_second_document_is_refused() -> None:
    assert problems("a: 1\n---\nb: 2\n")[0][:2] == (2, "---")


def test_a_directive_is_refused() -> None:
    assert problems("%YAML 1.1\n---\na: no\n")[0][1] == "%"


def test_a_merge_key_merges_nothing() -> None:
    assert parse("a: {<<: {b: 1}}\n", "file.yaml").tree == {"a": {"<<": {"b": 1}}}


def test_broken_syntax_is_named_with_its_line() -> None:
    assert problems("a: 1\nb: [1, 2\nc: 3\n")[0][0] == 3


def test_a_control_character_is_named_with_its_line() -> None:
    assert problems("a: 1\nb: x\x00y\n")[0][0] == 2


def test_only_true_and_false_are_booleans_and_days_stay_text() -> None:
    text = (
        "a: [yes, no, on, off, y, true, False, ~, 12, -3, 1.5, 012, 1e3, 2026-01-01, 12:30, '5', \"true\"]\n"
    )
    assert parse(text, "file.yaml").tree == {
        "a": (
            "yes", "no", "on", "off", "y", True, False, None, 12, -3, 1.5, "012", "1e3", "2026-01-01", "12:30", "5",
            "true",
        )
    }  # fmt: skip


def test_a_number_of_absurd_length_stays_text() -> None:
    digits = "9" * 10_000
    assert parse(f"a: {digits}\n", "file.yaml").tree == {"a": digits}


@pytest.mark.parametrize(
    "text", ["[" * 262_000, "{a: " * 65_000, "- " * 131_000, "a: " + "x" * 262_000, "# c\n" * 65_000]
)
def test_a_full_file_of_nonsense_is_answered_fast(text: str) -> None:
    began = time.perf_counter()
    parse(text, "file.yaml")
    assert time.perf_counter() - began < 5
