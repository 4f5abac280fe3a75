"""Serving the application with waitress, on Linux, macOS and Windows alike."""

import flask
import waitress

from web import access

THREADS = 8
KEPT_BYTES = 16 * access.MIB
"""An answer up to this waits for a slow reader in memory, not in a temporary file: a handbook has some 4 MiB."""


def serve(app: flask.Flask, host: str, port: int) -> None:
    """Answer requests until the process is told to stop. `host` may be a name or an address to listen on."""
    limit = app.extensions["settings"].upload_mib * access.MIB + 2 * access.MIB
    waitress.serve(
        app,
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=limit,
        outbuf_overflow=KEPT_BYTES,
        ident="",
        clear_untrusted_proxy_headers=False,  # ProxyFix reads them, and only as many as we are told to trust
    )
