"""An application in its sender's hands: filled in, checked, sent, answered, withdrawn.

One address shows it as it stands: the form while it may be changed, the receipt afterwards. What was typed is kept
before anything else is tried with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from lifecycle.engine import Session
from lifecycle.errors import Refusal
from lifecycle.intake import alike, applying, calls, enclosing, limits, reading
from lifecycle.intake.applying import declarations
from lifecycle.intake.reading import StepLine
from lifecycle.records.intake import ApplicationRow, CallRow, EnclosureRow
from stages.blocks.stage import EntryCondition
from web import access, errors, session
from web.intake.blueprint import blueprint, kind_name, kinds_of
from web.intake.forms import OfferForm, given, name_fields
from web.intake.holding import Key


@dataclass(frozen=True, slots=True)
class Own:
    """An application as its sender sees it. `conditions` are what they have to declare, `lacking` fields that are
    empty, `is_known` whether the same title of the same holder is in the register or was offered before.
    """

    row: ApplicationRow
    call: CallRow
    files: tuple[EnclosureRow, ...]
    steps: tuple[StepLine, ...]
    conditions: tuple[EntryCondition, ...]
    lacking: tuple[str, ...]
    is_known: bool
    may_change: bool

    @property
    def question(self) -> str:
        """What the bureau asked last, while it waits for the answer."""
        asked = [line.row.words for line in self.steps if line.row.act == "asked"]
        return asked[-1] if self.row.state == "asked" and asked else ""

    @property
    def declared(self) -> tuple[EntryCondition, ...]:
        return tuple(each for each in self.conditions if f",{each.code}," in self.row.declared)


def _own(opened: Session, row: ApplicationRow) -> Own:
    call = calls.call_by_code(opened, row.call)
    may_change = row.state == "asked" or (row.state == "draft" and calls.is_open(call, opened.day))
    return Own(
        row=row,
        call=call,
        files=enclosing.enclosures(opened, row),
        steps=reading.steps_of(opened, row),
        conditions=declarations(opened.in_force),
        lacking=applying.lacking(opened, row),
        is_known=row.state == "draft" and alike.is_known(opened, row),
        may_change=may_change,
    )


def _read(key: Key) -> Own:
    with session.reading() as opened:
        return _own(opened, key.load(opened))


@blueprint.route("/apply/mine", methods=["GET", "POST"], defaults={"token": ""})
@blueprint.route("/apply/mine/<token>", methods=["GET", "POST"])
@access.public
@access.uploads
def application(token: str) -> ResponseReturnValue:
    """The form while it may be changed, else the receipt with how it stands."""
    key = Key(token)
    own = _read(key)
    if flask.request.method != "POST":
        return _form(key, own, OfferForm.fresh(**given(own.row))) if own.may_change else _receipt(key, own)
    form = OfferForm.of_request()
    try:
        return flask.redirect(_changed(key, form), HTTPStatus.SEE_OTHER)
    except Refusal as refusal:
        form.refuse(refusal)
        return _form(key, _read(key), form, errors.status_of(refusal))


def _changed(key: Key, form: OfferForm) -> str:
    """Keep what was typed, then the files, then do what the button said. The address to go on at."""
    limits.count(session.engine(), session.address(), "save")
    with session.writing() as writing:
        row = applying.save(writing, key.load(writing, lock=True), form.offer(), form.revision)
    form.seen.data = str(row.revision)
    for upload in form.files.data or ():
        if isinstance(upload, FileStorage) and upload.filename:
            _enclose(key, upload)
    match flask.request.form.get("go"):
        case "check" if row.state == "draft":
            return key.url("check")
        case "answer":
            _send(key, form.answer.data or "")
        case _:
            flask.flash(session.speech().t("intake.saved"))
    return key.url()


def _enclose(key: Key, upload: FileStorage) -> None:
    limits.count(session.engine(), session.address(), "enclose")
    with session.reading() as opened:
        row = key.load(opened)
        enclosing.require_room(opened, row)
    home = session.settings().home
    stored = enclosing.receive(home, row, cast(BinaryIO, upload.stream), upload.filename or "")
    with session.writing() as writing:
        enclosing.enclose(writing, key.load(writing, lock=True), stored)


def _form(key: Key, own: Own, form: OfferForm, status: int = HTTPStatus.OK) -> ResponseReturnValue:
    if not own.may_change:
        return _receipt(key, own), status
    name_fields(form, [(code, kind_name(code)) for code in kinds_of(own.call)])
    speech = session.speech()
    form.declared.choices = [(each.code, speech.of(each.text)) for each in own.conditions]
    page = flask.render_template(
        "intake/form.html", key=key, own=own, form=form, most=enclosing.MOST, mib=enclosing.LARGEST >> 20
    )
    return page, status


def _receipt(key: Key, own: Own) -> str:
    return flask.render_template("intake/receipt.html", key=key, own=own)


@blueprint.route("/apply/mine/check", methods=["GET", "POST"], defaults={"token": ""})
@blueprint.route("/apply/mine/<token>/check", methods=["GET", "POST"])
@access.public
def check(token: str) -> ResponseReturnValue:
    """Everything as it will be read, and the button that sends it."""
    key = Key(token)
    own = _read(key)
    if flask.request.method != "POST":
        if not own.may_change or own.row.state != "draft":
            return flask.redirect(key.url())
        return flask.render_template("intake/check.html", key=key, own=own, trouble="")
    try:
        _send(key)
    except Refusal as refusal:
        said = errors.sentence(refusal, session.speech())
        page = flask.render_template("intake/check.html", key=key, own=_read(key), trouble=said)
        return page, errors.status_of(refusal)
    return flask.redirect(key.url(), HTTPStatus.SEE_OTHER)


def _send(key: Key, answer: str = "") -> None:
    limits.count(session.engine(), session.address(), "send")
    with session.writing() as writing:
        applying.send(writing, key.load(writing, lock=True), session.address(), answer)


@blueprint.post("/apply/mine/files/<int:n>/remove", defaults={"token": ""})
@blueprint.post("/apply/mine/<token>/files/<int:n>/remove")
@access.public
def take_out(token: str, n: int) -> ResponseReturnValue:
    """Leave a file out again."""
    return _done(Key(token), "intake.file_removed", lambda opened, row: enclosing.take_out(opened, row, n))


@blueprint.post("/apply/mine/withdraw", defaults={"token": ""})
@blueprint.post("/apply/mine/<token>/withdraw")
@access.public
def withdraw(token: str) -> ResponseReturnValue:
    """Take back what was sent."""

    def take_back(opened: Session, row: ApplicationRow) -> None:
        applying.withdraw(opened, row, session.address())

    return _done(Key(token), "intake.withdrawn", take_back)


def _done(key: Key, said: str, act: Callable[[Session, ApplicationRow], None]) -> ResponseReturnValue:
    limits.count(session.engine(), session.address(), "save")
    with session.writing() as writing:
        act(writing, key.load(writing, lock=True))
    flask.flash(session.speech().t(said))
    return flask.redirect(key.url(), HTTPStatus.SEE_OTHER)
