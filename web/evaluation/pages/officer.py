"""Rating alone on the screen: every dimension of the gate in one form, since nobody else waits for it."""

import flask
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField, StringField, TextAreaField

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.queries.evaluation import Cell
from lifecycle.queries.officer_rating import OfficerPage, RatedLine, officer_page
from lifecycle.verbs import evaluations
from lifecycle.verbs.levels import Given
from web import access, session
from web.evaluation.pages.filling import LONGEST, numbers
from web.evaluation.pages.room import blueprint, to
from web.project.forms import ProjectForm, posted, with_fields

LEVEL, REASON, EVIDENCE = "level-", "reason-", "evidence-"


class RatingForm(ProjectForm):
    """Three fields for each dimension, added by `_form`; `reason` says why it is rated again."""

    reason = TextAreaField(filters=[lambda text: text or ""])

    def given(self, code: str) -> Given:
        """What was typed of one dimension."""
        level = (self[f"{LEVEL}{code}"].data or "").strip()
        known = level if level.isdecimal() and len(level) <= LONGEST else ""
        return Given(
            code,
            int(known) if known else None,
            self[f"{REASON}{code}"].data or "",
            numbers(self[f"{EVIDENCE}{code}"].data or ()),
        )

    def refuse_levels(self, refusal: Invalid) -> None:
        """What each level lacks, at its field."""
        lacking = refusal.values.get("levels", ())
        for code, problem in lacking if isinstance(lacking, tuple) else ():
            field, said = self[f"{LEVEL}{code}"], session.speech().t(f"problem.{problem}")
            field.errors = [*field.errors, said]


@blueprint.route("/projects/<number>/rating", methods=["GET", "POST"])
@access.act("rate")
def officer(number: str) -> ResponseReturnValue:
    """The form, filled with what was rated before."""
    page = _read(number)
    form = _form(page)
    if posted() and form.is_sent() and _rated(form, number, page):
        flask.flash(session.speech().t("officer.done"))
        return to("page", number=number)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("scoring/officer.html", page=page, form=form), form.status


def _read(number: str) -> OfficerPage:
    with session.reading() as reading:
        return officer_page(reading, session.actor(), number)


def _form(page: OfficerPage) -> RatingForm:
    speech = session.speech()
    fields: dict[str, Field] = {}
    for line in page.lines:
        code, name = line.dimension.code, f"{line.dimension.code} {speech.of(line.dimension.text)}"
        fields[f"{LEVEL}{code}"] = StringField(name)
        fields[f"{REASON}{code}"] = TextAreaField(
            speech.t("filling.reason"), filters=[lambda text: text or ""]
        )
        fields[f"{EVIDENCE}{code}"] = SelectMultipleField(name, validate_choice=False, choices=[])
    made = with_fields(RatingForm, fields)
    return made.of_request(**dict(_before(page))) if not posted() else made.of_request()


def _before(page: OfficerPage) -> list[tuple[str, object]]:
    """What was rated last, to be changed."""
    found: list[tuple[str, object]] = []
    for line in page.lines:
        cell = _counting(line)
        if cell is not None:
            code = line.dimension.code
            found += [
                (f"{LEVEL}{code}", "" if cell.level is None else str(cell.level)),
                (f"{REASON}{code}", cell.reason.text or "" if cell.reason else ""),
                (f"{EVIDENCE}{code}", [str(n) for n in cell.evidence]),
            ]
    return found


def _counting(line: RatedLine) -> Cell | None:
    cells = line.before.cells if line.before else ()
    return next((cell for cell in cells if cell.counts), None)


def _rated(form: RatingForm, number: str, page: OfficerPage) -> bool:
    given = [form.given(line.dimension.code) for line in page.lines]
    try:
        session.do(evaluations.rate, number, given, form.reason.data or "", key=form.key.data or None)
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(number, refusal)
        if isinstance(refusal, Invalid) and refusal.problem == "levels_incomplete":
            form.refuse_levels(refusal)
        return False
    return True
