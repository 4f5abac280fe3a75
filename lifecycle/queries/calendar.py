"""The working calendar to be looked at: a year day by day, its notices, and what a notice would move.

Administrators keep the calendar and see no project: what moves is said by number, clause and day, never by title.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, select

from lifecycle.calendar import Calendar
from lifecycle.engine import Session
from lifecycle.reckoning import changes
from lifecycle.records import calendar as announced
from lifecycle.records import people, work
from lifecycle.records import project as projects
from lifecycle.records.project import HoldRow
from lifecycle.records.work import MilestoneRow
from lifecycle.verbs.calendar import YearNotice, calendar_with, days_of, first_changed, newest, waiting
from stages import UnknownVersion

MOST_SHOWN = 200


class Day(NamedTuple):
    """One day of a year. `name` says why it differs from the plain week, where it does."""

    day: date
    is_working: bool
    differs: bool
    name: str


class NoticeLine(NamedTuple):
    """A notice of a year. `by` is empty for what was shipped."""

    n: int
    title: str
    by: str
    at: datetime
    first_changed: date | None


@dataclass(frozen=True)
class YearPage:
    """A year. `is_published`: a notice has come; until then weekends alone count. `waiting` projects are still to be
    reckoned again. `seen` is what a change is made from.
    """

    year: int
    days: tuple[Day, ...]
    is_published: bool
    working_days: int
    notices: tuple[NoticeLine, ...]
    waiting: int
    seen: int
    years: tuple[int, ...]


class Move(NamedTuple):
    """A due day that a notice would move."""

    number: str
    code: str
    occurrence: int
    old: date
    new: date


@dataclass(frozen=True)
class Impact:
    """What a notice would do. `moves` are the first 200 of `moved`; `firm` counts days that would no longer be
    provisional. `seen` is the notice it was reckoned from.
    """

    notice: YearNotice
    first_changed: date | None
    changed: tuple[Day, ...]
    projects: int
    moved: int
    firm: int
    moves: tuple[Move, ...]
    seen: int


def year_page(session: Session, year: int) -> YearPage:
    """One year of the calendar."""
    notices = tuple(_notices(session, year))
    days = tuple(_days(session.calendar, year, {row.day: row.notice for row in days_of(session, year)}))
    years = sorted({*session.calendar.published, session.day.year, session.day.year + 1})
    return YearPage(
        year,
        days,
        year in session.calendar.published,
        sum(day.is_working for day in days),
        notices,
        waiting(session),
        newest(session),
        tuple(years),
    )


def _days(calendar: Calendar, year: int, names: Mapping[date, str]) -> Iterator[Day]:
    day = date(year, 1, 1)
    while day.year == year:
        yield Day(day, calendar.is_working(day), day in names, names.get(day, ""))
        day += timedelta(days=1)


def _notices(session: Session, year: int) -> Iterator[NoticeLine]:
    notice, person = announced.holiday_notice.c, people.person.c
    statement = (
        select(notice.n, notice.title, person.name, notice.at, notice.first_changed)
        .join_from(announced.holiday_notice, people.person, person.id == notice.by, isouter=True)
        .where(notice.year == year)
        .order_by(notice.n.desc())
    )
    for row in session.tx.execute(statement):
        yield NoticeLine(row.n, row.title, row.name or "", row.at, row.first_changed)


def preview(session: Session, notice: YearNotice) -> Impact:
    """What publishing a notice would move: the same reckoning that would then do it, written nowhere."""
    calendars = session.calendar, calendar_with(session, notice)
    moves: list[Move] = []
    firm = 0
    for number, row, changed in _changed(session, calendars):
        old, new = row.due or row.held_due, changed.get("due", changed.get("held_due"))
        if old is not None and isinstance(new, date):
            moves.append(Move(number, row.code, row.occurrence, old, new))
        firm += changed.get("provisional") is False
    return Impact(
        notice,
        first_changed(session, notice),
        tuple(_differing(session, notice)),
        len({move.number for move in moves}),
        len(moves),
        firm,
        tuple(moves[:MOST_SHOWN]),
        newest(session),
    )


def _differing(session: Session, notice: YearNotice) -> Iterator[Day]:
    """The days that would count differently, as they would then be."""
    after = calendar_with(session, notice)
    names = {row.day: row.notice for row in notice.days}
    before = {row.day: row.working for row in days_of(session, notice.year)}
    now = {row.day: row.working for row in notice.days}
    for day in sorted(before.keys() | now.keys()):
        if before.get(day) != now.get(day):
            yield Day(day, after.is_working(day), day in now, names.get(day, ""))


def _changed(
    session: Session, calendars: tuple[Calendar, Calendar]
) -> Iterator[tuple[str, MilestoneRow, Mapping[str, object]]]:
    holds = _holds(session)
    for number, version, track, row in _open(session):
        try:
            standard = session.standard(version, track)
        except UnknownVersion:
            continue
        changed = changes(standard, row, holds.get(row.project, ()), calendars, session.day)
        if changed:
            yield number, row, changed


def _open(session: Session) -> Iterable[tuple[str, str, str, MilestoneRow]]:
    row, project = work.milestone.c, projects.project.c
    statement = (
        select(work.milestone, project.number, project.standard, project.track)
        .join(projects.project, project.id == row.project)
        .where(and_(row.done_on.is_(None), row.closed_on.is_(None), row.base.is_not(None)))
        .order_by(project.number, row.visit, row.code, row.occurrence)
    )
    for found in session.tx.execute(statement):
        yield found.number, found.standard, found.track, MilestoneRow.of(found)


def _holds(session: Session) -> Mapping[int, Sequence[HoldRow]]:
    found: dict[int, list[HoldRow]] = defaultdict(list)
    ended = select(projects.hold).where(projects.hold.c.until_on.is_not(None))
    for row in session.tx.execute(ended):
        found[row.project].append(HoldRow.of(row))
    return found
