"""Where a list goes on, as a word in its address: the sort key of the last row, so that no page counts from the top."""

import base64
import binascii
import json
from collections.abc import Sequence

LONGEST = 400


def written(place: Sequence[object]) -> str:
    """The word for a place; dates are written as ISO days."""
    text = json.dumps([str(value) for value in place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(word: str | None, parts: int) -> tuple[str, ...] | None:
    """The parts of a place. None for a word that is none: the list then begins at its top."""
    if not word or len(word) > LONGEST:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(found, list) or len(found) != parts or not all(isinstance(each, str) for each in found):
        return None
    return tuple(found)
