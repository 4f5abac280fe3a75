"""The alarm clock: turns every so often. Nothing else imports `apscheduler`.

The memory is the database, so the clock keeps none: a fixed interval in a memory store, one run at a time, missed runs
made up by one. Any number of processes may run one; whoever comes second finds nothing to do.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from apscheduler.schedulers.background import BackgroundScheduler

from lifecycle import clock
from lifecycle.engine import Engine
from lifecycle.reminding.stopping import Stop
from lifecycle.turn import INBOX_ONLY, Post, Process, Turn, turn

EVERY_SECONDS = 60
"""How often the clock looks for what is due. Days turn at midnight in Shanghai, so a minute is soon enough."""

log = logging.getLogger("lifecycle.clock")


@contextmanager
def running(engine: Engine, post: Post = INBOX_ONLY, every_seconds: int = EVERY_SECONDS) -> Iterator[None]:
    """Turn at once and then every so often, in a thread of its own, until the block ends: then the letter that is
    being handed over is the last one.

    Its alarm is the machine's own clock, also in a rehearsal: only what is due is asked of the rehearsed one.
    """
    ending, process = threading.Event(), Process()
    scheduler = BackgroundScheduler(timezone=clock.ZONE)
    scheduler.add_job(
        run_once,
        "interval",
        args=(engine, post, process, ending.is_set),
        seconds=every_seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.add_job(run_once, args=(engine, post, process, ending.is_set), misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        ending.set()
        scheduler.shutdown()


def forever(engine: Engine, post: Post, every_seconds: int, ending: threading.Event) -> None:
    """Turn every so often in this thread until `ending` is set."""
    process = Process()
    log.info("started", extra={"fields": {"process": process.name, "every": every_seconds}})
    while not ending.is_set():
        run_once(engine, post, process, ending.is_set)
        ending.wait(every_seconds)
    log.info("stopped", extra={"fields": {"process": process.name}})


def run_once(engine: Engine, post: Post, process: Process, stop: Stop) -> Turn:
    """One turn, and a line in the log when it did anything."""
    done = turn(engine, post, process, stop)
    if not done.is_idle:
        log.info("turned", extra={"fields": asdict(done)})
    return done
