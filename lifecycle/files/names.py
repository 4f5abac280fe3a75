"""The name under which a file is shown and offered for download. It never becomes part of a path of ours."""

import re
import unicodedata
from pathlib import PurePosixPath

from lifecycle.errors import Invalid
from lifecycle.names import has_control_characters

LONGEST_NAME = 120
LONGEST_EXTENSION = 16
SEPARATORS = re.compile(r"[/\\]")
FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The last part of a path, without what file systems or eyes stumble over; at most 120 characters, extension kept.

    Control characters and signs that turn the direction (`gpj.exe` read backwards) are dropped, characters that
    Windows forbids become `_`. Raises Invalid(`file`, `name`) when nothing is left before or
    after the last dot.
    """
    last = SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if not has_control_characters(character))
    path = PurePosixPath(FORBIDDEN.sub("_", visible).strip(" .\u3000"))
    stem, extension = path.stem.strip(), path.suffix
    if not stem or not 1 < len(extension) <= LONGEST_EXTENSION:
        raise Invalid("file", "name", {"name": visible[:LONGEST_NAME]})
    return stem[: LONGEST_NAME - len(extension)].rstrip() + extension


def extension_of(name: str) -> str:
    """In small letters and without the dot."""
    return PurePosixPath(name).suffix.removeprefix(".").casefold()
