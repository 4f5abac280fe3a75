"""A firm that was invited applies, the bureau asks and accepts, and the project stands in the register.

By clicking, each in a window of their own: the head of section opens a call and makes the link; the firm begins, saves,
comes back, sends with a file, and prints its receipt; the officer asks, the firm answers by its receipt from another
machine, the officer accepts. Axe looks at every page of the firm on the way.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.browsing import every
from web.intake import guard

if TYPE_CHECKING:
    import playwright.sync_api

    from tests.journeys.browsing import People
    from tests.web.project.site import Site

TITLE = "柔性压力传感手套（示例）"


class Stranger:
    """Somebody without an account, on a phone or a desk."""

    def __init__(self, browser: playwright.sync_api.Browser, address: str, width: int) -> None:
        self.width = width
        # The policy of the pages would refuse axe itself, which is put into them as a script.
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=address, bypass_csp=True
        )
        self.page: Page = context.new_page()

    def look(self) -> None:
        """Nothing that axe objects to, nothing wider than the screen."""
        self.page.wait_for_load_state()
        assert [each["id"] for each in Axe().run(self.page).response["violations"]] == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width


def _open_call(people: People, site: Site) -> str:
    """The invitation that the head of section makes for a firm."""
    day = site.driver.day
    page = people.window("sh", "/intake")
    page.get_by_role("link", name="发布征集").click()
    page.get_by_label("征集名称").fill("春季成果征集")
    page.get_by_label("开始日期").fill(day.isoformat())
    page.get_by_label("截止日期").fill((day + timedelta(days=20)).isoformat())
    page.get_by_label("邀请：只有收到链接的单位可以申报").check()
    page.get_by_role("button", name="发布").click()
    page.get_by_label("单位").select_option("conversion_platform")
    page.get_by_role("button", name="生成邀请链接").click()
    return page.locator(".notice .link-once").inner_text()


def _apply(firm: Stranger, link: str) -> tuple[str, str]:
    """The receipt: number and check code."""
    page = firm.page
    page.goto(link)
    firm.look()
    page.get_by_label("成果（项目）名称").fill(TITLE)
    page.get_by_role("button", name="开始申报").click()
    page.get_by_label("成果简介").fill("用于康复训练，已有样机。")
    page.get_by_role("button", name="保存草稿").click()
    firm.look()
    mine = page.url
    page.goto("/apply")
    page.goto(mine)
    expect(page.get_by_label("成果简介")).to_have_value("用于康复训练，已有样机。")
    page.get_by_label("联系人").fill("示例联系人")
    page.get_by_label("联系电话").fill("0571-00000000")
    for box in every(page.locator("[name=declared]")):
        box.check()
    page.set_input_files(
        "[name=files]", files=[{"name": "样机说明.txt", "mimeType": "text/plain", "buffer": "三台".encode()}]
    )
    page.get_by_role("button", name="核对并提交").click()
    expect(page.get_by_text("样机说明.txt")).to_be_visible()
    firm.look()
    page.get_by_role("button", name="确认提交").click()
    firm.look()
    number, code = page.locator(".receipt .numbers b").all_inner_texts()
    return number, code


@pytest.mark.browser
def test_an_invited_firm_applies_and_its_project_stands_in_the_register(
    site: Site, people: People, browser: playwright.sync_api.Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SHORTEST", timedelta(0))  # the clock of this site stands still
    number, code = _apply(Stranger(browser, people.address, 390), _open_call(people, site))

    officer = people.window("po", "/intake")
    officer.get_by_role("link", name=TITLE).click()
    officer.get_by_text("退回补充").first.click()
    officer.get_by_label("需要补充什么").fill("样机做到了哪一步？")
    officer.get_by_role("button", name="退回补充").click()
    expect(officer.get_by_text("已退回补充。")).to_be_visible()

    other = Stranger(browser, people.address, 1280)
    other.page.goto("/apply/follow")
    other.page.get_by_label("回执编号").fill(number)
    other.page.get_by_label("校验码").fill(code.lower().replace("-", ""))
    other.page.get_by_role("button", name="查询").click()
    expect(other.page.get_by_text("样机做到了哪一步？").first).to_be_visible()
    other.look()
    other.page.get_by_label("答复").fill("已有三台。")
    other.page.get_by_role("button", name="补充并重新提交").click()
    expect(other.page.get_by_text("已提交，等待初筛").first).to_be_visible()

    officer.goto(f"/intake/applications/{number}")
    expect(officer.get_by_text("已有三台。")).to_be_visible()
    officer.get_by_role("button", name="受理").click()
    expect(officer.get_by_role("heading", name=TITLE)).to_be_visible()
    assert re.search(r"/projects/[A-Z]+-\d{4}-\d{4}$", officer.url)
    officer.goto("/projects?q=" + TITLE[:4] + "&state=all")
    expect(officer.get_by_role("link", name=TITLE)).to_be_visible()
    other.page.goto("/apply/mine")
    expect(other.page.get_by_text("已受理").first).to_be_visible()
