"""The benchmark itself works: both sides do the whole life. Nothing here is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import w1

if TYPE_CHECKING:
    from pathlib import Path


def test_the_floor_and_the_verbs_both_do_the_whole_life(tmp_path: Path) -> None:
    names = iter(f"sqlite:///{tmp_path / name}.db" for name in ("floor", "verbs"))
    result = w1.measure(lambda: next(names), tmp_path, lives=1, repeat=1)
    assert len(result.floor) == len(result.verbs) == 1
