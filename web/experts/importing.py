"""Filling the pool from a table in the browser: upload, see what would become of each row, go on.

What is somebody's already stays as it is: a table that is imported again brings only who is new.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from http import HTTPStatus
from itertools import islice
from typing import cast

import flask
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature
from wtforms import FileField, HiddenField, SelectField

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.expert_table import COLUMNS, NEEDED, Report, Way, take_table
from lifecycle.experts import KEEP
from lifecycle.register.tables import header_of, rows_of
from web import access, errors, session, tables
from web.experts.blueprint import blueprint
from web.experts.columns import column, named_columns, table_of
from web.forms import Form
from web.spreadsheet import Cell, Sheet

FIRST_ROWS = 3


class TableForm(Form):
    """A table of experts."""

    file = FileField()


class ColumnsForm(Form):
    """Which column of it is what; `upload` is sealed."""

    upload = HiddenField()
    person = SelectField(validate_choice=False)
    fields = SelectField(validate_choice=False)
    keywords = SelectField(validate_choice=False)
    load_limit = SelectField(validate_choice=False)
    employer = SelectField(validate_choice=False)
    since = SelectField(validate_choice=False)
    until = SelectField(validate_choice=False)


class GoForm(Form):
    """What was weighed, to be taken."""

    upload = HiddenField()


@dataclass(frozen=True)
class Upload:
    """A table that lies in the home, with the pairs of what a column is and its name."""

    sha256: str
    name: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: what becomes of it, and why not."""

    line: int
    title: str
    outcome: str
    reasons: tuple[str, ...]


@blueprint.route("/-/import", methods=["GET", "POST"])
@access.power(KEEP)
@access.uploads
def import_table() -> ResponseReturnValue:
    """The form; sent, what would become of each row, or the question which column is what. Nothing is written."""
    form, status = TableForm.of_request(), HTTPStatus.OK
    if flask.request.method == "POST":
        try:
            kept = tables.received(form.file.data)
            with tables.read(kept.sha256, kept.name) as path:
                named = named_columns(header_of(path))
            upload = Upload(kept.sha256, kept.name, tuple(named.items()))
            return _previewed(upload) if set(NEEDED) <= set(named) else _asked(upload)
        except Refusal as refusal:
            form.refuse(refusal)
            status = errors.status_of(refusal)
    names = [column(each, session.reader().language) for each in COLUMNS]
    return flask.render_template("experts/import.html", form=form, names=names, most=tables.MOST_ROWS), status


@blueprint.get("/-/import/template")
@access.power(KEEP)
def import_template() -> ResponseReturnValue:
    """An empty table with our columns, and a sheet that says what may stand in them."""
    speech, language = session.speech(), session.reader().language
    told: list[tuple[Cell, ...]] = [
        (column(each, language), speech.t(f"experts.table.{each}.hint")) for each in COLUMNS
    ]
    heads = [speech.t("import.head.column"), speech.t("import.head.meaning")]
    empty = Sheet(speech.t("experts.title"), [column(each, language) for each in COLUMNS], [])
    return tables.book(speech.t("experts.title"), [empty, Sheet(speech.t("import.sheet.help"), heads, told)])


def _asked(upload: Upload, form: ColumnsForm | None = None) -> ResponseReturnValue:
    with tables.read(upload.sha256, upload.name) as path:
        header = header_of(path)
        rows = [row.cells for row in islice(rows_of(path, ()), FIRST_ROWS)]
    form = form or ColumnsForm.fresh(upload=_sealed(upload), **dict(upload.columns))
    speech = session.speech()
    for each in COLUMNS:
        chosen = cast(SelectField, form[each])
        chosen.label.text = column(each, speech.language)
        chosen.choices = [("", speech.t("import.no_column")), *((name, name) for name in header if name)]
    shown = {"upload": upload, "header": header, "rows": rows, "columns": COLUMNS, "needed": NEEDED}
    status = HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK
    return flask.render_template("experts/import_columns.html", form=form, **shown), status


@blueprint.post("/-/import/columns")
@access.power(KEEP)
def import_columns() -> ResponseReturnValue:
    """Which column is what, said by whoever imports; then what would become of each row."""
    form = ColumnsForm.of_request()
    upload = _unsealed(form.upload.data or "")
    said = tuple((each, form[each].data) for each in COLUMNS if form[each].data)
    try:
        if lacking := [each for each in NEEDED if each not in dict(said)]:
            raise Invalid(lacking[0], "missing")
        return _previewed(replace(upload, columns=said))
    except Refusal as refusal:
        form.refuse(refusal)
        return _asked(upload, form)


@blueprint.post("/-/import/run")
@access.power(KEEP)
def import_run() -> ResponseReturnValue:
    """Take the rows: all, or with the button that says so the right ones. Sent twice, the second finds them known."""
    upload = _unsealed(GoForm.of_request().upload.data or "")
    report = _taken(upload, Way(leave_out=flask.request.form.get("go") == "leave_out", along=tables.few))
    if not report.is_taken:
        flask.flash(session.speech().t("import.changed"), "warn")
        return _shown(upload, report), HTTPStatus.CONFLICT
    told: Mapping[str, object] = {each: report.count(each) for each in ("new", "known", "wrong")}
    flask.flash(session.speech().t("experts.imported", **told))
    return flask.redirect(flask.url_for("experts.page"), HTTPStatus.SEE_OTHER)


def _previewed(upload: Upload) -> str:
    return _shown(upload, _taken(upload, Way(dry_run=True, along=tables.few)))


def _taken(upload: Upload, way: Way) -> Report:
    table = table_of(dict(upload.columns), session.in_force(), session.speech())
    with tables.read(upload.sha256, upload.name) as path:
        return take_table(session.engine(), session.actor().id, path, table, way)


def _shown(upload: Upload, report: Report) -> str:
    """Wrong rows first, then new ones, then those that are there already."""
    order = ("wrong", "new", "known")
    why = {problem.line: tables.reason(problem) for problem in report.problems}
    lines = [
        Line(row.line, row.title, row.outcome, (why[row.line],) if row.line in why else ())
        for row in report.rows
    ]
    counts = {each: report.count(each) for each in order}
    return flask.render_template(
        "experts/import_preview.html",
        upload=upload,
        counts=counts,
        lines=sorted(lines, key=lambda each: order.index(each.outcome)),
        form=GoForm.fresh(upload=_sealed(upload)),
    )


def _sealed(upload: Upload) -> str:
    return tables.sealer("experts").dumps(astuple(upload))


def _unsealed(what: str) -> Upload:
    """Raises NotFound for a form that is not ours, or somebody else's."""
    try:
        sha256, name, columns = tables.sealer("experts").loads(what)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound("file") from error
    return Upload(sha256, name, tuple((each, named) for each, named in columns))
