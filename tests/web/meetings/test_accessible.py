"""The pages of meetings: no violation in axe, nothing wider than a phone, no word from the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import rounds
from tests.journeys.browsing import People, running
from tests.web.meetings.test_meetings import address, decided, drivers, proposed, site
from tests.web.project.test_accessible import look

if TYPE_CHECKING:
    import playwright.sync_api

    from tests.web.project.site import Site
    from web.demonstration.driver import Driver

__all__ = ["drivers", "site"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(
    site: Site,
    drivers: list[Driver],
    browser: playwright.sync_api.Browser,
    width: int,
) -> None:
    proposed(drivers)
    drivers[0].act("PL", rounds.consult, drivers[0].number, "PL", "示例：无不同意见")
    minutes = f"/meetings/minutes/{site.driver.day.isoformat()}/SH"
    with running(site.app) as home:
        people = People(browser, home, width)
        people.on(site.driver.day)
        found = look(people, "sh", ["/meetings", address(drivers)])
        decided(site, site.as_office("SH"))
        people.on(site.driver.day)
        found += look(people, "sh", [minutes, address(drivers), "/meetings"])
        people.close()
    assert not found, "\n".join(found)
