"""A book as HTML: one file that needs nothing else, or its pieces for a page of the web application.

Built from strings, as a template engine takes longer over the cells of the tables than the limit for the whole book.
Every text passes `_escape`; only this module's own markup is markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import escape
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from handbook.cover import facts_of, foot_of, issued_of, qr_svg, subtitle_of
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
)
from handbook.titles import caption_of, full_title, shown_code

_escape = lru_cache(maxsize=16_384)(escape)
"""Most texts of a book stand in it many times."""
_LANGUAGE = {"zh": "zh-Hans", "en": "en"}
_DEEPEST = 6
_CENTRED = ' class="centred"'
_TALLEST = 6  # lines up to which a field is drawn as high as it is long


@dataclass(frozen=True)
class Pages:
    """A book written as HTML, piece by piece. `top` is the level of a chapter's heading.

    Whoever reads as one of the roles `own` gets their own lists first; what concerns others only is grey, and their
    lists are folded unless `is_open`. Numbers stay what they are.

    A page of the web application may lead out of the book: `ways` has an address for lines such as the number of a
    project, `clauses_at` begins the address of a clause that this book leaves out.
    """

    book: Book
    top: int = 1
    own: frozenset[str] = frozenset()
    is_open: bool = False
    ways: Mapping[str, str] = field(default_factory=dict)
    clauses_at: str = ""

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every address in this book: a code that is not among them is printed without a link."""
        return frozenset(clause.anchor for clause in clauses(self.book))

    @cached_property
    def marks(self) -> dict[str, str]:
        """The words for a proposal and for changes, ready to print."""
        return {name: self.said(f"book.{name}") for name in ("proposal", "new", "changed")}

    # Texts ----------------------------------------------------------------------------------------------------

    def words(self, words: Words) -> str:
        """A text in each language of the book."""
        if len(set(words)) <= 1:
            return _escape(words[0]) if words else ""
        return "".join(
            f'<span class="{lang}" lang="{_LANGUAGE[lang]}">{_escape(text)}</span>'
            for lang, text in zip(self.book.langs, words, strict=True)
        )

    def code(self, code: str) -> str:
        """A code, as a link where this book has its clause."""
        anchor = code.replace("/", ".")
        shown = _escape(shown_code(self.book, code))
        if anchor in self.anchors:
            return f'<a class="code" href="#{_escape(anchor)}">{shown}</a>'
        if self.clauses_at:
            return f'<a class="code" href="{_escape(self.clauses_at + quote(code))}">{shown}</a>'
        return f'<span class="code">{shown}</span>'

    def cell(self, cell: Cell) -> str:
        """What stands in a cell."""
        codes = " ".join(map(self.code, cell.codes))
        lines = [self.line(line) for line in cell.lines] if self.ways else list(map(self.words, cell.lines))
        if len(lines) == 1 and not codes:
            return lines[0]
        return (f"<p>{codes}</p>" if codes else "") + "".join([f"<p>{line}</p>" for line in lines])

    def line(self, line: Words) -> str:
        """A line of a cell, as a link where it leads out of the book."""
        way = self.ways.get(line[0])
        return f'<a href="{_escape(way)}">{self.words(line)}</a>' if way else self.words(line)

    # Blocks ---------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Para():
                kind = "" if block.kind == "body" else f' class="{block.kind}"'
                codes = " ".join(map(self.code, block.codes))
                return f"<p{kind}>{self.words(block.words)}{codes}</p>"
            case Items():
                entries = "".join([f"<li>{self.words(entry)}</li>" for entry in block.entries])
                return f"<ol>{entries}</ol>" if block.lettered else f"<ul>{entries}</ul>"
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Form():
                return self.form(block)

    def figure(self, figure: Figure) -> str:
        """A drawing that may be scrolled sideways; a wide one is never made smaller than can be read."""
        kind = ' class="wide"' if figure.is_wide else ""
        caption = self.words(caption_of(figure, self.book.langs))
        drawn = f'<div class="scroll" tabindex="0">{figure.svg}</div>'
        return f"<figure{kind}>{drawn}<figcaption>{caption}</figcaption></figure>"

    def table(self, table: Table) -> str:
        """A table that may be scrolled sideways on a narrow screen."""
        said = self.words(caption_of(table, self.book.langs))
        caption = f"<caption>{said}</caption>" if said else ""
        heads = "".join([self.head(column) for column in table.columns])
        total = sum(column.share for column in table.columns)
        widths = "".join([f'<col class="w{round(100 * column.share / total)}">' for column in table.columns])
        centred = tuple(_CENTRED if column.centred else "" for column in table.columns)
        rows = "".join([self.row(row, centred) for row in table.rows])
        head = f"<colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>"
        reach = "" if "<a " in rows else ' tabindex="0"'  # what scrolls is reached by the keyboard
        return f'<div class="scroll"{reach}><table>{caption}{head}<tbody>{rows}</tbody></table></div>'

    def head(self, column: Column) -> str:
        """The head of a column."""
        return f'<th scope="col"{_CENTRED if column.centred else ""}>{self.words(column.head)}</th>'

    def row(self, row: Row, centred: tuple[str, ...]) -> str:
        """A row; a clause carries its address, and its code leads to itself. `centred`: attributes of the cells."""
        if not row.element:
            cells = [f"<td{how}>{self.cell(cell)}</td>" for how, cell in zip(centred, row.cells, strict=True)]
            return f"<tr>{''.join(cells)}</tr>"
        is_other = self.own and row.roles and self.own.isdisjoint(row.roles)
        marks = (("proposal-row", row.proposal), (row.change, row.change), ("other", is_other))
        kinds = " ".join([name for name, on in marks if on])
        marked = f' class="{kinds}"' if kinds else ""
        anchor = _escape(row.anchor)
        changed = f' <span class="proposal">{self.marks[row.change]}</span>' if row.change else ""
        first = f'<td><a class="code" href="#{anchor}">{_escape(row.shown)}</a>{changed}</td>'
        rest = "".join([f"<td>{self.cell(cell)}</td>" for cell in row.cells[1:]])
        return f'<tr id="{anchor}"{marked}>{first}{rest}</tr>'

    def form(self, form: Form) -> str:
        """A form to print and fill in by hand."""
        fields = "".join(map(self.field, form.fields))
        pledge = "".join([f"<li>{self.words(line)}</li>" for line in form.pledge])
        pledged = f"<dt>{self.said('form.pledge')}</dt><dd><ol>{pledge}</ol></dd>" if pledge else ""
        signed = "".join(map(self.signature, form.signatures))
        return (
            f'<div class="form"><h4>{self.words(form.title)}</h4><dl>{fields}{pledged}</dl>'
            f'<ul class="sign">{signed}</ul><p class="note">{self.said("form.seal")}</p></div>'
        )

    def signature(self, who: Words) -> str:
        """A line to sign on, and the day."""
        return (
            f'<li><span>{self.words(who)}</span><span class="line">{self.said("form.signature")}</span>'
            f"<span>{self.said('form.signed_on')}{self.said('form.date')}</span></li>"
        )

    def field(self, field: Field) -> str:
        """A label and the space to fill in, boxes to tick, or a table of empty rows."""
        if field.columns:
            heads = "".join([f'<th scope="col">{self.words(column)}</th>' for column in field.columns])
            blank = f"<tr>{'<td></td>' * len(field.columns)}</tr>" * field.lines
            table = f"<table><thead><tr>{heads}</tr></thead><tbody>{blank}</tbody></table>"
            label = f'<dt class="across">{self.words(field.label)}</dt>'
            return f'{label}<dd class="across scroll" tabindex="0">{table}</dd>'
        choices = "\u2003".join([f"□ {self.words(choice)}" for choice in field.choices])
        filled = self.words(field.value) or choices
        after = self.said("form.date") if field.kind == "date" else self.words(field.unit)
        tall = f' class="lines-{min(field.lines, _TALLEST)}"' if field.lines > 1 else ""
        unit = f'<span class="unit">{after}</span>' if after and not filled else ""
        return f"<dt>{self.words(field.label)}</dt><dd{tall}>{filled}{unit}</dd>"

    def said(self, key: str) -> str:
        """One of the handbook's own words, in each language of the book."""
        return self.words(tuple(say(lang, key) for lang in self.book.langs))

    # Parts ----------------------------------------------------------------------------------------------------

    def part(self, part: Part, level: int) -> str:
        """A part with all that is in it."""
        level = min(level, _DEEPEST)
        marks = [name for name, on in (("proposal", part.proposal), (part.change, part.change)) if on]
        mark = "".join([f' <span class="proposal">{self.marks[name]}</span>' for name in marks])
        changed = f' class="{part.change}"' if part.change else ""
        head = f'<h{level} id="{_escape(part.anchor)}"{changed}>{self.heading(part)}{mark}</h{level}>'
        inner = "".join([self.part(each, level + 1) for each in self.in_order(part.parts)])
        blocks = "".join(map(self.block, part.blocks))
        if self.own and part.owner and part.owner not in self.own:
            opened = " open" if self.is_open else ""
            return f'<details class="others"{opened}><summary>{head}</summary>{blocks}{inner}</details>'
        return f"{head}{blocks}{inner}"

    def in_order(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts, with the reader's own lists in front of those of others."""
        lists = [part for part in parts if part.owner]
        if not self.own or not lists:
            return parts
        ordered = iter(sorted(lists, key=lambda part: part.owner not in self.own))
        return tuple(next(ordered) if part.owner else part for part in parts)

    def heading(self, part: Part) -> str:
        """The number and the title of a part."""
        return self.words(full_title(part, self.book.langs))

    def contents(self) -> str:
        """The table of contents, two levels deep."""
        title = self.words(tuple(say(lang, "chapter.contents") for lang in self.book.langs))
        label = _escape(say(self.book.langs[0], "chapter.contents"))
        return f'<nav aria-label="{label}"><h2>{title}</h2>{self._entries(self.book.parts, 2)}</nav>'

    def _entries(self, parts: Iterable[Part], depth: int) -> str:
        entries = (
            f'<li><a href="#{_escape(part.anchor)}">{self.heading(part)}</a>'
            f"{self._entries(part.parts, depth - 1) if depth > 1 and part.parts else ''}</li>"
            for part in parts
        )
        return f"<ol>{''.join(entries)}</ol>"

    def cover(self) -> str:
        """Title, version, dates, edition, check code."""
        head, lang = self.book.head, self.book.langs[0]
        facts = "".join(
            f"<dt>{_escape(label)}</dt><dd>{_escape(value)}</dd>" for label, value in facts_of(head, lang)
        )
        address = f"{_escape(say(lang, 'book.check_at'))}<br>{_escape(head.address)}"
        qr = f'<p>{address}</p><p class="qr">{qr_svg(head.address)}</p>' if head.address else ""
        about = f'<p class="edition">{self.words(head.about)}</p>' if head.about else ""
        issued = "<br>".join(map(_escape, issued_of(head, lang)))
        return (
            f'<header class="cover"><h1>{self.words(head.title)}</h1>'
            f"<p>{self.words(subtitle_of(head, self.book.langs))}</p>"
            f'<p class="edition">{self.words(head.edition_name)}</p>{about}<dl>{facts}</dl>'
            f'<p class="note">{self.words(head.status)}</p><p>{issued}</p>{qr}</header>'
        )

    def foot(self) -> str:
        """Version, effective date, edition, check code and hash."""
        said = foot_of(self.book.head, self.book.langs[0])
        return f'<footer class="foot">{_escape(said)}<br>{_escape(self.book.head.hash)}</footer>'

    def body(self) -> str:
        """Every part in order."""
        return "".join([self.part(part, self.top) for part in self.book.parts])


def render_html(book: Book) -> bytes:
    """The whole book as one file."""
    pages = Pages(book)
    page = _shell().render(
        lang=_LANGUAGE[book.langs[0]],
        title=f"{book.head.title[0]} · {book.head.edition_name[0]}",
        css=Markup(stylesheet()),  # noqa: S704 - our own file
        cover=Markup(pages.cover()),  # noqa: S704 - escaped above, piece by piece
        contents=Markup(pages.contents()),  # noqa: S704 - the same
        body=Markup(pages.body()),  # noqa: S704 - the same
        foot=Markup(pages.foot()),  # noqa: S704 - the same
    )
    return page.encode()


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """The style of the book, on screen and on paper; a class for each width that a column may have, in percent."""
    widths = "".join(f".book .w{n}{{width:{n}%}}" for n in range(3, 98))
    return files("handbook").joinpath("templates", "book.css").read_text("utf-8") + widths + "\n"


@lru_cache(maxsize=1)
def _shell() -> Template:
    environment = Environment(loader=PackageLoader("handbook"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("book.html")
