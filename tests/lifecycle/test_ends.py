"""Ends outside a gate: withdrawing and terminating, before and after approval."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import GateClosed, Invalid, NotPermitted
from lifecycle.verbs import ends, facts, pauses, rounds
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed

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
