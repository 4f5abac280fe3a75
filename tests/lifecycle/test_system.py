"""What the system does by itself when a day has come: once, however often and by how many it is asked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from lifecycle.store import Receipt
from lifecycle.verbs import debts, decisions, duties, facts, pauses, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from lifecycle.verbs.system import tick
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import Scene, case_of, disagreements, events_of, later, on
from tests.world import World
from web.demonstration.driver import Driver


def ticked(driver: Driver) -> list[Receipt]:
    with on(driver.day):
        return list(tick(driver.engine))


def periods(driver: Driver, code: str) -> list[int]:
    return sorted(occurrence for each, occurrence in case_of(driver).latest_milestones() if each == code)


def names(driver: Driver) -> list[str]:
    return [event.event for event in events_of(driver)]


# Periods --------------------------------------------------------------------------------------------------------


def in_trial(world: World) -> Driver:
    driver = world.started()
    driver.pass_gate()
    return driver


def test_the_next_period_opens_when_the_last_has_ended_and_only_once(small_world: World) -> None:
    driver = in_trial(small_world)
    assert driver.day == date(2026, 1, 5)
    driver.day = date(2026, 2, 5)  # the period ends on this day
    assert ticked(driver) == []
    driver.day = date(2026, 2, 6)
    assert [receipt.number for receipt in ticked(driver)] == [driver.number]
    assert ticked(driver) == []
    assert periods(driver, "TRI-R1") == [1, 2]
    assert names(driver)[-1] == "PeriodOpened"
    assert events_of(driver)[-1].actor == 0
    assert ("TRI-L-1", 2) in case_of(driver).latest_duties()


def test_periods_that_were_missed_are_all_opened_at_once(small: At) -> None:
    driver = small("trial").driver
    driver.day = date(2026, 5, 20)
    assert len(ticked(driver)) == 1
    assert periods(driver, "TRI-R1") == [1, 2, 3, 4, 5]
    assert ticked(driver) == []
    ends = [case_of(driver).latest_milestones()["TRI-R1", n].next_on for n in (1, 2, 3, 4, 5)]
    assert ends[:4] == [None] * 4
    assert ends[4] == date(2026, 6, 8)


def test_every_period_that_has_ended_is_owed_at_the_gate(small: At) -> None:
    driver = small("trial").driver
    driver.day = date(2026, 4, 20)
    ticked(driver)
    owed = [each.target[2] for each in driver.look()[2] if each.clause == "TRI-L-1" and each.target]
    assert owed == [1, 2, 3]
    for occurrence in owed:
        evidence = [duties.Evidence("loan_count", "number", "7")]
        driver.act("CU", duties.complete, DutyKey(driver.number, "TRI-L-1", occurrence), evidence)
        driver.act("HL", duties.confirm, DutyKey(driver.number, "TRI-L-1", occurrence))
    assert "TRI-L-1" not in {each.clause for each in driver.look()[2]}


def test_several_milestones_and_projects_are_served_in_one_go(small: At) -> None:
    scene = small("trial")
    other = in_trial(scene.world)
    scene.driver.day = other.day = date(2026, 3, 1)
    assert [receipt.number for receipt in ticked(scene.driver)] == [scene.driver.number, other.number]
    assert periods(scene.driver, "TRI-R1") == periods(other, "TRI-R1") == [1, 2]


def test_nothing_repeats_for_a_project_that_has_left_the_stage_or_ended(small: At) -> None:
    for place in ("adoption", "end"):
        driver = small(place).driver
        driver.day += timedelta(days=400)
        assert ticked(driver) == []


def test_a_held_project_opens_no_period_and_catches_up_afterwards(released: At) -> None:
    driver = released("landing").driver
    before = periods(driver, "LAN-R1")
    driver.act("SH", pauses.hold, driver.number, Pause(later(driver, 60), "等待", "条件", later(driver, 5)))
    driver.wait(50)
    assert ticked(driver) == []
    driver.act("SH", facts.record, driver.number, "resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    ticked(driver)
    assert len(periods(driver, "LAN-R1")) > len(before)


# Rework and holds that expire -------------------------------------------------------------------------------------


def in_rework(driver: Driver) -> date:
    """Recycled with five working days; the last of them."""
    until = later(driver, 5)
    driver.act("PO", rounds.propose, driver.number, "recycle", "补正")
    decision = Decision("recycle", "补正", owed=(Owed("证明过期", "PL", later(driver, 2)),), until=until)
    driver.act("SH", decisions.decide, driver.number, decision)
    return until


def test_a_rework_that_expired_comes_back_to_be_decided(released: At) -> None:
    driver = released("mining/review").driver
    until = in_rework(driver)
    driver.day = until
    assert ticked(driver) == []
    driver.day = until + timedelta(days=1)
    assert len(ticked(driver)) == 1
    assert ticked(driver) == []
    case = case_of(driver)
    row = case.open_round()
    assert case.state == "mining/gate_review"
    assert row is not None
    assert (row.n, row.requested_by, names(driver)[-1]) == (2, 0, "ReworkExpired")
    assert case.latest_milestones()["G1", 2].due == later(driver, 10)
    driver.decide("stop", "逾期未补正")
    assert case_of(driver).project.status == "rejected"


def test_an_expired_rework_does_not_answer_its_defects(released: At) -> None:
    driver = released("mining/review").driver
    driver.day = in_rework(driver) + timedelta(days=1)
    ticked(driver)
    assert [each.kind for each in driver.look()[2]] == ["debt"]
    with pytest.raises(Exception, match="barred"):
        driver.decide()


def test_a_rework_that_came_back_in_time_does_not_expire(released: At) -> None:
    driver = released("mining/review").driver
    until = in_rework(driver)
    driver.act("PL", debts.answer, driver.number, 1, "已补")
    driver.act("PO", rounds.resubmit, driver.number)
    driver.day = until + timedelta(days=30)
    assert ticked(driver) == []


def test_a_hold_that_expired_is_noted_once_and_goes_on_until_somebody_resumes_it(released: At) -> None:
    driver = released("mining").driver
    limit = later(driver, 5)
    driver.act("SH", pauses.hold, driver.number, Pause(limit, "等待", "条件", limit))
    driver.day = limit
    assert ticked(driver) == []
    driver.day = limit + timedelta(days=1)
    assert len(ticked(driver)) == 1
    assert ticked(driver) == []
    case = case_of(driver)
    assert (case.state, case.project.previous, names(driver)[-1]) == (
        "mining/on_hold",
        "active",
        "HoldExpired",
    )
    driver.act("SH", facts.record, driver.number, "resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    assert case_of(driver).state == "mining/active"


def test_a_standard_without_the_move_leaves_an_expired_rework_to_its_people(small: At) -> None:
    driver = small("suggestion/review").driver
    until = later(driver, 5)
    driver.act("CU", rounds.propose, driver.number, "recycle", "补正")
    decision = Decision("recycle", "补正", owed=(Owed("缺页数", "RD", until),), until=until)
    driver.act("HL", decisions.decide, driver.number, decision)
    driver.day = until + timedelta(days=1)
    assert ticked(driver) == []
    assert case_of(driver).state == "suggestion/rework"


# Several at once ------------------------------------------------------------------------------------------------


def ticked_at_once(driver: Driver, parties: int) -> list[list[Receipt]]:
    start = threading.Barrier(parties)

    def go(_: int) -> list[Receipt]:
        start.wait()
        return ticked(driver)

    with ThreadPoolExecutor(parties) as pool:
        return list(pool.map(go, range(parties)))


def test_two_ticks_at_once_do_everything_once(small_world: World) -> None:
    drivers = [in_trial(small_world) for _ in range(3)]
    for driver in drivers:
        driver.day = date(2026, 3, 20)
    done = ticked_at_once(drivers[0], 4)
    assert sorted(receipt.number for each in done for receipt in each) == [
        driver.number for driver in drivers
    ]
    for driver in drivers:
        assert names(driver).count("PeriodOpened") == 1
        assert periods(driver, "TRI-R1") == [1, 2, 3]
        with driver.engine.read() as session:
            assert disagreements(session, driver.number) == []


def test_two_ticks_at_once_expire_a_rework_once(world: World) -> None:
    driver = world.started()
    driver.clear()
    driver.request()
    driver.day = in_rework(driver) + timedelta(days=1)
    done = ticked_at_once(driver, 4)
    assert sum(map(len, done)) == 1
    assert names(driver).count("ReworkExpired") == 1


def test_a_receipt_is_handed_out_only_for_what_is_committed(small: At) -> None:
    """Whoever stops listening after the first receipt has still had it done."""
    driver = small("trial").driver
    driver.day = date(2026, 3, 1)
    with on(driver.day):
        next(iter(tick(driver.engine)))
    assert periods(driver, "TRI-R1") == [1, 2]


def test_a_person_does_what_the_system_has_opened(small: At) -> None:
    scene: Scene = small("trial")
    driver = scene.driver
    driver.day = date(2026, 2, 6)
    ticked(driver)
    evidence = [duties.Evidence("loan_count", "number", "3")]
    driver.act("CU", duties.complete, DutyKey(driver.number, "TRI-L-1", 2), evidence)
    assert case_of(driver).latest_duties()["TRI-L-1", 2].state == "submitted"
