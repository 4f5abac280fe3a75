"""Texts that people type, made safe to keep: trimmed, without control characters, never longer than allowed."""

import unicodedata

from lifecycle.errors import Invalid

REASON_LIMIT = 500


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
    if any(unicodedata.category(character) in ("Cc", "Cs") and character != "\n" for character in text):
        raise Invalid(field, "control_characters")
    return text
