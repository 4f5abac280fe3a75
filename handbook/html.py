"""A book as HTML: one file that needs nothing else, or its pieces for a page of the web application.

Built from strings, as a template engine takes longer over the cells of the tables than the limit for the whole book.
Every text passes `_escape`; only this module's own markup is markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from handbook.cover import facts_of, foot_of, qr_svg
from handbook.labels import say
from handbook.nodes import (
    Block,
    Book,
    Cell,
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
from handbook.titles import full_title

_escape = lru_cache(maxsize=16_384)(escape)
"""Most texts of a book stand in it many times."""
_LANGUAGE = {"zh": "zh-Hans", "en": "en"}
_DEEPEST = 6
_TALL = 2  # lines from which a field is drawn high


@dataclass(frozen=True)
class Pages:
    """A book written as HTML, piece by piece. `top` is the level of a chapter's heading."""

    book: Book
    top: int = 1

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every address in this book: a code that is not among them is printed without a link."""
        return frozenset(clause.anchor for clause in clauses(self.book))

    @cached_property
    def marks(self) -> dict[str, str]:
        """The words for a proposal and for changes, ready to print."""
        return {
            name: self.words(tuple(say(lang, f"book.{name}") for lang in self.book.langs))
            for name in ("proposal", "new", "changed")
        }

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
        shown = _escape(code)
        return (
            f'<a class="code" href="#{_escape(anchor)}">{shown}</a>'
            if anchor in self.anchors
            else f'<span class="code">{shown}</span>'
        )

    def cell(self, cell: Cell) -> str:
        """What stands in a cell."""
        codes = " ".join(map(self.code, cell.codes))
        lines = cell.lines
        if len(lines) == 1 and not codes:
            return self.words(lines[0])
        return (f"<p>{codes}</p>" if codes else "") + "".join(
            [f"<p>{self.words(line)}</p>" for line in lines]
        )

    # Blocks ---------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Para():
                kind = "" if block.kind == "body" else f' class="{block.kind}"'
                codes = " ".join(map(self.code, block.codes))
                return f"<p{kind}>{self.words(block.words)}{codes}</p>"
            case Items():
                return f"<ul>{''.join(f'<li>{self.words(entry)}</li>' for entry in block.entries)}</ul>"
            case Table():
                return self.table(block)
            case Figure():
                return f"<figure>{block.svg}<figcaption>{self.words(block.caption)}</figcaption></figure>"
            case Form():
                return self.form(block)

    def table(self, table: Table) -> str:
        """A table that may be scrolled sideways on a narrow screen."""
        caption = f"<caption>{self.words(table.caption)}</caption>" if table.caption else ""
        heads = "".join(f'<th scope="col">{self.words(column.head)}</th>' for column in table.columns)
        rows = "".join(map(self.row, table.rows))
        return f'<div class="scroll"><table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'

    def row(self, row: Row) -> str:
        """A row; a clause carries its address, and its code leads to itself."""
        if not row.element:
            return f"<tr>{''.join([f'<td>{self.cell(cell)}</td>' for cell in row.cells])}</tr>"
        kinds = " ".join(
            name for name, on in (("proposal-row", row.proposal), (row.change, row.change)) if on
        )
        marked = f' class="{kinds}"' if kinds else ""
        anchor = _escape(row.anchor)
        changed = f' <span class="proposal">{self.marks[row.change]}</span>' if row.change else ""
        first = f'<td><a class="code" href="#{anchor}">{_escape(row.code)}</a>{changed}</td>'
        rest = "".join([f"<td>{self.cell(cell)}</td>" for cell in row.cells[1:]])
        return f'<tr id="{anchor}"{marked}>{first}{rest}</tr>'

    def form(self, form: Form) -> str:
        """A form to print and fill in by hand."""
        fields = "".join(map(self.field, form.fields))
        signed = "".join(f'<p class="sign">{self.words(words)}</p>' for words in form.signatures)
        return f'<div class="form"><h4>{self.words(form.title)}</h4><dl>{fields}</dl>{signed}</div>'

    def field(self, field: Field) -> str:
        """A label and the space to fill in, or boxes to tick."""
        choices = "　".join(f"□ {self.words(choice)}" for choice in field.choices)
        tall = ' class="tall"' if field.lines > _TALL else ""
        return f"<dt>{self.words(field.label)}</dt><dd{tall}>{choices}{self.words(field.unit)}</dd>"

    # Parts ----------------------------------------------------------------------------------------------------

    def part(self, part: Part, level: int) -> str:
        """A part with all that is in it."""
        level = min(level, _DEEPEST)
        mark = f' <span class="proposal">{self.marks["proposal"]}</span>' if part.proposal else ""
        head = f'<h{level} id="{_escape(part.anchor)}">{self.heading(part)}{mark}</h{level}>'
        inner = "".join([self.part(each, level + 1) for each in part.parts])
        return f"{head}{''.join(map(self.block, part.blocks))}{inner}"

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
        issued = "<br>".join(_escape(say(lang, line)) for line in ("book.issued_by", "book.issued_on"))
        return (
            f'<header class="cover"><h1>{self.words(head.title)}</h1>'
            f"<p>{self.words(tuple(say(each, 'book.title') for each in self.book.langs))}</p>"
            f'<p class="edition">{self.words(head.edition_name)}</p><dl>{facts}</dl>'
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
    """The style of the book, on screen and on paper."""
    return files("handbook").joinpath("templates", "book.css").read_text("utf-8")


@lru_cache(maxsize=1)
def _shell() -> Template:
    environment = Environment(loader=PackageLoader("handbook"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("book.html")
