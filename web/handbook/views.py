"""The pages of the handbook."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.editions import FULL, PROJECT
from handbook.html import Pages, stylesheet
from handbook.searching import Found, found
from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.queries.reading import read_project
from lifecycle.queries.roles import roles_of
from stages import Standard
from stages.model import Text
from web import access, session
from web.handbook.given import given_of, given_on

blueprint = flask.Blueprint("handbook", __name__, url_prefix="/handbook", template_folder="templates")
MOST_FOUND = 50
_CHAPTER = 2  # the page's own title is the heading above


@dataclass(frozen=True, slots=True)
class Tab:
    """One edition, version or language to choose."""

    label: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The reader's page. `found` is None where nothing was searched."""

    standard: Standard
    edition: str
    editions: tuple[Tab, ...]
    languages: tuple[Tab, ...]
    downloads: tuple[tuple[str, str], ...]
    contents: Markup
    body: Markup
    words: str
    found: tuple[Found, ...] | None
    there_are_more: bool
    status: "Status"


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a version holds: the key of a sentence and its values."""

    key: str
    version: str = ""
    on: str = ""


# Reading --------------------------------------------------------------------------------------------------------


@blueprint.get("")
@access.signed_in
def page() -> ResponseReturnValue:
    """The edition for the role of whoever reads; the full one for everybody else."""
    standard = session.engine().standards.current(clock.today())
    with session.reading() as reading:
        roles = roles_of(reading, session.actor(), standard)
    return flask.redirect(flask.url_for("handbook.book", edition=roles[0] if roles else FULL))


@blueprint.get("/<edition>")
@access.signed_in
def book(edition: str) -> ResponseReturnValue:
    """One edition on the screen; `q` searches in it."""
    return flask.render_template("handbook/book.html", page=_reading(edition))


@blueprint.get("/clause/<path:code>")
@access.signed_in
def clause(code: str) -> ResponseReturnValue:
    """The clause of that code in the full edition, which has them all."""
    address = code.replace("/", ".")
    return flask.redirect(
        flask.url_for("handbook.book", edition=FULL, version=_wanted_version(), _anchor=address)
    )


@blueprint.get("/style.css")
@access.signed_in
def style() -> ResponseReturnValue:
    """The book's own style, the same as in the file that is downloaded."""
    return flask.Response(stylesheet(), mimetype="text/css")


@blueprint.get("/<edition>/download/<form>")
@access.signed_in
def download(edition: str, form: str) -> ResponseReturnValue:
    """One edition as a file."""
    standard = _standard()
    _known(standard, edition)
    return _file(standard, edition, form, _given(standard), f"handbook-{standard.version}-{edition}")


@blueprint.get("/project/<number>/<form>")
@access.signed_in
def project(number: str, form: str) -> ResponseReturnValue:
    """One project's own edition: done, open, next, with its dates, and the chapter of its stage."""
    with session.reading() as reading:
        read = read_project(reading, session.actor(), number)
        given = given_of(read, _given(read.standard))
    return _file(read.standard, PROJECT, form, given, f"handbook-{number}")


