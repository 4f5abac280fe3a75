"""What differs between two books of one edition: bars at the clauses, a list of changes, and a word in the foreword.

Compared is every clause, and beside them every part that is none: nothing that reads differently goes unmarked. Parts
that only repeat what clauses say (the assignment, the indexes, the coverage) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Literal

from handbook.labels import say
from handbook.nodes import (
    NOWORDS,
    Block,
    Book,
    Cell,
    Column,
    Element,
    Field,
    Figure,
    Form,
    Items,
    Para,
    Part,
    Row,
    Table,
    Words,
)

Change = Literal["new", "changed", "gone"]
Said = tuple[str, Words]
"""A printed code or number, and what is said under it."""
_PART = "part"
_NAMED = 12


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
    now, then = dict(_said(book)), dict(_said(earlier))
    gone = (
        Difference(element, code, "gone", words, NOWORDS)
        for element, (code, words) in then.items()
        if element not in now
    )
    return (*_present(now, then), *gone)


def _present(now: Mapping[Element, Said], then: Mapping[Element, Said]) -> Iterator[Difference]:
    for element, (code, words) in now.items():
        if element not in then:
            yield Difference(element, code, "new", NOWORDS, words)
        elif then[element][1] != words:
            yield Difference(element, code, "changed", then[element][1], words)


def _said(book: Book) -> Iterator[tuple[Element, Said]]:
    for part in _compared(book.parts):
        languages = len(book.langs)
        yield _element(part), (_code(part), _joined((part.title, *_running(part, languages)), languages))
        for row in _clauses(part):
            if row.element:
                yield row.element, (row.code, _of_row(row, languages))


def _compared(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not part.repeats:
            yield part
            yield from _compared(part.parts)


def _element(part: Part) -> Element:
    return part.element or (_PART, part.anchor)


def _code(part: Part) -> str:
    """What a part is called in a list: its code, its number, or its title."""
    return part.code or part.number or part.title[0]


def _clauses(part: Part) -> Iterator[Row]:
    for block in part.blocks:
        if isinstance(block, Table):
            yield from (row for row in block.rows if row.element)


def _running(part: Part, languages: int) -> Iterator[Words]:
    """Everything a part says itself; its clauses speak for themselves."""
    return chain.from_iterable(_of_block(block, languages) for block in part.blocks)


def _of_block(block: Block, languages: int) -> Iterator[Words]:
    match block:
        case Para():
            yield _coded(block.words, block.codes)
        case Items():
            yield from block.entries
        case Table():
            yield from (_of_row(row, languages) for row in block.rows if not row.element)
        case Form():
            yield from chain.from_iterable(map(_of_field, block.fields))
            yield from block.pledge
        case Figure():
            pass


def _of_field(field: Field) -> Iterator[Words]:
    yield from (field.label, *field.choices, *field.columns, field.unit)


def _coded(words: Words, codes: tuple[str, ...]) -> Words:
    return tuple(" ".join((text, *codes)) for text in words)


def _of_row(row: Row, languages: int) -> Words:
    cells = row.cells[1:] if row.element else row.cells
    return _joined([_of_cell(cell, languages) for cell in cells], languages, " | ")


def _of_cell(cell: Cell, languages: int) -> Words:
    return _joined([(code,) * languages for code in cell.codes] + list(cell.lines), languages)


def _joined(pieces: Iterable[Words], languages: int, sign: str = " ") -> Words:
    told = [piece for piece in pieces if piece]
    return tuple(sign.join(piece[n] for piece in told) for n in range(languages))


# Marked in the book ------------------------------------------------------------------------------------------------


Mark = Literal["", "new", "changed"]


def compared(book: Book, earlier: Book) -> Book:
    """The book with what changed marked, and the list of changes after the foreword."""
    found = differences(book, earlier)
    marks: dict[Element, Mark] = {each.element: each.change for each in found if each.change != "gone"}
    marked = tuple(_marked(part, marks) for part in book.parts)
    listed = _list(book.langs, found, earlier.head.version)
    return replace(book, parts=(*marked[:1], listed, *marked[1:]), places={**earlier.places, **book.places})


def _marked(part: Part, marks: Mapping[Element, Mark]) -> Part:
    if part.repeats:
        return part
    blocks = tuple(
        replace(block, rows=tuple(_row(row, marks) for row in block.rows))
        if isinstance(block, Table)
        else block
        for block in part.blocks
    )
    inner = tuple(_marked(each, marks) for each in part.parts)
    return replace(part, blocks=blocks, parts=inner, change=marks.get(_element(part), ""))


def _row(row: Row, marks: Mapping[Element, Mark]) -> Row:
    change = marks.get(row.element, "") if row.element else ""
    return replace(row, change=change) if change else row


def _list(langs: tuple[str, ...], found: tuple[Difference, ...], version: str) -> Part:
    counts = {change: sum(each.change == change for each in found) for change in ("new", "changed", "gone")}
    key = "changes.read" if found else "changes.none"
    shares = {"code": 14, "change": 10, "before": 44, "after": 44}
    columns = tuple(Column(_words(langs, f"column.{name}"), share) for name, share in shares.items())
    rows = tuple(
        Row(
            (
                Cell((), (each.code,)),
                Cell((_words(langs, f"change.{each.change}"),)),
                Cell((each.before,) if each.before else ()),
                Cell((each.after,) if each.after else ()),
            )
        )
        for each in found
    )
    told = Para(_words(langs, key, version=version, **counts))
    blocks = (told, *((Table(columns, rows),) if rows else ()))
    return Part("", _words(langs, "chapter.changes"), "changes", blocks, repeats=True)


def _words(langs: tuple[str, ...], key: str, **values: object) -> Words:
    return tuple(say(lang, key, **values) for lang in langs)


# Told in the foreword ------------------------------------------------------------------------------------------------


def prefaced(book: Book, found: tuple[Difference, ...], earlier: str) -> Book:
    """The book with what changed since the version before it in its foreword; `earlier` is '' for the first version."""
    foreword = next((part for part in book.parts if part.anchor == "foreword"), None)
    if foreword is None:
        return book
    versions = {"version": book.head.version, "earlier": earlier}
    key = "foreword.first" if not earlier else "foreword.replaces" if found else "foreword.same"
    told: tuple[Block, ...] = (Para(_words(book.langs, key, **versions)),)
    if found:
        told = (*told, Items(tuple(_kinds(book.langs, found)), lettered=True))
    with_history = replace(foreword, blocks=(*foreword.blocks, *told))
    return replace(book, parts=tuple(with_history if part is foreword else part for part in book.parts))


def _kinds(langs: tuple[str, ...], found: tuple[Difference, ...]) -> Iterator[Words]:
    """One entry for each kind of change and block: what was added, altered, removed."""
    order = ("new", "changed", "gone")

    def kind(each: Difference) -> tuple[int, str]:
        return order.index(each.change), each.element[0]

    for (change, block), group in groupby(sorted(found, key=kind), key=kind):
        codes = [each.code for each in group]
        yield tuple(_kind(lang, order[change], block, codes) for lang in langs)


def _kind(lang: str, change: str, block: str, codes: list[str]) -> str:
    named = (", " if lang == "en" else "、").join(codes[:_NAMED])
    more = say(lang, "foreword.more") if len(codes) > _NAMED else ""
    told = say(lang, f"foreword.{change}", block=say(lang, f"block.{block}"), n=len(codes))
    return f"{told}{named}{more}"
