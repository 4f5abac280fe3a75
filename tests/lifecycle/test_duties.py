"""Duties: every state and how it is reached, who may, what evidence is kept, what waits for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from lifecycle.errors import Invalid, NotFound, NotPermitted, Refusal, Stale
from lifecycle.records.work import DutyRow
from lifecycle.verbs import duties, register
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.register import Part, Registration
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import (
    Scene,
    by_person,
    case_of,
    events_of,
    join,
    organisation,
    organisation_id,
    person,
    refused,
    rehearsal,
)
from tests.world import World
from web.demonstration.driver import Driver

SHEET = (Evidence("sheet", "text", "《示例之书》，三位读者荐购"),)
FILE = "0123456789abcdef" * 4


def duty(driver: Driver, code: str, occurrence: int = 1) -> DutyRow:
    return case_of(driver).latest_duties()[code, occurrence]


def key(driver: Driver, code: str) -> DutyKey:
    return DutyKey(driver.number, code)


def attached(driver: Driver) -> None:
    driver.act("RD", duties.attach, key(driver, "SUG-R-1"), SHEET)


def submitted(driver: Driver) -> None:
    driver.act("RD", duties.complete, key(driver, "SUG-R-1"), SHEET)


def returned(driver: Driver) -> None:
    submitted(driver)
    driver.act("CU", duties.give_back, key(driver, "SUG-R-1"), "缺页数")


def confirmed(driver: Driver) -> None:
    submitted(driver)
    driver.act("CU", duties.confirm, key(driver, "SUG-R-1"))


def waived(driver: Driver) -> None:
    driver.act("HL", duties.waive, key(driver, "SUG-R-1"), "馆内自荐")


# States and transitions ------------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Driver], None]] = {
    "not_started": lambda driver: None,
    "in_progress": attached,
    "submitted": submitted,
    "changes_requested": returned,
    "confirmed": confirmed,
    "not_needed": waived,
}
ACTS: dict[str, Callable[[Driver], object]] = {
    "attach": attached,
    "complete": submitted,
    "confirm": lambda driver: driver.act("CU", duties.confirm, key(driver, "SUG-R-1")),
    "return": lambda driver: driver.act("CU", duties.give_back, key(driver, "SUG-R-1"), "再看看"),
    "waive": waived,
}
LEADS_TO = {
    ("not_started", "attach"): "in_progress",
    ("not_started", "complete"): "submitted",
    ("not_started", "waive"): "not_needed",
    ("in_progress", "attach"): "in_progress",
    ("in_progress", "complete"): "submitted",
    ("in_progress", "waive"): "not_needed",
    ("submitted", "confirm"): "confirmed",
    ("submitted", "return"): "changes_requested",
    ("submitted", "waive"): "not_needed",
    ("changes_requested", "attach"): "changes_requested",
    ("changes_requested", "complete"): "submitted",
    ("changes_requested", "waive"): "not_needed",
}


@pytest.mark.parametrize("state", WAYS)
def test_every_state_takes_the_acts_that_lead_on_from_it_and_refuses_the_rest(small: At, state: str) -> None:
    driver = small("suggestion").driver
    WAYS[state](driver)
    assert duty(driver, "SUG-R-1").state == state
    for name, act in ACTS.items():
        with rehearsal(driver) as trying:
            after = LEADS_TO.get((state, name))
            if after is None:
                with pytest.raises(NotPermitted):
                    act(trying)
            else:
                act(trying)
            assert duty(trying, "SUG-R-1").state == (after or state), name


def test_a_whole_round_trip_leaves_who_did_what_when(small_world: World) -> None:
    driver = small_world.started()
    submitted(driver)
    first = driver.day
    driver.wait(1)
    driver.act("CU", duties.give_back, key(driver, "SUG-R-1"), "缺页数")
    row = duty(driver, "SUG-R-1")
    assert (row.state, row.returned, row.submitted_on, row.since) == (
        "changes_requested",
        1,
        None,
        driver.day,
    )
    driver.wait(1)
    submitted(driver)
    sent = driver.day
    driver.wait(1)
    driver.act("CU", duties.confirm, key(driver, "SUG-R-1"))
    row = duty(driver, "SUG-R-1")
    assert (row.state, row.submitted_on, row.confirmed_on) == ("confirmed", sent, driver.day)
    assert (row.done_by, row.confirmed_by) == (driver.cast["RD"], driver.cast["CU"])
    assert first < sent < driver.day


def test_lateness_counts_the_submission_and_the_waiting_for_confirmation_is_the_confirmers(small: At) -> None:
    driver = small("suggestion").driver
    submitted(driver)
    sent = driver.day
    driver.wait(9)
    driver.act("CU", duties.confirm, key(driver, "SUG-R-1"))
    row = case_of(driver).latest_milestones()["SUG-M1", 1]
    assert (row.finished_on, row.done_on) == (sent, driver.day)


def test_every_act_of_a_duty_tells_the_one_who_has_the_ball_next(small: At) -> None:
    driver = small("suggestion").driver
    confirmed(driver)
    with driver.engine.read() as session:
        sent = session.tx.execute(
            text("SELECT audience, code FROM outbox WHERE subject = 'SUG-R-1' ORDER BY id")
        ).all()
    assert [tuple(each) for each in sent] == [("CU", "duty_submitted"), ("RD", "duty_confirmed")]


# Evidence -------------------------------------------------------------------------------------------------------


def test_every_missing_kind_of_evidence_is_named_at_once(released: At) -> None:
    driver = released("mining").driver
    driver.complete("MIN-G-1")
    driver.act("SH", duties.confirm, key(driver, "MIN-G-1"))
    refusal = refused(Invalid, driver, "PL", duties.complete, key(driver, "MIN-P-2"))
    assert refusal.values["kinds"] == ("ownership_proof", "completer_consent")
    one = [Evidence("ownership_proof", "file", FILE, "证明.pdf", 12_000)]
    refusal = refused(Invalid, driver, "PL", duties.complete, key(driver, "MIN-P-2"), one)
    assert (refusal.problem, refusal.values["kinds"]) == ("evidence_missing", ("completer_consent",))
    assert not [row for row in case_of(driver).documents.values() if row.duty == "MIN-P-2"]


def test_evidence_attached_before_counts_when_the_duty_is_completed(small: At) -> None:
    driver = small("suggestion").driver
    attached(driver)
    driver.act("RD", duties.complete, key(driver, "SUG-R-1"))
    assert duty(driver, "SUG-R-1").state == "submitted"


def test_a_duty_that_is_returned_and_done_again_keeps_every_version(small: At) -> None:
    driver = small("suggestion").driver
    returned(driver)
    better = [Evidence("sheet", "text", "《示例之书》，320页")]
    driver.act("RD", duties.complete, key(driver, "SUG-R-1"), better)
    kept = [row for row in case_of(driver).documents.values() if row.duty == "SUG-R-1"]
    assert [(row.n, row.version, row.value) for row in sorted(kept, key=lambda row: row.version)] == [
        (1, 1, SHEET[0].value),
        (1, 2, better[0].value),
    ]


def test_evidence_of_another_duty_or_occurrence_does_not_count(small: At) -> None:
    driver = small("suggestion").driver
    with pytest.raises(Invalid):
        driver.act(
            "RD", duties.complete, key(driver, "SUG-R-1"), [Evidence("check_note", "text", "别的材料")]
        )


@pytest.mark.parametrize(
    ("piece", "problem"),
    [
        (Evidence("sheet", "text", ""), "missing"),
        (Evidence("sheet", "text", "   "), "missing"),
        (Evidence("sheet", "text", "长" * 2001), "too_long"),
        (Evidence("sheet", "text", "\x00"), "control_characters"),
        (Evidence("sheet", "text", "响\x07铃"), "control_characters"),
        (Evidence("sheet", "text", "原文\u2066隐去"), "control_characters"),
        (Evidence("sheet", "text", "\ud800"), "control_characters"),
        (Evidence("sheet", "paper", "纸质"), "not_in_list"),
        (Evidence("no_such_kind", "text", "材料"), "not_in_list"),
        (Evidence("sheet", "file", "不是摘要"), "unreadable"),
        (Evidence("sheet", "file", FILE.upper()), "unreadable"),
        (Evidence("sheet", "date", "2026-02-30"), "not_a_date"),
        (Evidence("sheet", "link", "javascript:alert(1)"), "not_a_link"),
        (Evidence("sheet", "link", "https://"), "not_a_link"),
        (Evidence("sheet", "link", "https://[::1"), "not_a_link"),
        (Evidence("sheet", "link", "https://example.com/a b"), "not_a_link"),
        (Evidence("sheet", "file", FILE, "名" * 201), "too_long"),
    ],
)
def test_unusable_evidence_is_refused_with_the_reason_and_nothing_is_kept(
    small: At, piece: Evidence, problem: str
) -> None:
    driver = small("suggestion").driver
    before = len(events_of(driver))
    assert refused(Invalid, driver, "RD", duties.attach, key(driver, "SUG-R-1"), [piece]).problem == problem
    assert len(events_of(driver)) == before
    assert not case_of(driver).documents


@pytest.mark.parametrize(
    "value", ["𠮷田和平提供的《𪚥文集》", "第一行\r\n第二行\t有制表", "émigré", "  两边有空格  "]
)
def test_texts_with_rare_characters_and_breaks_are_kept_as_they_read(small_world: World, value: str) -> None:
    driver = small_world.started()
    driver.act("RD", duties.attach, key(driver, "SUG-R-1"), [Evidence("sheet", "text", value)])
    kept = next(iter(case_of(driver).documents.values())).value
    assert kept == value.replace("\r\n", "\n").replace("\t", " ").strip()


def test_attaching_nothing_is_refused(small: At) -> None:
    driver = small("suggestion").driver
    assert refused(Invalid, driver, "RD", duties.attach, key(driver, "SUG-R-1"), ()).problem == "missing"


# Names ----------------------------------------------------------------------------------------------------------


def test_names_of_sixty_chinese_characters_and_rare_ones_are_kept(small_world: World) -> None:
    long = "示例" * 30
    with small_world.engine.write() as session:
        which = organisation(session.tx, "long-circle", "circle")
        session.tx.execute(
            text("UPDATE organisation SET name = :name WHERE id = :id"), {"name": long, "id": which}
        )
    driver = small_world.register(title="𠮷" * 120)
    driver.act("CU", register.bring_party, driver.number, "long-circle")
    assert case_of(driver).project.title == "𠮷" * 120
    assert long in events_of(driver)[-1].body


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("", "missing"),
        (" \u3000 ", "missing"),
        ("长" * 121, "too_long"),
        ("响\x07铃", "control_characters"),
        ("光学\u202e赝", "control_characters"),
    ],
)
def test_a_title_that_says_nothing_or_too_much_is_refused(small: At, title: str, problem: str) -> None:
    scene = small("draft")
    given = Registration(title, parts=[Part("circle")])
    assert refused(Invalid, scene.driver, "CU", register.register, scene.standard, given).problem == problem


# Who may ---------------------------------------------------------------------------------------------------------


def test_nobody_confirms_their_own_work_not_even_by_a_second_office(small: At) -> None:
    scene = small("suggestion")
    driver = scene.driver
    with driver.engine.write() as session:
        join(session.tx, driver.cast["CU"], organisation_id(session.tx, "circle"))
    by_person(driver, driver.cast["CU"], duties.complete, key(driver, "SUG-R-1"), SHEET)
    refusal = refused(NotPermitted, driver, "CU", duties.confirm, key(driver, "SUG-R-1"))
    assert refusal.clause == "not_own_work"
    refusal = refused(NotPermitted, driver, "CU", duties.give_back, key(driver, "SUG-R-1"), "自己退自己")
    assert refusal.clause == "not_own_work"


def test_who_attached_the_evidence_does_not_confirm_it_whoever_submitted(small: At) -> None:
    driver = small("suggestion").driver
    with driver.engine.write() as session:
        join(session.tx, driver.cast["CU"], organisation_id(session.tx, "circle"))
    by_person(driver, driver.cast["CU"], duties.attach, key(driver, "SUG-R-1"), SHEET)
    driver.act("RD", duties.complete, key(driver, "SUG-R-1"))
    assert (
        refused(NotPermitted, driver, "CU", duties.confirm, key(driver, "SUG-R-1")).clause == "not_own_work"
    )


def test_the_database_itself_refuses_a_duty_confirmed_by_its_doer(small_world: World) -> None:
    driver = small_world.started()
    submitted(driver)
    wrong = "UPDATE duty SET state = 'confirmed', confirmed_on = submitted_on, confirmed_by = done_by"
    with pytest.raises(IntegrityError), driver.engine.write() as session:
        session.tx.execute(text(f"{wrong} WHERE code = 'SUG-R-1'"))


def test_a_duty_is_confirmed_by_the_office_named(small: At) -> None:
    driver = small("suggestion").driver
    submitted(driver)
    refusal = refused(NotPermitted, driver, "HL", duties.confirm, key(driver, "SUG-R-1"))
    assert (refusal.clause, refusal.offices) == ("is_confirmer", ("CU",))


def test_where_the_named_office_is_absent_the_project_officer_confirms(released: At) -> None:
    scene = released("draft")
    parties = tuple(code for code in scene.world.parties if scene.standard.member_office(code) != "PL")
    driver = scene.world.register(parties=parties)
    driver.submit("PO")
    assert scene.standard.duties["MIN-I-2"].confirmer == "PL"
    assert duty(driver, "MIN-I-2").confirmer == "PO"


def test_where_the_officer_did_it_one_rank_above_confirms(released: At) -> None:
    scene = released("evaluation")
    assert scene.standard.duties["EVA-G-4"].confirmer == "PL"
    without = scene.world.register(parties=("enterprise", "intermediary"))
    without.submit("PO")
    assert scene.standard.duties["MIN-G-4"].confirmer == "PL"
    assert duty(without, "MIN-G-4").confirmer == "SH"


def test_the_confirmer_changes_as_soon_as_the_named_office_joins(released: At) -> None:
    driver = released("draft").world.register(parties=("enterprise", "intermediary"))
    driver.submit("PO")
    assert duty(driver, "MIN-G-4").confirmer == "SH"
    driver.act("PO", register.bring_party, driver.number, "source_platform")
    assert duty(driver, "MIN-G-4").confirmer == "PL"


def test_a_member_of_another_organisation_finds_nothing(small: At) -> None:
    driver = small("suggestion").driver
    with driver.engine.write() as session:
        stranger = person(session.tx, "stranger")
        join(session.tx, stranger, organisation(session.tx, "other-circle", "circle"))
    for verb, more in [
        (duties.attach, (SHEET,)),
        (duties.complete, (SHEET,)),
        (duties.confirm, ()),
        (duties.give_back, ("不行",)),
        (duties.waive, ("不行",)),
    ]:
        with pytest.raises(NotFound):
            by_person(driver, stranger, verb, key(driver, "SUG-R-1"), *more)


def test_a_duty_of_one_kind_of_organisation_is_not_done_by_another_of_the_same_role(released: At) -> None:
    driver = released("mining").driver
    driver.complete("MIN-G-1")
    with driver.engine.write() as session:
        member = person(session.tx, "converter")
        join(session.tx, member, organisation_id(session.tx, "conversion_platform"))
    evidence = [Evidence("disclosure_form", "text", "披露表")]
    with pytest.raises(NotPermitted) as caught:
        by_person(driver, member, duties.complete, key(driver, "MIN-P-1"), evidence)
    assert caught.value.clause == "is_doer"
    by_person(
        driver,
        member,
        duties.complete,
        key(driver, "MIN-P-5"),
        [Evidence("officer_nomination", "text", "人选")],
    )


def test_a_clause_or_occurrence_that_does_not_exist_is_not_found(small: At) -> None:
    driver = small("suggestion").driver
    for code, occurrence in [("SUG-R-9", 1), ("SUG-R-1", 2), ("TRI-S-1", 1), ("SUG-R-1", 0)]:
        with pytest.raises(NotFound):
            driver.act("RD", duties.complete, DutyKey(driver.number, code, occurrence), SHEET)


# Waivers --------------------------------------------------------------------------------------------------------


def test_a_duty_that_must_be_done_is_not_waived(small: At) -> None:
    driver = small("suggestion").driver
    confirmed(driver)
    scene_duty = key(driver, "SUG-L-1")
    assert refused(Invalid, driver, "HL", duties.waive, scene_duty, "图省事").problem == "not_waivable"


def test_a_waiver_wants_a_reason_and_the_office_that_may(small: At) -> None:
    driver = small("suggestion").driver
    assert refused(Invalid, driver, "HL", duties.waive, key(driver, "SUG-R-1"), " ").problem == "missing"
    assert refused(NotPermitted, driver, "BD", duties.waive, key(driver, "SUG-R-1"), "同意").offices == (
        "HL",
    )
    assert (
        refused(NotPermitted, driver, "RD", duties.waive, key(driver, "SUG-R-1"), "同意").clause
        == "not_own_work"
    )


def test_a_waived_duty_completes_its_milestone_and_bars_nothing(small: At) -> None:
    driver = small("suggestion").driver
    waived(driver)
    case = case_of(driver)
    assert duty(driver, "SUG-R-1").excuse == "waived"
    assert case.latest_milestones()["SUG-M1", 1].done_on == driver.day
    assert "SUG-R-1" not in {each.clause for each in driver.look()[2]}


# What waits for what --------------------------------------------------------------------------------------------


def test_a_duty_waits_for_the_milestone_from_which_its_own_counts(small: At) -> None:
    driver = small("suggestion").driver
    assert duty(driver, "SUG-L-1").waits_for == "SUG-M1"
    note = [Evidence("check_note", "text", "查无重复")]
    assert (
        refused(NotPermitted, driver, "CU", duties.complete, key(driver, "SUG-L-1"), note).clause
        == "may_start"
    )
    submitted(driver)
    assert (
        refused(NotPermitted, driver, "CU", duties.complete, key(driver, "SUG-L-1"), note).clause
        == "may_start"
    )
    driver.act("CU", duties.confirm, key(driver, "SUG-R-1"))
    driver.act("CU", duties.complete, key(driver, "SUG-L-1"), note)


def test_a_duty_that_waits_for_an_event_starts_when_somebody_dates_it(small: At) -> None:
    driver = small("trial").driver
    assert duty(driver, "TRI-L-2").waits_for == "copy_delivered"
    card = [Evidence("catalogue_card", "text", "编目卡")]
    assert (
        refused(NotPermitted, driver, "CU", duties.complete, key(driver, "TRI-L-2"), card).clause
        == "may_start"
    )
    driver.record("delivered_on", driver.day)
    row = duty(driver, "TRI-L-2")
    assert (row.waits_for, row.due) == (None, driver.day + timedelta(days=7))
    driver.act("CU", duties.complete, key(driver, "TRI-L-2"), card)


def test_a_duty_of_a_window_is_refused_until_the_window_has_closed(small: At) -> None:
    driver = small("trial").driver
    for code in ("TRI-S-1", "TRI-S-2"):
        driver.complete(code)
        driver.act("CU", duties.confirm, key(driver, code))
    opens = duty(driver, "TRI-L-3").not_before
    assert opens is not None
    note = [Evidence("board_note", "text", "已公告")]
    driver.day = opens - timedelta(days=1)
    assert (
        refused(NotPermitted, driver, "CU", duties.complete, key(driver, "TRI-L-3"), note).clause
        == "may_start"
    )
    driver.day = opens
    driver.act("CU", duties.complete, key(driver, "TRI-L-3"), note)


def test_what_a_decision_opens_bars_the_next_gate_and_not_its_own(small: At) -> None:
    driver = small("trial/review").driver
    assert ("TRI-L-4", 1) not in case_of(driver).latest_duties()
    driver.decide()
    row = duty(driver, "TRI-L-4")
    assert (row.state, row.timing) == ("not_started", "after_gate")
    blocker = next(each for each in driver.look()[2] if each.clause == "TRI-L-4")
    assert blocker.counted_in == "open_after_gate_duties"
    driver.clear()
    assert duty(driver, "TRI-L-4").state == "confirmed"


def test_a_repeating_duty_bars_only_while_an_occurrence_is_overdue(small: At) -> None:
    driver = small("trial").driver
    due = duty(driver, "TRI-L-1").due
    assert due is not None
    clauses = {each.clause for each in driver.look()[2]}
    assert "TRI-L-1" not in clauses
    driver.day = due
    assert "TRI-L-1" not in {each.clause for each in driver.look()[2]}
    driver.day = due + timedelta(days=1)
    assert "TRI-L-1" in {each.clause for each in driver.look()[2]}


def test_a_duty_may_be_done_in_the_earlier_stage_that_opens_it_and_is_not_asked_again(released: At) -> None:
    driver = released("approval").driver
    row = duty(driver, "LAN-P-1")
    assert (row.stage, row.state) == ("landing", "not_started")
    assert "LAN-P-1" not in {each.clause for each in driver.look()[2]}
    driver.complete("LAN-P-1")
    driver.act("EL", duties.confirm, key(driver, "LAN-P-1"))
    early = driver.day
    driver.pass_gate()
    again = [each for each in case_of(driver).duties.values() if each.code == "LAN-P-1"]
    assert [(each.state, each.confirmed_on) for each in again] == [("confirmed", early)]
    assert "LAN-P-1" not in {each.clause for each in driver.look()[2]}


def test_optional_work_that_is_left_open_is_closed_as_not_done_when_the_stage_is_left(small: At) -> None:
    driver = small("trial").driver
    row = duty(driver, "SUG-S-1")
    assert (row.state, row.excuse) == ("not_needed", "left")


# Two at once ----------------------------------------------------------------------------------------------------


def test_a_stale_form_is_told_which_revision_counts(small_world: World) -> None:
    driver = small_world.started()
    seen = duty(driver, "SUG-R-1").revision
    attached(driver)
    refusal = refused(Stale, driver, "RD", duties.complete, key(driver, "SUG-R-1"), SHEET, seen=seen)
    assert (refusal.what, refusal.seen, refusal.now) == ("duty", seen, seen + 1)
    driver.act("RD", duties.complete, key(driver, "SUG-R-1"), SHEET, seen=seen + 1)


def test_work_on_another_duty_does_not_make_a_form_stale(small: At) -> None:
    driver = small("suggestion").driver
    confirmed(driver)
    seen = duty(driver, "SUG-L-1").revision
    driver.act("SP", duties.complete, key(driver, "SUG-S-1"), [Evidence("offer", "text", "58元")])
    driver.act(
        "CU", duties.complete, key(driver, "SUG-L-1"), [Evidence("check_note", "text", "无")], seen=seen
    )


@pytest.mark.parametrize("place", ["suggestion/review", "end"])
def test_nothing_is_done_while_the_gate_is_decided_or_after_the_end(small: At, place: str) -> None:
    scene: Scene = small(place)
    driver = scene.driver
    code = next(
        code for code, _ in case_of(driver).latest_duties() if scene.standard.duties[code].doer == "CU"
    )
    with pytest.raises(Refusal):
        driver.act("CU", duties.complete, key(driver, code), [Evidence("check_note", "text", "补")])


def test_a_duty_submitted_on_its_due_day_counts_as_that_day(small: At) -> None:
    driver = replace(small("suggestion").driver, day=date(2026, 1, 8))
    assert duty(driver, "SUG-R-1").due == date(2026, 1, 8)
    submitted(driver)
    assert duty(driver, "SUG-R-1").submitted_on == date(2026, 1, 8)
