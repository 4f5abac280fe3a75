"""The book leaves nothing out, adds nothing, and calls nothing settled that is not; and each of these tests bites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from handbook import outline
from handbook.elements import elements
from handbook.labels import TEXTS
from handbook.nodes import Book, Element, Part, Row, Table, clauses, parts_of
from handbook.voice import Voice
from stages import Standard
from stages.model import Source

VAGUE = re.compile("及时|原则上|有关部门|相关部门|尽快|酌情|必要时")


class Mismatch(NamedTuple):
    """What a book does not state, what it states beside the standard, and what it states twice."""

    missing: set[Element]
    extra: set[Element]
    twice: set[Element]


def mismatch(standard: Standard, book: Book) -> Mismatch:
    stated = Counter(clause.element for clause in clauses(book))
    wanted = set(elements(standard)) | set(standard.places)
    return Mismatch(
        wanted - set(stated), set(stated) - wanted, {e for e, times in stated.items() if times > 1}
    )


def without(part: Part, element: Element) -> Part:
    """The part as it would be had a chapter forgotten a clause."""
    blocks = tuple(
        replace(block, rows=tuple(row for row in block.rows if row.element != element))
        if isinstance(block, Table)
        else block
        for block in part.blocks
    )
    return replace(part, blocks=blocks, parts=tuple(without(each, element) for each in part.parts))


def rows(book: Book) -> Iterator[Row]:
    for part in parts_of(book.parts):
        for block in part.blocks:
            if isinstance(block, Table):
                yield from block.rows


# Clauses and elements ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["released", "small"])
def test_elements_and_clauses_correspond_one_to_one(name: str, request: pytest.FixtureRequest) -> None:
    standard: Standard = request.getfixturevalue(name)
    assert mismatch(standard, outline(standard)) == Mismatch(set(), set(), set())


@pytest.mark.parametrize(
    "element",
    [
        ("duties", "MIN-P-2"),
        ("criteria", "G3-C5"),
        ("lights", "red"),
        ("facts", "state_secret"),
        ("ladder", "E3"),
    ],
)
def test_a_clause_left_out_is_noticed(element: Element, released: Standard, book: Book) -> None:
    forgetful = replace(book, parts=tuple(without(part, element) for part in book.parts))
    assert mismatch(released, forgetful).missing == {element}


def test_a_clause_of_nothing_is_noticed(released: Standard, book: Book) -> None:
    invented = Part("16", ("新增要求",), "invented", element=("duties", "MIN-P-99"), code="MIN-P-99")
    assert mismatch(released, replace(book, parts=(*book.parts, invented))).extra == {("duties", "MIN-P-99")}


def test_a_clause_said_twice_is_noticed(released: Standard, book: Book) -> None:
    again = next(part for part in parts_of(book.parts) if part.element == ("gates", "G1"))
    assert ("gates", "G1") in mismatch(released, replace(book, parts=(*book.parts, again))).twice


# Sources -----------------------------------------------------------------------------------------------------------


def sources(standard: Standard) -> dict[Element, Source]:
    """The source of every element that has one."""
    found: dict[Element, Source] = {}
    blocks = {
        "duties": standard.duties, "milestones": standard.milestones, "criteria": standard.criteria,
        "indicators": standard.indicators, "red_lines": standard.red_lines, "legal_rules": standard.legal_rules,
        "resources": standard.resources, "offices": standard.offices, "moves": standard.flow.moves,
        "tracks": standard.flow.tracks, "entry_points": standard.flow.entry_points, "targets": standard.targets,
        "phases": standard.phases, "roles": standard.roles,
    }  # fmt: skip
    for block, items in blocks.items():
        found |= {(block, code): item.source for code, item in items.items()}
    return found


def test_every_rule_prints_its_source_and_every_proposal_as_one(released: Standard, book: Book) -> None:
    printed = {row.element: row for row in rows(book) if row.element}
    wanted = sources(released)
    assert len(wanted) > 350
    for element, source in wanted.items():
        row = printed[element]
        last = row.cells[-1].lines[0][0]
        assert row.proposal == last.startswith("建议") == (source.kind == "proposal"), element
        assert last != "—", element


def test_no_article_is_printed_as_settled_that_was_not_read_in_full(released: Standard, book: Book) -> None:
    voice = Voice(released, "zh")
    unsettled = [
        (f"《{law.text.zh}》第{article}条", voice.citation(f"{law.code}/{article}"))
        for law in released.references.laws.values()
        for article, status in law.articles.items()
        if status != "verified"
    ]
    texts = [line[0] for row in rows(book) for cell in row.cells for line in cell.lines]
    seen = 0
    for bare, marked in unsettled:
        assert marked != bare
        for text in texts:
            seen += text.count(bare)
            assert text.count(bare) == text.count(marked), text
    assert seen > 30


def test_a_rule_of_law_without_a_value_is_not_printed_with_one(released: Standard, book: Book) -> None:
    row = next(row for row in rows(book) if row.element == ("legal_rules", "L12"))
    assert row.cells[2].lines[0][0] == "待确认"


def test_every_indicator_has_unit_threshold_formula_origin_and_source(released: Standard, book: Book) -> None:
    printed = [row for row in rows(book) if row.element and row.element[0] == "indicators"]
    assert len(printed) == len(released.indicators) == 30
    for row in printed:
        assert all(cell.lines or cell.codes for cell in row.cells), row.code


def test_every_resource_says_until_when_or_that_nobody_checked(released: Standard, book: Book) -> None:
    printed = [row for row in rows(book) if row.element and row.element[0] == "resources"]
    for row in printed:
        until = released.resources[row.code].valid_until
        said = row.cells[4].lines[0][0]
        assert said == (
            "有效期未核实" if until is None else f"至{until.year}年{until.month}月{until.day}日有效"
        )
    offered = [part for part in parts_of(book.parts) if part.anchor.endswith(".resources")]
    assert len(offered) == len(released.stages)
    assert all("有效期" in str(part.blocks) for part in offered)


# Words -------------------------------------------------------------------------------------------------------------


def test_nothing_vague_binds_anybody() -> None:
    assert [key for key, label in TEXTS.items() if VAGUE.search(label.zh)] == []


def test_force_is_said_with_the_words_of_the_national_standard(released: Standard, book: Book) -> None:
    said = {
        row.element: row.cells[2].lines[0][0]
        for row in rows(book)
        if row.element and row.element[0] == "duties"
    }
    for duty in released.duties.values():
        assert said["duties", duty.code] == ("宜" if duty.requirement == "O" else "应")


def test_english_text_has_no_chinese_list_sign(released: Standard) -> None:
    english = outline(released, lang="en")
    terms = next(
        part for part in english.parts if part.anchor == "terms"
    )  # names the Chinese words beside its own
    for row in rows(replace(english, parts=tuple(part for part in english.parts if part is not terms))):
        for cell in row.cells:
            assert not [line for line in cell.lines if "、" in line[0]], row.code


# Numbers -----------------------------------------------------------------------------------------------------------


def test_tables_are_numbered_without_a_gap_and_anew_in_each_annex(book: Book) -> None:
    chapters = [part for part in book.parts if part.number.isdigit()]
    numbers = [b.number for c in chapters for p in parts_of((c,)) for b in p.blocks if isinstance(b, Table)]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    for annex in (part for part in book.parts if part.weight):
        own = [b.number for p in parts_of((annex,)) for b in p.blocks if isinstance(b, Table)]
        assert own == [f"{annex.number}.{n}" for n in range(1, len(own) + 1)]
    assert all(b.caption for p in parts_of(book.parts) for b in p.blocks if isinstance(b, Table) and b.number)


@pytest.mark.parametrize("edition", ["platform", "expert", "flow"])
def test_an_edition_keeps_the_numbers_of_tables(edition: str, released: Standard, book: Book) -> None:
    whole = {
        (p.anchor, b.caption): b.number
        for p in parts_of(book.parts)
        for b in p.blocks
        if isinstance(b, Table)
    }
    for part in parts_of(outline(released, edition).parts):
        for block in part.blocks:
            if isinstance(block, Table):
                assert block.number == whole[part.anchor, block.caption]
