"""The holder's part: saved on the way, handed in once, corrected with a reason, locked once somebody has scored."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from lifecycle.errors import Invalid, NoSuchMove, NotFound, NotPermitted, Stale
from lifecycle.policy import actor_of
from lifecycle.queries.self_rating import rating_page
from lifecycle.records import evaluations as tables
from lifecycle.verbs import duties, pauses, self_ratings
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.levels import Given
from lifecycle.verbs.pauses import Pause
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import REASON, Panel, panel_of
from tests.lifecycle.scenes import case_of, disagreements, events_of, later, note_count, on
from tests.world import World

ALL = tuple(f"D{n}" for n in range(1, 9))


def refused(panel: Panel, kind: type[Exception], verb: Any, *given: Any, **named: Any) -> Any:
    with pytest.raises(kind) as caught:
        panel.act(panel.holder, verb, *given, **named)
    return caught.value


@pytest.fixture
def started(panel: Panel) -> Panel:
    panel.act(panel.holder, self_ratings.start)
    return panel


def test_what_was_saved_is_there_on_another_machine(started: Panel) -> None:
    started.act("PL", self_ratings.save, [Given("D1", 3, "示例：有实验")])
    with started.driver.engine.read() as session, on(started.driver.day):
        page = rating_page(session, actor_of(session.tx, started.driver.cast["PL"]), started.number)
    first, second = page.lines[0].draft, page.lines[1].draft
    assert first is not None
    assert (first.level, first.reason, first.revision) == (3, "示例：有实验", 1)
    assert second is None


def test_a_draft_is_in_no_history(started: Panel) -> None:
    before = len(events_of(started.driver))
    with started.driver.engine.read() as session:
        notes = note_count(session.tx)
    receipt = started.act("PL", self_ratings.save, [Given("D1", 3, "示例：悄悄话")])
    assert receipt.seq == before == len(events_of(started.driver))
    with started.driver.engine.read() as session:
        assert note_count(session.tx) == notes


def test_two_colleagues_who_save_the_same_dimension_do_not_overwrite_each_other(started: Panel) -> None:
    started.act("PL", self_ratings.save, [Given("D1", 3, seen=0), Given("D2", 2)])
    refused(started, Stale, self_ratings.save, [Given("D1", 5, seen=0)])
    started.act("PL", self_ratings.save, [Given("D2", 4, seen=1)])
    started.act("PL", self_ratings.save, [Given("D1", 5, seen=1)])


def test_it_is_handed_in_as_a_whole_and_the_drafts_are_gone(panel: Panel) -> None:
    panel.rate_self(4)
    assert {code: row.level for code, row in panel.now.own_levels.items()} == dict.fromkeys(ALL, 4)
    with panel.driver.engine.read() as session:
        assert session.tx.execute(select(tables.draft)).first() is None
        assert disagreements(session, panel.number) == []


def test_the_duty_that_wants_it_has_it_as_its_evidence(panel: Panel) -> None:
    panel.rate_self()
    row = case_of(panel.driver).newest_duty("EVA-P-2", 1)
    assert row is not None
    assert [each.kind for each in case_of(panel.driver).documents_of(row)] == ["self_assessment"]
    panel.driver.act("PL", duties.complete, DutyKey(panel.number, "EVA-P-2"))
    panel.driver.act("PO", duties.confirm, DutyKey(panel.number, "EVA-P-2"))


def test_everything_that_is_missing_is_named_at_once(started: Panel) -> None:
    document = started.evidence()
    given = [
        Given("D1", 3, REASON),
        Given("D2", 4, REASON),
        Given("D3", 4, "", (document,)),
        Given("D4", None, REASON),
        Given("D5", 9, REASON, (document,)),
    ]
    wrong = refused(started, Invalid, self_ratings.submit, given)
    assert wrong.problem == "levels_incomplete"
    assert dict(wrong.values["levels"]) == {
        "D2": "level_evidence_missing",
        "D3": "reason_missing",
        "D4": "level_missing",
        "D6": "level_missing",
        "D7": "level_missing",
        "D8": "level_missing",
    }


def test_nothing_typed_is_lost_by_what_is_missing(started: Panel) -> None:
    started.act("PL", self_ratings.save, [Given("D1", 3, REASON)])
    refused(started, Invalid, self_ratings.submit)
    with started.driver.engine.read() as session:
        assert session.tx.scalar(select(tables.draft.c.reason)) == REASON


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (Given("D9", 3), "not_in_list"),
        (Given("D1", 10), "out_of_scale"),
        (Given("D1", -1), "out_of_scale"),
        (Given("D1", 3, evidence=(99,)), "no_such_document"),
        (Given("D1", 3, "字" * 501), "too_long"),
        (Given("D1", 3, "a\x00b"), "control_characters"),
    ],
)
def test_what_can_never_be_right_is_not_even_saved(started: Panel, given: Given, problem: str) -> None:
    assert refused(started, Invalid, self_ratings.save, [given]).problem == problem


def test_the_holder_cannot_say_that_it_cannot_judge(started: Panel) -> None:
    given = [*started.given(3)[1:], Given("D1", None, REASON, unjudged=True)]
    assert refused(started, Invalid, self_ratings.submit, given).values["levels"] == (
        ("D1", "level_missing"),
    )


def test_a_correction_is_a_version_with_a_reason_and_both_stay(panel: Panel) -> None:
    panel.rate_self(4)
    assert refused(panel, Invalid, self_ratings.submit, panel.given({"D2": 3})).problem == "missing"
    panel.act("PL", self_ratings.submit, panel.given({"D2": 3}), reason="示例：漏看一份检测报告")
    assert sorted(panel.now.self_ratings) == [1, 2]
    assert {code: row.level for code, row in panel.now.own_levels.items()} == dict.fromkeys(ALL, 4) | {
        "D2": 3
    }
    first = case_of(panel.driver).rows("self_level")[1, 1, "D2"]
    assert first.level == 4  # type: ignore[attr-defined]


def test_a_version_that_changes_nothing_but_the_dossier_keeps_the_levels(panel: Panel) -> None:
    panel.rate_self(4)
    document = panel.evidence()
    panel.act("PL", self_ratings.submit, (), [document], "示例：精简材料")
    assert panel.now.dossier == ((document, 1),)
    assert len(panel.now.own_levels) == 8


@pytest.mark.parametrize("table", ["self_rating", "self_level"])
def test_the_database_itself_refuses_to_change_what_was_handed_in(world: World, table: str) -> None:
    driver = world.started()
    driver.pass_gate()
    panel_of(world, driver).rate_self()
    kept = tables.self_rating if table == "self_rating" else tables.self_level
    for act in (update(kept).values(project=kept.c.project), delete(kept)):
        with pytest.raises(DBAPIError, match="append-only"), world.engine.write() as session:
            session.tx.execute(act)
    with pytest.raises(DBAPIError), world.engine.write() as session:
        session.tx.execute(text(f"INSERT INTO {table} SELECT * FROM {table}"))


def test_once_somebody_has_scored_on_it_it_stands(panel: Panel) -> None:
    panel.begun()
    panel.score(panel.live[0])
    assert refused(panel, NotPermitted, self_ratings.save, [Given("D1", 3)]).clause == "nobody_has_scored"
    assert refused(panel, NotPermitted, self_ratings.submit, (), None, "示例").clause == "nobody_has_scored"


def test_the_dossier_pins_the_versions_that_the_experts_are_to_read(panel: Panel) -> None:
    document = panel.evidence()
    panel.rate_self()
    key = DutyKey(panel.number, "EVA-P-1")
    panel.driver.act("PL", duties.attach, key, [Evidence("technical_report", "text", "示例：新版")])
    assert (document, 1) in panel.now.dossier
    assert (document, 2) not in panel.now.dossier


def test_nobody_hands_on_to_the_experts_what_is_kept_from_themselves(started: Panel) -> None:
    """The record of the draw is secret, and names the panel: the holder neither sees nor chooses it."""
    started.draw()
    documents = case_of(started.driver).documents.values()
    kept = [row.n for row in documents if started.standard.documents[row.kind].secret]
    other = [row.n for row in documents if row.n in kept and row.added_by != started.driver.cast["PL"]]
    assert other
    with started.driver.engine.read() as session, on(started.driver.day):
        page = rating_page(session, actor_of(session.tx, started.driver.cast["PL"]), started.number)
    assert not {each.document.n for each in page.documents} & set(other)
    for verb, given in (
        (self_ratings.choose, other),
        (self_ratings.save, [Given("D1", 5, "示例", tuple(other))]),
    ):
        assert refused(started, Invalid, verb, given).problem == "no_such_document"


def test_what_is_secret_goes_in_only_when_it_is_chosen(panel: Panel) -> None:
    secret = {each.code for each in panel.standard.documents.values() if each.secret}
    panel.rate_self()
    case = case_of(panel.driver)
    assert all(case.documents[key].kind not in secret for key in panel.now.dossier)
    assert all(
        not panel.standard.of_bureau(panel.standard.duties[case.documents[key].duty or ""].doer)
        for key in panel.now.dossier
    )


@pytest.mark.parametrize("office", ["EL", "BR", "PO", "SH", "EX"])
def test_nobody_but_the_holder_hands_it_in(started: Panel, office: str) -> None:
    with pytest.raises(NotPermitted) as refusal:
        started.act(office, self_ratings.save, [Given("D1", 3)])
    assert refusal.value.clause == "is_rater"


def test_a_platform_of_another_kind_does_not_hand_it_in(started: Panel) -> None:
    """The duty binds source platforms; members of the conversion platform hold the same office."""
    with started.driver.engine.write() as session:
        who = scenes.person(session.tx, "of-the-pilot-base")
        scenes.join(session.tx, who, scenes.organisation_id(session.tx, "conversion_platform"))
    with pytest.raises(NotPermitted):
        started.by(who, self_ratings.save, [Given("D1", 3)])


def test_it_is_started_once_by_the_officer_or_the_holder(panel: Panel) -> None:
    for office in ("EL", "BR", "SH"):
        with pytest.raises(NotPermitted):
            panel.act(office, self_ratings.start)
    panel.act("PO", self_ratings.start)
    assert refused(panel, Invalid, self_ratings.start).problem == "started_already"


def test_where_the_officer_rates_there_is_nothing_to_start(released: Any) -> None:
    scene = released("mining")
    panel = Panel(scene.driver, scene.standard)
    assert refused(panel, Invalid, self_ratings.start).problem == "scored_by_officer"
    with pytest.raises(Invalid, match="no_evaluation"):
        panel.act("PL", self_ratings.save, [])


def test_nothing_is_handed_in_while_the_project_is_held(started: Panel) -> None:
    pause = Pause(later(started.driver, 20), "示例：等待", "示例：条件", later(started.driver, 5))
    started.act("SH", pauses.hold, pause)
    refused(started, NoSuchMove, self_ratings.save, [Given("D1", 3)])


def test_a_stranger_learns_nothing(started: Panel) -> None:
    with started.driver.engine.write() as session:
        who = scenes.person(session.tx, "stranger")
    with pytest.raises(NotFound):
        started.by(who, self_ratings.save, [Given("D1", 3)])
