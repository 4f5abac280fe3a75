"""The index: what one has in hand or in mind, in order of sound, with the clauses where it is laid down."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handbook.chapters.front import TERMS
from handbook.draft import NOBODY, Draft
from handbook.nodes import Part, Row, Words
from stages.model import Coded, Document

_FIRST_OF_SOUND = {
    "A": 0xB0A1, "B": 0xB0C5, "C": 0xB2C1, "D": 0xB4EE, "E": 0xB6EA, "F": 0xB7A2, "G": 0xB8C1, "H": 0xB9FE,
    "J": 0xBBF7, "K": 0xBFA6, "L": 0xC0AC, "M": 0xC2E8, "N": 0xC4C3, "O": 0xC5B6, "P": 0xC5BE, "Q": 0xC6DA,
    "R": 0xC8BB, "S": 0xC8F6, "T": 0xCBFA, "W": 0xCDDA, "X": 0xCEF4, "Y": 0xD1B9, "Z": 0xD4D1,
}  # fmt: skip
"""Where each initial begins among the common characters, which GB 2312 lists in order of sound."""
_SOUNDS, _STARTS = tuple(_FIRST_OF_SOUND), tuple(_FIRST_OF_SOUND.values())
_RARE = 0xD7FA  # from here on GB 2312 lists by radical
_UNSORTED = "#"


@dataclass(frozen=True, slots=True)
class Entry:
    """A word, the codes of clauses and numbers of terms behind it, and whom it concerns."""

    words: Words
    codes: tuple[str, ...] = ()
    number: str = ""
    roles: frozenset[str] = NOBODY


def index(draft: Draft) -> Part:
    """Terms, documents, offices, gates, moves, tracks, indicators, dimensions, resources, laws."""
    lang = draft.voices.langs[0]
    entries = sorted(_entries(draft), key=lambda entry: (_place(entry.words[0], lang), entry.codes))
    heads = [("column.initial", 8), ("column.word", 46), ("column.clauses", 46)]
    return draft.part("index", draft.plain_table(heads, _rows(draft, entries)), repeats=True)


def _rows(draft: Draft, entries: Iterable[Entry]) -> Iterator[Row]:
    lang, last = draft.voices.langs[0], ""
    for entry in entries:
        letter = initial(entry.words[0], lang)
        shown = draft.cell(letter) if letter != last else draft.cell()
        last = letter
        where = draft.cell(entry.number, codes=entry.codes)
        yield Row((shown, draft.cell(entry.words), where), roles=entry.roles)


def initial(word: str, lang: str) -> str:
    """The letter under which a word stands: of a Chinese one that of its sound, `#` where that is not known."""
    first = word[:1].upper()
    if first.isascii() and first.isalpha():
        return first
    code = int.from_bytes(first.encode("gb2312", "replace"), "big") if lang == "zh" else 0
    return _SOUNDS[bisect_right(_STARTS, code) - 1] if _STARTS[0] <= code < _RARE else _UNSORTED


def _place(word: str, lang: str) -> tuple[str, bytes]:
    sound = word.encode("gb18030", "replace") if lang == "zh" else word.casefold().encode()
    return initial(word, lang), sound


def _entries(draft: Draft) -> Iterator[Entry]:
    standard, of = draft.standard, draft.voices.of
    for n, term in enumerate(TERMS, start=1):
        yield Entry(draft.voices.say(f"{term}.name"), number=f"3.{n}")
    for document in standard.documents.values():
        yield from _of_document(draft, document)
    named: tuple[Iterable[Coded], ...] = (
        standard.offices.values(), standard.gates.values(), standard.flow.moves.values(),
        standard.flow.tracks.values(), standard.indicators.values(), standard.resources.values(),
        standard.references.laws.values(), standard.rubric.dimensions if standard.rubric else (),
    )  # fmt: skip
    for block in named:
        yield from (Entry(of(each.text), (each.code,)) for each in block)


def _of_document(draft: Draft, document: Document) -> Iterator[Entry]:
    duties, moves = draft.asked_for[document.code]
    if duties or moves:
        roles = draft.roles_of(*(duty.role for duty in duties)) if not moves else NOBODY
        codes = tuple(each.code for each in (*duties, *moves))
        yield Entry(draft.voices.of(document.text), codes, roles=roles)
