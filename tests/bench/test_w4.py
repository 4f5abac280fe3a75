"""The benchmark itself works: the floor prints the same texts. Nothing here is timed."""

from __future__ import annotations

import io

import docx
import pypdf

from handbook import outline
from stages import load
from tests.bench import w4
from tests.world import SMALL


def test_the_floor_holds_the_same_texts(chinese_font: None) -> None:
    standard = load(SMALL)
    book = outline(standard)
    page = w4.bare_html(book).decode()
    document = docx.Document(io.BytesIO(w4.bare_docx(book)))
    cells = {cell.text for table in document.tables for cell in table._cells}
    pages = pypdf.PdfReader(io.BytesIO(w4.bare_pdf(book)))
    printed = "".join(page.extract_text() for page in pages.pages).replace("\n", "")
    for duty in standard.duties.values():
        assert duty.text.zh in page
        assert any(duty.text.zh in text for text in cells)
        assert duty.code in printed


def test_the_short_book_is_the_beginning_of_the_long_one() -> None:
    book = outline(load(SMALL))
    assert w4.short(book).parts == book.parts[: w4.SHORT_CHAPTERS]
