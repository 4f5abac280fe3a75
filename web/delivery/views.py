"""The page of delivery: what waits, what could not be delivered, the chat robots of offices."""

from collections.abc import Iterator
from typing import NamedTuple

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound
from lifecycle.queries.delivery import delivery
from lifecycle.reminding import sending
from lifecycle.reminding.chat import masked, set_robot
from lifecycle.reminding.robots import robots
from web import access, errors, session
from web.delivery.blueprint import blueprint
from web.delivery.troubles import trouble_in_words
from web.inbox.forms import RobotForm
from web.messages.post import way_of


class OfficeRobot(NamedTuple):
    """An office, and its robot as far as it may be shown."""

    code: str
    name: str
    robot: str


@blueprint.get("/")
@access.administrator("keep_delivery")
def page() -> ResponseReturnValue:
    """Where telling people stands."""
    return _shown(RobotForm.fresh())


@blueprint.post("/letters/<int:letter>/resend")
@access.administrator("keep_delivery")
def resend(letter: int) -> ResponseReturnValue:
    """Try a letter again that could not be delivered."""
    with session.writing() as writing:
        sending.resend(writing, letter)
    flask.flash(session.speech().t("delivery.resent"))
    return flask.redirect(flask.url_for("delivery.page"), 303)


@blueprint.post("/offices/<code>/robot")
@access.administrator("keep_delivery")
def robot(code: str) -> ResponseReturnValue:
    """Set the chat robot of an office."""
    if code not in {each.code for each in _offices({})}:
        raise NotFound("office", code)
    form = RobotForm.of_request()
    try:
        with session.writing() as writing:
            set_robot(writing, way_of(session.settings()), form.url.data or "", office=code)
    except Invalid as refusal:
        form.refuse(refusal)
        return _shown(form, code), 400
    flask.flash(session.speech().t("delivery.robot.saved"))
    return flask.redirect(flask.url_for("delivery.page"), 303)


def _shown(form: RobotForm, code: str | None = None) -> str:
    settings = session.settings()
    with session.reading() as reading:
        found = delivery(reading, settings.mail_per_hour, expects_mail=settings.mail_host is not None)
        kept = robots(reading).of_offices
    return flask.render_template(
        "delivery/page.html",
        page=found,
        offices=tuple(_offices(kept)),
        form=form,
        failed=code,
        trouble=trouble_in_words,
    )


def _offices(kept: object) -> Iterator[OfficeRobot]:
    speech = session.speech()
    for office in session.engine().standards.current().offices.values():
        url = kept.get(office.code, "") if isinstance(kept, dict) else ""
        yield OfficeRobot(office.code, errors.office_name(office.code, speech), masked(url) if url else "")
