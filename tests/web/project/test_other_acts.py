"""The acts off the plain road: extending, ending, correcting, objecting, revoking, coming back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import ends

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site
    from web.demonstration.driver import Driver

PATHS = {
    "object": "/object",
    "gate_revoke": "/revoke",
    "withdraw": "/withdraw",
    "terminate": "/terminate",
    "reenter": "/reenter",
}


def offered(page: Page, site: Site) -> set[str]:
    """Which of the other acts a project page leads to."""
    return {act for act, path in PATHS.items() if f'href="{site.path(path)}"' in page.text}


def due_of(driver: Driver, code: str) -> date:
    due = driver.look()[1].latest_milestones()[code, 1].due
    assert due is not None
    return due


def later(driver: Driver, day: date, working_days: int) -> date:
    with driver.engine.read() as session:
        return session.calendar.add_working_days(day, working_days)


def status(site: Site) -> str:
    return site.driver.look()[1].project.status


# Extending ------------------------------------------------------------------------------------------------------


def test_a_date_is_extended_from_its_row_and_the_old_one_stays_in_sight(site: Site) -> None:
    head, path = site.as_office("SH"), site.path("/dates/MIN-M2")
    assert f'href="{path}"' in head.get(site.path()).text
    due = due_of(site.driver, "MIN-M2")
    last = later(site.driver, due, 7)
    assert f"{last.month}月{last.day}日" in head.get(path).text, "the latest day that may be granted is said"
    sent = head.send(
        path, "", having="until", until=f"{last.year}/{last.month}/{last.day}", reason="设备迟到"
    )
    assert sent.status == 303
    assert due_of(site.driver, "MIN-M2") == last
    for page in (path, site.path()):
        assert f"{due.month}月{due.day}日" in head.get(page).text
    assert "原期限" in head.get(path).text
    assert "原为" in head.get(site.path()).text


@pytest.mark.parametrize("until", ["", "某天", "2099-01-01", "2020-01-01"])
def test_a_day_that_cannot_be_granted_is_said_at_its_field_and_the_reason_stays(
    site: Site, until: str
) -> None:
    page = site.as_office("SH").send(
        site.path("/dates/MIN-M2"), "", having="until", until=until, reason="写了很久的理由"
    )
    assert page.status == 400
    assert 'href="#until"' in page.text
    assert page.form(having="until").fields["reason"] == "写了很久的理由"
    assert page.form(having="until").fields["until"] == until


def test_an_extension_sent_twice_is_one(site: Site) -> None:
    head, path = site.as_office("SH"), site.path("/dates/MIN-M2")
    form = head.get(path).form(having="until")
    day = later(site.driver, due_of(site.driver, "MIN-M2"), 2).isoformat()
    for _ in range(2):
        assert head.press(path, form, "", until=day, reason="设备迟到").status == 303
    assert site.driver.look()[1].latest_milestones()["MIN-M2", 1].extensions == 1


def test_who_is_to_do_it_asks_for_more_time_and_is_granted_or_refused(site: Site) -> None:
    path, due = site.path("/dates/MIN-M2"), due_of(site.driver, "MIN-M2")
    party, head = site.as_office("PL"), site.as_office("SH")
    assert "申请延期" in party.get(site.path()).text
    wrong = party.send(path, "ask", fields={"ask-until": "2099-01-01", "ask-reason": "写了很久的理由"})
    assert wrong.status == 400
    assert wrong.form(having="ask-until").fields["ask-reason"] == "写了很久的理由"
    day = later(site.driver, due, 3)
    asked = {"ask-until": day.isoformat(), "ask-reason": "检测排队"}
    assert party.send(path, "ask", fields=asked).status == 303
    assert "待批" in party.get(site.path()).text
    assert "检测排队" in party.get(path).text
    assert not [form for form in party.get(path).forms if "ask-until" in form.names]
    assert head.send(path, "refuse", fields={"refuse-reason": ""}).status == 400
    assert head.send(path, "refuse", fields={"refuse-reason": "已有报告"}).status == 303
    assert party.send(path, "ask", fields=asked).status == 303
    page = head.get(path)
    assert "检测排队" in page.text
    form = page.form(having="until")
    assert form.fields["until"] == day.isoformat()
    assert head.press(path, form, "", reason="同意").status == 303
    assert due_of(site.driver, "MIN-M2") == day
    assert "原为" in party.get(site.path()).text


def test_who_grants_no_extension_is_told_who_does(site: Site) -> None:
    page = site.as_office("EL").get(site.path("/dates/MIN-M2"))
    assert page.status == 200
    assert "此操作由" in page.text
    assert not [form for form in page.forms if {"until", "ask-until"} & form.names]
    assert site.path("/dates/") not in site.as_office("EL").get(site.path()).text
    assert site.as_office("SH").get(site.path("/dates/MIN-M99")).status == 404
    gate = site.as_office("SH").get(site.path("/dates/MIN-M4"))
    assert "没有期限可以延长" in gate.text


# Ending ---------------------------------------------------------------------------------------------------------


def approved(site: Site) -> None:
    passed = site.world.standard.facts["approved_before"].origin.of
    while True:
        gate = site.world.standard.gate_of(site.driver.look()[1].project.stage).code
        site.driver.pass_gate()
        if gate == passed:
            return


def test_the_party_that_filed_withdraws(site: Site) -> None:
    filer = site.as_office(site.world.standard.member_office(site.world.parties[0]) or "")
    assert "withdraw" in offered(filer.get(site.path()), site)
    assert "withdraw" not in offered(site.as_office("SH").get(site.path()), site)
    without = filer.foresee(site.path("/withdraw"), reason=" ")
    assert without.status == 400
    assert filer.confirm(site.path("/withdraw"), reason="不再转化").status == 303
    assert status(site) == "withdrawn"


def test_termination_asks_for_a_listed_cause(site: Site) -> None:
    deputy, path = site.as_office("DD"), site.path("/terminate")
    page = deputy.foresee(path, reason="写了很久的理由", cause="")
    assert page.status == 400
    assert 'href="#cause"' in page.text
    assert page.form("check").fields["reason"] == "写了很久的理由"
    assert deputy.foresee(path, reason="示例", cause="bored").status == 400
    assert deputy.confirm(path, reason="示例", cause="market_failure").status == 303
    assert status(site) == "terminated"


def test_after_approval_an_end_settles_what_is_owed(site: Site) -> None:
    approved(site)
    director, path = site.as_office("DIR"), site.path("/terminate")
    assert "terminate" not in offered(site.as_office("DD").get(site.path()), site)
    form = director.get(path).form("check")
    assert form.fields["clause-0"] == "S1", "what the standard asks to settle is offered"
    assert form.fields["owner-0"] == "EL"
    day = (site.driver.day + timedelta(days=60)).isoformat()
    nothing = {f"{name}-{place}": "" for name in ("what", "owner", "due", "clause") for place in range(3)}
    bare = director.foresee(path, reason="市场变化", cause="market_failure", fields=nothing)
    assert bare.status == 400
    assert 'href="#what-0"' in bare.text
    row = nothing | {"what-0": "退回未用资金", "owner-0": "", "due-0": day}
    wrong = director.foresee(path, reason="市场变化", cause="market_failure", fields=row)
    assert wrong.status == 400
    assert 'href="#owner-0"' in wrong.text
    assert wrong.form("check").fields["what-0"] == "退回未用资金"
    row["owner-0"] = "EL"
    past = row | {"due-0": "2020-01-01"}
    late = director.foresee(path, reason="市场变化", cause="market_failure", fields=past)
    assert late.status == 400
    assert 'href="#due-0"' in late.text
    sent = director.confirm(path, reason="市场变化", cause="market_failure", fields=row)
    assert sent.status == 303
    assert [debt.kind for debt in site.driver.look()[1].debts.values()] == ["settlement"]
    assert "退回未用资金" in director.get(site.path()).text


def test_withdrawing_after_approval_says_what_is_missing(site: Site) -> None:
    approved(site)
    page = site.as_office("DIR").get(site.path("/withdraw"))
    assert "#fact-parties_consented" in page.text
    assert "须登记清算事项" in page.text


def test_an_open_round_is_decided_first(in_review: Site) -> None:
    deputy = in_review.as_office("DD")
    assert "terminate" not in offered(deputy.get(in_review.path()), in_review)
    page = deputy.get(in_review.path("/terminate"))
    assert "本轮决策正在进行" in page.text
    assert f'href="{in_review.path("/decide")}"' in page.text


# Correcting -----------------------------------------------------------------------------------------------------


def test_a_confirmed_duty_is_reopened_on_its_page(site: Site) -> None:
    site.driver.clear()
    officer, path = site.as_office("PO"), site.path("/duties/MIN-P-1")
    assert not [form for form in site.as_office("PL").get(path).forms if "reopen-reason" in form.names]
    empty = officer.send(path, "reopen", fields={"reopen-reason": ""})
    assert empty.status == 400
    assert officer.send(path, "reopen", fields={"reopen-reason": "公开情况有误"}).status == 303
    assert site.driver.look()[1].latest_duties()["MIN-P-1", 1].state == "changes_requested"
    assert "公开情况有误" in site.as_office("PL").get(path).text


# Objecting ------------------------------------------------------------------------------------------------------


def test_a_party_objects_and_one_rank_up_replies(site: Site) -> None:
    enterprise, path = site.as_office("EL"), site.path("/object")
    assert "object" not in offered(enterprise.get(site.path()), site), "nothing was decided yet"
    assert "没有可以提出异议" in enterprise.get(path).text
    site.driver.pass_gate()
    assert "object" in offered(enterprise.get(site.path()), site)
    last = later(site.driver, site.driver.day, 5)
    page = enterprise.get(path)
    assert f"{last.month}月{last.day}日" in page.text
    nothing = enterprise.press(path, page.form(having="about"), "", reason="写了很久的理由")
    assert nothing.status == 400
    assert nothing.form(having="about").fields["reason"] == "写了很久的理由"
    sent = enterprise.send(path, "", having="about", about="gate_decision", reason="未听取企业意见")
    assert sent.status == 303
    debt = next(iter(site.driver.look()[1].debts.values()))
    assert "未听取企业意见" in site.as_office("PO").get(site.path("/debts/1")).text
    assert not [form for form in site.as_office("PO").get(site.path("/debts/1")).forms if form.buttons[1:]]
    above = site.as_office(debt.owner)
    assert above.send(site.path("/debts/1"), "reply", fields={"reply-answer": " "}).status == 400
    assert above.send(site.path("/debts/1"), "reply", fields={"reply-answer": "已补充听取"}).status == 303
    assert site.driver.look()[1].debts[(1,)].settled_on == site.driver.day
    assert "已补充听取" in enterprise.get(site.path("/debts/1")).text


def test_an_objection_sent_twice_is_one(site: Site) -> None:
    site.driver.pass_gate()
    enterprise, path = site.as_office("EL"), site.path("/object")
    form = enterprise.get(path).form(having="about")
    for _ in range(2):
        assert enterprise.press(path, form, "", about="gate_decision", reason="示例").status == 303
    assert len(site.driver.look()[1].debts) == 1


# Revoking -------------------------------------------------------------------------------------------------------


def test_a_decision_is_revoked_with_the_duties_that_are_struck(site: Site) -> None:
    deputy, path = site.as_office("DD"), site.path("/revoke")
    assert deputy.get(path).status == 404, "there is no decision before the first gate"
    site.driver.pass_gate()
    assert "gate_revoke" in offered(deputy.get(site.path()), site)
    assert "gate_revoke" not in offered(site.as_office("SH").get(site.path()), site)
    assert "#fact-void_procedure_found" in deputy.get(path).text
    assert deputy.foresee(path, struck=["MIN-P-2"], reason="权属伪造").status == 409
    site.driver.record("void_procedure_found", value=True)
    empty = deputy.foresee(path, reason="写了很久的理由")
    assert empty.status == 400
    assert 'href="#struck"' in empty.text
    assert empty.form(having="struck").fields["reason"] == "写了很久的理由"
    wrong = deputy.foresee(path, struck=["EVA-P-1"], reason="示例")
    assert wrong.status == 400
    seen = deputy.foresee(path, struck=["MIN-P-2"], reason="权属伪造")
    assert "成果挖掘" in seen.text
    assert "补正" in seen.text, "where it goes is said before it is done"
    assert site.driver.look()[1].project.stage != "mining", "nothing has happened yet"
    assert deputy.press(path, seen.form("do"), "do").status == 303
    case = site.driver.look()[1]
    assert case.state == "mining/rework"
    assert {row.code for row in case.duties.values() if row.is_open and row.visit == case.project.visit} == {
        "MIN-P-2"
    }


# Coming back ----------------------------------------------------------------------------------------------------


def test_an_ended_project_comes_back_as_a_linked_one(site: Site) -> None:
    platform, path = site.as_office("PL"), site.path("/reenter")
    assert "不能执行这个操作" in platform.get(path).text
    filer = site.world.standard.member_office(site.world.parties[0]) or ""
    site.driver.complete("MIN-P-1")
    site.driver.act(filer, ends.withdraw, site.number, "示例")
    assert "reenter" in offered(platform.get(site.path()), site)
    early = platform.send(path, "", having="title", title="区域气象大模型（再入库）")
    assert early.status == 409
    assert early.form(having="title").fields["title"] == "区域气象大模型（再入库）"
    assert "起可以再入库" in early.text
    assert "#fact-new_evidence_complete" in early.text
    for name, value in (("new_evidence_complete", True), ("barred_cause", False)):
        site.driver.record(name, value)
    site.driver.day += timedelta(days=93)
    platform = site.as_office("PL")
    form = platform.get(path).form(having="title")
    made = [platform.press(path, form, "") for _ in range(2)]
    assert [page.status for page in made] == [303, 303]
    new, again = (page.response.headers["Location"] for page in made)
    assert new == again, "sent twice, it is one project"
    assert site.number in platform.get(new).text
    assert "再入库自" in platform.get(new).text
    assert new in platform.get(site.path()).text
    assert "再入库为" in platform.get(site.path()).text
    assert status(site) == "withdrawn"


# All of them ----------------------------------------------------------------------------------------------------


def test_every_page_speaks_english_and_refuses_who_may_not(site: Site) -> None:
    site.driver.pass_gate()
    officer = site.as_office("PO")
    officer.client.set_cookie("language", "en")
    for path in (*PATHS.values(), "/dates/EVA-M1"):
        page = officer.get(site.path(path))
        assert page.status == 200, path
        assert "Back to the project" in page.text
    head = site.as_office("DIR")
    for act in offered(head.get(site.path()), site):
        assert head.get(site.path(PATHS[act])).form(having="reason").fields["seen"], act


def test_a_form_from_an_old_page_is_stale_and_keeps_what_was_typed(site: Site) -> None:
    deputy, path = site.as_office("DD"), site.path("/terminate")
    old = deputy.get(path).form("check")
    site.driver.record("firms_with_feedback", 2)
    stale = deputy.press(path, old, "check", cause="market_failure", reason="写了很久的理由")
    assert stale.status == 409
    assert stale.form("check").fields["reason"] == "写了很久的理由"
    assert stale.form("check").fields["cause"] == "market_failure"
    seen = deputy.press(path, stale.form("check"), "check")
    assert seen.status == 200
    site.driver.complete("MIN-P-1")
    late = deputy.press(path, seen.form("do"), "do")
    assert late.status == 409, "it is not what was looked at any more"
    again = deputy.press(path, late.form("check"), "check")
    twice = [deputy.press(path, again.form("do"), "do") for _ in range(2)]
    assert [page.status for page in twice] == [303, 303]
    assert status(site) == "terminated"


def test_going_back_from_what_would_follow_keeps_everything(site: Site) -> None:
    deputy, path = site.as_office("DD"), site.path("/terminate")
    seen = deputy.foresee(path, cause="market_failure", reason="第一行\n第二行")
    assert "项目将结束" in seen.text
    assert "将关闭" in seen.text
    back = deputy.press(path, seen.form("do"), "change")
    assert back.status == 200
    assert back.form("check").fields["reason"].split() == ["第一行", "第二行"]
    assert back.form("check").fields["cause"] == "market_failure"
    assert status(site) == "active"
