"""The way around a demonstration: shown once, to places that stand as it says, and nowhere else."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from tests.crawl.reading import CHINESE
from tests.web.site import MORNING, Site, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STOPS = re.compile(r'<h2><a href="([^"]+)">')


@pytest.fixture
def site(sqlite_database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A demonstration with a late project and one under review."""
    with (
        clock.rehearse(MORNING),
        open_site(sqlite_database_url, tmp_path, demonstration=True) as opened,
    ):
        opened.world.started(title="迟到的", day=date(2025, 11, 3))
        review = opened.world.started(title="审议的", day=date(2026, 1, 5))
        review.clear()
        review.request()
        yield opened


@pytest.mark.parametrize(("office", "stops"), [("PO", 7), ("EL", 6), ("sysadmin", 1)])
def test_every_stop_is_open_to_whoever_is_shown_around(site: Site, office: str, stops: int) -> None:
    browser = site.browser(office)
    found = [unescape(url) for url in STOPS.findall(browser.get("/tour").text)]
    assert len(found) == stops
    for url in found:
        assert browser.get(url).status_code in (200, 302), url


def test_the_first_visit_leads_around_and_the_next_to_work(site: Site) -> None:
    browser = site.browser("PO")
    assert browser.get("/").headers["Location"] == "/tour"
    page = browser.get("/tour").text
    assert "迟到的" in page
    assert "审议的" in page
    assert browser.get("/").headers["Location"] == "/my-work"
    assert "示例导览" in browser.get("/my-work").text


@pytest.mark.parametrize("office", ["PO", "EL", "sysadmin"])
def test_the_way_around_is_in_the_readers_language(site: Site, office: str) -> None:
    browser = site.browser(office)
    browser.client.set_cookie("language", "en")
    page = browser.get("/tour")
    assert page.status_code == 200
    told = page.text.split("<main")[1].split("<footer")[0]
    for written in ("迟到的", "审议的", "示例单位", "示例"):
        told = told.replace(written, "")
    assert not CHINESE.search(re.sub("<[^>]*>", " ", told))
    assert "look here first" in told
    for url in map(unescape, STOPS.findall(page.text)):
        assert browser.get(url).status_code in (200, 302), url


def test_outside_a_demonstration_there_is_no_tour(sqlite_database_url: str, tmp_path: Path) -> None:
    with clock.rehearse(MORNING), open_site(sqlite_database_url, tmp_path) as plain:
        browser = plain.browser("PO")
        assert browser.get("/tour").status_code == 404
        assert browser.get("/").headers["Location"] == "/my-work"
        assert "示例导览" not in browser.get("/my-work").text


def test_a_duty_is_explained_from_the_standard_itself(site: Site) -> None:
    driver = site.world.started(title="求助的", day=date(2026, 1, 19))
    standard = site.world.standard
    duty = next(each for each in standard.duties_of(standard.first_stage()) if each.doer == "PL")
    page = site.browser("PL").get(f"/projects/{driver.number}/duties/{duty.code}").text
    told = page.split('id="help"')[1].split("</section>")[0]
    assert "<details open>" in told
    shown = [fact.text.zh for fact in standard.facts.values() if duty.code in fact.from_duties]
    assert all(text in told for text in shown)
    assert standard.supervision.ladder[0].text.zh in told
    assert "以上均出自标准 2026.1" in told


def test_the_help_of_a_duty_is_in_the_readers_language(site: Site) -> None:
    driver = site.world.started(title="求助的", day=date(2026, 1, 19))
    standard, browser = site.world.standard, site.browser("PL")
    duty = next(each for each in standard.duties_of(standard.first_stage()) if each.doer == "PL")
    browser.client.set_cookie("language", "en")
    answer = browser.get(f"/projects/{driver.number}/duties/{duty.code}")
    assert answer.status_code == 200
    told = unescape(re.sub("<[^>]*>", " ", answer.text.split('id="help"')[1].split("</section>")[0]))
    assert standard.supervision.ladder[0].text.en in told
    assert next(fact.text.en for fact in standard.facts.values() if duty.code in fact.from_duties) in told
    assert not CHINESE.search(told)
