"""One project from registration to graduation, its parties clicking through the real pages.

By clicking: registering, bringing the parties in, seating officer and chair, the entry facts and the submission; in
each stage a duty done by a party, confirmed by another (in the first one returned and redone), a fact recorded, the
request, the proposal, the opinions, the decision with its preview and its record. The remaining duties and facts of a
stage, and the working days between them, are the driver's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from lifecycle import facts
from lifecycle.policy import is_end
from tests.journeys.browsing import every
from web.demonstration.driver import answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifecycle.records.work import DutyRow
    from tests.journeys.browsing import People
    from tests.web.project.site import Site

PARTIES = ("EL", "PL", "BR")
TITLE = "区域气象大模型（𠮷示例）"


class Life:
    """The project, and everybody who clicks."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people, self.driver = site, people, site.driver
        self.standard = site.world.standard
        self.clicked: set[str] = set()

    def at(self, office: str, rest: str = "") -> Page:
        """Somebody at a page of the project."""
        return self.people.window(office.lower(), self.site.path(rest))

    # The beginning ----------------------------------------------------------------------------------------

    def register(self) -> None:
        """The platform registers; the officer takes the seat, brings the others in and submits."""
        page = self.people.window("pl", "/projects/new")
        page.get_by_label("项目名称").fill(TITLE)
        page.get_by_label("示例单位source_platform").check()
        page.get_by_role("button", name="登记").click()
        expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
        self.driver.number = page.url.rsplit("/", 1)[1]
        self.seat_and_bring_in()
        self.record_at_the_door()
        officer = self.at("PO")
        officer.get_by_role("button", name="提交项目").click()
        expect(officer.get_by_text("能否推进")).to_be_visible()

    def seat_and_bring_in(self) -> None:
        officer = self.at("PO", "/people")
        officer.get_by_role("button", name="由我就任").first.click()
        for code in self.site.world.parties:
            if code != "source_platform":
                officer.get_by_label("引入单位").select_option(code)
                officer.get_by_role("button", name="引入单位").click()
                expect(officer.get_by_text(f"示例单位{code}", exact=True).first).to_be_visible()
        head = self.at("SH", "/people")
        head.locator("[name=give-EX-person]").select_option(label="示例ex")
        head.locator("[value=give-EX]").click()
        expect(head.get_by_text("示例ex").first).to_be_visible()

    def record_at_the_door(self) -> None:
        officer = self.at("PO", "/facts")
        officer.locator("#fact-holder_named").get_by_label("是").check()
        officer.locator("#fact-state_secret").get_by_label("否").check()
        officer.get_by_role("button", name="保存填写的事实").click()
        expect(officer.get_by_text("更正").first).to_be_visible()

    # A stage ----------------------------------------------------------------------------------------------

    def ready_duties(self, offices: Iterable[str]) -> list[DutyRow]:
        """Duties that can be done today, by one of these offices, and confirmed by another person."""
        rows = self.driver.look()[1].latest_duties().values()
        return [
            row
            for row in rows
            if row.doer in offices and row.required and row.state == "not_started"
            if row.waits_for is None and (row.not_before is None or row.not_before <= self.driver.day)
            if row.confirmer is not None
        ]

    def do(self, row: DutyRow, text: str = "示例材料") -> None:
        """From the checklist to the form, and back with the duty submitted."""
        page = self.at(row.doer)
        page.locator("#checklist").get_by_role("link", name=row.code, exact=True).first.click()
        for kind in self.standard.duties[row.code].evidence:
            page.locator(f"[name=value-{kind}]").fill(f"{text}：{kind}")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("h1 + .state")).to_have_text(re.compile("待确认"))

    def judge(self, row: DutyRow) -> None:
        page = self.at(row.confirmer or "", f"/duties/{row.code}/{row.occurrence}")
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.locator("h1 + .state")).to_have_text("已确认")

    def give_back(self, row: DutyRow) -> None:
        page = self.at(row.confirmer or "", f"/duties/{row.code}/{row.occurrence}")
        page.get_by_text("退回修改", exact=True).first.click()
        page.locator("[name=return-reason]").fill("缺检测数据，请补充")
        page.get_by_role("button", name="退回修改").click()
        expect(page.locator("h1 + .state")).to_have_text("退回修改")
        expect(self.at(row.doer, f"/duties/{row.code}").get_by_text("缺检测数据").first).to_be_visible()

    def record_one(self) -> None:
        """A fact that bars the way, by the office that records it, where it takes no document."""
        standard, case, found = self.driver.look()
        known = facts.recorded(standard, case)
        for blocker in found:
            leaf = blocker.leaf
            if blocker.act != "record_fact" or leaf is None or leaf.name in known or blocker.office is None:
                continue
            if standard.facts[leaf.name].type == "bool" and not standard.facts[leaf.name].entered_by:
                page = self.at(blocker.office, "/facts")
                label = "是" if answer(leaf, self.driver.day) else "否"
                page.locator(f"#fact-{leaf.name}").get_by_label(label, exact=True).check()
                page.get_by_role("button", name="保存填写的事实").click()
                expect(page.locator(f"#fact-{leaf.name} b")).to_have_text(label)
                return

    def choose(self) -> list[DutyRow]:
        """Two duties, of parties that have not clicked yet if there are any."""
        ready = sorted(self.ready_duties(PARTIES), key=lambda row: row.doer in self.clicked)
        first_of_each = list({row.doer: row for row in reversed(ready)}.values())[::-1]
        chosen = first_of_each[:2]
        self.clicked |= {row.doer for row in chosen}
        return chosen

    def work(self, *, first: bool) -> None:
        chosen = self.choose()
        for row in chosen:
            self.do(row)
        if first:
            self.give_back(chosen[0])
            self.do(chosen[0], "补充后的材料")
        for row in chosen:
            self.judge(row)
        self.record_one()
        self.driver.clear()
        self.people.on(self.driver.day)

    # The gate ---------------------------------------------------------------------------------------------

    def pass_gate(self) -> None:
        _, case, _ = self.driver.look()
        gate = self.standard.gate_of(case.project.stage)
        officer = self.at("PO")
        expect(officer.get_by_role("heading", name="可以推进")).to_be_visible()
        officer.get_by_role("button", name="提请关口决策").click()
        expect(officer.get_by_role("heading", name="本轮决策")).to_be_visible()
        self.propose(gate.propose, gate.options[0].code)
        for office in gate.consult:
            self.consult(office)
        self.decide(gate.decider)

    def propose(self, office: str, option: str) -> None:
        page = self.at(office)
        page.get_by_role("link", name="提出建议").first.click()
        page.locator(f"[name=option][value={option}]").check()
        page.get_by_role("textbox", name="理由").fill("材料齐备，条件满足，建议通过")
        page.get_by_role("button", name="提出建议").click()
        expect(page.get_by_text("材料齐备，条件满足").first).to_be_visible()

    def consult(self, office: str) -> None:
        page = self.at(office)
        page.get_by_role("link", name="发表意见").first.click()
        page.get_by_role("textbox", name="意见").fill("无不同意见")
        page.get_by_role("button", name="发表意见").click()
        expect(page.get_by_text("无不同意见").first).to_be_visible()

    def decide(self, office: str) -> None:
        page = self.at(office)
        page.get_by_role("link", name="作出决定").first.click()
        for box in every(page.locator("textarea")):
            box.fill("暂不具备，不影响推进")
        page.get_by_role("button", name="核对后果").click()
        expect(page.get_by_role("heading", name="请核对")).to_be_visible()
        page.get_by_role("button", name="确认决定").click()
        expect(page.get_by_text("校验码").first).to_be_visible()
        assert "/decisions/" in page.url


@pytest.mark.browser
def test_a_project_is_taken_from_registration_to_graduation(site: Site, people: People) -> None:
    life = Life(site, people)
    life.register()
    for place, stage in enumerate(life.standard.stages):
        assert life.driver.look()[1].project.stage == stage
        life.work(first=place == 0)
        life.pass_gate()
    _, case, _ = life.driver.look()
    assert is_end(case.project.status)
    assert life.clicked == set(PARTIES)
    page = life.at("DIR")
    expect(page.locator(".title-row")).to_contain_text("毕业")
    page = life.at("PL", "/history")
    expect(page.get_by_text("决定：").first).to_be_visible()
