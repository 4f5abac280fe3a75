"""One clock: UTC instants, days in Asia/Shanghai, and rehearsals."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from lifecycle import clock

NOON = datetime(2026, 2, 28, 4, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _real_time_afterwards():
    yield
    clock.set_rehearsal(None)


def test_now_is_the_real_instant_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < A_MINUTE
    assert not clock.is_rehearsal()


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2024, 2, 28, 16, 0, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2025, 12, 31, 11, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(instant, day):
    assert clock.day_of(instant) == day
    with clock.rehearse(instant):
        assert clock.today() == day


def test_a_block_stands_still_and_gives_the_time_back():
    with clock.rehearse(NOON):
        assert clock.now() == clock.now() == NOON
        assert clock.is_rehearsal()
    assert not clock.is_rehearsal()


def test_blocks_nest_and_end_even_when_they_fail():
    with clock.rehearse(NOON):
        with pytest.raises(ZeroDivisionError), clock.rehearse(NOON + A_MINUTE):
            _ = 1 // 0
        assert clock.now() == NOON


def test_a_block_is_answered_in_utc_whatever_zone_it_was_given_in():
    with clock.rehearse(datetime(2026, 2, 28, 12, 0, tzinfo=clock.ZONE)):
        assert (clock.now(), clock.now().utcoffset()) == (NOON, timedelta(0))


def test_a_rehearsing_process_starts_at_the_instant_and_runs_on():
    clock.set_rehearsal(NOON)
    first = clock.now()
    assert timedelta(0) <= first - NOON < A_MINUTE
    assert clock.now() >= first
    assert clock.is_rehearsal()
    clock.set_rehearsal(None)
    assert abs(clock.now() - datetime.now(UTC)) < A_MINUTE


def test_a_block_wins_over_the_process_and_a_new_thread_has_the_time_of_the_process():
    clock.set_rehearsal(NOON)
    heard: list[datetime] = []
    with clock.rehearse(NOON + timedelta(days=1)):
        assert clock.now() == NOON + timedelta(days=1)
        thread = threading.Thread(target=lambda: heard.append(clock.now()))
        thread.start()
        thread.join()
    assert heard[0] - NOON < A_MINUTE


@pytest.mark.parametrize(
    "believe", [clock.set_rehearsal, clock.day_of, lambda at: clock.rehearse(at).__enter__()]
)
def test_an_instant_without_a_time_zone_is_refused(believe):
    with pytest.raises(ValueError, match="no time zone"):
        believe(NOON.replace(tzinfo=None))
