"""The hand that writes a book: cells, rows and parts with their codes, addresses and sources."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import starmap

from handbook.elements import anchors
from handbook.given import Given
from handbook.nodes import (
    Block,
    Cell,
    Column,
    Element,
    Figure,
    Form,
    Items,
    Para,
    Part,
    Row,
    Table,
    Words,
    is_cited,
)
from handbook.voice import Voice, Voices
from stages.conditions import Condition
from stages.graph import Graph, graph
from stages.model import Due, Duty, Move, Office, Source, Standard, Text

Line = Words | str
NOBODY: frozenset[str] = frozenset()
_SOURCE, _SOURCES, _LONG = 18, 27, 20
"""The share of the column that says where a rule comes from, and that of one where some text is long (in signs)."""
_TYPE_MM, _SIGN_MM, _EDGE_MM, _SHORTEST, _LONGEST = 156, 1.9, 3, 6, 16


@dataclass(frozen=True)
class Draft:
    """A book being written about `standard`, in the languages of `voices`, with what it was given."""

    voices: Voices
    given: Given
    _cells: dict[object, Cell] = field(default_factory=dict, repr=False, compare=False)
    _words: dict[object, Words] = field(default_factory=dict, repr=False, compare=False)
    _roles: dict[tuple[str | None, ...], frozenset[str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def standard(self) -> Standard:
        """The standard that is written about."""
        return self.voices.standard

    @cached_property
    def anchors(self) -> Mapping[Element, str]:
        """The address of every element."""
        return anchors(self.standard)

    @cached_property
    def asked_for(self) -> Mapping[str, tuple[tuple[Duty, ...], tuple[Move, ...]]]:
        """By kind of document, the duties and the moves that ask for it."""
        found: dict[str, tuple[list[Duty], list[Move]]] = {code: ([], []) for code in self.standard.documents}
        for duty in self.standard.duties.values():
            for code in duty.evidence:
                found[code][0].append(duty)
        for move in self.standard.flow.moves.values():
            for code in move.docs:
                found[code][1].append(move)
        return {code: (tuple(duties), tuple(moves)) for code, (duties, moves) in found.items()}

    @cached_property
    def graph(self) -> Graph:
        """The moves as edges, for the drawings."""
        return graph(self.standard)

    # Whom it concerns -----------------------------------------------------------------------------------------

    @cached_property
    def parties(self) -> frozenset[str]:
        """The roles that are parties of a project."""
        return frozenset(role.code for role in self.standard.roles.values() if role.party)

    @cached_property
    def panels(self) -> frozenset[str]:
        """The roles that are no party: the experts."""
        return frozenset(self.standard.roles) - self.parties

    @cached_property
    def deciders(self) -> frozenset[str]:
        """The roles that propose or decide at the gates."""
        gates = self.standard.gates.values()
        return self.roles_of(*(office for gate in gates for office in (gate.decider, gate.propose)))

    def roles_of(self, *codes: str | None) -> frozenset[str]:
        """The roles of offices, roles and kinds of organisation, given by code; codes of anything else are skipped."""
        if codes not in self._roles:
            self._roles[codes] = frozenset(role for code in codes if code and (role := self._role(code)))
        return self._roles[codes]

    def _role(self, code: str) -> str | None:
        if code in self.standard.offices:
            return self.standard.offices[code].role
        if code in self.standard.roles:
            return code
        kind = self.standard.organisation_kinds.get(code)
        return kind.role if kind else None

    # Cells and rows -------------------------------------------------------------------------------------------

    def cell(self, *lines: Line, codes: Iterable[str] = ()) -> Cell:
        """A cell; lines without words are left out, and plain text is the same in every language."""
        same = self.voices.same
        return Cell(
            tuple([same(each) if isinstance(each, str) else each for each in lines if each]), tuple(codes)
        )

    def text(self, text: Text) -> Cell:
        """A cell with a text of the standard."""
        return Cell((self.voices.of(text),))

    def say(self, key: str, **values: object) -> Cell:
        """A cell with a sentence of the handbook's own."""
        return Cell((self.voices.say(key, **values),))

    def words(self, kind: str, code: str) -> Words:
        """The word for a code that a standard may choose freely."""
        return self.voices.each(lambda voice: voice.word(kind, code))

    def who(self, *codes: str | None) -> Cell:
        """A cell that names offices, roles or other actors."""
        return self._once(("who", codes), lambda: Cell((self.names(*codes),)))

    def _once(self, key: object, make: Callable[[], Cell]) -> Cell:
        """A cell that stands in the book many times, made the first time."""
        if key not in self._cells:
            self._cells[key] = make()
        return self._cells[key]

    def names(self, *codes: str | None) -> Words:
        """Offices, roles or other actors by name."""
        return self._said(("names", codes), lambda v: v.listed(v.who(code) for code in codes if code))

    def office(self, code: str) -> Words:
        """An office by name and code."""
        return self._said(("office", code), lambda v: v.who(code) + v.aside(code))

    # Rules as words -------------------------------------------------------------------------------------------

    def due(self, rule: Due, kind: str) -> Words:
        """When something falls due; `kind` is that of the milestone."""
        return self._said(("due", id(rule), kind), lambda voice: voice.due(rule, kind))

    def _said(self, key: object, read: Callable[[Voice], str]) -> Words:
        """Words that stand in the book many times, read the first time."""
        if key not in self._words:
            self._words[key] = self.voices.each(read)
        return self._words[key]

    def applies(self, condition: Condition | None) -> Words:
        """Under which condition a rule applies; no words where it always does."""
        if condition is None:
            return ()
        return self.voices.each(lambda voice: voice.say("if", told=voice.condition(condition)))

    def tested(self, condition: Condition | None) -> Words:
        """What a condition asks; no words for none."""
        return self.voices.each(lambda voice: voice.condition(condition))

    def listed(self, texts: Iterable[Text]) -> Words:
        """Several texts in one sentence."""
        told = tuple(texts)
        return self.voices.each(lambda voice: voice.listed(voice.of(text) for text in told))

    def labelled(self, key: str, told: Words) -> Words:
        """A sentence of the handbook's own around words (`told`)."""
        return tuple(voice.say(key, told=text) for voice, text in zip(self.voices.voices, told, strict=True))

    def codes(self, codes: Iterable[str]) -> Words:
        """Codes in one sentence, for words that take no links."""
        told = tuple(codes)
        return self.voices.each(lambda voice: voice.listed(told))

    def documents(self, codes: Iterable[str]) -> Words:
        """Kinds of document by name."""
        told = tuple(codes)
        return self._said(("documents", told), lambda voice: voice.documents(told))

    def measured(self, number: float, unit: Text, sign: str = "") -> Words:
        """A number with its unit, and a sign before it."""
        return self.voices.each(lambda voice: f"{sign} {voice.measured(number, voice.of(unit))}".strip())

    def day(self, day: date | None, none: str) -> Words:
        """A day in full; the label `none` where there is none."""
        return self.voices.each(lambda voice: voice.day(day) if day else voice.say(none))

    def noted(self, text: Text, note: Text | None) -> Cell:
        """A cell with a text and, below it, a note."""
        return self.cell(self.voices.of(text), self.voices.of(note) if note else ())

    # Rows and tables ------------------------------------------------------------------------------------------

    def clause(
        self,
        block: str,
        code: str,
        *cells: Cell,
        source: Source | None = None,
        basis: tuple[str, ...] = (),
        roles: frozenset[str] = NOBODY,
    ) -> Row:
        """A row that states an element: its code first, its source last; what is only a name has none."""
        element = (block, code)
        told = (self.source(source, basis),) if source else ()
        return Row(
            cells=(self.cell(code), *cells, *told),
            code=code,
            anchor=self.anchors.get(element, f"{block}.{code}"),
            element=element,
            roles=roles,
            proposal=source is not None and source.kind == "proposal",
        )

    def source(self, source: Source, basis: tuple[str, ...] = ()) -> Cell:
        """A cell that says where a rule comes from."""
        key = ("source", source.kind, source.ref, basis)
        return self._once(key, lambda: Cell((self.voices.each(lambda voice: voice.source(source, basis)),)))

    def table(self, heads: Iterable[tuple[str, int]], rows: Iterable[Row], *, caption: Words = ()) -> Table:
        """A table of clauses: `heads` (key of a label, share) stand between the code and the source.

        Where no row has a source there is no such column: they are names.
        """
        stated, inner = tuple(rows), tuple(heads)
        sourced = [row for row in stated if len(row.cells) == len(inner) + 2]
        last = (("column.source", _source_share(sourced)),) if sourced else ()
        rest = sum(share for _, share in (*inner, *last))
        head = "column.code"
        if not any(is_cited(row.code) for row in stated):
            head, stated = "column.serial", tuple(starmap(self._counted, enumerate(stated, start=1)))
        code = _code_share(max((len(row.shown) for row in stated), default=0), rest)
        columns = ((head, code), *inner, *last)
        kept = (row if len(row.cells) == len(columns) else self._dashed(row) for row in stated)
        return self.plain_table(columns, kept, caption=caption)

    def _counted(self, n: int, row: Row) -> Row:
        """A row that people do not cite by its code, with its number in the table."""
        return replace(row, cells=(self.cell(str(n)), *row.cells[1:]))

    def _dashed(self, row: Row) -> Row:
        """A row without a source, in a table where others have one."""
        return replace(row, cells=(*row.cells, self.cell("—")))

    def plain_table(
        self, heads: Iterable[tuple[str, int]], rows: Iterable[Row], *, caption: Words = ()
    ) -> Table:
        """A table whose columns are all given."""
        columns = tuple(Column(self.voices.say(key), share) for key, share in heads)
        return Table(columns, tuple(rows), caption)

    # Parts ----------------------------------------------------------------------------------------------------

    def para(self, key: str, **values: object) -> Para:
        """A paragraph of the handbook's own."""
        return Para(self.voices.say(key, **values))

    def coded(self, key: str, codes: Iterable[str], **values: object) -> Para:
        """A paragraph that ends in the codes of clauses."""
        return Para(self.voices.say(key, **values), codes=tuple(codes))

    def note(self, key: str, **values: object) -> Para:
        """A paragraph set apart."""
        return Para(self.voices.say(key, **values), "note")

    def part(
        self,
        slug: str,
        *blocks: Block | None,
        parts: Iterable[Part | None] = (),
        title: Words | None = None,
        roles: frozenset[str] = NOBODY,
        repeats: bool = False,
    ) -> Part:
        """A part called `chapter.SLUG` unless it has a title; what is None or empty is left out."""
        head = slug.rpartition("/")[2]
        return Part(
            number="",
            title=title or self.voices.say(f"chapter.{head}"),
            anchor=slug.replace("/", "."),
            blocks=tuple(block for block in blocks if block is not None and not is_empty(block)),
            parts=tuple(part for part in parts if part is not None),
            roles=roles,
            repeats=repeats,
        )

    def stated(self, part: Part, block: str, code: str, source: Source | None = None) -> Part:
        """The same part as the clause of an element."""
        proposal = source is not None and source.kind == "proposal"
        return replace(
            part, element=(block, code), code=code, anchor=self.anchors[block, code], proposal=proposal
        )


def _source_share(rows: Iterable[Row]) -> int:
    """A law with its article takes more room than the word for a proposal."""
    is_long = any(len(line[0]) > _LONG for row in rows for line in row.cells[-1].lines)
    return _SOURCES if is_long else _SOURCE


def _code_share(longest: int, rest: int) -> int:
    """The share of a column that takes a code of so many signs on one line; longer ones than 16 are broken."""
    millimetres = min(max(longest, _SHORTEST), _LONGEST) * _SIGN_MM + _EDGE_MM
    return max(_SOURCE // 2, math.ceil(millimetres / (_TYPE_MM - millimetres) * rest))


def is_empty(block: Block) -> bool:
    """Whether a block has nothing to say: a table without rows, a list without entries."""
    match block:
        case Table():
            return not block.rows
        case Items():
            return not block.entries
        case Para() | Figure() | Form():
            return False


def offices_of(standard: Standard, role: str) -> tuple[Office, ...]:
    """The offices of a role, lowest rank first."""
    return tuple(
        sorted((each for each in standard.offices.values() if each.role == role), key=lambda each: each.rank)
    )
