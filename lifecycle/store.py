"""The one write path: every change of a project is an entry of its history, and this module writes both.

An `Entry` collects the results of one act. They reach the in-memory case at once, so the verb goes on with what will
be true; `close` writes the rows, the event, the messages and the project's revision in the transaction that is open.
SQLAlchemy Core inside, typed outside; the statements are built once per table and set of columns.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lifecycle.case import DERIVED, KEPT, PROJECT, Case, Key, Write
from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.errors import Stale
from lifecycle.faults import reach
from lifecycle.history import QUIET, Body, encode, link
from lifecycle.officer import officer_of
from lifecycle.policy import Actor
from lifecycle.prepared import Prepared, pipelined
from lifecycle.records import journal, post
from lifecycle.records import project as projects
from lifecycle.records.base import Record
from lifecycle.records.work import MilestoneRow
from lifecycle.register import search
from lifecycle.reminding import ladder
from stages import Standard


@dataclass(frozen=True)
class Receipt:
    """What an act leaves in the sender's hand: the project and the number of the event."""

    project: int
    number: str
    seq: int


@dataclass
class Entry:
    """One act being written. Nothing reaches the database before `close`, but the words of `words`.

    `before` is the project as it was read, None for one that is new.
    """

    session: Session
    actor: Actor
    case: Case
    standard: Standard
    seen: int
    before: projects.ProjectRow | None = None
    writes: list[Write] = field(default_factory=list)
    fresh: set[tuple[str, Key]] = field(default_factory=set)
    messages: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def seq(self) -> int:
        """The number this event will have."""
        return self.seen + 1

    def put(self, table: str, key: Key, **values: Any) -> None:
        """One row as it is from now on: a new one, or these columns of a known one."""
        if key not in self.case.rows(table):
            self.fresh.add((table, key))
        self._note(Write(table, key, values))

    def add(self, table: str, key: Key, **values: Any) -> None:
        """A row that is certainly new; the others need not be read."""
        self.fresh.add((table, key))
        self._note(Write(table, key, values))

    def change(self, table: str, key: Key, **values: Any) -> None:
        """Columns of a row that is certainly known; the others need not be read."""
        self._note(Write(table, key, values))

    def _note(self, write: Write) -> None:
        self.writes.append(write)
        self.case.apply(write)

    def project(self, **values: Any) -> None:
        """Columns of the project that are facts."""
        self._note(Write(PROJECT, (), values))

    def derive(self, **values: Any) -> None:
        """Columns of the project that follow from the rest: written, and not part of the event."""
        assert values.keys() <= DERIVED
        self.case.apply(Write(PROJECT, (), values))

    def words(self, text: str) -> str | None:
        """Keep somebody's own words apart; what goes into the history is their hash. None for nothing said."""
        if not text:
            return None
        salt = secrets.token_hex(16)
        digest = hashlib.sha256((salt + text).encode()).hexdigest()
        _insert(journal.note).run(self.session.tx, {"hash": digest, "salt": salt, "words": text})
        return digest

    def tell(self, audience: str, code: str, subject: str = "") -> None:
        """A message for an office or a role of this project."""
        self.messages.append((audience, code, subject))

    def close(self, event: str, about: str = "", note: str | None = None) -> Receipt:
        """Write everything. Raises Stale when somebody wrote to the project in the meantime."""
        derive_for_lists(self)
        project = self.case.project
        assert project.id is not None
        columns = {name for write in self.writes if write.table == PROJECT for name in write.values}
        columns |= {name for name in DERIVED if self._differs(name)}
        looks = self._looks()
        with pipelined(self.session.tx):  # nothing is read in here: there are no answers before its end
            reach("before_history")
            told = self.event(event, about, note)
            digest = told["hash"]
            _insert(journal.history).run(self.session.tx, told)
            reach("before_rows")
            _write_rows(self.session.tx, (self,))
            put_looks(self.session.tx, looks)
            reach("before_revision")
            values = {name: getattr(project, name) for name in columns}
            taken = self._take_revision(project.id, values | {"revision": self.seq, "head": digest})
            reach("before_messages")
            self._send()
        if taken.rowcount != 1:
            raise Stale("project", self.seen, current_revision(self.session.tx, project.id))
        self.case.project = project.changed(values | {"revision": self.seq, "head": digest})
        reach("before_commit")
        return Receipt(project.id, project.number, self.seq)

    def _differs(self, name: str) -> bool:
        """Whether a column of the project is not as it was read: an index costs nothing where nothing changed."""
        return self.before is None or getattr(self.before, name) != getattr(self.case.project, name)

    def event(self, event: str, about: str, note: str | None = None) -> dict[str, Any]:
        """The row of the history that says what was done."""
        body = encode(Body(about, tuple(merged(self.writes)), self.session.batch, tuple(self.actor.behalf)))
        row: dict[str, Any] = {
            "project": self.case.project.id,
            "seq": self.seq,
            "at": self.session.at.isoformat(timespec="milliseconds"),
            "actor": self.actor.id,
            "event": event,
            "body": body,
            "note_hash": note,
        }
        prev = self.case.project.head
        return row | {"prev": prev, "hash": link(prev, row)}

    def _take_revision(self, project: int, values: Mapping[str, Any]) -> Any:
        statement = _update(projects.project, tuple(sorted(values)), ("id", "revision"))
        return statement.run(self.session.tx, {**values, "key_id": project, "key_revision": self.seen})

    def _looks(self) -> list[dict[str, Any]]:
        """Where the clock will see every milestone that was written. What it is no longer true of stays: the clock asks
        the milestone, and drops what is out of date.
        """
        touched = {write.key for write in self.writes if write.table == "milestone"}
        rows = (self.case.milestones[key] for key in sorted(touched, key=str))
        return looks_at(self.session, self.standard, rows)

    def _send(self) -> None:
        rows = [
            {
                "project": self.case.project.id,
                "seq": self.seq,
                "audience": audience,
                "code": code,
                "subject": subject,
                "created_at": self.session.at,
            }
            for audience, code, subject in dict.fromkeys(self.messages)
        ]
        if rows:
            _insert(journal.outbox).run_each(self.session.tx, rows)


