"""Static files by their content: an address changes when the file does, so browsers may keep it for ever."""

import hashlib
from functools import cache
from pathlib import Path

import flask


def asset(name: str) -> str:
    """The address of a file of `static/`."""
    folder = flask.current_app.static_folder
    assert folder is not None
    path = Path(folder) / name
    return flask.url_for("static", filename=name, v=_print(path, path.stat().st_mtime_ns))


@cache
def _print(path: Path, changed_ns: int) -> str:  # noqa: ARG001 - a changed file is another entry of the cache
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
