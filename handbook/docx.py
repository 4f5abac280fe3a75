"""A book as DOCX, to be edited: true headings and styles, a table of contents that fills itself, East Asian fonts set.

Written through python-docx, rows and cells as XML of their own: its own way of reaching a cell takes longer the larger
the table is. The same book gives the same bytes: the file's dates are those of the standard.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from handbook.cover import facts_of
from handbook.docx_page import set_page, set_properties, set_styles
from handbook.fonts import picture
from handbook.labels import say
from handbook.nodes import (
    Block,
    Book,
    Cell,
    Column,
    Field,
    Figure,
    Form,
    Items,
    Para,
    Part,
    Row,
    Table,
    Words,
    clauses,
    parts_of,
)
from handbook.titles import full_title

TYPE_WIDTH = 8845  # 156 mm in twentieths of a point
_DEEPEST = 5
_LISTED = 2  # levels in the table of contents
_W = nsdecls("w")
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
    f'<w:r><w:instrText xml:space="preserve">TOC \\o "1-{_LISTED}" \\h \\z \\u</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def render_docx(book: Book) -> bytes:
    """The whole book."""
    return _steady(_Writer(book).written())


def _steady(document: Document) -> bytes:
    """The file with its parts in one order and no day of today."""
    first, steady = io.BytesIO(), io.BytesIO()
    document.save(first)
    with (
        zipfile.ZipFile(first) as made,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as kept,
    ):
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name, _ZIP_DAY), made.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()


class _Writer:
    def __init__(self, book: Book) -> None:
        self.book = book
        parts = (part.anchor for part in parts_of(book.parts))
        stated = (clause.anchor for clause in clauses(book))
        self.anchors = {anchor: n for n, anchor in enumerate(dict.fromkeys((*parts, *stated)), start=1)}
        self.document = docx.Document()
        self.body = self.document.element.body
        self.last = self.body.sectPr

    def written(self) -> Document:
        set_properties(self.document, self.book)
        set_styles(self.document)
        set_page(self.document, self.book)
        self._cover()
        self._contents()
        for part in self.book.parts:
            self._part(part, 1)
        return self.document

    def _add(self, xml: str) -> None:
        self.last.addprevious(parse_xml(xml))

    # The cover ------------------------------------------------------------------------------------------------

    def _cover(self) -> None:
        head, lang = self.book.head, self.book.langs[0]
        self._add(_para(self._runs(head.title), "Title", "center"))
        self._add(
            _para(self._runs(tuple(say(each, "book.title") for each in self.book.langs)), "Title", "center")
        )
        self._add(_para(self._runs(head.edition_name), "Normal", "center"))
        for label, value in facts_of(head, lang):
            self._add(_para(_run(f"{label}{say(lang, 'colon')}{value}"), "Quote", "center"))
        if head.address:
            self._add(_para(_run(f"{say(lang, 'book.check_at')}{head.address}"), "Quote", "center"))
        self._add(_para(self._runs(head.status), "Quote", "center"))
        for line in ("book.issued_by", "book.issued_on"):
            self._add(_para(_run(say(lang, line)), "Normal", "center"))

    def _contents(self) -> None:
        """A field that fills itself with page numbers when the file is opened; until then it lists the titles."""
        title = tuple(say(lang, "chapter.contents") for lang in self.book.langs)
        self._add(_para(self._runs(title), "Caption", "center", before="<w:pageBreakBefore/>"))
        entries = [*self._entries(self.book.parts, 1)]
        for place, entry in enumerate(entries):
            before = _FIELD if not place else ""
            after = _FIELD_END if place == len(entries) - 1 else ""
            self._add(_para(before + entry + after, "TOC1"))

    def _entries(self, parts: tuple[Part, ...], level: int) -> Iterator[str]:
        for part in parts:
            title = full_title(part, self.book.langs)[0]
            runs = _run(f"{'　' * (level - 1)}{title}", size=24)
            name = _name(part.anchor, self.anchors[part.anchor])
            yield f'<w:hyperlink w:anchor="{name}">{runs}</w:hyperlink>'
            if level < _LISTED:
                yield from self._entries(part.parts, level + 1)

    # Parts and blocks -----------------------------------------------------------------------------------------

    def _part(self, part: Part, level: int) -> None:
        mark = _run(f" [{self._said('book.proposal')}]", size=20) if part.proposal else ""
        runs = self._bookmark(part.anchor, self._runs(full_title(part, self.book.langs), " "))
        before = "<w:pageBreakBefore/>" if any(isinstance(block, Form) for block in part.blocks) else ""
        self._add(_para(runs + mark, f"Heading{min(level, _DEEPEST)}", before=before))
        for block in part.blocks:
            self._block(block)
        for inner in part.parts:
            self._part(inner, level + 1)

    def _said(self, key: str) -> str:
        return say(self.book.langs[0], key)

    def _block(self, block: Block) -> None:
        match block:
            case Para():
                codes = _run("  ", size=18).join(map(self._link, block.codes))
                self._add(
                    _para(
                        self._runs(block.words) + codes,
                        "Quote" if block.kind == "note" else "Normal",
                        indent=block.kind != "note",
                    )
                )
            case Items():
                for entry in block.entries:
                    self._add(_para(self._runs(entry), "ListBullet"))
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Form():
                self._form(block)

    def _figure(self, figure: Figure) -> None:
        drawn = picture(figure.svg)
        if drawn:
            paragraph = self.document.add_paragraph()
            inline = paragraph.add_run().add_picture(io.BytesIO(drawn), width=Mm(156))
            inline._inline.docPr.set("descr", figure.alt[0])  # noqa: SLF001 - python-docx has no way to say it
        else:
            self._add(_para(self._runs(figure.alt), "Quote"))
        self._add(_para(self._runs(figure.caption, " "), "Caption", "center"))

    def _table(self, table: Table) -> None:
        if table.caption:
            self._add(_para(self._runs(table.caption, " "), "Caption", before="<w:keepNext/>"))
        widths = _widths(table.columns)
        head = "".join(
            _cell(_para(self._runs(column.head, size=18, bold=True), "", size=18), width, shade=True)
            for column, width in zip(table.columns, widths, strict=True)
        )
        rows = "".join([self._row(row, widths) for row in table.rows])
        self._add(_table(widths, f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}"))
        self._add(f'<w:p {_W}><w:pPr><w:spacing w:line="160" w:lineRule="exact"/></w:pPr></w:p>')

    def _row(self, row: Row, widths: tuple[int, ...]) -> str:
        cells = [self._paragraphs(cell) for cell in row.cells]
        if row.element:
            change = _run(f" {self._said(f'book.{row.change}')}", size=18) if row.change else ""
            cells[0] = _para(self._bookmark(row.anchor, _code(row.code)) + change, "", size=18)
        made = (
            _cell(cell, width, bar=bool(row.change) and not n)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"

    def _paragraphs(self, cell: Cell) -> str:
        codes = (
            [_para(_run("  ", size=18).join(map(self._link, cell.codes)), "", size=18)] if cell.codes else []
        )
        lines = [_para(self._runs(line, size=18), "", size=18) for line in cell.lines]
        return "".join(codes + lines) or _para("", "", size=18)

    def _link(self, code: str) -> str:
        n = self.anchors.get(code.replace("/", "."))
        run = _code(code)
        return f'<w:hyperlink w:anchor="{_name(code.replace("/", "."), n)}">{run}</w:hyperlink>' if n else run

    def _bookmark(self, anchor: str, runs: str) -> str:
        n = self.anchors.get(anchor)
        if n is None:
            return runs
        return f'<w:bookmarkStart w:id="{n}" w:name="{_name(anchor, n)}"/>{runs}<w:bookmarkEnd w:id="{n}"/>'

    def _form(self, form: Form) -> None:
        self._add(_para(self._runs(form.title), "Caption", "center", before="<w:keepNext/>"))
        widths = (TYPE_WIDTH * 34 // 100, TYPE_WIDTH * 66 // 100)
        self._add(_table(widths, "".join(self._field(field, widths) for field in form.fields)))
        for words in form.signatures:
            self._add(_para(self._runs(words, " "), "Quote"))

    def _field(self, field: Field, widths: tuple[int, ...]) -> str:
        """A label and a control to type into; boxes to tick where there are choices."""
        boxes = "".join(
            _box() + self._runs(choice, "/", size=21) + _run("  ", size=21) for choice in field.choices
        )
        space = boxes or _blank(field.lines)
        label = _cell(_para(self._runs(field.label, size=21), "", size=21), widths[0])
        value = _cell(_para(space + self._runs(field.unit, "/", size=21), "", size=21), widths[1])
        height = f'<w:trHeight w:val="{field.lines * 400}" w:hRule="atLeast"/>'
        return f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{label}{value}</w:tr>"

    def _runs(self, words: Words, joiner: str = "", *, size: int = 0, bold: bool = False) -> str:
        """The text in each language, the second on a line of its own unless a joiner is given."""
        if not words:
            return ""
        words = words[:1] if len(set(words)) == 1 else words
        first = _run(words[0], size=size, bold=bold)
        rest = (_run(f"{joiner}{text}", size=size, grey=True, line=not joiner) for text in words[1:])
        return first + "".join(rest)


# Pieces of XML -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _run(text: str, *, size: int = 0, bold: bool = False, grey: bool = False, line: bool = False) -> str:
    """A run; `size` in half points."""
    properties = ("<w:b/>" if bold else "") + ('<w:color w:val="5C6B7A"/>' if grey else "")
    properties += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    shown = _FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}{"<w:br/>" if line else ""}<w:t xml:space="preserve">{shown}</w:t></w:r>'


def _code(code: str) -> str:
    """A code in table size, never broken at its hyphens."""
    return _run(code, size=18).replace("-", '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')


def _para(
    runs: str, style: str, align: str = "", *, before: str = "", indent: bool = False, size: int = 0
) -> str:
    """A paragraph. One with a size stands in a table: it is set tight."""
    properties = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
    properties += before
    if size:
        properties += '<w:spacing w:before="0" w:after="0" w:line="260" w:lineRule="atLeast"/>'
    if indent:
        properties += '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p{'' if size else ' ' + _W}><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _cell(paragraphs: str, width: int, *, shade: bool = False, bar: bool = False) -> str:
    border = '<w:tcBorders><w:left w:val="single" w:sz="24" w:color="B3261E"/></w:tcBorders>' if bar else ""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}{fill}</w:tcPr>{paragraphs}</w:tc>'


def _table(widths: tuple[int, ...], rows: str) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="8795A3"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _widths(columns: tuple[Column, ...]) -> tuple[int, ...]:
    total = sum(column.share for column in columns)
    return tuple(TYPE_WIDTH * column.share // total for column in columns)


def _blank(lines: int) -> str:
    """A control for text."""
    kind = ' w:multiLine="1"' if lines > 1 else ""
    spaces = "\u3000" * 8 if lines == 1 else "\u3000"
    return f"<w:sdt><w:sdtPr><w:text{kind}/></w:sdtPr><w:sdtContent>{_run(spaces, size=21)}</w:sdtContent></w:sdt>"


def _box() -> str:
    return _run("□ ", size=21)


def _name(anchor: str, n: int | None) -> str:
    """A bookmark's name: at most 40 letters, digits and underscores, never twice."""
    return f"c{n}_{re.sub('[^A-Za-z0-9_]', '_', anchor)}"[:40]
