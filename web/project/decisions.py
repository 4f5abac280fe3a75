"""Deciding: choose an option, say what it needs, see what follows, and only then decide."""

from collections.abc import Sequence
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField

from lifecycle import words
from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.mistakes import together
from lifecycle.queries.decide import DecidePage, OptionView, decide_page
from lifecycle.queries.preview import Preview, preview
from lifecycle.verbs import decisions
from lifecycle.verbs.decisions import Decision
from web import access, session
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import OK, offer, posted, with_fields
from web.project.owed import OwedForm, offer_owners, prefill, row_fields

REASON = "reason-"


class DecideForm(OwedForm):
    """One option with what it asks for; further rows and reasons are added by `_made`."""

    option = HiddenField()
    reason = TextAreaField()
    until = StringField()
    condition = StringField()
    review_on = StringField()
    cause = SelectField(validate_choice=False)

    def decision(self, option: OptionView) -> Decision:
        """What was decided. Raises Invalid naming every field that cannot be read."""
        asks = option.asks
        read = together(
            reason=lambda: words.reason(self.reason.data or "", required=not option.passes),
            owed=lambda: self.owed() if option.owes else (),
            until=lambda: answers.day("until", self.until.data) if "until" in asks else None,
            review_on=lambda: answers.day("review_on", self.review_on.data) if "condition" in asks else None,
        )
        return Decision(
            option=option.option.code,
            condition=(self.condition.data or "") if "condition" in asks else "",
            **read,
            cause=(self.cause.data or None) if "cause" in asks else None,
            reasons={field.short_name.removeprefix(REASON): field.data or "" for field in self.asked},
        )

    @property
    def asked(self) -> list[Field]:
        """The fields for reasons that a pass asks for."""
        return [field for field in self if field.short_name.startswith(REASON)]

    def show(self, refusal: Refusal) -> None:
        """Show a refusal at every field that it is about."""
        for each in self.at_fields(refusal) if isinstance(refusal, Invalid) else (refusal,):
            super().show(each)

    def at_fields(self, refusal: Invalid) -> tuple[Invalid, ...]:
        """The same refusal at the fields that it is about: each reason that is missing, one reason, one row."""
        codes = refusal.values.get("codes", ())
        if refusal.problem == "reasons_missing" and isinstance(codes, tuple):
            return tuple(Invalid(f"{REASON}{code}", "missing") for code in codes)
        if f"{REASON}{refusal.field}" in self:
            return (Invalid(f"{REASON}{refusal.field}", refusal.problem, refusal.values),)
        return (self.at_row(refusal),)


@blueprint.route("/<number>/decide", methods=["GET", "POST"])
@access.act("decide")
def decide(number: str) -> ResponseReturnValue:
    """GET: the options and the form of one. POST: a look at what follows; and, confirmed, the decision."""
    page = _read(number)
    chosen = page.option(flask.request.values.get("option"))
    form = _made(page, chosen)
    status = OK
    if posted() in ("check", "confirm"):
        outcome = _carried_out(form, number, chosen, confirmed=posted() == "confirm")
        if isinstance(outcome, Preview):
            return flask.render_template(
                "project/confirm.html", page=page, form=form, chosen=chosen, seen=outcome, as_day=_read_day
            )
        if outcome:
            return to("decision", number=number, visit=page.round.visit, n=page.round.n)
        page, status = _read_again(number, page), form.status
    form.stamp(page.round.revision, page.header.revision)
    return flask.render_template("project/decide.html", page=page, form=form, chosen=chosen), status


_read_day = partial(answers.day, "")


def _read(number: str) -> DecidePage:
    with session.reading() as opened:
        return decide_page(opened, session.actor(), number)


def _read_again(number: str, page: DecidePage) -> DecidePage:
    """After a refusal; the page as it was where somebody else has decided in the meantime."""
    try:
        return _read(number)
    except NotFound:
        return page


def _carried_out(form: DecideForm, number: str, chosen: OptionView, *, confirmed: bool) -> Preview | bool:
    """What the decision would do, or True once it is done; False when it was refused and the form says why."""
    try:
        decision = form.decision(chosen)
        if not confirmed:
            actor = session.actor().id
            return preview(session.engine(), actor, decisions.decide, number, decision, seen=form.revision)
        session.do(decisions.decide, number, decision, key=form.key.data or None, seen=form.revision)
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(number, refusal)
        return False
    return True


def _made(page: DecidePage, chosen: OptionView) -> DecideForm:
    """The form of an option: rows for what is owed, a reason for each recommended criterion unmet or office unheard."""
    fields = row_fields()
    if chosen.passes:
        for code, text in _asked_reasons(page):
            fields[f"{REASON}{code}"] = TextAreaField(text)
    form = with_fields(DecideForm, fields).of_request()
    form.option.data = chosen.option.code
    _offer(form, page)
    prefill(form, chosen.items, chosen.settle_by)
    return form


def _asked_reasons(page: DecidePage) -> Sequence[tuple[str, str]]:
    speech = session.speech()
    unmet = [(each.code, f"{each.code} {speech.of(each.text)}") for each in page.panel.shoulds]
    unheard = [(each.holding.code, speech.of(each.holding.text)) for each in page.round.unheard]
    return [*unmet, *unheard]


def _offer(form: DecideForm, page: DecidePage) -> None:
    speech = session.speech()
    offer_owners(form, page.owners)
    choose = speech.t("parties.organisation.choose")
    offer(form.cause, [(cause.code, speech.of(cause.text)) for cause in page.causes], first=choose)
