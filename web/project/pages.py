"""Pages that only show: the project, its history, a decision for the file, a document for downloading."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.policy import sees_register
from lifecycle.queries.decide import decision_record
from lifecycle.queries.documents import stored_document
from lifecycle.queries.history import history_page
from lifecycle.queries.project import project_page
from web import access, session
from web.numbers import whole
from web.project.blueprint import blueprint, onward
from web.project.evidence import files
from web.project.forms import ProjectForm


@blueprint.get("/<number>")
@access.act("see")
def page(number: str) -> ResponseReturnValue:
    """The project page; `?stage=` shows the checklist of an earlier stage."""
    stage = flask.request.args.get("stage") or None
    with session.reading() as opened:
        shown = project_page(opened, session.actor(), number, stage)
    form = ProjectForm()
    form.stamp(shown.header.revision, shown.header.revision)
    return flask.render_template(
        "project/page.html",
        page=shown,
        form=form,
        onward=onward(number),
        is_bureau=sees_register(session.actor()),
    )


@blueprint.get("/<number>/history")
@access.act("see")
def history(number: str) -> ResponseReturnValue:
    """The history, newest first; `?before=` goes on from an event."""
    before = flask.request.args.get("before", "")
    with session.reading() as opened:
        shown = history_page(opened, session.actor(), number, whole(before))
    return flask.render_template("project/history.html", page=shown)


@blueprint.get("/<number>/decisions/<int:visit>/<int:n>")
@access.act("see")
def decision(number: str, visit: int, n: int) -> ResponseReturnValue:
    """The record of a decision, made to be printed."""
    with session.reading() as opened:
        record = decision_record(opened, session.actor(), number, visit, n)
    return flask.render_template("project/decision.html", page=record)


@blueprint.get("/<number>/documents/<int:n>/<int:version>")
@access.act("see")
def document(number: str, n: int, version: int) -> ResponseReturnValue:
    """A file that was attached, as an attachment: the browser never shows it as a page of ours."""
    with session.reading() as opened:
        kept = stored_document(opened, session.actor(), number, n, version)
    return flask.send_file(
        files().open(kept.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=kept.sha256,
    )
