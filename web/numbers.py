"""Numbers that come in an address or a hidden field, where only a forger writes one that no row has."""

from werkzeug.routing import IntegerConverter

DIGITS = 9
"""More, and neither database would take it for the number of a row."""
GREATEST = 10**DIGITS - 1


def whole(text: str | None) -> int | None:
    """The number; None for anything that is none, or longer than nine digits."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > DIGITS:
        return None
    return int(text)


def read_whole(text: str) -> int:
    """The number, where there has to be one. Raises ValueError."""
    number = whole(text)
    if number is None:
        raise ValueError("no number of a row")
    return number


class NumberInAddress(IntegerConverter):
    """`<int:n>` in a route: a longer number leads nowhere, like any address that does not exist."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **{"max": GREATEST, **named})  # type: ignore[arg-type]
