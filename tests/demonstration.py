"""One demonstration set for all tests of a run: whoever comes first builds it, everybody works on a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from tests.conftest import SERVER_FOLDER
from web.demonstration.build import Demonstration


def built() -> Demonstration:
    """The set of today, built once by whichever process comes first. Nobody may change it."""
    folder = Path(os.environ[SERVER_FOLDER]) / "demonstration"
    with (folder.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        demonstration = Demonstration(folder)
        if not demonstration.is_built():
            demonstration.build()
    return demonstration


def copied(folder: Path) -> Demonstration:
    """A copy of it, to be changed as one likes."""
    shutil.copytree(built().folder, folder)
    return Demonstration(folder)
