"""The pages that the crawl finds, in a real browser: nothing that axe objects to, nothing wider than the screen.

One address of each shape, wide and narrow, in both languages. It takes many minutes and leaves a picture of each in the
folder that CRAWL_PICTURES names; without that it is not run.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.journeys.browsing import running

if TYPE_CHECKING:
    import playwright.sync_api
    from flask.testing import FlaskClient

    from tests.crawl.conftest import Crawled

PICTURES = os.environ.get("CRAWL_PICTURES")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not PICTURES, reason="CRAWL_PICTURES names no folder for the pictures"),
]
LOOKERS = ("po1", "dd", "chair1", "qingheng", "mumian", "admin", "auditadmin")
SIZES = tuple(itertools.product(("zh", "en"), (1280, 390)))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Sight(NamedTuple):
    """One page to be looked at, by whom."""

    login: str
    url: str
    shape: str


def sights(crawled: Crawled) -> list[Sight]:
    """One page of each shape, as the first persona that comes to it sees it."""
    found: dict[str, Sight] = {}
    for login in LOOKERS:
        crawler = crawled.crawler(login, "zh")
        for visited in crawler.crawl("/", "/account"):
            shape = crawler.shape(visited.url) or ""
            if visited.is_page and not visited.url.startswith("/handbook/"):
                found.setdefault(shape, Sight(login, visited.url, shape))
    return list(found.values())


def test_every_page_is_accessible_and_fits_wide_and_narrow_in_both_languages(
    crawled: Crawled, browser: playwright.sync_api.Browser
) -> None:
    seen = sights(crawled)
    found: list[str] = []
    with running(crawled.app) as address:
        for login in dict.fromkeys(sight.login for sight in seen):
            client = crawled.client(login)
            mine = [sight for sight in seen if sight.login == login]
            for language, width in SIZES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, base_url=address, bypass_csp=True
                )
                context.add_cookies(cookies(client, address, language))
                page = context.new_page()
                for sight in mine:
                    found += look(page, sight, language, width)
                context.close()
    assert len(seen) > 40
    assert not found, "\n".join(found)


def cookies(
    client: FlaskClient, address: str, language: str
) -> list[playwright.sync_api._generated.SetCookieParam]:
    held = [
        {"name": cookie.key, "value": cookie.value, "url": address} for cookie in client._cookies.values()
    ]
    return [*held, {"name": "language", "value": language, "url": address}]  # type: ignore[list-item]


def look(page: playwright.sync_api.Page, sight: Sight, language: str, width: int) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only browser tests pay for its import

    answer = page.goto(sight.url)
    place = f"{sight.url} as {sight.login} ({language}, {width})"
    assert answer, place
    assert answer.ok, place
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [f"{place}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in violations]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{place}: {wide} px too wide"] if wide > 0 else []
    if PICTURES:
        name = sight.shape.replace(" ", "-").replace("/", "_").replace("=", "-")
        page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)
    return found
