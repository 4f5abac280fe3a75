"""Proposing, hearing, deciding: with a look at what follows, and a record afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import rounds
from lifecycle.verbs.rounds import Owed
from stages.conditions import names

if TYPE_CHECKING:
    from tests.web.project.site import Form, Page, Site, Somebody


def propose(site: Site, option: str = "go") -> None:
    sent = site.as_office("PO").send(
        site.path("/propose"), "", having="reason", option=option, reason="材料齐备"
    )
    assert sent.status == 303


def reasons(form: Form, text: str = "不影响推进") -> dict[str, str]:
    return {name: text for name in form.fields if name.startswith("reason-")}


def check(site: Site, who: Somebody, option: str = "go", **fields: str) -> Page:
    """The page before the decision."""
    path = site.path(f"/decide?option={option}")
    form = who.get(path).form("check")
    return who.press(path, form, "check", fields=reasons(form) | fields)


def status(site: Site) -> str:
    return site.driver.look()[1].project.status


def test_a_gate_is_passed_by_proposal_opinion_and_decision(in_review: Site) -> None:
    site = in_review
    propose(site)
    heard = site.as_office("PL").send(site.path("/consult"), "", having="opinion", opinion="无不同意见")
    assert heard.status == 303
    head = site.as_office("SH")
    seen = check(site, head)
    assert seen.status == 200
    assert "项目将进入：项目评估" in seen.text
    assert "将开启" in seen.text
    assert status(site) == "gate_review", "a preview decides nothing"
    done = head.press(site.path("/decide"), seen.form("confirm"), "confirm")
    assert done.status == 303
    record = head.get(done.response.headers["Location"])
    assert "无不同意见" in record.text
    assert "校验码" in record.text
    assert site.driver.look()[1].project.stage == "evaluation"


def test_a_preview_leaves_no_trace(in_review: Site) -> None:
    propose(in_review)
    before = in_review.driver.look()[1].project
    check(in_review, in_review.as_office("SH"))
    assert in_review.driver.look()[1].project == before


def test_missing_reasons_are_said_at_their_fields(in_review: Site) -> None:
    propose(in_review)
    head, path = in_review.as_office("SH"), in_review.path("/decide?option=go")
    form = head.get(path).form("check")
    asked = list(reasons(form))
    assert asked
    page = head.press(path, form, "check", fields={"reason": "同意", asked[0]: "已说明"})
    assert page.status == 400
    assert f'href="#{asked[0]}"' not in page.text
    for name in asked[1:]:
        assert f'href="#{name}"' in page.text
    assert page.form("check").fields["reason"] == "同意"
    assert page.form("check").fields[asked[0]] == "已说明"


def test_a_recycle_lists_defects_that_are_answered_and_settled(in_review: Site) -> None:
    site = in_review
    propose(site, "recycle")
    head = site.as_office("SH")
    row = {
        "what-0": "补检测数据",
        "owner-0": "PL",
        "due-0": "２０２６年１月１２日",
        "until": "2026/1/20",
        "reason": "缺数据",
    }
    seen = check(site, head, "recycle", **row)
    assert seen.status == 200, seen.text
    assert "补检测数据" in seen.text
    assert head.press(site.path("/decide"), seen.form("confirm"), "confirm").status == 303
    assert status(site) == "rework"
    platform = site.as_office("PL")
    assert "补检测数据" in platform.get(site.path()).text
    assert platform.send(site.path("/debts/1"), "answer", fields={"answer-answer": "已补"}).status == 303
    assert head.send(site.path("/debts/1"), "settle").status == 303
    assert site.as_office("PO").send(site.path("/resubmit"), "", having="seen").status == 303
    assert status(site) == "gate_review"


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"what-0": "补数据", "owner-0": "", "due-0": "2026-01-12"}, "owner-0"),
        ({"what-0": "补数据", "owner-0": "PL", "due-0": "某天"}, "due-0"),
        ({"what-1": "补数据", "owner-1": "PL", "due-1": "2025-01-12"}, "due-1"),
        ({"what-0": "补数据", "owner-0": "NOBODY", "due-0": "2026-01-12"}, "owner-0"),
        ({"what-2": "字" * 301, "owner-2": "PL", "due-2": "2026-01-12"}, "what-2"),
        ({"what-0": "补数据", "owner-0": "PL", "due-0": "2026-01-12", "until": "2099-01-01"}, "until"),
        ({"what-0": "补数据", "owner-0": "PL", "due-0": "2026-01-12", "until": ""}, "until"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_there_and_nothing_is_lost(
    in_review: Site, row: dict[str, str], wrong: str
) -> None:
    propose(in_review, "recycle")
    fields = {"until": "2026-01-20", "reason": "写了很久的理由"} | row
    page = check(in_review, in_review.as_office("SH"), "recycle", **fields)
    assert page.status == 400
    assert f'href="#{wrong}"' in page.text, page.text[:6000]
    kept = page.form("check").fields
    assert {name: kept.get(name) for name in ("reason", *(n for n in row if not n.startswith("owner")))} == {
        "reason": "写了很久的理由", **{n: v for n, v in row.items() if not n.startswith("owner")}
    }  # fmt: skip


def test_more_rows_keep_what_was_typed(in_review: Site) -> None:
    propose(in_review, "recycle")
    head, path = in_review.as_office("SH"), in_review.path("/decide?option=recycle")
    form = head.get(path).form("more")
    page = head.press(path, form, "more", fields={"what-2": "第三项"})
    grown = page.form("more")
    assert "what-5" in grown.fields
    assert grown.fields["what-2"] == "第三项"


def test_changing_something_goes_back_to_the_form_with_everything(in_review: Site) -> None:
    propose(in_review)
    head = in_review.as_office("SH")
    seen = check(in_review, head, reason="同意推进")
    back = head.press(in_review.path("/decide"), seen.form("confirm"), "change")
    assert back.form("check").fields["reason"] == "同意推进"


def test_of_two_deciders_the_second_is_told_what_changed(in_review: Site) -> None:
    site = in_review
    propose(site)
    first, second = site.as_office("SH"), site.as_office("SH")
    seen, late = check(site, first), check(site, second)
    assert first.press(site.path("/decide"), seen.form("confirm"), "confirm").status == 303
    answer = second.press(site.path("/decide"), late.form("confirm"), "confirm")
    assert answer.status in (404, 409)
    assert len([row for row in site.driver.look()[1].rounds.values() if row.option]) == 1


def test_a_proposal_replaced_meanwhile_makes_the_decision_stale(in_review: Site) -> None:
    site = in_review
    propose(site)
    head = site.as_office("SH")
    seen = check(site, head, reason="同意推进")
    site.driver.act("PO", rounds.propose, site.number, "stop", "发现重大问题")
    stale = head.press(site.path("/decide"), seen.form("confirm"), "confirm")
    assert stale.status == 409
    assert "发现重大问题" in stale.text
    assert stale.form("check").fields["reason"] == "同意推进"
    assert status(site) == "gate_review"


def test_the_decision_sent_twice_is_made_once(in_review: Site) -> None:
    site = in_review
    propose(site)
    head = site.as_office("SH")
    form = check(site, head).form("confirm")
    first = head.press(site.path("/decide"), form, "confirm")
    assert first.status == 303
    again = head.press(site.path("/decide"), form, "confirm")
    assert again.status in (303, 404)
    assert site.driver.look()[1].project.visit == 2


def test_who_proposed_is_not_offered_to_decide_and_others_are_told_who_does(in_review: Site) -> None:
    propose(in_review)
    for office in ("PO", "PL", "DIR"):
        page = in_review.as_office(office).get(in_review.path("/decide"))
        assert 'value="check"' not in page.text, office
        assert "示例sh" in page.text


def test_a_decider_is_told_what_is_missing_and_not_to_look_on(in_review: Site) -> None:
    text = in_review.as_office("SH").get(in_review.path("/decide")).text
    assert "还没有提出建议，不能决定" in text
    assert "您可以查看" not in text


def test_holding_a_running_project_and_resuming_it(site: Site) -> None:
    head = site.as_office("SH")
    wrong = head.send(
        site.path("/hold"),
        "",
        having="until",
        until="2030-01-01",
        reason="等审批",
        condition="批复",
        review_on="2026-01-20",
    )
    assert wrong.status == 400
    assert wrong.form(having="until").fields["condition"] == "批复"
    held = head.press(site.path("/hold"), wrong.form(having="until"), "", until="2026-02-27")
    assert held.status == 303, held.text
    assert "暂停中" in head.get(site.path()).text
    page = head.get(site.path("/resume"))
    assert head.press(site.path("/resume"), page.form(having="seen"), "").status == 409
    fact = next(iter(names_of_resume(site)))
    assert f"fact-{fact}" in page.text
    site.driver.record(fact, value=True)
    assert head.send(site.path("/resume"), "", having="seen").status == 303
    assert status(site) == "active"


def names_of_resume(site: Site) -> frozenset[str]:
    return names(site.world.standard.moves["resume"].guard)


def test_a_condition_that_is_late_is_named_as_the_reason_of_the_light_and_lit_in_the_register(
    site: Site,
) -> None:
    driver = site.driver
    driver.clear()
    driver.request()
    with driver.engine.read() as session:
        due = session.calendar.add_working_days(driver.day, 2)
    driver.decide("go", owed=(Owed("示例：补交承诺书", "PL", due),))
    driver.wait(8)
    page = site.as_office("PO").get(site.path())
    assert page.status == 200
    assert "附带条件 超 6 个工作日" in page.text
    listed = site.as_office("PO").get("/projects?light=red")
    assert listed.status == 200
    assert site.number in listed.text
