"""Worlds to act in, each on a fresh database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stages import catalogue
from tests import world as worlds
from tests.lifecycle.scenes import Life, Scene

if TYPE_CHECKING:
    from lifecycle.database import Database
    from tests.world import World

At = Callable[[str], Scene]


@pytest.fixture
def world(database: Database) -> World:
    """The released standard, on SQLite and on PostgreSQL."""
    return worlds.build(database)


@pytest.fixture(params=["released", "small"])
def any_world(request: pytest.FixtureRequest, database: Database) -> World:
    """Either standard: what holds here holds for any."""
    return worlds.build(database, worlds.small() if request.param == "small" else None)


@pytest.fixture
def small_world(database: Database) -> World:
    """The second standard, on SQLite and on PostgreSQL."""
    return worlds.build(database, worlds.small())


@pytest.fixture(scope="session")
def released_life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    return Life(tmp_path_factory.mktemp("released"), catalogue().current())


@pytest.fixture(scope="session")
def small_life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    return Life(tmp_path_factory.mktemp("small"), worlds.small())


@pytest.fixture
def released(released_life: Life, tmp_path: Path) -> Iterator[At]:
    """Places along the released standard, on SQLite: see `Life`."""
    yield from _places(released_life, tmp_path)


@pytest.fixture
def small(small_life: Life, tmp_path: Path) -> Iterator[At]:
    """Places along the second standard, on SQLite: see `Life`."""
    yield from _places(small_life, tmp_path)


def _places(life: Life, folder: Path) -> Iterator[At]:
    with ExitStack() as opened:

        def at(place: str) -> Scene:
            database, scene = life.at(place, folder)
            opened.callback(database.close)
            return scene

        yield at
