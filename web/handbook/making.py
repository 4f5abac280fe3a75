"""Books that take their time are made in a room of their own, once, however many ask; who asked looks in again.

Two are made at a time, so that printing never takes the whole machine from those who work; the room holds a few more
that wait. What was made is kept by the handbook itself, under everything that went into it; each process has a room.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock

AT_A_TIME, WAITING = 2, 16
PATIENCE_SECONDS = 2.0
"""How long a request waits for a book before it answers with a page that looks in again."""


@dataclass(frozen=True, slots=True)
class Job:
    """A book in the making, since `began` (seconds of a clock that only goes on)."""

    future: Future[bytes]
    began: float

    @property
    def seconds(self) -> int:
        """How long it has been made for."""
        return int(time.monotonic() - self.began)


class Workshop:
    """The room. `get` answers with the book, or with the job that makes it."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience = patience_seconds
        self._workers = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="handbook")
        self._jobs: dict[object, Job] = {}
        self._lock = Lock()

    def get(self, key: object, make: Callable[[], bytes]) -> bytes | Job | None:
        """The book if it is made within our patience, else its job; None while the room is full.

        Raises what `make` raised; then the next who asks has it made anew.
        """
        job = self._job(key, make)
        if job is None:
            return None
        wait([job.future], timeout=self._patience)
        if not job.future.done():
            return job
        with self._lock:
            self._jobs.pop(key, None)
        return job.future.result()

    def _job(self, key: object, make: Callable[[], bytes]) -> Job | None:
        with self._lock:
            if key not in self._jobs:
                self._forget_done()
                if len(self._jobs) >= WAITING:
                    return None
                self._jobs[key] = Job(self._workers.submit(make), time.monotonic())
            return self._jobs[key]

    def _forget_done(self) -> None:
        """Books that nobody came back for."""
        for key in [key for key, job in self._jobs.items() if job.future.done()]:
            del self._jobs[key]


workshop = Workshop()
