"""The director's page: who sees it, that every figure opens its records, months that are frozen, what is entered."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock, kept
from lifecycle.overview import freezing
from lifecycle.overview.terms import Period
from tests.watching import watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.site import Browser, Site

FIRST_OF_FEBRUARY = datetime(2026, 2, 1, 10, 0, tzinfo=clock.ZONE)
OPENS = re.compile(r'<a class="opens" href="([^"]+)"[^>]*>([\d,]+)</a>')


@pytest.fixture
def filled(site: Site) -> Site:
    """A project late in its first stage, one that passed it, and a draft."""
    site.world.started(title="迟到的", day=date(2026, 1, 5))
    passed = site.world.started(title="通过的", day=date(2026, 1, 6))
    passed.clear()
    passed.request()
    passed.decide()
    site.world.register(title="草稿", day=date(2026, 1, 8))
    return site


@pytest.fixture
def frozen(filled: Site) -> Iterator[Site]:
    """On the first of February, with January frozen."""
    with clock.rehearse(FIRST_OF_FEBRUARY):
        freezing.freeze(filled.world.engine, filled.world.cast["SH"], Period(2026, 1))
        yield filled


def figures_on(browser: Browser) -> list[tuple[str, int]]:
    """The figures of the page that open a list, with the address of each."""
    return [(unescape(url), int(n.replace(",", ""))) for url, n in OPENS.findall(browser.page)]


def test_a_count_of_a_while_ago_says_so_and_can_be_made_anew(
    filled: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = filled.browser("SH")
    assert browser.get("/overview").status_code == 200
    assert "统计于" not in browser.page
    monkeypatch.setattr(kept, "QUICK_SECONDS", -1.0)
    monkeypatch.setattr(kept, "REST", 1e9)
    browser.get("/overview?now=1")
    filled.world.started(title="后来的", day=date(2026, 1, 19))
    assert browser.get("/overview").status_code == 200
    assert "统计于" in browser.page
    assert "/overview?now=1" in browser.page
    assert browser.get("/overview?now=1").status_code == 200
    assert "统计于" not in browser.page


@pytest.mark.parametrize("office", ["PL", "EL", "BR", "sysadmin", "secadmin", "auditadmin"])
def test_the_overview_is_for_whoever_sees_the_register(frozen: Site, office: str) -> None:
    browser = frozen.browser(office)
    for url in ("/overview", "/overview/2026-01", "/overview/targets/talent"):
        assert browser.get(url).status_code == 403
    assert "一张图" not in browser.get("/inbox").text
    assert browser.post("/overview/2026-01/freeze").status_code == 403
    assert browser.post("/overview/2026-01/recount").status_code == 403


@pytest.mark.parametrize("office", ["PO", "SH", "DD", "DIR"])
def test_the_bureau_finds_it_in_the_bar(filled: Site, office: str) -> None:
    browser = filled.browser(office)
    assert 'href="/overview"' in browser.get("/my-work").text
    assert browser.get("/overview").status_code == 200


def test_every_figure_opens_as_many_projects_as_it_says(filled: Site) -> None:
    browser = filled.browser("DIR")
    browser.get("/overview")
    found = figures_on(browser)
    assert len(found) >= 10
    for url, n in found:
        assert f'<p class="lead">{n} 个项目</p>' in browser.get(url).text, url


def test_the_list_says_which_figure_it_is_behind_and_lets_go_of_it(filled: Site) -> None:
    browser = filled.browser("PO")
    browser.get("/overview")
    url = next(url for url, _ in figures_on(browser) if "onward" in url)
    page = browser.get(url).text
    assert "统计口径：2026年登记、从成果挖掘转入下一环节的项目" in page
    assert "通过的" in page
    assert "迟到的" not in page
    without = re.search(r'<a href="([^"]+)">不按这个口径筛选</a>', page)
    assert without is not None
    assert "迟到的" in browser.get(unescape(without[1])).text


def test_the_page_counts_the_same_statements_for_more_projects(filled: Site) -> None:
    browser = filled.browser("DIR")
    browser.get("/overview")
    with watching(filled.world.engine.database) as none:
        browser.get("/overview")
    filled.world.started(title="又一个", day=date(2026, 1, 12))
    with watching(filled.world.engine.database) as few:
        browser.get("/overview")
    assert len(none) < len(few)  # nothing had happened, and what was counted is kept
    for n in range(8):
        filled.world.started(title=f"又一个 {n}", day=date(2026, 1, 12))
    with watching(filled.world.engine.database) as many:
        browser.get("/overview")
    assert len(many) == len(few)


def test_the_funnel_follows_the_year_that_is_chosen(filled: Site) -> None:
    browser = filled.browser("DIR")
    assert "2026年登记 <b>" in browser.get("/overview").text
    assert "2025年登记 <b>" in browser.get("/overview?cohort=2025").text
    assert browser.get("/overview?cohort=nonsense").status_code == 200


# Months -------------------------------------------------------------------------------------------------------


def test_a_frozen_month_shows_what_was_frozen_with_its_check_code(frozen: Site) -> None:
    browser = frozen.browser("DIR")
    with frozen.world.engine.read() as session:
        kept = freezing.find(session, Period(2026, 1))
    assert kept is not None
    page = browser.get("/overview/2026-01").text
    assert kept.check in page
    assert "2026年1月（已固化）" in page
    assert "拖得最久" not in page
    assert kept.check in browser.get("/overview").text


def test_the_list_behind_a_frozen_figure_says_that_it_is_of_today_and_what_was_frozen(frozen: Site) -> None:
    browser = frozen.browser("DIR")
    browser.get("/overview/2026-01")
    behind = [(url, n) for url, n in figures_on(browser) if "figure=" in url]
    assert behind
    for url, n in behind:
        page = browser.get(url)
        assert page.status_code == 200, url
        assert f"当时固化的数是 {n}。名单按今天的记录查出" in page.text, url
    assert "当月只留数字" in browser.get("/overview/2026-01").text
    browser.get("/overview")
    (today, *_) = [url for url, _ in figures_on(browser) if "figure=" in url]
    assert "名单按今天的记录查出" not in browser.get(today).text


def test_a_figure_of_a_day_on_which_nothing_was_frozen_says_so_too(frozen: Site) -> None:
    page = frozen.browser("DIR").get("/projects?figure=waived&until=2026-01-15&state=all")
    assert page.status_code == 200
    assert "名单按今天的记录查出" in page.text
    assert "当时固化的数" not in page.text


def test_a_frozen_month_counted_again_comes_out_the_same(frozen: Site) -> None:
    browser = frozen.browser("PO")
    browser.get("/overview/2026-01")
    answer = browser.post("/overview/2026-01/recount")
    assert answer.status_code == 200
    assert "全部一致" in answer.text


def test_the_office_of_the_standard_makes_up_for_a_month_that_was_missed(filled: Site) -> None:
    with clock.rehearse(FIRST_OF_FEBRUARY):
        officer, head = filled.browser("PO"), filled.browser("SH")
        assert "固化2026年1月" not in officer.get("/overview").text
        assert officer.post("/overview/2026-01/freeze").status_code == 403
        assert "固化2026年1月" in head.get("/overview").text
        assert head.post("/overview/2026-01/freeze").status_code == 303
        assert "固化2026年1月" not in head.get("/overview").text
        assert officer.get("/overview/2026-01").status_code == 200


@pytest.mark.parametrize("period", ["2026-01", "2026-13", "nonsense", "1999-12"])
def test_a_month_that_is_not_frozen_is_not_there(filled: Site, period: str) -> None:
    browser = filled.browser("DIR")
    assert browser.get(f"/overview/{period}").status_code == 404
    browser.get("/overview")
    assert browser.post(f"/overview/{period}/recount").status_code == 404


def test_a_month_that_runs_is_refused_in_a_sentence(filled: Site) -> None:
    browser = filled.browser("SH")
    browser.get("/overview")
    answer = browser.post("/overview/2026-01/freeze")
    assert answer.status_code == 400
    assert "2026-01 还没有结束" in answer.text


# Targets ------------------------------------------------------------------------------------------------------


def test_the_head_of_section_enters_what_the_register_cannot_count(filled: Site) -> None:
    browser = filled.browser("SH")
    page = browser.get("/overview/targets/talent").text
    assert "单位：人" in page
    sent = {
        "kind": "done",
        "value": "３１",
        "on_day": "2026年1月15日",
        "source": "人才办月报",
        "year": "2026",
    }
    assert browser.post("/overview/targets/talent", **sent).status_code == 303
    assert "人才办月报" in browser.get("/overview").text
    earlier = browser.get("/overview/targets/talent").text
    assert "示例sh" in earlier


def test_nobody_else_is_shown_the_form_or_taken_at_their_word(filled: Site) -> None:
    browser = filled.browser("PO")
    assert 'name="value"' not in browser.get("/overview/targets/talent").text
    sent = {"kind": "done", "value": "31", "on_day": "2026-01-15", "source": "x", "year": "2026"}
    assert browser.post("/overview/targets/talent", **sent).status_code == 403


def test_nothing_typed_is_lost_when_a_figure_cannot_be(filled: Site) -> None:
    browser = filled.browser("SH")
    browser.get("/overview/targets/talent")
    sent = {"kind": "done", "value": "很多", "on_day": "2026-01-15", "source": "人才办月报", "year": "2026"}
    answer = browser.post("/overview/targets/talent", **sent)
    assert answer.status_code == 400
    assert "不是数字" in answer.text
    assert 'value="很多"' in answer.text
    assert 'value="人才办月报"' in answer.text


def test_what_the_register_counts_takes_a_target_only(filled: Site) -> None:
    browser = filled.browser("SH")
    page = browser.get("/overview/targets/landed_projects").text
    assert 'value="wanted"' in page
    assert 'value="done"' not in page
    assert browser.get("/overview/targets/nothing").status_code == 404


def test_english_has_its_own_words(filled: Site) -> None:
    browser = filled.browser("DIR")
    browser.client.set_cookie("language", "en")
    page = browser.get("/overview").text
    assert "The three phases as a funnel" in page
    assert "January 2026, up to today" in page
