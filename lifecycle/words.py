"""Texts that people type, made safe to keep: trimmed, without control characters, never longer than allowed."""

import re
import unicodedata

from lifecycle.errors import Invalid

REASON_LIMIT = 500
BETWEEN = re.compile(r"[,，、;；\s]+")
"""What people put between words of a list."""
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""The categories Cc and Cs of Unicode, but for the line feed, and the signs that turn the reading direction: behind one
of them a title, a list or the subject of a letter reads otherwise than it is.
"""


def line(field: str, text: str, limit: int, *, required: bool = True) -> str:
    """One line: breaks and runs of blanks become one blank. Raises Invalid: empty, too long, control characters."""
    joined = " ".join(unicodedata.normalize("NFC", text).split())
    return _checked(field, joined, limit, required=required)


def block(field: str, text: str, limit: int, *, required: bool = False) -> str:
    """Several lines, with a line feed between them."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _checked(field, lines.strip(), limit, required=required)


def reason(text: str, field: str = "reason", *, required: bool = True) -> str:
    """A reason: required as a rule, at most 500 characters."""
    return block(field, text, REASON_LIMIT, required=required)


def _checked(field: str, text: str, limit: int, *, required: bool) -> str:
    if required and not text:
        raise Invalid(field, "missing")
    if len(text) > limit:
        raise Invalid(field, "too_long", {"limit": limit, "length": len(text)})
    if _CONTROL.search(text):
        raise Invalid(field, "control_characters")
    return text
