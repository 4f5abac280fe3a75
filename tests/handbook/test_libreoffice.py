"""The DOCX in another program than the one it is written for: opened by LibreOffice, printed, and read again."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata

import pypdf
import pytest

from handbook import outline
from handbook.docx import render_docx
from handbook.nodes import Book, Table, parts_of
from stages import Standard
from tests.conftest import missing
from tests.handbook.pages import read
from tests.waiting import PATIENCE_SECONDS

EDITION = "expert"


@pytest.fixture(scope="module")
def edition(released: Standard) -> Book:
    return outline(released, EDITION)


@pytest.fixture(scope="module")
def printed(edition: Book, chinese_font: None, tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    office = shutil.which("soffice")
    if office is None:
        missing("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    (folder / "book.docx").write_bytes(render_docx(edition))
    words = [
        office,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "book.docx",
    ]
    subprocess.run(words, cwd=folder, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    return pypdf.PdfReader(folder / "book.pdf")


@pytest.fixture(scope="module")
def typeset(edition: Book, chinese_font: None) -> pypdf.PdfReader:
    return read(edition)


def squeezed(pdf: pypdf.PdfReader) -> str:
    """Its text without spaces, signs that have two codes, and signs that only allow or forbid a line break."""
    joined = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pdf.pages))
    return re.sub(r"[\s\u200b\u2011\u2060-]", "", joined)


def test_it_has_about_as_many_pages_as_the_typeset_book(
    printed: pypdf.PdfReader, typeset: pypdf.PdfReader
) -> None:
    assert abs(len(printed.pages) - len(typeset.pages)) <= len(typeset.pages) // 8


def test_every_clause_stands_in_both_with_the_same_words(
    printed: pypdf.PdfReader, typeset: pypdf.PdfReader, edition: Book
) -> None:
    there, here = squeezed(printed), squeezed(typeset)
    wanted = [
        re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", cell.lines[0][0]))
        for part in parts_of(edition.parts)
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row.element
        for cell in row.cells[1:2]
        if cell.lines
    ]
    assert len(wanted) > 100
    assert [text for text in wanted if text not in here] == []
    assert [text for text in wanted if text not in there] == []


def test_the_contents_name_the_pages_on_which_the_chapters_stand(
    printed: pypdf.PdfReader, edition: Book
) -> None:
    contents = "".join(page.extract_text() for page in printed.pages[1:4])
    for part in edition.parts[2:6]:
        found = re.search(rf"{re.escape(part.title[0])}[ .…\u2024]*?(\d+)\s*$", contents, re.MULTILINE)
        assert found is not None, part.title
        assert part.title[0] in printed.pages[int(found[1]) - 1].extract_text()


def test_headings_come_in_the_same_order(
    printed: pypdf.PdfReader, typeset: pypdf.PdfReader, edition: Book
) -> None:
    titles = [
        re.sub(r"[\s-]", "", f"{part.number}{part.title[0]}")
        for part in edition.parts
        if part.number.isdigit()
    ]
    for text in (squeezed(printed), squeezed(typeset)):
        places = [text.rindex(title) for title in titles]
        assert places == sorted(places)


def test_no_page_is_empty_and_a4_stays_a4(printed: pypdf.PdfReader) -> None:
    for page in printed.pages:
        assert {round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)} == {210, 297}
        assert page.extract_text().strip()
