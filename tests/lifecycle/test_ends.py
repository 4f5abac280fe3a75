"""Ends outside a gate: withdrawing and terminating, before and after approval."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import GateClosed, Invalid, NotPermitted
from lifecycle.verbs import debts, ends, facts, pauses, rounds
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.scenes import later, refused

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver


def approved(world: World) -> Driver:
    """A project that has passed the gate after which the standard calls it approved."""
    driver = world.started()
    passed = world.standard.facts["approved_before"].origin.of
    while True:
        _, case, _ = driver.look()
        gate = world.standard.gate_of(case.project.stage).code
        driver.pass_gate()
        if gate == passed:
            return driver


def settlement(driver: Driver) -> tuple[Owed, ...]:
    return (Owed("退回未用财政资金", "EL", driver.day + timedelta(days=60)),)


def test_the_party_that_filed_withdraws_before_approval(world: World) -> None:
    driver = world.started()
    filer = next(part for part in world.parties)
    office = world.standard.member_office(filer)
    assert office is not None
    with pytest.raises(NotPermitted):
        driver.act("EL", ends.withdraw, driver.number, "示例：不再转化")
    driver.act(office, ends.withdraw, driver.number, "示例：不再转化")
    _, case, found = driver.look()
    assert case.project.status == "withdrawn"
    assert not [row for row in case.duties.values() if row.is_open]
    assert case.project.next_due is None
    assert found is not None


def test_withdrawing_wants_a_reason(world: World) -> None:
    driver = world.started()
    office = world.standard.member_office(world.parties[0]) or ""
    with pytest.raises(Invalid) as refusal:
        driver.act(office, ends.withdraw, driver.number, "  ")
    assert refusal.value.problem == "missing"


def test_after_approval_only_the_named_office_withdraws_with_consent_and_a_settlement(world: World) -> None:
    driver = approved(world)
    office = world.standard.member_office(world.parties[0]) or ""
    with pytest.raises(NotPermitted):
        driver.act(office, ends.withdraw, driver.number, "示例", settlement(driver))
    with pytest.raises(GateClosed) as barred:
        driver.act("DIR", ends.withdraw, driver.number, "示例")
    assert {blocker.counted_in for blocker in barred.value.blockers} == {
        "settlement_opened",
        "parties_consented",
    }
    driver.act("PO", facts.record, driver.number, "parties_consented", value=True)
    driver.act("DIR", ends.withdraw, driver.number, "示例", settlement(driver))
    _, case, _ = driver.look()
    assert case.project.status == "withdrawn"
    assert [debt.kind for debt in case.debts.values()] == ["settlement"]


def test_terminating_wants_a_listed_cause(world: World) -> None:
    driver = world.started()
    with pytest.raises(Invalid) as refusal:
        driver.act("DD", ends.terminate, driver.number, "bored", "示例")
    assert refusal.value.field == "cause"
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    _, case, _ = driver.look()
    assert (case.project.status, case.project.outcome) == ("terminated", "market_failure")


def test_after_approval_termination_is_one_rank_up_and_opens_a_settlement(world: World) -> None:
    driver = approved(world)
    with pytest.raises(NotPermitted):
        driver.act("DD", ends.terminate, driver.number, "market_failure", "示例", settlement(driver))
    with pytest.raises(GateClosed):
        driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例")
    driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例", settlement(driver))
    _, case, _ = driver.look()
    assert case.project.status == "terminated"


def test_an_open_round_is_ended_by_deciding_it(world: World) -> None:
    driver = world.started()
    driver.clear()
    driver.act("PO", rounds.request_gate, driver.number)
    with pytest.raises(Invalid) as refusal:
        driver.act(world.standard.member_office(world.parties[0]) or "", ends.withdraw, driver.number, "示例")
    assert refusal.value.problem == "decide_the_round"


def test_a_held_project_can_be_terminated_and_its_hold_ends(world: World) -> None:
    driver = world.started()
    pause = Pause(driver.day + timedelta(days=40), "示例", "示例：设备到位", driver.day + timedelta(days=30))
    driver.act("SH", pauses.hold, driver.number, pause)
    driver.act("DD", ends.terminate, driver.number, "funding_failure", "示例")
    _, case, _ = driver.look()
    assert case.open_hold() is None
    assert case.project.status == "terminated"


# Converted outside the district -----------------------------------------------------------------------------------


def concluded(driver: Driver) -> None:
    """The agreement is signed, and no setup in the district is promised."""
    driver.record("agreement_concluded", value=True)
    driver.record("no_local_setup_due", value=True)


def test_a_conversion_outside_the_district_is_closed_and_counted_apart(world: World) -> None:
    driver = approved(world)
    driver.complete("LAN-P-1")
    with pytest.raises(GateClosed) as barred:
        driver.act("DD", ends.close_outbound, driver.number, "示例", settlement(driver))
    assert {each.counted_in for each in barred.value.blockers} == {
        "agreement_concluded",
        "no_local_setup_due",
    }
    concluded(driver)
    with pytest.raises(GateClosed) as barred:
        driver.act("DD", ends.close_outbound, driver.number, "示例")
    assert {each.counted_in for each in barred.value.blockers} == {"settlement_opened"}
    for office in ("SH", "DIR", "PO", "EL"):
        with pytest.raises(NotPermitted):
            driver.act(office, ends.close_outbound, driver.number, "示例", settlement(driver))
    driver.act("DD", ends.close_outbound, driver.number, "示例：在区外实施", settlement(driver))
    standard, case, _ = driver.look()
    assert (case.project.status, case.project.outcome) == ("graduated", "out_of_district")
    assert standard.flow.outcomes["out_of_district"].counts == "apart"
    assert [debt.kind for debt in case.debts.values()] == ["settlement"]
    assert not [row for row in case.duties.values() if row.is_open]
    assert case.project.survey_on is None


def test_before_approval_nothing_is_to_be_settled(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.pass_gate()
    driver.record("transfer_mode", "license")
    concluded(driver)
    driver.act("DIR", ends.close_outbound, driver.number, "示例：在区外实施")
    assert driver.look()[1].project.outcome == "out_of_district"


def test_in_a_round_it_is_an_option_of_the_decision(world: World) -> None:
    driver = approved(world)
    driver.clear()
    driver.record("no_local_setup_due", value=True)
    driver.request()
    refusal = refused(Invalid, driver, "DD", ends.close_outbound, driver.number, "示例", settlement(driver))
    assert refusal.problem == "decide_the_round"
    driver.decide("outbound", owed=settlement(driver))
    _, case, _ = driver.look()
    assert (case.project.status, case.project.outcome) == ("graduated", "out_of_district")
    assert [debt.kind for debt in case.debts.values()] == ["settlement"]


# What is to be settled --------------------------------------------------------------------------------------------


def test_what_is_to_be_settled_has_its_time_by_the_move(world: World) -> None:
    driver = approved(world)
    late = (Owed("清算审计", "EL", later(driver, 61)),)
    refusal = refused(Invalid, driver, "DIR", ends.terminate, driver.number, "market_failure", "示例", late)
    assert (refusal.field, refusal.problem) == ("due", "out_of_range")
    assert refusal.values["to"] == later(driver, 60)
    in_time = (Owed("清算审计", "EL", later(driver, 60), "S1"),)
    driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例", in_time)
    assert [debt.clause for debt in driver.look()[1].debts.values()] == ["S1"]


def test_items_are_those_of_the_move_that_apply(world: World) -> None:
    driver = approved(world)
    money = (Owed("退回未使用的财政资金", "EL", later(driver, 30), "S2"),)
    refusal = refused(Invalid, driver, "DIR", ends.terminate, driver.number, "market_failure", "示例", money)
    assert refusal.field == "clause", "no public money was given"
    driver.record("public_support_wan", 100)
    driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例", money)


def test_the_settlement_goes_on_after_the_end(world: World) -> None:
    driver = approved(world)
    driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例", settlement(driver))
    driver.act("EL", debts.answer, driver.number, 1, "示例：已退回")
    driver.act("SH", debts.settle, driver.number, 1)
    assert driver.look()[1].debts[(1,)].settled_on == driver.day
