"""A clock process that claims what is due until nothing is left.

`python -m tests.lifecycle.reminding.ticker URL FOLDER BATCH [PLACE [TIMES [careless]]]`. With PLACE it kills itself
there, once it has been there TIMES times (0: never); `careless` makes it commit there what it has so far, as a broken
build would. It writes a dot to its standard output as it begins a batch.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from lifecycle import clock, faults
from lifecycle.database import Database, connect
from lifecycle.engine import Engine
from lifecycle.reminding import due_queue, reminders
from stages import Catalogue, load
from tests.bench.w3 import NOON
from tests.lifecycle.victim import careless_death, die, halfway_commit


def main(url: str, folder: str, batch: str, place: str = "", times: str = "1", careless: str = "") -> None:
    database = connect(url)
    engine = Engine(database, Catalogue((load(Path(folder)),)))
    clock.set_rehearsal(NOON)
    if place:
        faults.hooks[place] = _fault(database, int(times), is_careless=bool(careless))
    with engine.read() as session:
        day = session.day
    while True:
        reminders.remind(engine, begins, batch=int(batch))
        with engine.read() as session:
            if not due_queue.is_due(session.tx, day):
                return
        time.sleep(0.02)  # another process is at the rest of it, or has died with it


def begins() -> bool:
    """Asked before each batch whether to stop: it says that one begins, and goes on."""
    print(".", end="", flush=True)
    return False


def _fault(database: Database, times: int, *, is_careless: bool) -> Callable[[], None]:
    if not times:
        return halfway_commit(database)
    return after(times, careless_death(database) if is_careless else die)


def after(times: int, act: Callable[[], None]) -> Callable[[], None]:
    left = [times]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            act()

    return count


if __name__ == "__main__":
    main(*sys.argv[1:])
