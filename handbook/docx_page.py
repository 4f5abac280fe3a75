"""The frame of a DOCX: its properties, styles with East Asian fonts, the page of GB/T 9704, page numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from handbook.cover import foot_of
from handbook.nodes import Book

_LATIN = "Times New Roman"


class _Style(NamedTuple):
    name: str
    font: str
    size: float
    bold: bool = False
    above: float = 0
    below: float = 0


_STYLES = (
    _Style("Normal", "仿宋", 16),
    _Style("Title", "小标宋", 22, bold=True, above=36, below=12),
    _Style("Heading 1", "黑体", 16, bold=True, above=24, below=12),
    _Style("Heading 2", "楷体", 16, bold=True, above=18, below=10),
    _Style("Heading 3", "仿宋", 16, bold=True, above=14, below=8),
    _Style("Heading 4", "仿宋", 14, bold=True, above=12, below=6),
    _Style("Heading 5", "仿宋", 14, above=10, below=6),
    _Style("List Bullet", "仿宋", 14, below=4),
    _Style("Caption", "黑体", 12, above=10, below=4),
    _Style("Quote", "仿宋", 12, below=4),
)
_INK = RGBColor(0x1C, 0x27, 0x33)


def set_properties(document: Document, book: Book) -> None:
    """Title and dates: those of the standard, so that the same book gives the same bytes."""
    head, properties = book.head, document.core_properties
    day = datetime(head.effective.year, head.effective.month, head.effective.day)  # noqa: DTZ001 - OOXML takes it as UTC
    properties.title, properties.subject = head.title[0], head.edition_name[0]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords, properties.version = head.check, head.version
    properties.created = properties.modified = day
    properties.revision = 1
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.append(update)


def set_styles(document: Document) -> None:
    """Every style names its fonts for both scripts; fonts of the theme are dropped, or they would win."""
    for wanted in _STYLES:
        style = document.styles[wanted.name]
        assert isinstance(style, ParagraphStyle)
        style.font.size, style.font.bold, style.font.italic = Pt(wanted.size), wanted.bold, False
        style.font.color.rgb = _INK
        style.paragraph_format.space_before = Pt(wanted.above)
        style.paragraph_format.space_after = Pt(wanted.below)
        _set_fonts(style.element.get_or_add_rPr(), wanted.font)
    _speak_chinese(document)
    _add_contents_style(document)
    _drop_rule(document.styles["Title"].element)


def _set_fonts(properties: BaseOxmlElement, font: str) -> None:
    old = properties.find(qn("w:rFonts"))
    if old is not None:
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for script, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", font), ("cs", _LATIN)):
        fonts.set(qn(f"w:{script}"), name)
    properties.insert(0, fonts)


def _speak_chinese(document: Document) -> None:
    """The template's language and theme fonts are English: punctuation would be set in the middle of its square."""
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults is not None
    _set_fonts(defaults, "仿宋")
    language = defaults.find(qn("w:lang"))
    assert language is not None
    language.set(qn("w:eastAsia"), "zh-CN")


def _add_contents_style(document: Document) -> None:
    """The style of a line of the contents, which the template only hints at."""
    style = document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.font.size = Pt(12)
    _set_fonts(style.element.get_or_add_rPr(), "仿宋")


def _drop_rule(style: BaseOxmlElement) -> None:
    """The template draws a blue line under a title."""
    for border in style.findall(f".//{qn('w:pBdr')}"):
        parent = border.getparent()
        assert parent is not None
        parent.remove(border)


def set_page(document: Document, book: Book) -> None:
    """A4; 37 mm above, 28 mm to the left; 29 pt from line to line; page numbers outside, odd right and even left."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, "right", book)
    _number(section.even_page_footer, "left", book)


def _number(footer: _Footer, side: str, book: Book) -> None:
    first = footer.paragraphs[0]
    first.add_run(foot_of(book.head, book.langs[0])).font.size = Pt(7.5)
    first._p.addprevious(  # noqa: SLF001 - python-docx has no fields
        parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="{side}"/></w:pPr>{_run("— ")}'
            f'<w:fldSimple w:instr="PAGE">{_run("1")}</w:fldSimple>{_run(" —")}</w:p>'
        )
    )


def _run(text: str) -> str:
    fonts = '<w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="SimSun"/>'
    return f'<w:r><w:rPr>{fonts}<w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
