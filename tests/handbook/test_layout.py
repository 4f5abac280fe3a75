"""The pages as GB/T 9704 wants them, and a PDF as archives want it (ISO 19005-2)."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import docx
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from handbook import outline
from handbook.docx import render_docx
from handbook.nodes import Book, Items, Para, Part, Row, Table, parts_of
from stages import Standard
from tests.handbook.pages import POINTS, read, signs

PAGE_NUMBER = re.compile(r"—\s*\d+\s*—")


@pytest.fixture(scope="module")
def prose(chinese_font: None, small: Standard) -> pypdf.PdfReader:
    """Cover, contents, and pages of nothing but running text."""
    part = Part("1", ("长文",), "prose", (Para(("应" * 3000,)),))
    return read(replace(outline(small), parts=(part,)))


# Pages -------------------------------------------------------------------------------------------------------------


def test_a_page_is_a4_and_has_22_lines_of_28_signs(prose: pypdf.PdfReader) -> None:
    page = prose.pages[3]
    assert (round(page.mediabox.width / POINTS), round(page.mediabox.height / POINTS)) == (210, 297)
    lines = re.findall("^应+$", page.extract_text(), re.MULTILINE)
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_type_area_begins_37_mm_below_the_top_and_28_mm_from_the_left(prose: pypdf.PdfReader) -> None:
    page = prose.pages[3]
    body = {y: line for y, line in signs(page).items() if any("应" in text for _, text in line)}
    left = min(x for line in body.values() for x, _ in line) / POINTS
    top = 297 - (max(body) + 0.88 * 16) / POINTS
    assert left == pytest.approx(28, abs=1)
    assert top == pytest.approx(37, abs=1)


def test_page_numbers_stand_outside_odd_right_and_even_left(prose: pypdf.PdfReader) -> None:
    places = {}
    for page in prose.pages[1:]:
        for y, line in signs(page).items():
            joined = "".join(text for _, text in sorted(line))
            if PAGE_NUMBER.fullmatch(joined):
                places[int(re.sub(r"\D", "", joined))] = (min(x for x, _ in line) / POINTS, 297 - y / POINTS)
    assert set(places) == set(range(1, len(prose.pages)))
    assert all((x > 105) == bool(number % 2) for number, (x, _) in places.items())
    assert all(297 - 35 < y < 297 - 20 for _, y in places.values())


def test_every_page_says_which_book_it_is_of(pages: pypdf.PdfReader, book: Book) -> None:
    head = book.head
    for page in pages.pages[1:]:
        text = page.extract_text()
        for said in (head.version, head.effective.isoformat(), head.edition_name[0], head.check):
            assert said in text


def test_the_road_lies_on_a_page_of_its_own(pages: pypdf.PdfReader) -> None:
    lying = [page for page in pages.pages if page.mediabox.width > page.mediabox.height]
    assert len(lying) == 1
    assert "流程总图" in lying[0].extract_text()


def test_foreword_introduction_annexes_and_index_open_a_page(pages: pypdf.PdfReader, book: Book) -> None:
    tops = [re.sub(r"\s+", "", page.extract_text()) for page in pages.pages]
    for part in book.parts:
        if not part.number.isdigit() or part.number == "1":
            assert any(part.title[0] in top[: len(part.title[0]) + 30] for top in tops), part.title


# Tables ------------------------------------------------------------------------------------------------------------


def test_no_clause_is_split_between_two_pages(pages: pypdf.PdfReader, released: Standard) -> None:
    texts = [re.sub(r"\s", "", page.extract_text()) for page in pages.pages]
    for duty in released.duties.values():
        wanted = re.sub(r"\s", "", duty.text.zh)
        assert any(duty.code in text and wanted in text for text in texts), duty.code


def test_a_row_longer_than_a_page_is_broken_instead_of_cut(small: Standard, chinese_font: None) -> None:
    book = outline(small)
    table = next(b for p in parts_of(book.parts) for b in p.blocks if isinstance(b, Table))
    cell = replace(table.rows[0].cells[0], lines=(("长" * 9000,),))
    long = replace(table, rows=(Row((cell, *table.rows[0].cells[1:])),))
    made = read(replace(book, parts=(Part("1", ("长表",), "long", (long,)),)))
    assert sum(page.extract_text().count("长") for page in made.pages) >= 9000


def test_what_opens_a_list_stands_on_the_page_of_its_first_entry(small: Standard, chinese_font: None) -> None:
    """However far down the page it falls."""
    list_ = Items(tuple((each,) for each in "甲乙丙"))
    for lines in range(12, 26):
        blocks = (Para(("应" * 28 * lines,)), Para(("开头",), "lead"), list_)
        made = read(replace(outline(small), parts=(Part("1", ("条",), "short", blocks),)))
        [page] = [text for page in made.pages if "开头" in (text := page.extract_text())]
        assert "甲" in page, lines


def test_in_word_what_opens_a_list_is_kept_with_the_next_paragraph(small: Standard) -> None:
    file = docx.Document(io.BytesIO(render_docx(outline(small))))
    for name in ("Lead", "Heading 1", "Heading 2", "Heading 3"):
        assert file.styles[name].paragraph_format.keep_with_next, name


def test_what_is_said_before_a_table_stands_on_the_page_of_its_first_row(
    small: Standard, chinese_font: None
) -> None:
    """However far down the page it falls: neither the heading nor the words below it part from the table."""
    table = next(b for p in parts_of(outline(small).parts) for b in p.blocks if isinstance(b, Table))
    first = re.sub(r"\s", "", table.rows[0].cells[0].lines[0][0])[:6]
    for lines in range(8, 22):
        filler = Part("1", ("前文",), "filler", (Para(("应" * 28 * lines,)),))
        listed = Part("2", ("清单题",), "listed", (Para(("清单说明",)), replace(table, caption=())))
        made = read(replace(outline(small), parts=(filler, listed)))
        texts = [re.sub(r"\s", "", page.extract_text()) for page in made.pages]
        [page] = [text for text in texts if "清单说明" in text]
        assert "清单题" in page, lines
        assert first in page, lines


def test_in_word_what_is_said_before_a_table_is_kept_with_it(small: Standard) -> None:
    table = next(b for p in parts_of(outline(small).parts) for b in p.blocks if isinstance(b, Table))
    part = Part("1", ("清单题",), "listed", (Para(("清单说明",)), table, Para(("后文",))))
    file = docx.Document(io.BytesIO(render_docx(replace(outline(small), parts=(part,)))))
    said = {each.text: each.paragraph_format.keep_with_next for each in file.paragraphs}
    assert said["清单说明"]
    assert not said["后文"]
    heads = file.tables[-1].rows[0].cells
    assert all(each.paragraphs[0].paragraph_format.keep_with_next for each in heads)


def test_no_word_of_a_table_leaves_the_page(pages: pypdf.PdfReader) -> None:
    for page in pages.pages[1:]:
        right = float(page.mediabox.width)
        for line in signs(page).values():
            assert all(0 <= x < right - 20 * POINTS / 2 for x, _ in line)


# Archives ----------------------------------------------------------------------------------------------------------


def root(pdf: pypdf.PdfReader) -> DictionaryObject:
    found = pdf.trailer["/Root"]
    assert isinstance(found, DictionaryObject)
    return found


def test_it_declares_pdf_a_2a_with_a_colour_profile(pages: pypdf.PdfReader) -> None:
    metadata = root(pages)["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert re.search(r"pdfaid:part\W+2\b", metadata)
    assert re.search(r"pdfaid:conformance\W+A\b", metadata)
    intent = root(pages)["/OutputIntents"][0].get_object()  # type: ignore[index]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"


def test_nothing_in_it_needs_a_key_a_script_or_another_file(pages: pypdf.PdfReader) -> None:
    assert "/Encrypt" not in pages.trailer
    assert not {"/JavaScript", "/EmbeddedFiles", "/OpenAction", "/AA"} & set(root(pages))
    kinds = {
        note.get_object()["/A"]["/S"]
        for page in pages.pages
        for note in page.get("/Annots", ())
        if "/A" in note.get_object()
    }
    assert kinds <= {"/GoTo", "/URI"}


def test_every_font_is_embedded_and_says_which_sign_is_which(pages: pypdf.PdfReader) -> None:
    fonts = {
        font.idnum: font.get_object()
        for page in pages.pages
        for font in page["/Resources"].get("/Font", {}).values()
        if isinstance(font, IndirectObject)
    }
    assert fonts
    for font in fonts.values():
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(inner)
        assert "/ToUnicode" in font


def structure(element: Any, found: list[str]) -> list[str]:
    """The kinds of all structure elements below one, in reading order."""
    element = element.get_object() if isinstance(element, IndirectObject) else element
    if isinstance(element, ArrayObject):
        for each in element:
            structure(each, found)
    elif isinstance(element, DictionaryObject):
        if "/S" in element:
            found.append(str(element["/S"]))
        if "/K" in element and element.get("/Type") != "/MCR":
            structure(element["/K"], found)
    return found


def test_it_is_tagged_so_that_it_can_be_read_aloud(pages: pypdf.PdfReader, book: Book) -> None:
    assert root(pages)["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root(pages)["/Lang"] in ("zh-CN", "zh")
    kinds = structure(root(pages)["/StructTreeRoot"]["/K"], [])  # type: ignore[index]
    tables = [b for p in parts_of(book.parts) for b in p.blocks if isinstance(b, Table)]
    assert kinds.count("/H1") == len(book.parts)
    assert kinds.count("/Table") >= len(tables)
    assert kinds.count("/TH") >= sum(len(table.columns) for table in tables)
    assert kinds.count("/Figure") == 2


def test_every_picture_says_in_words_what_it_shows(pages: pypdf.PdfReader) -> None:
    figures = [
        each.get_object()
        for each in (pages.get_object(n) for n in range(1, pages.trailer["/Size"]))
        if isinstance(each, DictionaryObject) and each.get("/S") == "/Figure"
    ]
    assert figures
    assert all(figure.get("/Alt") for figure in figures)


def test_bookmarks_follow_the_chapters_and_their_sections(pages: pypdf.PdfReader, book: Book) -> None:
    chapters = [
        re.sub(r"\s+", " ", str(entry["/Title"])) for entry in pages.outline if isinstance(entry, dict)
    ]
    assert len(chapters) == len(book.parts)
    assert all(part.title[0] in chapter for part, chapter in zip(book.parts, chapters, strict=True))
    sections = [each for each in pages.outline if isinstance(each, list)]
    assert len(sections) == sum(bool(part.parts) for part in book.parts)
