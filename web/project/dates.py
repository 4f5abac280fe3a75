"""Extending a date that is not due yet."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound, Refusal
from lifecycle.queries.extension import ExtensionPage, extension_page
from lifecycle.verbs import dates
from lifecycle.verbs.dates import MilestoneKey
from web import access, session
from web.errors import sentence
from web.project import answers
from web.project.blueprint import blueprint, to
from web.project.forms import ExtendForm


@blueprint.route("/<number>/dates/<code>", defaults={"occurrence": 1}, methods=["GET", "POST"])
@blueprint.route("/<number>/dates/<code>/<int:occurrence>", methods=["GET", "POST"])
@access.act("extend")
def extend(number: str, code: str, occurrence: int) -> ResponseReturnValue:
    """One milestone: its day, the day it had before, and the form for a later one."""
    form = ExtendForm.of_request()
    if form.is_sent() and _extended(form, MilestoneKey(number, code, occurrence)):
        return to("extend", number=number, code=code, occurrence=occurrence)
    page = _read(number, code, occurrence)
    form.stamp(page.header.revision, page.header.revision)
    shut = sentence(page.shut, session.speech(), label=False) if page.shut else None
    return flask.render_template("project/extend.html", page=page, form=form, shut=shut), form.status


def _read(number: str, code: str, occurrence: int) -> ExtensionPage:
    with session.reading() as opened:
        return extension_page(opened, session.actor(), number, code, occurrence)


def _extended(form: ExtendForm, key: MilestoneKey) -> bool:
    try:
        until = answers.day("until", form.until.data)
        if until is None:
            raise Invalid("until", "missing")
        session.do(
            dates.extend, key, until, form.reason.data or "", key=form.key.data or None, seen=form.revision
        )
    except NotFound:
        raise
    except Refusal as refusal:
        form.turn_down(key.number, refusal)
        return False
    return True
