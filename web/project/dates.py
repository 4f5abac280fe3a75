"""A later day for a milestone that is not due yet: asked for, granted, refused."""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid
from lifecycle.queries.extension import ExtensionPage, extension_page
from lifecycle.verbs import dates
from lifecycle.verbs.dates import MilestoneKey
from web import access, session
from web.errors import sentence
from web.project.blueprint import blueprint, to
from web.project.forms import ExtendForm, ProjectForm, ReasonForm, bound, posted, until_and_why

ASK, REFUSE = "ask", "refuse"


@dataclass
class Forms:
    """Granting, asking and refusing, each with its own key."""

    grant: ExtendForm
    ask: ExtendForm
    refuse: ReasonForm

    def done(self, key: MilestoneKey) -> bool:
        """Do what the button says."""
        if posted() == REFUSE:
            reason = self.refuse.reason.data or ""
            return self.refuse.done_on(dates.refuse, key.number, key, reason, seen=self.refuse.revision)
        if posted() == ASK:
            return _sent(self.ask, key, dates.ask)
        return _sent(self.grant, key, dates.extend)

    @property
    def all(self) -> tuple[ProjectForm, ...]:
        return self.grant, self.ask, self.refuse

    @property
    def status(self) -> int:
        return max(form.status for form in self.all)


@blueprint.route("/<number>/dates/<code>", defaults={"occurrence": 1}, methods=["GET", "POST"])
@blueprint.route("/<number>/dates/<code>/<int:occurrence>", methods=["GET", "POST"])
@access.act("extend")
def extend(number: str, code: str, occurrence: int) -> ResponseReturnValue:
    """One milestone: its day, the day it had before, what was asked, and the form of whatever the reader may do."""
    forms, key = _forms(), MilestoneKey(number, code, occurrence)
    if flask.request.method == "POST" and forms.done(key):
        return to("extend", number=number, code=code, occurrence=occurrence)
    page = _read(number, code, occurrence)
    if page.asked is not None and flask.request.method == "GET":
        forms.grant.until.data = page.asked.until.isoformat()
    for dated in (forms.grant, forms.ask):
        dated.until.label.text = session.speech().t("extend.until")
    for form in forms.all:
        form.stamp(page.header.revision, page.header.revision)
    shut = sentence(page.shut, session.speech(), label=False) if page.shut else None
    return flask.render_template("project/extend.html", page=page, forms=forms, shut=shut), forms.status


def _forms() -> Forms:
    pressed = posted() if flask.request.method == "POST" else ""
    is_grant = flask.request.method == "POST" and pressed not in (ASK, REFUSE)
    return Forms(
        bound(ExtendForm, "", sent=is_grant),
        bound(ExtendForm, "ask-", sent=pressed == ASK),
        bound(ReasonForm, "refuse-", sent=pressed == REFUSE),
    )


def _read(number: str, code: str, occurrence: int) -> ExtensionPage:
    with session.reading() as opened:
        return extension_page(opened, session.actor(), number, code, occurrence)


def _sent(form: ExtendForm, key: MilestoneKey, verb: object) -> bool:
    try:
        until, reason = until_and_why(form)
    except Invalid as refusal:
        form.turn_down(key.number, refusal)
        return False
    return form.done_on(verb, key.number, key, until, reason, seen=form.revision)
