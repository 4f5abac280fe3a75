"""What is filled in for stages that were skipped: by evidence that shows as much, or excused where that may be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lifecycle.errors import GateClosed, Invalid, NotFound, NotPermitted
from lifecycle.lights import Light, Thresholds, colour, milestone_light
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import DutyRow
from lifecycle.verbs import debts, duties, pauses, register, revocations, rounds
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import KNOWN, Evidence
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.system import tick
from stages.conditions import Value
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import (
    Scene,
    appoint,
    by_person,
    case_of,
    later,
    on,
    refused,
    rehearsal,
    sound,
    to_the_end,
)
from tests.world import World
from web.demonstration.driver import Driver

WHY = "示例：已由区外机构完成"
ANY = Evidence("minutes", "text", "示例材料（虚构）：以往的会议记录")


def entered(scene: Scene, entry: str = "E2", **known: Value) -> Driver:
    """A project that entered later, with the skipped stages to be filled in."""
    driver = scene.world.register(entry=entry)
    for name, value in known.items():
        driver.record(name, value)
    driver.submit("PO")
    return driver


def owed(driver: Driver) -> dict[str, DutyRow]:
    """The open duties that are filled in."""
    rows = case_of(driver).latest_duties().values()
    return {row.code: row for row in rows if row.timing == "backfill" and row.is_open}


def debt(driver: Driver) -> DebtRow:
    [row] = [row for row in case_of(driver).debts.values() if row.kind == "backfill"]
    return row


def light(driver: Driver) -> Light:
    project = case_of(driver).project
    return colour(project.yellow_on, project.red_on, driver.day)


def fill_in(driver: Driver, code: str) -> None:
    driver.act("PO", duties.complete, DutyKey(driver.number, code), [ANY])
    driver.act("SH", duties.confirm, DutyKey(driver.number, code))


def fill_in_all(driver: Driver) -> None:
    for code in owed(driver):
        fill_in(driver, code)


# What is owed -----------------------------------------------------------------------------------------------------


def test_each_required_duty_that_applies_is_owed_by_the_officer_within_the_time_of_the_standard(
    world: World,
) -> None:
    driver = world.register(entry="E2")
    driver.submit("PO")
    standard, case, _ = driver.look()
    wanted = {
        duty.code
        for duty in standard.duties_of("mining")
        if duty.required and duty.applies_if is None and not standard.milestones[duty.milestone].due.repeats
    }
    rows = owed(driver)
    assert set(rows) == wanted
    assert {(row.doer, row.visit, row.milestone) for row in rows.values()} == {("PO", 1, "X4")}
    due = later(driver, 20)
    assert {row.due for row in rows.values()} == {due}
    assert (debt(driver).clause, debt(driver).owner, debt(driver).due) == ("X4", "PO", due)
    [milestone] = [row for row in case.milestones.values() if row.code == "X4"]
    assert (milestone.due, milestone.statutory, milestone.blocking) == (due, False, True)
    sound(driver)


def test_whoever_does_it_brings_any_evidence_that_shows_as_much(released: At) -> None:
    driver = entered(released("draft"))
    driver.act("PO", duties.complete, DutyKey(driver.number, "MIN-G-2"), [ANY])
    row = case_of(driver).duties[(1, "MIN-G-2", 1)]
    assert (row.state, row.doer, row.confirmer) == ("submitted", "PO", "SH")
    nothing = refused(Invalid, driver, "PO", duties.complete, DutyKey(driver.number, "MIN-P-2"))
    assert nothing.problem == "evidence_missing"


def test_what_the_project_has_already_is_brought_forward_as_evidence(released: At) -> None:
    driver = entered(released("draft"))
    [proof] = [row for row in case_of(driver).documents.values() if row.kind == "ownership_proof"]
    key = DutyKey(driver.number, "MIN-P-2")
    driver.act("PO", duties.complete, key, [Evidence("", KNOWN, str(proof.n))])
    case = case_of(driver)
    [copy] = case.documents_of(case.duties[(1, "MIN-P-2", 1)])
    assert (copy.kind, copy.form, copy.value) == (proof.kind, proof.form, proof.value)
    assert case.duties[(1, "MIN-P-2", 1)].state == "submitted"
    sound(driver)


def test_a_document_that_one_may_not_open_is_not_brought_forward(released: At) -> None:
    """It would be a way to read it."""
    scene = released("draft")
    driver = entered(scene)
    secret = next(kind.code for kind in scene.standard.documents.values() if kind.secret)
    driver.act("PL", duties.attach, DutyKey(driver.number, "EVA-P-1"), [Evidence(secret, "text", WHY)])
    [row] = [row for row in case_of(driver).documents.values() if row.kind == secret]
    brought = [Evidence("", KNOWN, str(row.n))]
    key = DutyKey(driver.number, next(code for code in open_of(driver, "EL")))
    assert refused(Invalid, driver, "EL", duties.attach, key, brought).problem == "no_such_document"
    driver.act("PL", duties.attach, DutyKey(driver.number, "EVA-P-2"), brought)


def open_of(driver: Driver, office: str) -> list[str]:
    """The duties that an office may do now."""
    rows = case_of(driver).latest_duties().values()
    return [row.code for row in rows if row.doer == office and row.is_open and row.waits_for is None]


def test_it_is_confirmed_by_the_office_of_the_rule_and_not_by_the_duties_own(released: At) -> None:
    driver = entered(released("draft"), "E3")
    standard = driver.look()[0]
    code = "EVA-G-6"
    assert standard.duties[code].confirmer == "EX"
    driver.act("PO", duties.complete, DutyKey(driver.number, code), [ANY])
    refused(NotPermitted, driver, "EX", duties.confirm, DutyKey(driver.number, code))
    driver.act("SH", duties.confirm, DutyKey(driver.number, code))
    assert code not in owed(driver)


def test_nobody_else_does_it(released: At) -> None:
    driver = entered(released("draft"))
    key = DutyKey(driver.number, "MIN-P-1")
    for office in ("PL", "EL", "SH", "DD"):
        assert refused(NotPermitted, driver, office, duties.complete, key, [ANY]).offices == ("PO",)


def test_nobody_confirms_what_they_filled_in_themselves(world: World) -> None:
    """Also not as the holder of the other office."""
    driver = world.register(entry="E2")
    driver.submit("PO")
    both = world.another("SH", "both")
    with world.engine.database.write() as tx:
        appoint(tx, both, "PO", standing=False)
    driver.act("SH", register.seat, driver.number, "PO", both, WHY)
    key = DutyKey(driver.number, "MIN-P-1")
    by_person(driver, both, duties.complete, key, [ANY])
    with pytest.raises(NotPermitted):
        by_person(driver, both, duties.confirm, key)
    driver.act("SH", duties.confirm, key)


def test_it_is_excused_with_a_reason_by_the_office_that_may_waive_but_never_what_cannot_be(
    released: At,
) -> None:
    driver = entered(released("draft"))
    key = DutyKey(driver.number, "MIN-P-1")
    assert refused(NotPermitted, driver, "PO", duties.waive, key, WHY).clause == "not_own_work"
    assert refused(NotPermitted, driver, "DD", duties.waive, key, WHY).offices == ("SH",)
    assert refused(Invalid, driver, "SH", duties.waive, key, "").problem == "missing"
    driver.act("SH", duties.waive, key, WHY)
    assert "MIN-P-1" not in owed(driver)
    never = refused(Invalid, driver, "SH", duties.waive, DutyKey(driver.number, "MIN-P-2"), WHY)
    assert never.problem == "not_waivable"
    assert "MIN-P-2" in owed(driver)


def test_what_is_sent_back_is_owed_still_and_done_again(released: At) -> None:
    driver = entered(released("draft"))
    key = DutyKey(driver.number, "MIN-P-1")
    driver.act("PO", duties.complete, key, [ANY])
    driver.act("SH", duties.give_back, key, "示例：看不出公开情况")
    assert owed(driver)["MIN-P-1"].state == "changes_requested"
    fill_in(driver, "MIN-P-1")
    assert "MIN-P-1" not in owed(driver)
    sound(driver)


def test_a_duty_that_comes_with_each_period_of_a_stay_is_not_owed_for_a_stay_that_never_was(
    released: At,
) -> None:
    scene = released("draft")
    driver = entered(scene, "E5")
    standard = scene.standard
    again = {
        duty.code
        for duty in standard.duties_of("landing")
        if duty.required and standard.milestones[duty.milestone].due.repeats
    }
    assert again
    assert not again & set(owed(driver))


def test_a_fact_that_makes_a_skipped_duty_apply_opens_it_and_one_that_does_not_excuses_it(
    released: At,
) -> None:
    driver = entered(released("draft"))
    assert "MIN-E-1" not in owed(driver)
    driver.record("demand_driven", value=True)
    assert owed(driver)["MIN-E-1"].due == debt(driver).due
    driver.record("demand_driven", value=False)
    assert case_of(driver).duties[(1, "MIN-E-1", 1)].excuse == "condition"
    sound(driver)


def test_the_facts_of_a_skipped_stage_can_still_be_recorded(released: At) -> None:
    """By whoever would have recorded them there."""
    driver = entered(released("draft"), "E4")
    standard = driver.look()[0]
    names = [
        fact.name
        for fact in standard.facts.values()
        if fact.entered_by is None and standard.recorder(fact.name, "mining") and fact.type == "bool"
    ]
    assert names
    for name in names:
        driver.record(name, value=True)
    known = {row.name for row in case_of(driver).facts.values()}
    assert set(names) <= known


# Its time ---------------------------------------------------------------------------------------------------------


def test_the_project_is_yellow_at_once_and_red_from_the_day_after_the_last(released: At) -> None:
    driver = entered(released("draft"), "E4")
    due = debt(driver).due
    assert due is not None
    assert light(driver) == Light.YELLOW
    assert [owed_light(driver, day) for day in (driver.day, due, due + timedelta(days=1))] == [
        Light.YELLOW,
        Light.YELLOW,
        Light.RED,
    ]
    fill_in_all(driver)
    assert light(driver) == Light.GREEN


def owed_light(driver: Driver, day: date) -> Light:
    """The light of what is filled in, apart from all else that the project owes."""
    standard, case, _ = driver.look()
    [row] = [row for row in case.milestones.values() if row.code == "X4"]
    with driver.engine.read() as session:
        return milestone_light(
            kind=row.kind,
            statutory=row.statutory,
            due=row.due,
            finished_on=row.finished_on,
            held=False,
            started=True,
            today=day,
            calendar=session.calendar,
            thresholds=Thresholds.of(standard.supervision),
            owed_since=row.owed_since,
        ).light


def test_it_bars_the_next_gate_one_by_one_and_is_named_with_who_and_until_when(released: At) -> None:
    driver = entered(released("draft"))
    due = debt(driver).due
    closed = refused(GateClosed, driver, "PO", rounds.request_gate, driver.number)
    named = {blocker.clause: blocker for blocker in closed.blockers}
    for code in owed(driver):
        assert (named[code].act, named[code].office, named[code].due) == ("complete_duty", "PO", due)
    assert "X4" not in named  # said once, by what is still to be done


def test_the_last_one_settles_the_debt_and_nobody_else_does(released: At) -> None:
    driver = entered(released("draft"))
    number = debt(driver).n
    assert (
        refused(NotPermitted, driver, "PO", debts.answer, driver.number, number, "示例：已补齐").clause
        == "is_no_backfill"
    )
    refused(NotPermitted, driver, "SH", debts.settle, driver.number, number)
    *others, last = owed(driver)
    for code in others:
        fill_in(driver, code)
        assert debt(driver).settled_on is None
    driver.wait(2)
    fill_in(driver, last)
    assert debt(driver).settled_on == driver.day
    [milestone] = [row for row in case_of(driver).milestones.values() if row.code == "X4"]
    assert (milestone.done_on, milestone.finished_on) == (driver.day, driver.day)
    sound(driver)


def test_when_the_time_is_over_it_is_owed_still_late_and_can_still_be_done(released: At) -> None:
    driver = entered(released("draft"))
    due = debt(driver).due
    assert due is not None
    driver.day = later(driver, 23)
    with on(driver.day):
        list(tick(driver.engine))
    closed = refused(GateClosed, driver, "PO", rounds.request_gate, driver.number)
    assert {"MIN-P-1", "MIN-P-2"} <= {blocker.clause for blocker in closed.blockers}
    fill_in_all(driver)
    [milestone] = [row for row in case_of(driver).milestones.values() if row.code == "X4"]
    assert milestone.finished_on is not None
    assert milestone.finished_on > due
    sound(driver)


def test_a_hold_moves_the_last_day_by_as_much(released: At) -> None:
    driver = entered(released("draft"))
    due = debt(driver).due
    assert due is not None
    until, review = later(driver, 12), later(driver, 2)
    driver.act("SH", pauses.hold, driver.number, Pause(until, WHY, WHY, review))
    assert {row.due for row in owed(driver).values()} == {None}
    driver.wait(6)
    driver.record("resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    with driver.engine.read() as session:
        moved = session.calendar.add_working_days(due, 6)
    assert {row.due for row in owed(driver).values()} == {moved}
    assert debt(driver).due == moved
    sound(driver)


def test_what_a_late_fact_adds_after_all_was_done_has_a_time_of_its_own(released: At) -> None:
    driver = entered(released("draft"))
    fill_in_all(driver)
    driver.wait(30)
    driver.record("demand_driven", value=True)
    row = owed(driver)["MIN-E-1"]
    assert row.due == later(driver, 20)
    settled, again = sorted(
        (each for each in case_of(driver).debts.values() if each.kind == "backfill"), key=lambda each: each.n
    )
    assert settled.settled_on is not None
    assert (again.settled_on, again.due) == (None, row.due)
    fill_in_all(driver)
    sound(driver)


# Opening the gate -------------------------------------------------------------------------------------------------


def test_doing_exactly_what_is_named_opens_the_gate_and_leaving_any_of_it_keeps_it_shut(released: At) -> None:
    driver = entered(released("draft"), "E3", public_support_wan=200)
    driver.clear()
    assert not owed(driver)
    driver.request()
    assert case_of(driver).project.status == "gate_review"


@pytest.mark.parametrize("entry", ["E2", "E3", "E4"])
def test_each_thing_that_is_filled_in_bars_the_gate_alone(released: At, entry: str) -> None:
    driver = entered(released("draft"), entry)
    for left_out in sorted(owed(driver)):
        with rehearsal(driver) as tried:
            _clear_all_but(tried, left_out)
            closed = refused(GateClosed, tried, "PO", rounds.request_gate, tried.number)
            assert left_out in {blocker.clause for blocker in closed.blockers}
            assert debt(tried).settled_on is None


def _clear_all_but(driver: Driver, left_out: str) -> None:
    """Fill in everything but one thing: what else bars the gate is no matter here."""
    for code in owed(driver):
        if code != left_out:
            fill_in(driver, code)


# Going back -------------------------------------------------------------------------------------------------------


def test_a_deemed_gate_is_revoked_like_any_other_and_the_way_leads_on(released: At) -> None:
    driver = entered(released("draft"))
    fill_in_all(driver)
    driver.record("void_procedure_found", value=True)
    driver.act("DD", revocations.revoke, driver.number, ["MIN-P-2"], "示例：权属证明系伪造")
    case = case_of(driver)
    assert case.state == "mining/rework"
    assert not case.visits[(case.project.visit,)].passed_over
    again = [row for row in case.duties.values() if row.is_open and row.visit == case.project.visit]
    assert [(row.code, row.doer, row.timing) for row in again] == [("MIN-P-2", "PL", "before_gate")]
    sound(driver)
    driver.pass_gate()
    assert case_of(driver).state == "evaluation/active"
    to_the_end(driver)
    assert case_of(driver).project.outcome == "in_district"
    sound(driver)


def test_what_is_confirmed_is_not_opened_again_from_a_later_stage(released: At) -> None:
    driver = entered(released("draft"))
    fill_in(driver, "MIN-P-1")
    key = DutyKey(driver.number, "MIN-P-1")
    assert refused(Invalid, driver, "PO", duties.reopen, key, WHY).problem == "not_confirmed_here"


def test_nothing_is_to_be_filled_in_where_nothing_was_skipped(released: At) -> None:
    driver = released("mining").driver
    assert not [row for row in case_of(driver).duties.values() if row.timing == "backfill"]
    assert not case_of(driver).debts
    refused(NotFound, driver, "PO", duties.complete, DutyKey(driver.number, "EVA-P-1"), [ANY])
