"""Objecting to a report, a publicity or a decision. The answer is given on the page of the item it opens."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle import words
from lifecycle.errors import Invalid
from lifecycle.mistakes import together
from lifecycle.queries.objection import ObjectionPage, objection_page
from lifecycle.verbs import objections
from web import access, session
from web.project import answers
from web.project.blueprint import blueprint, to_project
from web.project.forms import ObjectForm, offer


@blueprint.route("/<number>/object", methods=["GET", "POST"], endpoint="object")
@access.act("object")
def raise_objection(number: str) -> ResponseReturnValue:
    """What may be objected to today, until when, and the form."""
    form = ObjectForm.of_request()
    if form.is_sent() and _raised(form, number):
        return to_project(number)
    page = _read(number)
    _offer(form, page)
    form.stamp(page.header.revision, page.header.revision)
    return flask.render_template("project/object.html", page=page, form=form), form.status


def _read(number: str) -> ObjectionPage:
    with session.reading() as opened:
        return objection_page(opened, session.actor(), number)


def _raised(form: ObjectForm, number: str) -> bool:
    try:
        read = together(
            about=lambda: answers.chosen("about", form.about.data),
            reason=lambda: words.reason(form.reason.data or ""),
        )
    except Invalid as refusal:
        form.turn_down(number, refusal)
        return False
    return form.done(objections.raise_objection, number, read["about"], read["reason"])


def _offer(form: ObjectForm, page: ObjectionPage) -> None:
    speech = session.speech()
    offer(
        form.about,
        [
            (
                window.about.code,
                speech.t(
                    "object.window",
                    what=speech.of(window.about.text) if window.about.text else speech.t("object.decision"),
                    on=speech.day(window.last),
                ),
            )
            for window in page.windows
        ],
    )
