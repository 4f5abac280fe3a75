"""The front page of intake for strangers, and the form with which an application is begun."""

from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.intake import applying, calls, limits
from lifecycle.intake.calls import PUBLIC, Invited
from lifecycle.intake.sweeping import KEPT_DAYS
from lifecycle.records.intake import CallRow
from web import access, errors, session
from web.intake import guard
from web.intake.blueprint import blueprint, kind_name, kinds_of
from web.intake.forms import BeginForm, name_fields
from web.intake.holding import Key, NothingThere


@blueprint.get("/apply")
@access.public
def front() -> ResponseReturnValue:
    """The calls that anybody may answer."""
    with session.reading() as reading:
        found = calls.public_calls(reading)
    return flask.render_template("intake/front.html", calls=found)


@blueprint.route("/apply/call/<code>", methods=["GET", "POST"])
@access.public
def begin(code: str) -> ResponseReturnValue:
    """Begin to answer a public call. One by invitation is not there for whoever has none."""
    with session.reading() as reading:
        found = calls.call_by_code(reading, code)
    if found.audience != PUBLIC:
        raise NotFound("call", code)
    return _begun(found, None)


@blueprint.route("/apply/invitation/<token>", methods=["GET", "POST"])
@access.public
def invited(token: str) -> ResponseReturnValue:
    """Begin to answer the call that somebody was invited to, in the name of their organisation."""
    try:
        with session.reading() as reading:
            guest = calls.invited(reading, token)
    except NotFound as error:
        raise NothingThere from error
    return _begun(guest.call, guest)


def _begun(call: CallRow, guest: Invited | None) -> ResponseReturnValue:
    form = BeginForm.of_request(seal="")
    name_fields(form, [(code, kind_name(code)) for code in kinds_of(call)])
    status = HTTPStatus.OK
    if flask.request.method == "POST":
        try:
            return flask.redirect(_drafted(form, call, guest).url(), HTTPStatus.SEE_OTHER)
        except Refusal as refusal:
            form.refuse(refusal)
            status = errors.status_of(refusal)
    if not form.seal.data or _has_expired(form):
        form.seal.data = guard.sealed()
    page = flask.render_template("intake/begin.html", call=call, guest=guest, form=form, kept_days=KEPT_DAYS)
    return page, status


def _has_expired(form: BeginForm) -> bool:
    try:
        guard.token_of(form.seal.data or "", "")
    except Invalid as refusal:
        return refusal.problem == "form_expired"
    return False


def _drafted(form: BeginForm, call: CallRow, guest: Invited | None) -> Key:
    """The draft under the link that the form carried: the same one however often the form is sent."""
    token = guard.token_of(form.seal.data or "", form.website.data or "")
    limits.count(session.engine(), session.address(), "begin")
    with session.writing() as writing:
        applying.begin(writing, call.code, token, form.offer(), guest, session.reader().language)
    return Key(token)
