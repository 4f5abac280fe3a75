"""The pages of an expert: the invitation, the declaration of interests before anything confidential is shown, the sheet
criterion by criterion with the case beside it, and handing it in.

They are reached by account or by a link to this one evaluation, and nothing else of the project is.
"""

from dataclasses import dataclass
from functools import partial

import flask
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, TextAreaField

from lifecycle import words
from lifecycle.errors import Invalid, Refusal
from lifecycle.mistakes import together
from lifecycle.queries.history import Event
from lifecycle.queries.my_evaluations import my_evaluations
from lifecycle.queries.sheet import SheetPage, dossier_document, scoring_page, sheet_page
from lifecycle.verbs import invitations, sheets
from web import access, session
from web.evaluation.form import Form, of_sheet
from web.evaluation.pages.filling import CHECK, LevelForm, Saved, Step, Tally, after, tally
from web.evaluation.pages.room import blueprint, to
from web.project.evidence import files
from web.project.forms import ProjectForm, offer, posted, with_fields

YES, NO = "yes", "no"
OF_CAUSE, WORDS = "cause-", "words-"
DECLARE = "declare"
DECLARING = (DECLARE, "recuse")


class AloneForm(ProjectForm):
    """A form of somebody who does not see the project's history."""

    reason = TextAreaField(filters=[lambda text: text or ""])

    def changed_since(self, number: str) -> tuple[Event, ...]:  # noqa: ARG002 - nothing of it is theirs to see
        return ()


class SheetForm(AloneForm, LevelForm):
    """One dimension of a sheet."""


class InterestsForm(AloneForm):
    """Of each cause of recusal whether it applies, and if so what it is about; the fields are added by `_interests`."""

    def applying(self, *, all_answered: bool) -> dict[str, str]:
        """The causes that apply, with the words. Raises Invalid naming each that lacks them, or was not answered where
        all must be.
        """
        asked = [field for field in self if field.short_name.startswith(OF_CAUSE)]
        codes = [field.short_name.removeprefix(OF_CAUSE) for field in asked]
        read = together(**{code: partial(self._words_of, code, needed=all_answered) for code in codes})
        return {code: said for code, said in read.items() if said}

    def _words_of(self, code: str, *, needed: bool) -> str:
        """What a cause that applies is about; empty for one that does not."""
        answer = self[f"{OF_CAUSE}{code}"].data
        if needed and answer not in (YES, NO):
            raise Invalid(f"{OF_CAUSE}{code}", "unanswered")
        return words.reason(self[f"{WORDS}{code}"].data or "", f"{WORDS}{code}") if answer == YES else ""

    def show(self, refusal: Refusal) -> None:
        """Words that are missing are said at their field."""
        if isinstance(refusal, Invalid) and f"{WORDS}{refusal.field}" in self:
            refusal = Invalid(f"{WORDS}{refusal.field}", refusal.problem, refusal.values)
        super().show(refusal)


@blueprint.get("/evaluations")
@access.assigned
def mine() -> ResponseReturnValue:
    """Every evaluation that the reader was invited to."""
    with session.reading() as reading:
        found = my_evaluations(reading, session.actor())
    return flask.render_template("scoring/mine.html", found=found)


@blueprint.route("/evaluations/<number>", methods=["GET", "POST"])
@access.assigned
def sheet(number: str) -> ResponseReturnValue:
    """Whatever is next for this expert: the invitation, the declaration, the sheet, or what became of it."""
    act = posted()
    form = AloneForm.of_request()
    if act and form.is_sent() and _answered(form, number, act):
        return to("sheet", number=number)
    page = _read(number)
    if "score" in page.acts:
        return to("score", number=number)
    interests = _interests(page, sent=act in DECLARING)
    if act in DECLARING and interests.is_sent() and _declared(interests, number, act):
        return to("sheet", number=number)
    status = max(form.status, interests.status)
    text = flask.render_template(
        "scoring/sheet.html", page=page, form=form, interests=interests, sent=act, own=of_sheet(page)
    )
    return text, status


def _read(number: str) -> SheetPage:
    with session.reading() as reading:
        return sheet_page(reading, session.actor(), number)


def _answered(form: AloneForm, number: str, act: str) -> bool:
    match act:
        case "open":
            return form.done(invitations.acknowledge, number)
        case "accept":
            return form.done(invitations.answer, number, accept=True)
        case "decline":
            return form.done(invitations.answer, number, accept=False, reason=form.reason.data or "")
        case _:
            return False


# Interests --------------------------------------------------------------------------------------------------------


