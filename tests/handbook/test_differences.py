"""What differs between two versions: found clause by clause, marked in every format."""

from __future__ import annotations

import pytest

from handbook import FORMATS, book_of, outline, render
from handbook.differences import differences
from handbook.editions import FULL
from handbook.given import Given
from handbook.nodes import Table, parts_of
from stages import Standard
from tests.handbook.conftest import ChangedStandard


@pytest.fixture
def later(changed: ChangedStandard) -> Standard:
    changed.say("roles.yaml", "图书馆", "县图书馆")
    path = changed.folder / "standard.yaml"
    path.write_text(path.read_text("utf-8").replace("version: small-1", "version: small-2"), "utf-8")
    path = changed.folder / "documents.yaml"
    path.write_text(
        path.read_text("utf-8") + "  - {id: poster, zh: 海报, en: poster, form: false, secret: false}\n",
        "utf-8",
    )
    return changed.load()


def test_nothing_differs_from_itself(small: Standard) -> None:
    assert differences(outline(small), outline(small)) == ()


def test_new_changed_and_gone_clauses_are_told_apart(small: Standard, later: Standard) -> None:
    found = {each.element: each.change for each in differences(outline(later), outline(small))}
    assert found["roles", "library"] == "changed"
    assert found["documents", "poster"] == "new"
    back = {each.element: each.change for each in differences(outline(small), outline(later))}
    assert back["documents", "poster"] == "gone"


def test_a_changed_clause_says_what_it_said(small: Standard, later: Standard) -> None:
    found = {each.element: each for each in differences(outline(later), outline(small))}
    change = found["roles", "library"]
    assert "县图书馆" in change.after[0]
    assert "县图书馆" not in change.before[0]


def test_changed_clauses_carry_a_bar(small: Standard, later: Standard) -> None:
    book = book_of(later, FULL, "zh", Given(), against=small)
    marked = {
        row.element: row.change
        for part in parts_of(book.parts)
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row.change
    }
    assert marked["roles", "library"] == "changed"
    assert marked["documents", "poster"] == "new"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_prints_the_list_of_changes(
    form: str, small: Standard, later: Standard, chinese_font: None
) -> None:
    plain, compared = (render(later, format=form, against=against) for against in (None, small))
    assert len(compared) > len(plain)
    if form in ("html", "md", "json"):
        assert "县图书馆" in compared.decode()
        assert "修订对照" in compared.decode()
