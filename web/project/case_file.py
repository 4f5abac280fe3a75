"""The case as a file: its documents by kind, the project of a past day, the sheet, the bundle."""

import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from http import HTTPStatus
from typing import BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.bundles.packing import pack
from lifecycle.errors import Invalid
from lifecycle.policy import sees_register
from lifecycle.queries.papers import papers_page
from lifecycle.queries.past import past_page
from lifecycle.queries.project import project_page
from lifecycle.queries.sheet_of_case import case_sheet
from web import access, session
from web.errors import sentence
from web.project import answers
from web.project.blueprint import blueprint
from web.project.evidence import files

ONE_DAY = timedelta(days=1)


# Documents --------------------------------------------------------------------------------------------------------


@blueprint.get("/<number>/documents")
@access.act("see")
def papers(number: str) -> ResponseReturnValue:
    """Every document by its kind, with its versions."""
    with session.reading() as opened:
        shown = papers_page(opened, session.actor(), number)
    is_bureau = sees_register(session.actor())
    return flask.render_template("project/papers.html", page=shown, is_bureau=is_bureau)


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
