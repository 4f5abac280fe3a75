"""A project under way in the browser: everybody who clicks, and what they do alike in every journey off the road."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from lifecycle.facts import recorded

if TYPE_CHECKING:
    from datetime import date

    from tests.journeys.browsing import People
    from tests.web.project.site import Site

TITLE = "区域气象大模型（示例）"


class Way:
    """A project under way, and everybody who clicks."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people, self.driver = site, people, site.driver
        self.driver.number = site.world.started(title=TITLE).number

    def at(self, office: str, rest: str = "") -> Page:
        """Somebody at a page of the project."""
        return self.people.window(office.lower(), self.site.path(rest))

    def on(self, day: date) -> None:
        """That day has come, for everybody."""
        self.driver.day = day
        self.people.on(day)

    def other_act(self, office: str, name: str) -> Page:
        """From the project's page to the form of one of its other acts."""
        page = self.at(office)
        page.locator("#other-acts summary").click()
        page.get_by_role("link", name=name, exact=True).click()
        return page

    def record(self, office: str, **facts: str) -> None:
        """Facts that are yes or no, on their page, each with the first document where it wants one."""
        page = self.at(office, "/facts")
        for name, value in facts.items():
            fact = page.locator(f"#fact-{name}")
            fact.get_by_label(value, exact=True).check()
            if fact.locator("select").count():
                fact.locator("select").select_option(index=1)
        page.get_by_role("button", name="保存填写的事实").click()
        expect(page.get_by_role("alert")).to_have_count(0)
        assert facts.keys() <= recorded(*self.driver.look()[:2]).keys()

    def confirmed(self, page: Page, act: str) -> None:
        """Look at what would follow, and do it."""
        page.get_by_role("button", name="核对后果").click()
        expect(page.get_by_role("heading", name="请核对将要发生的变化")).to_be_visible()
        page.get_by_role("button", name=f"确认{act}").click()
        expect(page.locator(".title-row")).to_be_visible()

    def due(self, code: str) -> date:
        due = self.driver.look()[1].latest_milestones()[code, 1].due
        assert due is not None
        return due
