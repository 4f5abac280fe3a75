"""The book as a tree: chapters in the order of GB/T 1.1, numbered once for the full edition, cut for the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from string import ascii_uppercase
from typing import Literal

from handbook.chapters import annexes, change, flow, forms, front, matrix, project, rubric, stage, supervision
from handbook.draft import Draft
from handbook.editions import FLOW, FULL, PROJECT, Edition, cut, edition_of
from handbook.errors import UnknownFormat
from handbook.given import Given
from handbook.nodes import Book, Figure, Head, Items, Part, Words, clauses
from handbook.voice import Voice, Voices
from stages.model import Gate, Standard

LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
_CHECK_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no sign looks like another
_CHECK_LENGTH = 10


def outline(standard: Standard, edition: str = FULL, lang: str = "zh", given: Given | None = None) -> Book:
    """The book of one edition. Raises UnknownEdition, UnknownFormat (for a language), NothingGiven."""
    if lang not in LANGUAGES:
        raise UnknownFormat(format=lang, known=tuple(LANGUAGES))
    draft = Draft(Voices(tuple(Voice(standard, each) for each in LANGUAGES[lang])), given or Given())
    chosen = edition_of(standard, edition)
    whole = Book(draft.voices.langs, _head(draft, chosen), _whole(draft))
    if chosen.code == FULL:
        return whole
    return _without(draft, whole, _chosen(draft, whole.parts, chosen))


def _whole(draft: Draft) -> tuple[Part, ...]:
    """All parts of the full edition with their numbers."""
    standard = draft.standard
    before = (front.foreword(draft), front.introduction(draft))
    body = (
        front.scope(draft),
        front.references(draft),
        front.terms(draft),
        front.general(draft),
        flow.flow(draft),
        matrix.matrix(draft),
        *(stage.stage(draft, each) for each in standard.stages.values()),
        *((rubric.rubric(draft, standard.rubric),) if standard.rubric else ()),
        change.change(draft),
        supervision.supervision(draft),
        supervision.records(draft),
    )
    return (*before, *_numbered(body), *_lettered(draft), annexes.bibliography(draft), annexes.index(draft))


def _numbered(parts: Iterable[Part], prefix: str = "") -> tuple[Part, ...]:
    return tuple(
        replace(part, number=f"{prefix}{n}", parts=_numbered(part.parts, f"{prefix}{n}."))
        for n, part in enumerate(parts, start=1)
    )


def _lettered(draft: Draft) -> tuple[Part, ...]:
    """The annexes with their letters; the first two bind."""
    normative = (forms.forms(draft), annexes.definitions(draft))
    informative = (
        annexes.resources(draft),
        annexes.law(draft),
        annexes.case(draft),
        annexes.calendar(draft),
        annexes.coverage(draft),
    )
    weighed: list[tuple[Part, Literal["normative", "informative"]]] = [
        *((part, "normative") for part in normative),
        *((part, "informative") for part in informative),
    ]
    return tuple(
        replace(part, number=letter, weight=weight, parts=_numbered(part.parts, f"{letter}."))
        for letter, (part, weight) in zip(ascii_uppercase, weighed, strict=False)
    )


# Editions ----------------------------------------------------------------------------------------------------------


def _chosen(draft: Draft, parts: tuple[Part, ...], edition: Edition) -> tuple[Part, ...]:
    if edition.code == FLOW:
        return (_one_page(draft, parts),)
    if edition.code == PROJECT:
        return project.project(draft, parts)
    return cut(parts, edition.role)


def _one_page(draft: Draft, parts: tuple[Part, ...]) -> Part:
    """The figure, one line for each gate, and the names of the moves."""
    road = next(
        part for part in parts if any(isinstance(block, Figure) for block in part.blocks) and part.number
    )
    gates = (_gate(draft, gate) for gate in draft.standard.gates.values())
    figures = tuple(block for block in road.blocks if isinstance(block, Figure))
    moves = draft.standard.flow.moves.values()
    legend = draft.voices.each(
        lambda voice: voice.say("then").join(f"{move.code} {voice.of(move.text)}" for move in moves)
    )
    return replace(road, blocks=(*figures, Items((*gates, legend))), parts=())


def _gate(draft: Draft, gate: Gate) -> Words:
    return draft.voices.each(
        lambda voice: voice.say(
            "flow.gate",
            code=gate.code,
            gate=voice.of(gate.text),
            proposes=voice.who(gate.propose),
            decides=voice.who(gate.decider),
        )
    )


def _without(draft: Draft, whole: Book, parts: tuple[Part, ...]) -> Book:
    """The book of the chosen parts, with the codes of what it leaves out."""
    book = replace(whole, parts=parts)
    present = {clause.element for clause in clauses(book)}
    omitted = tuple(clause.code for clause in clauses(whole) if clause.element not in present)
    last = draft.part("omitted", draft.coded("omitted.read", omitted, n=len(omitted)))
    if not omitted or len(parts) == 1:
        return replace(book, omitted=omitted)
    return replace(book, parts=(*parts, last), omitted=omitted)


# The cover ---------------------------------------------------------------------------------------------------------


def _head(draft: Draft, edition: Edition) -> Head:
    standard, voices = draft.standard, draft.voices
    code = check_code(standard, edition.code)
    return Head(
        title=voices.of(standard.text),
        version=standard.version,
        effective=standard.effective,
        hash=standard.hash,
        edition=edition.code,
        edition_name=voices.of(edition.name),
        audience=voices.of(edition.audience),
        status=voices.of(standard.issued),
        check=code,
        address=f"{draft.given.address}{code}" if draft.given.address else "",
    )


def check_code(standard: Standard, edition: str) -> str:
    """Ten signs that stand for the content and the edition: whoever has the standard can compute them again."""
    number = int.from_bytes(sha256(f"{standard.hash} {edition}".encode()).digest(), "big")
    signs = []
    for _ in range(_CHECK_LENGTH):
        number, rest = divmod(number, len(_CHECK_SIGNS))
        signs.append(_CHECK_SIGNS[rest])
    return "".join(signs)
