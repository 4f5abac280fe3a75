"""Entering at a later stage: what the entry point asks for, who lets a project in, and its way to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted, Stale
from lifecycle.gate import Blocker, View, known_facts
from lifecycle.verbs import duties, ends, entries, facts, reentry, register, self_ratings
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import KNOWN, Evidence
from lifecycle.verbs.register import Part, Registration
from lifecycle.verify import verify
from stages.conditions import Value
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import (
    appoint,
    by_person,
    case_of,
    events_of,
    refused,
    rehearsal,
    sound,
    to_the_end,
)
from tests.world import World
from web.demonstration.driver import Driver

WHY = "示例：材料齐全，同意由此进入"
LATER = ("E2", "E3", "E4", "E5")
SKIPPED = {"E2": 1, "E3": 2, "E4": 3, "E5": 4}
PROOF = Evidence("ownership_proof", "text", "示例材料（虚构）")
Asked = tuple[str, str, str, tuple[str, ...], str]


def said(blocker: Blocker) -> Asked:
    """A blocker in a list: kind, clause, office, documents, fact."""
    fact = blocker.leaf.name if blocker.leaf else ""
    return blocker.kind, blocker.clause, blocker.office or "", blocker.documents, fact


def complete(driver: Driver) -> Driver:
    """Everything done but the approval."""
    while any(missing.kind != "admission" for missing in driver.missing()):
        driver.prepare_one()
    return driver


def submit(driver: Driver) -> None:
    driver.act("PO", register.submit, driver.number)


# From a draft to the end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", LATER)
def test_a_project_goes_from_where_it_enters_to_its_end(world: World, entry: str) -> None:
    driver = world.register(entry=entry)
    point = world.standard.flow.entry_points[entry]
    driver.submit("PO")
    case = case_of(driver)
    assert (case.project.stage, case.project.status) == (point.stage, "active")
    assert len([visit for visit in case.visits.values() if visit.passed_over]) == SKIPPED[entry]
    to_the_end(driver)
    case = case_of(driver)
    assert (case.project.status, case.project.outcome) == ("graduated", "in_district")
    assert not [row for row in case.duties.values() if row.is_open and row.timing == "backfill"]
    sound(driver)
    assert list(verify(world.engine)) == []


@pytest.mark.parametrize("entry", ["E2", "E3", "E4"])
def test_a_project_without_public_money_enters_later_and_is_filed(world: World, entry: str) -> None:
    driver = world.register(entry=entry)
    driver.record("public_support_wan", 0)
    driver.submit("PO")
    assert case_of(driver).project.track == "fast"
    to_the_end(driver)
    assert case_of(driver).project.outcome == "filed"
    assert list(verify(world.engine)) == []


def test_no_track_leads_past_the_stage_in_which_a_project_enters(released: At) -> None:
    """The filing ends before growth: a project that enters there is on the ordinary way, whatever it costs."""
    driver = released("draft").world.register(entry="E5")
    driver.record("public_support_wan", 0)
    assert case_of(driver).project.track == "standard"
    driver.submit("PO")
    to_the_end(driver)
    assert case_of(driver).project.outcome == "in_district"


def test_another_standard_lets_in_later_by_rules_of_its_own(small_world: World) -> None:
    driver = small_world.register(entry="D2")
    assert [said(blocker) for blocker in driver.missing()] == [
        ("document", "D2", "CU", ("delivery_note",), ""),
        ("rating", "Z1", "CU", (), "wishes"),
        ("admission", "Z1", "BD", (), ""),
    ]
    driver.submit("CU")
    case = case_of(driver)
    assert (case.project.stage, case.rounds[(1, 1)].basis) == ("trial", "D2")
    assert {row.doer for row in case.duties.values() if row.timing == "backfill"} == {"CU"}
    to_the_end(driver)
    assert case_of(driver).project.outcome == "in_stock"
    assert list(verify(small_world.engine)) == []


# At the door ------------------------------------------------------------------------------------------------------


def test_a_draft_is_refused_with_everything_at_once_each_with_who_does_it(released: At) -> None:
    driver = released("draft").world.register(entry="E3")
    closed = refused(GateClosed, driver, "PO", register.submit, driver.number)
    assert {said(blocker) for blocker in closed.blockers} == {
        ("document", "E3", "PO", ("ownership_proof",), ""),
        ("document", "E3", "PO", ("eval_report",), ""),
        ("criterion", "APR-A1", "PO", (), "eval_report_issued_on"),
        ("criterion", "E3", "PO", (), "level_d2"),
        *(("rating", "X1", "PO", (), f"level_d{n}") for n in range(3, 9)),
        ("admission", "X1", "DD", (), ""),
    }
    assert all(blocker.act for blocker in closed.blockers)


@pytest.mark.parametrize("entry", LATER)
def test_doing_exactly_what_is_asked_opens_the_door_and_leaving_any_of_it_keeps_it_shut(
    released: At, entry: str
) -> None:
    draft = released("draft").world.register(entry=entry)
    for left_out in draft.missing():
        with rehearsal(draft) as driver:
            prepare_without(driver, left_out)
            closed = refused(GateClosed, driver, "PO", register.submit, driver.number)
            named = {said(blocker) for blocker in closed.blockers}
            assert said(left_out) in named
            others = [each for each in named if each != said(left_out) and each[0] != "admission"]
            assert all(needs_document(driver, each) for each in others)  # and nothing incomplete is approved
    draft.prepare()
    submit(draft)


def needs_document(driver: Driver, missing: Asked) -> bool:
    """Whether a fact is to be shown by a document, and there is none yet."""
    standard, case, _ = driver.look()
    fact = standard.facts.get(missing[-1])
    return fact is not None and fact.entered_by is not None and not case.documents


def prepare_without(driver: Driver, left_out: Blocker) -> None:
    """Do whatever else is asked, as often as that asks for more."""
    while others := [each for each in driver.missing() if said(each) != said(left_out)]:
        waiting = [each for each in others if needs_document(driver, said(each))]
        doable = next((each for each in others if each.act != "approve_entry" and each not in waiting), None)
        if doable is None:
            assert refused(GateClosed, driver, "DD", entries.approve_entry, driver.number, WHY)
            return
        driver.prepare_one(doable)


def test_one_of_several_documents_is_enough_where_one_is_asked_for(released: At) -> None:
    driver = released("draft").world.register(entry="E4")
    assert ("contract", "higher_approval") in {blocker.documents for blocker in driver.missing()}
    driver.act(
        "PO", entries.attach_document, driver.number, [Evidence("higher_approval", "text", "示例：省级立项")]
    )
    assert ("contract", "higher_approval") not in {blocker.documents for blocker in driver.missing()}


def test_what_is_asked_only_of_some_is_asked_once_that_is_known(released: At) -> None:
    driver = released("draft").world.register(entry="E4")

    def asks_publicity() -> bool:
        return ("publicity_proof",) in {blocker.documents for blocker in driver.missing()}

    assert not asks_publicity()
    driver.record("public_holder", value=True)
    driver.record("price_route", "agreement")
    assert asks_publicity()
    driver.record("price_route", "auction")
    assert not asks_publicity()


def test_a_level_below_what_the_entry_point_asks_for_is_named(released: At) -> None:
    driver = released("draft").world.register(entry="E5")
    driver.act("PO", entries.attach_document, driver.number, [Evidence("ip_list", "text", "示例：清单")])
    driver.record("level_d2", 5)
    [level] = [each for each in driver.missing() if each.leaf and each.leaf.name == "level_d2"]
    assert (level.kind, level.clause, level.leaf and level.leaf.value) == ("criterion", "E5", 7)
    driver.record("level_d2", 7)
    assert not [each for each in driver.missing() if each.leaf and each.leaf.name == "level_d2"]


def test_the_ordinary_entry_asks_for_no_document_and_no_approval(released: At) -> None:
    scene = released("draft")
    assert {blocker.kind for blocker in scene.driver.missing()} == {"criterion"}
    skips = refused(Invalid, scene.driver, "DD", entries.approve_entry, scene.driver.number, WHY)
    assert skips.problem == "skips_nothing"


def test_nobody_registers_at_an_entry_point_that_is_not_there(released: At) -> None:
    scene = released("draft")
    given = Registration("新的一项", parts=[Part(scene.world.parties[0])], entry="E9")
    wrong = refused(Invalid, scene.driver, "PO", register.register, scene.standard, given)
    assert (wrong.field, wrong.values["values"]) == ("entry", ("E1", "E2", "E3", "E4", "E5"))


# Documents of the draft -------------------------------------------------------------------------------------------


def test_documents_of_a_draft_come_in_versions_as_those_of_a_duty(released: At) -> None:
    driver = released("draft").world.register(entry="E2")
    for text in ("示例：初稿", "示例：定稿"):
        driver.act("PO", entries.attach_document, driver.number, [Evidence("ownership_proof", "text", text)])
    rows = sorted(case_of(driver).documents.values(), key=lambda row: row.version)
    assert [(row.n, row.version, row.duty, row.visit) for row in rows] == [(1, 1, None, 1), (1, 2, None, 1)]
    sound(driver)


@pytest.mark.parametrize(
    ("evidence", "field", "problem"),
    [
        ([], "evidence", "missing"),
        ([Evidence("no_such_kind", "text", "示例")], "kind", "not_in_list"),
        ([Evidence("ownership_proof", "text", " ")], "ownership_proof", "missing"),
        ([Evidence("ownership_proof", "file", "not a hash")], "ownership_proof", "unreadable"),
        ([Evidence("x", KNOWN, "7")], "document", "no_such_document"),
    ],
)
def test_a_piece_that_cannot_be_kept_is_refused_and_nothing_is(
    released: At, evidence: list[Evidence], field: str, problem: str
) -> None:
    driver = released("draft").world.register(entry="E2")
    wrong = refused(Invalid, driver, "PO", entries.attach_document, driver.number, evidence)
    assert (wrong.field, wrong.problem) == (field, problem)
    assert not case_of(driver).documents


def test_only_whoever_may_submit_attaches_and_only_to_a_draft(released: At) -> None:
    driver = released("draft").world.register(entry="E2")
    refused(NotPermitted, driver, "EX", entries.attach_document, driver.number, [PROOF])
    driver.submit("PO")
    refused(NoSuchMove, driver, "PO", entries.attach_document, driver.number, [PROOF])


# The approval -----------------------------------------------------------------------------------------------------


def test_the_approval_is_given_to_what_is_complete_by_the_named_office_with_a_reason(released: At) -> None:
    driver = released("draft").world.register(entry="E2")
    early = refused(GateClosed, driver, "DD", entries.approve_entry, driver.number, WHY)
    assert {blocker.kind for blocker in early.blockers} == {"document", "criterion", "rating"}
    complete(driver)
    assert refused(NotPermitted, driver, "SH", entries.approve_entry, driver.number, WHY).offices == ("DD",)
    assert refused(Invalid, driver, "DD", entries.approve_entry, driver.number, " ").problem == "missing"
    driver.act("DD", entries.approve_entry, driver.number, WHY)
    project = case_of(driver).project
    assert (project.entry_approved_by, project.entry_approved_on) == (driver.cast["DD"], driver.day)
    assert events_of(driver)[-1].event == "EntryApproved"
    again = refused(Invalid, driver, "DD", entries.approve_entry, driver.number, WHY)
    assert again.problem == "approved_already"
    submit(driver)
    refused(NotPermitted, driver, "DD", entries.approve_entry, driver.number, WHY)
    sound(driver)


def test_nobody_approves_what_they_rated_or_attached_themselves(world: World) -> None:
    """Also not as the holder of the other office: one person may hold both."""
    both = world.another("DD", "both")
    rated = world.register(entry="E2")
    rated = replace(rated, cast={**rated.cast, "PO": both})
    with world.engine.database.write() as tx:
        appoint(tx, both, "PO", standing=False)
    rated.act("SH", register.seat, rated.number, "PO", both, WHY)
    complete(rated)
    with pytest.raises(NotPermitted) as own:
        by_person(rated, both, entries.approve_entry, rated.number, WHY)
    assert own.value.clause == "not_own_work"
    rated.act("DD", entries.approve_entry, rated.number, WHY)


def test_an_approval_from_a_page_that_is_behind_approves_nothing(released: At) -> None:
    driver = released("draft").world.register(entry="E2")
    complete(driver)
    seen = case_of(driver).project.revision
    driver.record("level_d2", 3)
    refused(Stale, driver, "DD", entries.approve_entry, driver.number, WHY, seen=seen)
    assert case_of(driver).project.entry_approved_on is None


@pytest.mark.parametrize("what", ["level", "document", "taken back"])
def test_whatever_changes_afterwards_voids_the_approval(released: At, what: str) -> None:
    driver = released("draft").world.register(entry="E2")
    driver.prepare()
    if what == "document":
        driver.act("PO", entries.attach_document, driver.number, [PROOF])
    elif what == "level":
        driver.record("level_d4", 6)
    else:
        driver.act("PO", facts.correct, driver.number, "level_d4", None, "示例：尚未定级")
    project = case_of(driver).project
    assert (project.entry_approved_by, project.entry_approved_on, project.entry_reason) == (None, None, None)
    closed = refused(GateClosed, driver, "PO", register.submit, driver.number)
    assert "admission" in {blocker.kind for blocker in closed.blockers}
    sound(driver)


def test_a_report_that_grows_too_old_before_the_draft_is_submitted_bars_it_again(released: At) -> None:
    """The approval does not make the passing of time stand still."""
    driver = released("draft").world.register(entry="E3")
    driver.prepare()
    driver.day = driver.day + timedelta(days=400)
    closed = refused(GateClosed, driver, "PO", register.submit, driver.number)
    assert {blocker.leaf.name for blocker in closed.blockers if blocker.leaf} == {"eval_report_age_months"}


# What is kept of what was skipped ---------------------------------------------------------------------------------


def test_skipped_stages_are_passed_over_and_their_gates_deemed_passed_by_the_approver(released: At) -> None:
    driver = released("draft").world.register(entry="E3")
    driver.prepare()
    approved_on = driver.day
    driver.wait(3)
    submit(driver)
    case = case_of(driver)
    assert [
        (visit.n, visit.stage, visit.basis, visit.entered_on, visit.left_on, visit.passed_over)
        for visit in sorted(case.visits.values(), key=lambda row: row.n)
    ] == [
        (1, "mining", "E3", driver.day, driver.day, True),
        (2, "evaluation", "E3", driver.day, driver.day, True),
        (3, "approval", "T01", driver.day, None, False),
    ]
    assert [
        (row.gate, row.mode, row.basis, row.option, row.decided_by, row.decided_on)
        for row in sorted(case.rounds.values(), key=lambda row: row.visit)
    ] == [
        ("G1", "deemed", "E3", "go", driver.cast["DD"], driver.day),
        ("G2", "deemed", "E3", "go", driver.cast["DD"], driver.day),
    ]
    assert case.project.entry_approved_on == approved_on
    reason = case.rounds[(1, 1)].reason
    assert reason == case.project.entry_reason
    sound(driver)


def test_no_date_is_invented_for_a_stage_that_never_was(released: At) -> None:
    """Above all no statutory one: its law holds where the thing itself happens."""
    driver = released("draft").world.register(entry="E4")
    driver.submit("PO")
    case = case_of(driver)
    standard = released("draft").standard
    assert {row.stage for row in case.milestones.values()} == {"landing"}
    skipped = {
        each.code
        for code in ("mining", "evaluation", "approval")
        for each in standard.stages[code].milestones
    }
    assert not skipped & {row.code for row in case.milestones.values()}


@pytest.mark.parametrize(("entry", "approved"), [("E2", False), ("E3", False), ("E4", True), ("E5", True)])
def test_a_gate_that_was_skipped_counts_as_passed_once_the_project_is_in(
    released: At, entry: str, *, approved: bool
) -> None:
    """Whoever withdraws after approval settles first: also where the approval was deemed."""
    driver = released("draft").world.register(entry=entry)
    assert computed(driver)["approved_before"] is False
    driver.submit("PO")
    assert computed(driver)["approved_before"] is approved


def test_the_age_of_a_report_counts_from_the_day_it_bears_where_no_duty_of_it_was_done(released: At) -> None:
    driver = released("draft").world.register(entry="E3")
    driver.values["eval_report_issued_on"] = driver.day - timedelta(days=95)
    driver.submit("PO")
    assert computed(driver)["eval_report_age_months"] == 3
    driver.complete("EVA-G-4")
    driver.act("SH", duties.confirm, DutyKey(driver.number, "EVA-G-4"))
    assert computed(driver)["eval_report_age_months"] == 3  # evidence of an old report makes it no younger


def computed(driver: Driver) -> Mapping[str, Value]:
    standard, case, _ = driver.look()
    return known_facts(View(standard, case, driver.day))


def test_a_draft_that_enters_later_is_withdrawn_like_any_other(released: At) -> None:
    world = released("draft").world
    driver = world.register(entry="E3")
    driver.prepare()
    driver.act(
        world.standard.member_office(world.parties[0]) or "", ends.withdraw, driver.number, "示例：不再转化"
    )
    assert case_of(driver).project.status == "withdrawn"
    sound(driver)


def test_a_project_that_ended_after_a_later_entry_comes_back_as_any_other(released: At) -> None:
    world = released("draft").world
    driver = world.register(entry="E3")
    driver.submit("PO")
    driver.act(
        world.standard.member_office(world.parties[0]) or "", ends.withdraw, driver.number, "示例：暂停转化"
    )
    driver.record("new_evidence_complete", value=True)
    driver.record("barred_cause", value=False)
    driver.day += timedelta(days=93)
    receipt = driver.act("PL", reentry.reenter, driver.number, "示例：再次入库")
    old, new = case_of(driver).project, case_of(replace(driver, number=receipt.number)).project
    assert (new.parent, new.entry, new.stage, new.status) == (old.id, "E1", "mining", "draft")
    sound(driver)


def test_a_project_that_enters_later_may_come_of_another(released: At) -> None:
    scene = released("landing")
    given = Registration(
        "示例：后续成果", parts=[Part(scene.world.parties[0])], entry="E2", parent=scene.driver.number
    )
    number = scene.driver.act("PO", register.register, scene.standard, given).number
    assert case_of(replace(scene.driver, number=number)).project.parent == case_of(scene.driver).project.id


def test_no_duty_is_open_before_the_draft_is_submitted(released: At) -> None:
    driver = released("draft").world.register(entry="E3")
    driver.prepare()
    assert not case_of(driver).duties
    assert not case_of(driver).milestones
    refused(NotFound, driver, "PO", duties.complete, DutyKey(driver.number, "MIN-P-1"), [PROOF])


def test_what_is_no_draft_any_more_is_not_submitted_again_whatever_is_known_of_it(released: At) -> None:
    """Not even while an evaluation runs, which takes the levels that the entry was rated by from the officer."""
    driver = released("draft").world.register(entry="E4")
    driver.submit("PO")
    driver.act("PO", self_ratings.start, driver.number)
    with pytest.raises(NoSuchMove):
        driver.act("PO", register.submit, driver.number)
