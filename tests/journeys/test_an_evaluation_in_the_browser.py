"""One evaluation by clicking, wide and narrow: dossier and self-rating, draw and invitations, five experts (one by a
link), a laggard who is urged, the conclusion, the report, an objection and its answer, and the meeting at which the
gate is decided.

By clicking: everything of the evaluation. What else the gate asks for is the driver's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from lifecycle.records import people as tables
from lifecycle.turn import turn
from tests.journeys.browsing import People, every, running
from tests.lifecycle.conftest import released as released
from tests.lifecycle.conftest import released_life as released_life
from tests.lifecycle.evaluation.scenes import DOSSIER, Panel, panel_of
from tests.lifecycle.scenes import case_of
from tests.web.project.site import Site, give_passwords, open_site

if TYPE_CHECKING:
    from pathlib import Path

    import playwright.sync_api

    from lifecycle.records.evaluations import AssignmentRow
    from tests.lifecycle.conftest import At

pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)
SERVED = "EVA-G-4"
"""The duty of serving the report."""
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

    def hand_in_evidence(self) -> int:
        """A duty of the dossier, done on its form: the number of the document that levels may rest on."""
        duty = self.panel.standard.duties[DOSSIER[0]]
        page = self.at("pl", self.site.path(f"/duties/{duty.code}"))
        for kind in duty.evidence:
            page.locator(f"[name=value-{kind}]").fill("示例：第三方检测数据")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("h1 + .state")).to_have_text(re.compile("待确认"))
        documents = case_of(self.panel.driver).documents.values()
        return max(row.n for row in documents if row.kind in duty.evidence)

    def rate_self(self) -> None:
        document = self.hand_in_evidence()
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

    def line(self, row: AssignmentRow) -> Locator:
        """Of the strip."""
        page = self.at("po", self.site.path("/evaluation"))
        return page.locator(".strip tr").filter(has_text=re.compile(rf"^\s*{row.n}\s"))

    def remind_all(self) -> None:
        page = self.at("po", self.site.path("/evaluation"))
        page.get_by_role("button", name=re.compile("催办全部")).click()
        expect(page.get_by_text("已催办，通知只发给专家本人。")).to_be_visible()

    def urge(self, row: AssignmentRow) -> None:
        """The one who is missing, and nobody else."""
        line = self.line(row)
        expect(line.page.get_by_text("已交 4 / 5").first).to_be_visible()
        expect(line.page.get_by_role("button", name=re.compile("催办"))).to_have_count(2)
        line.get_by_role("button", name=re.compile("催办")).click()
        expect(line.page.get_by_text("已催办，通知只发给专家本人。")).to_be_visible()
        turn(self.panel.driver.engine)
        expect(self.at(self.login(row), "/inbox").get_by_text(self.panel.number).first).to_be_visible()

    def link(self, row: AssignmentRow) -> str:
        line = self.line(row)
        line.get_by_role("button", name="一次性链接").click()
        return urlsplit(line.page.locator(".link-once").inner_text()).path

    def see_no_level(self, scored: AssignmentRow) -> None:
        """While one is missing, neither the officer nor an expert who has scored sees what anybody gave."""
        page = self.at("po", self.site.path("/evaluation"))
        expect(page.get_by_text("任何人都看不到专家的级别").first).to_be_visible()
        expect(page.locator(".matrix tbody tr")).to_have_count(len(self.panel.now.dimensions))
        assert set(self.levels(page)) == {"—"}
        page = self.at(self.login(scored), f"/evaluations/{self.panel.number}")
        expect(page.get_by_text("提交后不能更改")).to_be_visible()
        assert set(self.levels(page)) <= {"—"}
        page = self.at("pl", self.site.path("/evaluation"))
        assert set(self.levels(page)) <= {"—"}

    def levels(self, page: Page) -> list[str]:
        """What a page shows of the experts' levels."""
        return page.locator(".matrix td.mid, .matrix td.anonymous").all_inner_texts()

    def conclude(self) -> None:
        page = self.at("po", self.site.path("/evaluation"))
        expect(page.locator(".matrix tbody tr")).to_have_count(len(self.panel.now.dimensions))
        assert set(self.levels(page)) == {"5"}
        page.get_by_role("button", name="汇总定论").click()
        expect(page.get_by_role("link", name="评估报告").first).to_be_visible()

    # Experts ----------------------------------------------------------------------------------------------

    def score(self, page: Page) -> None:
        """From the open invitation to the sealed sheet."""
        page.get_by_role("button", name="接受邀请").click()
        for answer in every(page.locator("input[type=radio][value=no]")):
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

    def report(self, login: str) -> Page:
        page = self.at(login, self.site.path("/evaluation"))
        page.get_by_role("link", name="评估报告").first.click()
        expect(page.get_by_role("heading", name="项目评估报告")).to_be_visible()
        page.wait_for_load_state("domcontentloaded")
        return page

    def read_report(self) -> None:
        page = self.report("pl")
        expect(page.locator(".report svg")).to_be_visible()
        for form in ("PDF", "DOCX"):
            with page.expect_download() as got:
                page.get_by_role("link", name=f"下载 {form}").click()
            assert got.value.path().stat().st_size > SMALLEST

    def serve_report(self) -> None:
        """The officer serves the final report on the platform, which says that it has it; then the window opens."""
        driver = self.panel.driver
        while case_of(driver).latest_duties()[SERVED, 1].waits_for is not None:
            assert driver.step() is not None
        self.people.on(driver.day)
        page = self.at("po", self.site.path(f"/duties/{SERVED}"))
        for kind in self.panel.standard.duties[SERVED].evidence:
            page.locator(f"[name=value-{kind}]").fill("示例：评估报告定稿")
        page.get_by_role("button", name="提交", exact=True).click()
        page = self.at("pl", self.site.path(f"/duties/{SERVED}"))
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.locator("h1 + .state")).to_have_text("已确认")
        while self.report("pl").get_by_text("提出异议，由上一级答复").count() == 0:
            assert driver.step() is not None
            self.people.on(driver.day)

    def object_and_answer(self) -> None:
        """In its window the platform objects to the report; the office above answers; both stand in the report."""
        page = self.report("pl")
        page.get_by_role("link", name="提出异议").first.click()
        page.get_by_label("评估报告").first.check()
        page.get_by_role("textbox", name="理由").fill("示例：市场一维的依据没有看到")
        page.get_by_role("button", name="提出异议").click()
        [debt] = [row for row in case_of(self.panel.driver).debts.values() if row.kind == "objection"]
        page = self.report(str(debt.owner).lower())
        page.get_by_role("link", name="答复异议").click()
        page.locator("textarea").first.fill("示例：依据在材料包第 1 项，结论不变")
        page.get_by_role("button", name="答复异议").click()
        expect(self.report("pl").get_by_text("结论不变").first).to_be_visible()

    def propose(self) -> None:
        """The gate is asked for and proposed on the result."""
        page = self.at("po", self.site.path())
        page.get_by_role("button", name="提请关口决策").click()
        expect(page.get_by_role("heading", name="本轮决策")).to_be_visible()
        page = self.at("sh", self.site.path())
        page.get_by_role("link", name="提出建议").first.click()
        page.locator("[name=option][value=go]").check()
        page.get_by_role("textbox", name="理由").fill("示例：评估达标")
        page.get_by_role("button", name="提出建议").click()
        expect(page.get_by_text("示例：评估达标").first).to_be_visible()

    def decide(self) -> None:
        """Of the agenda the decider's row; then the minutes."""
        driver, number = self.panel.driver, self.panel.number
        driver.clear()
        self.people.on(driver.day)
        self.propose()
        page = self.at("dd", "/meetings")
        page.get_by_label("会议名称").fill("示例关口会")
        page.get_by_label(number).check()
        page.get_by_role("button", name="生成议程").click()
        expect(page.get_by_role("heading", name="示例关口会")).to_be_visible()
        expect(page.get_by_text("示例：评估达标")).to_be_visible()
        page.get_by_role("link", name="决定", exact=True).click()
        for box in every(page.locator("textarea")):
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
        way.remind_all()
        first, second, *others, last = panel.live
        way.score_by_account(first)
        way.score_by_link(second, width)
        for row in others:
            way.score_by_account(row)
        way.see_no_level(first)
        way.urge(last)
        way.score_by_account(last)
        way.conclude()
        way.read_report()
        way.serve_report()
        way.object_and_answer()
        way.decide()
        people.close()
    assert panel.driver.look()[1].project.stage != "evaluation", "the decision moved it on"
