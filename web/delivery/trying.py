"""Trying a channel out: a message to oneself by mail, or to the chat robot of an office."""

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import NotFound
from lifecycle.reminding.carriers import Carrier
from lifecycle.reminding.chat import ChatRobots
from lifecycle.reminding.robots import robots
from web import access, session
from web.delivery.blueprint import blueprint
from web.messages.post import mail_server_of, way_of
from web.messages.trial import tried


@blueprint.post("/try/mail")
@access.administrator("keep_delivery")
def try_mail() -> ResponseReturnValue:
    """To one's own mail address."""
    server, present = mail_server_of(session.settings()), session.visitor()
    assert present is not None
    if server is None or present.person.email is None:
        flask.flash(session.speech().t("delivery.try.no_address"), "warn")
        return _back()
    return _tried(server, present.person.email, present.person.name)


@blueprint.post("/offices/<code>/try")
@access.administrator("keep_delivery")
def try_robot(code: str) -> ResponseReturnValue:
    """To the chat robot of an office."""
    with session.reading() as reading:
        url = robots(reading).of_offices.get(code)
    if url is None:
        raise NotFound("office", code)
    return _tried(ChatRobots(way_of(session.settings())), url, code)


def _tried(carrier: Carrier, address: str, name: str) -> ResponseReturnValue:
    flask.flash(*tried(carrier, address, name))
    return _back()


def _back() -> ResponseReturnValue:
    return flask.redirect(flask.url_for("delivery.page"), 303)
