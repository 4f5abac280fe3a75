"""The handbook of one: a project's own edition, and the list of work of one organisation, on the screen."""

from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.editions import ORGANISATION, PROJECT
from handbook.html import Pages
from handbook.nodes import Book
from lifecycle.queries.organisation import TakesPart, organisation_work, taking_part
from lifecycle.queries.reading import read_project
from stages import Standard
from stages.model import Text
from web import access, session
from web.handbook.given import given_of, given_work
from web.handbook.room import Status, Tab, blueprint, given, languages, status_of, wanted_language

_CHAPTER = 2  # the page's own title is the heading above


@dataclass(frozen=True, slots=True)
class OfOne:
    """The page of one project or organisation. `back`: where it belongs, with its label."""

    title: str
    about: str
    standard: Standard
    status: Status
    languages: tuple[Tab, ...]
    downloads: tuple[tuple[str, str], ...]
    body: Markup
    back: tuple[str, str]


@blueprint.get("/project/<number>")
@access.signed_in
def project_page(number: str) -> ResponseReturnValue:
    """One project: done, open, next, with its dates, the chapter of its stage, and its forms filled in."""
    standard, told = project_given(number)
    back = (
        session.speech().t("handbook.back_to_project", number=number),
        flask.url_for("project.page", number=number),
    )
    return _page(PROJECT, standard, told, "project_page", {"number": number}, back)


@blueprint.get("/organisation/<code>")
@access.signed_in
def organisation_page(code: str) -> ResponseReturnValue:
    """One organisation: its open duties in all its projects, by day."""
    standard, told = organisation_given(code)
    back = (session.speech().t("handbook.organisations"), flask.url_for("handbook.organisations"))
    return _page(ORGANISATION, standard, told, "organisation_page", {"code": code}, back)


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation of the list, with the name of its kind where the standard knows it."""

    row: TakesPart
    kind: Text | None
    url: str


@blueprint.get("/organisations")
@access.signed_in
def organisations() -> ResponseReturnValue:
    """The organisations whose list of work the reader may open."""
    with session.reading() as reading:
        rows = taking_part(reading, session.actor())
        kinds = reading.engine.standards.current(reading.day).organisation_kinds
    listed = tuple(
        Listed(
            row,
            kinds[row.kind].text if row.kind in kinds else None,
            flask.url_for("handbook.organisation_page", code=row.code),
        )
        for row in rows
    )
    return flask.render_template("handbook/organisations.html", listed=listed)


def project_given(number: str) -> tuple[Standard, handbook.Given]:
    """The standard a project is held to, and what its edition is told. Raises NotFound."""
    with session.reading() as reading:
        read = read_project(reading, session.actor(), number)
        return read.standard, given_of(read, given(read.standard))


def organisation_given(code: str) -> tuple[Standard, handbook.Given]:
    """The standard in force, and what the list of an organisation is told. Raises NotFound."""
    with session.reading() as reading:
        standard = reading.engine.standards.current(reading.day)
        found = organisation_work(reading, session.actor(), code)
        return standard, given_work(reading, found, given(standard))


def _page(
    edition: str,
    standard: Standard,
    told: handbook.Given,
    endpoint: str,
    key: dict[str, str],
    back: tuple[str, str],
) -> ResponseReturnValue:
    book = handbook.book_of(standard, edition, wanted_language(), told)
    page = OfOne(
        title=book.head.edition_name[0],
        about=book.head.about[0],
        standard=standard,
        status=status_of(standard),
        languages=languages(endpoint, **key),
        downloads=tuple((f"handbook.download.{form}", _download(edition, form, key)) for form in DOWNLOADS),
        body=Markup(_pages(book, told).body()),  # noqa: S704 - every text in it is escaped
        back=back,
    )
    return flask.render_template("handbook/one.html", page=page)


def _pages(book: Book, told: handbook.Given) -> Pages:
    """The book with a way from every project to its page, and from every code to its clause."""
    shares = told.organisation.shares if told.organisation else ()
    ways = {share.number: flask.url_for("project.page", number=share.number) for share in shares}
    clause = flask.url_for("handbook.clause", code="x").removesuffix("x")
    return Pages(book, top=_CHAPTER, ways=ways, clauses_at=clause)


def _download(edition: str, form: str, key: dict[str, Any]) -> str:
    return flask.url_for(f"handbook.{edition}", form=form, lang=wanted_language(), **key)


DOWNLOADS = ("pdf", "docx", "html", "md", "json")
