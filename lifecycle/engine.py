"""What a verb works with: an open transaction, the standards, the working calendar, and what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select

from lifecycle import clock
from lifecycle.calendar import Calendar, seed, seed_years
from lifecycle.database import Database, Transaction
from lifecycle.records import work
from lifecycle.records.project import number_series
from stages import Catalogue, Standard
from stages.tracks import on_track

CALENDAR_SERIES = "calendar"
"""The row of `number_series` that counts amendments of the working calendar."""


@dataclass(frozen=True)
class Session:
    """One unit of work inside one transaction. `at` is an aware instant in UTC; `day` its day in Asia/Shanghai."""

    engine: "Engine"
    tx: Transaction
    at: datetime

    @cached_property
    def day(self) -> date:
        return clock.day_of(self.at)

    @cached_property
    def calendar(self) -> Calendar:
        return self.engine.calendar(self.tx)

    def standard(self, version: str, track: str = "") -> Standard:
        """A released standard, as it is on a track where one is named."""
        return on_track(self.engine.standards.get(version), track)


@dataclass
class Engine:
    """A database and the standards it runs by. One per process; safe to share between threads."""

    database: Database
    standards: Catalogue
    _calendars: dict[int, Calendar] = field(default_factory=dict)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Work that may write: committed when the block ends, rolled back when it raises."""
        with self.database.write() as tx:
            yield Session(self, tx, clock.now())

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Work that can not write."""
        with self.database.read() as tx:
            yield Session(self, tx, clock.now())

    def calendar(self, tx: Transaction) -> Calendar:
        """The working calendar as the database has it, kept until somebody amends it."""
        amended = (
            tx.scalar(select(number_series.c.last).where(number_series.c.prefix == CALENDAR_SERIES)) or 0
        )
        if amended not in self._calendars:
            self._calendars.clear()
            self._calendars[amended] = _read_calendar(tx)
        return self._calendars[amended]


def _read_calendar(tx: Transaction) -> Calendar:
    rows = tx.execute(select(work.day.c.day, work.day.c.working)).all()
    return Calendar({row.day: row.working for row in rows}, frozenset(row.day.year for row in rows))


def seed_calendar(tx: Transaction) -> int:
    """Put the shipped holiday notices into an empty day table. Answers how many days were added."""
    if tx.scalar(select(work.day.c.day).limit(1)) is not None:
        return 0
    rows = [row._asdict() for row in seed(seed_years())]
    tx.execute(work.day.insert(), rows)
    tx.execute(number_series.insert().values(prefix=CALENDAR_SERIES, last=1))
    return len(rows)