def _interests(page: SheetPage, *, sent: bool) -> InterestsForm:
    """The form with a question for each cause of the rubric."""
    speech = session.speech()
    answers = [(NO, speech.t("interests.no")), (YES, speech.t("interests.yes"))]
    fields: dict[str, Field] = {}
    for cause in page.causes:
        text = f"{cause.code} {speech.of(cause.text)}"
        fields[f"{OF_CAUSE}{cause.code}"] = RadioField(text, validate_choice=False)
        fields[f"{WORDS}{cause.code}"] = TextAreaField(text, filters=[lambda typed: typed or ""])
    made = with_fields(InterestsForm, fields)
    form = made.of_request() if sent else made.fresh()
    for cause in page.causes:
        offer(form[f"{OF_CAUSE}{cause.code}"], answers)
    return form


def _declared(form: InterestsForm, number: str, act: str) -> bool:
    """None applies: declared. One does: recused, which ends the expert's part."""
    try:
        causes = form.applying(all_answered=act == DECLARE)
        if act != DECLARE and not causes:
            raise Invalid("cause", "missing")
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    if causes:
        return form.done(invitations.recuse, number, causes)
    return form.done(invitations.declare, number)


# The sheet --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What every step of the sheet shows. `at` is the step."""

    page: SheetPage
    form: Form
    lines: tuple[Saved, ...]
    steps: tuple[Step, ...]
    at: str
    tally: Tally

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(step.code for step in self.steps)

    @property
    def here(self) -> Saved | None:
        return next((each for each in self.lines if each.line.code == self.at), None)

    @property
    def lacking(self) -> int:
        return sum(1 for each in self.lines if each.lacks is not None)


@blueprint.route("/evaluations/<number>/score", methods=["GET", "POST"])
@access.assigned
def score(number: str) -> ResponseReturnValue:
    """One step of the sheet: `?at=` is a dimension, or the last look before handing in."""
    shown = _scoring(number)
    return _check(number, shown) if shown.at == CHECK else _level(number, shown)


def _scoring(number: str) -> Shown:
    with session.reading() as reading:
        page = scoring_page(reading, session.actor(), number)
    form = of_sheet(page)
    lines = tuple(
        Saved(line, each.draft, each.lacks) for line, each in zip(form.lines, page.lines, strict=True)
    )
    codes = (*(line.code for line in form.lines), CHECK)
    at = flask.request.args.get("at") or ""
    if at not in codes:
        at = next((each.line.code for each in lines if each.lacks is not None), CHECK)
    steps = tuple(_step(number, lines, code, at) for code in codes)
    return Shown(page, form, lines, steps, at, tally(form))


def _step(number: str, lines: tuple[Saved, ...], code: str, at: str) -> Step:
    speech, url = session.speech(), _url(number, code)
    saved = next((each for each in lines if each.line.code == code), None)
    if saved is None:
        return Step(code, speech.t("rating.step.check"), "empty", "", url, code == at)
    line = saved.line
    mark = "—" if line.unjudged else "" if line.level is None else str(line.level)
    return Step(code, speech.of(line.text), saved.state, mark, url, code == at)


def _url(number: str, at: str) -> str:
    return flask.url_for("scoring.score", number=number, at=at)


def _level(number: str, shown: Shown) -> ResponseReturnValue:
    form = SheetForm.of_request()
    if form.is_sent():
        if form.done(sheets.save, number, (form.given(shown.at),)):
            at = after(shown.codes, shown.at) if posted() == "next" else shown.at
            return flask.redirect(_url(number, at), 303)
        shown = _scoring(number)
        assert shown.here is not None
        form.stamp(shown.here.draft.revision if shown.here.draft else 0, 0)
    else:
        assert shown.here is not None
        form.fill(shown.here.line, shown.here.draft, 0)
    line = next(each for each in shown.page.lines if each.dimension.code == shown.at)
    text = flask.render_template(
        "scoring/score.html", shown=shown, page=shown.page, form=form, criterion=line
    )
    return text, form.status


def _check(number: str, shown: Shown) -> ResponseReturnValue:
    form = AloneForm.of_request()
    if form.is_sent():
        if form.done(sheets.submit, number):
            flask.flash(session.speech().t("sheet.handed_in"))
            return to("sheet", number=number)
        shown = _scoring(number)
    form.stamp(0, 0)
    return flask.render_template(
        "scoring/score_check.html", shown=shown, page=shown.page, form=form
    ), form.status


@blueprint.get("/evaluations/<number>/documents/<int:n>/<int:version>")
@access.assigned
def document(number: str, n: int, version: int) -> ResponseReturnValue:
    """A file of the dossier, as an attachment."""
    with session.reading() as reading:
        row = dossier_document(reading, session.actor(), number, n, version)
    if row.form != "file":
        return to("sheet", number=number)
    return flask.send_file(
        files().open(row.value),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=row.name,
        etag=row.value,
    )
