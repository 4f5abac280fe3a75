"""Trying a channel out: a message to oneself by mail, or to the chat robot of an office."""

import secrets

import flask
from flask.typing import ResponseReturnValue

from lifecycle import clock
from lifecycle.errors import NotFound
from lifecycle.reminding.carriers import Carrier, Parcel
from lifecycle.reminding.chat import ChatRobots
from lifecycle.reminding.robots import robots
from lifecycle.reminding.trying import try_out
from web import access, session
from web.delivery.blueprint import blueprint
from web.messages.post import mail_server_of, post_of, way_of


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
    speech, at = session.speech(), clock.now()
    parcel = Parcel(
        address=address,
        name=name,
        message_id=f"<try.{secrets.token_hex(8)}@{post_of(session.settings()).host}>",
        at=at,
        language=speech.language,
        subject=speech.t("delivery.try.subject", site=speech.t("site.name")),
        lines=(speech.t("delivery.try.line", at=speech.instant(at)), session.settings().address),
    )
    trouble = try_out(carrier, parcel)
    if trouble:
        flask.flash(speech.t("delivery.try.failed", code=trouble), "warn")
    else:
        flask.flash(speech.t("delivery.try.done"))
    return _back()


def _back() -> ResponseReturnValue:
    return flask.redirect(flask.url_for("delivery.page"), 303)
