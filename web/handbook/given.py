"""What a book is told that the standard does not hold: a calendar, where it is checked, a project, an organisation."""

import calendar as months
from dataclasses import replace
from datetime import date
from functools import lru_cache

from handbook import Given
from handbook.given import DayOff, Item, Organisation, Project, Year
from handbook.given import Share as OfProject
from lifecycle.calendar import Calendar, seed, seed_years
from lifecycle.engine import Session
from lifecycle.history import check_code
from lifecycle.queries.organisation import OrganisationWork, Share
from lifecycle.queries.reading import Reading
from lifecycle.records.project import ENDS
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
    """The same with one project as its reader sees it today: what is due first in front."""
    project = reading.case.project
    items = (_item(row, reading.day, reading.session.calendar) for row in reading.case.duties.values())
    told = Project(
        number=project.number,
        title=project.title,
        stage=project.stage,
        status=project.status,
        as_of=reading.day,
        items=tuple(sorted(items, key=_when)),
        history=check_code(project.head),
        in_force=reading.session.engine.standards.current(reading.day).version,
        parties=tuple((party.role, party.name) for party in reading.parties),
    )
    return replace(given, project=told)


def given_work(session: Session, found: OrganisationWork, given: Given) -> Given:
    """The same with one organisation's work as its reader sees it today."""
    told = Organisation(
        code=found.organisation.code,
        name=found.organisation.name,
        role=found.role or "",
        as_of=session.day,
        shares=tuple(_share(session, share) for share in found.shares),
    )
    return replace(given, organisation=told)


def _share(session: Session, share: Share) -> OfProject:
    project = share.project
    return OfProject(
        number=project.number,
        title=project.title,
        stage=project.stage,
        status=project.status,
        light=share.light.value if project.status not in ENDS else "",
        officer=share.officer or "",
        open=tuple(_item(row, session.day, session.calendar) for row in share.duties),
        dates=tuple(
            Item(row.code, row.occurrence, "open", row.due, is_provisional=row.provisional)
            for row in share.dates
        ),
    )


def _item(row: DutyRow, day: date, calendar: Calendar) -> Item:
    waits = row.waits_for is not None or (row.not_before is not None and row.not_before > day)
    state = _STATES.get(row.state, "next" if waits else "open")
    provisional = row.due is not None and calendar.is_provisional(row.due)
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
