"""What people type into fields for days and numbers, brought to the one form that the engine reads.

Only such fields are normalised: names and prose stay as typed.
"""

import re
import unicodedata
from datetime import date

from lifecycle.errors import Invalid

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
LONGEST = 100
SHOWN = 40


def plain(text: str | None) -> str:
    """Full-width digits and signs as plain ones, without blanks around."""
    return unicodedata.normalize("NFKC", text or "").strip()


def iso_day(text: str | None) -> str:
    """2026年3月18日, 2026/3/18 and ２０２６－０３－１８ as 2026-03-18; anything else as it was typed."""
    cleaned = plain(text)
    found = DAY.fullmatch(cleaned) if len(cleaned) <= LONGEST else None
    if found is None:
        return cleaned
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}"


def day(field: str, text: str | None) -> date | None:
    """A day, None for an empty field. Raises Invalid(`not_a_date`)."""
    written = iso_day(text)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Invalid(field, "not_a_date", {"given": written[:SHOWN]}) from error


def needed_day(field: str, text: str | None) -> date:
    """The same for a field that must be filled in. Raises Invalid(`missing`) too."""
    given = day(field, text)
    if given is None:
        raise Invalid(field, "missing")
    return given


def chosen(field: str, given: str | None) -> str:
    """What was chosen of a list. Raises Invalid(`missing`)."""
    if not given:
        raise Invalid(field, "missing")
    return given


def number(text: str | None) -> str:
    """A number without the commas between thousands."""
    return plain(text).replace(",", "")
