"""From a figure to its projects, to a day gone by, to an issue that is raised and stands on the overview again."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.journeys.browsing import People
    from tests.web.project.site import Site

pytestmark = pytest.mark.browser
TITLE = "柔性机器人手（示例）"
ISSUE = "示例：中试场地未落实"


def test_a_director_follows_a_figure_and_a_firm_raises_an_issue(site: Site, people: People) -> None:
    project = site.world.started(title=TITLE)
    people.on(date(2026, 1, 7))
    director = people.window("dir", "/overview")
    director.locator("#funnel tbody tr").first.get_by_role("link", name="1", exact=True).first.click()
    expect(director.get_by_text("统计口径：2026年登记、进入过成果挖掘的项目")).to_be_visible()
    director.get_by_role("link", name=TITLE).click()
    director.get_by_label("查看往日").fill("2026-01-05")
    director.get_by_role("button", name="查看", exact=True).click()
    expect(director.get_by_text(re.compile("这是 2026年1月5日（周一） 结束时的样子"))).to_be_visible()

    firm = people.window("el", "/parties")
    firm.locator("#projects").get_by_role("link", name=TITLE).click()
    firm.locator("#other-acts summary").click()
    firm.get_by_role("link", name="提出问题").click()
    firm.get_by_label("问题").fill(ISSUE)
    firm.get_by_label("由谁解决").select_option("PO")
    firm.get_by_label("解决期限").fill("2026-01-20")
    firm.get_by_role("button", name="列入清单").click()
    expect(firm.get_by_text(ISSUE)).to_be_visible()

    director.goto("/overview")
    owed = director.locator("#owed")
    expect(owed.get_by_text("问题 1")).to_be_visible()
    owed.get_by_role("link", name=TITLE).click()
    expect(director).to_have_url(re.compile(project.number))
