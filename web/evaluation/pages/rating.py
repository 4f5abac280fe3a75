"""The holder's part on the screen: the dossier by kind of document, the self-rating dimension by dimension, and handing
both in. Every step is saved on the server, so that anybody of the organisation goes on from any machine.
"""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, TextAreaField

from lifecycle.queries.self_rating import RatingPage, rating_page
from lifecycle.verbs import self_ratings
from web import access, session
from web.evaluation.form import Form, of_rating
from web.evaluation.pages.filling import CHECK, LevelForm, Saved, Step, after, numbers
from web.evaluation.pages.room import blueprint, to
from web.project.forms import ProjectForm, posted

DOSSIER = "dossier"
"""The first step: the documents that the experts will read."""


class DossierForm(ProjectForm):
    """The documents chosen. `seen` is the revision of the choice."""

    documents = SelectMultipleField(validate_choice=False, choices=[])


class HandInForm(ProjectForm):
    """Handing in; a further version needs a reason."""

    reason = TextAreaField(filters=[lambda text: text or ""])


@dataclass(frozen=True)
class Shown:
    """What every step of the form shows. `at` is the step; `lines` are those of the form with what is saved of each."""

    page: RatingPage
    form: Form
    lines: tuple[Saved, ...]
    steps: tuple[Step, ...]
    at: str

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(step.code for step in self.steps)

    @property
    def here(self) -> Saved | None:
        return next((each for each in self.lines if each.line.code == self.at), None)

    @property
    def lacking(self) -> int:
        """How many levels are not ready to be handed in."""
        return sum(1 for each in self.lines if each.lacks is not None)


@blueprint.route("/projects/<number>/self-rating", methods=["GET", "POST"])
@access.act("rate_self")
def rating(number: str) -> ResponseReturnValue:
    """One step of the form: `?at=` is the dossier, a dimension, or the last look before handing in."""
    shown = _read(number)
    if shown.at == DOSSIER:
        return _dossier(number, shown)
    if shown.at == CHECK:
        return _check(number, shown)
    return _level(number, shown)


def is_opinion() -> bool:
    """Whether the page is about the opinion on request instead of the evaluation."""
    return flask.request.args.get("of") == "opinion"


def _read(number: str) -> Shown:
    with session.reading() as reading:
        page = rating_page(reading, session.actor(), number, opinion=is_opinion())
    form = of_rating(page)
    lines = tuple(
        Saved(line, each.draft, each.lacks) for line, each in zip(form.lines, page.lines, strict=True)
    )
    at = flask.request.args.get("at") or DOSSIER
    codes = (DOSSIER, *(line.code for line in form.lines), CHECK)
    at = at if at in codes else DOSSIER
    return Shown(page, form, lines, tuple(_step(number, page, lines, code, at) for code in codes), at)


def _step(number: str, page: RatingPage, lines: tuple[Saved, ...], code: str, at: str) -> Step:
    speech = session.speech()
    url = _url(number, code)
    saved = next((each for each in lines if each.line.code == code), None)
    if saved is not None:
        mark = "" if saved.line.level is None else str(saved.line.level)
        return Step(code, speech.of(saved.line.text), saved.state, mark, url, code == at)
    state = "ready" if code == DOSSIER and any(each.chosen for each in page.documents) else "empty"
    return Step(code, speech.t(f"rating.step.{code}"), state, "", url, code == at)


def _url(number: str, at: str) -> str:
    of = "opinion" if is_opinion() else None
    return flask.url_for("scoring.rating", number=number, at=at, of=of)


def _onward(number: str, shown: Shown) -> ResponseReturnValue:
    """After saving: the same step again, or the one that follows."""
    at = after(shown.codes, shown.at) if posted() == "next" else shown.at
    return flask.redirect(_url(number, at), 303)


def _dossier(number: str, shown: Shown) -> ResponseReturnValue:
    form = DossierForm.of_request()
    if form.is_sent():
        chosen = numbers(form.documents.data or ())
        if form.done(self_ratings.choose, number, chosen, seen=form.revision, opinion=is_opinion()):
            return _onward(number, shown)
        shown = _read(number)
    else:
        form.documents.data = [str(each.document.n) for each in shown.page.documents if each.chosen]
    form.stamp(shown.page.chosen, shown.page.header.revision)
    return flask.render_template("scoring/dossier.html", shown=shown, page=shown.page, form=form), form.status


def _level(number: str, shown: Shown) -> ResponseReturnValue:
    form = LevelForm.of_request()
    if form.is_sent():
        if form.done(self_ratings.save, number, (form.given(shown.at),), opinion=is_opinion()):
            return _onward(number, shown)
        shown = _read(number)
        assert shown.here is not None
        form.stamp(shown.here.draft.revision if shown.here.draft else 0, shown.page.header.revision)
    else:
        assert shown.here is not None
        form.fill(shown.here.line, shown.here.draft, shown.page.header.revision)
    return flask.render_template("scoring/rating.html", shown=shown, page=shown.page, form=form), form.status


def _check(number: str, shown: Shown) -> ResponseReturnValue:
    form = HandInForm.of_request()
    if form.is_sent():
        chosen = tuple(each.document.n for each in shown.page.documents if each.chosen)
        reason = form.reason.data or ""
        if form.done(self_ratings.submit, number, (), chosen, reason, opinion=is_opinion()):
            flask.flash(session.speech().t("rating.handed_in", n=shown.page.version))
            return to("page", number=number)
        shown = _read(number)
    form.stamp(shown.page.header.revision, shown.page.header.revision)
    return flask.render_template(
        "scoring/rating_check.html", shown=shown, page=shown.page, form=form
    ), form.status
