"""Following an application by its receipt, for whoever has no private link at hand."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Refusal
from lifecycle.intake import holding
from web import access, errors, session
from web.intake.blueprint import blueprint
from web.intake.forms import FollowForm
from web.intake.holding import Key, remember


@blueprint.route("/apply/follow", methods=["GET", "POST"])
@access.public
def follow() -> ResponseReturnValue:
    """One answer for an unknown number and a wrong code."""
    form = FollowForm.of_request()
    if flask.request.method == "POST":
        given, code = form.receipt.data or "", form.code_given.data or ""
        try:
            remember(holding.prove(session.engine(), given, code, session.address()))
        except Refusal as refusal:
            form.refuse(refusal)
            return flask.render_template("intake/follow.html", form=form), errors.status_of(refusal)
        return flask.redirect(Key("").url(), 303)
    return flask.render_template("intake/follow.html", form=form)
