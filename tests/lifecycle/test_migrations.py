"""The migrations make the tables of the models, can be undone with data in them, and never stop halfway."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from lifecycle.database import Database, connect, is_current, migrate, revert
from lifecycle.records import metadata
from lifecycle.records.words import is_modelled
from tests import world

ROOT = Path(__file__).parents[2]
OPTIONS = {
    "compare_type": True,
    "target_metadata": metadata,
    "include_name": lambda name, *_: is_modelled(name),
}


@pytest.fixture
def empty_url(database_url: str) -> str:
    """A database without tables, on SQLite and on PostgreSQL."""
    opened = connect(database_url)
    revert(opened, "base")
    opened.close()
    return database_url


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    opened = connect(empty_url)
    yield opened
    opened.close()


def shape(tx: Connection) -> dict[str, list[str]]:
    """Every table with its columns and indexes, and every trigger."""
    inspector = inspect(tx)
    tables = {
        name: sorted(
            str(each["name"]) for each in (*inspector.get_columns(name), *inspector.get_indexes(name))
        )
        for name in inspector.get_table_names()
    }
    known = (
        "sqlite_master WHERE type = 'trigger'"
        if tx.dialect.name == "sqlite"
        else "pg_trigger WHERE NOT tgisinternal"
    )
    column = "name" if tx.dialect.name == "sqlite" else "tgname"
    return tables | {"triggers": sorted(tx.scalars(text(f"SELECT {column} FROM {known}")))}


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.read() as tx:
        context = MigrationContext.configure(tx, opts=OPTIONS)
        differences = compare_metadata(context, metadata)
    assert differences == []
    assert is_current(database)


def test_the_migrations_make_every_constraint_and_index_of_the_models(empty: Database) -> None:
    migrate(empty)
    with empty.read() as tx:
        migrated = limits(tx)
    revert(empty, "base")
    with empty.write() as tx:
        metadata.create_all(tx)
        assert limits(tx) == migrated


def limits(tx: Connection) -> dict[str, list[object]]:
    """What each table refuses and how it is found: checks, unique sets, foreign keys, indexes with their conditions."""
    inspector = inspect(tx)
    return {
        name: [
            sorted((each["name"], each["sqltext"]) for each in inspector.get_check_constraints(name)),
            sorted((each["name"], each["column_names"]) for each in inspector.get_unique_constraints(name)),
            sorted((each["name"], each["referred_table"]) for each in inspector.get_foreign_keys(name)),
            sorted(
                (
                    each["name"],
                    each["column_names"],
                    [str(way) for way in each.get("dialect_options", {}).values()],
                )
                for each in inspector.get_indexes(name)
            ),
        ]
        for name in metadata.tables
    }


def test_the_comparison_sees_a_column_that_the_migrations_forget(database: Database) -> None:
    """A negative control."""
    with database.write() as tx:
        tx.execute(text("ALTER TABLE organisation DROP COLUMN closed_on"))
        context = MigrationContext.configure(tx, opts=OPTIONS)
        assert compare_metadata(context, metadata) != []


def test_the_tables_go_and_come_again(database: Database) -> None:
    with database.read() as tx:
        before = shape(tx)
    revert(database, "base")
    with database.read() as tx:
        assert set(shape(tx)) <= {"alembic_version", "triggers"}
    migrate(database)
    with database.read() as tx:
        assert shape(tx) == before


def test_a_step_down_and_up_keeps_what_is_in_the_tables(database: Database) -> None:
    driver = world.build(database, world.small()).started()
    with database.read() as tx:
        before, kept = shape(tx), contents(tx)
    revert(database, "-1")
    with database.read() as tx:
        assert shape(tx) != before
        left = contents(tx)
        assert shared(left, kept) == shared(kept, left) != {}
    assert not is_current(database)
    migrate(database)
    with database.read() as tx:
        assert shape(tx) == before
        again = contents(tx)
        assert shared(again, left) == shared(left, again)
    driver.pass_gate()


Contents = dict[str, list[dict[str, object]]]


def contents(tx: Connection) -> Contents:
    """Every row there is, by the columns that the database has."""
    there = MetaData()
    there.reflect(tx, only=lambda name, _: is_modelled(name))
    return {
        name: sorted((dict(row._mapping) for row in tx.execute(table.select())), key=repr)
        for name, table in there.tables.items()
        if name != "alembic_version"
    }


def shared(one: Contents, other: Contents) -> Contents:
    """Of `one` what `other` has a table and a column for. A table that is empty there has no columns to tell of."""
    found: Contents = {}
    for name in one.keys() & other.keys():
        columns = other[name][0].keys() if other[name] else set[str]()
        rows = ({key: value for key, value in row.items() if key in columns} for row in one[name])
        found[name] = sorted(rows, key=repr)
    return found


DYING = """
    import os, signal, sys
    from sqlalchemy import event
    from lifecycle.database import connect, migrate
    database = connect(sys.argv[1])
    seen = 0
    @event.listens_for(database.writer, "after_cursor_execute")
    def die(connection, cursor, statement, parameters, context, executemany):
        global seen
        if statement.lstrip().upper().startswith(("CREATE", "ALTER")):
            seen += 1
        if seen == int(sys.argv[2]):
            if sys.argv[3] == "careless":
                connection.connection.commit() if connection.dialect.name != "sqlite" else cursor.execute("COMMIT")
            os.kill(os.getpid(), signal.SIGKILL)
    migrate(database)
"""


def killed_after(url: str, statements: int, *, careless: bool = False) -> None:
    """A process that migrates and is killed after so many statements that change tables."""
    code = [
        sys.executable,
        "-c",
        textwrap.dedent(DYING),
        url,
        str(statements),
        "careless" if careless else "careful",
    ]
    done = subprocess.run(code, cwd=ROOT, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("statements", [1, 12, 45])
def test_a_migration_killed_midway_leaves_what_was_before(
    empty: Database, empty_url: str, statements: int
) -> None:
    with empty.read() as tx:
        before = shape(tx)
    killed_after(empty_url, statements)
    with empty.read() as tx:
        assert shape(tx) == before
    migrate(empty)
    assert is_current(empty)


def test_the_check_sees_a_migration_that_commits_halfway(empty: Database, empty_url: str) -> None:
    """A negative control: what is left of a careless migration is not what was before."""
    with empty.read() as tx:
        before = shape(tx)
    killed_after(empty_url, 12, careless=True)
    with empty.read() as tx:
        assert shape(tx) != before


def test_migrations_are_numbered_in_the_order_in_which_they_run() -> None:
    folder = ROOT / "lifecycle" / "migrations" / "versions"
    numbers = [path.name[:4] for path in sorted(folder.glob("[0-9]*.py"))]
    script = ScriptDirectory(str(folder.parent))
    assert [each.revision for each in script.walk_revisions()] == numbers[::-1]
