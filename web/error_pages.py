"""The pages of errors: what it is, what to do, what changed meanwhile, the way back, and what had been typed.

What somebody typed is on the page and can be sent again from it, under the same key, so that it is done once. What is
too large was never read and cannot be kept; files and passwords are not.
"""

import json
import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from lifecycle.errors import GateClosed, NoSuchMove, Refusal, Stale, Unavailable
from lifecycle.queries.history import Event, since
from web import access, session
from web.errors import sentence, status_of
from web.labels import TEXTS
from web.numbers import whole
from web.project.sentences import Sentences
from web.signin.kept import LARGEST, NOT_KEPT

log = logging.getLogger("lifecycle.web")
RETRY_SECONDS = 30
UNSAID = frozenset({"key", "seen", "at", "act", "next", "list", "numbers", "language"})
"""Fields that a form carries and nobody types."""
SEEN = frozenset({"seen", "at"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was in a form that was not taken. `shown` are those fields that people type, with their names."""

    to: str
    fields: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]
    had_files: bool


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`status` is the number at the top, `title` the key of the heading. `is_kept` is false for what was never read.
    `again`: the address that may be asked once more; `back`: where the reader came from.
    """

    status: int
    title: str
    message: str
    typed: Typed | None = None
    is_kept: bool = True
    may_resend: bool = False
    again: str | None = None
    back: str | None = None
    project: str | None = None
    changes: tuple[Event, ...] = ()


def init_app(app: flask.Flask) -> None:
    """Answer every error with a page that says what to do."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


# What happened --------------------------------------------------------------------------------------------------


def _refused(refusal: Refusal) -> ResponseReturnValue:
    status = status_of(refusal)
    answer = _page(
        status,
        f"error.{status.value}.title",
        sentence(refusal, session.speech()),
        changes=_changes(refusal),
        is_stale=isinstance(refusal, Stale),
        may_resend=isinstance(refusal, Stale | Unavailable),
    )
    if isinstance(refusal, Unavailable):
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _forged(_: CSRFError) -> ResponseReturnValue:
    """What was typed is not offered again: it may be somebody else's."""
    said = session.speech().t("error.csrf.say")
    return _answer(ErrorPage(HTTPStatus.BAD_REQUEST.value, "error.csrf.title", said))


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
    message = speech.t(f"error.{known}.say", limit=session.settings().upload_mib)
    return _page(HTTPStatus(code), f"error.{known}.title", message)


def _broken(error: Exception) -> ResponseReturnValue:
    """The page names a code; the log has the rest under it, and no value that anybody typed."""
    code = secrets.token_hex(4).upper()
    cause = getattr(error, "original_exception", None) or error
    log.error(json.dumps({"code": code, "endpoint": flask.request.endpoint}), exc_info=cause)
    message = session.speech().t("error.500.say", code=code)
    try:
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR, "error.500.title", message, may_resend=True)
    except Exception:  # noqa: BLE001 - whatever broke the page may break this one too; the log has the first
        return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, message)


# The page -------------------------------------------------------------------------------------------------------


def _page(
    status: HTTPStatus,
    title: str,
    message: str,
    *,
    changes: tuple[Event, ...] = (),
    is_stale: bool = False,
    may_resend: bool = False,
) -> flask.Response:
    """What is sent again from a stale form is sent by somebody who has seen what changed: without its revisions."""
    typed = _typed(SEEN if is_stale else frozenset())
    was_get = flask.request.method in ("GET", "HEAD")
    passes = status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR)
    return _answer(
        ErrorPage(
            status=status.value,
            title=title,
            message=message,
            typed=typed,
            is_kept=status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            may_resend=may_resend and typed is not None and not typed.had_files,
            again=access.here() if was_get and passes else None,
            back=_back(),
            project=(flask.request.view_args or {}).get("number") if changes else None,
            changes=changes,
        )
    )


def _answer(page: ErrorPage) -> flask.Response:
    text = flask.render_template("error.html", page=page, say=Sentences(session.speech()))
    return flask.make_response(text, page.status)


def _plain(status: HTTPStatus, message: str) -> ResponseReturnValue:
    return flask.Response(message, status, content_type="text/plain; charset=utf-8")


def _back() -> str | None:
    """The page of this site that the reader came from, unless it is this one."""
    came = urlsplit(flask.request.referrer or "")
    if not came.path or came.path.startswith("//") or came.netloc != flask.request.host:
        return None
    where = access.local(f"{came.path}?{came.query}" if came.query else came.path)
    return None if where == access.here() and flask.request.method == "GET" else where


def _typed(without: frozenset[str]) -> Typed | None:
    """What was in the form; None without one, for one that was not read, or with a password in it."""
    if flask.request.method != "POST":
        return None
    try:
        form, files = flask.request.form, flask.request.files
    except RequestEntityTooLarge:
        return None
    left_out = without | {"csrf_token"}
    fields = tuple((name, value) for name, value in form.items(multi=True) if name not in left_out)
    too_much = sum(len(name) + len(value) for name, value in fields) > LARGEST
    if not fields or too_much or not NOT_KEPT.isdisjoint(name for name, _ in fields):
        return None
    shown = tuple((_named(name), value) for name, value in fields if name not in UNSAID and value.strip())
    return Typed(access.local(flask.request.full_path.rstrip("?")), fields, shown, any(files.values()))


def _named(name: str) -> str:
    """What a field is called; those of one form of several carry its name before their own."""
    own = name.rsplit("-", 1)[-1]
    known = next((key for key in (f"field.{name}", f"field.{own}") if key in TEXTS), None)
    return session.speech().t(known) if known else ""


def _changes(refusal: Refusal) -> tuple[Event, ...]:
    """What happened to the project since the form was on the screen: why it is no more what it was."""
    number = (flask.request.view_args or {}).get("number")
    if (
        not isinstance(refusal, Stale | NoSuchMove | GateClosed)
        or number is None
        or session.visitor() is None
    ):
        return ()
    seen = flask.request.form.get("at") or flask.request.form.get("seen") or ""
    revision = whole(seen)
    if revision is None:
        return ()
    try:
        with session.reading() as reading:
            return since(reading, session.actor(), number, revision)
    except Refusal:
        return ()
