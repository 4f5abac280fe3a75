"""The pages of an export: ask for one, see how far it is, fetch it."""

from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue

from lifecycle.queries.register import counts_of
from lifecycle.records.lists import ExportRow
from lifecycle.register import exports
from web import access, session
from web.register import address
from web.register.export import AT_ONCE, in_background, path_of, write
from web.register.views import blueprint, sent_list
from web.spreadsheet import MEDIA_TYPES

WAIT_SECONDS = "2"
"""After so long the browser looks again how far an export is, without a script."""


@blueprint.post("/projects/export")
@access.act("export")
def export() -> ResponseReturnValue:
    """Take this list away: a short one at once, a long one in the background."""
    args, engine = sent_list(), session.engine()
    wanted = address.wanted(args, engine.standards.standards)
    with session.reading() as reading:
        total = counts_of(reading, session.actor(), wanted.filters).total
    with session.writing() as writing:
        row = exports.begin(
            writing,
            session.actor(),
            format_=flask.request.form.get("format", ""),
            language=session.reader().language,
            address=address.written(args),
            total=total,
            origin=session.address(),
        )
    if total > AT_ONCE:
        in_background(engine, session.settings().home, row, session.address())
        return flask.redirect(flask.url_for("register.exported", token=row.token), HTTPStatus.SEE_OTHER)
    check_code = write(engine, session.settings().home, row, session.address())
    return _file(row.changed({"check_code": check_code}))


@blueprint.get("/exports/<token>")
@access.act("export")
def exported(token: str) -> ResponseReturnValue:
    """How far an export is. Until it is done the page looks again by itself."""
    row = _found(token)
    page = flask.make_response(
        flask.render_template("register/export.html", row=row, list=address.url(address.read(row.address)))
    )
    if row.state in ("waiting", "running"):
        page.headers["Refresh"] = WAIT_SECONDS
    return page


@blueprint.post("/exports/<token>/fetch")
@access.act("export")
def fetch(token: str) -> ResponseReturnValue:
    """The file, when it is there. A POST: what is taken away is noted, and no link does it by being followed."""
    row = _found(token)
    if row.state != "done":
        return flask.redirect(flask.url_for("register.exported", token=token), HTTPStatus.SEE_OTHER)
    with session.writing() as writing:
        exports.note_download(writing, row, session.address())
    return _file(row)


def _found(token: str) -> ExportRow:
    with session.reading() as reading:
        return exports.found(reading, session.actor(), token)


def _file(row: ExportRow) -> ResponseReturnValue:
    speech = session.speech()
    name = f"{speech.t('register.title')}-{row.at:%Y%m%d}-{row.check_code}.{row.format}"
    return flask.send_file(
        path_of(session.settings().home, row),
        mimetype=MEDIA_TYPES[row.format],
        as_attachment=True,
        download_name=name,
    )
