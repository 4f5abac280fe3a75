"""A book as PDF: handed to the typesetter as JSON, so that no text of it can be read as markup.

PDF/A-2a: tagged, fonts embedded; a sign that no font can show is refused instead of printed as an empty box.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from handbook.cover import facts_of, foot_of, issued_of, qr_svg, subtitle_of
from handbook.editions import FLOW, OF_ONE
from handbook.errors import NotPrintable
from handbook.fonts import faces, installed
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
    clauses,
    opens_page,
)
from handbook.titles import caption_of, full_title, shown_code

STANDARD: Final = "a-2a"
_ENGLISH = "en"
_BREAKABLE = 400
"""Signs from which a row may be broken between pages; a shorter one moves to the next page as a whole."""


def render_pdf(book: Book, fonts: Path | None = None) -> bytes:
    """The whole book. Raises NoChineseFont, NotPrintable."""
    known = installed(fonts)
    document = _document(book) | {"fonts": faces(known)}
    return _set(json.dumps(document, ensure_ascii=False), book, known)


def _set(document: str, book: Book, fonts: typst.Fonts) -> bytes:
    """The pages; their date is the day the standard comes into force, so that the same book gives the same bytes."""
    day = book.head.effective
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    compiler = typst.Compiler(_template(), font_paths=fonts, ignore_system_fonts=True)
    try:
        made = compiler.compile(
            format="pdf", sys_inputs={"book": document}, pdf_standards=STANDARD, timestamp=at
        )
    except typst.TypstError as refused:
        raise NotPrintable(why=refused.message) from refused
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("handbook").joinpath("templates", "book.typ").read_bytes()


def _document(book: Book) -> dict[str, Any]:
    """The book as the template reads it."""
    head, lang = book.head, book.langs[0]
    day = head.effective
    writer = _Writer(book)
    return {
        "title": head.title[0],
        "heading": head.title,
        "subtitle": subtitle_of(head, book.langs),
        "edition": head.edition_name,
        "about": head.about,
        "facts": facts_of(head, lang),
        "status": head.status,
        "issued": issued_of(head, lang),
        "record": head.is_record,
        "contents": say(lang, "chapter.contents"),
        "proposal": say(lang, "book.proposal"),
        "foot": foot_of(head, lang),
        "day": [day.year, day.month, day.day],
        "lang": lang,
        "langs": book.langs,
        "long": head.edition not in OF_ONE,
        "region": None if lang == _ENGLISH else "cn",
        "wide": head.edition == FLOW,
        "address": head.address,
        "check_at": say(lang, "book.check_at"),
        "qr": qr_svg(head.address) if head.address else "",
        "parts": [writer.part(part, level) for part, level in writer.flat(book.parts, 1)],
    }


class _Writer:
    """Nodes as plain values for the template; a code leads somewhere only where this book has its clause."""

    def __init__(self, book: Book) -> None:
        self.book, self.langs = book, book.langs
        self.is_long = book.head.edition not in OF_ONE
        self.anchors = frozenset(clause.anchor for clause in clauses(book))

    def flat(self, parts: tuple[Part, ...], level: int) -> list[tuple[Part, int]]:
        return [each for part in parts for each in ((part, level), *self.flat(part.parts, level + 1))]

    def part(self, part: Part, level: int) -> dict[str, Any]:
        return {
            "title": full_title(part, self.langs),
            "anchor": part.anchor,
            "level": level,
            "opens": (level == 1 and opens_page(part, is_long=self.is_long))
            or any(isinstance(b, Form) for b in part.blocks),
            "proposal": part.proposal,
            "change": say(self.langs[0], f"book.{part.change}") if part.change else "",
            "blocks": [self.block(block) for block in part.blocks],
        }

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Para():
                codes = [self.code(code) for code in block.codes]
                return {"type": "para", "kind": block.kind, "words": block.words, "codes": codes}
            case Items():
                return {"type": "items", "entries": block.entries, "lettered": block.lettered}
            case Table():
                return self.table(block)
            case Figure():
                return self.figure(block)
            case Form():
                return self.form(block)

    def figure(self, figure: Figure) -> dict[str, Any]:
        caption = caption_of(figure, self.langs)
        told = {"svg": figure.svg, "caption": caption, "alt": figure.alt[0], "wide": figure.is_wide}
        return {"type": "figure", **told}

    def form(self, form: Form) -> dict[str, Any]:
        lang = self.langs[0]
        return {
            "type": "form",
            "title": form.title,
            "fields": [self.field(field) for field in form.fields],
            "pledge": form.pledge,
            "pledge-label": [say(each, "form.pledge") for each in self.langs],
            "signatures": form.signatures,
            "sign": say(lang, "form.signature"),
            "on": say(lang, "form.signed_on"),
            "date": say(lang, "form.date"),
            "seal": say(lang, "form.seal"),
        }

    def table(self, table: Table) -> dict[str, Any]:
        return {
            "type": "table",
            "caption": caption_of(table, self.langs),
            "centred": [column.centred for column in table.columns],
            "shares": [column.share for column in table.columns],
            "heads": [column.head for column in table.columns],
            "rows": [self.row(row) for row in table.rows],
        }

    def row(self, row: Row) -> dict[str, Any]:
        cells = row.cells[1:] if row.element else row.cells
        change = say(self.langs[0], f"book.{row.change}") if row.change else ""
        return {
            "code": row.shown if row.element else "",
            "anchor": row.anchor,
            "change": change,
            "long": any(len(line[0]) > _BREAKABLE for cell in cells for line in cell.lines),
            "cells": [self.cell(cell) for cell in cells],
        }

    def cell(self, cell: Cell) -> tuple[list[tuple[str, str]], tuple[tuple[str, ...], ...]]:
        return ([self.code(code) for code in cell.codes], cell.lines)

    def code(self, code: str) -> tuple[str, str]:
        anchor = code.replace("/", ".")
        return (shown_code(self.book, code), anchor if anchor in self.anchors else "")

    def field(self, field: Field) -> dict[str, Any]:
        unit = (
            tuple(say(lang, "form.date") for lang in self.langs[:1]) if field.kind == "date" else field.unit
        )
        return {
            "label": field.label,
            "choices": field.choices,
            "unit": unit,
            "lines": field.lines,
            "columns": field.columns,
            "value": field.value,
        }
