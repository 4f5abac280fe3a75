"""The book as a tree: chapters in the order of GB/T 1.1, numbered once for the full edition, cut for the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from string import ascii_uppercase
from typing import Literal

from handbook.chapters import (
    change,
    closing,
    definitions,
    flow,
    forms,
    front,
    matrix,
    offers,
    organisation,
    project,
    rubric,
    sheet,
    stage,
    supervision,
)
from handbook.chapters.calendar import calendar
from handbook.chapters.case import case
from handbook.chapters.index import index
from handbook.chapters.law import law
from handbook.draft import Draft
from handbook.editions import FLOW, FULL, ORGANISATION, PROJECT, SHEET, Edition, cut, edition_of
from handbook.errors import UnknownFormat
from handbook.given import Given
from handbook.nodes import Book, Figure, Head, Para, Part, Words, clauses, is_cited
from handbook.numbering import captioned, numbered, places
from handbook.voice import Voice, Voices
from stages.model import Standard

LANGUAGES = {"zh": ("zh",), "en": ("en",), "both": ("zh", "en")}
_CHECK_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no sign looks like another
_CHECK_LENGTH = 10
_SHORT = (FLOW, PROJECT, ORGANISATION, SHEET)
"""Editions that are no cut of the full one: what they leave out is nearly everything, and goes unlisted."""


def outline(standard: Standard, edition: str = FULL, lang: str = "zh", given: Given | None = None) -> Book:
    """The book of one edition. Raises UnknownEdition, UnknownFormat (for a language), NothingGiven."""
    if lang not in LANGUAGES:
        raise UnknownFormat(format=lang, known=tuple(LANGUAGES))
    draft = Draft(Voices(tuple(Voice(standard, each) for each in LANGUAGES[lang])), given or Given())
    chosen = edition_of(standard, edition)
    parts = _whole(draft)
    whole = Book(draft.voices.langs, _head(draft, chosen), parts, places=places(parts))
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
    after = (closing.bibliography(draft), index(draft))
    return captioned((*before, *numbered(body), *_lettered(draft), *after))


def _lettered(draft: Draft) -> tuple[Part, ...]:
    """The annexes with their letters; the first two bind."""
    normative = (forms.forms(draft), definitions.definitions(draft))
    informative = (
        offers.resources(draft),
        law(draft),
        case(draft),
        calendar(draft),
        closing.coverage(draft),
    )
    weighed: list[tuple[Part, Literal["normative", "informative"]]] = [
        *((part, "normative") for part in normative),
        *((part, "informative") for part in informative),
    ]
    return tuple(
        replace(part, number=letter, weight=weight, parts=numbered(part.parts, f"{letter}."))
        for letter, (part, weight) in zip(ascii_uppercase, weighed, strict=False)
    )


# Editions ----------------------------------------------------------------------------------------------------------


def _chosen(draft: Draft, parts: tuple[Part, ...], edition: Edition) -> tuple[Part, ...]:
    if edition.code == FLOW:
        return (_one_page(parts),)
    if edition.code == PROJECT:
        return project.project(draft, parts)
    if edition.code == ORGANISATION:
        return captioned(organisation.organisation(draft))
    if edition.code == SHEET:
        return sheet.sheet(draft)
    return cut(parts, edition.role)


def _one_page(parts: tuple[Part, ...]) -> Part:
    """The chapter of the road with nothing but its picture."""
    road = next(part for part in parts if any(map(_is_whole_road, part.blocks)))
    return replace(road, blocks=tuple(filter(_is_whole_road, road.blocks)), parts=())


def _is_whole_road(block: object) -> bool:
    return isinstance(block, Figure) and block.is_wide


def _without(draft: Draft, whole: Book, parts: tuple[Part, ...]) -> Book:
    """The book of the chosen parts, with the codes of what it leaves out."""
    book = replace(whole, parts=parts)
    present = {clause.element for clause in clauses(book)}
    omitted = tuple(clause.code for clause in clauses(whole) if clause.element not in present)
    if not omitted or whole.head.edition in _SHORT:
        return replace(book, omitted=omitted)
    last = draft.part("omitted", *_left_out(draft, omitted), repeats=True)
    return replace(book, parts=(*parts, last), omitted=omitted)


def _left_out(draft: Draft, omitted: tuple[str, ...]) -> Iterator[Para]:
    """The codes that people cite; of the other elements how many there are."""
    cited = tuple(filter(is_cited, omitted))
    yield draft.coded("omitted.read", cited, n=len(cited))
    if len(cited) < len(omitted):
        yield draft.para("omitted.names", n=len(omitted) - len(cited))


# The cover ---------------------------------------------------------------------------------------------------------


def _head(draft: Draft, edition: Edition) -> Head:
    standard, voices = draft.standard, draft.voices
    code = check_code(standard, edition.code)
    is_record = edition.code == SHEET
    return Head(
        title=_name(draft, edition) if is_record else voices.of(standard.text),
        about=_about(draft, edition),
        version=standard.version,
        effective=standard.effective,
        hash=standard.hash,
        edition=edition.code,
        edition_name=voices.of(standard.text) if is_record else _name(draft, edition),
        audience=voices.of(edition.audience),
        status=voices.of(standard.issued),
        check=code,
        address=f"{draft.given.address}{code}" if draft.given.address else "",
        facts=_of_record(draft, code) if is_record else (),
    )


def _of_record(draft: Draft, code: str) -> tuple[tuple[str, str], ...]:
    """What stands below the title of a sheet that goes out every month: no cover is put before it."""
    values = {"version": draft.standard.version, "check": code}
    return tuple((draft.voices.say(f"book.{name}")[0], value) for name, value in values.items())


def _name(draft: Draft, edition: Edition) -> Words:
    """The name of the edition; that of an organisation is called what the standard calls its plan, that of a party's
    month what the standard calls it to address the party.
    """
    given = draft.given.organisation
    if edition.code == ORGANISATION and given:
        return organisation.title_of(draft, given)
    if edition.code == SHEET and draft.given.sheet:
        return sheet.title_of(draft, draft.given.sheet)
    return draft.voices.of(edition.name)


def _about(draft: Draft, edition: Edition) -> Words:
    """Whose book it is, of one project, organisation or party."""
    given = draft.given
    if edition.code == PROJECT and given.project:
        return draft.voices.same(f"{given.project.number}  {given.project.title}")
    if edition.code == ORGANISATION and given.organisation:
        return draft.voices.same(given.organisation.name)
    if edition.code == SHEET and given.sheet:
        return sheet.about(draft, given.sheet)
    return ()


def check_code(standard: Standard, edition: str) -> str:
    """Ten signs that stand for the content and the edition: whoever has the standard can compute them again."""
    number = int.from_bytes(sha256(f"{standard.hash} {edition}".encode()).digest(), "big")
    signs = []
    for _ in range(_CHECK_LENGTH):
        number, rest = divmod(number, len(_CHECK_SIGNS))
        signs.append(_CHECK_SIGNS[rest])
    return "".join(signs)
