"""Publishing a notice of a year's holidays, and moving the dates that it moves.

A notice replaces what counted for its year; the earlier ones are kept. Publishing writes down which projects are to be
reckoned again; the clock does them one by one, each in a transaction of its own with an event that says what moved, so
that it can be stopped at any moment and goes on where it was. Statutory days move too where they count working days:
the calendar is part of the term, not a grace.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, func, insert, literal, select, update

from lifecycle import milestones
from lifecycle.calendar import Calendar
from lifecycle.engine import CALENDAR_SERIES, Engine, Session
from lifecycle.errors import Invalid, Stale
from lifecycle.names import checked_name
from lifecycle.policy import SYSTEM
from lifecycle.reckoning import changes
from lifecycle.records import calendar as announced
from lifecycle.records import project as projects
from lifecycle.records import work
from lifecycle.records.work import DayRow
from lifecycle.reminding.stopping import never
from lifecycle.store import Entry, begin, lock_project, look_at, rederive

SATURDAY = 5
MOST_DAYS = 120
FIRST_YEAR, LAST_YEAR = 2000, 2100


class YearNotice(NamedTuple):
    """A year's holidays as a notice gives them: the days that differ from the plain week, in order."""

    year: int
    title: str
    days: tuple[DayRow, ...]


def notice_of(year: int, title: str, days: Iterable[DayRow]) -> YearNotice:
    """A notice as it may be published: days that do not differ from the plain week are left out.

    Raises Invalid for a year out of reach, a day of another year, one that is named twice, and too many days.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("year", "out_of_range", {"from": FIRST_YEAR, "to": LAST_YEAR})
    found: dict[date, DayRow] = {}
    for each in days:
        if each.day.year != year:
            raise Invalid("file", "day_of_another_year", {"day": each.day})
        if each.day in found and found[each.day].working != each.working:
            raise Invalid("file", "day_twice", {"day": each.day})
        found[each.day] = each
    differing = tuple(found[day] for day in sorted(found) if _differs(found[day]))
    if not 0 < len(differing) <= MOST_DAYS:
        raise Invalid("file", "no_such_year", {"n": len(differing)})
    return YearNotice(year, checked_name("notice", title, 120), differing)


def _differs(row: DayRow) -> bool:
    return row.working != (row.day.weekday() < SATURDAY)


def with_day(session: Session, title: str, day: date, working: bool | None, name: str = "") -> YearNotice:  # noqa: FBT001 - None is a third answer
    """The year's notice in force with one day changed. `working`: None for the plain week."""
    rest = [row for row in days_of(session, day.year) if row.day != day]
    if working is not None:
        rest.append(DayRow(day=day, working=working, notice=name[:120]))
    return notice_of(day.year, title, rest)


