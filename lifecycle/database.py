"""Where the records are kept: SQLite in one file by default, PostgreSQL by URL. Same code, same promises.

A `Transaction` is a SQLAlchemy connection inside one transaction; it commits when its block ends and rolls back when
the block raises. On SQLite a write takes the write lock at once (`BEGIN IMMEDIATE`): taken later, two writers lose
updates. Reads have a path of their own that cannot write.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from lifecycle.errors import Unavailable

Transaction = Connection
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 16 * 1024
"""What a connection to SQLite keeps of the file at most: a page of the register reads more than the 2 MiB that SQLite
would keep, and would read all of it from the file again each time.
"""


@dataclass(frozen=True)
class Database:
    """An opened database: `write` and `read` hand out transactions. Safe to share between threads."""

    url: str
    writer: Engine
    reader: Engine

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One transaction that may write. Raises Unavailable when the store cannot take it."""
        try:
            with self.writer.begin() as tx:
                yield tx
        except OperationalError as error:
            raise Unavailable(str(error.orig)) from error

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One transaction that can not write: the database itself refuses."""
        try:
            with self.reader.begin() as tx:
                yield tx
        except OperationalError as error:
            raise Unavailable(str(error.orig)) from error

    @property
    def is_sqlite(self) -> bool:
        return self.writer.dialect.name == "sqlite"

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def connect(url: str) -> Database:
    """Open `sqlite:///path` or `postgresql+psycopg://…` (plain `postgresql://` is read as that)."""
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith("sqlite"):
        return Database(url, _sqlite(url, "BEGIN IMMEDIATE"), _sqlite(url, "BEGIN", query_only=True))
    return Database(url, _postgresql(url), _read_only(url))


def _sqlite(url: str, begin: str, *, query_only: bool = False) -> Engine:
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            f"cache_size=-{CACHE_KIB}",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: ConnectionPoolEntry) -> None:
        """No statement is compiled to machine code: that takes longer than any of ours. The largest are dear by the
        planner's estimate and take milliseconds.
        """
        connection.execute("SET jit = off")
        connection.commit()

    return engine


def _read_only(url: str) -> Engine:
    engine = _postgresql(url)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return engine


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the tables to `revision`, in one transaction: a migration killed midway leaves what was before."""
    with database.write() as tx:
        command.upgrade(alembic_config(tx), revision)


def revert(database: Database, revision: str) -> None:
    """Take the tables back to `revision` (`base` for nothing)."""
    with database.write() as tx:
        command.downgrade(alembic_config(tx), revision)


def is_current(database: Database) -> bool:
    """Whether the tables are at the newest migration."""
    with database.read() as tx:
        have = MigrationContext.configure(tx).get_current_revision()
    return have == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def alembic_config(tx: Transaction) -> Config:
    """Alembic set up to run inside an open transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = tx
    return config


def row_count(result: Any) -> int:
    """How many rows a statement changed."""
    return int(result.rowcount)
