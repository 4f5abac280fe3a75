"""Two projects in the browser: one enters midway and makes up for what it skipped, one is filed without public money.

By clicking: registering at an entry, its documents, levels, approval and submission; filling in what was skipped, by
one document for many and by words; the fact that changes the track with its preview; a gate that is deemed passed, one
that is filed, and the one that closes the project. The rest of the work, and the days between, are the driver's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import every

if TYPE_CHECKING:
    from tests.journeys.browsing import People
    from tests.web.project.site import Site

LEVELS = tuple(f"level_d{n}" for n in range(2, 9))


class Clicking:
    """A project, and everybody who clicks."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people, self.driver = site, people, site.driver

    def at(self, office: str, rest: str = "") -> Page:
        self.people.on(self.driver.day)
        return self.people.window(office.lower(), self.site.path(rest))

    def register(self, title: str, entry: str | None = None) -> None:
        """By the officer, with every party; the seats are given by the driver's people."""
        page = self.people.window("po", "/projects/new")
        page.get_by_label("项目名称").fill(title)
        if entry is not None:
            page.get_by_label(entry).check()
        for code in self.site.world.parties:
            page.get_by_label(f"示例单位{code}").check()
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        self.driver.number = page.url.rsplit("/", 1)[1]
        head = self.at("SH", "/people")
        head.locator("[name=give-EX-person]").select_option(label="示例ex")
        head.locator("[value=give-EX]").click()

    def save_facts(self, page: Page) -> None:
        page.get_by_role("button", name="保存填写的事实").click()

    def decide(self, office: str) -> None:
        page = self.at(office)
        page.get_by_role("link", name="作出决定").first.click()
        for box in every(page.locator("textarea")):
            box.fill("材料齐备，同意")
        page.get_by_role("button", name="核对后果").click()
        page.get_by_role("button", name="确认决定").click()
        expect(page.get_by_text("校验码").first).to_be_visible()

    def propose(self, office: str) -> None:
        page = self.at(office)
        page.get_by_role("link", name="提出建议").first.click()
        page.locator("[name=option][value=go]").check()
        page.get_by_role("textbox", name="理由").fill("材料齐备，建议通过")
        page.get_by_role("button", name="提出建议").click()


@pytest.mark.browser
def test_a_project_enters_midway_and_makes_up_for_what_it_skipped(site: Site, people: People) -> None:
    life = Clicking(site, people)
    life.register("区域气象大模型（示例）", "已有合格评估报告的成果或区外引进成果")
    officer = life.at("PO")
    officer.get_by_role("link", name="办理中途进入").click()
    for kind in ("ownership_proof", "eval_report"):
        officer.locator(f"[name=value-{kind}]").fill(f"示例材料：{kind}")
    officer.get_by_role("button", name="保存材料").click()
    expect(officer.get_by_text("2 / 2").or_(officer.get_by_text("1 / 1")).first).to_be_visible()
    facts = life.at("PO", "/facts")
    for name in LEVELS:
        facts.locator(f"[name=value-{name}]").fill("5")
        facts.locator(f"[name=document-{name}]").select_option("2")
    facts.locator("[name=value-eval_report_issued_on]").fill(life.driver.day.isoformat())
    life.save_facts(facts)
    head = life.at("DD")
    head.get_by_role("link", name="批准中途进入").first.click()
    expect(head.get_by_text("材料、定级和条件已齐备")).to_be_visible()
    head.get_by_role("textbox", name="理由").fill("评估报告有效，同意由此进入")
    head.get_by_role("button", name="批准中途进入").click()
    expect(head.get_by_text("示例dd 于")).to_be_visible()
    officer = life.at("PO")
    officer.get_by_role("button", name="提交项目").click()
    expect(officer.get_by_text("补录 ·").first).to_be_visible()
    expect(officer.locator("svg.rail")).to_contain_text("视同通过")
    fill_in(life)
    _, case, _ = life.driver.look()
    assert not [row for row in case.duties.values() if row.timing == "backfill" and row.is_open]
    assert [row.settled_on for row in case.debts.values()] == [life.driver.day]
    expect(life.at("PL", "/backfill").get_by_text("已全部补齐")).to_be_visible()


def fill_in(life: Clicking) -> None:
    """Most by one document, one in words, one waived."""
    page = life.at("PO", "/backfill")
    boxes = page.locator("[name=chosen]")
    for box in every(boxes)[2:]:
        box.check()
    page.locator("[name=document]").select_option("2")
    page.get_by_role("button", name="作为等效证明提交").click()
    boxes.first.check()
    page.locator("[name=text]").fill("见评估报告第三章：立项前的检索和披露")
    page.get_by_role("button", name="作为等效证明提交").click()
    expect(boxes).to_have_count(1)
    head = life.at("SH", "/backfill")
    for box in every(head.locator("[name=chosen]")):
        box.check()
    head.get_by_role("button", name="确认所选").click()
    expect(head.get_by_role("alert").or_(head.locator(".troubles")).first).to_be_visible()
    left = [row.code for row in life.driver.look()[1].duties.values() if row.state == "not_started"]
    [open_one] = [code for code in left if head.locator(f"[value='{code}/1']").count()]
    head.locator(f"[value='{open_one}/1']").uncheck()
    head.get_by_role("button", name="确认所选").click()
    head.locator(f"[value='{open_one}/1']").check()
    head.get_by_text("豁免所选").first.click()
    head.locator("[name=reason]").fill("区外机构已办，无须重复")
    head.get_by_role("button", name="豁免所选").click()


@pytest.mark.browser
def test_a_project_without_public_money_is_filed(site: Site, people: People) -> None:
    life = Clicking(site, people)
    life.register("稻壳基硅材料（示例）")
    facts = life.at("PO", "/facts")
    facts.locator("#fact-holder_named").get_by_label("是").check()
    facts.locator("#fact-state_secret").get_by_label("否").check()
    facts.locator("[name=value-public_support_wan]").fill("0")
    life.save_facts(facts)
    expect(facts.get_by_role("heading", name="这会改变项目的通道")).to_be_visible()
    expect(facts.get_by_text("视同通过（项目专员提请即可）")).to_be_visible()
    facts.get_by_role("button", name="确认保存").click()
    officer = life.at("PO")
    expect(officer.locator("#track")).to_contain_text("快速通道（备案制）")
    officer.get_by_role("button", name="提交项目").click()
    life.driver.pass_gate()
    life.driver.clear()
    officer = life.at("PO")
    officer.get_by_role("button", name="提请，视同通过").click()
    assert life.driver.look()[1].project.stage == "approval"
    for chip in ("由成果转化科科长备案", "由成果转化科科长备案结项"):
        life.driver.clear()
        officer = life.at("PO")
        expect(officer.get_by_text(chip).first).to_be_visible()
        officer.get_by_role("button", name="提请关口决策").click()
        life.propose("PO")
        life.decide("SH")
    project = life.driver.look()[1].project
    assert (project.status, project.outcome) == ("graduated", "filed")
    expect(life.at("PL").locator(".title-row")).to_contain_text("毕业")
