"""Coming back after an end: a new draft, linked to the old project."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import NotFound, Refusal
from lifecycle.queries.reentry import ReentryPage, reentry_page
from lifecycle.verbs import reentry
from web import access, session
from web.project.blueprint import blueprint, to_project
from web.project.forms import ReenterForm


@blueprint.route("/<number>/reenter", methods=["GET", "POST"])
@access.act("reenter")
def reenter(number: str) -> ResponseReturnValue:
    """The form of the new project; afterwards its page."""
    form = ReenterForm.of_request()
    if form.is_sent() and (made := _made(form, number)):
        return to_project(made)
    page = _read(number)
    form.stamp(page.header.revision, page.header.revision)
    if flask.request.method != "POST":
        form.title.data, form.summary.data = page.header.title, page.header.summary
    return flask.render_template("project/reenter.html", page=page, form=form), form.status


def _read(number: str) -> ReentryPage:
    with session.reading() as opened:
        return reentry_page(opened, session.actor(), number)


def _made(form: ReenterForm, number: str) -> str | None:
    """The number of the new project; None when it was refused and the form says why."""
    given = (form.title.data or "", form.summary.data or "", session.settings().number_prefix)
    try:
        return str(session.do(reentry.reenter, number, *given, key=form.key.data or None).number)
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(number, refusal)
        return None
