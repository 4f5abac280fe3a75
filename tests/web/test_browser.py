"""The pages in a real browser: nothing that axe objects to, nothing wider than a phone, nothing the policy refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from lifecycle.reminding import news, reminders
from tests.journeys.browsing import running
from tests.lifecycle.intake.desk import Desk
from tests.waiting import PATIENCE_SECONDS
from tests.web.site import MORNING, PASSWORD, Site, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import playwright.sync_api

pytestmark = pytest.mark.browser
WIDTHS = (1280, 360)
PAGES = {
    None: (
        "/sign-in",
        "/link/nothing",
        "/apply",
        "/apply/call/ZJ-2026-01",
        "/apply/follow",
        "/apply/mine/nothing",
    ),
    "PO": (
        "/my-work",
        "/my-work?show=overdue",
        "/inbox",
        "/inbox?show=unread",
        "/inbox/settings",
        "/projects",
        "/projects?q=nothing",
        "/projects?q=灯:蓝&cols=stage,days,waiting,officer,light,gate,due,track,entry,registered",
        "/projects?view=board",
        "/batches",
        "/projects/import",
        "/overview",
        "/projects/YH-2026-0001/documents",
        "/projects/YH-2026-0001/as-of?day=2026-01-19",
        "/projects/YH-2026-0001/sheet",
        "/projects/YH-2026-0001/history",
        "/projects/YH-2026-0001/issues/new",
        "/overview/targets/talent",
        "/handbook/flow",
        "/handbook/expert?q=回避",
        "/handbook/organisations",
        "/handbook/organisation/source_platform",
        "/handbook/project/YH-2026-0001",
        "/handbook/check",
        "/handbook/check/nothing",
        "/account",
        "/account/second-factor",
        "/password",
        "/no-such-page",
        "/intake",
        "/intake?state=refused",
        "/intake/calls",
        "/intake/calls/ZJ-2026-01",
        "/intake/applications/ZJ-2026-01-0001",
    ),
    "SH": ("/intake/calls/new", "/intake/calls/ZJ-2026-01/change", "/intake/calls/ZJ-2026-01"),
    "PL": ("/parties/source_platform", "/projects"),
    "sysadmin": (
        "/administration/",
        "/administration/sessions",
        "/administration/organisations/enterprise",
        "/administration/people",
        "/administration/people/po",
        "/administration/people/-/new",
        "/administration/organisations",
        "/administration/calendar/2026",
        "/administration/delivery/",
    ),
    "auditadmin": (
        "/administration/access-log",
        "/administration/audit",
        "/administration/standards",
    ),
}


@pytest.fixture
def address(sqlite_database_url: str, tmp_path: Path) -> Iterator[str]:
    """A running site with work in it, at an address of its own."""
    clock.set_rehearsal(MORNING)
    try:
        with open_site(sqlite_database_url, tmp_path) as site:
            _fill(site)
            with running(site.app) as running_at:
                yield running_at
    finally:
        clock.set_rehearsal(None)


def _fill(site: Site) -> None:
    site.world.started(title="区域气象大模型").step()
    site.world.started(title="柔性机器人手", day=MORNING.date())
    reminders.remind(site.world.engine)
    news.tell(site.world.engine)
    desk = Desk(site.world, MORNING.date())
    desk.sent(desk.open())
    for office in PAGES:
        if office is not None:
            site.give_password(office)


def visit(
    context: playwright.sync_api.BrowserContext, address: str, office: str | None
) -> playwright.sync_api.Page:
    page = context.new_page()
    if office is not None:
        page.goto(f"{address}/sign-in")
        page.fill("#login", office.lower())
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: playwright.sync_api.Browser, address: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only browser tests pay for its import

    found = []
    for office, urls in PAGES.items():
        for width in WIDTHS:
            # The policy of the pages would refuse axe itself, which is put into them as a script.
            context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
            page = visit(context, address, office)
            for url in urls:
                page.goto(address + url)
                result = Axe().run(page)
                found += [f"{width} {url}: {each['id']}" for each in result.response["violations"]]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{width} {url}: wider than the screen")
            context.close()
    assert found == []


def test_the_policy_refuses_nothing_that_the_pages_need(
    browser: playwright.sync_api.Browser, address: str
) -> None:
    said: list[str] = []
    context = browser.new_context()
    page = visit(context, address, "PO")
    page.on("console", lambda message: said.append(message.text))
    for url in PAGES["PO"][:-1]:
        page.goto(address + url)
    context.close()
    assert [text for text in said if "Content Security Policy" in text] == []


def test_the_menu_opens_without_a_script(browser: playwright.sync_api.Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = visit(context, address, "PO")
    page.get_by_text("菜单").click()
    page.locator(".sheet").get_by_role("link", name="项目库").click()
    assert page.url.endswith("/projects")
    context.close()


def test_what_is_folded_is_no_wider_than_a_phone_either(
    browser: playwright.sync_api.Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = visit(context, address, "PO")
    context.add_cookies([{"name": "language", "value": "en", "url": address}])
    for url in ("/projects", "/projects?view=board"):
        page.goto(address + url)
        for summary in page.locator("main summary").all():
            summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, summary.inner_text()
    context.close()


def test_a_handbook_downloads_without_a_script_however_long_it_takes(
    browser: playwright.sync_api.Browser, address: str, chinese_font: None
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = visit(context, address, "PO")
    page.goto(f"{address}/handbook/expert")
    page.locator(".reader-downloads summary").click()
    with page.expect_download(timeout=PATIENCE_SECONDS * 1000) as coming:
        page.locator(".reader-downloads a").first.click(no_wait_after=True)
    assert coming.value.suggested_filename == "handbook-2026.1-expert-zh.pdf"
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    context.close()
