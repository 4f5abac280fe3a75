"""Revoking the decision of a gate: back to the stage it closed, with the duties that are struck."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.revocation import RevocationPage, revocation_page
from lifecycle.verbs import revocations
from web import access, session
from web.project import foreseen
from web.project.blueprint import blueprint, to_project
from web.project.foreseen import CHECK, DO
from web.project.forms import RevokeForm, offer, posted


@blueprint.route("/<number>/revoke", methods=["GET", "POST"])
@access.act("gate_revoke")
def gate_revoke(number: str) -> ResponseReturnValue:
    """Choose what is struck, and say why; look at what follows, and only then do it."""
    page = _read(number)
    form = _form(page)
    given = (tuple(form.struck.data or ()), form.reason.data or "")
    if posted() == DO and form.done(revocations.revoke, number, *given, seen=form.revision):
        return to_project(number)
    if posted() == CHECK:
        seen = foreseen.foresee(form, revocations.revoke, number, *given, seen=form.revision)
        if seen is not None:
            said = foreseen.entered(form, "struck", "reason")
            return foreseen.shown(page.header, "gate_revoke", form, seen, said)
    if posted():
        page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/revoke.html", page=page, form=form), form.status


def _read(number: str) -> RevocationPage:
    with session.reading() as opened:
        return revocation_page(opened, session.actor(), number)


def _form(page: RevocationPage) -> RevokeForm:
    form = RevokeForm.of_request()
    speech = session.speech()
    offer(
        form.struck,
        [(each.code, f"{each.code} {speech.of(each.text) if each.text else ''}") for each in page.duties],
    )
    return form
