"""How far it is from one's list to what is done: pages counted, for every kind of work that a party's lead has, and for
what an officer does about each late item. A way that gets longer fails here.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from lifecycle.facts import recorded
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.rounds import Owed
from tests.journeys.browsing import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Request

    from lifecycle.records.work import DutyRow
    from tests.journeys.way import Way

pytestmark = [pytest.mark.browser, pytest.mark.timeout(90)]
MOST = 3
"""Pages from one's list to done that anything may take a party's lead; what follows says less where it is less."""
DO, CONFIRM, RECORD, ANSWER, HEAR = 2, 2, 2, 2, 2
ASK_FOR_A_DAY, REGISTER = 3, 3
PARTIES = ("PL", "BR", "EL")


@contextmanager
def within(page: Page, most: int) -> Iterator[None]:
    """Whoever is at a page turns at most so many in the meantime; answers that lead on count once."""
    turned: list[str] = []

    def count(request: Request) -> None:
        if request.is_navigation_request() and request.redirected_from is None:
            turned.append(f"{request.method} {request.url}")

    page.on("request", count)
    yield
    page.remove_listener("request", count)
    assert 0 < len(turned) <= most <= MOST, turned


def desk(way: Way, office: str) -> Page:
    """Somebody at the page they land on."""
    way.people.on(way.driver.day)
    return way.people.window(office.lower())


def line(page: Page, code: str) -> Locator:
    """The row of a clause on one's own list."""
    return page.locator("table.work tbody tr").filter(has=page.get_by_text(code, exact=True)).first


def state(page: Page, wanted: str) -> None:
    expect(page.locator("h1 + .state")).to_have_text(re.compile(wanted))


def ready(way: Way, office: str) -> DutyRow:
    """A duty of an office that can be done today and wants a paper. What stands before it is the driver's."""
    for _ in range(60):
        standard, case, _ = way.driver.look()
        for row in case.latest_duties().values():
            free = row.required and row.state == "not_started" and row.waits_for is None
            open_ = row.not_before is None or row.not_before <= way.driver.day
            if row.doer == office and free and open_ and standard.duties[row.code].evidence:
                return row
        if way.driver.step() is None:
            way.driver.pass_gate()
    raise AssertionError(office)


def handed_in(way: Way, page: Page, row: DutyRow, words: str = "示例材料") -> None:
    line(page, row.code).get_by_role("link", name="去办").click()
    for kind in way.site.world.standard.duties[row.code].evidence:
        page.locator(f"[name=value-{kind}]").fill(words)
    page.get_by_role("button", name="提交", exact=True).click()
    state(page, "待确认")


@pytest.mark.parametrize("office", PARTIES)
def test_a_duty_is_done_from_ones_list_in_two_pages_and_again_when_it_comes_back(
    way: Way, office: str
) -> None:
    if office == "EL":
        way.driver.pass_gate()
        way.driver.pass_gate()
    row = ready(way, office)
    page = desk(way, office)
    with within(page, DO):
        handed_in(way, page, row)
    assert row.confirmer is not None
    way.driver.act(row.confirmer, duties.give_back, DutyKey(way.driver.number, row.code), "缺检测数据")
    page = desk(way, office)
    expect(line(page, row.code)).to_contain_text("已退回")
    with within(page, DO):
        handed_in(way, page, row, "补充后的材料")


