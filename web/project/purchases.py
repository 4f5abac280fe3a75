"""Buying the service of a party that is missing."""

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from lifecycle.errors import Invalid
from lifecycle.queries.change import PurchasePage, purchase_page
from lifecycle.verbs import parties
from lifecycle.verbs.parties import Purchase
from web import access, session
from web.project.blueprint import blueprint, to
from web.project.evidence import EvidenceForm, papers_form
from web.project.forms import offer, posted
from web.project.papers import read_papers


class PurchaseForm(EvidenceForm):
    """From whom, why, and the voucher."""

    organisation = SelectField(validate_choice=False)
    reason = TextAreaField()


@blueprint.route("/<number>/buy-service", methods=["GET", "POST"])
@access.uploads
@access.act("buy_service")
def buy_service(number: str) -> ResponseReturnValue:
    """The form; afterwards the page of everybody who takes part."""
    page = _read(number)
    form = papers_form(PurchaseForm, page.papers, sent=bool(posted()))
    sellers = [(each.code, each.name) for each in page.sellers]
    offer(form.organisation, sellers, first=session.speech().t("parties.organisation.choose"))
    if posted():
        given = _given(form, number, page)
        if given is not None and form.done(parties.buy_service, number, given, seen=form.revision):
            return to("people", number=number)
        page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/purchase.html", page=page, form=form), form.status


def _read(number: str) -> PurchasePage:
    with session.reading() as opened:
        return purchase_page(opened, session.actor(), number)


def _given(form: PurchaseForm, number: str, page: PurchasePage) -> Purchase | None:
    """None where it cannot be read, and the form says why. Files are received first, so that none is lost."""
    papers = read_papers(form)
    code = form.organisation.data or ""
    if code not in page.known:
        form.turn_down(number, Invalid("organisation", "not_in_list" if code else "missing"))
        return None
    return None if papers is None else Purchase(code, form.reason.data or "", papers)
