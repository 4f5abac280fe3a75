"""A site over a small world, and browsers signed in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from tests.web.site import MORNING, Site, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site(sqlite_database_url: str, tmp_path: Path) -> Iterator[Site]:
    """The released standard, a person for every office, three administrators, and nothing in the register."""
    with clock.rehearse(MORNING), open_site(sqlite_database_url, tmp_path) as opened:
        yield opened
