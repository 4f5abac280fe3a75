"""What a book says of one element of the standard, taken out of its table or chapter: the help beside an item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handbook.nodes import Book, Cell, Column, Element, Form, Para, Part, Row, Table, Words, parts_of
from handbook.titles import full_title


@dataclass(frozen=True, slots=True)
class Stated:
    """`said`: the head of each column with what stands below it; of a form its paragraphs and fields, without heads."""

    element: Element
    code: str
    anchor: str
    chapter: Words
    said: tuple[tuple[Words, Cell], ...]
    is_proposal: bool = False


def stated(book: Book) -> Mapping[Element, Stated]:
    """Everything that the book states, by element; one that stands in it twice, as it is first stated."""
    found: dict[Element, Stated] = {}
    for part in parts_of(book.parts):
        chapter = full_title(part, book.langs)
        for each in (*_of_part(part, chapter), *_of_rows(part, chapter)):
            found.setdefault(each.element, each)
    return MappingProxyType(found)


def _of_part(part: Part, chapter: Words) -> Iterator[Stated]:
    if part.element:
        said = tuple(_told(part))
        yield Stated(part.element, part.code, part.anchor, chapter, said, part.proposal)


def _told(part: Part) -> Iterator[tuple[Words, Cell]]:
    for block in part.blocks:
        if isinstance(block, Para):
            yield (), Cell((block.words,), block.codes)
        elif isinstance(block, Form):
            yield (), Cell(tuple(field.label for field in block.fields))


def _of_rows(part: Part, chapter: Words) -> Iterator[Stated]:
    for block in part.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                if row.element:
                    yield _of_row(row, row.element, block.columns, chapter)


def _of_row(row: Row, element: Element, columns: tuple[Column, ...], chapter: Words) -> Stated:
    """Without the cell of its code, and without those that hold nothing."""
    cells = zip((column.head for column in columns[1:]), row.cells[1:], strict=True)
    said = tuple((head, cell) for head, cell in cells if _holds(cell))
    return Stated(element, row.code, row.anchor, chapter, said, row.proposal)


def _holds(cell: Cell) -> bool:
    return bool(cell.codes) or any(set(line) - {"", "—"} for line in cell.lines)
