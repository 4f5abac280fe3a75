"""The alarm clock does what is due without being asked, and stops with its block."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from lifecycle import clock, heartbeat, scheduler
from lifecycle import turn as clockwork
from lifecycle.errors import Unavailable
from lifecycle.records.journal import history
from lifecycle.reminding.stopping import never
from lifecycle.turn import INBOX_ONLY, Process
from tests.waiting import PATIENCE_SECONDS, wait_until
from web.demonstration.driver import OFFICE_HOUR, Driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.world import World


def test_the_clock_opens_the_next_period_by_itself_and_once(small_world: World) -> None:
    driver = small_world.started()
    driver.pass_gate()
    _, case, _ = driver.look()
    before = opened(driver)
    turning = min(row.next_on for row in case.milestones.values() if row.next_on is not None)
    driver.day = turning
    clock.set_rehearsal(datetime.combine(turning, OFFICE_HOUR, UTC))
    try:
        with scheduler.running(driver.engine, every_seconds=1):
            wait_until(lambda: opened(driver) > before)
            time.sleep(1.5)
    finally:
        clock.set_rehearsal(None)
    assert opened(driver) == before + 1


def opened(driver: Driver) -> int:
    """How often a period was opened."""
    with driver.engine.read() as session:
        events = session.tx.scalars(select(history.c.event)).all()
    return events.count("PeriodOpened")


def test_what_goes_wrong_in_one_step_does_not_stop_the_clock(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: object) -> Iterator[None]:
        raise Unavailable("disk full")
        yield

    def breaks(_: object, __: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(clockwork, "tick", refuses)
    monkeypatch.setattr(clockwork, "reckon_all", breaks)
    done = scheduler.run_once(small_world.engine, INBOX_ONLY, Process(), never)
    assert done.troubles == {"acts": "Unavailable", "reckoning": "ZeroDivisionError"}
    with small_world.engine.read() as session:
        assert heartbeat.pulse(session).processes == 1


def beats(world: World) -> int:
    """How many processes of the clock have shown themselves."""
    with world.engine.read() as session:
        return heartbeat.pulse(session).processes


def test_a_clock_that_is_told_to_end_stops_after_the_step_it_is_in(small_world: World) -> None:
    ending = threading.Event()
    thread = threading.Thread(target=scheduler.forever, args=(small_world.engine, INBOX_ONLY, 3600, ending))
    thread.start()
    wait_until(lambda: beats(small_world))
    ending.set()
    thread.join(timeout=PATIENCE_SECONDS)
    assert not thread.is_alive()


def test_silence_of_five_minutes_is_an_alarm_and_so_is_a_sign_from_the_future(small_world: World) -> None:
    engine, began = small_world.engine, datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
    with clock.rehearse(began):
        with engine.read() as session:
            assert heartbeat.pulse(session).is_alarm  # there never was one
        scheduler.run_once(engine, INBOX_ONLY, Process(), never)
    for minutes, is_alarm in ((4, False), (6, True), (-4, False), (-6, True)):
        with clock.rehearse(began + timedelta(minutes=minutes)), engine.read() as session:
            assert heartbeat.pulse(session).is_alarm is is_alarm
