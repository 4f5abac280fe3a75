"""The frame of a DOCX: its properties, styles with East Asian fonts, the page of GB/T 9704, page numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle

from handbook.cover import foot_of
from handbook.editions import FLOW
from handbook.nodes import Book

_LATIN = "Times New Roman"


class _Style(NamedTuple):
    """A paragraph style. Sizes and distances in points; `line`: from line to line, 0 for what the font asks."""

    name: str
    font: str
    size: float
    bold: bool = False
    above: float = 0
    below: float = 0
    line: float = 0
    indent: float = 0
    hang: float = 0
    next: bool = False


_STYLES = (
    _Style("Normal", "仿宋", 16),
    _Style("Title", "小标宋", 22, bold=True, above=110, below=12),
    _Style("Subtitle", "黑体", 18, below=12),
    _Style("Heading 1", "黑体", 16, bold=True, above=24, below=12, next=True),
    _Style("Heading 2", "楷体", 16, bold=True, above=18, below=10, next=True),
    _Style("Heading 3", "仿宋", 16, bold=True, above=14, below=8, next=True),
    _Style("Heading 4", "仿宋", 14, above=12, below=6, next=True),
    _Style("Heading 5", "仿宋", 14, above=10, below=6, next=True),
    _Style("Body Text", "仿宋", 16, line=29, indent=32),
    _Style("Lead", "仿宋", 16, bold=True, line=29, indent=32, next=True),
    _Style("List", "仿宋", 14, line=23, hang=28),
    _Style("Caption", "黑体", 10.5, above=10, below=4),
    _Style("Contents Title", "黑体", 16, below=12),
    _Style("Figure", "仿宋", 10.5),
    _Style("Quote", "仿宋", 12, below=4),
    _Style("TOC 1", "仿宋", 12, line=20),
    _Style("TOC 2", "仿宋", 12, line=20),
)
_OF_TWO = 12
"""Points of running text in an edition of two languages, and in one that is not Chinese."""
_CLOSER = -5
"""By a quarter of a point, in twentieths: 28 signs of 16 pt to a line of 156 mm (GB/T 9704)."""
_RIGHT = 8845
_INK = RGBColor(0x1C, 0x27, 0x33)


def set_properties(document: Document, book: Book) -> None:
    """Title and dates: those of the standard, so that the same book gives the same bytes."""
    head, properties = book.head, document.core_properties
    day = datetime(head.effective.year, head.effective.month, head.effective.day)  # noqa: DTZ001 - OOXML takes it as UTC
    properties.title, properties.subject = head.title[0], next(iter(head.edition_name), "")
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords, properties.version = head.check, head.version
    properties.created = properties.modified = day
    properties.revision = 1
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.append(update)


def set_styles(document: Document, book: Book) -> None:
    """Every style names its fonts for both scripts; fonts of the theme are dropped, or they would win."""
    is_dense = book.langs == ("zh",)
    for wanted in _STYLES:
        style = _style(document, wanted.name)
        size = wanted.size if is_dense or not wanted.line else min(wanted.size, _OF_TWO)
        style.font.size, style.font.bold, style.font.italic = Pt(size), wanted.bold, False
        style.font.color.rgb = _INK
        _set_distances(style, wanted, size)
        _set_fonts(style.element.get_or_add_rPr(), wanted.font)
        if wanted.indent and is_dense:
            _set_closer(style)
    for name, indent in (("TOC 1", 0), ("TOC 2", 20)):
        _set_leader(_style(document, name), indent)
    _speak_chinese(document)
    _drop_rule(document.styles["Title"].element)
    if book.head.is_record:
        document.styles["Title"].paragraph_format.space_before = Pt(0)  # no cover to fill


def _style(document: Document, name: str) -> ParagraphStyle:
    """A style of that name, made where the template has none."""
    known = name in document.styles
    style = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    return style


def _set_distances(style: ParagraphStyle, wanted: _Style, size: float) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(wanted.above), Pt(wanted.below)
    form.keep_with_next = wanted.next
    if wanted.line:
        form.line_spacing_rule, form.line_spacing = (
            WD_LINE_SPACING.EXACTLY,
            Pt(wanted.line * size / wanted.size),
        )
    if wanted.indent:
        form.first_line_indent = Pt(2 * size)
    if wanted.name == "Figure":
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if wanted.hang:
        form.left_indent, form.first_line_indent = Pt(wanted.hang), Pt(-wanted.hang)


def _set_closer(style: ParagraphStyle) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(_CLOSER))
    style.element.get_or_add_rPr().append(spacing)


def _set_leader(style: ParagraphStyle, indent: float) -> None:
    """Dots up to the page number."""
    style.paragraph_format.left_indent = Pt(indent)
    style.paragraph_format.tab_stops.add_tab_stop(Twips(_RIGHT), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


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


def _drop_rule(style: BaseOxmlElement) -> None:
    """The template draws a blue line under a title."""
    for border in style.findall(f".//{qn('w:pBdr')}"):
        parent = border.getparent()
        assert parent is not None
        parent.remove(border)


def set_page(document: Document, book: Book) -> None:
    """A4; 37 mm above, 28 mm to the left; 29 pt from line to line; page numbers outside, odd right and even left."""
    section = document.sections[0]
    _lay(section, is_lying=book.head.edition == FLOW)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, "right", book)
    _number(section.even_page_footer, "left", book)


def lie_down(document: Document) -> None:
    """From here on pages lie on their side."""
    _lay(_begin(document), is_lying=True)


def stand_up(document: Document) -> None:
    """From here on pages stand again."""
    _lay(_begin(document), is_lying=False)


def _begin(document: Document) -> Section:
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    return section


def _lay(section: Section, *, is_lying: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_lying else WD_ORIENT.PORTRAIT
    size = (297, 210) if is_lying else (210, 297)
    section.page_width, section.page_height = map(Mm, size)
    top, bottom, left, right = (28, 26, 30, 30) if is_lying else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.footer_distance = Mm(14) if is_lying else Mm(20)


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
