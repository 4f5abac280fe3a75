"""Revoking the decision of a gate: back to the stage it closed, with the duties that are struck."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.revocation import RevocationPage, revocation_page
from lifecycle.verbs import revocations
from web import access, session
from web.project.blueprint import blueprint, to_project
from web.project.forms import RevokeForm, offer


@blueprint.route("/<number>/revoke", methods=["GET", "POST"])
@access.act("gate_revoke")
def gate_revoke(number: str) -> ResponseReturnValue:
    """Choose what is struck, and say why."""
    form = RevokeForm.of_request()
    struck, reason = tuple(form.struck.data or ()), form.reason.data or ""
    if form.is_sent() and form.done(revocations.revoke, number, struck, reason, seen=form.revision):
        return to_project(number)
    page = _read(number)
    speech = session.speech()
    offer(
        form.struck,
        [(each.code, f"{each.code} {speech.of(each.text) if each.text else ''}") for each in page.duties],
    )
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/revoke.html", page=page, form=form), form.status


def _read(number: str) -> RevocationPage:
    with session.reading() as opened:
        return revocation_page(opened, session.actor(), number)