def _file(
    standard: Standard, edition: str, form: str, given: handbook.Given, name: str
) -> ResponseReturnValue:
    language = _language()
    try:
        made = handbook.render(standard, edition, language, form, given)
    except handbook.UnknownFormat as refused:
        raise NotFound("format", form) from refused
    except handbook.HandbookError as refused:
        return flask.render_template("handbook/refused.html", sentence=_sentence(refused)), 409
    answer = flask.Response(made, content_type=handbook.MEDIA_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{language}.{form}"'
    return answer


@blueprint.get("/check/<code>")
@access.public
def check(code: str) -> ResponseReturnValue:
    """Which book a printed check code stands for, and whether it is in force. Open to everybody who holds one."""
    wanted = code.strip().upper()
    for standard in session.engine().standards.standards:
        for edition in handbook.editions(standard):
            if handbook.check_code(standard, edition.code) == wanted:
                answer = _checked(standard, edition.name)
                return flask.render_template("handbook/check.html", code=wanted, answer=answer)
    return flask.render_template("handbook/check.html", code=wanted, answer=None), 404


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check code stands for."""

    standard: Standard
    edition: Text
    on: str
    status: Status


def _checked(standard: Standard, edition: Text) -> Checked:
    return Checked(standard, edition, session.speech().day(standard.effective), _status(standard))


# What a page is made of -----------------------------------------------------------------------------------------


def _reading(edition: str) -> Reading:
    standard, language = _standard(), _language()
    _known(standard, edition)
    words = flask.request.args.get("q", "").strip()
    made = handbook.book_of(standard, edition, language, _given(standard))
    places = tuple(islice(found(made, words), MOST_FOUND + 1)) if words else None
    contents, body = _pieces(standard.version, standard.hash, edition, language)
    return Reading(
        standard=standard,
        edition=edition,
        editions=_editions(standard, edition),
        languages=_languages(edition, language),
        downloads=tuple(
            (f"handbook.download.{form}", _url("download", edition, form=form)) for form in _DOWNLOADS
        ),
        contents=contents,
        body=body,
        words=words,
        found=places[:MOST_FOUND] if places is not None else None,
        there_are_more=places is not None and len(places) > MOST_FOUND,
        status=_status(standard),
    )


_DOWNLOADS = ("pdf", "docx", "html", "md", "json")


@lru_cache(maxsize=16)
def _pieces(version: str, digest: str, edition: str, language: str) -> tuple[Markup, Markup]:  # noqa: ARG001 - the hash makes the key
    """Contents and body of a book, as markup that the handbook escaped."""
    standard = session.engine().standards.get(version)
    pages = Pages(handbook.book_of(standard, edition, language, _given(standard)), top=_CHAPTER)
    return Markup(pages.contents()), Markup(pages.body())  # noqa: S704 - every text in it is escaped


def _known(standard: Standard, edition: str) -> None:
    """The edition of one project is made from its page."""
    if edition == PROJECT or edition not in {each.code for each in handbook.editions(standard)}:
        raise NotFound("edition", edition)


def _wanted_version() -> str | None:
    return flask.request.args.get("version") or None


def _standard() -> Standard:
    standards = session.engine().standards
    version = _wanted_version()
    if version is not None and version not in standards.versions:
        raise NotFound("standard", version)
    return standards.get(version) if version else standards.current(clock.today())


def _language() -> str:
    wanted = flask.request.args.get("lang", "")
    return wanted if wanted in handbook.LANGUAGES else session.reader().language


def _given(standard: Standard) -> handbook.Given:
    address = flask.url_for("handbook.check", code="x", _external=True).removesuffix("x")
    return given_on(standard, clock.today(), session.reader().language, address)


def _url(endpoint: str, edition: str, **values: Any) -> str:
    kept: dict[str, Any] = {name: flask.request.args.get(name) for name in ("lang", "version")} | values
    return flask.url_for(f"handbook.{endpoint}", edition=edition, **kept)


def _editions(standard: Standard, chosen: str) -> tuple[Tab, ...]:
    speech = session.speech()
    return tuple(
        Tab(speech.of(each.name), _url("book", each.code), each.code == chosen)
        for each in handbook.editions(standard)
        if each.code != PROJECT
    )


def _languages(edition: str, chosen: str) -> tuple[Tab, ...]:
    t = session.speech().t
    return tuple(
        Tab(t(f"handbook.language.{each}"), _url("book", edition, lang=each), each == chosen)
        for each in handbook.LANGUAGES
    )


def _status(standard: Standard) -> Status:
    standards, speech = session.engine().standards, session.speech()
    current = standards.current(clock.today())
    if standard.version == current.version:
        return Status("handbook.in_force")
    if standard.effective > clock.today():
        return Status("handbook.not_yet", on=speech.day(standard.effective))
    return Status("handbook.superseded", version=current.version)


def _sentence(refused: handbook.HandbookError) -> str:
    speech = session.speech()
    values = {
        name: speech.listed(value) if isinstance(value, tuple) else value
        for name, value in refused.values.items()
    }
    return speech.t(refused.key, **values)
