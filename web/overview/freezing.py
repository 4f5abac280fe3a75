"""Freezing a month by hand, and counting a frozen one again."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import NotFound
from lifecycle.overview import freezing
from lifecycle.overview.terms import Frame
from web import access, session
from web.figures import Words
from web.overview.blueprint import blueprint, month_of


@blueprint.post("/<period>/freeze")
@access.bureau
def freeze(period: str) -> ResponseReturnValue:
    """Freeze a month that has ended; one that is frozen and comes out the same stays as it is."""
    kept = freezing.freeze(session.engine(), session.actor().id, month_of(period))
    speech = session.speech()
    told = speech.t("overview.frozen_now", month=speech.month(kept.period.first), check=kept.check)
    flask.flash(told, "message")
    return flask.redirect(flask.url_for("overview.month", period=period), 303)


@blueprint.post("/<period>/recount")
@access.bureau
def recount(period: str) -> ResponseReturnValue:
    """Count a frozen month again, and show what comes out. A POST, since it reads every history; it writes none."""
    again = freezing.recount(session.engine(), session.actor().id, month_of(period))
    if again is None:
        raise NotFound("period", period)
    standards = tuple(session.engine().standards.standards)
    frame = Frame(again.frozen.period, again.frozen.period.last)
    return flask.render_template(
        "overview/recount.html", again=again, words=Words(session.speech(), standards, frame)
    )
