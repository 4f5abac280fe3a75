"""The register on the screen: its address carries the filters, its search box understands words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lifecycle.queries.register import Filters
from stages import catalogue
from tests.web.site import Site
from web import cursors
from web.register.search import understood

STANDARDS = catalogue().standards


def rows(page: str) -> list[str]:
    return re.findall(r'class="title" href="[^"]+">([^<]+)<', page)


def test_every_filter_is_a_link_whose_number_is_that_of_its_list(site: Site) -> None:
    site.world.started(title="晚了的")
    site.world.register(title="草稿")
    browser = site.browser("SH")
    page = browser.get("/projects").text
    tabs = re.findall(
        r'<a class="tab[^"]*" href="([^"]+)"[^>]*>.*?(?:<span class="n">(\d+)</span>)?</a>', page
    )
    assert len(tabs) > 15
    for url, n in tabs:
        if n:
            assert len(rows(browser.get(unescape(url)).text)) == int(n), url


def test_filters_are_kept_when_one_searches(site: Site) -> None:
    site.world.started(title="区域气象大模型")
    browser = site.browser("SH")
    browser.get("/projects?light=red&q=气象")
    assert browser.hidden()["light"] == "red"
    assert rows(browser.page) == ["区域气象大模型"]
    assert 'href="/projects?q=%E6%B0%94%E8%B1%A1"' in browser.page


def test_nothing_found_is_said_and_can_be_cleared(site: Site) -> None:
    site.world.started()
    browser = site.browser("SH")
    assert "没有符合条件的项目" in browser.get("/projects?q=不存在的词").text
    assert 'href="/projects">清除筛选' in browser.page


def test_a_token_that_means_nothing_is_said(site: Site) -> None:
    assert "没有看懂“灯:蓝”" in site.browser("SH").get("/projects?q=灯:蓝").text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("气象 大模型", Filters(words=("气象", "大模型"))),
        ("灯:红", Filters(light="red")),
        ("灯：黄灯", Filters(light="yellow")),
        ("light:Red", Filters(light="red")),
        ("环节:评估", Filters(stage="evaluation")),
        ("stage:mining 气象", Filters(stage="mining", words=("气象",))),
        ("状态:草稿", Filters(state="draft")),
        ("单位:实验室 专员:李", Filters(organisation="实验室", officer="李")),
        ("逾期>5", Filters(overdue_wd=5)),
        ("overdue＞12", Filters(overdue_wd=12)),
        ("http://x", Filters(words=("http://x",))),
        ("", Filters()),
        ("a " * 50, Filters(words=("a",) * 6)),
    ],
)
def test_the_search_box_understands(text: str, wanted: Filters) -> None:
    search = understood(text, Filters(), STANDARDS)
    assert search.filters == wanted
    assert search.not_understood == ()


@pytest.mark.parametrize("text", ["灯:蓝", "环节:未知", "逾期>x", "逾期>99999", "状态:？"])
def test_what_it_does_not_understand_is_named_and_left_out(text: str) -> None:
    search = understood(text, Filters(), STANDARDS)
    assert search.not_understood == (text,)
    assert search.filters == Filters()


@pytest.mark.parametrize(
    "url",
    ["/projects?after=nonsense", "/projects?stage=x&state=y&light=z&who=w", "/projects?after=WyIiLCJ4Il0"],
)
def test_an_odd_address_shows_the_register_all_the_same(site: Site, url: str) -> None:
    site.world.started(title="区域气象大模型")
    assert rows(site.browser("SH").get(url).text) == ["区域气象大模型"]


def test_a_place_survives_its_way_through_the_address() -> None:
    assert cursors.read(cursors.written(("2026-01-05", 7, "氢/1")), 3) == ("2026-01-05", "7", "氢/1")
    for word in (None, "", "x" * 500, "!!!", cursors.written((1,)), "eyJhIjoxfQ"):
        assert cursors.read(word, 2) is None
