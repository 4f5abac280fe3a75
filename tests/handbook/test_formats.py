"""Each format holds the whole book, the same bytes each time, and every text exactly as it is."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from html.parser import HTMLParser

import docx
import pypdf
import pytest

from handbook import FORMATS, Given, NoChineseFont, NotPrintable, UnknownFormat, fonts, outline, render
from handbook.docx import render_docx
from handbook.editions import FULL
from handbook.html import render_html
from handbook.jsonfile import render_json
from handbook.markdown import render_markdown
from handbook.nodes import Book, clauses
from handbook.pdf import render_pdf
from stages import Standard
from tests.handbook.conftest import NASTY, ChangedStandard

RENDERERS = {
    "html": render_html,
    "md": render_markdown,
    "json": render_json,
    "docx": render_docx,
    "pdf": render_pdf,
}
TITLE = "图书馆"


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def nasty(changed: ChangedStandard) -> Standard:
    changed.say("roles.yaml", TITLE, NASTY)
    return changed.load()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_book_gives_the_same_bytes(form: str, small: Standard, chinese_font: None) -> None:
    assert RENDERERS[form](outline(small)) == RENDERERS[form](outline(small))


def test_a_book_is_rendered_once(small: Standard) -> None:
    assert render(small, format="html") is render(small, format="html")


def test_an_unknown_format_is_refused(small: Standard) -> None:
    with pytest.raises(UnknownFormat):
        render(small, format="odt")


# HTML --------------------------------------------------------------------------------------------------------------


def test_html_leads_from_every_link_to_an_address_and_holds_every_clause(book: Book) -> None:
    page = Page(render_html(book))
    ids = set(page.ids)
    assert len(ids) == len(page.ids)
    assert {clause.anchor for clause in clauses(book)} <= ids
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert {link.removeprefix("#") for link in page.links} <= ids


def test_html_needs_nothing_from_elsewhere(book: Book) -> None:
    page = render_html(book).decode()
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert "style=" not in page  # a page of the web application allows no inline style


def test_html_prints_a_text_with_markup_literally(nasty: Standard) -> None:
    page = Page(render_html(outline(nasty)))
    assert "script" not in page.tags
    assert NASTY in page.texts


# Markdown and JSON --------------------------------------------------------------------------------------------------


def test_markdown_escapes_every_sign_of_its_own(nasty: Standard) -> None:
    text = render_markdown(outline(nasty)).decode()
    assert "<script" not in text.replace("\\<script", "")
    assert re.sub(r"\\([\\`*_{}\[\]()#+!|<>~$&=^-])", r"\1", text).count(NASTY) > 1


def test_markdown_tables_have_the_same_cells_in_every_row(book: Book) -> None:
    for block in render_markdown(book).decode().split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(counts) <= 1, lines[0]


def test_json_is_the_tree_with_its_texts(nasty: Standard) -> None:
    tree = json.loads(render_json(outline(nasty, FULL, "both")))
    assert tree["format"] == "handbook/1"
    assert tree["langs"] == ["zh", "en"]
    assert NASTY in json.dumps(tree, ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")


# DOCX --------------------------------------------------------------------------------------------------------------


def test_docx_has_true_headings_repeated_heads_and_eastern_fonts(book: Book) -> None:
    document = docx.Document(io.BytesIO(render_docx(book)))
    headings = [p for p in document.paragraphs if p.style and p.style.name.startswith("Heading 1")]
    assert len(headings) == len(book.parts)
    xml = document.element.xml
    assert xml.count("<w:tblHeader/>") > 50
    styles = document.styles.element.xml
    assert "eastAsiaTheme" not in styles.split("</w:docDefaults>")[0]
    normal = document.styles["Normal"].element.rPr.rFonts
    assert normal.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia") == "仿宋"


def test_docx_leads_from_every_link_to_a_bookmark(book: Book) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(book))) as file:
        xml = file.read("word/document.xml").decode()
    names = re.findall(r'bookmarkStart w:id="\d+" w:name="([^"]+)"', xml)
    assert len(names) == len(set(names))
    assert set(re.findall(r'w:anchor="([^"]+)"', xml)) <= set(names)
    assert xml.count("PAGEREF") > 100


def test_docx_prints_a_text_with_markup_literally(nasty: Standard) -> None:
    document = docx.Document(io.BytesIO(render_docx(outline(nasty))))
    texts = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert NASTY in texts


def test_docx_survives_signs_that_xml_forbids(small: Standard) -> None:
    book = outline(small, given=Given(address="https://example.org/\x00\x1f/"))
    assert docx.Document(io.BytesIO(render_docx(book))).paragraphs


# PDF ---------------------------------------------------------------------------------------------------------------


def test_pdf_has_bookmarks_tags_and_only_embedded_fonts(pages: pypdf.PdfReader, book: Book) -> None:
    titles = [entry["/Title"] for entry in pages.outline if isinstance(entry, dict)]
    assert len(titles) == len(book.parts)
    assert pages.trailer["/Root"]["/MarkInfo"]["/Marked"]
    described = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in pages.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert described
    assert all("/FontFile3" in font or "/FontFile2" in font for font in described)


def test_pdf_repeats_the_head_of_a_long_table_on_each_page(pages: pypdf.PdfReader) -> None:
    texts = [page.extract_text() for page in pages.pages]
    raci_pages = [text for text in texts if "负责人（A）" in text]
    assert len(raci_pages) > 2


def test_pdf_never_ends_a_page_with_a_heading(pages: pypdf.PdfReader, book: Book) -> None:
    titles = {f"{part.number} {part.title[0]}" for part in book.parts if part.number.isdigit()}
    for page in pages.pages[8:]:
        lines = [re.sub(r"\s+", " ", line).strip() for line in page.extract_text().splitlines()]
        body = [line for line in lines if line and not line.startswith(("—", "版本"))]
        assert body[-1] not in titles


def test_pdf_prints_a_text_with_markup_literally(nasty: Standard, chinese_font: None) -> None:
    made = pypdf.PdfReader(io.BytesIO(render_pdf(outline(nasty))))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in made.pages))
    assert "<script>alert(1)</script>&amp;#letx=1;$x^2$[a](b){{7*7}}{n}=1+1|*b*_c_`d`@ref<a>" in text


def test_pdf_takes_a_clause_of_2000_characters(changed: ChangedStandard, chinese_font: None) -> None:
    changed.say("roles.yaml", TITLE, "长" * 2000)
    made = pypdf.PdfReader(io.BytesIO(render_pdf(outline(changed.load()))))
    assert "".join(page.extract_text() for page in made.pages).count("长") >= 2000


def test_pdf_without_a_chinese_font_is_refused_by_name() -> None:
    with pytest.raises(NoChineseFont) as refused:
        fonts.faces(fonts.installed(system=False))
    assert refused.value.key == "handbook.no_chinese_font"
    assert "Noto Serif CJK SC" in str(refused.value.values["searched"])


def test_pdf_refuses_a_sign_that_no_font_can_show(changed: ChangedStandard, chinese_font: None) -> None:
    changed.say("roles.yaml", TITLE, "图书馆\ue000")
    with pytest.raises(NotPrintable):
        render_pdf(outline(changed.load()))


@pytest.mark.parametrize("edition", ["flow"])
def test_the_flow_chart_is_one_page(edition: str, released: Standard, chinese_font: None) -> None:
    for lang in ("zh", "en"):
        made = pypdf.PdfReader(io.BytesIO(render_pdf(outline(released, edition, lang))))
        assert len(made.pages) == 1


# All of them --------------------------------------------------------------------------------------------------------


def test_docx_and_pdf_hold_the_same_clauses_with_the_same_texts(
    book: Book, pages: pypdf.PdfReader, released: Standard
) -> None:
    document = docx.Document(io.BytesIO(render_docx(book)))
    in_docx = _squeezed(text for text in document.element.body.itertext())
    in_pdf = _squeezed(page.extract_text() for page in pages.pages)
    for duty in released.duties.values():
        for text in (in_docx, in_pdf):
            assert _squeezed([duty.text.zh]) in text, duty.code
    # In the DOCX a hyphen of a code is an element of its own, so that no line breaks there.
    assert [code for code in released.duties if code.replace("-", "") not in in_docx] == []
    assert [code for code in released.duties if code not in in_pdf] == []


def _squeezed(texts: Iterable[str]) -> str:
    """Without what a line break, a page or a font changes: spaces, and letters that have two codes."""
    joined = unicodedata.normalize("NFKC", "".join(texts))
    return re.sub(r"\s", "", joined)
