"""The headers of every answer: what a browser may do with our pages, which is little."""

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
YEAR = 31_536_000


def init_app(app: flask.Flask) -> None:
    app.after_request(_add)


def _add(response: flask.Response) -> flask.Response:
    response.headers.update(ALWAYS)
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
