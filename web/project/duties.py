"""A duty: hand in evidence, submit, confirm, return, waive, reopen: one page, with the forms the reader may use."""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, Refusal
from lifecycle.queries.duty import DutyPage, duty_page
from lifecycle.verbs import duties, substitutes
from lifecycle.verbs.duties import DutyKey
from web import access, session
from web.errors import status_of
from web.project.blueprint import blueprint, to
from web.project.evidence import EvidenceForm, evidence_form
from web.project.forms import OK, ProjectForm, ReasonForm, ReturnForm, bound, posted

SAVE, SUBMIT, CONFIRM, RETURN, WAIVE, REOPEN = "save", "submit", "confirm", "return", "waive", "reopen"
STAND_IN = "stand-in"
"""The buttons of the page."""


@dataclass
class Forms:
    """The forms of the page; each has its own key."""

    evidence: EvidenceForm
    confirm: ProjectForm
    give_back: ReturnForm
    waive: ReasonForm
    reopen: ReasonForm
    stand_in: ReasonForm

    @property
    def sent(self) -> ProjectForm:
        """The one whose button was pressed; the first for a GET."""
        named: dict[str, ProjectForm] = {
            CONFIRM: self.confirm,
            RETURN: self.give_back,
            WAIVE: self.waive,
            REOPEN: self.reopen,
            STAND_IN: self.stand_in,
        }
        return named.get(posted(), self.evidence)

    @property
    def all(self) -> tuple[ProjectForm, ...]:
        return (self.evidence, self.confirm, self.give_back, self.waive, self.reopen, self.stand_in)


@blueprint.route("/<number>/duties/<code>", defaults={"occurrence": 1}, methods=["GET", "POST"])
@blueprint.route("/<number>/duties/<code>/<int:occurrence>", methods=["GET", "POST"])
@access.uploads
@access.act("see")
def duty(number: str, code: str, occurrence: int) -> ResponseReturnValue:
    """Which act is meant says the button; who may do it says the verb."""
    page = _read(number, code, occurrence)
    forms = _forms(page)
    if posted():
        if _done(page, forms, DutyKey(number, code, occurrence)):
            return to("duty", number=number, code=code, occurrence=occurrence)
        page = _read(number, code, occurrence)
    for form in forms.all:
        form.stamp(page.row.revision, page.header.revision)
    shown = flask.render_template("project/duty.html", page=page, forms=forms)
    return shown, forms.sent.status if posted() else OK


def _read(number: str, code: str, occurrence: int) -> DutyPage:
    with session.reading() as opened:
        return duty_page(opened, session.actor(), number, code, occurrence)


def _forms(page: DutyPage) -> Forms:
    pressed = posted()
    return Forms(
        evidence_form([each for each in page.row.wanted if not each.locked], sent=pressed in (SAVE, SUBMIT)),
        bound(ProjectForm, "confirm-", sent=pressed == CONFIRM),
        bound(ReturnForm, "return-", sent=pressed == RETURN),
        bound(ReasonForm, "waive-", sent=pressed == WAIVE),
        bound(ReasonForm, "reopen-", sent=pressed == REOPEN),
        bound(ReasonForm, "stand-in-", sent=pressed == STAND_IN),
    )


def _done(page: DutyPage, forms: Forms, key: DutyKey) -> bool:
    form = forms.sent
    try:
        _do(forms, key)
    except Invalid as refusal:
        form.status = status_of(refusal).value
        if isinstance(form, EvidenceForm):
            _at_fields(page, form, refusal)
        else:
            form.refuse(refusal)
        return False
    except Refusal as refusal:
        form.turn_down(key.number, refusal)
        return False
    return True


def _do(forms: Forms, key: DutyKey) -> None:
    form = forms.sent
    once, seen = form.key.data or None, form.revision
    match posted():
        case "save":
            session.do(duties.attach, key, forms.evidence.pieces(), key=once, seen=seen)
        case "submit":
            session.do(duties.complete, key, forms.evidence.pieces(), key=once, seen=seen)
        case "confirm":
            session.do(duties.confirm, key, key=once, seen=seen)
        case "return":
            reason, only = forms.give_back.reason.data or "", tuple(forms.give_back.only.data or ())
            session.do(duties.give_back, key, reason, key=once, seen=seen, kinds=only)
        case "waive":
            session.do(duties.waive, key, forms.waive.reason.data or "", key=once, seen=seen)
        case "reopen":
            session.do(duties.reopen, key, forms.reopen.reason.data or "", key=once, seen=seen)
        case "stand-in":
            given = forms.stand_in.reason.data or ""
            session.do(substitutes.let_stand_in, key, given, key=once, seen=seen)
        case _:
            raise Invalid("act", "not_in_list")


def _at_fields(page: DutyPage, form: EvidenceForm, refusal: Invalid) -> None:
    """Missing evidence is said at each kind that is missing."""
    if refusal.problem == "evidence_missing":
        form.missing(refusal)
        return
    if refusal.field == "evidence" and page.row.wanted:
        form.refuse_field(Invalid(page.row.wanted[0].kind, "missing"))
        return
    form.refuse_field(refusal)
