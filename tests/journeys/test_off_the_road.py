"""Projects that leave the plain road, people clicking through the real pages: hold and resume, objection, revoked
decision, withdrawal and return, somebody who acts for another, and a conversion elsewhere down to its archive.

What is not on the way itself (duties, facts, gates before) is the driver's.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lifecycle.deadlines import months_after
from tests.journeys.way import TITLE
from tests.web.project.test_other_acts import approved

if TYPE_CHECKING:
    from tests.journeys.way import Way

pytestmark = pytest.mark.browser


def test_a_project_is_held_over_a_holiday_and_goes_on_with_later_dates(way: Way) -> None:
    before = way.due("MIN-M2")
    until = way.driver.day + timedelta(days=60)
    page = way.at("DD")
    page.get_by_role("link", name="暂停项目").click()
    page.get_by_role("textbox", name="理由").fill("等待联合实验室批复")
    page.locator("[name=until]").fill(until.isoformat())
    page.locator("[name=condition]").fill("批复送达")
    page.locator("[name=review_on]").fill((way.driver.day + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="暂停项目").click()
    expect(way.at("PL").get_by_text("批复送达").first).to_be_visible()
    way.on(way.driver.day + timedelta(days=50))
    way.record("SH", resume_condition_met="是")
    page = way.at("SH")
    page.get_by_role("link", name="恢复项目").first.click()
    page.get_by_role("button", name="恢复项目").click()
    held = page.locator("#rounds")
    expect(held).to_contain_text("批复送达")
    expect(held).to_contain_text("个工作日")
    assert way.due("MIN-M2") > before
    assert way.driver.look()[1].state == "mining/active"


def test_a_firm_objects_to_a_decision_and_is_answered_one_rank_up(way: Way) -> None:
    way.driver.pass_gate()
    way.people.on(way.driver.day)
    page = way.other_act("EL", "提出异议")
    page.locator("[name=about]").first.check()
    page.get_by_role("textbox", name="理由").fill("未听取企业意见")
    page.get_by_role("button", name="提出异议").click()
    debt = next(row for row in way.driver.look()[1].debts.values() if row.kind == "objection")
    owed = way.at("EL", "/debts")
    expect(owed.get_by_text("异议").first).to_be_visible()
    page = way.people.window(debt.owner.lower())
    page.get_by_role("link", name=re.compile("答复")).first.click()
    page.get_by_role("textbox").fill("已补充听取，维持决定")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("已补充听取，维持决定").first).to_be_visible()
    expect(way.at("EL", "/debts").get_by_text("已核销").first).to_be_visible()


def test_a_decision_is_revoked_and_only_what_was_struck_is_open(way: Way) -> None:
    way.driver.pass_gate()
    way.people.on(way.driver.day)
    way.record("SH", void_procedure_found="是")
    page = way.other_act("DD", "撤销关口决定")
    page.locator("[name=struck][value=MIN-P-2]").check()
    page.get_by_role("textbox", name="理由").fill("权属证明系伪造")
    way.confirmed(page, "撤销关口决定")
    platform = way.at("PL")
    expect(platform.get_by_role("img", name=re.compile("成果挖掘进行中"))).to_be_visible()
    open_rows = platform.locator("#checklist tr.mine")
    expect(open_rows).to_have_count(1)
    expect(open_rows).to_contain_text("MIN-P-2")
    expect(way.at("EL", "/history").get_by_text("权属证明系伪造").first).to_be_visible()


def test_a_project_is_withdrawn_and_comes_back_as_a_linked_one(way: Way) -> None:
    filer = way.site.world.standard.member_office(way.site.world.parties[0]) or ""
    page = way.other_act(filer, "撤回项目")
    page.get_by_role("textbox", name="理由").fill("资金暂不到位")
    way.confirmed(page, "撤回项目")
    expect(page.locator(".title-row")).to_contain_text("撤回")
    way.on(months_after(way.driver.day, 7))
    officer = way.at("PO", "/archive")
    officer.locator("[name=value-change_request]").fill("示例：撤回申请")
    officer.get_by_role("button", name="归入档案").click()
    way.record("PO", new_evidence_complete="是", barred_cause="否")
    page = way.other_act("PL", "再入库")
    page.get_by_label("项目名称").fill(f"{TITLE}再入库")
    page.get_by_role("button", name="再入库").click()
    expect(page.locator("#links")).to_contain_text("再入库自")
    assert way.driver.number not in page.url
    page.locator("#links a").first.click()
    expect(page.locator("#links")).to_contain_text("再入库为")


def test_a_colleague_acts_for_the_head_while_it_lasts(way: Way) -> None:
    for code in ("MIN-G-1", "MIN-P-1"):
        way.driver.complete(code)
    head = way.people.window("sh")
    head.get_by_role("link", name="代理", exact=True).click()
    head.get_by_label("代理人").select_option(label="示例dd")
    head.locator("[name=since]").fill(way.driver.day.isoformat())
    head.locator("[name=until]").fill((way.driver.day + timedelta(days=6)).isoformat())
    head.get_by_role("button", name="确定").click()
    expect(head.locator("#given")).to_contain_text("示例dd")
    expect(head.locator("#given")).to_contain_text("生效中")
    expect(way.at("PL", "/people").get_by_text("由 示例dd 代 示例sh 办理")).to_be_visible()
    deputy = way.people.window("dd")
    deputy.get_by_role("link", name=re.compile("MIN-G-1|确认")).first.click()
    deputy = way.at("DD", "/duties/MIN-G-1")
    deputy.get_by_role("button", name="确认", exact=True).click()
    expect(deputy.locator("h1 + .state")).to_have_text("已确认")
    expect(way.at("PL", "/history").get_by_text("示例dd（代示例sh）")).to_be_visible()
    head = way.people.window("sh", "/delegation")
    head.get_by_role("button", name=re.compile("提前结束")).click()
    expect(head.locator("#given")).to_contain_text("已结束")
    expect(way.at("PL", "/people").get_by_text("由 示例dd 代 示例sh 办理")).to_have_count(0)


def test_a_conversion_elsewhere_is_closed_settled_and_archived(way: Way) -> None:
    approved(way.site)
    for name in ("agreement_concluded", "no_local_setup_due"):
        way.driver.record(name, value=True)
    way.people.on(way.driver.day)
    office = way.site.world.standard.gate_of(way.driver.look()[1].project.stage).decider
    page = way.other_act(office, "区外转化结项")
    page.get_by_role("textbox", name="理由").fill("买方在区外实施")
    page.locator("[name=what-1]").fill("")
    way.confirmed(page, "区外转化结项")
    expect(page.locator(".title-row")).to_contain_text("毕业")
    officer = way.at("PO", "/archive")
    expect(officer.get_by_role("heading", name="还不能归档")).to_be_visible()
    for kind in ("termination_notice", "settlement_audit"):
        officer.locator(f"[name=value-{kind}]").fill(f"示例：{kind}")
    officer.get_by_role("button", name="归入档案").click()
    owner = way.at("EL", "/debts")
    owner.get_by_role("link", name="去办").first.click()
    owner.get_by_role("textbox").fill("已审计")
    owner.get_by_role("button").last.click()
    head = way.at("SH", "/debts")
    head.get_by_role("link", name="去办").first.click()
    head.get_by_role("button", name="核销").click()
    officer = way.at("PO", "/archive")
    expect(officer.get_by_role("heading", name="材料齐全，可以归档")).to_be_visible()
    officer.get_by_role("button", name="归档").click()
    expect(officer.get_by_role("heading", name=re.compile("已于"))).to_be_visible()
    assert way.driver.look()[1].project.archived_on == way.driver.day
