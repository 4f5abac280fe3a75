"""The book says what the standard says: every element once, with its code, its source, and one who answers for it."""

from __future__ import annotations

from collections import Counter

import pytest

from handbook import Given, NothingGiven, UnknownEdition, UnknownFormat, editions, outline
from handbook.chapters.closing import coverage
from handbook.editions import FULL, PROJECT
from handbook.elements import elements
from handbook.labels import TEXTS
from handbook.nodes import Book, Row, Table, clauses, parts_of
from handbook.raci import raci
from handbook.titles import shown_code
from handbook.voice import Voice
from stages import Standard

ALL_BUT_PROJECT = ["full", "government", "platform", "enterprise", "intermediary", "expert", "flow"]


def rows(book: Book) -> list[Row]:
    return [
        row
        for part in parts_of(book.parts)
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


@pytest.mark.parametrize("name", ["released", "small"])
def test_no_two_clauses_share_an_address(name: str, request: pytest.FixtureRequest) -> None:
    book = outline(request.getfixturevalue(name))
    addresses = Counter(
        [part.anchor for part in parts_of(book.parts)] + [row.anchor for row in rows(book) if row.element]
    )
    assert not [address for address, times in addresses.items() if times > 1]


def test_what_screens_link_to_is_addressed_by_its_bare_code(released: Standard, book: Book) -> None:
    linked = {*released.duties, *released.milestones, *released.criteria, *released.gates}
    linked |= {move.code for move in released.moves.values()}
    assert linked <= {clause.anchor for clause in clauses(book)}


@pytest.mark.parametrize("name", ["released", "small"])
def test_exactly_one_office_answers_for_each_item(name: str, request: pytest.FixtureRequest) -> None:
    standard: Standard = request.getfixturevalue(name)
    items = list(raci(standard))
    assert len(items) == len(standard.duties) + len(standard.gates)
    for item in items:
        assert sum("A" in letters.split("/") for letters in item.letters.values()) == 1, item.element
        assert item.answers in standard.offices
        assert any("R" in letters for letters in item.letters.values())


def test_chapters_are_numbered_and_stages_have_one_each(released: Standard, book: Book) -> None:
    numbers = [part.number for part in book.parts if part.number.isdigit()]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    stages = [part.element[1] for part in book.parts if part.element and part.element[0] == "stages"]
    assert stages == list(released.stages)
    weights = [part.weight for part in book.parts if part.weight]
    assert weights == sorted(weights, reverse=True)  # normative annexes first


@pytest.mark.parametrize("edition", ALL_BUT_PROJECT)
def test_an_edition_keeps_numbers_and_lists_what_it_leaves_out(
    edition: str, released: Standard, book: Book
) -> None:
    cut = outline(released, edition)
    numbers = {clause.element: clause.number for clause in clauses(book)}
    kept = list(clauses(cut))
    assert all(numbers[clause.element] == clause.number for clause in kept)
    assert len(kept) + len(cut.omitted) == len(numbers)


def test_what_nobody_cites_by_its_code_is_counted_and_named_by_its_table(
    released: Standard, book: Book
) -> None:
    law = next(iter(released.references.laws))
    [table] = [
        block
        for part in parts_of(book.parts)
        for block in part.blocks
        if isinstance(block, Table) and law in {row.code for row in block.rows}
    ]
    assert [row.shown for row in table.rows] == [str(n) for n in range(1, len(table.rows) + 1)]
    assert shown_code(book, law) == f"表{table.number}"
    assert shown_code(book, "G1") == "G1"
    assert shown_code(outline(released, "expert"), law) == f"表{table.number}"


def test_a_party_finds_all_its_duties_and_no_list_of_another(released: Standard) -> None:
    stated = {clause.element for clause in clauses(outline(released, "enterprise"))}
    assert {("duties", d.code) for d in released.duties.values() if d.role == "enterprise"} <= stated
    elsewhere = {d for d in released.duties.values() if "enterprise" not in _roles(released, d.code)}
    assert not stated & {("duties", duty.code) for duty in elsewhere}


def _roles(standard: Standard, code: str) -> set[str]:
    duty = standard.duties[code]
    return {duty.role, standard.offices[duty.confirmer].role}


def test_the_experts_edition_has_rubric_and_recusal_and_no_register_of_facts(released: Standard) -> None:
    blocks = {clause.element[0] for clause in clauses(outline(released, "expert"))}
    assert {"dimensions", "recusal", "bands"} <= blocks
    assert not {"facts", "moves", "resources"} & blocks


def test_editions_follow_the_roles_of_the_standard(small: Standard) -> None:
    codes = [edition.code for edition in editions(small)]
    assert codes == ["full", *small.roles, "flow", "project", "organisation", "sheet"]


def test_unknown_wishes_are_refused_by_name(released: Standard) -> None:
    with pytest.raises(UnknownEdition) as refused:
        outline(released, "mayor")
    assert refused.value.values["edition"] == "mayor"
    assert "full" in str(refused.value.values["known"])
    with pytest.raises(UnknownFormat):
        outline(released, FULL, "fr")
    with pytest.raises(NothingGiven):
        outline(released, PROJECT, given=Given())


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_text_is_there_in_each_language(lang: str, released: Standard) -> None:
    book = outline(released, FULL, lang)
    wanted = len(book.langs)
    for row in rows(book):
        for cell in row.cells:
            assert all(len(line) == wanted and all(line) for line in cell.lines), row.code


def test_no_label_is_without_a_translation() -> None:
    assert not [key for key, label in TEXTS.items() if bool(label.zh) != bool(label.en)]


def test_deadlines_say_from_what_and_which_kind_of_day(released: Standard) -> None:
    voice = Voice(released, "zh")
    milestones = released.milestones
    assert voice.due(milestones["MIN-M1"].due) == "自进入环节起5个工作日内"
    assert voice.due(milestones["MIN-M3"].due) == "自MIN-M2 完成起10个工作日内"
    assert voice.due(milestones["MIN-M6"].due) == "首次披露未公开信息之前"


def test_conditions_are_read_as_sentences(released: Standard) -> None:
    voice = Voice(released, "zh")
    criterion = released.criteria["G1-C3"]
    assert "不低于2级" in voice.condition(criterion.test)
    assert voice.condition(released.flow.tracks["major"].applies_if).endswith(
        "超过500万元或跨区实施或需要新增用地"
    )


def test_the_coverage_counts_every_element(released: Standard, book: Book) -> None:
    printed = next(part for part in book.parts if part.anchor == coverage.__name__)
    table = next(block for block in printed.blocks if isinstance(block, Table))
    assert sum(int(row.cells[1].lines[0][0]) for row in table.rows) == len(elements(released))