def test_a_party_confirms_is_heard_and_records_from_its_list_in_two_pages(way: Way) -> None:
    page = desk(way, "PL")
    with within(page, RECORD):
        page.get_by_role("link", name="去记录").click()
        page.locator("[id^=fact-]").first.get_by_label("是", exact=True).check()
        page.get_by_role("button", name="保存填写的事实").click()
        expect(page.locator("[id^=fact-] b").first).to_have_text("是")
    standard, case, _ = way.driver.look()
    assert recorded(standard, case)
    way.driver.clear()
    way.driver.request()
    page = desk(way, "PL")
    with within(page, HEAR):
        page.get_by_role("link", name="发表意见").click()
        page.get_by_role("textbox", name="意见").fill("无不同意见")
        page.get_by_role("button", name="发表意见").click()
        expect(page.get_by_text("无不同意见").first).to_be_visible()
    way.driver.decide()
    row = confirmable(way, "PL")
    page = desk(way, "PL")
    with within(page, CONFIRM):
        line(page, row.code).get_by_role("link", name="确认").click()
        page.get_by_role("button", name="确认", exact=True).click()
        state(page, "已确认")


def confirmable(way: Way, office: str) -> DutyRow:
    """A duty that an office confirms, handed in by another."""
    for _ in range(60):
        _, case, found = way.driver.look()
        for blocker in found:
            row = case.duties.get(blocker.target) if blocker.kind == "duty" and blocker.target else None
            can = row is not None and row.confirmer == office and row.waits_for is None
            if row is not None and can and row.state == "not_started":
                way.driver.complete(row.code, row.key)
                return row
        assert way.driver.step() is not None
    raise AssertionError(office)


@pytest.mark.parametrize("office", PARTIES)
def test_what_is_owed_is_answered_from_ones_list_in_two_pages(way: Way, office: str) -> None:
    way.driver.clear()
    way.driver.request()
    with way.driver.engine.read() as session:
        until = session.calendar.add_working_days(way.driver.day, 8)
    way.driver.decide("recycle", owed=(Owed("说明应用场景的来源", office, until),), until=until)
    page = desk(way, office)
    with within(page, ANSWER):
        page.get_by_role("link", name="答复").click()
        page.get_by_role("textbox").fill("已补充说明")
        page.get_by_role("button", name="答复").click()
        expect(page.get_by_text("已补充说明")).to_be_visible()


def test_a_later_day_is_asked_for_from_ones_list_in_three_pages(way: Way) -> None:
    page = desk(way, "PL")
    row = ready(way, "PL")
    with within(page, ASK_FOR_A_DAY):
        line(page, row.code).locator("a.title").click()
        page.locator("#dates").get_by_role("link", name=re.compile("申请延期")).first.click()
        last = page.locator("input[type=date]").get_attribute("max")
        page.locator("input[type=date]").fill(last or "")
        page.locator("textarea").fill("样机送检，报告未出")
        page.get_by_role("button", name=re.compile("申请延期")).click()
        expect(page.get_by_text("样机送检，报告未出").first).to_be_visible()


def test_a_platform_registers_a_project_from_its_list_in_three_pages(way: Way) -> None:
    page = desk(way, "PL")
    with within(page, REGISTER):
        page.get_by_role("link", name="参与的项目").click()
        page.get_by_role("link", name="登记项目").click()
        page.get_by_label("项目名称").fill("湖面测温浮标（示例）")
        page.get_by_label("示例单位source_platform").check()
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_role("heading", name="湖面测温浮标（示例）")).to_be_visible()


def test_an_officer_reads_what_is_late_and_why_where_they_land_and_one_page_further_does_something(
    way: Way,
) -> None:
    for _ in range(4):
        way.driver.step()
    with way.driver.engine.read() as session:
        way.driver.day = session.calendar.add_working_days(way.driver.day, 25)
    officer = desk(way, "PO")
    rows = officer.locator("section[aria-labelledby=overdue] tbody tr")
    expect(rows.first).to_be_visible()
    late = [row.inner_text() for row in every(rows)]
    assert all(
        re.search(r"超 \d+ 个工作日", text) and re.search("已等|今天起|尚有未填", text) for text in late
    ), late
    ways = [str(row.locator("a.button").get_attribute("href")) for row in every(rows)]
    for address in dict.fromkeys(ways):
        page = way.people.window("po", address)
        expect(page.locator("main form[method=post] button.button").first).to_be_visible()
