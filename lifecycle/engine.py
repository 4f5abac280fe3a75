"""What a verb works with: an open transaction, the standards, the working calendar, and what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select

from lifecycle import clock
from lifecycle.calendar import Calendar, seed, seed_years
from lifecycle.database import Database, Transaction
from lifecycle.kept import Kept
from lifecycle.prepared import Prepared
from lifecycle.records import calendar as announced
from lifecycle.records import work
from lifecycle.records.project import number_series
from stages import Catalogue, Standard, UnknownVersion
from stages.tracks import on_track

CALENDAR_SERIES = "calendar"
"""The row of `number_series` that counts the notices of the working calendar."""
_AMENDED = Prepared(select(number_series.c.last).where(number_series.c.prefix == CALENDAR_SERIES))


@dataclass(frozen=True)
class Session:
    """One unit of work inside one transaction. `at` is an aware instant in UTC; `day` its day in Asia/Shanghai.

    `batch` is the code of the batch that it is a part of.
    """

    engine: "Engine"
    tx: Transaction
    at: datetime
    batch: str | None = None

    @cached_property
    def day(self) -> date:
        return clock.day_of(self.at)

    @cached_property
    def calendar(self) -> Calendar:
        return self.engine.calendar(self.tx)

    def standard(self, version: str, track: str = "") -> Standard:
        """A released standard, as it is on a track where one is named."""
        return on_track(self.engine.standards.get(version), track)

    @cached_property
    def in_force(self) -> Standard:
        """The standard in force today; before the first one is, that one."""
        try:
            return self.engine.standards.current(self.day)
        except UnknownVersion:
            return self.engine.standards.standards[0]


@dataclass
class Engine:
    """A database and the standards it runs by. One per process; safe to share between threads."""

    database: Database
    standards: Catalogue
    _calendars: dict[int, Calendar] = field(default_factory=dict)
    _announced: dict[int, Calendar] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)

    @contextmanager
    def write(self, batch: str | None = None) -> Iterator[Session]:
        """Work that may write: committed when the block ends, rolled back when it raises."""
        with self.database.write() as tx:
            yield Session(self, tx, clock.now(), batch)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Work that can not write."""
        with self.database.read() as tx:
            yield Session(self, tx, clock.now())

    def calendar(self, tx: Transaction) -> Calendar:
        """The working calendar as the database has it, kept until somebody amends it."""
        found = _AMENDED.row(tx, {})
        amended = found["last"] if found else 0
        if amended not in self._calendars:
            self._calendars.clear()
            self._calendars[amended] = _read_calendar(tx)
        return self._calendars[amended]

    def announced(self, tx: Transaction, n: int) -> Calendar:
        """The calendar as it was after notice `n`. Notices never change, so it is kept for good."""
        if n not in self._announced:
            self._announced[n] = _as_announced(tx, n)
        return self._announced[n]


def _as_announced(tx: Transaction, n: int) -> Calendar:
    notice, day = announced.holiday_notice.c, announced.noticed_day.c
    latest = select(func.max(notice.n)).where(notice.n <= n).group_by(notice.year)
    years = tx.scalars(select(notice.year).where(notice.n <= n).distinct())
    days = tx.execute(select(day.day, day.working).where(day.n.in_(latest))).all()
    return Calendar({row.day: row.working for row in days}, frozenset(years))


def _read_calendar(tx: Transaction) -> Calendar:
    rows = tx.execute(select(work.day.c.day, work.day.c.working)).all()
    years = tx.scalars(select(announced.holiday_notice.c.year).distinct())
    return Calendar({row.day: row.working for row in rows}, frozenset(years))


def seed_calendar(tx: Transaction) -> int:
    """Put the shipped holiday notices into an empty day table. Answers how many days were added."""
    if tx.scalar(select(work.day.c.day).limit(1)) is not None:
        return 0
    years = tuple(seed_years())
    rows = seed(years)
    tx.execute(work.day.insert(), [row._asdict() for row in rows])
    shipped = [
        {"n": n, "year": year, "title": "", "at": clock.now()} for n, year in enumerate(years, start=1)
    ]
    tx.execute(announced.holiday_notice.insert(), shipped)
    number = {year: n for n, year in enumerate(years, start=1)}
    days = [
        {"n": number[row.day.year], "day": row.day, "working": row.working, "name": row.notice}
        for row in rows
    ]
    tx.execute(announced.noticed_day.insert(), days)
    tx.execute(number_series.insert().values(prefix=CALENDAR_SERIES, last=len(years)))
    return len(rows)
