"""The evaluation of a project on one page: what it waits for, how far each expert is, the matrix, the result; and every
act of whoever runs it.

The page shows what the policy lets the reader see. Whether it is the moment for an act is the verb's to say; the page
offers those that something waits for first.
"""

from collections.abc import Callable, Mapping

import flask
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from handbook.radar import COLUMN
from lifecycle import words
from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.queries.draws import DrawRecord, draw_record
from lifecycle.queries.duty import where_to_do
from lifecycle.queries.panel import PanelPage, panel_page
from lifecycle.verbs import evaluations, panels, self_ratings, sheets
from web import access, session
from web.evaluation.pages.room import blueprint, to
from web.evaluation.report import drawing_of
from web.forms import new_key
from web.numbers import whole
from web.project import answers
from web.project.forms import ProjectForm, posted

LINK = "expert_link"
"""The kind of flashed message that shows a one-time link once."""
HOURS = 240
KEYWORD = "keyword-"
MOST_SEATS = 9


class ActForm(ProjectForm):
    """Whatever the acts of this page need; each of them reads its own fields."""

    n = HiddenField()
    person = HiddenField()
    experts = SelectMultipleField(validate_choice=False, choices=[])
    dimensions = SelectMultipleField(validate_choice=False, choices=[])
    cause = SelectField(validate_choice=False, choices=[])
    reason = TextAreaField(filters=[lambda text: text or ""])
    until = StringField()
    more = IntegerField(validators=[Optional()])

    @property
    def number_of(self) -> int:
        """The expert that the act is about; 0, whom nobody is, for anything that is no number."""
        return _number(self.n.data)


def _number(text: str | None) -> int:
    return whole(text) or 0


@blueprint.route("/projects/<number>/evaluation", methods=["GET", "POST"])
@access.act("see")
def page(number: str) -> ResponseReturnValue:
    """The evaluation that counts now."""
    form = ActForm.of_request()
    act = posted()
    if form.is_sent() and act in ACTS and ACTS[act](form, number):
        return to("page", number=number)
    return _rendered(number, None, form, act)


@blueprint.get("/projects/<number>/evaluation/<int:n>")
@access.act("see")
def earlier(number: str, n: int) -> ResponseReturnValue:
    """One evaluation of the project by its number."""
    return _rendered(number, n, ActForm.fresh(), "")


def _rendered(number: str, n: int | None, form: ActForm, act: str) -> ResponseReturnValue:
    with session.reading() as reading:
        shown = panel_page(reading, session.actor(), number, n)
    form.stamp(shown.header.revision, shown.header.revision)
    text = flask.render_template(
        "scoring/page.html",
        page=shown,
        evaluation=shown.evaluation,
        form=form,
        sent=act,
        fresh_key=new_key,
        links=flask.get_flashed_messages(category_filter=[LINK])[-1:],
        drawing=_radar(shown),
        waits={each.act for each in shown.evaluation.pending} if shown.evaluation else set(),
    )
    return text, form.status


PLACES = {"self_rating": "rating", "rating": "officer", "panel": "page"}
"""The page of each part of an evaluation."""


@blueprint.get("/projects/<number>/evaluation/for/<code>")
@access.act("see")
def work(number: str, code: str) -> ResponseReturnValue:
    """Where a duty is done that an evaluation does: the page of that part, or the duty's own once that is done."""
    with session.reading() as reading:
        part, begun = where_to_do(reading, session.actor(), number, code)
    if part is None:
        return flask.redirect(flask.url_for("project.duty", number=number, code=code))
    place = PLACES[part] if begun or part == "rating" else "page"
    return flask.redirect(flask.url_for(f"scoring.{place}", number=number))


@blueprint.get("/projects/<number>/evaluation/draws")
@access.act("see")
def draws(number: str) -> ResponseReturnValue:
    """Every draw, made again from its seed and its pool."""
    with session.reading() as reading:
        record: DrawRecord = draw_record(reading, session.actor(), number)
    return flask.render_template("scoring/draws.html", record=record, number=number)