_LOOK = (
    sqlite.insert(post.due_queue).on_conflict_do_nothing(),
    postgresql.insert(post.due_queue).on_conflict_do_nothing(),
)
_LOOKS = tuple(Prepared(each, [column.name for column in post.due_queue.columns]) for each in _LOOK)


def look_at(session: Session, standard: Standard, rows: Iterable[MilestoneRow]) -> None:
    """Have the clock look at the ladders of these milestones when a rung of theirs is due."""
    put_looks(session.tx, looks_at(session, standard, rows))


def looks_at(session: Session, standard: Standard, rows: Iterable[MilestoneRow]) -> list[dict[str, Any]]:
    """The rows of the due queue by which the clock looks at these milestones when a rung of theirs is due."""
    return [
        {
            "on_day": on,
            "project": row.project,
            "visit": row.visit,
            "code": row.code,
            "occurrence": row.occurrence,
        }
        for row in rows
        if (on := ladder.look_on(standard, row, session.calendar, session.day)) is not None
    ]


def put_looks(tx: Transaction, looks: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the due queue; one that is there already stays."""
    if looks:
        _LOOKS[tx.dialect.name != "sqlite"].run_each(tx, looks)


SEARCHED = frozenset({"number", "title", "origin"})


def derive_for_lists(entry: Entry, *, keep: bool = True) -> None:
    """Keep what only lists read in line with what the act has changed: whose project it is, and its words (which
    `keep` leaves to the caller).
    """
    touched = {write.table for write in entry.writes}
    renamed = any(write.table == PROJECT and not SEARCHED.isdisjoint(write.values) for write in entry.writes)
    if "seat" in touched:
        entry.derive(officer=entry.case.holder(officer_of(entry.standard).code))
    if keep and (renamed or not touched.isdisjoint({"seat", "participation"})):
        search.keep(entry.session.tx, entry.case, is_new=entry.before is None)


def begin(session: Session, actor: Actor, row: projects.ProjectRow) -> Entry:
    """Open an entry for a project whose row was read with its lock (`policy.find(…, lock=True)`)."""
    assert row.id is not None
    return Entry(
        session,
        actor,
        Case(row, _Tables(session.tx, row.id)),
        session.standard(row.standard, row.track),
        seen=row.revision,
        before=row,
    )


def lock_project(session: Session, project_id: int) -> projects.ProjectRow:
    """A project's row with its lock, for the system, which asks no policy."""
    statement = _by_id(lock=session.tx.dialect.name != "sqlite")
    return statement.records(session.tx, {"project": project_id}, projects.ProjectRow)[0]


def load_case(session: Session, project_id: int) -> Case:
    """A project to be read."""
    row = _by_id(lock=False).records(session.tx, {"project": project_id}, projects.ProjectRow)[0]
    return Case(row, _Tables(session.tx, project_id))


def create_project(session: Session, actor: Actor, standard: Standard, row: Mapping[str, Any]) -> Entry:
    """Insert a project row at revision 0 and open the entry that says so. The first event carries all its columns."""
    statement = insert(projects.project).values(**row).returning(projects.project.c.id)
    project_id = session.tx.execute(statement).scalar_one()
    return _first_entry(session, actor, standard, {**row, "id": project_id})


def _first_entry(session: Session, actor: Actor, standard: Standard, row: Mapping[str, Any]) -> Entry:
    blank = projects.ProjectRow.of(row)
    entry = Entry(session, actor, Case(blank), standard, seen=0)
    entry.project(**{name: getattr(blank, name) for name in _TOLD})
    return entry


def rederive(entry: Entry) -> None:
    """Write the columns that follow from the rest, without an event: the calendar changed, and no fact did."""
    project = entry.case.project
    values = {name: getattr(project, name) for name in DERIVED}
    statement = update(projects.project).where(projects.project.c.id == project.id)
    entry.session.tx.execute(statement.values(values))


_TOLD = tuple(
    name for name in projects.ProjectRow.model_fields if name not in DERIVED | {"revision", "head", "id"}
)
"""The columns of a new project that its first event tells."""


def create_many(
    session: Session, actor: Actor, standard: Standard, rows: Sequence[Mapping[str, Any]]
) -> list[Entry]:
    """Entries of new projects, of which nothing is written before `close_many`."""
    ids = _fresh_ids(session.tx, len(rows))
    return [
        _first_entry(session, actor, standard, {**row, "id": id_}) for id_, row in zip(ids, rows, strict=True)
    ]


def close_many(entries: Sequence[Entry], event: str, about: Sequence[str]) -> list[Receipt]:
    """Write new projects, each with its first event, in one statement for each table. What they tell nobody is told."""
    if not entries:
        return []
    tx, names = entries[0].session.tx, search.Names()
    told, rows, words = [], [], []
    for entry, what in zip(entries, about, strict=True):
        derive_for_lists(entry, keep=False)
        told.append(entry.event(event, what))
        entry.case.project = entry.case.project.changed({"revision": 1, "head": told[-1]["hash"]})
        rows.append(entry.case.project.__dict__)
        words.append(search.kept(tx, entry.case, names))
    with pipelined(tx):
        _insert(projects.project, with_id=True).run_each(tx, rows)
        _insert(journal.history).run_each(tx, told)
        _write_rows(tx, entries)
        search.keep_many(tx, words)
    return [Receipt(entry.case.project.id or 0, entry.case.project.number, 1) for entry in entries]


def _fresh_ids(tx: Transaction, count: int) -> list[int]:
    """Ids that no project has. On SQLite whoever asks holds the write lock."""
    if tx.dialect.name == "sqlite":
        last = tx.scalar(select(func.max(projects.project.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(projects.project.name, "id")
    numbers = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return list(tx.scalars(numbers))


def next_in_series(tx: Transaction, prefix: str, count: int = 1) -> int:
    """The next running number of a series, from 1, without gaps unless a transaction is rolled back; the last of so
    many.
    """
    series = projects.number_series
    insert_here = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    begun = insert_here(series).values(prefix=prefix, last=count)
    bumped = begun.on_conflict_do_update(index_elements=["prefix"], set_={"last": series.c.last + count})
    return int(tx.execute(bumped.returning(series.c.last)).scalar_one())


def current_revision(tx: Transaction, project_id: int) -> int:
    return tx.scalar(select(projects.project.c.revision).where(projects.project.c.id == project_id)) or 0


def changed_since(tx: Transaction, project_id: int, seen: int) -> bool:
    """Whether anything has happened to a project after event `seen` that changed it."""
    events = journal.history
    later = select(events.c.seq).where(
        events.c.project == project_id, events.c.seq > seen, events.c.event.not_in(QUIET)
    )
    return tx.execute(later.limit(1)).first() is not None


def merged(writes: Iterable[Write]) -> list[Write]:
    """The same result in the fewest writes: one per row, in the order in which rows were first touched."""
    values: dict[tuple[str, Key], dict[str, Any]] = defaultdict(dict)
    for write in writes:
        values[write.table, write.key].update(write.values)
    return [Write(table, key, changed) for (table, key), changed in values.items()]


@dataclass(frozen=True)
class _Tables:
    """The rows of one project in the database."""

    tx: Transaction
    project: int

    def every(self, table: str) -> list[Record]:
        return _select(table, ()).records(self.tx, {"key_project": self.project}, KEPT[table].row)

    def some(self, table: str, where: Mapping[str, Any]) -> list[Record]:
        values = {f"key_{name}": value for name, value in where.items()}
        statement = _select(table, tuple(sorted(where)))
        return statement.records(self.tx, {"key_project": self.project, **values}, KEPT[table].row)

    def highest(self, table: str) -> int:
        found = _highest(table).row(self.tx, {"key_project": self.project})
        return found["n"] or 0 if found else 0


def _write_rows(tx: Transaction, entries: Iterable[Entry]) -> None:
    inserts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    updates: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        for write in merged(entry.writes):
            if write.table == PROJECT:
                continue
            if (write.table, write.key) in entry.fresh:
                inserts[write.table].append(entry.case.made(write).__dict__)
            elif write.values:
                keys = dict(zip((f"key_{name}" for name in KEPT[write.table].key), write.key, strict=True))
                columns, project = tuple(sorted(write.values)), entry.case.project.id
                updates[write.table, columns].append({**write.values, **keys, "key_project": project})
    for (table, columns), rows in updates.items():  # first: whoever leaves a seat makes room for the next
        _update(KEPT[table].table, columns, ("project", *KEPT[table].key)).run_each(tx, rows)
    for table, rows in inserts.items():
        _insert(KEPT[table].table).run_each(tx, rows)


@lru_cache(maxsize=64)
def _insert(table: Table, *, with_id: bool = False) -> Prepared:
    """An INSERT of every column; of an id that the database does not number by itself only where it is given."""
    columns = [column.name for column in table.columns if with_id or column.name != "id"]
    return Prepared(insert(table).inline(), columns)


@lru_cache(maxsize=256)
def _update(table: Table, columns: tuple[str, ...], keys: tuple[str, ...]) -> Prepared:
    same_row = [table.c[name] == bindparam(f"key_{name}") for name in keys]
    return Prepared(update(table).where(*same_row).values({name: bindparam(name) for name in columns}))


@lru_cache(maxsize=64)
def _select(table: str, where: tuple[str, ...]) -> Prepared:
    rows = KEPT[table].table
    same = (rows.c[name] == bindparam(f"key_{name}") for name in ("project", *where))
    return Prepared(select(rows).where(*same))


@lru_cache(maxsize=16)
def _highest(table: str) -> Prepared:
    rows, number = KEPT[table].table, KEPT[table].key[0]
    highest = func.max(rows.c[number]).label("n")
    return Prepared(select(highest).where(rows.c.project == bindparam("key_project")))


@lru_cache(maxsize=2)
def _by_id(*, lock: bool) -> Prepared:
    statement = select(projects.project).where(projects.project.c.id == bindparam("project"))
    return Prepared(statement.with_for_update() if lock else statement)


def count(tx: Transaction, statement: Select[Any]) -> int:
    """How many rows a statement finds."""
    return tx.scalar(select(func.count()).select_from(statement.subquery())) or 0
