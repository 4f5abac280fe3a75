"""Ends outside a gate: withdrawing and terminating, with what is to be settled."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from lifecycle.errors import Invalid
from lifecycle.queries.ending import EndingPage, ending_page
from lifecycle.verbs import ends
from web import access, session
from web.project.blueprint import blueprint, to_project
from web.project.forms import offer, posted, with_fields
from web.project.owed import OwedForm, offer_owners, row_fields


class EndForm(OwedForm):
    """Why it ends, and what is to be settled; the cause where one is asked for."""

    cause = SelectField(validate_choice=False)
    reason = TextAreaField()


@blueprint.route("/<number>/withdraw", methods=["GET", "POST"])
@access.act("withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """Take the project back."""
    return _ended(number, "withdraw")


@blueprint.route("/<number>/terminate", methods=["GET", "POST"])
@access.act("terminate")
def terminate(number: str) -> ResponseReturnValue:
    """End a project that cannot go on."""
    return _ended(number, "terminate")


def _ended(number: str, move: str) -> ResponseReturnValue:
    page = _read(number, move)
    form = _form(page)
    if posted() == "end":
        if _done(form, number, page):
            return to_project(number)
        page = _read(number, move)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/end.html", page=page, form=form), form.status


def _read(number: str, move: str) -> EndingPage:
    with session.reading() as opened:
        return ending_page(opened, session.actor(), number, move)


def _form(page: EndingPage) -> EndForm:
    form = with_fields(EndForm, row_fields()).of_request()
    speech = session.speech()
    offer_owners(form, page.owners)
    causes = [(cause.code, speech.of(cause.text)) for cause in page.causes]
    offer(form.cause, causes, first=speech.t("parties.organisation.choose"))
    return form


def _done(form: EndForm, number: str, page: EndingPage) -> bool:
    try:
        verb, given = _command(form, page)
        owed = tuple(form.owed())
        if page.settles and not owed:
            raise Invalid("what-0", "missing")
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    return form.done(verb, number, *given, form.reason.data or "", owed, seen=form.revision)


def _command(form: EndForm, page: EndingPage) -> tuple[Any, tuple[str, ...]]:
    """The verb and what it is given before the reason."""
    if not page.causes:
        return ends.withdraw, ()
    if not form.cause.data:
        raise Invalid("cause", "missing")
    return ends.terminate, (form.cause.data,)
