"""Rounds at a gate: request, propose, consult, decide; what each decision leads to, and what is owed afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from lifecycle.case import Case
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted, Refusal, Stale
from lifecycle.policy import is_end
from lifecycle.records import people
from lifecycle.store import Receipt
from lifecycle.verbs import debts, decisions, duties, facts, pauses, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import (
    appoint,
    by_person,
    case_of,
    events_of,
    join,
    later,
    organisation_id,
    person,
    refused,
    rehearsal,
)
from tests.world import World
from web.demonstration.driver import Driver


def newest_round(driver: Driver) -> Any:
    return max(case_of(driver).rounds.values(), key=lambda row: (row.visit, row.n))


def state(driver: Driver) -> str:
    return case_of(driver).state


def proposed(driver: Driver, option: str = "go", by: str = "CU") -> Receipt:
    return driver.act(by, rounds.propose, driver.number, option, "建议")


def heard(driver: Driver) -> None:
    for office in driver.unheard():
        driver.act(office, rounds.consult, driver.number, office, "无不同意见")


GO = Decision("go", "同意", reasons={"K1-S1": "小众但重要"})


# Request, propose, consult, decide ------------------------------------------------------------------------------


def test_a_round_opens_with_the_offices_to_be_heard_and_the_day_by_which_it_is_decided(small: At) -> None:
    driver = small("suggestion").driver
    driver.clear()
    driver.request()
    case, row = case_of(driver), newest_round(driver)
    assert (row.gate, row.propose_office, row.decide_office) == ("K1", "CU", "HL")
    assert [key[2] for key in case.opinions] == ["RD"]
    milestone = case.latest_milestones()["K1", 1]
    assert (milestone.base, milestone.due) == (driver.day, later(driver, 4))


def test_only_the_office_of_the_move_requests_a_gate(small: At) -> None:
    driver = small("suggestion").driver
    driver.clear()
    for office in ("HL", "RD", "BD"):
        refusal = refused(NotPermitted, driver, office, rounds.request_gate, driver.number)
        assert refusal.offices == ("CU",)


def test_a_gate_is_not_requested_twice(small: At) -> None:
    driver = small("suggestion/review").driver
    refusal = refused(NoSuchMove, driver, "CU", rounds.request_gate, driver.number)
    assert refusal.state == "suggestion/gate_review"
    assert "gate_go" in refusal.possible


def test_nothing_is_decided_before_it_is_proposed(small: At) -> None:
    driver = small("suggestion/review").driver
    assert refused(NotPermitted, driver, "HL", decisions.decide, driver.number, GO).clause == "is_proposed"


def test_a_proposal_is_replaced_until_it_is_decided(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver, "stop")
    proposed(driver, "go")
    assert newest_round(driver).proposed_option == "go"
    heard(driver)
    driver.act("HL", decisions.decide, driver.number, GO)
    with pytest.raises(NotPermitted):
        proposed(driver, "stop")


def test_only_the_proposing_office_proposes(small: At) -> None:
    driver = small("suggestion/review").driver
    for office in ("HL", "RD", "SP"):
        with pytest.raises(NotPermitted):
            proposed(driver, by=office)


def test_who_proposes_does_not_decide_even_with_both_offices(small: At) -> None:
    scene = small("suggestion/review")
    driver = scene.driver
    with driver.engine.write() as session:
        appoint(session.tx, driver.cast["CU"], "HL", standing=True)
    proposed(driver)
    heard(driver)
    with pytest.raises(NotPermitted) as caught:
        by_person(driver, driver.cast["CU"], decisions.decide, driver.number, GO)
    assert caught.value.clause == "not_own_work"
    driver.act("HL", decisions.decide, driver.number, GO)


def test_the_database_itself_refuses_a_proposer_who_decides(small_world: World) -> None:
    driver = small_world.started()
    driver.clear()
    driver.request()
    proposed(driver)
    wrong = "UPDATE round SET decided_by = proposed_by, option = 'go', decided_on = requested_on"
    with pytest.raises(IntegrityError), driver.engine.write() as session:
        session.tx.execute(text(wrong))


def test_a_consulted_office_is_heard_once_and_has_no_veto(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver)
    driver.act("RD", rounds.consult, driver.number, "RD", "坚决反对")
    with pytest.raises(NotPermitted):
        driver.act("RD", rounds.consult, driver.number, "RD", "还要再说")
    driver.act("HL", decisions.decide, driver.number, GO)
    assert state(driver) == "trial/active"


def test_an_office_that_is_not_asked_gives_no_opinion(small: At) -> None:
    driver = small("suggestion/review").driver
    with pytest.raises(NotFound):
        driver.act("BD", rounds.consult, driver.number, "BD", "也想说")
    with pytest.raises(NotPermitted):
        driver.act("BD", rounds.consult, driver.number, "RD", "替读者说")


def test_a_pass_without_hearing_a_consulted_office_wants_a_reason(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver)
    refusal = refused(Invalid, driver, "HL", decisions.decide, driver.number, GO)
    assert refusal.values["codes"] == ("RD",)
    reasons = {**GO.reasons, "RD": "联系不上"}
    driver.act("HL", decisions.decide, driver.number, Decision("go", reasons=reasons))
    assert state(driver) == "trial/active"


def test_an_office_that_does_not_take_part_is_not_asked(small: At) -> None:
    driver = small("draft").world.register(parties=("shop",))
    driver.submit("CU")
    for code in ("SUG-R-1", "SUG-L-1"):
        if code == "SUG-L-1":
            driver.complete(code)
            driver.act("HL", duties.confirm, DutyKey(driver.number, code))
        else:
            driver.act("HL", duties.waive, DutyKey(driver.number, code), "馆内自荐")
    driver.record("duplicate", value=False)
    driver.record("fits", value=True)
    driver.request()
    assert not case_of(driver).opinions
    driver.decide()
    assert state(driver) == "trial/active"


def evidence(driver: Driver, code: str) -> list[duties.Evidence]:
    standard, _, _ = driver.look()
    return [duties.Evidence(kind, "text", "示例") for kind in standard.duties[code].evidence]


def test_an_option_that_the_gate_does_not_have_is_refused(small: At) -> None:
    driver = small("suggestion/review").driver
    refusal = refused(Invalid, driver, "CU", rounds.propose, driver.number, "postpone", "再说")
    assert refusal.values["values"] == ("go", "recycle", "stop")
    proposed(driver)
    assert (
        refused(Invalid, driver, "HL", decisions.decide, driver.number, Decision("hold")).problem
        == "not_in_list"
    )


def test_a_decider_may_decide_otherwise_than_proposed_with_a_reason(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver, "go")
    assert (
        refused(Invalid, driver, "HL", decisions.decide, driver.number, Decision("stop")).problem == "missing"
    )
    driver.act("HL", decisions.decide, driver.number, Decision("stop", "与馆藏方向不合"))
    assert state(driver) == "suggestion/rejected"


def test_a_gate_that_closed_again_during_the_review_is_not_passed(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver)
    heard(driver)
    driver.act("CU", facts.correct, driver.number, "duplicate", value=True, reason="找到同一版本")
    refusal = refused(GateClosed, driver, "HL", decisions.decide, driver.number, GO)
    assert [each.clause for each in refusal.blockers] == ["K1-C1"]
    assert newest_round(driver).option is None


def test_a_decision_names_no_state_and_leads_where_the_option_leads(small: At) -> None:
    driver = small("suggestion/review").driver
    driver.decide()
    case = case_of(driver)
    assert (case.state, case.project.visit, case.visit.basis) == ("trial/active", 2, "V03")
    assert case.visits[(1,)].left_on == driver.day
    assert case.latest_milestones()["SUG-M4", 1].done_on == driver.day
    assert case.latest_milestones()["K1", 1].done_on == driver.day


# Two deciders at once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seen", [True, False])
def test_of_two_deciders_at_once_exactly_one_wins_and_the_other_is_told(
    small_world: World, *, seen: bool
) -> None:
    driver = small_world.started()
    driver.clear()
    driver.request()
    proposed(driver)
    heard(driver)
    second = small_world.another("HL", "second-head")
    revision = newest_round(driver).revision if seen else None
    start = threading.Barrier(2)

    def decide(who: int, decision: Decision) -> Receipt | Refusal:
        start.wait()
        try:
            return by_person(driver, who, decisions.decide, driver.number, decision, seen=revision)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(decide, [driver.cast["HL"], second], [GO, Decision("stop", "不合馆藏方向")]))
    assert sorted(isinstance(each, Receipt) for each in done) == [False, True]
    loser = next(each for each in done if isinstance(each, Refusal))
    assert isinstance(loser, Stale if seen else NotPermitted)
    assert [event.event for event in events_of(driver)].count("GateDecided") == 1
    assert state(driver) in ("trial/active", "suggestion/rejected")


# Stopping late --------------------------------------------------------------------------------------------------


def stopped(driver: Driver, by: str) -> Receipt:
    owed = (Owed("清算", "PO", later(driver, 60)),)
    decision = Decision("stop", "资金断裂", owed=owed, cause="funding_failure")
    return driver.act(by, decisions.decide, driver.number, decision)


def test_stop_at_a_late_gate_is_proposed_by_the_decider_and_decided_one_rank_up(released: At) -> None:
    driver = released("landing/review").driver
    proposed(driver, "go", by="SH")
    with pytest.raises(NotPermitted) as caught:
        stopped(driver, "DD")
    assert (caught.value.clause, caught.value.offices) == ("option_of_another", ("DIR",))
    proposed(driver, "stop", by="DD")
    with pytest.raises(NotPermitted):
        stopped(driver, "DD")
    stopped(driver, "DIR")
    case = case_of(driver)
    assert (case.state, case.project.outcome) == ("landing/terminated", "funding_failure")
    assert [row.kind for row in case.debts.values()] == ["settlement"]


def test_a_late_stop_wants_a_cause_and_a_settlement(released: At) -> None:
    driver = released("landing/review").driver
    proposed(driver, "stop", by="DD")
    for decision, clause in [
        (Decision("stop", "资金断裂", owed=(Owed("清算", "PO", later(driver, 60)),)), "cause_recorded"),
        (Decision("stop", "资金断裂", cause="funding_failure"), "settlement_opened"),
    ]:
        refusal = refused(GateClosed, driver, "DIR", decisions.decide, driver.number, decision)
        assert clause in {each.leaf.name for each in refusal.blockers}


def test_the_office_of_the_stop_does_not_pass_the_gate_with_it(released: At) -> None:
    driver = released("landing/review").driver
    proposed(driver, "stop", by="DD")
    heard(driver)
    refusal = refused(NotPermitted, driver, "DIR", decisions.decide, driver.number, Decision("go", "通过"))
    assert refusal.offices == ("DD",)


# Recycle --------------------------------------------------------------------------------------------------------


def recycled(driver: Driver, *, decider: str = "HL", owner: str = "RD", working_days: int = 5) -> None:
    owed = (Owed("书目信息不全", owner, later(driver, 2), ""),)
    decision = Decision("recycle", "请补正", owed=owed, until=later(driver, working_days))
    driver.act(decider, decisions.decide, driver.number, decision)


def test_a_recycle_names_its_defects_and_a_day_within_the_limit(released: At) -> None:
    driver = released("mining/review").driver
    proposed(driver, "recycle", by="PO")
    owed = (Owed("权属证明过期", "PL", later(driver, 5)),)
    say = (refused, driver, "SH", decisions.decide, driver.number)
    assert tried(say, Invalid, Decision("recycle", "补", owed=owed)).problem == "missing"
    for until in (driver.day, driver.day - timedelta(days=1), later(driver, 21)):
        refusal = tried(say, Invalid, Decision("recycle", "补", owed=owed, until=until))
        assert (refusal.field, refusal.problem, refusal.values["to"]) == (
            "until",
            "out_of_range",
            later(driver, 20),
        )
    refusal = tried(say, GateClosed, Decision("recycle", "补", until=later(driver, 20)))
    assert [each.leaf.name for each in refusal.blockers] == ["defects_listed"]
    driver.act(
        "SH", decisions.decide, driver.number, Decision("recycle", "补", owed=owed, until=later(driver, 20))
    )
    assert state(driver) == "mining/rework"


def tried(say: tuple[Any, ...], kind: type[Refusal], decision: Decision) -> Any:
    refuse, driver, office, verb, number = say
    return refuse(kind, driver, office, verb, number, decision)


def test_a_gate_recycles_no_more_often_than_its_option_allows(released: At) -> None:
    driver = released("mining/review").driver
    for _ in range(2):
        proposed(driver, "recycle", by="PO")
        recycled(driver, decider="SH", owner="PL")
        for debt in open_debts(case_of(driver)):
            driver.act("PL", debts.answer, driver.number, debt.n, "已补正")
        driver.act("PO", rounds.resubmit, driver.number)
    proposed(driver, "recycle", by="PO")
    owed = (Owed("再补", "PL", later(driver, 2)),)
    decision = Decision("recycle", "再补", owed=owed, until=later(driver, 5))
    refusal = refused(Invalid, driver, "SH", decisions.decide, driver.number, decision)
    assert (refusal.problem, refusal.values["times"]) == ("used_up", 2)


def open_debts(case: Case) -> list[Any]:
    return [row for row in case.debts.values() if row.answered_on is None]


def test_resubmitting_is_refused_until_every_defect_is_answered(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver, "recycle")
    recycled(driver)
    refusal = refused(GateClosed, driver, "CU", rounds.resubmit, driver.number)
    assert [(each.kind, each.office, each.act) for each in refusal.blockers] == [
        ("debt", "RD", "answer_debt")
    ]
    driver.act("RD", debts.answer, driver.number, 1, "已补")
    driver.act("CU", rounds.resubmit, driver.number)
    case = case_of(driver)
    assert (case.state, newest_round(driver).n) == ("suggestion/gate_review", 2)
    assert case.latest_milestones()["K1", 2].base == driver.day
    assert case.latest_milestones()["K1", 1].done_on is not None


def test_a_proof_of_concept_recycle_sets_its_flag_and_opens_exactly_what_it_strikes(released: At) -> None:
    scene = released("evaluation/review")
    driver = scene.driver
    option = scene.standard.gate_of("evaluation").option("recycle")
    before = {code: row for (code, _), row in case_of(driver).latest_duties().items()}
    proposed(driver, "recycle", by="SH")
    recycled(driver, decider="DD", owner="PL", working_days=130)
    case = case_of(driver)
    assert case.fact_rows()["poc_required"].value == "true"
    open_now = [row.code for row in case.latest_duties().values() if row.is_open and row.required]
    assert sorted(open_now) == sorted(option.redo), "each struck duty is open once, and nothing else"
    assert before["EVA-G-4"].state == "confirmed"
    named = [each.clause for each in driver.look()[2]]
    assert len(named) == len(set(named))


def test_after_the_proof_of_concept_milestones_and_the_window_run_again(released: At) -> None:
    driver = released("evaluation/review").driver
    proposed(driver, "recycle", by="SH")
    recycled(driver, decider="DD", owner="PL", working_days=130)
    driver.act("PL", debts.answer, driver.number, 1, "已完成概念验证")
    refusal = refused(GateClosed, driver, "PO", rounds.resubmit, driver.number)
    assert {"EVA-P-5", "EVA-M6"} <= {each.clause for each in refusal.blockers}
    driver.clear()
    latest = case_of(driver).latest_milestones()
    redone = {code for code, occurrence in latest if occurrence == 2}
    assert {"EVA-M4", "EVA-M8", "EVA-M5", "EVA-M6"} == redone - {"G2"}
    assert latest["EVA-M6", 2].not_before <= driver.day
    assert latest["EVA-M5", 2].done_on > latest["EVA-M5", 1].done_on
    driver.request()
    driver.decide()
    assert state(driver) == "approval/active"


def test_an_option_with_a_condition_is_open_only_while_it_holds(released: At) -> None:
    driver = released("evaluation/review").driver
    proposed(driver, "recycle", by="SH")
    driver.record("weighted_total", 30)
    decision = Decision(
        "recycle", "补", owed=(Owed("验证", "PL", later(driver, 5)),), until=later(driver, 20)
    )
    refusal = refused(Invalid, driver, "DD", decisions.decide, driver.number, decision)
    assert refusal.problem == "option_not_open"


# Hold and resume ------------------------------------------------------------------------------------------------


def hold(driver: Driver, until: date, *, by: str = "SH", review: date | None = None) -> Receipt:
    pause = Pause(until, "等待权属证明", "证明送达", review or until)
    return driver.act(by, pauses.hold, driver.number, pause)


def resume(driver: Driver) -> Receipt:
    driver.act("SH", facts.record, driver.number, "resume_condition_met", value=True)
    return driver.act("SH", pauses.resume, driver.number)


def test_a_decision_to_hold_comes_back_to_the_stage_with_a_new_round(released: At) -> None:
    driver = released("mining/review").driver
    proposed(driver, "hold", by="PO")
    until = later(driver, 60)
    say = Decision("hold", "等待批复", until=until, condition="批复下达", review_on=later(driver, 20))
    missing = Decision("hold", "等待批复", until=until)
    refusal = refused(GateClosed, driver, "SH", decisions.decide, driver.number, missing)
    assert [each.leaf.name for each in refusal.blockers] == ["resume_condition_set"]
    driver.act("SH", decisions.decide, driver.number, say)
    assert state(driver) == "mining/on_hold"
    driver.wait(5)
    resume(driver)
    assert state(driver) == "mining/gate_review"
    assert (newest_round(driver).n, newest_round(driver).option) == (2, None)
    driver.decide()
    assert state(driver) == "evaluation/active"


def test_internal_days_move_by_the_working_days_held_and_statutory_ones_do_not(released: At) -> None:
    driver = released("growth").driver
    driver.record("public_holder", value=True)
    before = {key: row for key, row in case_of(driver).latest_milestones().items() if not row.closed_on}
    held_on = driver.day
    hold(driver, later(driver, 30))
    during = case_of(driver).latest_milestones()
    for key, row in before.items():
        if row.due is None or row.done_on is not None:
            continue
        assert (during[key].due is None) is (not row.statutory), key
    driver.wait(12)
    resume(driver)
    after = case_of(driver).latest_milestones()
    with driver.engine.read() as session:
        days = session.calendar.working_days_between(held_on, driver.day)
        for key, row in before.items():
            if row.due is None or row.done_on is not None:
                continue
            moved = row.due if row.statutory else session.calendar.add_working_days(row.due, days)
            assert after[key].due == moved, key
    assert any(row.statutory and row.due for row in before.values())


def test_a_hold_across_spring_festival_counts_working_days_only(world: World) -> None:
    driver = world.started(day=date(2026, 2, 9))  # the holiday is 15 to 23 February
    due = case_of(driver).latest_milestones()["MIN-M2", 1].due
    driver.day = date(2026, 2, 12)
    hold(driver, date(2026, 3, 20))
    assert case_of(driver).latest_duties()["MIN-P-1", 1].due is None
    driver.day = date(2026, 2, 27)
    resume(driver)
    # Worked: the 13th, Saturday the 14th, then nothing until the 23rd, the 24th to the 27th. Six days were held.
    with driver.engine.read() as session:
        working = [
            d for d in (driver.day - timedelta(days=n) for n in range(15)) if session.calendar.is_working(d)
        ]
        assert len(working) == 6
        assert due is not None
        assert case_of(driver).latest_milestones()["MIN-M2", 1].due == session.calendar.add_working_days(
            due, 6
        )
    row = case_of(driver).latest_milestones()["MIN-M2", 1]
    assert case_of(driver).latest_duties()["MIN-P-1", 1].due == row.due


@pytest.mark.parametrize(("office", "most"), [("SH", 60), ("DD", 120), ("DIR", 120)])
def test_a_hold_outside_a_round_is_limited_by_the_office_that_says_so(
    released: At, office: str, most: int
) -> None:
    driver = released("mining").driver
    with pytest.raises(Invalid) as caught:
        hold(driver, later(driver, most + 1), by=office)
    assert caught.value.values["to"] == later(driver, most)
    with pytest.raises(Invalid):
        hold(driver, driver.day, by=office)
    hold(driver, later(driver, most), by=office)
    assert state(driver) == "mining/on_hold"


def test_an_office_without_that_authority_holds_nothing(released: At) -> None:
    driver = released("mining").driver
    for office in ("PO", "PL", "GOV"):
        with pytest.raises(NotPermitted):
            hold(driver, later(driver, 5), by=office)


def test_a_round_in_review_is_held_only_by_its_decision(released: At) -> None:
    driver = released("mining/review").driver
    with pytest.raises(Invalid) as caught:
        hold(driver, later(driver, 5))
    assert caught.value.problem == "decide_the_round"


def test_the_review_of_a_hold_lies_within_it(released: At) -> None:
    driver = released("mining").driver
    for review in (driver.day, later(driver, 6)):
        with pytest.raises(Invalid) as caught:
            hold(driver, later(driver, 5), review=review)
        assert caught.value.field == "review_on"


def test_nothing_is_done_while_a_project_is_held_and_everything_afterwards(released: At) -> None:
    driver = released("mining").driver
    hold(driver, later(driver, 10))
    key = DutyKey(driver.number, "MIN-G-1")
    assert (
        refused(NotPermitted, driver, "PO", duties.complete, key, evidence(driver, "MIN-G-1")).clause
        == "project_runs"
    )
    refused(NoSuchMove, driver, "PO", rounds.request_gate, driver.number)
    driver.wait(2)
    resume(driver)
    driver.pass_gate()
    assert state(driver) == "evaluation/active"


def test_a_hold_during_rework_comes_back_to_the_rework(released: At) -> None:
    driver = released("mining/review").driver
    proposed(driver, "recycle", by="PO")
    recycled(driver, decider="SH", owner="PL", working_days=10)
    hold(driver, later(driver, 5))
    driver.wait(2)
    resume(driver)
    assert state(driver) == "mining/rework"


# Debts ----------------------------------------------------------------------------------------------------------


def with_condition(driver: Driver) -> None:
    driver.decide(owed=(Owed("补一份目录", "SP", later(driver, 5)),))


def test_a_condition_is_answered_by_its_owner_and_settled_by_the_office_that_may(small: At) -> None:
    driver = small("suggestion/review").driver
    with_condition(driver)
    assert refused(NotPermitted, driver, "RD", debts.answer, driver.number, 1, "好").clause == "is_owner"
    assert refused(NotPermitted, driver, "HL", debts.settle, driver.number, 1).clause == "is_answered"
    driver.act("SP", debts.answer, driver.number, 1, "已补")
    assert (
        refused(NotPermitted, driver, "SP", debts.answer, driver.number, 1, "再补").clause == "not_answered"
    )
    assert refused(NotPermitted, driver, "BD", debts.settle, driver.number, 1).offices == ("HL",)
    driver.act("HL", debts.settle, driver.number, 1)
    assert refused(NotPermitted, driver, "HL", debts.settle, driver.number, 1).clause == "debt_is_open"


def test_nobody_settles_what_they_answered_themselves(small: At) -> None:
    driver = small("suggestion/review").driver
    with_condition(driver)
    with driver.engine.write() as session:
        join(session.tx, driver.cast["HL"], organisation_id(session.tx, "shop"))
    by_person(driver, driver.cast["HL"], debts.answer, driver.number, 1, "替书店答")
    assert refused(NotPermitted, driver, "HL", debts.settle, driver.number, 1).clause == "not_own_work"


def test_the_database_itself_refuses_a_debt_settled_by_who_answered_it(small_world: World) -> None:
    driver = small_world.started()
    driver.clear()
    driver.request()
    with_condition(driver)
    driver.act("SP", debts.answer, driver.number, 1, "已补")
    with pytest.raises(IntegrityError), driver.engine.write() as session:
        session.tx.execute(text("UPDATE debt SET settled_by = answered_by, settled_on = answered_on"))


@pytest.mark.parametrize(
    ("owed", "field"),
    [
        (Owed("补", "NOBODY", date(2027, 1, 1)), "owner"),
        (Owed("补", "SP", date(2026, 1, 1)), "due"),
        (Owed(" ", "SP", date(2027, 1, 1)), "what"),
        (Owed("长" * 301, "SP", date(2027, 1, 1)), "what"),
    ],
)
def test_something_owed_has_an_owner_a_day_to_come_and_words(small: At, owed: Owed, field: str) -> None:
    driver = small("suggestion/review").driver
    proposed(driver)
    heard(driver)
    decision = Decision("go", "同意", owed=(owed,), reasons=GO.reasons)
    assert refused(Invalid, driver, "HL", decisions.decide, driver.number, decision).field == field
    assert state(driver) == "suggestion/gate_review"


def test_a_debt_that_does_not_exist_is_not_found(small: At) -> None:
    driver = small("suggestion").driver
    with pytest.raises(NotFound):
        driver.act("SP", debts.answer, driver.number, 1, "好")


def test_a_stale_answer_is_told(small: At) -> None:
    driver = small("suggestion/review").driver
    with_condition(driver)
    driver.act("SP", debts.answer, driver.number, 1, "已补", seen=0)
    refusal = refused(Stale, driver, "HL", debts.settle, driver.number, 1, seen=0)
    assert refusal.now == 1


# Ends -----------------------------------------------------------------------------------------------------------


def test_a_rejected_project_owes_nothing_more(small: At) -> None:
    driver = small("suggestion/review").driver
    proposed(driver, "stop")
    driver.act("HL", decisions.decide, driver.number, Decision("stop", "不合馆藏方向"))
    case = case_of(driver)
    assert is_end(case.project.status)
    assert not [row for row in case.duties.values() if row.is_open]
    assert (case.project.open_required, case.project.next_due) == (0, None)
    assert case.visit.left_on == driver.day


def test_a_running_project_is_not_archived(released: At) -> None:
    driver = released("mining").driver
    with pytest.raises(Refusal):
        driver.act("PO", pauses.archive, driver.number)


# Forms ----------------------------------------------------------------------------------------------------------


def test_a_form_for_an_older_proposal_is_stale(small: At) -> None:
    driver = small("suggestion/review").driver
    seen = newest_round(driver).revision
    proposed(driver, "stop")
    refusal = refused(Stale, driver, "HL", decisions.decide, driver.number, GO, seen=seen)
    assert (refusal.what, refusal.now) == ("round", seen + 1)


def test_a_move_asked_for_from_an_old_page_is_stale(small: At) -> None:
    driver = small("suggestion").driver
    driver.clear()
    seen = case_of(driver).project.revision
    driver.act(
        "SP", duties.complete, DutyKey(driver.number, "SUG-S-1"), [duties.Evidence("offer", "text", "58元")]
    )
    refusal = refused(Stale, driver, "CU", rounds.request_gate, driver.number, seen=seen)
    assert (refusal.what, refusal.now) == ("project", seen + 1)


WAYS: list[tuple[Callable[..., Receipt], tuple[object, ...]]] = [
    (rounds.request_gate, ()),
    (rounds.resubmit, ()),
    (rounds.propose, ("go", "好")),
    (rounds.consult, ("RD", "好")),
    (decisions.decide, (GO,)),
    (debts.answer, (1, "好")),
    (debts.settle, (1,)),
    (pauses.archive, ()),
]


def test_a_stranger_and_a_member_of_another_project_find_no_round_at_all(small: At) -> None:
    scene = small("suggestion/review")
    with scene.driver.engine.write() as session:
        nobody, outsider = person(session.tx, "nobody"), person(session.tx, "outsider")
        which = organisation_id(session.tx, "school")
        join(session.tx, outsider, which)
        session.tx.execute(
            text("UPDATE participation SET until = since WHERE organisation = :id"), {"id": which}
        )
        values = {"login": "admin", "name": "示例管理员", "domain": "sysadmin"}
        admin = session.tx.execute(
            insert(people.person).values(values).returning(people.person.c.id)
        ).scalar_one()
        appoint(session.tx, admin, "sysadmin", standing=False, domain="sysadmin")
    for who in (nobody, outsider, admin):
        for verb, given in WAYS:
            with rehearsal(scene.driver) as trying, pytest.raises(NotFound):
                by_person(trying, who, verb, trying.number, *given)
