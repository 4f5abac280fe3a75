"""Entering a figure of the year, and what was entered before."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound
from lifecycle.overview import entering
from lifecycle.overview.terms import LATEST_YEAR
from lifecycle.policy import require_bureau
from stages.model import Target
from web import access, session
from web.overview.blueprint import blueprint
from web.overview.forms import FigureForm


@blueprint.route("/targets/<code>", methods=["GET", "POST"])
@access.bureau
def target(code: str) -> ResponseReturnValue:
    """One target of a year: what was entered, and the form for whoever may."""
    wanted = _target(code)
    form = FigureForm.of_request(year=str(_year()), on_day=session.reader().day.isoformat())
    form.offer(is_counted=entering.is_counted(session.engine().standards.standards, code))
    if form.is_sent():
        try:
            with session.writing() as writing:
                entering.enter(writing, session.actor(), form.given(code))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flask.flash(session.speech().t("overview.enter.done"), "message")
            return flask.redirect(flask.url_for("overview.target", code=code, year=form.year.data), 303)
    return _shown(wanted, form), 400 if form.problems else 200


def _target(code: str) -> Target:
    targets = entering.targets_of(session.engine().standards.standards)
    if code not in targets:
        raise NotFound("target", code[:40])
    return targets[code]


def _year() -> int:
    given = flask.request.args.get("year", type=int)
    return given if given and entering.FIRST_YEAR <= given <= LATEST_YEAR else session.reader().day.year


def _shown(wanted: Target, form: FigureForm) -> str:
    year = form.of_year or _year()
    with session.reading() as reading:
        require_bureau(session.actor(), "see_overview")
        found = entering.earlier(reading, wanted.code, year)
        offices = reading.in_force.power(entering.ACT)
    return flask.render_template(
        "overview/target.html",
        target=wanted,
        form=form,
        year=year,
        entries=found,
        may_enter=not session.actor().standing.isdisjoint(offices),
    )
