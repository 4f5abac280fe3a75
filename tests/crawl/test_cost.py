"""What a page asks the database does not grow with the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from lifecycle.queries.filters import Filters
from lifecycle.queries.register import page_of
from lifecycle.records import project as projects
from lifecycle.reminding import news, reminders
from tests.watching import statements
from web import access, session

if TYPE_CHECKING:
    from collections.abc import Mapping

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


CARELESS = "/careless"


def counted(site: Site, pages: Mapping[str, tuple[str, ...]] = PAGES) -> dict[tuple[str, str], int]:
    database = site.world.engine.database
    found = {}
    for office, urls in pages.items():
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


def test_a_page_asks_as_much_for_many_projects_as_for_few(site: Site) -> None:
    grow(site, FEW)
    few = counted(site)
    assert min(few.values()) > 0
    grow(site, MANY, FEW)
    assert grown(few, counted(site)) == {}


def grown(few: dict[tuple[str, str], int], many: dict[tuple[str, str], int]) -> dict[tuple[str, str], object]:
    return {page: (few[page], many[page]) for page in few if many[page] > few[page]}


def test_a_page_that_asks_once_for_each_project_is_noticed(site: Site) -> None:
    """A negative control."""

    @access.signed_in
    def careless() -> str:
        with session.reading() as reading:
            rows = page_of(reading, session.actor(), Filters(), limit=50)
            for row in rows:
                reading.tx.execute(
                    select(projects.project.c.title).where(projects.project.c.number == row.number)
                )
        return f"{len(rows)}"

    site.app.add_url_rule(CARELESS, "careless", careless)
    pages = {"PO": (CARELESS, "/projects")}
    grow(site, FEW)
    few = counted(site, pages)
    grow(site, MANY, FEW)
    assert set(grown(few, counted(site, pages))) == {("PO", CARELESS)}
