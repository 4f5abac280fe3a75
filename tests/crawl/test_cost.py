"""What a page asks the database does not grow with the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.reminding import news, reminders
from tests.watching import statements

if TYPE_CHECKING:
    from tests.web.site import Site

FEW, MANY = 2, 9
PAGES = {
    "PO": ("/my-work", "/projects", "/projects?view=board", "/inbox", "/batches", "/account", "/parties"),
    "SH": ("/my-work", "/projects?light=red", "/supervision"),
    "DIR": ("/my-work", "/overview"),
    "PL": ("/my-work", "/projects", "/parties", "/handbook"),
    "sysadmin": (
        "/administration/",
        "/administration/people",
        "/administration/organisations",
        "/administration/organisations/enterprise",
        "/administration/sessions",
        "/administration/standards",
        "/administration/delivery/",
    ),
    "auditadmin": ("/administration/audit", "/administration/access-log"),
}


def counted(site: Site) -> dict[tuple[str, str], int]:
    database = site.world.engine.database
    found = {}
    for office, urls in PAGES.items():
        browser = site.browser(office)
        for url in urls:
            assert browser.get(url).status_code in (200, 302), url
            found[office, url] = statements(database, lambda browser=browser, url=url: browser.get(url))
    return found


def grow(site: Site, until: int, begun: int = 0) -> None:
    for n in range(begun, until):
        site.world.started(title=f"示例{n}").step()
    reminders.remind(site.world.engine)
    news.tell(site.world.engine)


@pytest.mark.timeout(240)
def test_a_page_asks_as_much_for_many_projects_as_for_few(site: Site) -> None:
    grow(site, FEW)
    few = counted(site)
    assert min(few.values()) > 0
    grow(site, MANY, FEW)
    many = counted(site)
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert grown == {}
