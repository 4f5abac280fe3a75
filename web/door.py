"""The door: what happens to a request before its view, according to what the route declares."""

import flask
from werkzeug.exceptions import InternalServerError
from werkzeug.wrappers import Response

from lifecycle import accounts
from lifecycle.errors import NotPermitted
from web import access, session
from web.signin.required import must_have_second_factor
from web.signin.views import interrupted

ALWAYS_OPEN = ("signin.password", "signin.sign_out", "signin.language")
"""Where somebody may go whose password has run out."""
TO_SET_UP = (
    *ALWAYS_OPEN,
    "account.second_factor",
    "account.begin_second_factor",
    "account.confirm_second_factor",
)
"""Where somebody may go who has to set up a second factor first."""


def init_app(app: flask.Flask) -> None:
    """Check every request. To be registered after the check of the forms' secret."""
    app.before_request(_check)


def _check() -> Response | None:
    if flask.request.endpoint is None:
        return None  # no such address, or not by this method: `web.errors` answers
    rule = access.declared(access.view())
    if rule is None:
        raise InternalServerError(f"{flask.request.endpoint} declares no access")
    if rule.kind == access.PUBLIC:
        return None
    present = session.visitor()
    if present is None:
        return _to_sign_in()
    if not access.may_enter(rule, present.actor):
        return _elsewhere(present)
    return _to_new_password(present) or _to_second_factor(present)


def _elsewhere(present: session.Visitor) -> Response:
    """Whoever came by a link has one place to be, and is led back to it. Raises NotPermitted for everybody else."""
    if present.actor.only is None or flask.request.method == "POST":
        raise NotPermitted("enter", "nobody")
    return flask.redirect(flask.url_for("scoring.mine"))


def _to_sign_in() -> Response:
    """To the sign-in page, and back here afterwards; what was being sent is kept on it."""
    if flask.request.method == "POST":
        return flask.make_response(interrupted())
    return flask.redirect(flask.url_for("signin.page", next=access.here()))


def _to_new_password(present: session.Visitor) -> Response | None:
    if present.actor.only is not None:
        return None  # they came by a link, and need no password
    expired = accounts.expired_password(
        present.person, session.settings().password_profile, session.reader().day
    )
    if not expired or flask.request.endpoint in ALWAYS_OPEN:
        return None
    return flask.redirect(flask.url_for("signin.password", next=access.here()))


def _to_second_factor(present: session.Visitor) -> Response | None:
    """To the page where it is set up, for whoever must have one and has none."""
    if present.person.second_factor_at is not None or flask.request.endpoint in TO_SET_UP:
        return None
    if not must_have_second_factor(session.settings(), present.actor):
        return None
    return flask.redirect(flask.url_for("account.second_factor", next=access.here()))
