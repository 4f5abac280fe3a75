"""After the end: surveys year after year, the papers that belong on file, and the archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle import afterwards
from lifecycle.deadlines import months_after
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotPermitted, Stale
from lifecycle.verbs import debts, decisions, duties, ends, objections, papers, pauses, rounds, system
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.rounds import Owed
from tests.lifecycle.scenes import case_of, disagreements, events_of, later, on, refused
from tests.lifecycle.test_ends import approved

if TYPE_CHECKING:
    from stages import Standard
    from tests.lifecycle.conftest import At
    from tests.world import World
    from web.demonstration.driver import Driver


def tick(driver: Driver) -> list[str]:
    """What the system does today, by the names of the events."""
    before = len(events_of(driver))
    with on(driver.day):
        list(system.tick(driver.engine))
    return [event.event for event in events_of(driver)[before:]]


def survey(driver: Driver) -> None:
    """Wait for the next survey, make it and have it confirmed."""
    due = case_of(driver).project.survey_on
    assert due is not None
    driver.day = due
    assert tick(driver) == ["SurveyOpened"]
    row = next(row for row in case_of(driver).duties.values() if row.timing == "after_end" and row.is_open)
    driver.complete(row.code, row.key)
    driver.act(row.confirmer or "", duties.confirm, DutyKey(driver.number, row.code, row.occurrence))


def surveyed(driver: Driver) -> None:
    """All of them."""
    while case_of(driver).project.survey_on is not None:
        survey(driver)


def finished(driver: Driver) -> None:
    """What the last decision opened is done."""
    driver.complete("GRO-G-4")
    driver.act("SH", duties.confirm, DutyKey(driver.number, "GRO-G-4"))


# Surveys ----------------------------------------------------------------------------------------------------------


def test_a_graduate_is_surveyed_once_a_year_for_three_years(released: At) -> None:
    driver = released("end").driver
    ended, standard = driver.day, driver.look()[0]
    for year in (1, 2, 3):
        assert afterwards.surveys_left(standard, case_of(driver)) == 4 - year
        period_ends = months_after(ended, 12 * year)
        driver.day = period_ends
        assert tick(driver) == [], "the year is not over"
        survey(driver)
        assert driver.day == later_than(driver, period_ends)
    assert afterwards.surveys_left(standard, case_of(driver)) == 0
    assert case_of(driver).project.survey_on is None
    driver.day += timedelta(days=800)
    assert tick(driver) == [], "three and no more"
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def later_than(driver: Driver, day: object) -> object:
    with driver.engine.read() as session:
        return session.calendar.next_working_day(day)


def test_a_survey_is_due_with_its_form_and_is_the_officers(released: At) -> None:
    driver = released("end").driver
    driver.day = case_of(driver).project.survey_on or driver.day
    opened = driver.day
    tick(driver)
    row = next(row for row in case_of(driver).duties.values() if row.timing == "after_end")
    assert (row.doer, row.confirmer, row.due) == ("PO", "SH", later(driver, 19))
    assert row.since == opened
    key = DutyKey(driver.number, row.code, row.occurrence)
    bare = refused(Invalid, driver, "PO", duties.complete, key)
    assert bare.values["kinds"] == ("survey_form",)
    refused(NotPermitted, driver, "SH", duties.complete, key, [Evidence("survey_form", "text", "示例")])
    driver.act("PO", duties.complete, key, [Evidence("survey_form", "text", "示例")])
    refused(NotPermitted, driver, "PO", duties.confirm, key)
    driver.act("SH", duties.confirm, key)


def test_surveys_that_were_slept_through_are_opened_together(released: At) -> None:
    driver = released("end").driver
    driver.day += timedelta(days=900)
    assert tick(driver) == ["SurveyOpened"]
    assert tick(driver) == []
    open_ones = [row for row in case_of(driver).duties.values() if row.timing == "after_end"]
    assert [row.occurrence for row in open_ones] == [1, 2]


def test_other_ends_have_no_survey(world: World) -> None:
    driver = world.started()
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    assert case_of(driver).project.survey_on is None
    standard = driver.look()[0]
    assert afterwards.surveys_left(standard, case_of(driver)) == 0


def test_no_survey_bars_or_opens_before_the_end(released: At) -> None:
    driver = released("growth").driver
    assert not [row for row in case_of(driver).milestones.values() if row.timing == "after_end"]
    assert not [row for row in case_of(driver).duties.values() if row.timing == "after_end"]


# Archiving --------------------------------------------------------------------------------------------------------


def test_a_graduate_is_archived_after_its_last_duty_and_its_surveys(released: At) -> None:
    driver = released("end").driver
    refusal = refused(Invalid, driver, "PO", pauses.archive, driver.number)
    assert refusal.values["codes"] == ("GRO-G-4",)
    finished(driver)
    barred = refused(GateClosed, driver, "PO", pauses.archive, driver.number)
    assert [(each.leaf.name, each.known) for each in barred.blockers] == [("surveys_left", 3)]
    surveyed(driver)
    refused(NotPermitted, driver, "SH", pauses.archive, driver.number)
    driver.act("PO", pauses.archive, driver.number)
    assert case_of(driver).project.archived_on == driver.day
    assert refused(Invalid, driver, "PO", pauses.archive, driver.number).problem == "archived_already"


def stopped(driver: Driver) -> None:
    driver.act("PO", rounds.propose, driver.number, "stop", "示例")
    driver.act("SH", decisions.decide, driver.number, Decision("stop", "权属不清"))


def test_a_rejected_project_asks_for_no_paper(released: At) -> None:
    driver = released("mining/review").driver
    stopped(driver)
    assert afterwards.missing_papers(driver.look()[0], case_of(driver)) == ()
    driver.act("PO", pauses.archive, driver.number)


def file(driver: Driver, *kinds: str, by: str = "PO", **more: object) -> None:
    driver.act(by, papers.file, driver.number, [Evidence(kind, "text", "示例") for kind in kinds], **more)


def wanted(standard: Standard, driver: Driver) -> set[tuple[str, str]]:
    return {(each.kind, each.clause) for each in afterwards.missing_papers(standard, case_of(driver))}


def test_a_terminated_project_wants_its_notice_its_audit_and_the_lessons(world: World) -> None:
    driver = approved(world)
    owed = (
        Owed("清算审计", "EL", later(driver, 30), "S1"),
        Owed("返还知识产权", "PL", later(driver, 30), "S3"),
    )
    driver.act("DIR", ends.terminate, driver.number, "market_failure", "示例", owed)
    standard = world.standard
    assert wanted(standard, driver) == {("termination_notice", "T11"), ("settlement_audit", "S1")}
    barred = refused(GateClosed, driver, "PO", pauses.archive, driver.number)
    assert {each.leaf.name for each in barred.blockers} == {
        "file_list_complete",
        "open_settlements",
        "lessons_note_filed",
    }
    file(driver, "termination_notice", "settlement_audit", "lessons_note")
    assert wanted(standard, driver) == set()
    barred = refused(GateClosed, driver, "PO", pauses.archive, driver.number)
    assert {each.leaf.name for each in barred.blockers} == {"open_settlements"}
    for n, office in ((1, "EL"), (2, "PL")):
        driver.act(office, debts.answer, driver.number, n, "示例：已办")
        driver.act("SH", debts.settle, driver.number, n)
    driver.act("PO", pauses.archive, driver.number)
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_a_paper_filed_again_is_its_next_version(world: World) -> None:
    driver = world.started()
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    file(driver, "termination_notice")
    file(driver, "termination_notice")
    rows = case_of(driver).documents.values()
    assert sorted((row.n, row.version) for row in rows) == [(1, 1), (1, 2)]


def test_papers_are_filed_by_the_officer_after_the_end_and_only_those_that_are_asked_for(
    world: World,
) -> None:
    driver = world.started()
    with pytest.raises(NoSuchMove):
        file(driver, "termination_notice")
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    with pytest.raises(Stale):
        file(driver, "termination_notice", seen=1)
    with pytest.raises(NotPermitted):
        file(driver, "termination_notice", by="SH")
    with pytest.raises(Invalid, match="not_in_list"):
        file(driver, "contract")
    with pytest.raises(Invalid, match="missing"):
        file(driver)
    file(driver, "termination_notice", "lessons_note")
    driver.act("PO", pauses.archive, driver.number)
    with pytest.raises(NoSuchMove):
        file(driver, "lessons_note")


def test_evidence_that_a_confirmed_duty_lacks_is_missing(world: World) -> None:
    driver = world.started()
    driver.complete("MIN-G-1")
    driver.act("SH", duties.confirm, DutyKey(driver.number, "MIN-G-1"))
    driver.act("DD", ends.terminate, driver.number, "market_failure", "示例")
    case = case_of(driver)
    assert wanted(world.standard, driver) == {("termination_notice", "T11")}
    case.documents.clear()
    missing = {(each.kind, each.clause) for each in afterwards.missing_papers(world.standard, case)}
    assert ("assignment_record", "MIN-G-1") in missing


def test_nothing_is_objected_to_once_it_is_archived(released: At) -> None:
    driver = released("mining/review").driver
    stopped(driver)
    driver.act("PO", pauses.archive, driver.number)
    refused(NoSuchMove, driver, "EL", objections.raise_objection, driver.number, "gate_decision", "示例")
