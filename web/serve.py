"""Serving the application with waitress, on Linux, macOS and Windows alike."""

import flask
import waitress

from web import access

THREADS = 8


def serve(app: flask.Flask, host: str, port: int) -> None:
    """Answer requests until the process is told to stop. `host` may be a name or an address to listen on."""
    limit = app.extensions["settings"].upload_mib * access.MIB + 2 * access.MIB
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=limit,
        ident="",
        clear_untrusted_proxy_headers=False,  # ProxyFix reads them, and only as many as we are told to trust
    )
