"""A look at a document without downloading it: a picture, a PDF, the first lines of a text. Nothing else is shown.

A picture and a PDF are shown as files of their own, under a type that their bytes were proved to be, inside a page of
ours; a text becomes text of that page. Who may look is who may download.
"""

import csv
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from lifecycle.errors import Invalid, NotFound
from lifecycle.files.contents import check_content
from lifecycle.files.names import extension_of
from lifecycle.queries.documents import StoredDocument, stored_document
from web import access, headers, session
from web.project.blueprint import blueprint
from web.project.evidence import files

PICTURES = ("png", "jpg", "jpeg")
PRINTED = ("pdf",)
"""What the browser's own viewer shows, inside a page of ours."""
TEXTS = ("txt", "csv")
LINES, LONGEST = 60, 64 << 10
"""How much of a text is shown."""


def can_look(name: str) -> bool:
    """Whether a file is of a kind that is shown on a page."""
    return extension_of(name) in (*PICTURES, *PRINTED, *TEXTS)


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown: all of a picture or a PDF, or the first lines of a text; `rows` where it is a table."""

    name: str
    size: int
    is_picture: bool
    is_printed: bool
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_cut: bool


@blueprint.get("/<number>/documents/<int:n>/<int:version>/look")
@access.act("see")
def look(number: str, n: int, version: int) -> ResponseReturnValue:
    """A page that shows a picture, a PDF or a text; the bytes themselves are never a page of ours."""
    with session.reading() as opened:
        kept = stored_document(opened, session.actor(), number, n, version)
    shown = _look(kept)
    if shown.is_printed:
        headers.loosen(headers.HOLDS_A_FILE)
    return flask.render_template("project/look.html", number=number, n=n, version=version, shown=shown)


def _look(kept: StoredDocument) -> Look:
    extension = extension_of(kept.name)
    if extension not in TEXTS:
        is_proved = proved_type(kept) is not None
        whole = (is_proved and extension in PICTURES, is_proved and extension in PRINTED)
        return Look(kept.name, kept.size, *whole, (), (), is_cut=False)
    with files().open(kept.sha256) as file:
        text = file.read(LONGEST).decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.splitlines()
    shown = tuple(lines[:LINES])
    is_cut = len(lines) > LINES or kept.size > LONGEST
    rows = tuple(tuple(row) for row in csv.reader(shown)) if extension == "csv" else ()
    return Look(
        kept.name,
        kept.size,
        is_picture=False,
        is_printed=False,
        lines=() if rows else shown,
        rows=rows,
        is_cut=is_cut,
    )


def proved_type(kept: StoredDocument) -> str | None:
    """The media type of a picture or a PDF whose bytes are what its name says, and nothing else; None for the rest.

    They were proved when the file came, under the name it had then. This proves them under the name it is shown by.
    """
    extension = extension_of(kept.name)
    if extension not in (*PICTURES, *PRINTED):
        return None
    with files().open(kept.sha256) as file:
        try:
            return check_content(file, extension)
        except Invalid:
            return None


@blueprint.get("/<number>/documents/<int:n>/<int:version>/shown")
@access.act("see")
def shown(number: str, n: int, version: int) -> ResponseReturnValue:
    """A picture or a PDF for the page that looks at it: under its proved type, which the browser may not guess."""
    with session.reading() as opened:
        kept = stored_document(opened, session.actor(), number, n, version)
    media_type = proved_type(kept)
    if media_type is None:
        raise NotFound("document", f"{n}/{version}")
    headers.loosen(headers.IS_HELD)
    return flask.send_file(
        files().open(kept.sha256), mimetype=media_type, download_name=kept.name, etag=kept.sha256
    )
