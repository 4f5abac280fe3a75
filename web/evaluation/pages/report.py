"""The report of an evaluation: as a page, as DOCX and as PDF, all of one tree."""

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.html import Pages
from lifecycle.errors import NotFound
from lifecycle.queries.report import Report
from lifecycle.queries.report import report as report_of
from web import access, session
from web.evaluation.pages.room import blueprint
from web.evaluation.report import book_of

FORMS = ("docx", "pdf")
_CHAPTER = 2  # the page's own title is the heading above


@blueprint.get("/projects/<number>/evaluation/<int:n>/report")
@access.act("see")
def report(number: str, n: int) -> ResponseReturnValue:
    """The report, for whoever may know the result."""
    found = _read(number, n)
    book = book_of(found, session.speech())
    body = Markup(Pages(book, top=_CHAPTER).body())  # noqa: S704 - every text in it is escaped
    return flask.render_template("scoring/report.html", report=found, head=book.head, body=body)


@blueprint.get("/projects/<number>/evaluation/<int:n>/report/<form>")
@access.act("see")
def report_file(number: str, n: int, form: str) -> ResponseReturnValue:
    """The same as a file. Raises NotFound for another form."""
    if form not in FORMS:
        raise NotFound("format", form)
    book = book_of(_read(number, n), session.speech())
    return sent(book, form, f"{number}-E{n}")


def sent(book: handbook.Book, form: str, name: str) -> ResponseReturnValue:
    """A record as a file to keep; or why there can be none."""
    try:
        made = handbook.render_record(book, form)
    except handbook.HandbookError as refused:
        return flask.render_template("handbook/refused.html", sentence=_why(refused)), 409
    answer = flask.Response(made, content_type=handbook.MEDIA_TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def _why(refused: handbook.HandbookError) -> str:
    speech = session.speech()
    values = {
        name: speech.listed(value) if isinstance(value, tuple) else value
        for name, value in refused.values.items()
    }
    return speech.t(refused.key, **values)


def _read(number: str, n: int) -> Report:
    with session.reading() as reading:
        return report_of(reading, session.actor(), number, n)
