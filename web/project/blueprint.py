"""The addresses of a project, and what its templates may ask for."""

import re
from typing import Any

import flask

from lifecycle.errors import NotFound
from web import session
from web.project import sentences
from web.project.differences import differences
from web.project.drawing import draw

blueprint = flask.Blueprint("project", __name__, url_prefix="/projects", template_folder="templates")
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)


@blueprint.url_value_preprocessor
def _refuse_odd_addresses(_: str | None, values: dict[str, Any] | None) -> None:
    """A number or code that could not have been given out leads nowhere, and never reaches the database."""
    for value in (values or {}).values():
        if isinstance(value, str) and not PLAIN.fullmatch(value):
            raise NotFound("address")


@blueprint.context_processor
def _say() -> dict[str, object]:
    return {"say": sentences.Sentences(session.speech()), "draw": draw, "differences": differences}


def onward(number: str) -> dict[str, str]:
    """Where each move that leads on is asked for."""
    endpoints = {"submit": "submit", "request_gate": "gate", "resubmit": "resubmit"}
    return {move: flask.url_for(f"project.{name}", number=number) for move, name in endpoints.items()}


def to_project(number: str) -> flask.typing.ResponseReturnValue:
    """After a POST: back to the project's page."""
    return flask.redirect(flask.url_for("project.page", number=number), 303)


def to(endpoint: str, **values: Any) -> flask.typing.ResponseReturnValue:
    """After a POST: to a page of the project."""
    return flask.redirect(flask.url_for(f"project.{endpoint}", **values), 303)
