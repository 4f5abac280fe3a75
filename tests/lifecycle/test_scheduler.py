"""The alarm clock does what is due without being asked, and stops with its block."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lifecycle import clock, scheduler
from lifecycle.errors import Unavailable
from web.demonstration.driver import OFFICE_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.world import World


def test_the_clock_opens_the_next_period_by_itself_and_once(small_world: World) -> None:
    driver = small_world.started()
    driver.pass_gate()
    _, case, _ = driver.look()
    turning = min(row.next_on for row in case.milestones.values() if row.next_on is not None)
    driver.day = turning
    clock.set_rehearsal(datetime.combine(turning, OFFICE_HOUR, UTC))
    try:
        with scheduler.running(driver.engine, every_seconds=1):
            for _ in range(100):
                if driver.look()[1].project.revision > case.project.revision:
                    break
                time.sleep(0.1)
            time.sleep(1.5)
        _, after, _ = driver.look()
    finally:
        clock.set_rehearsal(None)
    assert after.project.revision == case.project.revision + 1


def test_a_refusal_does_not_stop_the_clock(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: object) -> Iterator[None]:
        raise Unavailable("disk full")
        yield

    monkeypatch.setattr(scheduler, "tick", refuses)
    assert scheduler.run_once(small_world.engine) == 0
