"""The reader: one edition on the screen, one's own lists first, a search in it, a way to each clause and back."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.editions import FULL, OF_ONE
from handbook.html import Pages, stylesheet
from handbook.nodes import Book, Words, parts_of
from handbook.searching import Found, found
from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.policy import find
from lifecycle.queries.roles import roles_of
from stages import Standard
from web import access, session
from web.handbook.one import DOWNLOADS
from web.handbook.room import (
    Status,
    Tab,
    blueprint,
    given,
    known_edition,
    languages,
    status_of,
    url,
    wanted_language,
    wanted_standard,
    wanted_version,
)

MOST_FOUND = 50
_CHAPTER = 2  # the page's own title is the heading above
_BEFORE, _AFTER = 30, 90  # signs shown around what was found


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that was found; `is_hit` for the words themselves."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in the book, with the words around what was found."""

    place: Found
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """A list of the reader's own: the chapter it stands in, and its address."""

    chapter: Words
    anchor: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's page. `hits` is None where nothing was searched. `back`: the project from which somebody came."""

    standard: Standard
    edition: str
    editions: tuple[Tab, ...]
    languages: tuple[Tab, ...]
    downloads: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    contents: Markup
    body: Markup
    own: tuple[Own, ...]
    words: str
    hits: tuple[Hit, ...] | None
    there_are_more: bool
    status: Status
    in_force: str
    back: str | None
    at: str


@blueprint.get("")
@access.signed_in
def page() -> ResponseReturnValue:
    """The edition for the role of whoever reads; the full one for everybody else."""
    roles = _roles(session.engine().standards.current(clock.today()))
    return flask.redirect(flask.url_for("handbook.book", edition=roles[0] if roles else FULL))


@blueprint.get("/<edition>")
@access.signed_in
def book(edition: str) -> ResponseReturnValue:
    """One edition on the screen; `q` searches in it."""
    return flask.render_template("handbook/book.html", page=_reading(edition))


@blueprint.get("/clause/<path:code>")
@access.signed_in
def clause(code: str) -> ResponseReturnValue:
    """The clause of that code in the full edition, which has them all; `project` is where the reader comes from."""
    kept: dict[str, Any] = {"version": wanted_version(), "project": flask.request.args.get("project")}
    address = code.replace("/", ".")
    return flask.redirect(flask.url_for("handbook.book", edition=FULL, at=code, _anchor=address, **kept))


@blueprint.get("/style.css")
@access.signed_in
def style() -> ResponseReturnValue:
    """The book's own style, the same as in the file that is downloaded."""
    return flask.Response(stylesheet(), mimetype="text/css")


# What the page is made of -----------------------------------------------------------------------------------------


def _reading(edition: str) -> Reading:
    standard, language = wanted_standard(), wanted_language()
    known_edition(standard, edition)
    words = flask.request.args.get("q", "").strip()
    at = flask.request.args.get("at", "")
    made = _book(standard, edition, language)
    hits = tuple(islice(found(made, words), MOST_FOUND + 1)) if words else None
    own = frozenset((edition,) if edition in standard.roles else _roles(standard))
    contents, body = _pieces(standard.version, standard.hash, edition, language, own, bool(words or at))
    return Reading(
        standard=standard,
        edition=edition,
        editions=_editions(standard, edition),
        languages=languages("book", edition=edition),
        downloads=_downloads(edition),
        contents=contents,
        body=body,
        own=_own(made, own),
        words=words,
        hits=tuple(Hit(hit, _around(hit.text, words)) for hit in hits[:MOST_FOUND]) if hits is not None else None,
        there_are_more=hits is not None and len(hits) > MOST_FOUND,
        status=status_of(standard),
        in_force=flask.url_for("handbook.book", edition=edition),
        back=_project(),
        at=at,
    )  # fmt: skip


def _roles(standard: Standard) -> tuple[str, ...]:
    with session.reading() as reading:
        return roles_of(reading, session.actor(), standard)


def _book(standard: Standard, edition: str, language: str) -> Book:
    earlier = session.engine().standards.before(standard)
    return handbook.book_of(standard, edition, language, given(standard), earlier=earlier)


@lru_cache(maxsize=32)
def _pieces(
    version: str,
    digest: str,  # noqa: ARG001 - the same
    edition: str,
    language: str,
    own: frozenset[str],
    is_open: bool,  # noqa: FBT001 - the same
) -> tuple[Markup, Markup]:
    """Contents and body of a book, as markup that the handbook escaped."""
    made = _book(session.engine().standards.get(version), edition, language)
    elsewhere = flask.url_for("handbook.clause", code="x").removesuffix("x")
    pages = Pages(made, _CHAPTER, own, is_open, clauses_at=elsewhere)
    return Markup(pages.contents()), Markup(pages.body())  # noqa: S704 - every text in it is escaped


def _own(made: Book, own: frozenset[str]) -> tuple[Own, ...]:
    """The reader's own lists, chapter by chapter."""
    return tuple(
        Own(chapter.title, part.anchor)
        for chapter in made.parts
        for part in parts_of(chapter.parts)
        if part.owner in own
    )


def _around(text: str, words: str) -> tuple[Piece, ...]:
    """The stretch of a text in which the first of the words stands, with that word set apart."""
    first = words.split(maxsplit=1)[0]
    at = text.casefold().find(first.casefold())
    if at < 0:
        return (Piece(text[: _BEFORE + _AFTER], is_hit=False),)
    start, end = max(at - _BEFORE, 0), at + len(first)
    before = ("…" if start else "") + text[start:at]
    after = text[end : end + _AFTER] + ("…" if len(text) > end + _AFTER else "")
    return (
        Piece(before, is_hit=False),
        Piece(text[at:end], is_hit=True),
        Piece(after, is_hit=False),
    )


def _editions(standard: Standard, chosen: str) -> tuple[Tab, ...]:
    speech = session.speech()
    return tuple(
        Tab(speech.of(each.name), url("book", each.code), each.code == chosen)
        for each in handbook.editions(standard)
        if each.code not in OF_ONE
    )


def _downloads(edition: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For each format its label, and the label and address of each language."""
    return tuple(
        (
            f"handbook.download.{form}",
            tuple(
                (f"handbook.language.{each}", url("download", edition, form=form, lang=each))
                for each in handbook.LANGUAGES
            ),
        )
        for form in DOWNLOADS
    )


def _project() -> str | None:
    """The project from which the reader came, if they may see it."""
    number = flask.request.args.get("project")
    if not number:
        return None
    with session.reading() as reading:
        try:
            return find(reading.tx, session.actor(), number).number
        except NotFound:
            return None
