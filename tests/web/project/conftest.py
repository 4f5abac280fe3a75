"""A project under way, seen through the browser's eyes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lifecycle.database import connect
from lifecycle.engine import Engine
from tests import world as worlds
from tests.web.project.site import Site, give_passwords, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import World


@pytest.fixture(scope="session")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A world whose people have passwords, made once for each worker: hashing is meant to be slow."""
    path = tmp_path_factory.mktemp("settled") / "settled.sqlite"
    shutil.copyfile(sqlite_template, path)
    database = connect(f"sqlite:///{path}")
    world = worlds.build(database)
    give_passwords(world, worlds.MONDAY)
    database.close()
    return path, world


@pytest.fixture
def world(settled: tuple[Path, World], tmp_path: Path) -> Iterator[World]:
    """The released standard on SQLite: what differs between databases is tested below the screens."""
    template, built = settled
    path = tmp_path / "world.sqlite"
    shutil.copyfile(template, path)
    database = connect(f"sqlite:///{path}")
    yield replace(built, engine=Engine(database, built.engine.standards))
    database.close()


@pytest.fixture
def site(world: World, tmp_path: Path) -> Site:
    """A project that was submitted into its first stage."""
    return open_site(world, tmp_path / "home", world.started(title="区域气象大模型"))


@pytest.fixture
def in_review(world: World, tmp_path: Path) -> Site:
    """A project whose first gate was requested."""
    driver = world.started(title="区域气象大模型")
    driver.clear()
    driver.request()
    return open_site(world, tmp_path / "home", driver)
