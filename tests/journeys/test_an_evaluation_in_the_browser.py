"""One evaluation by clicking, wide and narrow: dossier and self-rating, draw and invitations, an expert by account and
one by a link, the conclusion, the report, and the meeting at which the gate is decided.

By clicking: everything of the platform, of the officer, of two experts and of the decider. The other experts' sheets
and the duties around are the driver's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lifecycle.records import people as tables
from lifecycle.verbs import rounds
from tests.journeys.browsing import People, running
from tests.lifecycle.conftest import released as released
from tests.lifecycle.conftest import released_life as released_life
from tests.lifecycle.evaluation.scenes import Panel, panel_of
from tests.web.project.site import Site, give_passwords, open_site

if TYPE_CHECKING:
    from pathlib import Path

    import playwright.sync_api

    from lifecycle.records.evaluations import AssignmentRow
    from tests.lifecycle.conftest import At

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WIDTHS = (1280, 390)
SMALLEST = 5_000
"""Bytes of a document that has something in it."""


class Evaluation:
    """The panel, and everybody who clicks."""

    def __init__(self, site: Site, panel: Panel, people: People) -> None:
        self.site, self.panel, self.people = site, panel, people

    def at(self, login: str, path: str) -> Page:
        return self.people.window(login, path)

    def login(self, row: AssignmentRow) -> str:
        person = tables.person.c
        with self.site.world.engine.database.read() as tx:
            return str(tx.scalar(select(person.login).where(person.id == row.person)))

    def fill_in(self, page: Page, level: str) -> None:
        """Every dimension of a form in steps, up to the last look."""
        for code in self.panel.now.dimensions:
            expect(page.locator("h2").filter(has_text=code)).to_be_visible()
            page.locator(f".level input[value='{level}']").check()
            page.get_by_role("textbox", name="理由").fill(f"示例：{code} 的依据")
            page.locator("input[name=evidence]").first.check()
            page.get_by_role("button", name="保存并继续").click()

    # The platform -----------------------------------------------------------------------------------------

    def rate_self(self) -> None:
        document = self.panel.evidence()
        page = self.at("pl", self.site.path("/evaluation"))
        page.get_by_role("button", name="开始评估").click()
        page.get_by_role("link", name="填写材料包和自评").first.click()
        page.locator(f"input[name=documents][value='{document}']").check()
        page.get_by_role("button", name="保存并继续").click()
        self.fill_in(page, "5")
        expect(page.get_by_text("不完整")).to_have_count(0)
        page.get_by_role("button", name=re.compile("提交第 1 版")).click()
        expect(page.get_by_text("已提交材料包和自评，第 1 版。")).to_be_visible()

    # The officer ------------------------------------------------------------------------------------------

    def draw_and_invite(self) -> None:
        page = self.at("po", self.site.path("/evaluation"))
        page.locator("#draw").get_by_role("button", name="随机抽取").click()
        page.get_by_role("button", name="邀请已抽取的专家").click()
        expect(page.get_by_text("已交 0 / 5").first).to_be_visible()
        page.get_by_role("link", name="抽取记录与复核").click()
        expect(page.get_by_text(self.panel.now.draws[1].seed)).to_be_visible()

    def remind(self) -> None:
        page = self.at("po", self.site.path("/evaluation"))
        page.get_by_role("button", name=re.compile("催办全部")).click()
        expect(page.get_by_text("已催办，通知只发给专家本人。")).to_be_visible()

    def link(self, row: AssignmentRow) -> str:
        page = self.at("po", self.site.path("/evaluation"))
        page.locator("tr").filter(has_text=re.compile(rf"^\s*{row.n}　")).get_by_role(
            "button", name="一次性链接"
        ).click()
        return urlsplit(page.locator(".link-once").inner_text()).path

    def conclude(self) -> None:
        page = self.at("po", self.site.path("/evaluation"))
        expect(page.locator(".matrix tbody tr")).to_have_count(len(self.panel.now.dimensions))
        page.get_by_role("button", name="汇总定论").click()
        expect(page.get_by_role("link", name="评估报告").first).to_be_visible()

    # Experts ----------------------------------------------------------------------------------------------

    def score(self, page: Page) -> None:
        """From the open invitation to the sealed sheet."""
        page.get_by_role("button", name="接受邀请").click()
        for answer in page.locator("input[type=radio][value=no]").all():
            answer.check()
        page.get_by_role("button", name="提交声明").click()
        self.fill_in(page, "5")
        expect(page.get_by_text("已评 8 / 8 维").first).to_be_visible()
        page.get_by_role("button", name="提交并密封").click()
        expect(page.get_by_text("提交后不能更改")).to_be_visible()

    def score_by_account(self, row: AssignmentRow) -> None:
        page = self.at(self.login(row), "/my-work")
        page.get_by_role("link", name=re.compile("去答复")).click()
        page.get_by_role("button", name="打开邀请").click()
        self.score(page)

    def score_by_link(self, row: AssignmentRow, width: int) -> None:
        path = self.link(row)
        context = self.people.browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=self.people.address
        )
        page = context.new_page()
        page.goto(path)
        page.locator("main").get_by_role("button").click()
        self.score(page)
        page.goto("/projects")
        expect(page).to_have_url(re.compile("/evaluations$"))
        context.close()

    # The report and the meeting ---------------------------------------------------------------------------

    def read_report(self) -> None:
        page = self.at("pl", self.site.path("/evaluation"))
        page.get_by_role("link", name="评估报告").first.click()
        expect(page.get_by_role("heading", name="项目评估报告")).to_be_visible()
        expect(page.locator(".report svg")).to_be_visible()
        for form in ("PDF", "DOCX"):
            with page.expect_download() as got:
                page.get_by_role("link", name=f"下载 {form}").click()
            assert got.value.path().stat().st_size > SMALLEST

    def decide(self) -> None:
        """Of the agenda the decider's row; then the minutes."""
        driver, number = self.panel.driver, self.panel.number
        driver.clear()
        driver.request()
        driver.act("SH", rounds.propose, number, "go", "示例：评估达标")
        self.people.on(driver.day)
        page = self.at("dd", "/meetings")
        page.get_by_label("会议名称").fill("示例关口会")
        page.get_by_label(number).check()
        page.get_by_role("button", name="生成议程").click()
        expect(page.get_by_role("heading", name="示例关口会")).to_be_visible()
        expect(page.get_by_text("示例：评估达标")).to_be_visible()
        page.get_by_role("link", name="决定", exact=True).click()
        for box in page.locator("textarea").all():
            box.fill("示例：不影响推进")
        page.get_by_role("button", name="核对后果").click()
        page.get_by_role("button", name="确认决定").click()
        code = page.get_by_text("校验码").first.inner_text()[-9:]
        page.goto(f"/meetings/minutes/{driver.day.isoformat()}/DD")
        expect(page.get_by_text(code).first).to_be_visible()
        with page.expect_download() as got:
            page.get_by_role("link", name="下载 DOCX").click()
        assert got.value.path().stat().st_size > SMALLEST


@pytest.mark.parametrize("width", WIDTHS)
def test_a_project_is_evaluated_from_the_self_rating_to_the_report(
    released: At, tmp_path: Path, browser: playwright.sync_api.Browser, width: int
) -> None:
    scene = released("evaluation")
    panel = panel_of(scene.world, scene.driver)
    give_passwords(scene.world, scene.driver.day)
    site = open_site(scene.world, tmp_path / "home", scene.driver)
    with running(site.app) as address:
        people = People(browser, address, width)
        people.on(site.driver.day)
        way = Evaluation(site, panel, people)
        way.rate_self()
        way.draw_and_invite()
        way.remind()
        first, second, *others = panel.live
        way.score_by_account(first)
        way.score_by_link(second, width)
        panel.seat(*others)
        people.on(site.driver.day)
        for row in others:
            panel.score(row, 5)
        people.on(site.driver.day)
        way.conclude()
        way.read_report()
        way.decide()
        people.close()
    assert panel.driver.look()[1].project.stage != "evaluation", "the decision moved it on"
