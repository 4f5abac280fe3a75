"""The case as a file: its documents by kind, a look at one, the project of a past day, the sheet, the bundle."""

import csv
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.bundles.packing import pack
from lifecycle.errors import Invalid, NotFound
from lifecycle.files.names import extension_of
from lifecycle.policy import sees_register
from lifecycle.queries.documents import StoredDocument, stored_document
from lifecycle.queries.papers import papers_page
from lifecycle.queries.past import past_page
from lifecycle.queries.project import project_page
from lifecycle.queries.sheet_of_case import case_sheet
from web import access, session
from web.errors import sentence
from web.project import answers
from web.project.blueprint import blueprint
from web.project.evidence import files

PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
TEXTS = ("txt", "csv")
LINES, LONGEST = 60, 64 << 10
"""How much of a text is shown."""
ONE_DAY = timedelta(days=1)


# Documents --------------------------------------------------------------------------------------------------------


@blueprint.get("/<number>/documents")
@access.act("see")
def papers(number: str) -> ResponseReturnValue:
    """Every document by its kind, with its versions."""
    with session.reading() as opened:
        shown = papers_page(opened, session.actor(), number)
    is_bureau = sees_register(session.actor())
    return flask.render_template("project/papers.html", page=shown, can_look=can_look, is_bureau=is_bureau)


def can_look(name: str) -> bool:
    """Whether a file is of a kind that is shown on a page."""
    return extension_of(name) in (*PICTURES, *TEXTS)


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown of a document: a picture, or the first lines of a text; `rows` where it is a table."""

    name: str
    size: int
    is_picture: bool
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool


@blueprint.get("/<number>/documents/<int:n>/<int:version>/look")
@access.act("see")
def look(number: str, n: int, version: int) -> ResponseReturnValue:
    """A page that shows a picture or a text; the bytes themselves are never a page of ours."""
    with session.reading() as opened:
        kept = stored_document(opened, session.actor(), number, n, version)
    shown = _look(kept)
    return flask.render_template("project/look.html", number=number, n=n, version=version, shown=shown)


def _look(kept: StoredDocument) -> Look:
    extension = extension_of(kept.name)
    if extension not in TEXTS:
        return Look(kept.name, kept.size, extension in PICTURES, (), (), is_cut=False)
    with files().open(kept.sha256) as file:
        text = file.read(LONGEST).decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.splitlines()
    shown = tuple(lines[:LINES])
    is_cut = len(lines) > LINES or kept.size > LONGEST
    rows = tuple(tuple(row) for row in csv.reader(shown)) if extension == "csv" else ()
    return Look(kept.name, kept.size, is_picture=False, lines=() if rows else shown, rows=rows, is_cut=is_cut)


@blueprint.get("/<number>/documents/<int:n>/<int:version>/picture")
@access.act("see")
def picture(number: str, n: int, version: int) -> ResponseReturnValue:
    """A picture for the page that looks at it. Its bytes were proved to be that picture and nothing else when it came;
    the browser is told not to guess.
    """
    with session.reading() as opened:
        kept = stored_document(opened, session.actor(), number, n, version)
    media_type = PICTURES.get(extension_of(kept.name))
    if media_type is None:
        raise NotFound("document", f"{n}/{version}")
    return flask.send_file(files().open(kept.sha256), mimetype=media_type, etag=kept.sha256)


# A past day -------------------------------------------------------------------------------------------------------


@blueprint.get("/<number>/as-of")
@access.act("see")
def as_of(number: str) -> ResponseReturnValue:
    """The project at the end of a day, `?day=`; yesterday without it."""
    typed = flask.request.args.get("day", "")
    try:
        day = answers.day("day", typed) or session.reader().day - ONE_DAY
        return _past(number, day)
    except Invalid as refusal:
        with session.reading() as opened:
            shown = project_page(opened, session.actor(), number)
        told = sentence(refusal, session.speech(), label=False)
        page = flask.render_template("project/no_such_day.html", page=shown, typed=typed, problem=told)
        return page, HTTPStatus.BAD_REQUEST


def _past(number: str, day: date) -> str:
    with session.reading() as opened:
        shown = past_page(opened, session.actor(), number, day)
    return flask.render_template(
        "project/as_of.html",
        page=shown,
        before=day - ONE_DAY if day > shown.first else None,
        after=day + ONE_DAY if day < shown.last else None,
    )


# The sheet and the bundle -----------------------------------------------------------------------------------------


@blueprint.get("/<number>/sheet")
@access.act("see")
def sheet(number: str) -> ResponseReturnValue:
    """The whole case on paper: made to be printed, signed and filed."""
    return _sheet(number)


def _sheet(number: str) -> str:
    with session.reading() as opened:
        shown = case_sheet(opened, session.actor(), number)
        at = opened.at
    return flask.render_template("project/sheet.html", page=shown, at=at)


@blueprint.post("/<number>/bundle")
@access.bureau
def bundle(number: str) -> ResponseReturnValue:
    """The case as a ZIP. A POST: it is noted who took it."""
    speech = session.speech()
    at, who = speech.instant(clock.now()), session.actor().name
    readme = speech.t("bundle.readme", number=number, at=at, who=who).encode()
    with ExitStack() as refused:
        out = refused.enter_context(tempfile.TemporaryFile())
        pack(
            session.engine(),
            session.actor().id,
            number,
            files(),
            cast(BinaryIO, out),
            origin=session.address(),
            more={"README.txt": readme},
        )
        refused.pop_all()  # the answer closes it when it is sent
    out.seek(0)
    return flask.send_file(out, mimetype="application/zip", as_attachment=True, download_name=f"{number}.zip")
