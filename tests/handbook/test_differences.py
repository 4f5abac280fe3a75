"""What differs between two versions: found clause by clause, marked in every format."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pypdf
import pytest

from handbook import FORMATS, book_of, outline, render
from handbook.differences import differences
from handbook.editions import FULL
from handbook.given import Given
from handbook.nodes import Table, parts_of
from stages import Catalogue, Standard
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


def test_what_is_no_clause_is_compared_too(small: Standard, changed: ChangedStandard) -> None:
    changed.say("suggestion.yaml", "有人想读", "另一句目的")
    found = {each.element: each for each in differences(outline(changed.load()), outline(small))}
    assert "另一句目的" in found["part", "suggestion.purpose"].after[0]


def test_a_changed_field_of_a_form_is_a_change(small: Standard, changed: ChangedStandard) -> None:
    path = changed.folder / "documents.yaml"
    fields = "form: true, secret: false, fields: [{zh: 读者证号, en: card number}]}"
    path.write_text(path.read_text("utf-8").replace("form: true, secret: false}", fields, 1), "utf-8")
    found = {each.element: each for each in differences(outline(changed.load()), outline(small))}
    assert "读者证号" in found["forms", "sheet"].after[0]


def test_what_only_repeats_the_clauses_is_not_listed(small: Standard, later: Standard) -> None:
    found = {each.element for each in differences(outline(later), outline(small))}
    repeated = {part.anchor for part in parts_of(outline(later).parts) if part.repeats}
    assert {"matrix.raci", "coverage", "index"} <= repeated
    assert not found & {("part", anchor) for anchor in repeated}


# In every format ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_prints_the_list_of_changes(
    form: str, small: Standard, later: Standard, chinese_font: None
) -> None:
    plain, compared = (render(later, format=form, against=against) for against in (None, small))
    assert len(compared) > len(plain)
    if form in ("html", "md", "json"):
        assert "县图书馆" in compared.decode()
        assert "修订对照" in compared.decode()


def bars_of_docx(made: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return file.read("word/document.xml").decode().count('w:sz="24" w:color="B3261E"')


def test_changed_clauses_carry_a_bar_in_html_docx_markdown_and_json(small: Standard, later: Standard) -> None:
    marked = differences(outline(later), outline(small))
    rows = sum(
        each.element[0] not in ("part", "forms", "stages", "gates", "matrix") and each.change != "gone"
        for each in marked
    )
    page = render(later, format="html", against=small).decode()
    assert len(re.findall(r'<tr id="[^"]+" class="[^"]*(?:new|changed)', page)) == rows > 1
    assert bars_of_docx(render(later, format="docx", against=small)) == rows
    assert (
        len(re.findall(r"</a>.* _(?:新增|修改)_", render(later, format="md", against=small).decode())) >= rows
    )
    tree = json.loads(render(later, format="json", against=small))
    assert json.dumps(tree).count('"change": "') >= rows


def test_changed_clauses_carry_a_red_bar_on_paper(
    small: Standard, later: Standard, chinese_font: None
) -> None:
    plain, compared = (
        pypdf.PdfReader(io.BytesIO(render(later, format="pdf", against=against))) for against in (None, small)
    )
    red = b"0.7019608 0.14901961 0.11764706 "

    def strokes(pdf: pypdf.PdfReader) -> int:
        return sum(page.get_contents().get_data().count(red) for page in pdf.pages)  # type: ignore[union-attr]

    assert strokes(plain) == 0
    assert strokes(compared) > 0


# In the foreword ---------------------------------------------------------------------------------------------------


def foreword(made: bytes) -> str:
    page = made.decode()
    return page[page.index('id="foreword"') : page.index('id="introduction"')]


def test_the_first_version_says_that_it_is_the_first(small: Standard) -> None:
    assert "本版本（small-1）为首个版本" in foreword(render(small, format="html"))


@pytest.mark.parametrize("edition", ["full", "library"])
def test_a_later_version_says_what_it_changes_without_being_asked(
    edition: str, small: Standard, later: Standard
) -> None:
    said = foreword(render(later, edition, format="html", earlier=small))
    assert "本版本（small-2）代替版本 small-1" in said
    assert "增加了材料1条：poster" in said
    assert "修改了主体1条：library" in said


def test_it_says_so_in_english_and_in_every_format(
    small: Standard, later: Standard, chinese_font: None
) -> None:
    assert "replaces version small-1" in foreword(render(later, lang="en", format="html", earlier=small))
    for form in FORMATS:
        assert render(later, format=form, earlier=small) != render(later, format=form)


def test_a_version_that_changes_nothing_says_so(small: Standard, changed: ChangedStandard) -> None:
    path = changed.folder / "standard.yaml"
    path.write_text(path.read_text("utf-8").replace("version: small-1", "version: small-2"), "utf-8")
    assert "条款没有变化" in foreword(render(changed.load(), format="html", earlier=small))


def test_the_version_before_is_the_one_before_in_the_catalogue(small: Standard, later: Standard) -> None:
    both = Catalogue((small, later))
    assert both.before(later) is small
    assert both.before(small) is None


def test_an_edition_that_the_earlier_version_did_not_have_is_all_new(
    small: Standard, changed: ChangedStandard
) -> None:
    path = changed.folder / "roles.yaml"
    path.write_text(
        path.read_text("utf-8").replace("id: press", "id: house").replace("role: press", "role: house"),
        "utf-8",
    )
    book = book_of(changed.load(), "house", "zh", Given(), against=small)
    assert all(
        row.change == "new"
        for part in book.parts
        if not part.repeats
        for p in parts_of((part,))
        for b in p.blocks
        if isinstance(b, Table)
        for row in b.rows
        if row.element
    )
