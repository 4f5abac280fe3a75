"""Finding words in a book: clause by clause, in printed order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handbook.nodes import Book, Figure, Form, Items, Para, Part, Row, Table, Words, is_cited, parts_of
from handbook.titles import full_title


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a book: its address, its code if people cite one, the chapter, and what stands there."""

    anchor: str
    code: str
    chapter: Words
    text: str


def found(book: Book, words: str) -> Iterator[Found]:
    """Every clause and paragraph that has all the words, whatever their case; nothing for no words."""
    wanted = words.casefold().split()
    if not wanted:
        return
    for part in parts_of(book.parts):
        chapter = full_title(part, book.langs)
        for anchor, code, text in _places(part):
            folded = f"{code} {text}".casefold()
            if all(word in folded for word in wanted):
                yield Found(anchor, code if is_cited(code) else "", chapter, text)


def _places(part: Part) -> Iterator[tuple[str, str, str]]:
    yield part.anchor, part.code, " ".join(part.title)
    for block in part.blocks:
        match block:
            case Para():
                yield part.anchor, "", " ".join(block.words)
            case Items():
                yield from ((part.anchor, "", " ".join(entry)) for entry in block.entries)
            case Table():
                yield from ((row.anchor or part.anchor, row.code, _text(row)) for row in block.rows)
            case Form():
                for told in (*(field.label for field in block.fields), *block.pledge):
                    yield part.anchor, "", " ".join(told)
            case Figure():
                yield part.anchor, "", " ".join(block.caption)


def _text(row: Row) -> str:
    cells = row.cells[1:] if row.element else row.cells
    return " · ".join(" ".join(dict.fromkeys(line)) for cell in cells for line in cell.lines)
