"""What a file may be, and whether its bytes are what its extension says.

Allowed are the forms in which evidence arrives: PDF, office documents without macros, pictures, plain text. No
archives, no SVG or HTML: they carry scripts or hide what they carry. Nothing is opened with a library that renders.
"""

import codecs
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from lifecycle.errors import Invalid
from lifecycle.files.office import OFFICE_TYPES, check_office

CHUNK = 1 << 16
HEAD = 1024
"""PDF readers accept their mark anywhere in so many first bytes."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_FIRST, PNG_LAST = b"IHDR", b"IEND"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ACTIVE_TEXT = re.compile(
    rb"\s*(?:<(?:!doctype|html|svg|script|\?xml|\?php)|#!|\{\\rtf|%pdf-|%!ps)", re.IGNORECASE
)
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
DISAGREES = "content_disagrees"

_MARK = struct.Struct(">BBH")
_CHUNK_HEAD = struct.Struct(">I4s")


@dataclass(frozen=True, slots=True)
class FileType:
    """`check` reads from the beginning and raises Invalid(`file`, …) when the bytes are not of this type."""

    media_type: str
    check: Callable[[BinaryIO, str], None]


def check_content(content: BinaryIO, extension: str) -> str:
    """The media type. Raises Invalid for the field `file`.

    Problems: `type_not_allowed` {extension, allowed}, `empty`, `content_disagrees` {extension}, `encrypted`,
    `unreadable`, `macros`, `external_links`, `bomb`.
    """
    kind = TYPES.get(extension)
    if kind is None:
        raise Invalid("file", "type_not_allowed", {"extension": extension, "allowed": tuple(TYPES)})
    if not content.read(1):
        raise Invalid("file", "empty")
    content.seek(0)
    kind.check(content, extension)
    return kind.media_type


def _check_pdf(content: BinaryIO, extension: str) -> None:
    """Begins with its mark and ends with it: what is before or behind belongs to a second file."""
    starts = content.read(5) == b"%PDF-"
    tail = _tail(content, HEAD).rstrip(b"\r\n \t\0")
    _require(starts and tail.endswith(b"%%EOF") and not zipfile.is_zipfile(content), extension)


def _check_png(content: BinaryIO, extension: str) -> None:
    _refuse_second_nature(content, extension)
    _require(content.read(8) == PNG_SIGNATURE, extension)
    kinds = list(_png_chunks(content))
    _require(kinds[:1] == [PNG_FIRST] and kinds[-1:] == [PNG_LAST] and not content.read(1), extension)


def _png_chunks(content: BinaryIO) -> Iterator[bytes]:
    """The kinds of the chunks up to the end mark, or to where the file stops being a picture."""
    end = content.seek(0, 2)
    content.seek(len(PNG_SIGNATURE))
    while len(head := content.read(8)) == 8:  # noqa: PLR2004 - length and kind, four bytes each
        length, kind = _CHUNK_HEAD.unpack(head)
        if content.tell() + length + 4 > end:
            return
        content.seek(length + 4, 1)
        yield kind
        if kind == PNG_LAST:
            return


def _check_jpeg(content: BinaryIO, extension: str) -> None:
    """Cameras add to the end of their pictures, so the end proves nothing; the frame header must be there."""
    _refuse_second_nature(content, extension)
    _require(content.read(2) == b"\xff\xd8" and _has_frame(content), extension)


def _has_frame(content: BinaryIO) -> bool:
    while len(head := content.read(4)) == 4:  # noqa: PLR2004 - mark and length, two bytes each
        parts: tuple[int, int, int] = _MARK.unpack(head)
        mark, kind, length = parts
        if mark != 0xFF or length < 2:  # noqa: PLR2004 - the length counts itself
            return False
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 - ITU-T T.81, table B.1
            return len(content.read(length - 2)) == length - 2
        content.seek(length - 2, 1)
    return False


def _check_text(content: BinaryIO, extension: str) -> None:
    """UTF-8 or GB18030, without control characters, and not the beginning of something a browser would run."""
    head = content.read(HEAD).removeprefix(codecs.BOM_UTF8)
    _require(not ACTIVE_TEXT.match(head) and not head.startswith((b"MZ", b"PK\x03\x04")), extension)
    _require(b"\0" not in head, extension)
    if not any(_is_printable(content, encoding, extension) for encoding in ("utf-8-sig", "gb18030")):
        raise Invalid("file", "unreadable", {"extension": extension})


def _is_printable(content: BinaryIO, encoding: str, extension: str) -> bool:
    """Whether it is in this encoding; if it is, control characters are refused."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    clean = True
    try:
        while chunk := content.read(CHUNK):
            clean &= UNPRINTABLE.search(decoder.decode(chunk)) is None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    _require(clean, extension)
    return True


def _check_office(content: BinaryIO, extension: str) -> None:
    head = content.read(HEAD)
    if head.startswith(OLE) and _contains(content, ENCRYPTED):
        raise Invalid("file", "encrypted", {"extension": extension})
    _require(head.startswith(b"PK\x03\x04") and b"%PDF-" not in head, extension)
    check_office(content, extension)


def _refuse_second_nature(content: BinaryIO, extension: str) -> None:
    """A picture that is a PDF or an archive as well is meant to be taken for one."""
    head = content.read(HEAD)
    _require(b"%PDF-" not in head and not zipfile.is_zipfile(content), extension)
    content.seek(0)


def _contains(content: BinaryIO, mark: bytes) -> bool:
    content.seek(0)
    before = b""
    while chunk := content.read(CHUNK):
        if mark in before + chunk:
            return True
        before = chunk[-len(mark) :]
    return False


def _tail(content: BinaryIO, size: int) -> bytes:
    end = content.seek(0, 2)
    content.seek(max(0, end - size))
    return content.read(size)


def _require(fine: bool, extension: str) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not fine:
        raise Invalid("file", DISAGREES, {"extension": extension})


TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        "pdf": FileType("application/pdf", _check_pdf),
        **{
            extension: FileType(office.media_type, _check_office)
            for extension, office in OFFICE_TYPES.items()
        },
        "png": FileType("image/png", _check_png),
        "jpg": FileType("image/jpeg", _check_jpeg),
        "jpeg": FileType("image/jpeg", _check_jpeg),
        "txt": FileType("text/plain", _check_text),
        "csv": FileType("text/csv", _check_text),
    }
)
"""By extension. The media type of text names no encoding: it is sent as an attachment, unread."""
