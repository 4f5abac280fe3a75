"""Reminding: what is due on the ladders is claimed once, by whoever comes first, and told.

A batch takes what is due from the queue, asks the milestones what is true, and writes the ledger, the notices and the
next look in one transaction. Killed before it commits it has done nothing, and the queue still has it; after that the
ledger does not let anybody claim it again. On PostgreSQL any number of processes take different batches
(`SKIP LOCKED`). After an outage only the highest rung goes, marked as caught up.
"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from lifecycle.engine import Engine, Session
from lifecycle.faults import reach
from lifecycle.reminding import due_queue, ledger
from lifecycle.reminding.alerts import raise_missing
from lifecycle.reminding.due_queue import Climber
from lifecycle.reminding.hours import may_send
from lifecycle.reminding.plan import plan
from lifecycle.reminding.stopping import Stop, never
from lifecycle.store import put_looks

BATCH = 500
MOST_COLLISIONS = 100
"""Collisions with other processes in one go after which it is no collision but a fault."""


@dataclass
class Reminded:
    """How many reminders went to people, how many of them were caught up, and what could not be reckoned."""

    told: int = 0
    caught_up: int = 0
    unreadable: int = 0


def remind(engine: Engine, stop: Stop = never, batch: int = BATCH) -> Reminded:
    """Claim everything that is due, if it may be sent now, in batches until there is nothing left or `stop` says so."""
    done, collisions = Reminded(), 0
    while not stop():
        try:
            with engine.write() as session:
                if not may_send(session) or not (climbers := due_queue.take(session, batch)):
                    return done
                _claim(session, climbers, done)
        except IntegrityError:  # another process claimed the same rung in this moment; the next look sees it
            collisions += 1
            if collisions > MOST_COLLISIONS:
                raise
    return done


def _claim(session: Session, climbers: list[Climber], done: Reminded) -> None:
    reach("after_taking")
    made, unreadable = plan(session, climbers, session.day)
    told, caught_up = ledger.keep(session, made.claims)
    put_looks(session.tx, made.looks)
    raise_missing(session, made.missing)
    reach("before_claimed")
    done.told += told
    done.caught_up += caught_up
    done.unreadable += unreadable
