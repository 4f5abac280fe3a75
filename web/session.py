"""Who is looking: the session behind the cookie, the person behind the session, and the language they read.

The cookie is signed and holds the opaque token of a session row, the last time it was used, and the secret of the
forms. The row can be revoked and ends after eight hours; the mark of use ends it after half an hour of silence, and
lives in the cookie so that no page has to write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

import flask
import flask_login
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import InternalServerError
from werkzeug.wrappers import Response

from lifecycle import accounts, clock, commands
from lifecycle.engine import Engine, Session
from lifecycle.errors import NotFound, Unavailable
from lifecycle.policy import Actor, actor_of
from lifecycle.records.people import PersonRow
from lifecycle.store import Receipt
from stages import Standard, UnknownVersion
from web.labels import LANGUAGES
from web.settings import Settings
from web.speech import Speech

IDLE = timedelta(minutes=30)
MARK_EVERY = timedelta(minutes=1)
LANGUAGE_COOKIE = "language"
COOKIE = "session"
YEAR = 365 * 24 * 3600
_MARK, _PERSON = "used_at", "person"


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in: as Flask-Login wants them, with the token of their session as id."""

    person: PersonRow
    actor: Actor
    token: str
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token


@dataclass(frozen=True)
class Reader:
    """Whoever reads this page. `day` is today in Shanghai, the same for the whole page."""

    visitor: Visitor | None
    language: str
    day: date

    @cached_property
    def speech(self) -> Speech:
        return Speech(self.language, self.day)


class PrefixedCookie(SecureCookieSessionInterface):
    """Over TLS the cookie is `__Host-session` and Secure: no other host or plain connection can set or read it."""

    def get_cookie_name(self, app: flask.Flask) -> str:  # noqa: ARG002
        return f"__Host-{COOKIE}" if flask.request.is_secure else COOKIE

    def get_cookie_secure(self, app: flask.Flask) -> bool:  # noqa: ARG002
        return flask.request.is_secure


# What views ask for -------------------------------------------------------------------------------------------


def engine() -> Engine:
    return cast(Engine, flask.current_app.extensions["lifecycle"])


def settings() -> Settings:
    return cast(Settings, flask.current_app.extensions["settings"])


def in_force() -> Standard:
    """The standard in force today; before the first one is, that one."""
    standards = engine().standards
    try:
        return standards.current(reader().day)
    except UnknownVersion:
        return standards.standards[0]


def visitor() -> Visitor | None:
    """Who is signed in, if anybody."""
    user = flask_login.current_user
    return user._get_current_object() if user.is_authenticated else None  # noqa: SLF001 - the proxy's own way


def actor() -> Actor:
    """Who acts. Only for pages that declare that somebody is signed in."""
    present = visitor()
    assert present is not None, "a page for the signed-in was reached by somebody who is not"
    return present.actor


def reader() -> Reader:
    """Who reads, in which language, on which day: decided once for each request."""
    if "reader" not in flask.g:
        try:
            present = visitor()
        except Unavailable:
            present = None  # the page that says so must not need what is gone
        flask.g.reader = Reader(present, _language(present), clock.today())
    return cast(Reader, flask.g.reader)


def speech() -> Speech:
    return reader().speech


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that cannot write: all that a GET gets."""
    with engine().read() as session:
        yield session


def do(verb: Any, *given: Any, key: str | None = None, **named: Any) -> Receipt:
    """Carry out one verb as the person who is signed in; see `lifecycle.commands.run` for `key` and the errors."""
    _require_post()
    me = actor()
    return commands.run(engine(), me.id, verb, *given, key=key, only=me.only, **named)


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction for what is no command on a project: accounts, offices, links."""
    _require_post()
    with engine().write() as session:
        yield session


def _require_post() -> None:
    """Only a POST has shown the secret of a form. Raises what the error pages answer with 500: the view is wrong."""
    if flask.request.method != "POST":
        raise InternalServerError(f"{flask.request.method} must not write")


# Coming and going ---------------------------------------------------------------------------------------------


