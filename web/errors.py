"""What went wrong, said so that the reader knows what it is, where it is and what to do; one place for all of it."""

import json
import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from web import session
from web.labels import TEXTS
from web.refusals import Teller
from web.speech import Speech

log = logging.getLogger("lifecycle.web")
STATUS: Mapping[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NoSuchMove: HTTPStatus.CONFLICT,
    GateClosed: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.BAD_REQUEST,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


# Sentences ----------------------------------------------------------------------------------------------------


def sentence(refusal: Refusal, speech: Speech, *, label: bool = True) -> str:
    """The sentence for a refusal. `label`: whether an `Invalid` names its field, as it must away from the form."""
    return _teller(speech).sentence(refusal, label=label)


def office_name(code: str, speech: Speech) -> str:
    """An office of the standard in words, or one of the administrators; empty for one that nobody defines."""
    return _teller(speech).office(code)


def _teller(speech: Speech) -> Teller:
    return Teller(speech, session.engine().standards.current())


# Pages --------------------------------------------------------------------------------------------------------


def init_app(app: flask.Flask) -> None:
    """Answer every error with a page that says what to do."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def status_of(refusal: Refusal) -> HTTPStatus:
    return STATUS.get(type(refusal), HTTPStatus.BAD_REQUEST)


def _refused(refusal: Refusal) -> tuple[str, int]:
    status = status_of(refusal)
    return _page(status, f"error.{status.value}.title", sentence(refusal, session.speech()))


def _forged(_: CSRFError) -> tuple[str, int]:
    return _page(HTTPStatus.BAD_REQUEST, "error.csrf.title", session.speech().t("error.csrf.say"))


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        return _plain(HTTPStatus.BAD_REQUEST, "unknown host")  # no address of ours can be written for it
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _broken(error)
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # a redirect
    speech = session.speech()
    if code == HTTPStatus.NOT_FOUND:
        return _page(HTTPStatus.NOT_FOUND, "error.404.title", speech.t("refused.not_found"))
    known = code if f"error.{code}.say" in TEXTS else HTTPStatus.BAD_REQUEST.value
    limit = session.settings().upload_mib
    return _page(HTTPStatus(code), f"error.{known}.title", speech.t(f"error.{known}.say", limit=limit))


def _broken(error: Exception) -> ResponseReturnValue:
    """The page names a code; the log has the rest under it, and no value that anybody typed."""
    code = secrets.token_hex(4).upper()
    cause = getattr(error, "original_exception", None) or error
    log.error(json.dumps({"code": code, "endpoint": flask.request.endpoint}), exc_info=cause)
    message = session.speech().t("error.500.say", code=code)
    try:
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR, "error.500.title", message)
    except Exception:  # noqa: BLE001 - whatever broke the page may break this one too; the log has the first
        return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, message)


def _page(status: HTTPStatus, title: str, message: str) -> tuple[str, int]:
    return flask.render_template(
        "error.html", status=status.value, title=title, message=message
    ), status.value


def _plain(status: HTTPStatus, message: str) -> ResponseReturnValue:
    return flask.Response(message, status, content_type="text/plain; charset=utf-8")
