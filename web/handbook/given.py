"""What a book is told that the standard does not hold: the calendar of a year, where it is checked, one project."""

import calendar as months
from dataclasses import replace
from datetime import date
from functools import lru_cache

from handbook import Given
from handbook.given import DayOff, Item, Project, Year
from lifecycle.calendar import Calendar, seed, seed_years
from lifecycle.history import check_code
from lifecycle.queries.reading import Reading
from lifecycle.records.work import DutyRow
from stages import Standard
from web.handbook.worked import case_of
from web.labels import TEXTS, say

_MONTHS = range(1, 13)
_STATES = {"confirmed": "done", "not_needed": "not_needed"}
_ORDER = ("open", "next", "done", "not_needed")


def given_on(standard: Standard, day: date, language: str, address: str = "") -> Given:
    """For a book printed on `day`; `address` is that of the page of checks, ending in a slash."""
    return Given(year=_year(day.year, language), case=case_of(standard), address=address)


def given_of(reading: Reading, given: Given) -> Given:
    """The same with one project as its reader sees it today: what is open first, then what comes next."""
    project = reading.case.project
    items = (_item(reading, row) for row in reading.case.duties.values())
    told = Project(
        number=project.number,
        title=project.title,
        stage=project.stage,
        status=project.status,
        as_of=reading.day,
        items=tuple(sorted(items, key=_when)),
        history=check_code(project.head),
    )
    return replace(given, project=told)


def _item(reading: Reading, row: DutyRow) -> Item:
    waits = row.waits_for is not None or (row.not_before is not None and row.not_before > reading.day)
    state = _STATES.get(row.state, "next" if waits else "open")
    provisional = row.due is not None and reading.session.calendar.is_provisional(row.due)
    return Item(row.code, row.occurrence, state, row.due, row.confirmed_on, is_provisional=provisional)


def _when(item: Item) -> tuple[int, date, str, int]:
    return _ORDER.index(item.state), item.due or date.max, item.code, item.occurrence


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
