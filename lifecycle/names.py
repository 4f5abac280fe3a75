"""Names and codes as people may give them. Every refusal is `Invalid` with the field's name; see `words` for prose."""

import re
import unicodedata

from lifecycle.errors import Invalid

JOINERS = frozenset("\u180e\u200c\u200d")
"""Invisible, yet part of how Mongolian and Uyghur names are written."""

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)


def checked_name(field: str, text: str, limit: int, *, shortest: int = 1) -> str:
    """`text` without the blanks around it; lengths are in characters, so that 𠮷 counts once.

    Characters are left as typed: even NFC would swap the rare variants some people write their names with. Refused
    are control characters, half characters, and the invisible signs that turn the reading direction.
    Problems: `missing`, `too_short`, `too_long`, `control_characters`.
    """
    trimmed = text.strip()
    if not trimmed:
        raise Invalid(field, "missing")
    if len(trimmed) < shortest:
        raise Invalid(field, "too_short", {"limit": shortest, "length": len(trimmed)})
    if len(trimmed) > limit:
        raise Invalid(field, "too_long", {"limit": limit, "length": len(trimmed)})
    if has_control_characters(trimmed):
        raise Invalid(field, "control_characters")
    return trimmed


def has_control_characters(text: str) -> bool:
    """Whether a character would print nothing, break a line, turn the direction or not survive UTF-8."""
    return any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in JOINERS
        for character in text
    )


def checked_code(field: str, code: str, limit: int) -> str:
    """A code of the standard or of an organisation: ASCII, begins with a letter. Problem: `characters`."""
    trimmed = checked_name(field, code, limit)
    if not CODE.fullmatch(trimmed):
        raise Invalid(field, "characters", {"allowed": "A-Z a-z 0-9 _ -"})
    return trimmed
