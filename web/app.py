"""The Flask application, put together: limits, session, access, errors, headers, pages."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from lifecycle import clock
from lifecycle.engine import Engine
from web import access, bar, door, error_pages, headers, navigation, session
from web.assets import asset
from web.forms import control
from web.handbook.beside import item_help
from web.numbers import NumberInAddress
from web.project.looking import can_look
from web.settings import Settings, secret_of
from web.signin.required import check_offices
from web.tour import wanted as tour

PAGES = (
    "signin", "my_work", "inbox", "project", "evaluation.pages", "meetings", "register", "overview", "parties",
    "handbook", "people", "calendar", "delivery", "delegation", "intake", "administration", "supervision", "account",
    "tour", "experts",
)  # fmt: skip
"""The packages of pages; each gives one `blueprint`."""
TEXT_LIMIT = access.MIB
MOST_PARTS = 200


def create_app(settings: Settings, engine: Engine) -> flask.Flask:
    """The application over an opened engine. Several may live in one process; nothing is global.

    Raises SettingsError for settings that do not go with the standards.
    """
    check_offices(settings, engine.standards)
    app = flask.Flask("web", static_folder="static", template_folder="templates")
    app.config.update(_config(settings))
    app.extensions |= {"settings": settings, "lifecycle": engine}
    session.init_app(app)
    access.init_app(app)
    CSRFProtect(app)
    door.init_app(app)
    error_pages.init_app(app)
    headers.init_app(app)
    app.url_map.converters["int"] = NumberInAddress
    _add_pages(app)
    _speak(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        wrapped: Callable[..., Any] = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        setattr(app, "wsgi_app", wrapped)  # noqa: B010 - Flask's own way to wrap, which its types forbid
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": secret_of(settings),
        "MAX_CONTENT_LENGTH": TEXT_LIMIT,
        "MAX_FORM_MEMORY_SIZE": TEXT_LIMIT,
        "MAX_FORM_PARTS": MOST_PARTS,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long form is not lost after an hour
        "WTF_CSRF_FIELD_NAME": "csrf_token",
    }


def _add_pages(app: flask.Flask) -> None:
    for name in PAGES:
        app.register_blueprint(import_module(f"web.{name}").blueprint)
    app.add_url_rule("/", "start", start)


@access.signed_in
def start() -> flask.typing.ResponseReturnValue:
    """The first page that this person has; on the first visit of a demonstration, the way around."""
    if tour.is_wanted():
        return flask.redirect(flask.url_for("tour.page"))
    return flask.redirect(navigation.entries()[0].url)


def _speak(app: flask.Flask) -> None:
    """What every template and macro may ask for, in the language of whoever reads."""
    app.jinja_env.globals.update(
        reader=LocalProxy(session.reader),
        speech=LocalProxy(session.speech),
        t=lambda key, **values: session.speech().t(key, **values),
        of=lambda text: session.speech().of(text),
        once=once,
        asset=asset,
        control=control,
        item_help=item_help,
        can_look=can_look,
        navigation=navigation.entries,
        rooms=navigation.rooms,
        may_open=navigation.may_open,
        offices=navigation.offices,
        called=navigation.called,
        here=access.here,
        bar=bar.bar,
        settings=LocalProxy(session.settings),
        now=LocalProxy(clock.now),
        is_rehearsal=LocalProxy(clock.is_rehearsal),
        in_force=LocalProxy(session.in_force),
    )
    app.context_processor(_spoken)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def once(macro: Callable[..., Markup], *words: object) -> Markup:
    """What a macro makes of these words; made once for a page, however many rows of a table say the same."""
    made: dict[tuple[object, ...], Markup] = flask.g.setdefault("made", {})
    key = macro, *words
    if key not in made:
        made[key] = macro(*words)
    return made[key]


def _spoken() -> dict[str, Any]:
    """The same for the page itself, found once: a long table asks for a thousand words."""
    speech = session.speech()
    return {"speech": speech, "t": speech.t, "of": speech.of}
