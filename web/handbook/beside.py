"""The help beside an item of a screen: what the handbook says of it, column by column, and where it stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import flask

import handbook
from handbook.editions import FULL
from handbook.nodes import Cell, Element, Words
from handbook.stated import Stated, stated
from stages import Standard
from stages.conditions import names
from web import session

FORM = "documents", "forms"
"""A kind of document, and the form that it may have: the help beside the one tells what stands in the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of help: what it is about, in words, and the codes of clauses, each with its address."""

    head: str
    words: tuple[str, ...]
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemHelp:
    """`chapter` is where the handbook says it, `url` leads there."""

    name: str
    lines: tuple[Line, ...]
    chapter: str
    url: str


def item_help(block: str, code: str, version: str | None = None) -> ItemHelp | None:
    """What the standard of that version (else the one in force) says of an element; None where it says no more than
    its name.
    """
    standards = session.engine().standards
    standard = standards.get(version) if version else session.in_force()
    element, language = (block, code), session.reader().language
    told = _told(standard, language).get(element)
    lines = tuple(_lines(standard, language, element)) if told else ()
    if told is None or not lines:
        return None
    return ItemHelp(_name(told), lines, " ".join(told.chapter), _url(standard, told.anchor))


@lru_cache(maxsize=16)
def _stated(digest: str, version: str, language: str) -> Mapping[Element, Stated]:  # noqa: ARG001 - makes the key
    standard = session.engine().standards.get(version)
    return stated(handbook.book_of(standard, FULL, language, handbook.Given()))


def _told(standard: Standard, language: str) -> Mapping[Element, Stated]:
    return _stated(standard.released_hash, standard.version, language)


def _name(told: Stated) -> str:
    """What stands first of it, which every screen shows as its name."""
    return _plain(told.said[0][1].lines[0])


def _plain(words: Words) -> str:
    return words[0] if words else ""


def _lines(standard: Standard, language: str, element: Element) -> Iterator[Line]:
    told = _told(standard, language)
    yield from (_line(standard, head, cell) for head, cell in told[element].said[1:])
    yield from _of_form(told, element)
    yield from _of_dimension(standard, element)
    yield from _of_fact(standard, told, element)


def _line(standard: Standard, head: Words, cell: Cell) -> Line:
    return Line(_plain(head), tuple(_plain(line) for line in cell.lines), _linked(standard, cell.codes))


def _linked(standard: Standard, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, _url(standard, code.replace("/", "."))) for code in codes)


def _url(standard: Standard, anchor: str) -> str:
    """The clause in the full edition, which has them all; a project that the reader looks at is the way back."""
    known = session.in_force().version
    return flask.url_for(
        "handbook.book",
        edition=FULL,
        at=anchor,
        version=None if standard.version == known else standard.version,
        project=(flask.request.view_args or {}).get("number"),
        _anchor=anchor,
    )


def _of_form(told: Mapping[Element, Stated], element: Element) -> Iterator[Line]:
    """What stands in the form of a kind of document."""
    documents, forms = FORM
    form = told.get((forms, element[1])) if element[0] == documents else None
    if form is not None:
        fields = [_plain(line) for _, cell in form.said if not cell.codes for line in cell.lines]
        speech = session.speech()
        yield Line(speech.t("item_help.form"), (speech.listed(fields[1:]),))


def _of_dimension(standard: Standard, element: Element) -> Iterator[Line]:
    """What has to be shown for each level, and the least that each gate asks for."""
    block, code = element
    if block != "dimensions" or standard.rubric is None:
        return
    speech = session.speech()
    floors = [(each.gate, each.levels[code]) for each in standard.rubric.floors if code in each.levels]
    least = speech.listed(speech.t("item_help.floor", gate=gate, n=level) for gate, level in floors)
    if least:
        yield Line(speech.t("item_help.floors"), (least,))
    levels = standard.rubric.levels[code]
    yield Line(
        speech.t("item_help.levels"),
        tuple(f"{each.n}{speech.colon}{speech.of(each.text)}" for each in levels),
    )


def _of_fact(standard: Standard, told: Mapping[Element, Stated], element: Element) -> Iterator[Line]:
    """Which criteria test a fact; a fact is a name, so its source is that of the clauses that show or test it."""
    block, name = element
    if block != "facts":
        return
    speech, fact = session.speech(), standard.facts[name]
    tests = tuple(each.code for each in standard.criteria.values() if name in names(each.test))
    if tests:
        yield Line(speech.t("item_help.tests"), (), _linked(standard, tests))
    clauses = [("duties", code) for code in fact.from_duties] + [("criteria", code) for code in tests]
    sources = dict.fromkeys(
        _plain(line) for each in clauses if each in told for line in told[each].said[-1][1].lines
    )
    if sources:
        yield Line(speech.t("item_help.source"), (speech.listed(sources),))
