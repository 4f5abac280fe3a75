"""What changes a result later: an expert excluded, a conflict waived, an objection granted, a proof of concept done."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from lifecycle import gate
from lifecycle.errors import GateClosed, Invalid, NotPermitted
from lifecycle.evaluation.view import newest
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.records import project as projects
from lifecycle.verbs import (
    debts,
    decisions,
    duties,
    evaluations,
    invitations,
    objections,
    panels,
    rounds,
    self_ratings,
    sheets,
    system,
)
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.levels import Given
from lifecycle.verbs.rounds import Owed
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import Panel, employ, join_party, panel_of
from tests.lifecycle.scenes import case_of, disagreements, events_of, later, on
from tests.world import World

CAUSE = "RC3"


def to_review(panel: Panel) -> None:
    """Everything that somebody can do is done, and the gate is asked for, whatever the scores come to."""
    for _ in range(200):
        if panel.driver.step() is not None:
            continue
        try:
            panel.driver.request()
        except GateClosed:
            panel.driver.wait()
        else:
            return
    raise AssertionError(panel.number)


def acts(panel: Panel) -> set[str | None]:
    found = gate.blockers(panel.standard, case_of(panel.driver), panel.driver.day)
    return {blocker.act for blocker in found}


def exclude(panel: Panel, n: int, cause: str = CAUSE) -> None:
    panel.act("DD", evaluations.exclude, n, cause, "示例：经查有共同专利")


def levels_of(panel: Panel) -> list[int]:
    return list(panel.now.levels()["D1"].values())


# Excluded -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def uneven(panel: Panel) -> Panel:
    """Concluded: the first expert gave 6 to everything, the others 5."""
    panel.begun()
    for row in panel.live:
        panel.score(row, 6 if row.n == 1 else 5)
    panel.act("PO", evaluations.conclude)
    return panel


def test_whose_scores_are_excluded_are_kept_and_do_not_count(uneven: Panel) -> None:
    before = uneven.fact("valid_scores")
    exclude(uneven, 1)
    assert (before, uneven.fact("valid_scores")) == (5, 4)
    assert levels_of(uneven) == [5, 5, 5, 5]
    assert len([key for key in uneven.now.scores if key[0] == 1]) == 8
    assert uneven.now.assignments[1].state == "excluded"
    assert uneven.fact("panel_valid") is False
    assert "ExpertExcluded" in [event.event for event in events_of(uneven.driver)]


def test_the_result_is_counted_anew_with_the_reason(uneven: Panel) -> None:
    assert uneven.now.row.total == "55.56"
    low = uneven.live[1]
    uneven.act("DD", evaluations.exclude, low.n, CAUSE, "示例：经查有共同专利")
    assert uneven.now.row.total == str(uneven.now.result.total) == "58.33"  # of four the plain mean
    assert uneven.fact("weighted_total") == 58.33
    newest_ = max(
        (row for row in case_of(uneven.driver).facts.values() if row.name == "weighted_total"), key=_seq
    )
    assert newest_.reason is not None


def _seq(row: Any) -> int:
    return int(row.seq)


def test_a_panel_that_falls_short_bars_the_gate_until_another_expert_has_scored(uneven: Panel) -> None:
    exclude(uneven, 1)
    assert "draw_panel" in acts(uneven)
    new, *none = uneven.draw()
    assert none == []
    assert new.replaces == 1
    assert uneven.now.row.concluded_on is None
    with pytest.raises(Invalid, match="still_scoring"):
        uneven.act("PO", evaluations.conclude)
    uneven.seat(new)
    uneven.score(new, 5)
    uneven.act("PO", evaluations.conclude)
    assert uneven.fact("panel_valid") is True
    assert uneven.fact("valid_scores") == 5


def test_who_comes_in_later_scores_without_knowing_the_others(uneven: Panel) -> None:
    from lifecycle.queries.sheet import sheet_page  # noqa: PLC0415 - only here

    exclude(uneven, 1)
    [new] = uneven.draw()
    uneven.seat(new)
    with on(uneven.driver.day), uneven.driver.engine.read() as session:
        page = sheet_page(session, actor_of(session.tx, new.person), uneven.number)
    assert all(line.peers == () for line in page.lines)


def test_before_anything_is_known_an_exclusion_opens_the_sheets_of_the_others_only_when_the_seat_is_filled(
    panel: Panel,
) -> None:
    panel.begun()
    for row in panel.live[1:]:
        panel.score(row)
    exclude(panel, 1)
    assert not panel.now.is_revealed
    [new] = panel.draw()
    panel.seat(new)
    panel.score(new)
    assert panel.now.is_revealed


def test_an_exclusion_is_the_department_heads_with_a_cause_and_a_reason_and_never_of_oneself(
    uneven: Panel,
) -> None:
    for office in ("PO", "PL", "SH"):
        with pytest.raises(NotPermitted):
            uneven.act(office, evaluations.exclude, 1, CAUSE, "示例")
    for n, cause, reason, problem in (
        (1, "RC99", "示例", "not_in_list"),
        (1, CAUSE, " ", "reason"),
    ):
        with pytest.raises(Invalid, match=problem):
            uneven.act("DD", evaluations.exclude, n, cause, reason)
    exclude(uneven, 1)
    with pytest.raises(Invalid, match="not_of_panel"):
        exclude(uneven, 1)


def test_a_second_disagreement_opens_the_rule_again_and_what_was_concluded_is_not_any_more(
    panel: Panel,
) -> None:
    """Four could judge: 4, 4, 5, 7. Without the third the deviation is too large."""
    panel.begun()
    for row, level in zip(panel.live[:4], (4, 4, 5, 7), strict=True):
        panel.score(row, dict.fromkeys(panel.now.dimensions, 4) | {"D5": level})
    given = [each for each in panel.given(4) if each.dimension != "D5"]
    unjudged = Given("D5", None, "示例：不在专业范围", unjudged=True)
    panel.by(panel.live[4].person, sheets.submit, [*given, unjudged])
    assert panel.now.dispersed == ()
    panel.act("PO", evaluations.conclude)
    exclude(panel, panel.live[2].n)
    assert panel.now.dispersed == ("D5",)
    assert panel.now.attempt is not None
    assert panel.now.attempt.kind == "rescore"
    assert panel.now.row.concluded_on is None
    assert panel.fact("dispersion_open") is True


# Found late -----------------------------------------------------------------------------------------------------------


def test_no_pass_is_decided_while_somebody_of_the_panel_is_in_conflict(panel: Panel) -> None:
    panel.concluded(5)
    panel.driver.clear()
    panel.driver.request()
    row = panel.live[0]
    join_party(panel, row.person)
    with pytest.raises(GateClosed) as barred:
        panel.driver.decide()
    [blocker] = [each for each in barred.value.blockers if each.kind == "conflict"]
    assert (blocker.act, blocker.office, blocker.person) == ("exclude_score", "DD", row.person)
    assert blocker.reason is not None
    assert blocker.reason.values["causes"] == ("RC2",)


def test_the_system_excludes_whoever_has_come_into_conflict(panel: Panel) -> None:
    panel.concluded(5)
    row = panel.live[0]
    with on(panel.driver.day):
        assert list(system.tick(panel.driver.engine)) == []
    join_party(panel, row.person)
    with on(panel.driver.day):
        assert len(list(system.tick(panel.driver.engine))) == 1
        assert list(system.tick(panel.driver.engine)) == []
    assert panel.now.assignments[row.n].state == "excluded"
    assert panel.fact("panel_valid") is False
    event = next(each for each in events_of(panel.driver)[::-1] if each.event == "ExpertExcluded")
    assert event.actor in (0, None)


def test_an_employment_recorded_late_takes_the_score_out_and_leaves_the_sheet(uneven: Panel) -> None:
    row, total = uneven.live[0], uneven.now.row.total
    employ(uneven, row.person, "source_platform")
    with on(uneven.driver.day):
        assert len(list(system.tick(uneven.driver.engine))) == 1
    assert (uneven.now.assignments[row.n].state, uneven.now.assignments[row.n].cause) == ("excluded", "RC2")
    assert any(number == row.n for number, _ in uneven.now.sheets)
    assert levels_of(uneven) == [5, 5, 5, 5]
    assert uneven.now.row.total != total or uneven.fact("panel_valid") is False


def test_an_employer_recorded_before_the_sheet_comes_in_keeps_it_from_counting(panel: Panel) -> None:
    panel.begun()
    first = panel.live[0]
    employ(panel, first.person, "source_platform")
    panel.score(first)
    assert panel.now.assignments[first.n].state == "excluded"
    assert any(number == first.n for number, _ in panel.now.sheets)


def test_no_pass_is_decided_while_two_experts_have_one_employer(panel: Panel) -> None:
    """Which of the two stays is for somebody to say: the system takes nobody out, and the later drawn is named."""
    panel.concluded(5)
    panel.driver.clear()
    panel.driver.request()
    first, second = panel.live[:2]
    employ(panel, second.person, f"institute-{panel.pool.index(first.person) + 1}")
    with on(panel.driver.day):
        assert list(system.tick(panel.driver.engine)) == []
    with pytest.raises(GateClosed) as barred:
        panel.driver.decide()
    [blocker] = [each for each in barred.value.blockers if each.kind == "conflict"]
    assert (blocker.act, blocker.person) == ("exclude_score", second.person)
    assert blocker.reason is not None
    assert blocker.reason.code == "same_employer"


def test_the_head_of_an_office_is_no_exception(panel: Panel) -> None:
    """The chair has no sheet; in conflict, the panel does not count all the same."""
    panel.scored()
    chair = panel.driver.cast[panel.standard.chair or ""]
    join_party(panel, chair)
    with pytest.raises(Invalid) as refusal:
        panel.act("PO", evaluations.conclude)
    reasons = refusal.value.values["reasons"]
    assert isinstance(reasons, tuple)
    assert [(reason.code, reason.person) for reason in reasons] == [("chair", chair)]
    with on(panel.driver.day), panel.driver.engine.read() as session:
        page = evaluation_page(session, actor_of(session.tx, panel.driver.cast["PO"]), panel.number)
    assert page.people[chair].n == 0


# Waived ---------------------------------------------------------------------------------------------------------------


def test_a_waiver_is_another_offices_in_writing_and_brings_back_what_was_excluded(uneven: Panel) -> None:
    row = uneven.live[0]
    exclude(uneven, row.n)
    waived = (row.person, CAUSE, "示例：专利已转让多年，不影响公正")
    for office in ("PO", "SH", "PL"):
        with pytest.raises(NotPermitted):
            uneven.act(office, evaluations.waive_conflict, *waived)
    with pytest.raises(Invalid, match="reason"):
        uneven.act("DD", evaluations.waive_conflict, row.person, CAUSE, "")
    uneven.act("DD", evaluations.waive_conflict, *waived)
    assert uneven.now.assignments[row.n].state == "accepted"
    assert (uneven.fact("valid_scores"), uneven.fact("panel_valid")) == (5, True)
    assert uneven.now.row.total == "55.56"
    [conflict] = case_of(uneven.driver).rows("conflict").values()
    assert conflict.waived_by == uneven.driver.cast["DD"]  # type: ignore[attr-defined]


def test_what_was_waived_is_no_conflict_any_more(panel: Panel) -> None:
    panel.concluded(5)
    row = panel.live[0]
    join_party(panel, row.person)
    panel.act("DD", evaluations.waive_conflict, row.person, "RC2", "示例：仅名义任职")
    with on(panel.driver.day):
        assert list(system.tick(panel.driver.engine)) == []
    panel.driver.clear()
    panel.driver.request()
    panel.driver.decide()
    assert case_of(panel.driver).project.stage == "approval"


def test_nothing_is_waived_that_is_not_there(panel: Panel) -> None:
    panel.concluded(5)
    with pytest.raises(Invalid, match="no_such_conflict"):
        panel.act("DD", evaluations.waive_conflict, panel.live[0].person, "RC2", "示例")
    with pytest.raises(Invalid, match="not_in_list"):
        panel.act("DD", evaluations.waive_conflict, panel.live[0].person, "RC99", "示例")


def test_whose_seat_was_given_to_another_does_not_come_back(uneven: Panel) -> None:
    gone = uneven.live[0]
    exclude(uneven, gone.n)
    uneven.draw()
    uneven.act("DD", evaluations.waive_conflict, gone.person, CAUSE, "示例：不影响公正")
    assert uneven.now.assignments[gone.n].state == "excluded"


# Objected to ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def objected(panel: Panel) -> Panel:
    """Notified of the result, the holder objects to it in time; the objection has number 1."""
    panel.concluded(5)
    while panel.driver.step() is not None:
        pass
    for _ in range(60):
        windows = _windows(panel)
        if "EVA-M5" in windows:
            break
        if panel.driver.step() is None:
            panel.driver.wait()
    panel.act("PL", objections.raise_objection, "EVA-M5", "示例：未采纳检测数据")
    return panel


def _windows(panel: Panel) -> Any:
    with on(panel.driver.day), panel.driver.engine.read() as session:
        return objections.open_windows(session, panel.standard, scenes.read_case(session, panel.number))


def test_a_granted_objection_takes_the_result_back_and_has_another_panel_score(objected: Panel) -> None:
    [debt] = case_of(objected.driver).debts.values()
    for office in ("PO", "PL"):
        with pytest.raises(NotPermitted):
            objected.act(office, objections.grant, debt.n, "示例")
    first = {row.person for row in objected.live}
    objected.act(debt.owner, objections.grant, debt.n, "示例：补充数据，重新评估")
    assert newest(objected.standard, case_of(objected.driver)) is None
    for name in ("weighted_total", "panel_valid", "floors_unmet", "valid_scores"):
        assert objected.fact(name) is None
    open_ = {row.code for row in case_of(objected.driver).latest_duties().values() if row.is_open}
    assert {"EVA-G-1", "EVA-G-2", "EVA-G-6", "EVA-G-4"} <= open_
    objected.rate_self()
    rows = objected.draw()
    assert objected.now.n == 2
    assert not first & {row.person for row in rows}
    objected.seat(*rows)
    for row in rows:
        objected.score(row, 6)
    objected.act("PO", evaluations.conclude)
    assert objected.fact("weighted_total") == 66.67
    assert [each.row.annulled_on is None for each in objected.all_ever] == [False, True]
    with objected.driver.engine.read() as session:
        assert disagreements(session, objected.number) == []


def test_an_objection_that_is_only_answered_changes_no_result(objected: Panel) -> None:
    [debt] = case_of(objected.driver).debts.values()
    objected.act(debt.owner, objections.reply, debt.n, "示例：数据已在材料中")
    assert objected.fact("weighted_total") == 55.56
    with pytest.raises(Invalid, match="answered_already"):
        objected.act(debt.owner, objections.grant, debt.n, "示例")


def test_an_objection_about_something_else_has_nothing_to_grant(panel: Panel) -> None:
    panel.concluded(5)
    panel.act("PL", objections.raise_objection, "gate_decision", "示例：对上一关口决定有异议")
    [debt] = case_of(panel.driver).debts.values()
    with pytest.raises(Invalid, match="nothing_to_grant"):
        panel.act(debt.owner, objections.grant, debt.n, "示例")


# Scored again after proof of concept ----------------------------------------------------------------------------------


@pytest.fixture
def proving(panel: Panel) -> Panel:
    """Sent to proof of concept by the decision, which is done; the panel may score again."""
    panel.concluded(4)
    to_review(panel)
    panel.driver.act("SH", rounds.propose, panel.number, "recycle", "示例：建议概念验证")
    for opinion in panel.driver.unheard():
        panel.driver.act(opinion, rounds.consult, panel.number, opinion, "示例：无不同意见")
    owed = [Owed("概念验证", "PL", later(panel.driver, 100))]
    decision = Decision("recycle", "示例：转概念验证", owed=owed, until=later(panel.driver, 130))
    panel.act("DD", decisions.decide, decision)
    for code in ("EVA-P-5", "EVA-P-6"):
        panel.driver.complete(code, (0, code, 2))
        confirmer = case_of(panel.driver).latest_duties()[code, 2].confirmer
        panel.driver.act(confirmer or "", duties.confirm, DutyKey(panel.number, code, 2))
    return panel


def test_the_same_panel_scores_again_what_proof_of_concept_touched(proving: Panel) -> None:
    panel = proving
    again = DutyKey(panel.number, "EVA-G-7", 2)
    with pytest.raises(Invalid, match="no_result_yet"):
        panel.driver.act("PO", duties.complete, again, [Evidence("score_sheet", "text", "示例：纸质")])
    panel.act("PO", evaluations.score_again, ["D2", "D4"])
    assert panel.now.row.concluded_on is None
    for row in panel.live:
        panel.score(row, {"D2": 7, "D4": 6})
    assert panel.now.is_revealed
    panel.act("PO", evaluations.conclude)
    assert (panel.fact("d2_median_before_poc"), panel.fact("d2_median_after_poc")) == (4, 7)
    assert panel.fact("weighted_total") == 54.44
    assert panel.now.result_duty == "EVA-G-7"
    panel.act("PL", debts.answer, 1, "示例：概念验证已完成")
    to_review(panel)
    panel.driver.decide()
    assert case_of(panel.driver).project.stage == "approval"


def test_a_demonstration_scores_again_too(proving: Panel) -> None:
    proving.driver.evaluates = True
    proving.act("PL", debts.answer, 1, "示例：概念验证已完成")
    to_review(proving)
    assert [row.kind for row in proving.now.attempts.values()] == ["first", "proof"]
    assert proving.fact("d2_median_after_poc") is not None


def test_no_dimension_is_scored_again_that_is_not_scored_and_nobody_else_may_ask_for_it(
    proving: Panel,
) -> None:
    for codes in ([], ["D9"], ["D2", "D9"]):
        with pytest.raises(Invalid, match="not_in_list"):
            proving.act("PO", evaluations.score_again, codes)
    for office in ("PL", "SH", "DD"):
        with pytest.raises(NotPermitted):
            proving.act(office, evaluations.score_again, ["D2"])


def test_without_a_proof_of_concept_nothing_is_scored_again(panel: Panel) -> None:
    panel.concluded(5)
    with pytest.raises(Invalid, match="no_rescore_now"):
        panel.act("PO", evaluations.score_again, ["D2"])


# An opinion on request ------------------------------------------------------------------------------------------------


@pytest.fixture
def fast(released: Any) -> Panel:
    """On the track that has no panel."""
    scene = released("mining")
    with scene.driver.engine.write() as session:
        session.tx.execute(update(projects.project).values(track="fast"))
    return panel_of(scene.world, scene.driver)


def test_a_party_asks_three_experts_for_their_opinion_once(fast: Panel) -> None:
    with pytest.raises(NotPermitted):
        fast.act("PO", evaluations.request_opinion, "示例：请专家出具意见")
    fast.act("EL", evaluations.request_opinion, "示例：请专家出具意见")
    with pytest.raises(Invalid, match="opinion_asked_already"):
        fast.act("PL", evaluations.request_opinion, "示例：再请一次")
    document = fast.evidence()
    fast.act("PO", self_ratings.submit, [], [document], opinion=True)
    fast.act("PO", panels.draw, opinion=True)
    fast.act("PO", panels.invite, opinion=True)
    found = newest(fast.standard, case_of(fast.driver), opinion=True)
    assert found is not None
    rows = sorted(found.live, key=lambda row: row.n)
    assert [row.field for row in rows] == ["technical", "industry", "finance"]
    for row in rows:
        fast.by(row.person, invitations.answer, accept=True)
        fast.by(row.person, invitations.declare)
        fast.by(row.person, sheets.submit, fast.rating(dict.fromkeys(found.dimensions, 5)))
    fast.act("PO", evaluations.conclude, opinion=True)
    found = newest(fast.standard, case_of(fast.driver), opinion=True)
    assert found is not None
    assert found.row.concluded_on is not None
    assert fast.fact("level_d2") is None


def test_on_another_track_no_opinion_is_asked_for(panel: Panel) -> None:
    with pytest.raises(Invalid, match="no_opinion_here"):
        panel.act("PL", evaluations.request_opinion, "示例")


def test_a_concluded_opinion_bars_nothing(fast: Panel, world: World) -> None:
    assert world.standard.rubric is not None
    before = acts(fast)
    fast.act("EL", evaluations.request_opinion, "示例：请专家出具意见")
    assert acts(fast) == before
