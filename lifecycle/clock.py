"""The only place that reads the clock.

Instants are aware and in UTC; days are calendar days in Asia/Shanghai, whatever the zone of the machine (rule
N11 of the supervision rules). A rehearsal makes the product believe it is another instant: `rehearse` for a
block of code, at a standstill; `set_rehearsal` for the whole process, running on from there. The block wins
over the process.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """The instant the process was told it is, and the reading of the monotonic clock (seconds) when it was
    told.
    """

    instant: datetime
    told_at: float

    def now(self) -> datetime:
        return self.instant + timedelta(seconds=time.monotonic() - self.told_at)


_block: ContextVar[datetime | None] = ContextVar("rehearsed_instant", default=None)
_process: _Rehearsal | None = None


def now() -> datetime:
    """This instant, aware, in UTC."""
    rehearsed = _block.get()
    if rehearsed is not None:
        return rehearsed
    if _process is not None:
        return _process.now()
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Asia/Shanghai, which begins at 16:00 UTC of the day before."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The day in Asia/Shanghai on which an instant lies. Raises ValueError for an instant without a time
    zone.
    """
    return _in_utc(instant).astimezone(ZONE).date()


def is_rehearsal() -> bool:
    """Whether `now` is not the real time, in this context or in the whole process."""
    return _block.get() is not None or _process is not None


@contextmanager
def rehearse(instant: datetime) -> Iterator[None]:
    """Stand still at `instant` inside the block, in this thread or task only; blocks nest.

    A thread started inside the block starts with the time of the process. Raises ValueError for an instant
    without a time zone.
    """
    token = _block.set(_in_utc(instant))
    try:
        yield
    finally:
        _block.reset(token)


def set_rehearsal(instant: datetime | None) -> None:
    """Make the whole process believe that it is `instant`, from where time runs on; None goes back to the
    real time.

    Called once at the start, with the setting LIFECYCLE_CLOCK. Raises ValueError for an instant without a
    time zone.
    """
    global _process  # noqa: PLW0603 - one clock for all threads is the purpose
    _process = None if instant is None else _Rehearsal(_in_utc(instant), time.monotonic())


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(
            f"{instant.isoformat()} has no time zone; write for example {instant.isoformat()}+08:00"
        )
    return instant.astimezone(UTC)
