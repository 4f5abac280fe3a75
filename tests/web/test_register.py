"""The register on the screen: its address carries the filters, its search box understands words."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest

from lifecycle.queries.filters import Filters
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("灯:蓝", "没有看懂“灯:蓝”，已忽略；可以写：灰灯、绿灯、黄灯、红灯。"),
        ("逾期>很久", "这里要写工作日数，如 逾期&gt;5。"),
        ("专人:李", "您是不是要写 专员:？"),
        ("颜色:红", "“颜色:红”按普通文字搜索；筛选词有："),
    ],
)
def test_a_token_that_is_wrong_is_named_with_what_would_be_right(site: Site, text: str, said: str) -> None:
    assert said in site.browser("SH").get(f"/projects?q={quote(text)}").text


def test_every_link_of_the_panel_leads_to_a_list_that_is_understood(site: Site) -> None:
    site.world.started()
    browser = site.browser("SH")
    for language in ("zh", "en"):
        browser.client.set_cookie("language", language)
        page = browser.get("/projects?q=x").text
        panel = page[page.index('class="offers"') : page.index("filter-rows")]
        urls = [unescape(url) for url in re.findall(r'<a class="tab[^"]*" href="([^"]+)"', panel)]
        assert len(urls) > 25
        for url in urls:
            assert 'class="notice warn"' not in browser.get(url).text, url
        for option in re.findall(r'<option value="([^"]+)">', page):
            assert understood(unescape(option), Filters(), STANDARDS).complaints == (), option


def test_the_board_shows_stages_and_its_cards_lead_to_the_gate(site: Site) -> None:
    driver = site.world.started(title="看板上的")
    page = site.browser("SH").get("/projects?view=board").text
    assert re.findall(r'class="pile[^"]*" aria-label="([^"]+)"', page) == [
        stage.text.zh for stage in site.world.standard.stages.values()
    ]
    assert f'href="/projects/{driver.number}/gate"' in page
    assert '<form method="post" action="/projects/' not in page.split('class="board"')[1].split("</main>")[0]


def test_columns_are_chosen_in_the_address_and_stay_there(site: Site) -> None:
    site.world.started()
    browser = site.browser("SH")
    browser.get("/projects?cols=track&cols=due&cols=nonsense")
    heads = re.findall(r'<th scope="col">([^<]+)<', browser.page)
    assert heads == ["项目", "最近期限", "通道"]
    assert 'href="/projects?cols=due,track&amp;state=all"' in browser.page.replace("%2C", ",")


def test_orders_are_links_and_what_ended_has_no_order_by_stay(site: Site) -> None:
    site.world.started(title="先")
    site.world.started(title="后")
    browser = site.browser("SH")
    assert rows(browser.get("/projects?sort=newest").text) == ["后", "先"]
    assert rows(browser.get("/projects?sort=oldest").text) == ["先", "后"]
    assert "在环节最久" in browser.page
    assert "在环节最久" not in browser.get("/projects?state=all&sort=stay").text


def test_a_view_is_kept_under_a_name_and_is_its_owners_alone(site: Site) -> None:
    site.world.started(title="气象雷达")
    browser, other = site.browser("SH"), site.browser("DD")
    browser.get("/projects?q=气象&light=red&sort=newest&after=x")
    kept = browser.post("/projects/views", view_name="红灯气象", list=browser.hidden()["list"])
    assert kept.status_code == 303
    browser.get("/projects")
    link = re.search(r'<a class="tab" href="([^"]+)">红灯气象<', browser.page)
    assert link is not None
    assert rows(browser.get(unescape(link[1])).text) == ["气象雷达"]
    assert '<a class="tab" href="' + link[1] + '" aria-current="true">红灯气象' in browser.page
    assert "红灯气象" not in other.get("/projects").text
    drop = re.search(r"/projects/views/(\d+)/drop", browser.page)
    assert drop is not None
    assert other.post(drop[0]).status_code == 404
    assert browser.post(drop[0]).status_code == 303
    assert "红灯气象" not in browser.get("/projects").text


def test_a_view_of_the_same_name_is_replaced_and_twenty_are_enough(site: Site) -> None:
    browser = site.browser("SH")
    for n in range(20):
        assert browser.post("/projects/views", view_name=f"视图{n}", list="light=red").status_code == 303
    assert browser.post("/projects/views", view_name="视图0", list="light=green").status_code == 303
    full = browser.post("/projects/views", view_name="太多了", list="light=red")
    assert full.status_code == 400
    assert 'value="太多了"' in full.text
    assert "最多 20 个" in full.text
    assert browser.post("/projects/views", view_name=" ", list="").status_code == 400


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("气象 大模型", Filters(words=("气象", "大模型"))),
        ("灯:红", Filters(light="red")),
        ("灯：黄灯", Filters(light="yellow")),
        ("light:Red", Filters(light="red")),
        ("环节:评估", Filters(stages=("evaluation",))),
        ("stage:mining 气象", Filters(stages=("mining",), words=("气象",))),
        ("状态:草稿", Filters(state="draft")),
        ("单位:实验室 专员:李", Filters(organisation="实验室", officer="李")),
        ("逾期>5", Filters(overdue_wd=5)),
        ("overdue＞12", Filters(overdue_wd=12)),
        ("http://x", Filters(words=("http://x",))),
        ("阶段:0到1", Filters(stages=("mining", "evaluation"))),
        ("phase:10to100", Filters(stages=("growth",))),
        ("主体:企业 party:Platform", Filters(role="platform")),
        ("通道:快速", Filters(track="fast")),
        ("entry:normal", Filters(entry="E1")),
        ("min-p-1 MIN-M1", Filters(clauses=("MIN-P-1", "MIN-M1"))),
        ("G2", Filters(stages=("evaluation",))),
        ("", Filters()),
        ("a " * 50, Filters(words=("a",) * 6)),
    ],
)
def test_the_search_box_understands(text: str, wanted: Filters) -> None:
    search = understood(text, Filters(), STANDARDS)
    assert search.filters == wanted
    assert search.complaints == ()


@pytest.mark.parametrize("text", ["灯:蓝", "环节:未知", "逾期>x", "逾期>99999", "状态:？"])
def test_what_it_does_not_understand_is_named_and_left_out(text: str) -> None:
    search = understood(text, Filters(), STANDARDS)
    assert [each.word for each in search.complaints] == [text]
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
