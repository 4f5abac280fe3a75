"""A project as it was at an instant: its history folded up to then, and what followed from it on that day.

Asks the events, the standard it was pinned to and the calendar that held then; never the tables, which say what is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from sqlalchemy import func, select

from lifecycle import columns
from lifecycle.calendar import Calendar
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.history import fold
from lifecycle.officer import officer_of
from lifecycle.policy import SYSTEM
from lifecycle.records import calendar as announced
from lifecycle.records import journal
from lifecycle.records.journal import HistoryRow
from lifecycle.store import Entry


@dataclass(frozen=True)
class Then(Session):
    """A session that reads today's tables and believes that it is another instant. For reading only."""

    @cached_property
    def calendar(self) -> Calendar:
        """The working calendar as it was announced then; of a time before any notice, the first one."""
        notice = announced.holiday_notice.c
        newest = self.tx.scalar(select(func.max(notice.n)).where(notice.at <= self.at))
        first = self.tx.scalar(select(func.min(notice.n)))
        found = newest or first
        return self.engine.calendar(self.tx) if found is None else self.engine.announced(self.tx, found)


def then(session: Session, at: datetime) -> Then:
    """The same reading, as of an instant."""
    return Then(session.engine, session.tx, at)


def written(at: datetime) -> str:
    """An instant as the history writes it: texts of instants sort as they follow."""
    return at.isoformat(timespec="milliseconds")


def events_until(
    session: Session, projects: Sequence[int], at: datetime
) -> Iterator[tuple[int, list[HistoryRow]]]:
    """The events of projects up to an instant, oldest first, in one statement; of those that had any."""
    event = journal.history
    columns = tuple(column.name for column in event.columns)
    statement = (
        select(event)
        .where(event.c.project.in_(sorted(projects)), event.c.at <= written(at))
        .order_by(event.c.project, event.c.seq)
    )
    rows = HistoryRow.all_of(columns, session.tx.execute(statement))
    for project, events in groupby(rows, key=lambda row: row.project):
        yield project, list(events)


def case_then(now: Then, project: int, events: Iterable[HistoryRow]) -> Case:
    """The project as these events leave it, with the columns that follow from the rest on the day of `now`."""
    case = fold(project, events)
    standard = now.standard(case.project.standard, case.project.track)
    entry = Entry(now, SYSTEM, case, standard, seen=case.project.revision)
    columns.derive(entry)
    entry.derive(officer=case.holder(officer_of(standard).code))
    return entry.case


def heads(events: Mapping[int, Sequence[HistoryRow]]) -> list[list[object]]:
    """The number of events and the head of each history."""
    return [[project, rows[-1].seq, rows[-1].hash] for project, rows in sorted(events.items())]
