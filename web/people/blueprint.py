"""The addresses of the administrators' pages, and the trace that each of their acts leaves."""

from http import HTTPStatus

import flask

from lifecycle.accounts import note_access
from web import session

PREFIX = "/administration"


def traced(blueprint: flask.Blueprint) -> flask.Blueprint:
    """Have every act of an administrator leave a line in the access log."""
    blueprint.before_request(_enter)
    blueprint.after_request(_trace)
    return blueprint


def _enter() -> None:
    """The request came in by the door, with the secret of its form: what follows is an act."""
    flask.g.acting = flask.request.method == "POST"


def _trace(answer: flask.Response) -> flask.Response:
    """Who, what, on which account or thing, done or refused."""
    if flask.g.pop("acting", False):
        act = (flask.request.endpoint or "").removeprefix("people.")
        target = " ".join(str(value) for value in (flask.request.view_args or {}).values())
        outcome = "done" if answer.status_code < HTTPStatus.BAD_REQUEST else "refused"
        with session.engine().write() as writing:
            present = session.visitor()
            who = present.actor.id if present else None
            note_access(writing.tx, who, session.address(), writing.at, act, outcome, target)
    return answer


blueprint = traced(flask.Blueprint("people", __name__, url_prefix=PREFIX, template_folder="templates"))
