"""A book as DOCX, to be edited: true headings and styles, a table of contents with page numbers, East Asian fonts set.

Written through python-docx, rows and cells as XML of their own: its own way of reaching a cell takes longer the larger
the table is. The same book gives the same bytes: the file's dates are those of the standard.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import zip_longest

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Emu

from handbook.cover import facts_of, issued_of, subtitle_of
from handbook.docx_form import form_pieces
from handbook.docx_page import lie_down, set_page, set_properties, set_styles, stand_up
from handbook.docx_pieces import (
    LYING_WIDTH,
    NEXT,
    TYPE_WIDTH,
    bookmark_name,
    cell,
    field,
    firm,
    para,
    row,
    run,
    table,
    widths_of,
)
from handbook.editions import OF_ONE
from handbook.fonts import picture
from handbook.labels import say
from handbook.nodes import (
    Block,
    Book,
    Cell,
    Column,
    Figure,
    Form,
    Items,
    Para,
    Part,
    Row,
    Table,
    Words,
    clauses,
    opens_page,
    parts_of,
)
from handbook.titles import caption_of, full_title, shown_code

_DEEPEST = 5
_LISTED = 2  # levels in the table of contents
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_BREAK = "<w:pageBreakBefore/>"
_SIZE = 18  # of type in tables, in half points
_TWIP = 635  # English metric units
_LYING = 0.86  # of the width of a page that lies: the heading stands on it too


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
        self.is_long = book.head.edition not in OF_ONE
        parts = (part.anchor for part in parts_of(book.parts))
        stated = (clause.anchor for clause in clauses(book))
        self.anchors = {anchor: n for n, anchor in enumerate(dict.fromkeys((*parts, *stated)), start=1)}
        self.document = docx.Document()
        self.last = self.document.element.body.sectPr

    def written(self) -> Document:
        set_properties(self.document, self.book)
        set_styles(self.document, self.book)
        set_page(self.document, self.book)
        self._cover()
        if self.is_long:
            self._contents()
        for part in self.book.parts:
            self._part(part, 1)
        return self.document

    def _add(self, *pieces: str) -> None:
        for xml in pieces:
            self.last.addprevious(parse_xml(xml))

    # The cover ------------------------------------------------------------------------------------------------

    def _cover(self) -> None:
        head, lang = self.book.head, self.book.langs[0]
        self._add(para(self._runs(head.title), "Title", "center"))
        if subtitle := subtitle_of(head, self.book.langs):
            self._add(para(self._runs(subtitle), "Subtitle", "center"))
        for words in (head.edition_name, head.about):
            if words:
                self._add(para(self._runs(words), "Normal", "center"))
        facts = "".join([self._fact(label, value) for label, value in facts_of(head, lang)])
        self._add(table((1500, TYPE_WIDTH - 1500), facts, ruled=False))
        if head.address:
            self._add(para(run(say(lang, "book.check_at")), "Quote", "center"))
            self._add(para(run(head.address), "Quote", "center"))
        if head.status:
            self._add(para(self._runs(head.status), "Quote", "center"))
        for line in issued_of(head, lang):
            self._add(para(run(line), "Normal", "center"))

    def _fact(self, label: str, value: str) -> str:
        left = cell(para(run(label, size=24, grey=True), tight=True), 1500)
        return row(left + cell(para(run(value, size=24), tight=True), TYPE_WIDTH - 1500))

    def _contents(self) -> None:
        """Titles with page numbers that are reckoned wherever the file is opened.

        A TOC field would show LibreOffice only what was written into it, and nobody knows the pages before.
        """
        title = tuple(say(lang, "chapter.contents") for lang in self.book.langs)
        self._add(para(self._runs(title), "Contents Title", "center", before=_BREAK))
        for style, entry in self._entries(self.book.parts, 1):
            self._add(para(entry, style))

    def _entries(self, parts: tuple[Part, ...], level: int) -> Iterator[tuple[str, str]]:
        for part in parts:
            name = bookmark_name(part.anchor, self.anchors[part.anchor])
            page = field(f"PAGEREF {name} \\h", run("1"))
            title = run(full_title(part, self.book.langs)[0])
            yield (
                f"TOC{level}",
                f'<w:hyperlink w:anchor="{name}">{title}<w:r><w:tab/></w:r>{page}</w:hyperlink>',
            )
            if level < _LISTED:
                yield from self._entries(part.parts, level + 1)

    # Parts and blocks -----------------------------------------------------------------------------------------

    def _part(self, part: Part, level: int) -> None:
        lies = any(isinstance(block, Figure) and block.is_wide for block in part.blocks)
        if lies:
            lie_down(self.document)
        self._heading(part, level, breaks=not lies)
        for block, following in zip_longest(part.blocks, part.blocks[1:]):
            self._block(block, leads=isinstance(following, Table))
        if lies:
            stand_up(self.document)
        for inner in part.parts:
            self._part(inner, level + 1)

    def _heading(self, part: Part, level: int, *, breaks: bool) -> None:
        marks = [name for name, on in (("proposal", part.proposal), (part.change, part.change)) if on]
        mark = "".join([run(f" [{self._said(f'book.{name}')}]", size=20) for name in marks])
        runs = self._bookmark(part.anchor, self._runs(full_title(part, self.book.langs), " "))
        opens = (level == 1 and opens_page(part, is_long=self.is_long)) or any(
            isinstance(block, Form) for block in part.blocks
        )
        self._add(para(runs + mark, f"Heading{min(level, _DEEPEST)}", before=_BREAK * (opens and breaks)))

    def _said(self, key: str) -> str:
        return say(self.book.langs[0], key)

    def _block(self, block: Block, *, leads: bool) -> None:
        """`leads`: a table follows, from which no page parts what is said before it."""
        match block:
            case Para():
                self._para(block, NEXT * leads)
            case Items():
                for n, entry in enumerate(block.entries):
                    sign = f"{chr(ord('a') + n)})" if block.lettered else "——"
                    self._text(entry, "List", run(f"{sign}\t").replace("\t", "</w:t><w:tab/><w:t>"))
            case Table():
                self._table(block)
            case Figure():
                self._figure(block)
            case Form():
                self._add(*form_pieces(block, self.book.langs))

    def _para(self, block: Para, keeps: str) -> None:
        codes = run("  ", size=_SIZE).join(map(self._link, block.codes))
        style = {"note": "Quote", "lead": "Lead", "body": "Body Text"}[block.kind]
        self._text(block.words, style, after=codes, keeps=keeps)

    def _text(self, words: Words, style: str, before: str = "", after: str = "", keeps: str = "") -> None:
        """Running text; in two languages side by side."""
        if len(set(words)) < len(self.book.langs) or len(words) == 1:
            self._add(para(before + run(words[0]) + after, style, before=keeps))
            return
        half = TYPE_WIDTH // 2
        left = cell(_inner(before + run(words[0]) + after, style), half)
        self._add(
            table((half, half), row(left + cell(_inner(run(words[1], grey=True), style), half)), ruled=False)
        )

    def _figure(self, figure: Figure) -> None:
        drawn = picture(figure.svg)
        if drawn:
            paragraph = self.document.add_paragraph(style="Figure")
            width = Emu(int((LYING_WIDTH * _LYING if figure.is_wide else TYPE_WIDTH) * _TWIP))
            inline = paragraph.add_run().add_picture(io.BytesIO(drawn), width=width)
            inline._inline.docPr.set("descr", figure.alt[0])  # noqa: SLF001 - python-docx has no way to say it
        else:
            self._add(para(self._runs(figure.alt), "Quote"))
        self._add(para(self._runs(caption_of(figure, self.book.langs), " "), "Caption", "center"))

    def _table(self, block: Table) -> None:
        caption = caption_of(block, self.book.langs)
        if caption:
            self._add(para(self._runs(caption, " "), "Caption", "center", before=NEXT))
        widths = widths_of(block.columns)
        heads = "".join(
            [
                cell(
                    para(
                        self._runs(each.head, size=_SIZE, bold=True),
                        "",
                        _align(each),
                        before=NEXT,
                        tight=True,
                    ),
                    width,
                    shade=True,
                )
                for each, width in zip(block.columns, widths, strict=True)
            ]
        )
        rows = "".join([self._row(each, block.columns, widths) for each in block.rows])
        self._add(table(widths, row(heads, head=True) + rows))
        self._add(para("", after='<w:spacing w:line="160" w:lineRule="exact"/>'))

    def _row(self, each: Row, columns: tuple[Column, ...], widths: tuple[int, ...]) -> str:
        cells = [
            self._paragraphs(inner, _align(column)) for inner, column in zip(each.cells, columns, strict=True)
        ]
        if each.element:
            change = run(f" {self._said(f'book.{each.change}')}", size=_SIZE) if each.change else ""
            cells[0] = para(self._bookmark(each.anchor, firm(each.shown, _SIZE)) + change, tight=True)
        made = [
            cell(inner, width, bar=bool(each.change) and not n)
            for n, (inner, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return row("".join(made))

    def _paragraphs(self, inner: Cell, align: str) -> str:
        codes = run("  ", size=_SIZE).join(map(self._link, inner.codes))
        lines = [para(self._runs(line, size=_SIZE), "", align, tight=True) for line in inner.lines]
        return "".join([para(codes, "", align, tight=True), *lines] if codes else lines) or para(
            "", tight=True
        )

    def _link(self, code: str) -> str:
        anchor = code.replace("/", ".")
        n, shown = self.anchors.get(anchor), firm(shown_code(self.book, code), _SIZE)
        return f'<w:hyperlink w:anchor="{bookmark_name(anchor, n)}">{shown}</w:hyperlink>' if n else shown

    def _bookmark(self, anchor: str, runs: str) -> str:
        n = self.anchors.get(anchor)
        if n is None:
            return runs
        name = bookmark_name(anchor, n)
        return f'<w:bookmarkStart w:id="{n}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{n}"/>'

    def _runs(self, words: Words, joiner: str = "", *, size: int = 0, bold: bool = False) -> str:
        """The text in each language, the second on a line of its own unless a joiner is given."""
        if not words:
            return ""
        rest = words[1:] if len(set(words)) > 1 else ()
        first = run(words[0], size=size, bold=bold)
        if not rest:
            return first
        return first + "".join(
            [run(f"{joiner}{text}", size=size, grey=True, line=not joiner) for text in rest]
        )


def _align(column: Column) -> str:
    return "center" if column.centred else ""


def _inner(runs: str, style: str) -> str:
    """A paragraph of running text inside a cell."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/></w:pPr>{runs}</w:p>'
