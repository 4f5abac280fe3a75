"""Help beside items: what the standard says, in both languages, with a way into the handbook."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.site import Browser

if TYPE_CHECKING:
    from tests.web.site import Site
    from web.demonstration.driver import Driver

HELP = re.compile(r'<details class="item-help no-print">.*?</details>', re.DOTALL)
NAMED = re.compile(r'<span class="unseen">(?:说明：|Help: )(.*?)</span>')


@pytest.fixture
def driver(site: Site) -> Driver:
    return site.world.started(title="求助的", day=date(2026, 1, 19))


def helps(browser: Browser, url: str) -> dict[str, str]:
    """The help on a page, by the name of what it is about."""
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return {unescape(NAMED.search(each)[1]): each for each in HELP.findall(answer.text)}  # type: ignore[index]


def test_a_fact_says_what_it_is_and_which_clauses_use_it(site: Site, driver: Driver) -> None:
    standard = site.world.standard
    found = helps(site.browser("PO"), f"/projects/{driver.number}/facts")
    facts = {fact.text.zh: fact for fact in standard.facts.values()}
    assert found
    assert set(found) <= set(facts)
    for name, told in found.items():
        fact = facts[name]
        assert all(f"at={code}" in told for code in fact.from_duties)
        assert "类型" in told
        if fact.from_duties:
            assert "依据（相关条款）" in told


def test_each_criterion_that_bars_has_its_test_in_words(site: Site, driver: Driver) -> None:
    standard = site.world.standard
    page = site.browser("PO").get(f"/projects/{driver.number}/gate").text
    found = helps(site.browser("PO"), f"/projects/{driver.number}")
    judged = {each.text.zh for each in standard.criteria.values() if each.text.zh in found}
    assert judged
    assert all("检验" in found[name] and "依据" in found[name] for name in judged)
    assert page


def test_a_kind_of_document_says_what_stands_in_its_form(site: Site, driver: Driver) -> None:
    standard = site.world.standard
    duty = next(
        each
        for each in standard.duties_of(standard.first_stage())
        if each.doer == "PL" and any(standard.documents[kind].fields for kind in each.evidence)
    )
    kind = next(standard.documents[code] for code in duty.evidence if standard.documents[code].fields)
    told = helps(site.browser("PL"), f"/projects/{driver.number}/duties/{duty.code}")[kind.text.zh]
    assert "表单内容" in told
    assert all(field.text.zh in told for field in kind.fields)


def test_help_is_in_the_readers_language(site: Site, driver: Driver) -> None:
    browser = site.browser("PO")
    browser.client.set_cookie("language", "en")
    found = helps(browser, f"/projects/{driver.number}/facts")
    assert found
    assert set(found) <= {fact.text.en for fact in site.world.standard.facts.values()}
    words = " ".join(re.sub("<[^>]*>", " ", told) for told in found.values())
    assert not re.search(
        "[\u3400-\u9fff，。：（）、]", re.sub(r"\d[(（][一二三四五六七八九十]+[)）]\d?", "", words)
    )


def test_every_link_of_the_help_finds_its_clause(site: Site, driver: Driver) -> None:
    browser = site.browser("PO")
    found = helps(browser, f"/projects/{driver.number}/facts")
    urls = {unescape(url) for told in found.values() for url in re.findall(r'href="([^"]+)"', told)}
    book = browser.get("/handbook/full").text
    anchors = set(re.findall(r' id="([^"]+)"', book))
    assert urls
    assert {url.partition("#")[2] for url in urls} <= anchors
    assert browser.get(next(iter(urls)).partition("#")[0]).status_code == 200


def test_indicators_are_explained_on_the_overview(site: Site) -> None:
    site.world.started(title="计数的", day=date(2026, 1, 5))
    found = helps(site.browser("DIR"), "/overview")
    named = {each.text.zh for each in site.world.standard.indicators.values()}
    assert found
    assert set(found) <= named
    assert all("计算" in told for told in found.values())


def test_what_the_standard_only_names_gets_no_mark(site: Site) -> None:
    with site.app.test_request_context("/"):
        told = site.app.jinja_env.globals["item_help"]
        assert told("events", "entry") is None  # type: ignore[operator]
        assert told("facts", "no_such_fact") is None  # type: ignore[operator]
        assert told("dimensions", site.world.standard.rubric.dimensions[0].code) is not None  # type: ignore[operator,union-attr]
