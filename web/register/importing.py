"""Filling the register from a table in the browser: upload, see what would become of each row, go on, look at it.

Between the preview and the import the file lies in the home under the hash of its bytes; the form carries that hash,
signed for the one who uploaded it. What became of each row lies beside it for a day. A table that is imported again
brings only what is new: a record is known by its number.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature
from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, SelectField, StringField

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.intake.calls import kinds_of
from lifecycle.mistakes import raise_all
from lifecycle.names import checked_name
from lifecycle.register.column_map import ColumnMap, read_map
from lifecycle.register.importing import ImportRefused, Report, Way, import_file
from lifecycle.register.tables import header_of, rows_of
from lifecycle.verbs.register_import import require_importer
from web import access, errors, session, tables
from web.forms import Form
from web.register.table_map import FIELDS, NEEDED, column, facts_of, map_of, named_columns
from web.register.views import blueprint
from web.spreadsheet import Cell, Sheet

FIRST_ROWS = 3
"""As many are shown to whoever says which column is what."""
TABLE_LIMIT = 40


class ImportForm(Form):
    """A table, whose holders are of one kind, by a name of its own; for foreign tables with a map."""

    file = FileField()
    table = StringField()
    kind = SelectField(validate_choice=False)
    map = FileField()


class ColumnsForm(Form):
    """Which column of a table is what; `what` is the sealed upload."""

    what = HiddenField()
    origin = SelectField(validate_choice=False)
    title = SelectField(validate_choice=False)
    organisation = SelectField(validate_choice=False)
    summary = SelectField(validate_choice=False)
    entry = SelectField(validate_choice=False)


class GoForm(Form):
    """What was weighed, to be taken: `what` is sealed."""

    what = HiddenField()


@dataclass(frozen=True, slots=True)
class Upload:
    """A table that lies in the home, and how it is to be read: `map` is the hash of a map that came with it, `columns`
    are the pairs of field and column that somebody has said.
    """

    sha256: str
    name: str
    table: str
    kind: str
    map: str = ""
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what became of it, or would, and why not."""

    line: int
    title: str
    outcome: str
    number: str
    reasons: tuple[str, ...]


# Before ---------------------------------------------------------------------------------------------------------


@blueprint.route("/projects/import", methods=["GET", "POST"])
@access.act("import")
@access.uploads
def import_page() -> ResponseReturnValue:
    """The form; sent, what would become of each row. Nothing is written."""
    require_importer(session.actor())
    form = ImportForm.of_request(table=session.speech().t("import.table.default"))
    form.kind.choices = _kinds()
    form.kind.label.text = session.speech().t("import.kind")
    status = HTTPStatus.OK
    if flask.request.method == "POST":
        try:
            upload = _received(form)
            return _asked(upload) if _lacks_names(upload) else _previewed(upload)
        except Refusal as refusal:
            form.refuse(refusal)
            form.map.errors = [*form.map.errors, *_of_map(refusal)]
            status = errors.status_of(refusal)
    names = [column(field, session.reader().language) for field in FIELDS]
    return flask.render_template(
        "register/import.html", form=form, names=names, most=tables.MOST_ROWS
    ), status


def _kinds() -> list[tuple[str, str]]:
    """The kinds of organisation that a holder may be."""
    standard, speech = session.in_force(), session.speech()
    return [(code, speech.of(standard.organisation_kinds[code].text)) for code in kinds_of(standard)]


def _received(form: ImportForm) -> Upload:
    table = checked_name("table", form.table.data or "", TABLE_LIMIT)
    if form.kind.data not in dict(_kinds()):
        raise Invalid("kind", "not_in_list")
    kept = tables.received(form.file.data)
    return Upload(kept.sha256, kept.name, table, form.kind.data, _received_map(form))


def _received_map(form: ImportForm) -> str:
    """The hash of a map that was sent along; read once, so that what is wrong with it is said at its field."""
    file = form.map.data
    if not isinstance(file, FileStorage) or not file.filename:
        return ""
    try:
        sha256 = tables.files().put(cast(BinaryIO, file.stream), "map.txt").sha256
    except Invalid as refusal:
        raise Invalid("map", refusal.problem, refusal.values) from refusal
    with tables.read(sha256, "map.yaml") as path:
        read_map(path)
    return sha256


