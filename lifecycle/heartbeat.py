"""Whether a clock is running: each process signs on at every turn, and a silence of five minutes is an alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from lifecycle.engine import Session
from lifecycle.records import post

ALARM_AFTER = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Pulse:
    """The latest sign of life of any clock process, None when there never was one; and how many signed on lately."""

    at: datetime | None
    processes: int
    is_alarm: bool


def beat(session: Session, process: str, started_at: datetime) -> None:
    """Sign on. Processes that were silent for a day are forgotten; one whose clock had run ahead is too."""
    row = post.heartbeat
    mine = update(row).where(row.c.process == process).values(at=session.at, turns=row.c.turns + 1)
    if session.tx.execute(mine).rowcount:
        return
    gone = (row.c.at < session.at - FORGOTTEN_AFTER) | (row.c.at > session.at + ALARM_AFTER)
    session.tx.execute(delete(row).where(gone))
    values = {"process": process, "started_at": started_at, "at": session.at, "turns": 1}
    session.tx.execute(insert(row).values(values))


def pulse(session: Session) -> Pulse:
    """A sign of life from the future is none: the clock of this machine, or of that one, is wrong."""
    row = post.heartbeat.c
    lately = row.at.between(session.at - ALARM_AFTER, session.at + ALARM_AFTER)
    count = select(func.count()).select_from(post.heartbeat).where(lately)
    processes = session.tx.scalar(count) or 0
    latest = session.tx.scalar(select(func.max(row.at)))
    return Pulse(latest, processes, is_alarm=processes == 0)
