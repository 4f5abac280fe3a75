"""Changing the receiver: one organisation takes another's place, and what has to be checked again is opened again."""

from collections.abc import Collection
from typing import Any

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from lifecycle.errors import Invalid
from lifecycle.queries.change import ReceiverPage, receiver_page
from lifecycle.verbs import parties
from lifecycle.verbs.parties import Succession
from web import access, session
from web.project import foreseen
from web.project.blueprint import blueprint, to_project
from web.project.evidence import EvidenceForm, papers_form
from web.project.foreseen import CHECK, DO
from web.project.forms import offer, posted
from web.project.papers import read_papers


class ReceiverForm(EvidenceForm):
    """Whose place, by whom, why, and the papers."""

    leaving = SelectField(validate_choice=False)
    joining = SelectField(validate_choice=False)
    reason = TextAreaField()


@blueprint.route("/<number>/receiver", methods=["GET", "POST"])
@access.uploads
@access.act("change_receiver")
def change_receiver(number: str) -> ResponseReturnValue:
    """GET: the form. POST: what would follow; and, confirmed, the change."""
    page = _read(number)
    form = _form(page)
    if posted() in (CHECK, DO) and (given := _given(form, number, page)) is not None:
        verb: Any = parties.change_receiver
        if posted() == DO and form.done(verb, number, given, seen=form.revision):
            return to_project(number)
        seen = foreseen.foresee(form, verb, number, given, seen=form.revision) if posted() == CHECK else None
        if seen is not None:
            said = foreseen.entered(form, "leaving", "joining", "reason")
            return foreseen.shown(page.header, "change_receiver", form, seen, said)
    if posted():
        page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/receiver.html", page=page, form=form), form.status


def _read(number: str) -> ReceiverPage:
    with session.reading() as opened:
        return receiver_page(opened, session.actor(), number)


def _form(page: ReceiverPage) -> ReceiverForm:
    form = papers_form(ReceiverForm, page.papers, sent=bool(posted()))
    choose = session.speech().t("parties.organisation.choose")
    leaving = [(party.code, party.name) for party in page.leaving]
    offer(form.leaving, leaving, first=choose if len(leaving) != 1 else None)
    offer(form.joining, [(each.code, each.name) for each in page.joining], first=choose)
    return form


def _given(form: ReceiverForm, number: str, page: ReceiverPage) -> Succession | None:
    """None where it cannot be read, and the form says why. Files are received first, so that none is lost."""
    papers = read_papers(form)
    leaving, joining = (_chosen(form, number, field, page.known) for field in ("leaving", "joining"))
    if papers is None or not leaving or not joining:
        return None
    return Succession(leaving, joining, form.reason.data or "", papers)


def _chosen(form: ReceiverForm, number: str, field: str, known: Collection[str]) -> str | None:
    """One that plays the role: whether it can leave or join says the verb, which also knows a form sent twice."""
    code = str(form[field].data or "")
    if code in known:
        return code
    form.turn_down(number, Invalid(field, "not_in_list" if code else "missing"))
    return None
