"""What is open again has its days again: after a revoked decision, a duty opened anew, a stage entered once more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.verbs import facts, revocations
from lifecycle.verbs.revocations import done_there
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.scenes import later, rehearsal, sound

if TYPE_CHECKING:
    from lifecycle.records.work import MilestoneRow
    from tests.lifecycle.conftest import At
    from tests.world import World
    from web.demonstration.driver import Driver

LONG = 60
"""Working days after which everything that counted from before would be late."""


def open_in_stay(driver: Driver) -> list[MilestoneRow]:
    """What of the present stay is not over, leaving out what a law dates."""
    _, case = driver.known()
    return [
        row
        for row in case.milestones.values()
        if row.visit == case.project.visit and row.applies and not row.statutory
        if row.done_on is None and row.closed_on is None
    ]


def overdue(driver: Driver) -> set[str]:
    return {row.code for row in open_in_stay(driver) if row.due is not None and row.due < driver.day}


def revoke(driver: Driver, *struck: str) -> None:
    standard, case = driver.known()
    earlier = standard.previous_stage(case.project.stage)
    assert earlier is not None
    driver.record("void_procedure_found", value=True)
    (above,) = revocations.revokers(standard, earlier)
    driver.act(above, revocations.revoke, driver.number, struck, "示例：程序无效")


@pytest.mark.parametrize("stage", ["evaluation", "approval", "landing", "growth"])
def test_nothing_is_late_on_the_day_a_decision_is_revoked(released: At, stage: str) -> None:
    """Whatever is struck, each alone, and long after the stay that it is of."""
    driver = released(stage).driver
    driver.wait(LONG)
    standard, case = driver.known()
    earlier = standard.previous_stage(stage)
    assert earlier is not None
    for code in done_there(case, earlier):
        with rehearsal(driver) as tried:
            revoke(tried, code)
            assert open_in_stay(tried), code
            assert overdue(tried) == set(), code


def test_the_gate_has_its_days_from_when_what_was_struck_is_done_anew(released: At) -> None:
    """In a first stay it has them from a window; neither that nor what the window counts from was opened again."""
    driver = released("approval").driver
    driver.wait(LONG)
    revoke(driver, "EVA-G-1")
    assert driver.known()[1].latest_milestones()["EVA-M7", 1].due is None
    driver.wait(3)
    driver.clear()
    rows = driver.known()[1].latest_milestones()
    assert rows["EVA-M1", 1].done_on == driver.day
    assert rows["EVA-M7", 1].due == later(driver, 5)


def test_what_was_struck_waits_for_what_was_struck_before_it(released: At) -> None:
    driver = released("approval").driver
    driver.wait(LONG)
    standard, case = driver.known()
    of = {standard.duties[code].milestone: code for code in done_there(case, "evaluation")}
    revoke(driver, of["EVA-M2"], of["EVA-M5"])
    row = driver.known()[1].newest_duty(of["EVA-M5"], 1)
    assert row is not None
    assert row.waits_for == "EVA-M2"


def test_a_stage_that_is_entered_once_more_counts_from_then(released: At) -> None:
    driver = released("evaluation").driver
    while driver.known()[1].latest_milestones()["EVA-M3", 1].done_on is None:
        assert driver.step() is not None
    revoke(driver, "MIN-P-2")
    driver.wait(LONG)
    driver.pass_gate()
    _, case = driver.known()
    assert case.state == "evaluation/active"
    assert case.latest_milestones()["EVA-M3", 1].done_on is not None
    assert case.latest_milestones()["EVA-M5", 1].due == later(driver, 8)
    assert overdue(driver) == set()


def test_what_a_decision_opens_again_has_its_days_from_then(released: At) -> None:
    """Recycled into a proof of concept long after what it counts from was done."""
    driver = released("evaluation/review").driver
    driver.wait(LONG)
    option = driver.known()[0].gate_of("evaluation").option("recycle")
    owed, until = Owed("概念验证", "PL", later(driver, 50)), later(driver, 100)
    driver.decide("recycle", owed=(owed,), until=until)
    rows = driver.known()[1].latest_milestones()
    assert "EVA-P-5" in option.redo
    assert rows["EVA-M4", 2].due == later(driver, 120)
    assert overdue(driver) <= {"EVA-M7"}


def test_what_a_law_dates_is_not_moved_by_opening_it_again(world: World) -> None:
    """Months after a day on which something happened stay that, whatever is revoked."""
    driver = world.started()
    driver.act("PL", facts.record, driver.number, "ip_grant_or_filing_on", driver.day - timedelta(days=100))
    due = driver.known()[1].latest_milestones()["MIN-M5", 1].due
    driver.pass_gate()
    driver.wait(LONG)
    revoke(driver, "MIN-P-3")
    rows = driver.known()[1].latest_milestones()
    assert rows["MIN-M5", 1].due == due
    sound(driver)
