"""Entering at a later stage: documents for it, and its approval."""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.queries.entry import EntryPage, entry_page
from lifecycle.verbs import entries
from web import access, session
from web.errors import status_of
from web.project.blueprint import blueprint, to
from web.project.evidence import EvidenceForm, evidence_form
from web.project.forms import OK, ReasonForm, bound, posted

ATTACH, APPROVE = "attach", "approve"
"""The buttons of the page."""


@dataclass
class Forms:
    """Documents and approval, each with its own key."""

    documents: EvidenceForm
    approval: ReasonForm

    @property
    def sent(self) -> EvidenceForm | ReasonForm:
        """The one whose button was pressed; the first for a GET."""
        return self.approval if posted() == APPROVE else self.documents


@blueprint.route("/<number>/entry", methods=["GET", "POST"])
@access.uploads
@access.act("see")
def entry(number: str) -> ResponseReturnValue:
    """What the entry asks for, with the forms that the reader may use."""
    page = _read(number)
    forms = _forms(page)
    if posted():
        if _done(forms, number):
            return to("entry", number=number)
        page = _read(number)
    for form in (forms.documents, forms.approval):
        form.stamp(page.header.revision, page.header.revision)
    shown = flask.render_template("project/entry.html", page=page, forms=forms)
    return shown, forms.sent.status if posted() else OK


def _read(number: str) -> EntryPage:
    with session.reading() as opened:
        return entry_page(opened, session.actor(), number)


def _forms(page: EntryPage) -> Forms:
    kinds = [each for group in page.entry.asked for each in group.documents]
    return Forms(
        evidence_form(kinds, sent=posted() == ATTACH),
        bound(ReasonForm, "approve-", sent=posted() == APPROVE),
    )


def _done(forms: Forms, number: str) -> bool:
    form = forms.sent
    if isinstance(form, ReasonForm):
        return form.done(entries.approve_entry, number, form.reason.data or "", seen=form.revision)
    try:
        once = form.key.data or None
        session.do(entries.attach_document, number, form.pieces(), key=once, seen=form.revision)
    except NotFound:
        raise
    except Invalid as refusal:
        form.status = status_of(refusal).value
        _at_field(form, refusal)
        return False
    except Refusal as refusal:
        form.turn_down(number, refusal)
        return False
    return True


def _at_field(form: EvidenceForm, refusal: Invalid) -> None:
    """That nothing was handed in is said at the first kind."""
    if refusal.field == "evidence" and form.kinds:
        refusal = Invalid(form.kinds[0].kind, refusal.problem, refusal.values)
    form.refuse_field(refusal)
