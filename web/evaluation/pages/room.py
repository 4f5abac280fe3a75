"""What the pages of evaluations share: their addresses, what their templates may ask for, and where a POST leads."""

from typing import Any

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import NotFound
from web import session
from web.evaluation.pages.telling import Telling
from web.project.blueprint import PLAIN
from web.project.sentences import Sentences

blueprint = flask.Blueprint("scoring", __name__, template_folder="templates")


@blueprint.url_value_preprocessor
def _refuse_odd_addresses(_: str | None, values: dict[str, Any] | None) -> None:
    """A number or code that could not have been given out leads nowhere, and never reaches the database."""
    for name in ("number", "code"):
        value = (values or {}).get(name)
        if value is not None and not PLAIN.fullmatch(value):
            raise NotFound("address")


@blueprint.context_processor
def _say() -> dict[str, object]:
    speech = session.speech()
    return {"say": Sentences(speech), "tell": Telling(speech)}


def to(endpoint: str, **values: Any) -> ResponseReturnValue:
    """After a POST: to a page of an evaluation."""
    return flask.redirect(flask.url_for(f"scoring.{endpoint}", **values), 303)
