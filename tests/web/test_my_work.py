"""The page of one person's work, as they see it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lifecycle.records.people import ADMINISTRATORS
from tests.web.site import MORNING, Site

BUTTON = re.compile(r'<a class="button[^"]*" href="(/projects/[^"]+)"')


def test_nothing_to_do_says_when_the_next_thing_is_due(site: Site) -> None:
    browser = site.browser("DD")
    assert "现在没有需要您办理的事项" in browser.get("/my-work").text
    site.world.started(day=MORNING.date())
    assert "最近的期限是 2026年" in browser.get("/my-work").text


def test_each_row_leads_to_the_exact_form(site: Site) -> None:
    driver = site.world.started(title="区域气象大模型")
    driver.step()
    second = site.world.started(title="柔性机器人手")
    second.clear()
    second.request()
    site.world.register(title="草稿")
    for office in site.people.keys() - set(ADMINISTRATORS):
        browser = site.browser(office)
        found = {unescape(url) for url in BUTTON.findall(browser.get("/my-work").text)}
        for url in found:
            assert browser.get(url, follow_redirects=True).status_code == 200, (office, url)


@pytest.mark.parametrize(
    ("office", "bands"),
    [
        ("PO", ("overdue", "week", "decisions", "waiting", "unassigned")),
        ("PL", ("overdue", "week", "later", "decisions", "waiting")),
    ],
)
def test_a_figure_leads_to_its_list(site: Site, office: str, bands: tuple[str, ...]) -> None:
    site.world.started(title="区域气象大模型")
    browser = site.browser(office)
    assert re.findall(
        r'class="figure [^"]*" href="/my-work\?show=(\w+)"', browser.get("/my-work").text
    ) == list(bands)
    for band in bands:
        figure = re.search(
            rf'href="/my-work\?show={band}"[^>]*><span>[^<]+</span><b>(\d+)</b>', browser.get("/my-work").text
        )
        assert figure is not None
        rows = browser.get(f"/my-work?show={band}").text.count('<th scope="row">')
        assert rows == int(figure[1])


def test_dates_and_days_are_said_as_people_say_them(site: Site) -> None:
    site.world.started()
    browser = site.browser("PO")
    browser.get("/my-work")
    assert "2026年1月20日（周二）" in browser.page
    assert re.search(r"超 \d+ 个工作日", browser.page)
    browser.post("/language", language="en", next="/my-work")
    browser.get("/my-work")
    assert "Tue 20 January 2026" in browser.page
    assert re.search(r"\d+ working days late", browser.page)
    body = browser.page.split("<main")[1]
    chinese = set(re.findall(r"[\u4e00-\u9fff]+", body)) - _names(site)
    assert chinese == set()


def _names(site: Site) -> set[str]:
    """What people named themselves: it is not translated."""
    return {"示例项目", "示例单位", "示例"}


@pytest.mark.parametrize(
    "query",
    ["?show=nonsense", "?show=overdue&after=%FF", "?after=WyJ4Il0", "?show=waiting&after=WyJ4IiwieSIsInoiXQ"],
)
def test_an_odd_address_shows_the_page_all_the_same(site: Site, query: str) -> None:
    site.world.started()
    assert site.browser("PO").get(f"/my-work{query}").status_code == 200


def test_what_people_typed_is_never_markup(site: Site) -> None:
    site.world.started(title='<img src=x onerror="alert(1)">')
    for url in ("/my-work", "/projects", "/projects?q=<script>alert(1)</script>"):
        page = site.browser("PO").get(url).text
        assert "<img" not in page
        assert "<script>alert" not in page
