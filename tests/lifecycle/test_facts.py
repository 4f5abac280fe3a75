"""Facts: who records what, of which type, for how long it counts, and what follows from it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lifecycle import facts as readings
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted
from lifecycle.records import journal
from lifecycle.verbs import debts, duties, ends, facts, pauses, register
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import Scene, by_person, case_of, events_of, later, person, refused, rehearsal
from tests.world import World
from web.demonstration.driver import Driver


def known(driver: Driver) -> dict[str, Any]:
    """The recorded facts that count now."""
    standard, _, _ = driver.look()
    return readings.recorded(standard, case_of(driver))


# Who records ----------------------------------------------------------------------------------------------------


def test_every_fact_is_recorded_by_the_office_the_standard_names_and_by_no_other(small: At) -> None:
    scene = small("suggestion")
    driver = scene.driver
    for name, fact in scene.standard.facts.items():
        if fact.computed or fact.entered_by or fact.type == "date" or name in known(driver):
            continue
        office = scene.standard.recorder(name, "suggestion")
        value = fact.values[0].code if fact.type == "enum" else {"bool": True}.get(fact.type, 3)
        for other in scene.standard.offices:
            with rehearsal(driver) as trying:
                if other == office:
                    trying.act(other, facts.record, trying.number, name, value)
                else:
                    refusal = refused(NotPermitted, trying, other, facts.record, trying.number, name, value)
                    assert refusal.offices == (office,), name


def test_a_judged_criterion_is_recorded_by_its_judge_and_not_by_whoever_records_the_fact_elsewhere(
    released: At,
) -> None:
    mining, evaluation = released("mining"), released("evaluation")
    name = "red_lines_hit"
    assert refused(
        NotPermitted, mining.driver, "SH", facts.record, mining.driver.number, name, 0
    ).offices == ("PO",)
    mining.driver.act("PO", facts.record, mining.driver.number, name, 0)
    number = evaluation.driver.number
    assert refused(NotPermitted, evaluation.driver, "PO", facts.record, number, name, 0).offices == ("SH",)
    evaluation.driver.act("SH", facts.record, number, name, 0)


def test_what_the_engine_computes_nobody_records(released: At) -> None:
    scene = released("mining")
    for name, fact in scene.standard.facts.items():
        if fact.computed:
            refusal = refused(Invalid, scene.driver, "PO", facts.record, scene.driver.number, name, 0)
            assert refusal.problem == "computed"


def test_a_value_that_stands_for_a_computation_comes_with_the_document_that_shows_it(released: At) -> None:
    driver = released("mining").driver
    record = (facts.record, driver.number, "level_d2", 2)
    assert refused(Invalid, driver, "PO", *record).problem == "document_missing"
    assert refused(Invalid, driver, "PO", *record, 77).problem == "no_such_document"
    driver.complete("MIN-G-1")
    n = next(iter(case_of(driver).documents.values())).n
    driver.act("PO", *record, n)
    assert known(driver)["level_d2"] == 2


def test_a_name_that_the_standard_does_not_have_is_refused(small: At) -> None:
    driver = small("suggestion").driver
    assert (
        refused(Invalid, driver, "CU", facts.record, driver.number, "weather", "sunny").problem
        == "not_in_list"
    )


def test_a_stranger_records_nothing_and_learns_nothing(small: At) -> None:
    driver = small("suggestion").driver
    with driver.engine.write() as session:
        stranger = person(session.tx, "stranger")
    with pytest.raises(NotFound):
        by_person(driver, stranger, facts.record, driver.number, "duplicate", value=False)


# Types ----------------------------------------------------------------------------------------------------------

ACCEPTED = [
    ("duplicate", True, True),
    ("duplicate", "否", False),
    ("duplicate", " Yes ", True),
    ("wishes", 0, 0),
    ("wishes", "12", 12),
    ("wishes", 12.0, 12),
    ("price", "19.9", 19.9),
    ("price", -5, -5),
    ("medium", "audio", "audio"),
]
REFUSED = [
    ("duplicate", "maybe", "not_yes_or_no"),
    ("duplicate", 2, "not_yes_or_no"),
    ("duplicate", None, "missing"),
    ("duplicate", "", "missing"),
    ("wishes", -1, "negative"),
    ("wishes", 1.5, "not_whole"),
    ("wishes", "three", "not_a_number"),
    ("wishes", True, "not_a_number"),
    pytest.param("wishes", 10**400, "out_of_range", id="wishes-astronomical"),
    ("price", "nan", "out_of_range"),
    ("price", "1e400", "out_of_range"),
    ("price", 2e12, "out_of_range"),
    ("price", date(2026, 1, 5), "not_a_number"),
    ("medium", "vinyl", "not_in_list"),
    ("medium", True, "not_in_list"),
]


@pytest.mark.parametrize(("name", "given", "kept"), ACCEPTED)
def test_a_value_of_the_right_type_is_kept_as_that(small: At, name: str, given: Any, kept: Any) -> None:
    scene = small("suggestion")
    scene.driver.act(
        scene.standard.recorder(name, "suggestion"), facts.record, scene.driver.number, name, given
    )
    assert known(scene.driver)[name] == kept
    assert type(known(scene.driver)[name]) is type(kept)


@pytest.mark.parametrize(("name", "given", "problem"), REFUSED)
def test_a_value_of_another_type_is_refused_with_the_reason(
    small: At, name: str, given: Any, problem: str
) -> None:
    scene = small("suggestion")
    office = scene.standard.recorder(name, "suggestion")
    refusal = refused(Invalid, scene.driver, office, facts.record, scene.driver.number, name, given)
    assert (refusal.field, refusal.problem) == (name, problem)


@pytest.mark.parametrize("given", ["2026-02-30", "昨天", True, 7])
def test_a_day_that_is_none_is_refused(small: At, given: Any) -> None:
    driver = small("trial").driver
    refusal = refused(Invalid, driver, "SP", facts.record, driver.number, "delivered_on", given)
    assert refusal.problem == "not_a_date"


# Correcting -----------------------------------------------------------------------------------------------------


def test_a_fact_is_corrected_with_a_reason_and_the_old_value_stays(small_world: World) -> None:
    driver = small_world.started()
    driver.act("CU", facts.record, driver.number, "wishes", 2)
    assert (
        refused(Invalid, driver, "CU", facts.record, driver.number, "wishes", 3).problem == "recorded_already"
    )
    assert refused(Invalid, driver, "CU", facts.correct, driver.number, "wishes", 3, " ").problem == "missing"
    driver.act("CU", facts.correct, driver.number, "wishes", 3, "数错了")
    rows = sorted(
        (row for row in case_of(driver).facts.values() if row.name == "wishes"), key=lambda row: row.seq
    )
    assert [row.value for row in rows] == ["2", "3"]
    assert known(driver)["wishes"] == 3
    assert rows[1].reason == events_of(driver)[-1].note_hash
    with driver.engine.read() as session:
        said = session.tx.scalar(select(journal.note.c.words).where(journal.note.c.hash == rows[1].reason))
    assert said == "数错了"


def test_what_is_not_known_is_not_corrected(small: At) -> None:
    driver = small("suggestion").driver
    refusal = refused(Invalid, driver, "CU", facts.correct, driver.number, "wishes", 3, "数错了")
    assert refusal.problem == "not_recorded"


def test_a_fact_that_is_taken_back_is_unknown_and_bars_again(small: At) -> None:
    driver = small("suggestion").driver
    driver.act("CU", facts.record, driver.number, "duplicate", value=False)
    assert "K1-C1" not in {each.clause for each in driver.look()[2]}
    driver.act("CU", facts.correct, driver.number, "duplicate", None, "查错了库")
    assert "duplicate" not in known(driver)
    assert "K1-C1" in {each.clause for each in driver.look()[2]}
    driver.act("CU", facts.record, driver.number, "duplicate", value=False)


# How long it counts ---------------------------------------------------------------------------------------------


def test_a_fact_of_a_gate_is_asked_again_in_the_next_visit_and_one_of_the_project_is_not(
    released: At,
) -> None:
    scene = released("mining")
    driver = scene.driver
    driver.clear()
    before = known(driver)
    driver.request()
    driver.decide()
    after = known(driver)
    assert {scene.standard.facts[name].per for name in before.keys() - after.keys()} <= {
        "gate",
        "stage",
        "move",
    }
    assert "level_d2" in before
    assert "level_d2" not in after
    assert after["ownership_verified"] is True


def test_a_fact_of_a_move_is_used_up_by_the_move(released: At) -> None:
    driver = released("mining").driver
    for _ in range(2):
        pause = Pause(later(driver, 20), "等待权属证明", "证明送达", later(driver, 5))
        driver.act("SH", pauses.hold, driver.number, pause)
        refused(GateClosed, driver, "SH", pauses.resume, driver.number)
        driver.act("SH", facts.record, driver.number, "resume_condition_met", value=True)
        driver.wait(3)
        driver.act("SH", pauses.resume, driver.number)
        assert "resume_condition_met" not in known(driver)


def test_a_closed_project_takes_only_the_facts_that_its_own_moves_ask_for(released: At) -> None:
    driver = released("end").driver
    refused(
        NoSuchMove,
        driver,
        "PO",
        facts.correct,
        driver.number,
        "ownership_verified",
        value=False,
        reason="有争议",
    )


def test_a_project_that_may_come_back_takes_what_that_asks_for(released: At) -> None:
    driver = released("mining").driver
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    driver.act("PO", facts.record, driver.number, "new_evidence_complete", value=True)


def test_a_draft_takes_facts(small: At) -> None:
    scene = small("draft")
    driver = scene.driver
    refusal = refused(GateClosed, driver, "CU", register.submit, driver.number)
    assert [(each.clause, each.office, each.leaf.name) for each in refusal.blockers] == [
        ("SUG-A1", "CU", "title_known")
    ]
    driver.act("CU", facts.record, driver.number, "title_known", value=True)
    driver.act("CU", register.submit, driver.number)


# What follows at once -------------------------------------------------------------------------------------------


def state(driver: Driver, code: str) -> tuple[str, str | None]:
    row = case_of(driver).latest_duties()[code, 1]
    return row.state, row.excuse


def test_a_flag_opens_and_excuses_duties_in_the_same_transaction(small_world: World) -> None:
    driver = small_world.started()
    assert state(driver, "SUG-R-2") == ("not_needed", "condition")
    driver.act("RD", facts.record, driver.number, "translated", value=True)
    assert state(driver, "SUG-R-2") == ("not_started", None)
    assert '"SUG-R-2"' in events_of(driver)[-1].body
    driver.act("RD", facts.correct, driver.number, "translated", value=False, reason="是原著")
    assert state(driver, "SUG-R-2") == ("not_needed", "condition")
    driver.act("CU", facts.record, driver.number, "medium", "ebook")
    assert state(driver, "SUG-R-2") == ("not_started", None)


def test_a_flag_that_falls_keeps_work_that_was_confirmed(small: At) -> None:
    driver = small("suggestion").driver
    driver.record("translated", value=True)
    for code in ("SUG-R-1", "SUG-R-2"):
        driver.complete(code)
        driver.act("CU", duties.confirm, DutyKey(driver.number, code))
    driver.act("RD", facts.correct, driver.number, "translated", value=False, reason="是原著")
    assert state(driver, "SUG-R-2") == ("confirmed", None)
    assert [row for row in case_of(driver).documents.values() if row.duty == "SUG-R-2"]


def test_work_in_progress_survives_a_flag_that_falls_and_rises(small: At) -> None:
    driver = small("suggestion").driver
    driver.record("translated", value=True)
    driver.complete("SUG-R-1")
    driver.act("CU", duties.confirm, DutyKey(driver.number, "SUG-R-1"))
    driver.act(
        "RD", duties.attach, DutyKey(driver.number, "SUG-R-2"), [Evidence("rights_note", "text", "译者授权")]
    )
    driver.act("RD", facts.correct, driver.number, "translated", value=False, reason="是原著")
    driver.act("RD", facts.correct, driver.number, "translated", value=True, reason="确是译著")
    driver.act("RD", duties.complete, DutyKey(driver.number, "SUG-R-2"))


def test_a_milestone_counts_from_the_day_that_was_recorded_for_its_event(small: At) -> None:
    driver = small("trial").driver
    delivered = driver.day - timedelta(days=3)
    driver.act("SP", facts.record, driver.number, "delivered_on", delivered.isoformat())
    row = case_of(driver).latest_milestones()["TRI-M2", 1]
    assert (row.base, row.due) == (delivered, delivered + timedelta(days=7))
    driver.act("SP", facts.correct, driver.number, "delivered_on", driver.day, "记早了")
    row = case_of(driver).latest_milestones()["TRI-M2", 1]
    assert (row.base, row.occurrence) == (driver.day, 1)


def landing_with_support(scene: Scene) -> Driver:
    scene.driver.record("public_support_wan", 80)
    return scene.driver


def test_each_event_opens_an_occurrence_of_its_own_and_a_correction_opens_none(released: At) -> None:
    driver = landing_with_support(released("landing"))
    assert not [code for code, _ in case_of(driver).latest_milestones() if code == "LAN-R2"]
    first = driver.day
    driver.act("PO", facts.record, driver.number, "payable_milestone_confirmed_on", first)
    driver.wait(3)
    second = driver.day
    driver.act("PO", facts.record, driver.number, "payable_milestone_confirmed_on", second)
    assert paid(driver) == {1: first, 2: second}
    driver.wait(1)
    driver.act("PO", facts.correct, driver.number, "payable_milestone_confirmed_on", driver.day, "日期有误")
    assert paid(driver) == {1: first, 2: driver.day}
    assert {occurrence for code, occurrence in case_of(driver).latest_duties() if code == "LAN-G-3"} == {1, 2}


def paid(driver: Driver) -> dict[int, date | None]:
    latest = case_of(driver).latest_milestones()
    return {occurrence: row.base for (code, occurrence), row in latest.items() if code == "LAN-R2"}


def test_an_occurrence_that_is_overdue_bars_the_gate_once_for_each(released: At) -> None:
    driver = landing_with_support(released("landing"))
    for _ in range(2):
        driver.act("PO", facts.record, driver.number, "payable_milestone_confirmed_on", driver.day)
        driver.wait(1)
    driver.wait(12)
    found = [each.target for each in driver.look()[2] if each.clause == "LAN-G-3"]
    assert [target[2] for target in found if target] == [1, 2]


def test_an_event_that_is_corrected_away_leaves_its_occurrence_without_a_date(released: At) -> None:
    driver = landing_with_support(released("landing"))
    driver.act("PO", facts.record, driver.number, "payable_milestone_confirmed_on", driver.day)
    driver.act("PO", facts.correct, driver.number, "payable_milestone_confirmed_on", None, "尚未确认")
    row = case_of(driver).latest_milestones()["LAN-R2", 1]
    assert (row.base, row.due) == (None, None)
    driver.wait(40)
    assert "LAN-G-3" not in {each.clause for each in driver.look()[2]}


def test_a_fact_recorded_for_a_debt_of_somebody_else_settles_nothing(small: At) -> None:
    driver = small("suggestion/review").driver
    driver.decide(owed=(Owed("补目录", "SP", later(driver, 5)),))
    driver.act("CU", facts.record, driver.number, "price", 30)
    assert refused(NotPermitted, driver, "CU", debts.answer, driver.number, 1, "好了").clause == "is_owner"
