"""What differs between two books of one edition: bars at the clauses, and a list of changes after the foreword."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from handbook.labels import say
from handbook.nodes import NOWORDS, Book, Cell, Column, Element, Para, Part, Row, Table, Words, parts_of
from stages.model import Standard

Change = Literal["new", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that differs: what it said and what it says; no words for what is not there."""

    element: Element
    code: str
    change: Change
    before: Words
    after: Words


def differences(book: Book, earlier: Book) -> tuple[Difference, ...]:
    """Every clause that is new, reads differently, or is gone; in printed order, the gone ones last."""
    now, then = _said(book), _said(earlier)
    return (*_present(now, then), *(
        Difference(element, code, "gone", words, NOWORDS)
        for element, (code, words) in then.items()
        if element not in now
    ))  # fmt: skip


def _present(
    now: Mapping[Element, tuple[str, Words]], then: Mapping[Element, tuple[str, Words]]
) -> Iterator[Difference]:
    for element, (code, words) in now.items():
        if element not in then:
            yield Difference(element, code, "new", NOWORDS, words)
        elif then[element][1] != words:
            yield Difference(element, code, "changed", then[element][1], words)


def _said(book: Book) -> dict[Element, tuple[str, Words]]:
    """What each clause says. Of a chapter its title and paragraphs count: its tables have clauses of their own."""
    said: dict[Element, tuple[str, Words]] = {}
    for part in parts_of(book.parts):
        if part.element:
            paragraphs = (block.words for block in part.blocks if isinstance(block, Para))
            said[part.element] = (part.code, _joined((part.title, *paragraphs), len(book.langs)))
        for table in part.blocks:
            if isinstance(table, Table):
                said |= {
                    row.element: (row.code, _of_row(row, len(book.langs)))
                    for row in table.rows
                    if row.element
                }
    return said


def _of_row(row: Row, languages: int) -> Words:
    return _joined([_of_cell(cell, languages) for cell in row.cells[1:]], languages, " | ")


def _of_cell(cell: Cell, languages: int) -> Words:
    return _joined([(code,) * languages for code in cell.codes] + list(cell.lines), languages)


def _joined(pieces: list[Words] | tuple[Words, ...], languages: int, sign: str = " ") -> Words:
    return tuple(sign.join(piece[n] for piece in pieces if piece) for n in range(languages))


# Marked in the book ------------------------------------------------------------------------------------------------


def compared(book: Book, earlier: Book, standard: Standard, against: Standard) -> Book:
    """The book with its changed clauses marked and the list of changes after the foreword."""
    found = differences(book, earlier)
    marks: dict[Element, Literal["new", "changed"]] = {
        each.element: each.change for each in found if each.change != "gone"
    }
    marked = tuple(_marked(part, marks) for part in book.parts)
    listed = _list(book.langs, found, against.version if against.hash != standard.hash else standard.version)
    return replace(book, parts=(*marked[:1], listed, *marked[1:]))


def _marked(part: Part, marks: Mapping[Element, Literal["new", "changed"]]) -> Part:
    blocks = tuple(
        replace(block, rows=tuple(_row(row, marks) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in part.blocks
    )
    return replace(part, blocks=blocks, parts=tuple(_marked(each, marks) for each in part.parts))


def _row(row: Row, marks: Mapping[Element, Literal["new", "changed"]]) -> Row:
    change = marks.get(row.element) if row.element else None
    return replace(row, change=change) if change else row


def _list(langs: tuple[str, ...], found: tuple[Difference, ...], version: str) -> Part:
    def said(key: str, **values: object) -> Words:
        return tuple(say(lang, key, **values) for lang in langs)

    counts = {change: sum(each.change == change for each in found) for change in ("new", "changed", "gone")}
    key = "changes.read" if found else "changes.none"
    shares = {"code": 14, "change": 10, "before": 44, "after": 44}
    columns = tuple(Column(said(f"column.{name}"), share) for name, share in shares.items())
    rows = tuple(
        Row(
            (
                Cell((), (each.code,)),
                Cell((said(f"change.{each.change}"),)),
                Cell((each.before,) if each.before else ()),
                Cell((each.after,) if each.after else ()),
            )
        )
        for each in found
    )
    blocks = (Para(said(key, version=version, **counts)), *((Table(columns, rows),) if rows else ()))
    return Part("", said("chapter.changes"), "changes", blocks)
