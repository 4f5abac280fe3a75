"""The headers of every answer: what a browser may do with our pages, which is little."""

from http import HTTPStatus

import flask

from web import session

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HOLDS_A_FILE = f"{POLICY}; object-src 'self'; frame-src 'self'"
"""A page of ours that shows a file of ours in the browser's own viewer, which Chromium counts as a frame."""
IS_HELD = "default-src 'none'; object-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
"""That file: shown by a page of ours only. It may run, load, send and style nothing; `object-src` is what Chromium's
viewer itself is held in.
"""
YEAR = 31_536_000


def init_app(app: flask.Flask) -> None:
    app.after_request(_add)


def loosen(policy: str) -> None:
    """This answer, and no other, goes out under one of the two policies for files that are looked at."""
    flask.g.policy = policy


def _add(response: flask.Response) -> flask.Response:
    response.headers.update(ALWAYS)
    if response.status_code < HTTPStatus.BAD_REQUEST and "policy" in flask.g:
        response.headers["Content-Security-Policy"] = flask.g.policy
    if flask.request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if flask.request.endpoint == "static":
        fresh = "v" in flask.request.args
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = _language()
    return response


def _language() -> str:
    """Of the page as it was made; a request that broke before that has none of its own."""
    known: session.Reader | None = flask.g.get("reader")
    return "en" if known is not None and known.language == "en" else "zh-Hans"
