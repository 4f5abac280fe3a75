"""Office Open XML packages (ECMA-376, part 2): docx, xlsx and pptx, searched for what they should not carry.

The order matters: the directory at the end is measured before it is read, what it declares is added up before anything
is inflated, and inflating stops at the declared sizes. XML is read by expat with every DOCTYPE refused, so that no
entity can expand.
"""

import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import BinaryIO
from urllib.parse import urlsplit
from xml.parsers import expat

from lifecycle.errors import Invalid

MAX_ENTRIES = 2_000
MAX_RATIO = 100
MAX_INFLATED = 512 << 20
"""512 MiB: the ratio alone would let 50 MiB become 5 GiB."""

MAX_PART = 16 << 20
"""16 MiB of XML that we parse: the relations of a sheet with all the links Excel allows are smaller."""

MAX_DIRECTORY = MAX_ENTRIES * 1024
MAX_DEPTH = 2
CHUNK = 1 << 16
END = struct.Struct("<4s4H2IH")
ENTRY_MARK, END_MARK, ZIP64_MARK = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
ZIP64_LOCATOR = 20
ENCRYPTED_FLAG = 0x1
TYPES_PART = "[content_types].xml"
LINKS_THAT_WAIT = frozenset({"http", "https", "mailto"})
"""A reader follows these hyperlinks by a click. Everything else external is fetched as soon as the document opens."""

