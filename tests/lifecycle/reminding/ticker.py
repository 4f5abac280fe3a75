"""A clock process that claims what is due until nothing is left.

`python -m tests.lifecycle.reminding.ticker URL FOLDER BATCH [PLACE [TIMES [careless]]]`. With PLACE it kills itself
there, once it has been there TIMES times; `careless` makes it commit what it has so far before it dies, as a broken
build would.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from lifecycle import clock, faults
from lifecycle.database import connect
from lifecycle.engine import Engine
from lifecycle.reminding import due_queue, reminders
from stages import Catalogue, load
from tests.bench.w3 import NOON
from tests.lifecycle.victim import careless_death, die


def main(url: str, folder: str, batch: str, place: str = "", times: str = "1", careless: str = "") -> None:
    database = connect(url)
    engine = Engine(database, Catalogue((load(Path(folder)),)))
    clock.set_rehearsal(NOON)
    if place:
        faults.hooks[place] = after(int(times), careless_death(database) if careless else die)
    with engine.read() as session:
        day = session.day
    while True:
        reminders.remind(engine, batch=int(batch))
        with engine.read() as session:
            if not due_queue.is_due(session.tx, day):
                return
        time.sleep(0.02)  # another process is at the rest of it, or has died with it


def after(times: int, act: object) -> object:
    left = [times]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            act()  # type: ignore[operator]

    return count


if __name__ == "__main__":
    main(*sys.argv[1:])
