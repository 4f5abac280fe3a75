"""The working calendar as it was announced: every notice of a year's holidays with its days, the newest one in force.

`day` (see `records.work`) holds the days that count now; here is where they came from, and what they were before.
"""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from lifecycle.records.base import Record, table_of
from lifecycle.records.instant import Instant


class HolidayNoticeRow(Record):
    """One notice about one year: the first one, or an amendment. `n` counts all notices; `title` is how it is cited.

    `by` is the administrator who entered it, empty for what was shipped. `first_changed` is the first day on which it
    differs from what counted before, empty when nothing does.
    """

    n: int = Field(primary_key=True)
    year: int
    title: str = Field(max_length=120)
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    first_changed: date | None = None


class HolidayNotice(HolidayNoticeRow, table=True):
    __tablename__ = "holiday_notice"
    __table_args__ = (Index("ix_holiday_notice_year", "year", "n"),)


class NoticedDayRow(Record):
    """A day of a notice that differs from the plain week."""

    n: int = Field(foreign_key="holiday_notice.n", primary_key=True)
    day: date = Field(primary_key=True)
    working: bool
    name: str = Field(default="", max_length=120)


class NoticedDay(NoticedDayRow, table=True):
    __tablename__ = "noticed_day"


class ReckoningRow(Record):
    """A project whose dates are still to be reckoned again by a notice."""

    n: int = Field(foreign_key="holiday_notice.n", primary_key=True)
    project: int = Field(foreign_key="project.id", primary_key=True)


class Reckoning(ReckoningRow, table=True):
    __tablename__ = "reckoning"


holiday_notice = table_of(HolidayNotice)
noticed_day = table_of(NoticedDay)
reckoning = table_of(Reckoning)
