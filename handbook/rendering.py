"""From a standard to bytes: the outline, the renderer of the format, and a memory of what was rendered before.

The same input gives the same bytes, so a book is kept under the hash of everything that goes into it.
"""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Generic, TypeVar

from handbook.differences import compared, differences, prefaced
from handbook.docx import render_docx
from handbook.editions import FULL
from handbook.errors import UnknownEdition, UnknownFormat
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

    def peek(self, key: _Key) -> _Kept | None:
        """What was made for the key before, if anything."""
        with self._lock:
            return self._kept.get(key)

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


def render(  # noqa: PLR0913 - everything that a book is made of
    standard: Standard,
    edition: str = FULL,
    lang: str = "zh",
    format: str = "html",  # noqa: A002 - the word of the command line
    given: Given | None = None,
    against: Standard | None = None,
    *,
    earlier: Standard | None = None,
    fonts: Path | None = None,
) -> bytes:
    """One edition in one format; `against` marks what differs from another version.

    `earlier` is the version that this one takes the place of: the foreword says what changed; None for the first.

    Raises UnknownEdition, UnknownFormat (also for a language), NothingGiven, NoChineseFont, NotPrintable.
    """
    if format not in MEDIA_TYPES:
        raise UnknownFormat(format=format, known=FORMATS)
    wish = _Wish(standard, edition, lang, given or Given(), against, earlier)
    return _files.get((*wish.key, format, fonts), partial(_rendered, wish, format, fonts))


def render_record(book: Book, format: str, *, fonts: Path | None = None) -> bytes:  # noqa: A002 - as above
    """A record in one format. Raises UnknownFormat, NoChineseFont, NotPrintable."""
    if format not in MEDIA_TYPES:
        raise UnknownFormat(format=format, known=FORMATS)
    return _files.get((book, format, fonts), partial(_written, book, format, fonts))


def book_of(
    standard: Standard,
    edition: str,
    lang: str,
    given: Given,
    against: Standard | None = None,
    *,
    earlier: Standard | None = None,
) -> Book:
    """The outline, with its history, and marked where there is something to compare with. Made once, then kept."""
    wish = _Wish(standard, edition, lang, given, against, earlier)
    return _books.get(wish.key, partial(_book, wish))


def remembered(
    standard: Standard,
    edition: str,
    lang: str,
    format: str,  # noqa: A002 - the word of the command line
    given: Given,
    *,
    earlier: Standard | None = None,
) -> bytes | None:
    """What `render` would give, if it has been made already."""
    return _files.peek((*_Wish(standard, edition, lang, given, None, earlier).key, format, None))


@dataclass(frozen=True)
class _Wish:
    """Everything that goes into a book but its format."""

    standard: Standard
    edition: str
    lang: str
    given: Given
    against: Standard | None
    earlier: Standard | None

    @property
    def key(self) -> _Key:
        others = (each and each.hash for each in (self.against, self.earlier))
        return (self.standard.hash, self.edition, self.lang, self.given, *others)

    def of(self, standard: Standard, edition: str) -> Book:
        """The same wish of another standard or edition, as it comes from the outline."""
        return outline(standard, edition, self.lang, self.given)


def _book(wish: _Wish) -> Book:
    book = wish.of(wish.standard, wish.edition)
    marked = book if wish.against is None else compared(book, _earlier(wish, wish.against, book))
    return _prefaced(wish, marked)


def _earlier(wish: _Wish, against: Standard, book: Book) -> Book:
    """The same edition of another version; where it has none, one without a clause: everything is new."""
    try:
        return wish.of(against, wish.edition)
    except UnknownEdition:
        head = replace(book.head, version=against.version)
        return replace(book, head=head, parts=())


def _prefaced(wish: _Wish, book: Book) -> Book:
    """With the history of the whole standard in the foreword, whatever the edition."""
    if wish.earlier is None:
        return prefaced(book, (), "")
    found = differences(wish.of(wish.standard, FULL), wish.of(wish.earlier, FULL))
    return prefaced(book, found, wish.earlier.version)


def _rendered(wish: _Wish, form: str, fonts: Path | None) -> bytes:
    return _written(_books.get(wish.key, partial(_book, wish)), form, fonts)


def _written(book: Book, form: str, fonts: Path | None) -> bytes:
    renderers: Mapping[str, Callable[[Book], bytes]] = {
        "html": render_html,
        "md": render_markdown,
        "json": render_json,
        "docx": render_docx,
        "pdf": partial(render_pdf, fonts=fonts),
    }
    return renderers[form](book)


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
