"""What is open again has its days again: after a revoked decision, a duty opened anew, a stage entered once more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle.dating import take_back_days
from lifecycle.errors import GateClosed
from lifecycle.facts import event_days, recorded
from lifecycle.milestones import reopen, settle
from lifecycle.policy import SYSTEM
from lifecycle.records import journal
from lifecycle.records.work import FactRow
from lifecycle.reopening import open_again
from lifecycle.store import begin
from lifecycle.verbs import facts, revocations
from lifecycle.verbs.revocations import done_there
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.scenes import later, on, rehearsal, sound

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifecycle.records.work import MilestoneRow
    from lifecycle.store import Entry
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


def due_of(driver: Driver, code: str, occurrence: int = 1) -> date | None:
    return driver.known()[1].latest_milestones()[code, occurrence].due


def told(driver: Driver) -> list[tuple[str, str]]:
    """Who is asked to record what anew."""
    news = journal.outbox.c
    with driver.engine.read() as session:
        rows = session.tx.execute(select(news.audience, news.subject).where(news.code == "day_taken_back"))
        return [(row.audience, row.subject) for row in rows]


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


def opened_again(driver: Driver, by: Callable[[Entry, list[str]], None], code: str) -> None:
    """A duty, within the stay or from an earlier stage."""
    with on(driver.day), driver.engine.write() as session:
        entry = begin(session, SYSTEM, driver.known()[1].project)
        by(entry, [code])
        settle(entry)
        entry.close("DutyReopened", code)


def test_a_day_counts_no_longer_once_what_showed_it_was_struck_and_is_what_it_was_when_recorded_again(
    world: World,
) -> None:
    driver = world.started()
    granted = driver.day - timedelta(days=100)
    driver.act("PL", facts.record, driver.number, "ip_grant_or_filing_on", granted)
    due = due_of(driver, "MIN-M5")
    assert due is not None
    while driver.known()[1].newest_duty("MIN-P-3", 1).state != "confirmed":
        assert driver.step() is not None
    with rehearsal(driver) as other:
        opened_again(other, reopen, "MIN-P-2")
        assert due_of(other, "MIN-M5") == due
    opened_again(driver, reopen, "MIN-P-3")
    assert due_of(driver, "MIN-M5") is None
    assert told(driver) == [("PL", "ip_grant_or_filing_on")]
    driver.act("PL", facts.record, driver.number, "ip_grant_or_filing_on", granted)
    assert due_of(driver, "MIN-M5") == due
    sound(driver)


@pytest.fixture
def published(world: World) -> Driver:
    """Approved, by agreement, the price made public for its days, long ago."""
    driver = world.started()
    driver.values |= {"price_route": "agreement", "public_holder": True, "transfer_mode": "assign"}
    driver.record("public_holder", value=True)
    driver.pass_gate()
    driver.pass_gate()
    driver.record("price_route", "agreement")
    driver.record("transfer_mode", "assign")
    driver.pass_gate()
    driver.wait(LONG)
    return driver


def test_a_publicity_that_was_struck_does_not_run_until_it_is_begun_again(published: Driver) -> None:
    driver = published
    with rehearsal(driver) as other:
        revoke(other, "APR-P-1")
        assert "publicity_started_on" in recorded(*other.known())
        assert told(other) == []
    with rehearsal(driver) as carried:
        opened_again(carried, open_again, "APR-P-2")
        assert due_of(carried, "APR-M3", 2) is None
        sound(carried)
    revoke(driver, "APR-P-2")
    _, case = driver.known()
    row = case.latest_milestones()["APR-M3", 1]
    assert (row.visit, row.due, row.done_on) == (case.project.visit, None, None)
    assert case.newest_duty("APR-P-2", 1).waits_for == "publicity_start"
    assert told(driver) == [("PL", "publicity_started_on")]
    driver.act("PL", facts.record, driver.number, "publicity_started_on", driver.day)
    assert due_of(driver, "APR-M3") == driver.day + timedelta(days=15)
    with pytest.raises(GateClosed):
        driver.request()
    driver.clear()
    driver.request()
    assert driver.day > row.opened_on + timedelta(days=15)
    sound(driver)


def test_a_day_of_which_each_is_owed_something_stays(released: At) -> None:
    """A payment that was due was due; it was not struck with another."""
    driver = released("landing").driver
    driver.record("payable_milestone_confirmed_on", driver.day)
    days = event_days(*driver.known(), "payable_milestone_confirmed")
    opened_again(driver, take_back_days, "LAN-G-3")
    assert event_days(*driver.known(), "payable_milestone_confirmed") == days == (driver.day,)


def test_a_day_of_a_stage_is_one_of_that_stay_alone(released: At) -> None:
    """As another standard may say of its dates."""
    standard, case = released("mining").driver.known()
    fact = standard.facts["ip_grant_or_filing_on"]
    row = FactRow(
        project=1,
        name=fact.name,
        seq=9,
        visit=1,
        value='"2026-01-05"',
        recorded_by=1,
        recorded_on=date(2026, 1, 5),
    )
    case.rows("fact")[fact.name, 9] = row
    here = standard.model_copy(
        update={"facts": standard.facts | {fact.name: fact.model_copy(update={"per": "stage"})}}
    )
    assert event_days(here, case, "ip_grant_or_filing", 1) == (date(2026, 1, 5),)
    assert event_days(here, case, "ip_grant_or_filing", 2) == ()
    assert event_days(standard, case, "ip_grant_or_filing", 2) == (date(2026, 1, 5),)
