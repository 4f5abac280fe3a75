"""Waiting for another thread, process or page: until it is so, however busy the machine is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")
PATIENCE_SECONDS = 240
"""For what cannot be asked again and again; the limit of a test ends one that hangs."""
_PAUSE_SECONDS = 0.05


def wait_until(ask: Callable[[], Found]) -> Found:
    """The first answer that says so."""
    while not (found := ask()):
        time.sleep(_PAUSE_SECONDS)
    return found
