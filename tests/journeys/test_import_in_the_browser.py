"""Projects under way come in from a spreadsheet of somebody else's, by clicking.

The officer uploads a table whose columns have names of their own, says which is what, sees which row is wrong and why,
mends the table, takes all rows, and opens one: it stands as a draft that prepares its entry in the middle of the road.
Axe looks at every page on the way, wide and narrow.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from web.spreadsheet import MEDIA_TYPES, XLSX

if TYPE_CHECKING:
    from tests.journeys.browsing import People
    from tests.web.project.site import Site

HEAD = ["No.", "成果", "单位", "做到哪一步", "联系"]
ROWS = [
    ["L-1", "磁导航导管（示例）", "示例·青蘅实验室", "E3", "示例·甲"],
    ["L-2", "稻壳基负极材料（示例）", "示例·青蘅实验室", "E99", "示例·乙"],
    ["L-3", "柔性手套（示例）", "示例·澜洲大学", "", ""],
]


def sheet(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (HEAD, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(page: Page, content: bytes) -> None:
    page.set_input_files(
        "#file", files=[{"name": "在途项目.xlsx", "mimeType": MEDIA_TYPES[XLSX], "buffer": content}]
    )
    page.get_by_label("台账名称").fill("旧台账")
    page.get_by_role("button", name="查看逐行结果").click()


def say_which(page: Page) -> None:
    expect(page.get_by_role("heading", name="哪一列是什么")).to_be_visible()
    expect(page.get_by_role("cell", name="磁导航导管（示例）")).to_be_visible()
    for label, name in (
        ("来源编号", "No."),
        ("项目名称", "成果"),
        ("持有单位", "单位"),
        ("入口", "做到哪一步"),
    ):
        page.get_by_label(label).select_option(name)
    look(page)
    page.get_by_role("button", name="查看逐行结果").click()


def look(page: Page) -> None:
    """Nothing that axe objects to, nothing wider than the screen."""
    page.wait_for_load_state()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    assert [each["id"] for each in Axe().run(page, options=rules).response["violations"]] == []


@pytest.mark.browser
def test_projects_under_way_come_in_from_a_spreadsheet(site: Site, people: People) -> None:
    assert site
    page = people.window("po", "/projects", bypass_csp=True)
    page.get_by_role("link", name="从表格导入").click()
    look(page)
    upload(page, sheet(*ROWS))
    say_which(page)
    expect(page.get_by_text("尚未写入")).to_be_visible()
    expect(page.get_by_text("E99")).to_be_visible()
    look(page)

    page.get_by_role("link", name="换一个文件").click()
    mended = [[cell.replace("E99", "E2") for cell in row] for row in ROWS]
    upload(page, sheet(*mended))
    say_which(page)
    page.get_by_role("button", name="登记 3 个草稿").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    look(page)

    page.get_by_role("link", name="磁导航导管（示例）").click()
    expect(page.get_by_role("heading", name="磁导航导管（示例）")).to_be_visible()
    expect(page.get_by_text("联系: 示例·甲")).to_be_visible()
    entry = page.locator("#entry")
    expect(entry.get_by_role("heading", name="中途进入")).to_be_visible()
    look(page)
    entry.get_by_role("link").first.click()
    assert page.url.endswith("/entry")
    look(page)
