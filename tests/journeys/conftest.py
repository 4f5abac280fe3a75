"""A site with nobody's project on it yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.database import connect
from tests import world as worlds
from tests.journeys.browsing import People, running
from tests.journeys.way import Way
from tests.web.project.site import Site, give_passwords, open_site
from web.demonstration.driver import Driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import playwright.sync_api


@pytest.fixture
def site(sqlite_database_url: str, tmp_path: Path) -> Iterator[Site]:
    database = connect(sqlite_database_url)
    world = worlds.build(database)
    give_passwords(world, worlds.MONDAY)
    yield open_site(world, tmp_path / "home", Driver(world.engine, world.cast, "", worlds.MONDAY))
    database.close()


@pytest.fixture
def people(site: Site, browser: playwright.sync_api.Browser) -> Iterator[People]:
    with running(site.app) as address:
        everybody = People(browser, address)
        everybody.on(site.driver.day)
        yield everybody
        everybody.close()


@pytest.fixture
def way(site: Site, people: People) -> Way:
    return Way(site, people)
