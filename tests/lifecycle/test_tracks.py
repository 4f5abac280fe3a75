"""Tracks: a project goes the way that what is known of it calls for, and changes over with what it has done."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.deadlines import months_after
from lifecycle.errors import GateClosed, NotPermitted, Stale
from lifecycle.policy import is_end
from lifecycle.verbs import facts, papers, pauses, rounds
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.system import tick
from lifecycle.verify import verify
from stages.conditions import Value
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import Life, Scene, case_of, events_of, on, refused, rehearsal, sound, to_the_end
from tests.world import World
from web.demonstration.driver import Driver

MONEY, LAND, RIVAL = "public_support_wan", "new_land", "cross_district"
WHY = "示例：情况有变"


def change(driver: Driver, name: str, value: Value) -> None:
    """Record a fact, or correct it where it is known already."""
    driver.record(name, value)


def track(driver: Driver) -> str:
    return case_of(driver).project.track


def confirmed(driver: Driver) -> set[tuple[object, ...]]:
    return {row.key for row in case_of(driver).duties.values() if row.state == "confirmed"}


def open_codes(driver: Driver) -> set[str]:
    return {row.code for row in case_of(driver).latest_duties().values() if row.is_open and row.required}


# Each track from draft to its end -----------------------------------------------------------------------------------


def test_a_project_without_public_money_is_filed_and_ends_at_the_last_gate_of_its_path(world: World) -> None:
    driver = world.register()
    change(driver, MONEY, 0)
    assert track(driver) == "fast"
    driver.submit("PO")
    to_the_end(driver)
    case = case_of(driver)
    assert (case.project.status, case.project.stage, case.project.outcome) == (
        "graduated",
        "landing",
        "filed",
    )
    told = [(row.gate, row.mode, row.basis) for _, row in sorted(case.rounds.items())]
    assert told == [("G1", "decide", ""), ("G2", "deemed", "fast"), ("G3", "filed", ""), ("G4", "close", "")]
    assert list(verify(world.engine)) == []


def test_a_major_project_is_approved_one_rank_higher_and_checked_again_and_again(world: World) -> None:
    driver = world.register()
    change(driver, MONEY, 600)
    driver.submit("PO")
    for _ in range(3):
        driver.pass_gate()
    approved = max(case_of(driver).rounds.values(), key=lambda row: row.visit)
    assert (approved.gate, approved.propose_office, approved.decide_office) == ("G3", "DIR", "GOV")
    first = case_of(driver).latest_milestones()["LAN-M7", 1]
    driver.clear()
    driver.day = first.next_on or driver.day
    with on(driver.day):
        list(tick(world.engine))
    assert "LAN-G-2" in open_codes(driver)
    assert case_of(driver).latest_milestones()["LAN-M7", 2].due > first.due  # type: ignore[operator]
    to_the_end(driver)
    assert case_of(driver).project.outcome == "in_district"
    assert list(verify(world.engine)) == []


def test_another_standard_has_tracks_of_its_own(small_world: World) -> None:
    driver = small_world.register()
    change(driver, "price", 0)
    driver.submit("CU")
    to_the_end(driver)
    case = case_of(driver)
    assert case.project.track == "donated"
    assert [row.mode for _, row in sorted(case.rounds.items())] == ["decide", "deemed", "filed"]
    assert {row.code for row in case.duties.values() if row.state == "confirmed"} == {
        "SUG-L-1",
        "TRI-L-2",
        "ADO-L-1",
    }
    assert list(verify(small_world.engine)) == []


# The ways of passing a gate -----------------------------------------------------------------------------------------


@pytest.fixture
def fast(released: At) -> Driver:
    """A project on the fast track, just submitted."""
    driver = released("draft").driver
    change(driver, MONEY, 0)
    driver.submit("PO")
    return driver


def at_deemed_gate(driver: Driver) -> Driver:
    driver.pass_gate()
    return driver


def test_a_deemed_gate_is_passed_by_asking_once_nothing_bars_it(fast: Driver) -> None:
    driver = at_deemed_gate(fast)
    closed = refused(GateClosed, driver, "PO", rounds.request_gate, driver.number)
    assert [(blocker.clause, blocker.office) for blocker in closed.blockers] == [("G2-C7", "SH")]
    driver.clear()
    driver.act("PO", rounds.request_gate, driver.number)
    case = case_of(driver)
    assert (case.project.stage, case.project.status) == ("approval", "active")
    assert case.rounds[(2, 1)].decided_by is None
    assert events_of(driver)[-1].event == "GateDeemedPassed"
    assert case.latest_milestones()["EVA-M7", 1].done_on == driver.day
    sound(driver)


def test_a_deemed_gate_is_the_officers_to_pass_and_a_stale_page_passes_none(fast: Driver) -> None:
    driver = at_deemed_gate(fast)
    seen = case_of(driver).project.revision
    driver.clear()
    assert refused(NotPermitted, driver, "SH", rounds.request_gate, driver.number).offices == ("PO",)
    refused(Stale, driver, "PO", rounds.request_gate, driver.number, seen=seen)
    assert case_of(driver).project.stage == "evaluation"


def test_a_gate_that_is_filed_asks_nobody(fast: Driver) -> None:
    driver = at_deemed_gate(fast)
    driver.clear()
    driver.request()
    driver.clear()
    driver.request()
    case = case_of(driver)
    assert case.open_round() is not None
    assert [row for row in case.opinions.values() if row.visit == case.project.visit] == []


def test_rewards_are_paid_before_a_filed_project_is_closed(fast: Driver) -> None:
    """A payment that is due only in months bars no ordinary gate; closing for good does not wait for it to be late."""
    driver = at_deemed_gate(fast)
    for _ in range(2):
        driver.clear()
        driver.request()
        if case_of(driver).open_round():
            driver.decide()
    driver.record("conversion_income_received_on", driver.day)
    driver.record("conversion_income_wan", 80)
    _, _, found = driver.look()
    assert ("duty", "LAN-P-4") in {(blocker.kind, blocker.clause) for blocker in found}
    driver.clear()
    driver.request()
    driver.decide()
    assert case_of(driver).project.outcome == "filed"


def test_what_the_closing_move_asks_for_is_a_blocker_of_the_gate_and_said_once(fast: Driver) -> None:
    driver = at_deemed_gate(fast)
    for _ in range(2):
        driver.clear()
        driver.request()
        if case_of(driver).open_round():
            driver.decide()
    _, _, found = driver.look()
    asked = [blocker for blocker in found if blocker.leaf and blocker.leaf.name == "filing_note_complete"]
    assert [(blocker.kind, blocker.clause, blocker.office) for blocker in asked] == [("guard", "T22", "PO")]
    driver.values["filing_note_complete"] = False
    with rehearsal(driver) as tried:
        for blocker in found:
            if blocker not in asked:
                tried._clear_one(blocker)
        while tried.step() is not None and len(tried.look()[2]) > 1:
            pass
        tried.request()
        tried.act("PO", rounds.propose, tried.number, "go", WHY)
        with pytest.raises(GateClosed) as closed:
            tried.decide()
        assert [blocker.leaf.name for blocker in closed.value.blockers if blocker.leaf] == [
            "filing_note_complete"
        ]


# Changing over ------------------------------------------------------------------------------------------------------


def test_what_the_new_track_does_not_ask_is_excused_and_what_was_done_stays_done(released: At) -> None:
    driver = released("mining").driver
    for _ in range(2):
        driver.step()
    driver.complete("MIN-G-5")
    done, before = confirmed(driver), open_codes(driver)
    change(driver, MONEY, 0)
    case = case_of(driver)
    assert confirmed(driver) == done
    assert case.latest_duties()["MIN-I-3", 1].excuse == "track"
    assert case.latest_duties()["MIN-G-5", 1].state == "submitted"  # handed in: it is still judged
    assert open_codes(driver) < before
    sound(driver)


def test_what_is_asked_again_is_open_again_with_its_evidence(released: At) -> None:
    driver = released("mining").driver
    before = open_codes(driver)
    change(driver, MONEY, 0)
    driver.step()
    kept = confirmed(driver)
    change(driver, MONEY, 200)
    assert track(driver) == "standard"
    assert confirmed(driver) == kept
    assert open_codes(driver) == before - {str(key[1]) for key in kept}
    sound(driver)
    to_the_end(driver)
    assert case_of(driver).project.outcome == "in_district"


def test_dates_are_those_of_the_new_track_and_come_back_with_the_old_one(released: At) -> None:
    driver = released("mining").driver
    normal = case_of(driver).latest_milestones()["MIN-M4", 1].due
    change(driver, MONEY, 0)
    shorter = case_of(driver).latest_milestones()["MIN-M4", 1].due
    assert shorter is not None
    assert normal is not None
    assert shorter < normal
    change(driver, MONEY, 1)
    assert case_of(driver).latest_milestones()["MIN-M4", 1].due == normal


def test_a_day_that_a_hold_has_moved_stays_moved_when_the_track_changes(released: At) -> None:
    scene = released("mining")
    driver = scene.driver
    change(driver, MONEY, 0)
    with rehearsal(driver) as unheld:
        change(unheld, MONEY, 1)
        plain = case_of(unheld).latest_milestones()["MIN-M4", 1].due
    held = hold_and_resume(scene, 7)
    change(driver, MONEY, 1)
    moved = case_of(driver).latest_milestones()["MIN-M4", 1].due
    with driver.engine.read() as session:
        assert plain is not None
        assert moved == session.calendar.add_working_days(plain, held)


def hold_and_resume(scene: Scene, working_days: int) -> int:
    driver = scene.driver
    with driver.engine.read() as session:
        until = session.calendar.add_working_days(driver.day, working_days + 3)
        review = session.calendar.add_working_days(driver.day, 1)
    driver.act("SH", pauses.hold, driver.number, Pause(until, WHY, WHY, review))
    driver.wait(working_days)
    driver.record("resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    return working_days


def test_a_report_changes_its_rhythm_and_what_is_open_of_it_is_for_the_running_period(released: At) -> None:
    driver = released("landing").driver
    entered = case_of(driver).visit.entered_on
    for _ in range(3):
        driver.day = case_of(driver).latest_milestones()["LAN-R1", _last(driver)].next_on or driver.day
        with on(driver.day):
            list(tick(driver.engine))
    monthly = _last(driver)
    assert monthly == 4
    change(driver, MONEY, 0)
    row = case_of(driver).latest_milestones()["LAN-R1", monthly]
    assert (row.period, row.due) == (1, _after(driver, months_after(entered, 6), 15))
    assert all(
        each.closed_on or each.done_on for (code, n), each in case_of(driver).latest_milestones().items()
        if code == "LAN-R1" and n < monthly
    )  # fmt: skip
    sound(driver)
    change(driver, MONEY, 1)
    again = case_of(driver).latest_milestones()["LAN-R1", monthly]
    assert again.due is not None
    assert again.due.day == 5
    assert again.due >= driver.day
    sound(driver)


def _last(driver: Driver) -> int:
    return max(n for code, n in case_of(driver).latest_milestones() if code == "LAN-R1")


def _after(driver: Driver, day: date, working_days: int) -> date:
    with driver.engine.read() as session:
        return session.calendar.add_working_days(day, working_days)


def test_the_open_round_goes_to_whoever_the_new_track_names_and_a_proposal_of_others_is_void(
    released: At,
) -> None:
    driver = released("approval/review").driver
    driver.act("DD", rounds.propose, driver.number, "go", WHY)
    change(driver, LAND, value=True)
    row = case_of(driver).open_round()
    assert row is not None
    assert (row.propose_office, row.decide_office, row.proposed_by) == ("DIR", "GOV", None)
    assert refused(NotPermitted, driver, "DD", rounds.propose, driver.number, "go", WHY).offices == ("DIR",)
    driver.decide()
    assert case_of(driver).project.stage == "landing"
    sound(driver)


def test_money_asked_for_after_the_filing_brings_back_what_the_filing_let_pass(fast: Driver) -> None:
    """Otherwise a project could skip the evaluation by asking for nothing, and ask for money once it is filed."""
    driver = fast
    while case_of(driver).project.stage != "landing":
        driver.clear()
        driver.request()
        if case_of(driver).open_round():
            driver.decide()
    kept = confirmed(driver)
    change(driver, MONEY, 300)
    case = case_of(driver)
    behind = {row.code for row in case.latest_duties().values() if row.timing == "backfill" and row.is_open}
    assert {"EVA-G-6", "EVA-P-1", "APR-G-8", "MIN-I-3"} <= behind
    assert not behind & {str(key[1]) for key in kept}
    [debt] = [row for row in case.debts.values() if row.kind == "backfill"]
    assert (debt.clause, debt.owner, debt.settled_on) == ("X4", "PO", None)
    assert debt.due == _after(driver, driver.day, 20)
    assert {case.latest_duties()[code, 1].due for code in behind} == {debt.due}
    assert (
        case.latest_duties()["APR-E-1", 1].doer == "EL"
    )  # nothing was done elsewhere: whoever owes it does it
    closed = refused(GateClosed, driver, "PO", rounds.request_gate, driver.number)
    assert behind <= {blocker.clause for blocker in closed.blockers}
    sound(driver)
    to_the_end(driver)
    assert case_of(driver).debts[(debt.n,)].settled_on is not None
    assert case_of(driver).project.outcome == "in_district"
    sound(driver)


def test_the_track_of_a_project_that_has_ended_does_not_change(fast: Driver) -> None:
    to_the_end(fast)
    before = case_of(fast).project
    kind = fast.look()[0].moves["archive"].docs[0]
    fast.act("PO", papers.file, fast.number, [Evidence(kind, "text", "示例")])
    assert case_of(fast).project.track == before.track == "fast"
    sound(fast)


def test_a_project_in_a_stage_off_the_path_stays_on_its_track(released: At) -> None:
    driver = released("growth").driver
    change(driver, MONEY, 0)
    assert track(driver) == "standard"
    sound(driver)


def test_the_event_that_changes_the_track_says_so(released: At) -> None:
    driver = released("mining").driver
    driver.act("PO", facts.record, driver.number, MONEY, 0)
    event = events_of(driver)[-1]
    assert event.event == "FactRecorded"
    assert '"track":"fast"' in event.body
    driver.act("PO", facts.correct, driver.number, MONEY, None, WHY)
    assert '"track":"standard"' in events_of(driver)[-1].body


# Whatever happens ---------------------------------------------------------------------------------------------------

TURN = st.sampled_from(
    [(MONEY, 0), (MONEY, 200), (MONEY, 600), (LAND, True), (LAND, False), (RIVAL, True), (RIVAL, False)]
)
ACT = st.one_of(TURN, st.integers(1, 6), st.sampled_from(["pass", "wait"]))


@settings(max_examples=12)
@given(acts=st.lists(ACT, min_size=3, max_size=9))
def test_however_often_the_track_changes_nothing_confirmed_is_lost_and_the_way_out_stays_open(
    released_life: Life, tmp_path_factory: pytest.TempPathFactory, acts: list[object]
) -> None:
    database, scene = released_life.at("mining", tmp_path_factory.mktemp("turns"))
    driver = scene.driver
    for act in acts:
        before = confirmed(driver)
        _do(driver, act)
        assert before <= confirmed(driver)
        sound(driver)
    to_the_end(driver, most=9)
    sound(driver)
    database.close()


def _do(driver: Driver, act: object) -> None:
    _, case, _ = driver.look()
    if is_end(case.project.status):
        return
    match act:
        case (str() as name, value):
            change(driver, name, value)
        case int():
            for _ in range(act):
                driver.step()
        case "wait":
            driver.wait(15)
            with on(driver.day):
                list(tick(driver.engine))
        case _:
            driver.clear()
            if case_of(driver).project.status == "active":
                driver.request()
            if case_of(driver).open_round() is not None:
                driver.decide()