# The acts ---------------------------------------------------------------------------------------------------------


def _of() -> dict[str, bool]:
    """Whether the act is about the opinion on request."""
    return {"opinion": flask.request.form.get("of") == "opinion"}


def _start(form: ActForm, number: str) -> bool:
    return form.done(self_ratings.start, number)


def _draw(form: ActForm, number: str) -> bool:
    words = {
        name.removeprefix(KEYWORD): [word for each in value.split("，") for word in each.split(",")]
        for name, value in flask.request.form.items()
        if name.startswith(KEYWORD) and value.strip()
    }
    keywords = {field: [word.strip() for word in found if word.strip()] for field, found in words.items()}
    more = min(form.more.data or 0, MOST_SEATS)
    return form.done(panels.draw, number, keywords, more, **_of())


def _invite(form: ActForm, number: str) -> bool:
    return form.done(panels.invite, number, **_of())


def _remind(form: ActForm, number: str) -> bool:
    chosen = tuple(_number(each) for each in form.experts.data or ())
    if not form.done(panels.remind, number, chosen, **_of()):
        return False
    flask.flash(session.speech().t("scoring.reminded"))
    return True


def _link(form: ActForm, number: str) -> bool:
    """Without a key: each time it is a link of its own, and the one before stops working."""
    token = new_token()
    form.key.data = ""
    if not form.done(panels.issue_link, number, form.number_of, fingerprint(token), HOURS, **_of()):
        return False
    flask.flash(flask.url_for("scoring.link", number=number, token=token, _external=True), LINK)
    return True


def _release(form: ActForm, number: str) -> bool:
    return form.done(panels.release, number, form.number_of, form.reason.data or "", **_of())


def _open(form: ActForm, number: str) -> bool:
    return form.done(sheets.open_sheets, number, **_of())


def _extend(form: ActForm, number: str) -> bool:
    try:
        read = together(
            until=lambda: answers.needed_day("until", form.until.data),
            reason=lambda: words.reason(form.reason.data or ""),
        )
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    return form.done(sheets.extend, number, read["until"], read["reason"], **_of())


def _dissent(form: ActForm, number: str) -> bool:
    return form.done(evaluations.record_dissent, number, form.reason.data or "")


def _conclude(form: ActForm, number: str) -> bool:
    return form.done(evaluations.conclude, number, **_of())


def _again(form: ActForm, number: str) -> bool:
    return form.done(evaluations.score_again, number, tuple(form.dimensions.data or ()))


def _exclude(form: ActForm, number: str) -> bool:
    return form.done(
        evaluations.exclude, number, form.number_of, form.cause.data or "", form.reason.data or ""
    )


def _waive(form: ActForm, number: str) -> bool:
    person = _number(form.person.data)
    return form.done(
        evaluations.waive_conflict, number, person, form.cause.data or "", form.reason.data or ""
    )


def _ask_opinion(form: ActForm, number: str) -> bool:
    return form.done(evaluations.request_opinion, number, form.reason.data or "")


ACTS: Mapping[str, Callable[[ActForm, str], bool]] = {
    "start": _start,
    "draw": _draw,
    "invite": _invite,
    "remind": _remind,
    "link": _link,
    "release": _release,
    "open": _open,
    "extend": _extend,
    "dissent": _dissent,
    "conclude": _conclude,
    "again": _again,
    "exclude": _exclude,
    "waive": _waive,
    "ask_opinion": _ask_opinion,
}


# The radar --------------------------------------------------------------------------------------------------------


def _radar(shown: PanelPage) -> Markup | None:
    """What the levels look like, for whoever may see them; the table beside it says the same."""
    page = shown.evaluation
    if page is None or not page.sees_result or not any(line.middle is not None for line in page.dimensions):
        return None
    drawn = drawing_of(page.dimensions, page.scale[1], session.speech(), COLUMN)
    return Markup(drawn)  # noqa: S704 - every text in it is escaped
