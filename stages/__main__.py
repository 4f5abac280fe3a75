"""`python -m stages check FOLDER` judges a definition; `python -m stages lock VERSION` releases one, once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stages.checks import check, judged_share
from stages.loader import DefinitionError, load
from stages.releases import LOCK, RELEASES, AlreadyReleased, ReleaseTampered, lock_release


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 with the reasons on standard error."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.command == "check":
            return _check(asked.folder)
        sys.stdout.write(f"{lock_release(asked.version, asked.folder, _lock_of(asked.folder))}\n")
    except (DefinitionError, AlreadyReleased, ReleaseTampered, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _lock_of(folder: Path) -> Path:
    """The product's lock lies beside its releases, a district's inside its folder."""
    return LOCK if folder == RELEASES else folder / LOCK.name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stages", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="say everything that is wrong with a definition")
    checking.add_argument("folder", type=Path)
    locking = commands.add_parser("lock", help="add the line of a new version to the lock")
    locking.add_argument("version")
    locking.add_argument(
        "--folder", type=Path, default=RELEASES, help="where the version's folder and lock are"
    )
    return parser


def _check(folder: Path) -> int:
    standard = load(folder)
    problems = check(standard)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    share = judged_share(standard)
    sys.stdout.write(
        f"{standard.version}: {len(problems)} problems; {len(standard.duties)} duties, "
        f"{len(standard.milestones)} milestones; {share.judged} of {share.criteria} criteria are judged by a person\n"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
