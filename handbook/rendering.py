"""From a standard to bytes: the outline, the renderer of the format, and a memory of what was rendered before.

The same input gives the same bytes, so a book is kept under the hash of everything that goes into it.
"""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar

from handbook.differences import compared
from handbook.docx import render_docx
from handbook.editions import FULL
from handbook.errors import UnknownFormat
from handbook.given import Given
from handbook.html import render_html
from handbook.jsonfile import render_json
from handbook.markdown import render_markdown
from handbook.nodes import Book
from handbook.outline import outline
from handbook.pdf import render_pdf
from stages.model import Standard

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "html": "text/html; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "json": "application/json",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
    }
)
FORMATS = tuple(MEDIA_TYPES)
KEPT = 24
"""How many rendered books are remembered: at most some 80 MiB."""

_Kept = TypeVar("_Kept")
_Key = tuple[object, ...]


class _Memory(Generic[_Kept]):
    """The last things made, by everything that went into them. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key, make: Callable[[], _Kept]) -> _Kept:
        """What was made for the key before, else what `make` makes now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


_files: _Memory[bytes] = _Memory(KEPT)
_books: _Memory[Book] = _Memory(KEPT)


def render(
    standard: Standard,
    edition: str = FULL,
    lang: str = "zh",
    format: str = "html",  # noqa: A002 - the word of the command line
    given: Given | None = None,
    against: Standard | None = None,
    *,
    fonts: Path | None = None,
) -> bytes:
    """One edition in one format; `against` marks what differs from another version.

    Raises UnknownEdition, UnknownFormat (also for a language), NothingGiven, NoChineseFont, NotPrintable.
    """
    if format not in MEDIA_TYPES:
        raise UnknownFormat(format=format, known=FORMATS)
    told = given or Given()
    key = (standard.hash, edition, lang, format, told, against and against.hash, fonts)
    return _files.get(key, partial(_rendered, standard, edition, lang, format, told, against, fonts))


def book_of(
    standard: Standard, edition: str, lang: str, given: Given, against: Standard | None = None
) -> Book:
    """The outline, with changes marked where there is something to compare with. Made once, then remembered."""
    key = (standard.hash, edition, lang, given, against and against.hash)
    return _books.get(key, partial(_book, standard, edition, lang, given, against))


def _book(standard: Standard, edition: str, lang: str, given: Given, against: Standard | None) -> Book:
    book = outline(standard, edition, lang, given)
    return (
        book if against is None else compared(book, outline(against, edition, lang, given), standard, against)
    )


def _rendered(
    standard: Standard,
    edition: str,
    lang: str,
    form: str,
    given: Given,
    against: Standard | None,
    fonts: Path | None,
) -> bytes:
    renderers: Mapping[str, Callable[[Book], bytes]] = {
        "html": render_html,
        "md": render_markdown,
        "json": render_json,
        "docx": render_docx,
        "pdf": partial(render_pdf, fonts=fonts),
    }
    return renderers[form](book_of(standard, edition, lang, given, against))


def write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all: a killed process leaves the old one. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The mask of this process, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