def days_of(session: Session, year: int) -> list[DayRow]:
    """The days of a year that differ from the plain week, as they count now."""
    rows = work.day.c
    found = select(work.day).where(rows.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(rows.day)
    return [DayRow.of(row) for row in session.tx.execute(found)]


def calendar_with(session: Session, notice: YearNotice) -> Calendar:
    """The calendar as it would be with a notice."""
    present = session.calendar
    others = {day: works for day, works in present.exceptions.items() if day.year != notice.year}
    mine = {row.day: row.working for row in notice.days}
    return Calendar(others | mine, present.published | {notice.year})


def newest(session: Session) -> int:
    """The number of the newest notice: what a preview was made from."""
    series = projects.number_series.c
    return session.tx.scalar(select(series.last).where(series.prefix == CALENDAR_SERIES)) or 0


def publish(session: Session, notice: YearNotice, by: int | None, seen: int) -> int:
    """Let a notice count from now on. Answers how many projects are to be reckoned again.

    Raises Stale when another notice was published since `seen`; Invalid when it changes nothing.
    """
    known = session.calendar.published  # read before its number is taken: a calendar is kept under its number
    taken = update(projects.number_series).where(
        projects.number_series.c.prefix == CALENDAR_SERIES, projects.number_series.c.last == seen
    )
    if session.tx.execute(taken.values(last=seen + 1)).rowcount != 1:
        raise Stale("calendar", seen, newest(session))
    first = first_changed(session, notice)
    if first is None and notice.year in known:
        raise Invalid("file", "changes_nothing", {"year": notice.year})
    _write(session, notice, by, seen + 1, first)
    return _write_down_projects(session, seen + 1)


def first_changed(session: Session, notice: YearNotice) -> date | None:
    """The first day that counts differently with a notice."""
    before = {row.day: row.working for row in days_of(session, notice.year)}
    after = {row.day: row.working for row in notice.days}
    return min(
        (day for day in before.keys() | after.keys() if before.get(day) != after.get(day)), default=None
    )


def _write(session: Session, notice: YearNotice, by: int | None, n: int, first: date | None) -> None:
    row = {
        "n": n,
        "year": notice.year,
        "title": notice.title,
        "by": by,
        "at": session.at,
        "first_changed": first,
    }
    session.tx.execute(insert(announced.holiday_notice).values(row))
    days = [{"n": n, "day": each.day, "working": each.working, "name": each.notice} for each in notice.days]
    session.tx.execute(insert(announced.noticed_day), days)
    whole = work.day.c.day.between(date(notice.year, 1, 1), date(notice.year, 12, 31))
    session.tx.execute(delete(work.day).where(whole))
    session.tx.execute(
        insert(work.day),
        [{"day": each.day, "working": each.working, "notice": each.notice} for each in notice.days],
    )


def _write_down_projects(session: Session, n: int) -> int:
    row = work.milestone.c
    still = select(row.project).where(row.done_on.is_(None), row.closed_on.is_(None)).distinct()
    chosen = select(literal(n), projects.project.c.id)
    found = chosen.where(projects.project.c.id.in_(still))
    table = announced.reckoning
    session.tx.execute(insert(table).from_select(["n", "project"], found))
    return waiting(session)


# Reckoning again ----------------------------------------------------------------------------------------------


def reckon_all(engine: Engine, stop: Callable[[], bool] = never) -> int:
    """Reckon the dates of every project that waits for it. Answers how many projects had a date moved."""
    moved = 0
    while not stop():
        with engine.write() as session:
            project = _next_project(session)
            if project is None:
                return moved
            moved += _reckon(session, project)
    return moved


def waiting(session: Session) -> int:
    """How many projects wait to be reckoned again."""
    return session.tx.scalar(select(func.count(func.distinct(announced.reckoning.c.project)))) or 0


def _next_project(session: Session) -> int | None:
    row = announced.reckoning.c
    first = select(row.project).order_by(row.n, row.project).limit(1).with_for_update(skip_locked=True)
    return session.tx.scalar(first)


def _reckon(session: Session, project: int) -> bool:
    """One project, from the notice before the first one it waits for to the newest. Whether a date moved."""
    row, waits = lock_project(session, project), announced.reckoning
    first = session.tx.scalar(select(func.min(waits.c.n)).where(waits.c.project == project))
    if first is None:
        return False  # another process was faster
    session.tx.execute(delete(waits).where(waits.c.project == project))
    entry = begin(session, SYSTEM, row)
    before = session.engine.announced(session.tx, first - 1)
    _move(entry, (before, session.calendar))
    milestones.settle(entry)
    if entry.writes:
        title = session.tx.scalar(
            select(announced.holiday_notice.c.title).where(announced.holiday_notice.c.n == newest(session))
        )
        entry.close("CalendarApplied", title or "")
        look_at(session, entry.standard, entry.case.milestones.values())
        return True
    rederive(entry)
    look_at(session, entry.standard, entry.case.milestones.values())
    return False


def _move(entry: Entry, calendars: tuple[Calendar, Calendar]) -> None:
    holds = list(entry.case.holds.values())
    for row in list(entry.case.milestones.values()):
        changed = changes(entry.standard, row, holds, calendars, entry.session.day)
        if changed:
            entry.change("milestone", row.key, **changed)