MACRO_SUFFIXES = frozenset(
    {".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".xlam", ".pptm", ".potm", ".ppsm", ".ppam", ".sldm"}
)
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex", "vbadata")
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")


@dataclass(frozen=True, slots=True)
class OfficeType:
    """`main` is the content type that the main part of such a package has."""

    media_type: str
    main: str


def _office(kind: str, main: str) -> OfficeType:
    media_type = f"application/vnd.openxmlformats-officedocument.{kind}"
    return OfficeType(media_type, f"application/vnd.openxmlformats-officedocument.{main}.main+xml")


OFFICE_TYPES: Mapping[str, OfficeType] = MappingProxyType(
    {
        "docx": _office("wordprocessingml.document", "wordprocessingml.document"),
        "xlsx": _office("spreadsheetml.sheet", "spreadsheetml.sheet"),
        "pptx": _office("presentationml.presentation", "presentationml.presentation"),
    }
)


def check_office(content: BinaryIO, extension: str) -> None:
    """Raises Invalid(`file`, …): `bomb`, `unreadable`, `encrypted`, `content_disagrees`, `macros`, `external_links`.

    Documents inside the document (a sheet behind a chart) are searched as well, one level deep.
    """
    _search(content, extension, min(MAX_INFLATED, content.seek(0, 2) * MAX_RATIO), depth=1)


def _search(content: BinaryIO, extension: str, budget: int, *, depth: int) -> int:
    """How many bytes it inflated to, with what it contains; never more than `budget`."""
    _measure_directory(content)
    try:
        with zipfile.ZipFile(content) as package:
            inflated = _check_directory(package, budget)
            _check_types(package, extension)
            for entry in package.infolist():
                inflated += _check_part(package, entry, budget - inflated, depth)
            return inflated
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise Invalid("file", "unreadable", {"reason": "archive"}) from error


def _measure_directory(content: BinaryIO) -> None:
    """The directory must end the file, begin where it says, and be small enough to be read at all."""
    end = content.seek(0, 2)
    content.seek(max(0, end - END.size - ZIP64_LOCATOR))
    tail = content.read()
    if len(tail) < END.size + ZIP64_LOCATOR:
        raise Invalid("file", "unreadable", {"reason": "archive"})
    mark, _disk, _start_disk, _here, entries, size, start, comment = END.unpack(tail[-END.size :])
    if mark != END_MARK or comment or tail.startswith(ZIP64_MARK) or start + size + END.size != end:
        raise Invalid("file", "unreadable", {"reason": "archive"})
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise Invalid("file", "bomb", {"entries": entries, "most": MAX_ENTRIES})


def _check_directory(package: zipfile.ZipFile, budget: int) -> int:
    """How many bytes the entries declare to inflate to."""
    entries = package.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or inflated > budget:
        raise Invalid("file", "bomb", {"entries": len(entries), "inflated": inflated})
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Invalid("file", "encrypted")
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Invalid("file", "unreadable", {"reason": "compression"})
    names = [entry.orig_filename.casefold() for entry in entries]
    if len(set(names)) < len(names) or not all(map(_is_inside, names)):
        raise Invalid("file", "content_disagrees", {"reason": "names"})
    if any(map(_is_macro, names)):
        raise Invalid("file", "macros")
    return inflated


def _is_inside(name: str) -> bool:
    """Whether the name stays in the package: relative, no way up, no drive, nothing unprintable."""
    parts = name.removesuffix("/").split("/")
    return all(part not in {"", ".", ".."} for part in parts) and not any(
        character in "\\:" or not character.isprintable() for character in name
    )


def _is_macro(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.endswith(MACRO_PARTS) or path.suffix in MACRO_SUFFIXES or "/macrosheets/" in name


def _check_types(package: zipfile.ZipFile, extension: str) -> None:
    """The package must say that it is what its extension says, and nothing in it that it is a macro."""
    found = [entry for entry in package.infolist() if entry.filename.casefold() == TYPES_PART]
    if not found:
        raise Invalid("file", "content_disagrees", {"extension": extension})
    declared: set[str] = set()
    _read_xml(
        package, found[0], lambda attributes: declared.add(attributes.get("ContentType", "").casefold())
    )
    if any(word in kind for kind in declared for word in MACRO_TYPES):
        raise Invalid("file", "macros")
    if OFFICE_TYPES[extension].main.casefold() not in declared:
        raise Invalid("file", "content_disagrees", {"extension": extension})


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int, depth: int) -> int:
    """Inflate it to the end, so that size and checksum are proven; how many bytes a document inside inflated to."""
    name = entry.filename.casefold()
    if name.endswith(".rels"):  # those of the package are called `.rels` and nothing more, which is no suffix
        _read_xml(package, entry, _check_relation)
        return 0
    with package.open(entry) as part:
        is_package = part.read(len(ENTRY_MARK)) == ENTRY_MARK
        while part.read(CHUNK):
            pass
    suffix = PurePosixPath(name).suffix.removeprefix(".")
    return _check_embedded(package, entry, suffix, budget, depth) if is_package else 0


def _check_embedded(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, extension: str, budget: int, depth: int
) -> int:
    if extension not in OFFICE_TYPES:
        raise Invalid("file", "content_disagrees", {"reason": "archive_inside"})
    if depth >= MAX_DEPTH:
        raise Invalid("file", "bomb", {"depth": depth + 1})
    with package.open(entry) as part, tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(part, copy, CHUNK)
        return _search(copy, extension, budget, depth=depth + 1)


def _read_xml(
    package: zipfile.ZipFile, entry: zipfile.ZipInfo, visit: Callable[[dict[str, str]], None]
) -> None:
    """Show `visit` the attributes of each element."""
    if entry.file_size > MAX_PART:
        raise Invalid("file", "bomb", {"inflated": entry.file_size})
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _, attributes: visit(attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(package.read(entry), True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        raise Invalid("file", "unreadable", {"reason": "xml"}) from error


def _refuse_doctype(*_: object) -> None:
    raise Invalid("file", "unreadable", {"reason": "doctype"})


def _check_relation(attributes: dict[str, str]) -> None:
    target = attributes.get("Target", "")
    if not _is_external(attributes.get("TargetMode", ""), target):
        return
    kind = attributes.get("Type", "").rpartition("/")[2].casefold()
    if kind != "hyperlink" or _scheme(target) not in LINKS_THAT_WAIT:
        raise Invalid("file", "external_links", {"target": target[:200]})


def _is_external(mode: str, target: str) -> bool:
    """Whether it says so, or names a place outside whatever it says."""
    return (
        mode.casefold() == "external" or bool(_scheme(target)) or target.replace("\\", "/").startswith("//")
    )


def _scheme(target: str) -> str:
    with suppress(ValueError):
        return urlsplit(target.strip()).scheme.casefold()
    return "unreadable"
