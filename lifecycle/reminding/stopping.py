"""Work that takes long asks between two pieces whether it should stop."""

from collections.abc import Callable

Stop = Callable[[], bool]


def never() -> bool:
    """Nobody asks to stop."""
    return False