def _of_map(refusal: Refusal) -> tuple[str, ...]:
    """What is wrong with a map, line by line: it names its own."""
    problems = refusal.values.get("problems", ()) if isinstance(refusal, Invalid) else ()
    return tuple(map(str, problems)) if isinstance(problems, tuple) else ()


def _lacks_names(upload: Upload) -> bool:
    """Whether somebody has to say which column is what."""
    if upload.map:
        return False
    with tables.read(upload.sha256, upload.name) as path:
        named = named_columns(header_of(path))
    return any(named[field] is None for field in NEEDED)


def _asked(upload: Upload, form: ColumnsForm | None = None) -> ResponseReturnValue:
    """The page that asks which column is what, with the first rows for the eye."""
    with tables.read(upload.sha256, upload.name) as path:
        header = header_of(path)
        rows = [row.cells for row in islice(rows_of(path, ()), FIRST_ROWS)]
    form = form or ColumnsForm.fresh(what=_sealed(upload), **_guessed(header))
    speech = session.speech()
    for field in FIELDS:
        chosen = cast(SelectField, form[field])
        chosen.label.text = column(field, speech.language)
        chosen.choices = [("", speech.t("import.no_column")), *((name, name) for name in header if name)]
    page = flask.render_template(
        "register/import_columns.html", form=form, upload=upload, header=header, rows=rows, needed=NEEDED
    )
    return page, HTTPStatus.BAD_REQUEST if form.problems else HTTPStatus.OK


def _guessed(header: Sequence[str]) -> dict[str, str]:
    return {field: name for field, name in named_columns(header).items() if name}


@blueprint.post("/projects/import/columns")
@access.act("import")
def import_columns() -> ResponseReturnValue:
    """Which column is what, said by whoever imports; then what would become of each row."""
    form = ColumnsForm.of_request()
    upload = _unsealed(form.what.data or "")
    said = tuple((field, form[field].data) for field in FIELDS if form[field].data)
    try:
        raise_all(Invalid(field, "missing") for field in NEEDED if field not in dict(said))
        return _previewed(replace(upload, columns=said))
    except Refusal as refusal:
        form.refuse(refusal)
        return _asked(upload, form)


def _sealed(upload: Upload) -> str:
    return tables.sealer().dumps([getattr(upload, name) for name in Upload.__slots__])


def _previewed(upload: Upload) -> ResponseReturnValue:
    report = _taken(upload, dry_run=True)
    form = GoForm.fresh(what=_sealed(upload))
    lines = _lines(report)
    return flask.render_template(
        "register/import_preview.html", upload=upload, report=report, lines=lines, form=form
    )


def _taken(upload: Upload, *, dry_run: bool, leave_out: bool = False) -> Report:
    way = Way(session.settings().number_prefix, leave_out, dry_run, tables.few, tell_each=True)
    with tables.read(upload.sha256, upload.name) as path, _map_for(upload, path) as mapping:
        return import_file(session.engine(), session.actor().id, path, mapping, way)


@contextmanager
def _map_for(upload: Upload, table: Path) -> Iterator[ColumnMap]:
    if not upload.map:
        yield map_of(header_of(table), session.in_force(), upload.kind, upload.table, dict(upload.columns))
        return
    with tables.read(upload.map, "map.yaml") as path:
        yield read_map(path)


# Doing it -------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/import/run")
@access.act("import")
def import_run() -> ResponseReturnValue:
    """Take the rows: all, or with the button that says so the right ones. Sent twice, the second finds them known."""
    upload = _unsealed(GoForm.of_request().what.data or "")
    try:
        report = _taken(upload, dry_run=False, leave_out=flask.request.form.get("go") == "leave_out")
    except ImportRefused as refused:
        flask.flash(session.speech().t("import.changed"), "warn")
        return _previewed_again(upload, refused.report), HTTPStatus.CONFLICT
    token = _noted(upload, report)
    return flask.redirect(flask.url_for("register.imported", token=token), HTTPStatus.SEE_OTHER)


def _previewed_again(upload: Upload, report: Report) -> str:
    form = GoForm.fresh(what=flask.request.form.get("what"))
    return flask.render_template(
        "register/import_preview.html", upload=upload, report=report, lines=_lines(report), form=form
    )


