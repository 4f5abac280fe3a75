"""What a book is made of: a tree of parts, and in each part blocks. Frozen, and free of any format.

Every text is `Words`: the same text once for each language of the book, Chinese first. Texts are data: a renderer
prints them literally, whatever signs they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Words = tuple[str, ...]
Element = tuple[str, str]
"""A thing of the standard: its block and its code, as in `Standard.places`."""

NOWORDS: Words = ()


def is_cited(code: str) -> bool:
    """Whether people cite a clause by its code: G2, MIN-P-1. Others are identifiers, for programs and addresses."""
    return code[:1].isupper()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: paragraphs of words, and before them the codes of other clauses."""

    lines: tuple[Words, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and its share of the width (any unit). `centred`: for signs and letters."""

    head: Words
    share: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row. One that states an element of the standard is a clause, with an anchor and a source.

    `roles`: whom it concerns; empty for everybody. `proposal`: nothing but this standard says so.
    """

    cells: tuple[Cell, ...]
    code: str = ""
    anchor: str = ""
    element: Element | None = None
    roles: frozenset[str] = frozenset()
    proposal: bool = False
    change: Literal["", "new", "changed"] = ""

    @property
    def shown(self) -> str:
        """What stands for its code: the code itself, or the number of the row."""
        return self.cells[0].lines[0][0]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its head is repeated on each page. `number` is that of the full edition: 12, A.3."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Words = NOWORDS
    number: str = ""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph, and after it the codes of clauses. `note` is smaller and set apart, `lead` opens a chapter."""

    words: Words
    kind: Literal["body", "note", "lead"] = "body"
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `lettered`: a), b), so that each entry can be cited."""

    entries: tuple[Words, ...]
    lettered: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG, with its caption and with what it shows in words. A wide one takes a page of its own."""

    svg: str
    caption: Words
    alt: Words
    number: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. `choices` are ticked; `lines` is the height of the space to write in.

    `kind` date has its own signs for year, month and day; one with `columns` is a table of `lines` empty rows.
    `value`: what is filled in already.
    """

    label: Words
    choices: tuple[Words, ...] = ()
    unit: Words = NOWORDS
    lines: int = 1
    kind: Literal["text", "date"] = "text"
    columns: tuple[Words, ...] = ()
    value: Words = NOWORDS


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in, for one kind of document. `pledge`: what its signers declare."""

    title: Words
    fields: tuple[Field, ...]
    signatures: tuple[Words, ...]
    pledge: tuple[Words, ...] = ()


Block = Table | Para | Items | Figure | Form


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, a section, an annex. `number` is '' for those without one; `anchor` is its address.

    One that states an element (a stage, a gate, a form) is a clause. `roles`: whom it concerns; empty for everybody.
    `weight`: normative or informative, for annexes. `repeats`: only says again what clauses say elsewhere, so that it
    is not compared between versions. `owner`: the role whose list of duties it is.
    """

    number: str
    title: Words
    anchor: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    element: Element | None = None
    code: str = ""
    roles: frozenset[str] = frozenset()
    weight: Literal["", "normative", "informative"] = ""
    proposal: bool = False
    repeats: bool = False
    owner: str = ""
    change: Literal["", "new", "changed"] = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What the cover and the foot of each page say. `about`: whose book it is, of one project, organisation or party.

    A record has `facts`, and a `foot` where it says something of its own; it stands below its head instead of behind a
    cover.
    """

    title: Words
    version: str
    effective: date
    hash: str
    edition: str
    edition_name: Words
    audience: Words
    status: Words
    check: str
    address: str
    about: Words = NOWORDS
    facts: tuple[tuple[str, str], ...] = ()
    foot: str = ""

    @property
    def is_record(self) -> bool:
        """Whether it tells of one occasion or month: a report, minutes, the monthly sheet of a party."""
        return bool(self.facts)


@dataclass(frozen=True, slots=True)
class Book:
    """One edition in one or two languages. `omitted`: codes of the clauses that this edition leaves out.

    `places`: for each code that is only an identifier, the number of the table in the full edition that has it.
    """

    langs: tuple[str, ...]
    head: Head
    parts: tuple[Part, ...]
    omitted: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """Where an element of the standard stands in a book."""

    element: Element
    code: str
    anchor: str
    number: str


def opens_page(part: Part, *, is_long: bool) -> bool:
    """Whether a chapter begins on a page of its own: all but the short ones that only follow each other (GB/T 1.1).

    In the edition of one project or organisation, which is not long, only what comes from the full one does.
    """
    if not is_long:
        return bool(part.number)
    return not part.number.isdigit() or part.number == "1" or bool(part.parts)


def parts_of(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Every part, each before what is in it."""
    for part in parts:
        yield part
        yield from parts_of(part.parts)


def clauses(book: Book) -> Iterator[Clause]:
    """Every clause of a book, in printed order."""
    for part in parts_of(book.parts):
        if part.element:
            yield Clause(part.element, part.code, part.anchor, part.number)
        for table in part.blocks:
            if isinstance(table, Table):
                yield from (
                    Clause(row.element, row.code, row.anchor, part.number)
                    for row in table.rows
                    if row.element
                )
