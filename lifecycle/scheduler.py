"""The alarm clock: does the due system verbs every so often. Nothing else imports `apscheduler`.

The memory is the database, so the clock keeps none: a fixed interval in a memory store, one run at a time, missed runs
made up by one. Any number of processes may run one; whoever comes second finds nothing to do.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler

from lifecycle import clock
from lifecycle.engine import Engine
from lifecycle.errors import Refusal
from lifecycle.verbs.system import tick

EVERY_SECONDS = 60
"""How often the clock looks for what is due. Days turn at midnight in Shanghai, so a minute is soon enough."""

log = logging.getLogger(__name__)


@contextmanager
def running(engine: Engine, every_seconds: int = EVERY_SECONDS) -> Iterator[None]:
    """Tick at once and then every so often, in a thread of its own, until the block ends.

    Its alarm is the machine's own clock, also in a rehearsal: only what is due is asked of the rehearsed one.
    """
    scheduler = BackgroundScheduler(timezone=clock.ZONE)
    scheduler.add_job(
        run_once,
        "interval",
        args=(engine,),
        seconds=every_seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.add_job(run_once, args=(engine,), misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown()


def run_once(engine: Engine) -> int:
    """One run: how many acts were done. A refusal is logged by its kind and left to the next run."""
    done = 0
    try:
        for _ in tick(engine):
            done += 1
    except Refusal as refusal:
        log.warning("tick: %s", type(refusal).__name__)
    return done