def enter(signed: accounts.SignIn, only: int | None = None) -> None:
    """Put a new session into the cookie. The forms' secret stays for the same person, whose forms may still be open.
    `only` is the one project that the session leads to, if it came from an expert's link.

    A language that was chosen on the way in becomes that of the person; else this browser takes theirs.
    """
    chosen = flask.session.get(LANGUAGE_COOKIE, signed.person.language)
    if chosen != signed.person.language:
        keep_language(signed.person.id or 0, chosen)
    if flask.request.cookies.get(LANGUAGE_COOKIE, chosen) != chosen:
        _show_in(chosen)
    kept = flask.session.get("csrf_token") if flask.session.get(_PERSON) == signed.person.id else None
    flask.session.clear()
    with reading() as session:
        found = Visitor(signed.person, actor_of(session.tx, signed.person.id or 0, only), signed.token)
    flask_login.login_user(found)
    flask.session[_PERSON] = signed.person.id
    if kept is not None:
        flask.session["csrf_token"] = kept
    _mark_use()
    flask.g.pop("reader", None)


def leave() -> None:
    """End the session here and in the database."""
    if (present := visitor()) is not None:
        with writing() as session:
            accounts.sign_out(session.tx, present.token, session.at)
    flask_login.logout_user()
    flask.session.clear()
    flask.g.pop("reader", None)


def last_person() -> int | None:
    """Who was signed in with this cookie last, though the session may have ended."""
    return flask.session.get(_PERSON)


def token() -> str | None:
    """The token in the cookie, whether or not its session still lives."""
    return flask.session.get("_user_id")


def address() -> str:
    """Where the request came from, as far as the proxies that we trust can say."""
    return flask.request.remote_addr or ""


def init_app(app: flask.Flask) -> None:
    """Teach the application who is looking."""
    app.session_interface = PrefixedCookie()
    manager = flask_login.LoginManager()
    manager.session_protection = (
        None  # the token is 256 random bits in a signed cookie; addresses change on the way
    )
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_visitor_of)
    app.after_request(_keep_mark)


def _visitor_of(token: str) -> Visitor | None:
    if _is_idle():
        return None
    with reading() as session:
        person, only = _holder(session, token)
        if person is None:
            return None
        try:
            return Visitor(person, actor_of(session.tx, person.id or 0, only), token)
        except NotFound:
            return None


def _holder(session: Session, token: str) -> tuple[PersonRow | None, int | None]:
    """Whose session it is, and the one project that it leads to if it came from an expert's link."""
    person = accounts.signed_in(session.tx, token, session.at)
    if person is not None:
        return person, None
    return accounts.signed_in_expert(session.tx, token, session.at) or (None, None)


def _is_idle() -> bool:
    """A mark from the future is no proof of use either: the clock was set back, or rehearsed."""
    return abs(_silence()) > IDLE.total_seconds()


def _silence() -> float:
    """Seconds since the session was used."""
    mark = flask.session.get(_MARK)
    return clock.now().timestamp() - mark if isinstance(mark, int) else float("inf")


def _mark_use() -> None:
    flask.session[_MARK] = int(clock.now().timestamp())


def _keep_mark(response: flask.Response) -> flask.Response:
    if flask.request.endpoint == "static" or reader().visitor is None:
        return response
    if abs(_silence()) >= MARK_EVERY.total_seconds():
        _mark_use()
    return response


def _language(present: Visitor | None) -> str:
    chosen = flask.request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return present.person.language if present is not None else settings().language


def choose_language(response: Response, language: str) -> None:
    """Read on in a language: it is the person's from now on, or that of whoever signs in next here."""
    present = visitor()
    if present is not None:
        keep_language(present.person.id or 0, language)
    else:
        flask.session[LANGUAGE_COOKIE] = language
    _remember(response, language)


def keep_language(person: int, language: str) -> None:
    """Keep it in the account: what is sent to the person is written in it too."""
    with writing() as session:
        accounts.choose_language(session.tx, person, language)


def _show_in(language: str) -> None:
    @flask.after_this_request
    def remember(response: Response) -> Response:
        _remember(response, language)
        return response


def _remember(response: Response, language: str) -> None:
    """For this browser, for a year: the pages before the sign-in know nobody."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=flask.request.is_secure,
    )
