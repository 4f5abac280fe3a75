"""Whether what the tables hold is what the history says: an inspector's question, answered project by project.

For each project the chain is followed link by link, the state is rebuilt from the events and compared with every row
and column, and what follows from the rest is computed again. That the newest events *and* the project's row were cut
off together shows only against a check code that left the machine; everything else shows here. Nothing is written.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select

from lifecycle import milestones
from lifecycle.case import DERIVED, KEPT, Case, Key
from lifecycle.engine import Engine, Session
from lifecycle.evaluation.proof import doubts
from lifecycle.history import broken_links, fold, parse
from lifecycle.officer import officer_of
from lifecycle.overview.freezing import broken
from lifecycle.policy import SYSTEM
from lifecycle.records import journal, post
from lifecycle.records import project as projects
from lifecycle.records.base import Record
from lifecycle.records.journal import HistoryRow
from lifecycle.records.project import ProjectRow
from lifecycle.records.words import project_words
from lifecycle.register import search
from lifecycle.reminding import ladder
from lifecycle.store import Entry, load_case
from stages import UnknownVersion

HEAD = ("revision", "head")
UNTOLD = "?"
"""A column that no event speaks of: events are missing."""
PROJECT_FACTS = tuple(name for name in ProjectRow.model_fields if name not in DERIVED)


@dataclass(frozen=True)
class Finding:
    """Something that is not as the history says. `project` is the project's number, empty for notes.

    `problem`: history_missing, link_broken (a changed, missing or added event or frozen month), event_unreadable,
    head_differs (the newest events are gone), row_missing, row_unexplained (no event wrote it), row_unreadable,
    column_differs, derived_differs, unsettled (dates or states were not brought in line), unseen (the clock would not
    look at it), standard_missing, words_changed; of an evaluation seal_broken, scores_differ, draw_differs,
    result_differs.
    `where` is the table and key, or the number of the event.
    """

    project: str
    problem: str
    where: str
    column: str = ""
    expected: str = ""
    found: str = ""


Along = Callable[[list[int]], Iterable[int]]


def verify(engine: Engine, along: Along = iter) -> Iterator[Finding]:
    """Everything that is wrong, project by project, each in a reading transaction of its own.

    `along` is given the ids of the projects and passes them on: the place for a progress bar.
    """
    with engine.read() as session:
        ids = list(session.tx.scalars(select(projects.project.c.id).order_by(projects.project.c.id)))
    for project in along(ids):
        with engine.read() as session:
            found = _found(session, project)
        yield from found
    with engine.read() as session:
        yield from _changed_words(session)
        yield from (Finding("", "link_broken", f"frozen {n}") for n in broken(session))


def _found(session: Session, project: int) -> list[Finding]:
    try:
        return list(verify_project(session, project))
    except ValueError as error:  # a column that holds no day, where a day should be
        number = session.tx.scalar(select(projects.project.c.number).where(projects.project.c.id == project))
        return [Finding(str(number), "row_unreadable", str(error))]


def verify_project(session: Session, project: int) -> Iterator[Finding]:
    """Everything that is wrong with one project."""
    kept = load_case(session, project)
    events = _events(session, project)
    number = kept.project.number
    if not events:
        yield Finding(number, "history_missing", "history")
        return
    for seq in broken_links(events):
        yield Finding(number, "link_broken", f"history {seq}")
    unreadable = [event.seq for event in events if not _is_readable(event)]
    if unreadable:
        yield from (Finding(number, "event_unreadable", f"history {seq}") for seq in unreadable)
        return
    told = fold(project, events)
    found = [*_project_differences(number, told.project, kept.project)]
    for table in KEPT:
        found += _row_differences(number, table, told, kept)
    yield from found
    if not found:  # what follows from rows that are wrong says nothing
        yield from _doubts(session, kept)
        yield from _derived_differences(session, told, kept, events[-1])
        yield from _unseen(session, kept)


def _doubts(session: Session, kept: Case) -> Iterator[Finding]:
    """What does not follow in an evaluation."""
    try:
        standard = session.standard(kept.project.standard, kept.project.track)
    except UnknownVersion:
        return  # said once, where the rest is computed again
    for each in doubts(session.tx, standard, kept):
        yield Finding(kept.project.number, *each)


def _events(session: Session, project: int) -> list[HistoryRow]:
    history = journal.history
    rows = session.tx.execute(select(history).where(history.c.project == project).order_by(history.c.seq))
    return [HistoryRow.of(row) for row in rows]


def _is_readable(event: HistoryRow) -> bool:
    """Whether the body says rows and columns that exist; what it says is compared later."""
    try:
        writes = parse(event.body).writes
        return all(
            write.table == "project" or write.values.keys() <= _columns(write.table) for write in writes
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _columns(table: str) -> set[str]:
    return set(KEPT[table].row.model_fields)


def _project_differences(number: str, told: ProjectRow, kept: ProjectRow) -> Iterator[Finding]:
    for name in PROJECT_FACTS:
        expected, found = getattr(told, name, UNTOLD), getattr(kept, name)
        if expected != found:
            problem = "head_differs" if name in HEAD else "column_differs"
            yield Finding(number, problem, "project", name, str(expected), str(found))


def _row_differences(number: str, table: str, told: Case, kept: Case) -> Iterator[Finding]:
    expected, found = told.rows(table), kept.rows(table)
    for key in sorted(expected.keys() - found.keys(), key=str):
        yield Finding(number, "row_missing", _place(table, key))
    for key in sorted(found.keys() - expected.keys(), key=str):
        yield Finding(number, "row_unexplained", _place(table, key))
    for key in expected.keys() & found.keys():
        yield from _column_differences(number, table, key, expected[key], found[key])


def _column_differences(number: str, table: str, key: Key, told: Record, kept: Record) -> Iterator[Finding]:
    for name in _columns(table):
        expected, found = getattr(told, name, UNTOLD), getattr(kept, name)
        if expected != found:
            yield Finding(number, "column_differs", _place(table, key), name, str(expected), str(found))


def _place(table: str, key: Key) -> str:
    return f"{table} {'/'.join(str(part) for part in key)}"


def _derived_differences(session: Session, told: Case, kept: Case, last: HistoryRow) -> Iterator[Finding]:
    """Bring a copy in line once more, as on the day of the last event: nothing may change by it."""
    number = told.project.number
    try:
        standard = session.standard(told.project.standard, told.project.track)
    except UnknownVersion:
        yield Finding(number, "standard_missing", told.project.standard)
        return
    then = Session(session.engine, session.tx, datetime.fromisoformat(last.at))
    entry = Entry(then, SYSTEM, told, standard, seen=last.seq)
    milestones.settle(entry)
    entry.derive(officer=entry.case.holder(officer_of(standard).code))
    for write in entry.writes:
        for column, value in write.values.items():
            yield Finding(number, "unsettled", _place(write.table, write.key), column, str(value))
    for name in sorted(DERIVED):
        expected, found = getattr(entry.case.project, name), getattr(kept.project, name)
        if expected != found:
            yield Finding(number, "derived_differs", "project", name, str(expected), str(found))
    yield from _word_differences(session, told, number)


def _word_differences(session: Session, told: Case, number: str) -> Iterator[Finding]:
    """What the search would find of a project, and what it should."""
    kept = project_words.c
    found = session.tx.scalar(select(kept.words).where(kept.project == told.project.id))
    if found != search.words_of(session.tx, told):
        yield Finding(number, "derived_differs", "project_words")


def _unseen(session: Session, kept: Case) -> Iterator[Finding]:
    """Milestones that the clock would not look at in time: the due queue has nothing up to their next rung."""
    try:
        standard = session.standard(kept.project.standard, kept.project.track)
    except UnknownVersion:
        return
    first: dict[Key, date] = {}
    for row in _rows_of(session, post.due_queue, kept):
        place = row.visit, row.code, row.occurrence
        first[place] = min(first.get(place, date.max), row.on_day)
    gone: dict[Key, set[str]] = defaultdict(set)
    for row in _rows_of(session, post.reminder, kept):
        gone[row.visit, row.code, row.occurrence, row.term].add(row.rung)
    for key, milestone in kept.milestones.items():
        claimed = gone[(*key, milestone.extensions)]
        wanted = ladder.look_by(standard, milestone, session.calendar, session.day, claimed)
        if wanted is not None and first.get(milestone.key, date.max) > wanted:
            yield Finding(kept.project.number, "unseen", _place("milestone", key), "", str(wanted))


def _rows_of(session: Session, table: Table, kept: Case) -> Sequence[Any]:
    return session.tx.execute(select(table).where(table.c.project == kept.project.id)).all()


def _changed_words(session: Session) -> Iterator[Finding]:
    """Words that are not those whose hash the history carries; erased words are no change."""
    note: Table = journal.note
    for row in session.tx.execute(select(note).where(note.c.words.is_not(None))):
        if hashlib.sha256((row.salt + row.words).encode()).hexdigest() != row.hash:
            yield Finding("", "words_changed", f"note {row.hash[:8]}")
