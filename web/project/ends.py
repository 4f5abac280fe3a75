"""Ends outside a gate: withdrawing, terminating, closing as outside conversion, with what is to be settled."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.queries.ending import EndingPage, ending_page
from lifecycle.verbs import ends
from lifecycle.verbs.rounds import Owed
from web import access, session
from web.project import answers, foreseen
from web.project.blueprint import blueprint, to_project
from web.project.foreseen import CHECK, DO, Said
from web.project.forms import offer, posted, with_fields
from web.project.owed import OwedForm, offer_owners, prefill, row_fields

VERBS = {"withdraw": ends.withdraw, "terminate": ends.terminate, "close_outbound": ends.close_outbound}


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


@blueprint.route("/<number>/outbound", methods=["GET", "POST"])
@access.act("close_outbound")
def close_outbound(number: str) -> ResponseReturnValue:
    """Close a project that is converted outside the district."""
    return _ended(number, "close_outbound")


def _ended(number: str, move: str) -> ResponseReturnValue:
    """GET: the form. POST: what would follow; and, confirmed, the end."""
    page = _read(number, move)
    form = _form(page)
    if posted() in (CHECK, DO) and (given := _given(form, number, page)) is not None:
        verb: Any = VERBS[move]
        if posted() == DO and form.done(verb, number, *given, seen=form.revision):
            return to_project(number)
        seen = foreseen.foresee(form, verb, number, *given, seen=form.revision) if posted() == CHECK else None
        if seen is not None:
            return foreseen.shown(page.header, move, form, seen, _said(form, page, given))
    if posted():
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
    if page.settles:
        prefill(form, page.items, page.last_day)
    return form


def _given(form: EndForm, number: str, page: EndingPage) -> tuple[Any, ...] | None:
    """What the verb is given after the number; None where it cannot be read, and the form says why."""
    try:
        read = together(
            cause=lambda: answers.chosen("cause", form.cause.data) if page.causes else "",
            reason=lambda: words.reason(form.reason.data or ""),
            owed=lambda: form.owed(at_least=int(page.settles)),
        )
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return None
    cause = (read["cause"],) if page.causes else ()
    return (*cause, read["reason"], read["owed"])


def _said(form: EndForm, page: EndingPage, given: tuple[Any, ...]) -> list[Said]:
    owed: tuple[Owed, ...] = given[-1]
    speech = session.speech()
    offices = {office.code: speech.of(office.text) for office in page.owners}
    lines = [f"{each.what} · {offices[each.owner]} · {speech.day(each.due)}" for each in owed]
    return [*foreseen.entered(form, "cause", "reason"), Said(speech.t("decide.owed.settlement"), lines)]
