"""The calls of the bureau: open one, change it, invite organisations to it."""

from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle.engine import Session
from lifecycle.errors import Refusal
from lifecycle.intake import calls, reading
from lifecycle.policy.intake import OPEN_CALL, SCREEN
from lifecycle.queries.people import open_organisations
from lifecycle.records.intake import AUDIENCES, CallRow
from web import access, errors, session
from web.intake.blueprint import blueprint, kind_name, kinds_of
from web.intake.forms import CallForm, InviteForm

LINK = "link"


@blueprint.get("/intake/calls")
@access.power(SCREEN, OPEN_CALL)
def all_calls() -> ResponseReturnValue:
    """Every call with its numbers, the one that closes last first."""
    with session.reading() as opened:
        found = reading.desk(opened, session.actor())
    return flask.render_template("intake/calls.html", desk=found)


@blueprint.route("/intake/calls/new", methods=["GET", "POST"])
@access.power(OPEN_CALL)
def new_call() -> ResponseReturnValue:
    """Open a call."""
    form = _offered(CallForm.of_request(kinds=list(calls.kinds_of(session.in_force()))))
    status = HTTPStatus.OK
    if form.is_sent():
        try:
            with session.writing() as writing:
                made = calls.open_call(writing, session.actor(), form.terms())
        except Refusal as refusal:
            form.refuse(refusal)
            status = errors.status_of(refusal)
        else:
            return _to_call(made.code, "desk.call.opened")
    return flask.render_template("intake/call_form.html", form=form, call=None), _status(form, status)


@blueprint.get("/intake/calls/<code>")
@access.power(SCREEN, OPEN_CALL)
def one_call(code: str) -> ResponseReturnValue:
    """A call with its numbers, and who is invited to it."""
    return _shown(code, InviteForm.fresh())


@blueprint.route("/intake/calls/<code>/change", methods=["GET", "POST"])
@access.power(OPEN_CALL)
def change_call(code: str) -> ResponseReturnValue:
    """Say it anew, with a later last day or an earlier one."""
    with session.reading() as opened:
        known = calls.call_by_code(opened, code)
    form = _offered(CallForm.of_request(**_given(known)))
    status = HTTPStatus.OK
    if form.is_sent():
        try:
            with session.writing() as writing:
                calls.amend_call(writing, session.actor(), code, form.terms(), form.revision)
        except Refusal as refusal:
            form.refuse(refusal)
            status = errors.status_of(refusal)
        else:
            return _to_call(code, "desk.call.amended")
    return flask.render_template("intake/call_form.html", form=form, call=known), _status(form, status)


def _given(row: CallRow) -> dict[str, object]:
    shown: dict[str, object] = {name: getattr(row, name) for name in ("title", "guidance", "audience")}
    days = {name: getattr(row, name).isoformat() for name in ("opens_on", "closes_on")}
    return shown | days | {"kinds": list(kinds_of(row)), "seen": str(row.revision)}


def _offered(form: CallForm) -> CallForm:
    speech = session.speech()
    form.title.label.text = speech.t("desk.field.title")
    form.audience.choices = [(each, speech.t(f"desk.audience.{each}")) for each in AUDIENCES]
    form.kinds.choices = [(code, kind_name(code)) for code in calls.kinds_of(session.in_force())]
    return form


def _status(form: CallForm, status: int) -> int:
    return HTTPStatus.BAD_REQUEST if form.problems and status == HTTPStatus.OK else status


def _to_call(code: str, said: str) -> ResponseReturnValue:
    flask.flash(session.speech().t(said))
    return flask.redirect(flask.url_for("intake.one_call", code=code), HTTPStatus.SEE_OTHER)


# Invitations ------------------------------------------------------------------------------------------------------


@blueprint.post("/intake/calls/<code>/invitations")
@access.power(OPEN_CALL)
def invite(code: str) -> ResponseReturnValue:
    """Make a link for an organisation. The page shows it this once: only its fingerprint is kept."""
    form = InviteForm.of_request()
    try:
        with session.writing() as writing:
            token = calls.invite(writing, session.actor(), code, form.organisation.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return _shown(code, form, errors.status_of(refusal))
    flask.flash(flask.url_for("intake.invited", token=token, _external=True), LINK)
    return flask.redirect(flask.url_for("intake.one_call", code=code), HTTPStatus.SEE_OTHER)


@blueprint.post("/intake/calls/<code>/invitations/<int:n>/revoke")
@access.power(OPEN_CALL)
def revoke(code: str, n: int) -> ResponseReturnValue:
    """Make a link worthless."""
    with session.writing() as writing:
        calls.revoke(writing, session.actor(), code, n)
    return _to_call(code, "desk.revoked")


def _shown(code: str, form: InviteForm, status: int = HTTPStatus.OK) -> ResponseReturnValue:
    with session.reading() as opened:
        page = reading.call_page(opened, session.actor(), code)
        choices = _guests(opened, page.line.call)
    form.organisation.choices = [("", session.speech().t("parties.organisation.choose")), *choices]
    links = flask.get_flashed_messages(category_filter=[LINK])
    return flask.render_template("intake/call.html", page=page, form=form, links=links), status


def _guests(opened: Session, row: CallRow) -> list[tuple[str, str]]:
    """Organisations of the kinds that the call is for."""
    wanted = kinds_of(row)
    return [(each.code, each.name) for each in open_organisations(opened) if each.kind in wanted]