def _unsealed(what: str) -> Upload:
    """Raises NotFound for a form that is not ours, or somebody else's."""
    try:
        return Upload(*tables.sealer().loads(what))
    except (BadSignature, TypeError) as error:
        raise NotFound("file") from error


# After ----------------------------------------------------------------------------------------------------------


@blueprint.get("/projects/imports/<token>")
@access.act("import")
def imported(token: str) -> ResponseReturnValue:
    """What became of each row, for whoever imported it."""
    found = _found(token)
    lines = [
        Line(line, title, outcome, number, tuple(reasons))
        for line, title, outcome, number, reasons in found["lines"]
    ]
    return flask.render_template("register/import_done.html", found=found, lines=lines, token=token)


@blueprint.post("/projects/imports/<token>/download")
@access.act("import")
def imported_table(token: str) -> ResponseReturnValue:
    """The same as a table."""
    found, speech = _found(token), session.speech()
    heads = [speech.t(f"import.head.{name}") for name in ("line", "title", "outcome", "number", "reasons")]
    rows: list[tuple[Cell, ...]] = [
        (line, title, speech.t(f"import.outcome.{outcome}"), number, "\n".join(reasons))
        for line, title, outcome, number, reasons in found["lines"]
    ]
    return tables.book(speech.t("import.done"), [Sheet(speech.t("import.done"), heads, rows)])


@blueprint.get("/projects/import/template")
@access.act("import")
def import_template() -> ResponseReturnValue:
    """An empty table with our columns, and a sheet that says what may stand in them."""
    require_importer(session.actor())
    speech, language, standard = session.speech(), session.reader().language, session.in_force()
    heads = [column(field, language) for field in FIELDS]
    told: list[tuple[Cell, ...]] = [
        (column(field, language), speech.t(f"import.column.{field}.hint")) for field in FIELDS
    ]
    told += [
        (f"{column('entry', language)}: {each.code}", speech.of(each.text))
        for each in standard.flow.entry_points.values()
    ]
    told += [
        (
            speech.of(fact.text),
            speech.listed(speech.of(each.text) for each in fact.values)
            or speech.t(f"import.type.{fact.type}"),
        )
        for fact in facts_of(standard)
    ]
    sheets = [
        Sheet(speech.t("import.sheet"), heads, []),
        Sheet(
            speech.t("import.sheet.help"),
            [speech.t("import.head.column"), speech.t("import.head.meaning")],
            told,
        ),
    ]
    return tables.book(speech.t("import.sheet"), sheets)


# What is said of a row ------------------------------------------------------------------------------------------


def _lines(report: Report) -> list[Line]:
    """Wrong rows first, then new ones, then those that were known."""
    reasons: dict[int, list[str]] = {}
    for problem in report.problems:
        reasons.setdefault(problem.line, []).append(tables.reason(problem))
    numbers = iter(report.numbers)
    told = [
        Line(
            row.line,
            row.title,
            row.outcome,
            next(numbers, "") if row.outcome == "new" else "",
            tuple(reasons.get(row.line, ())),
        )
        for row in report.rows
    ]
    order = {"wrong": 0, "new": 1, "known": 2}
    return sorted(told, key=lambda each: order[each.outcome])


# Where it lies meanwhile ------------------------------------------------------------------------------------------


def _noted(upload: Upload, report: Report) -> str:
    token = secrets.token_urlsafe(16)
    lines = [[each.line, each.title, each.outcome, each.number, each.reasons] for each in _lines(report)]
    told = {"person": session.actor().id, "name": upload.name, "new": report.drafts, "known": report.known}
    told |= {"organisations": report.organisations, "lines": lines}
    (tables.home() / f"{token}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return token


def _found(token: str) -> Mapping[str, Any]:
    """What was noted. Raises NotFound for somebody else's, and when its day is over."""
    if not token.replace("-", "").replace("_", "").isalnum() or not token.isascii():
        raise NotFound("import", token)
    try:
        found = json.loads((tables.home() / f"{token}.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound("import", token) from error
    if found["person"] != session.actor().id:
        raise NotFound("import", token)
    return cast(Mapping[str, Any], found)
