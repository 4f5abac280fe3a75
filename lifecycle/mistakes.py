"""Reading several things that somebody typed, so that they hear of every mistake at once, not one after another."""

from collections.abc import Callable, Iterable
from typing import Any

from lifecycle.errors import Invalid


def together(**reads: Callable[[], Any]) -> dict[str, Any]:
    """What each read gives, by its name. Raises the first mistake with every other one in its `also`."""
    read: dict[str, Any] = {}
    found: list[Invalid] = []
    for name, each in reads.items():
        try:
            read[name] = each()
        except Invalid as mistake:
            found += mistake.every
    raise_all(found)
    return read


def raise_all(found: Iterable[Invalid]) -> None:
    """Raise the first of them, with the others beside it; nothing for none."""
    every = list(found)
    if every:
        first = every[0]
        raise Invalid(first.field, first.problem, first.values, also=tuple(every[1:]))
