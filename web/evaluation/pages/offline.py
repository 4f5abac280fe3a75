"""An expert's sheet as a spreadsheet, for whoever scores away from the screen: taken out, filled in, brought back.

What comes back is saved as if it had been typed, dimension by dimension, and handed in on the screen like any sheet. A
dimension that is left empty in the file changes nothing.
"""

from http import HTTPStatus
from typing import BinaryIO, cast

import flask
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from lifecycle.errors import Invalid
from lifecycle.queries.sheet import scoring_page
from lifecycle.verbs import sheets
from lifecycle.verbs.levels import Given
from web import access, session
from web.evaluation import workbook
from web.evaluation.form import Form, of_sheet
from web.evaluation.pages.filling import CHECK
from web.evaluation.pages.room import blueprint
from web.evaluation.pages.sheet import AloneForm
from web.spreadsheet import MEDIA_TYPES, XLSX


class WorkbookForm(AloneForm):
    """A sheet that comes back."""

    workbook = FileField()


@blueprint.get("/evaluations/<number>/offline.xlsx")
@access.assigned
def sheet_file(number: str) -> ResponseReturnValue:
    """The sheet with what is saved of it, and the anchors and documents beside."""
    form, speech = _form(number), session.speech()
    answer = flask.make_response(workbook.write(form, speech))
    answer.headers["Content-Type"] = MEDIA_TYPES[XLSX]
    name = f"{number}-{speech.t('workbook.title.sheet')}.xlsx"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@blueprint.route("/evaluations/<number>/offline", methods=["GET", "POST"])
@access.assigned
@access.uploads
def offline(number: str) -> ResponseReturnValue:
    """Take the file out, bring it back; what is wrong in it is named by its cell, and nothing of it is taken."""
    sheet, form = _form(number), WorkbookForm.of_request()
    if form.is_sent() and (given := _read(form, number, sheet)) and form.done(sheets.save, number, given):
        flask.flash(session.speech().t("offline.taken", n=len(given)))
        url = flask.url_for("scoring.score", number=number, at=CHECK)
        return flask.redirect(url, HTTPStatus.SEE_OTHER)
    form.stamp(0, 0)
    return flask.render_template("scoring/offline.html", sheet=sheet, form=form, number=number), form.status


def _form(number: str) -> Form:
    with session.reading() as reading:
        return of_sheet(scoring_page(reading, session.actor(), number))


def _read(form: WorkbookForm, number: str, sheet: Form) -> tuple[Given, ...]:
    """What was filled in; nothing where the form says what is wrong."""
    file = form.workbook.data
    try:
        if not isinstance(file, FileStorage) or not file.filename:
            raise Invalid("workbook", "missing")
        found = workbook.read(cast(BinaryIO, file.stream), sheet, session.speech())
        given = tuple(each for each in found if each.level is not None or each.unjudged or each.reason)
        if not given:
            raise Invalid("workbook", "nothing_filled_in")
    except Invalid as refusal:
        form.turn_down(number, Invalid("workbook", refusal.problem, refusal.values))
        return ()
    return given
