"""A project that is sent back at a gate, people clicking through the real pages: what is to be put right stands in each
party's own list, the way to the gate opens when all of it is answered; it passes, or the time runs out.

What is not on the way itself is the driver's.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from lifecycle.verbs.system import tick
from tests.journeys.browsing import every

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tests.journeys.way import Way

pytestmark = pytest.mark.browser
NARROW = 390
TITLES = ("补交专利权属证明", "说明应用场景的来源")
Defect = tuple[str, str, "date"]


def requested(way: Way) -> date:
    """The gate is asked for by a click; the last day that would do for a rework."""
    way.driver.clear()
    way.people.on(way.driver.day)
    way.at("PO").get_by_role("button", name="提请关口决策").click()
    return way.driver.day + timedelta(days=14)


def proposed(way: Way, option: str) -> str:
    """Somebody proposes an option and the others are heard; who decides."""
    gate = way.site.world.standard.gate_of(way.driver.look()[1].project.stage)
    page = way.at(gate.propose)
    page.get_by_role("link", name="提出建议").first.click()
    page.locator(f"[name=option][value={option}]").check()
    page.get_by_role("textbox", name="理由").fill(f"建议：{option}")
    page.get_by_role("button", name="提出建议").click()
    for office in gate.consult:
        page = way.at(office)
        page.get_by_role("link", name="发表意见").first.click()
        page.get_by_role("textbox", name="意见").fill("无不同意见")
        page.get_by_role("button", name="发表意见").click()
    return gate.decider


def sent_back(way: Way, until: date, defects: Sequence[Defect]) -> Page:
    """The decider fills in what is to be put right, and looks at what would follow."""
    page = way.at(proposed(way, "recycle"), "/decide")
    page.get_by_role("textbox", name="理由").fill("权属证明不全")
    page.locator("[name=until]").fill(until.isoformat())
    for place, (what, owner, due) in enumerate(defects):
        page.locator(f"[name=what-{place}]").fill(what)
        page.locator(f"[name=owner-{place}]").select_option(owner)
        page.locator(f"[name=due-{place}]").fill(due.isoformat())
    page.get_by_role("button", name="核对后果").click()
    return page


def confirmed(page: Page) -> None:
    page.get_by_role("button", name="确认决定").click()
    expect(page.get_by_text("校验码").first).to_be_visible()


def answered(way: Way, office: str, what: str) -> None:
    """From one's own list to the item, and answered there."""
    page = way.people.window(office.lower())
    row = page.get_by_role("row").filter(has_text=f"补正问题：{what}")
    row.get_by_role("link", name="答复").click()
    expect(page.get_by_text(what)).to_be_visible()
    page.get_by_role("textbox").fill(f"已办：{what}")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text(f"已办：{what}")).to_be_visible()


def settled(way: Way, count: int) -> None:
    for _ in range(count):
        page = way.at("SH", "/debts")
        page.get_by_role("link", name="去办").first.click()
        page.get_by_role("button", name="核销").click()


def expect_no_overflow(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_what_is_to_be_put_right_is_in_each_partys_list_and_opens_the_gate_again(way: Way) -> None:
    until = requested(way)
    late = sent_back(way, until, [(TITLES[0], "PL", until + timedelta(days=1)), (TITLES[1], "EL", until)])
    expect(late.get_by_role("alert")).to_contain_text("补正的最后一天是 2026年1月19日")
    late.locator("[name=due-0]").fill(until.isoformat())
    late.get_by_role("button", name="核对后果").click()
    expect(late.locator(".consequence")).to_contain_text("平台成果转化员 · 2026年1月19日（周一）")
    confirmed(late)

    told = way.at("PL").locator("#rework")
    expect(told).to_contain_text("第 1 次，至多 2 次")
    expect(told).to_contain_text("最迟 2026年1月19日（周一） 补正并再次提请 · 剩 10 个工作日")
    expect(told).to_contain_text("权属证明不全")
    expect(told).to_contain_text("还有 2 项问题未答复")

    refused = way.at("PO")
    refused.get_by_role("button", name="补正后再次提请").click()
    expect(refused.locator(".gate-card")).to_contain_text(TITLES[0])
    assert way.driver.look()[1].state == "mining/rework"
    for office, what in zip(("PL", "EL"), TITLES, strict=True):
        answered(way, office, what)
    expect(way.at("PO").locator("#rework")).to_contain_text("问题已全部答复")
    officer = way.people.window("po")
    officer.get_by_role("row").filter(has_text="补正事项已齐").get_by_role("link", name="提请").click()
    officer.get_by_role("button", name="补正后再次提请").click()
    expect(officer.locator("#round")).to_contain_text("示例po")
    expect(officer.locator("#rework")).to_have_count(0)

    settled(way, len(TITLES))
    page = way.at(proposed(way, "go"), "/decide")
    for box in every(page.locator("textarea")):
        box.fill("暂不具备，不影响推进")
    page.get_by_role("button", name="核对后果").click()
    confirmed(page)
    assert way.driver.look()[1].state == "evaluation/active"
    expect(way.at("EL", "/debts").get_by_text("已核销").first).to_be_visible()


def test_a_rework_that_runs_out_is_decided_again_within_the_limits_of_the_option(way: Way) -> None:
    way.people.width = NARROW
    until = requested(way)
    for time in (1, 2):
        page = sent_back(way, until, [(TITLES[time - 1], "PL", until)])
        expect_no_overflow(page)
        confirmed(page)
        party = way.at("PL")
        expect(party.locator("#rework")).to_contain_text(f"第 {time} 次，至多 2 次")
        expect_no_overflow(party)
        if time == 1:
            answered(way, "PL", TITLES[0])
            way.at("PO").get_by_role("button", name="补正后再次提请").click()
    way.on(until + timedelta(days=1))
    assert len(list(tick(way.site.world.engine))) == 1

    officer = way.at("PO")
    expect(officer.locator("#rework")).to_contain_text("补正期限 2026年1月19日（周一） 已过")
    expect(officer.locator("#round")).to_contain_text("系统 于 1月20日 提请")
    expect(officer.locator("#gate")).to_contain_text(TITLES[1])
    expect_no_overflow(officer)
    officer.get_by_role("link", name="提出建议").first.click()
    expect(officer.locator("[name=option][value=recycle]")).to_be_disabled()
    expect(officer.get_by_text("这一项最多用 2 次，已经用完")).to_be_visible()
    overdue = way.people.window("pl")
    expect(overdue.get_by_role("row").filter(has_text=f"补正问题：{TITLES[1]}")).to_contain_text(
        "超 1 个工作日"
    )

    page = way.at(proposed(way, "stop"), "/decide")
    page.get_by_role("textbox", name="理由").fill("逾期未补正")
    page.get_by_role("button", name="核对后果").click()
    expect_no_overflow(page)
    confirmed(page)
    assert way.driver.look()[1].project.status == "rejected"
    expect(way.at("PL", "/history").get_by_text(re.compile("补正期限已过")).first).to_be_visible()
