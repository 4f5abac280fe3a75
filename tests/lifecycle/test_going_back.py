"""Going back: a duty opened again, a gate revoked, an objection, and coming back after an end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotPermitted
from lifecycle.verbs import duties, ends, facts, objections, reentry, revocations
from lifecycle.verbs.duties import DutyKey

if TYPE_CHECKING:
    from lifecycle.records.work import DutyRow
    from tests.world import World
    from web.demonstration.driver import Driver


def newest(driver: Driver, code: str) -> DutyRow:
    _, case, _ = driver.look()
    row = case.newest_duty(code, 1)
    assert row is not None
    return row


def clauses(driver: Driver) -> set[str]:
    _, _, found = driver.look()
    return {blocker.clause for blocker in found}


def test_a_reopened_duty_bars_the_gate_again_and_no_other_does(world: World) -> None:
    driver = world.started()
    driver.clear()
    key = DutyKey(driver.number, "MIN-P-1")
    driver.act("PO", duties.reopen, key, "示例：公开情况有误")
    assert newest(driver, "MIN-P-1").state == "changes_requested"
    assert clauses(driver) == {"MIN-P-1"}
    driver.clear()
    assert clauses(driver) == set()


def test_only_a_confirmed_duty_of_the_present_stage_is_reopened_and_only_by_the_officer(world: World) -> None:
    driver = world.started()
    with pytest.raises(Invalid) as refusal:
        driver.act("PO", duties.reopen, DutyKey(driver.number, "MIN-P-1"), "示例")
    assert refusal.value.problem == "not_confirmed_here"
    driver.pass_gate()
    with pytest.raises(Invalid):
        driver.act("PO", duties.reopen, DutyKey(driver.number, "MIN-P-1"), "示例")
    with pytest.raises(NotPermitted):
        driver.act("PL", duties.reopen, DutyKey(driver.number, "MIN-P-1"), "示例")


def test_a_revoked_gate_opens_only_what_was_struck_and_the_way_leads_on(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.clear()
    done_later = {
        row.code for row in driver.look()[1].duties.values() if row.state == "confirmed" and row.visit == 2
    }
    with pytest.raises(GateClosed) as barred:
        driver.act("DD", revocations.revoke, driver.number, ["MIN-P-2"], "示例：权属证明系伪造")
    assert [blocker.counted_in for blocker in barred.value.blockers] == ["void_procedure_found"]
    driver.act("SH", facts.record, driver.number, "void_procedure_found", value=True)
    driver.act("DD", revocations.revoke, driver.number, ["MIN-P-2"], "示例：权属证明系伪造")
    _, case, _ = driver.look()
    assert (case.state, case.project.visit) == ("mining/rework", 3)
    assert {row.code for row in case.duties.values() if row.is_open and row.visit == case.project.visit} == {
        "MIN-P-2"
    }
    driver.pass_gate()
    _, case, _ = driver.look()
    assert case.state == "evaluation/active"
    again = {row.code for row in case.duties.values() if row.visit == case.project.visit and row.required}
    assert not again & done_later
    driver.pass_gate()


def test_revoking_is_one_rank_above_the_decider_and_strikes_what_was_done(world: World) -> None:
    driver = world.started()
    with pytest.raises(NoSuchMove):
        driver.act("DD", revocations.revoke, driver.number, ["MIN-P-2"], "示例")
    driver.pass_gate()
    driver.act("SH", facts.record, driver.number, "void_procedure_found", value=True)
    with pytest.raises(NotPermitted):
        driver.act("SH", revocations.revoke, driver.number, ["MIN-P-2"], "示例")
    with pytest.raises(Invalid) as refusal:
        driver.act("DD", revocations.revoke, driver.number, ["EVA-P-1"], "示例")
    assert refusal.value.values == {"codes": ("EVA-P-1",)}


def test_a_party_objects_to_a_decision_in_its_window_and_one_rank_up_answers(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.act("EL", objections.raise_objection, driver.number, "gate_decision", "示例：未听取企业意见")
    standard, case, _ = driver.look()
    (debt,) = case.debts.values()
    above = standard.one_above(standard.gate_of(case.project.stage).decider)
    assert (debt.owner, debt.bars) == (above, False)
    with pytest.raises(NotPermitted):
        driver.act("PO", objections.reply, driver.number, debt.n, "示例")
    driver.act(debt.owner, objections.reply, driver.number, debt.n, "示例：已补充听取")
    _, case, _ = driver.look()
    assert case.debts[(1,)].settled_on == driver.day


def test_an_open_objection_keeps_the_gate_shut_until_it_is_answered(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.act("EL", objections.raise_objection, driver.number, "gate_decision", "示例")
    assert any(blocker.leaf and blocker.leaf.name == "open_objections" for blocker in driver.look()[2])
    debt = next(iter(driver.look()[1].debts.values()))
    driver.act(debt.owner, objections.reply, driver.number, debt.n, "示例")
    assert not any(blocker.leaf and blocker.leaf.name == "open_objections" for blocker in driver.look()[2])


def test_an_objection_after_its_window_or_about_nothing_is_refused(world: World) -> None:
    driver = world.started()
    with pytest.raises(Invalid) as nothing:
        driver.act("EL", objections.raise_objection, driver.number, "gate_decision", "示例")
    assert nothing.value.problem == "nothing_to_object"
    driver.pass_gate()
    driver.wait(6)
    with pytest.raises(Invalid) as late:
        driver.act("EL", objections.raise_objection, driver.number, "gate_decision", "示例")
    assert late.value.problem == "window_closed"


def test_a_withdrawn_project_comes_back_as_a_linked_draft_after_its_waiting_time(world: World) -> None:
    driver = world.started()
    filer = world.standard.member_office(world.parties[0]) or ""
    driver.complete("MIN-P-1")
    driver.act(filer, ends.withdraw, driver.number, "示例")
    old = driver.look()[1].project
    for name, value in (("new_evidence_complete", True), ("barred_cause", False)):
        driver.record(name, value)
    with pytest.raises(GateClosed) as barred:
        driver.act("PL", reentry.reenter, driver.number, "示例：再入库")
    assert [blocker.counted_in for blocker in barred.value.blockers] == ["waiting_months_passed"]
    driver.day += timedelta(days=93)
    receipt = driver.act("PL", reentry.reenter, driver.number, "示例：再入库")
    assert driver.look()[1].project.status == "withdrawn"
    driver.number = receipt.number
    _, case, _ = driver.look()
    assert (case.project.parent, case.project.status) == (old.id, "draft")
    assert len(case.participations) == len(world.parties)


def test_a_running_project_does_not_reenter(world: World) -> None:
    driver = world.started()
    with pytest.raises(NoSuchMove):
        driver.act("PL", reentry.reenter, driver.number, "示例")
