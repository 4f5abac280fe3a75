"""Holding a project, and going on with it."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.queries.pause import PausePage, pause_page
from lifecycle.verbs import pauses
from lifecycle.verbs.pauses import Pause
from web import access, session
from web.project import answers
from web.project.blueprint import blueprint, to_project
from web.project.forms import PauseForm, ProjectForm


@blueprint.route("/<number>/hold", methods=["GET", "POST"])
@access.act("hold")
def hold(number: str) -> ResponseReturnValue:
    """Stop the clocks for a time."""
    form = PauseForm.of_request()
    if form.is_sent() and _held(form, number):
        return to_project(number)
    page = _read(number, "hold")
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/hold.html", page=page, form=form), form.status


def _held(form: PauseForm, number: str) -> bool:
    try:
        pause = _pause(form)
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    return form.done(pauses.hold, number, pause, seen=form.revision)


def _pause(form: PauseForm) -> Pause:
    return Pause(
        **together(
            until=lambda: answers.needed_day("until", form.until.data),
            reason=lambda: words.reason(form.reason.data or ""),
            condition=lambda: words.reason(form.condition.data or "", "condition"),
            review_on=lambda: answers.needed_day("review_on", form.review_on.data),
        )
    )


@blueprint.route("/<number>/resume", methods=["GET", "POST"])
@access.act("resume")
def resume(number: str) -> ResponseReturnValue:
    """Go on where the hold began."""
    form = ProjectForm.of_request()
    if form.is_sent() and form.done(pauses.resume, number, seen=form.revision):
        return to_project(number)
    return _shown(number, "resume", form)


def _shown(number: str, move: str, form: ProjectForm) -> ResponseReturnValue:
    page = _read(number, move)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/pause.html", page=page, form=form), form.status


def _read(number: str, move: str) -> PausePage:
    with session.reading() as opened:
        return pause_page(opened, session.actor(), number, move)
