"""The pages of meetings. They write nothing: a row's decision is made by the project's own form, with all its rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import handbook
from handbook.html import Pages
from lifecycle.errors import Invalid, NotFound
from lifecycle.queries import meeting
from web import access, session
from web.evaluation.pages.report import sent
from web.meetings.books import agenda_book, minutes_book
from web.project import answers
from web.project.sentences import Sentences

blueprint = flask.Blueprint("meetings", __name__, url_prefix="/meetings", template_folder="templates")
FORMS = ("docx", "pdf")
NAME_LIMIT = 60
CHAPTER = 2


@blueprint.context_processor
def _say() -> dict[str, object]:
    return {"say": Sentences(session.speech())}


@dataclass(frozen=True)
class Wanted:
    """What the address of an agenda says."""

    numbers: tuple[str, ...]
    on: date
    name: str


@blueprint.get("")
@access.signed_in
def page() -> ResponseReturnValue:
    """What is ready to be decided, to be chosen from; and the days on which something was decided."""
    with session.reading() as reading:
        waiting = meeting.waiting(reading, session.actor())
        held = meeting.held(reading, session.actor())
        day = reading.day
    return flask.render_template("meetings/page.html", waiting=waiting, held=held, day=day)


@blueprint.get("/agenda")
@access.signed_in
def agenda() -> ResponseReturnValue:
    """The chosen projects, a sheet each, with the way to whatever the reader may do in its round."""
    wanted = _wanted()
    try:
        items = _items(wanted)
    except Invalid as refusal:
        flask.flash(session.speech().t(f"problem.{refusal.problem}", **refusal.values))
        return flask.redirect(flask.url_for("meetings.page"))
    book = agenda_book(items, wanted.on, wanted.name, session.speech())
    return flask.render_template(
        "meetings/agenda.html", wanted=wanted, items=items, head=book.head, files=_files("agenda_file")
    )


@blueprint.get("/agenda/<form>")
@access.signed_in
def agenda_file(form: str) -> ResponseReturnValue:
    """The agenda with its sheets as a file. Raises NotFound for another form."""
    wanted = _wanted()
    return _sent(
        form, lambda: agenda_book(_items(wanted), wanted.on, wanted.name, session.speech()), "agenda"
    )


@blueprint.get("/minutes/<on>/<office>")
@access.signed_in
def minutes(on: str, office: str) -> ResponseReturnValue:
    """What an office decided on a day."""
    found = _minutes(on, office)
    book = minutes_book(found, session.speech())
    body = Markup(Pages(book, top=CHAPTER).body())  # noqa: S704 - every text in it is escaped
    return flask.render_template(
        "meetings/minutes.html", minutes=found, head=book.head, body=body, files=_files("minutes_file")
    )


@blueprint.get("/minutes/<on>/<office>/<form>")
@access.signed_in
def minutes_file(on: str, office: str, form: str) -> ResponseReturnValue:
    """The minutes as a file. Raises NotFound for another form."""
    return _sent(form, lambda: minutes_book(_minutes(on, office), session.speech()), f"minutes-{on}-{office}")


def _wanted() -> Wanted:
    given = flask.request.args
    try:
        on = answers.day("on", given.get("on")) or session.reader().day
    except Invalid:
        on = session.reader().day
    return Wanted(tuple(given.getlist("number")), on, given.get("name", "")[:NAME_LIMIT].strip())


def _items(wanted: Wanted) -> tuple[meeting.Item, ...]:
    with session.reading() as reading:
        return meeting.agenda(reading, session.actor(), wanted.numbers)


def _minutes(on: str, office: str) -> meeting.Minutes:
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise NotFound("minutes", on) from error
    with session.reading() as reading:
        return meeting.minutes(reading, session.actor(), day, office)


def _files(endpoint: str) -> tuple[tuple[str, str], ...]:
    """Label and address of each file, with everything that this page's address says."""
    known = {**(flask.request.view_args or {}), **flask.request.args.to_dict(flat=False)}
    return tuple(
        (f"report.download.{form}", flask.url_for(f"meetings.{endpoint}", **known, form=form))
        for form in FORMS
    )


def _sent(form: str, make: Callable[[], handbook.Book], name: str) -> ResponseReturnValue:
    if form not in FORMS:
        raise NotFound("format", form)
    return sent(make(), form, name)
