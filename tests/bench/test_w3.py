"""The benchmark of reminders works: both sides write the same rows. Nothing here is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import w3

if TYPE_CHECKING:
    from pathlib import Path


def test_the_floor_and_the_clock_write_the_same_rows(tmp_path: Path) -> None:
    result = w3.measure(f"sqlite:///{tmp_path / 'w3.db'}", tmp_path, still=500, due=20, repeat=1)
    assert len(result.remind) == len(result.same) == len(result.queue) == 1
