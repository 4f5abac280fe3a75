"""What a book is told that the standard does not hold: the working calendar of a year, and where it is checked."""

import calendar as months
from datetime import date
from functools import lru_cache

from handbook import Given
from handbook.given import DayOff, Year
from lifecycle.calendar import Calendar, seed, seed_years
from web.labels import TEXTS, say

_MONTHS = range(1, 13)


def given_on(day: date, language: str, address: str = "") -> Given:
    """For a book printed on `day`; `address` is that of the page of checks, ending in a slash."""
    return Given(year=_year(day.year, language), address=address)


@lru_cache(maxsize=8)
def _year(year: int, language: str) -> Year:
    is_published = year in seed_years()
    rows = seed([year]) if is_published else ()
    calendar = Calendar({row.day: row.working for row in rows}, frozenset({year} if is_published else ()))
    worked = tuple(_worked(calendar, year, month) for month in _MONTHS)
    days = tuple(DayOff(row.day, row.working, _named(row.notice, language)) for row in rows)
    return Year(year, is_published, worked, days)


def _worked(calendar: Calendar, year: int, month: int) -> int:
    last = months.monthrange(year, month)[1]
    return sum(calendar.is_working(date(year, month, day)) for day in range(1, last + 1))


def _named(notice: str, language: str) -> str:
    key = f"holiday.{notice}"
    return say(language, key) if key in TEXTS else notice
