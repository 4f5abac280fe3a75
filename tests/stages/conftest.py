"""The released standard, the small one, and copies of them to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stages import Standard, load
from stages.releases import RELEASES

SMALL = Path(__file__).parents[1] / "standards" / "small"
RELEASED = RELEASES / "2026.1"


@pytest.fixture(scope="session")
def released() -> Standard:
    return load(RELEASED)


@pytest.fixture(scope="session")
def small() -> Standard:
    return load(SMALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the released standard that may be broken."""
    return shutil.copytree(RELEASED, tmp_path / "2026.1")


@pytest.fixture
def small_copy(tmp_path: Path) -> Path:
    """A copy of the small standard that may be broken."""
    return shutil.copytree(SMALL, tmp_path / "small-1")
