"""The panel: drawn to fit the rubric, replaced seat by seat, and why one does not count."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from lifecycle import facts, gate
from lifecycle.commands import run
from lifecycle.errors import Invalid, NotPermitted, Refusal
from lifecycle.evaluation import people as panel_people
from lifecycle.evaluation.panel import faults, open_seats, seats, size
from lifecycle.gate import View, known_facts
from lifecycle.policy import actor_of
from lifecycle.queries.draws import draw_record
from lifecycle.records import evaluations as tables
from lifecycle.records import experts, people
from lifecycle.verbs import facts as fact_verbs
from lifecycle.verbs import invitations, panels, sheets
from stages import catalogue
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import Panel, employ, fill_pool, join_party, panel_of
from tests.lifecycle.scenes import case_of, events_of, later, on
from tests.world import LONG_AGO, World

RUBRIC = catalogue().current().rubric or pytest.fail("the released standard scores")
RULE = RUBRIC.panel


def drawn(panel: Panel, **more: Any) -> list[str]:
    return sorted(row.field for row in panel.draw(**more))


# By the rubric alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("least", "drawn_"), [(5, 5), (6, 7), (7, 7), (1, 1)])
def test_the_number_of_experts_is_odd(least: int, drawn_: int) -> None:
    assert size(RULE, least) == drawn_


def test_a_larger_panel_has_seats_for_anybody() -> None:
    assert Counter(seats(RULE, 7)) == {"technical": 2, "industry": 1, "finance": 1, "ip_or_legal": 1, "*": 2}


def test_a_smaller_opinion_takes_one_of_each_field_in_turn() -> None:
    assert seats(RULE, 3) == ("technical", "industry", "finance")


def test_seats_are_free_where_nobody_sits() -> None:
    assert open_seats(seats(RULE, 5), ["technical", "finance", "*"]) == (
        "technical",
        "industry",
        "ip_or_legal",
    )


FULL = ["technical", "technical", "industry", "finance", "ip_or_legal"]


@pytest.mark.parametrize(
    ("least", "drawn_", "returned", "codes"),
    [
        (5, 5, FULL, set()),
        (5, 7, [*FULL, "*"], set()),
        (5, 7, FULL, {"share"}),
        (5, 5, FULL[:4], {"too_few", "structure"}),
        (5, 6, [*FULL, "*"], {"even"}),
        (5, 5, ["technical"] * 5, {"structure"}),
        (3, 3, ["technical", "industry", "finance"], set()),
    ],
)
def test_why_a_panel_does_not_count(least: int, drawn_: int, returned: list[str], codes: set[str]) -> None:
    assert {reason.code for reason in faults(RULE, least, drawn_, returned)} == codes


# The draw -------------------------------------------------------------------------------------------------------------


def test_a_panel_has_the_structure_of_the_rubric(panel: Panel) -> None:
    panel.rate_self()
    assert drawn(panel) == sorted(FULL)


def test_over_a_hundred_of_public_money_seven_are_drawn(panel: Panel) -> None:
    panel.driver.record("public_support_wan", 101)
    panel.rate_self()
    assert len(panel.draw()) == 7
    view = View(panel.standard, case_of(panel.driver), panel.driver.day)
    assert known_facts(view)["panel_minimum"] == 7


def test_at_a_hundred_it_is_five(panel: Panel) -> None:
    panel.driver.record("public_support_wan", 100)
    panel.rate_self()
    assert len(panel.draw()) == 5


def test_no_two_share_an_employer(panel: Panel) -> None:
    """Of the technical experts, all but two come from one institute."""
    with panel.driver.engine.write() as session:
        one = scenes.organisation_id(session.tx, "institute-1")
        session.tx.execute(
            update(people.member).where(people.member.c.person.in_(panel.pool[:4])).values(organisation=one)
        )
    panel.rate_self()
    assert len({row.person for row in panel.draw()} & set(panel.pool[:4])) <= 1


def test_an_employer_of_the_pool_is_one_like_any_other(panel: Panel) -> None:
    """Every technical expert is employed by one institute, of which only the first is a member: two seats are free."""
    for person in [*panel.pool[1:5], panel.pool[-1]]:
        employ(panel, person, "institute-1")
    panel.rate_self()
    with pytest.raises(Invalid) as short:
        panel.draw()
    assert short.value.problem == "not_enough_experts"


def test_nobody_employed_by_a_party_is_drawn(panel: Panel) -> None:
    technical = [*panel.pool[:5], panel.pool[-1]]
    for person in technical[:4]:
        employ(panel, person, "source_platform")
    panel.rate_self()
    assert not {row.person for row in panel.draw()} & set(technical[:4])


def test_nobody_is_drawn_who_is_in_conflict_has_enough_to_do_or_holds_an_office(panel: Panel) -> None:
    technical = [*panel.pool[:5], panel.pool[-1]]
    out = technical[:4]
    join_party(panel, out[0])
    with panel.driver.engine.write() as session:
        session.tx.execute(
            update(experts.expert).where(experts.expert.c.person == out[1]).values(until=LONG_AGO)
        )
        scenes.appoint(session.tx, out[2], "DIR", standing=True)
        session.tx.execute(
            update(people.person).where(people.person.c.id == out[3]).values(closed_on=LONG_AGO)
        )
    panel.rate_self()
    assert not {row.person for row in panel.draw()} & set(out)


def test_an_expert_takes_no_more_sheets_than_they_can_at_once(released: Any) -> None:
    scene = released("evaluation")
    first = panel_of(scene.world, scene.driver)
    with scene.driver.engine.write() as session:
        session.tx.execute(update(experts.expert).values(load_limit=1))
    first.rate_self()
    busy = {row.person for row in first.draw()}
    other = scene.world.started(title="示例另一项目")
    other.pass_gate()
    second = Panel(other, scene.standard)
    second.rate_self()
    assert not busy & {row.person for row in second.draw()}


def test_who_sits_for_a_field_knows_what_was_asked_for(panel: Panel) -> None:
    knowing = panel.pool[1:3]
    with panel.driver.engine.write() as session:
        words = update(experts.expert).where(experts.expert.c.person.in_(knowing))
        session.tx.execute(words.values(keywords=",膜,等离子体,"))
    panel.rate_self()
    rows = panel.draw(keywords={"technical": ["等离子体"]})
    assert {row.person for row in rows if row.field == "technical"} == set(knowing)


def test_a_pool_that_cannot_fill_the_seats_says_which(panel: Panel) -> None:
    panel.rate_self()
    with pytest.raises(Invalid) as few:
        panel.draw(keywords={"finance": ["占星"]})
    assert (few.value.problem, few.value.values) == (
        "not_enough_experts",
        {"fields": ("finance",), "found": (0,)},
    )
    assert panel.now.row.size == 0


def test_a_panel_is_drawn_once_by_the_office_that_may(panel: Panel) -> None:
    panel.rate_self()
    for office in ("PL", "SH", "EX"):
        with pytest.raises(NotPermitted):
            panel.act(office, panels.draw)
    panel.draw()
    with pytest.raises(Invalid, match="no_seat_free"):
        panel.act("PO", panels.draw)


def test_two_officers_who_draw_at_once_draw_one_panel(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    panel = panel_of(world, driver)
    panel.rate_self()
    answers: list[object] = []

    def draw() -> None:
        try:
            answers.append(run(world.engine, driver.cast["PO"], panels.draw, driver.number))
        except Refusal as refusal:
            answers.append(refusal)

    with on(driver.day):
        racers = [threading.Thread(target=draw) for _ in range(4)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
    lost = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(lost) == 3
    assert {refusal.problem for refusal in lost} == {"no_seat_free"}
    assert len(panel.now.assignments) == 5
    assert len(panel.now.draws) == 1


def test_anybody_who_may_see_a_draw_can_make_it_again(panel: Panel) -> None:
    panel.rate_self()
    panel.draw()
    with panel.driver.engine.read() as session:
        [record] = draw_record(session, actor_of(session.tx, panel.driver.cast["SH"]), panel.number).draws
        assert record.is_reproduced
        assert record.persons == tuple(row.person for row in panel.live)
        with pytest.raises(NotPermitted):
            draw_record(session, actor_of(session.tx, panel.driver.cast["PL"]), panel.number)


def test_the_duty_of_drawing_has_the_draw_as_its_evidence(panel: Panel) -> None:
    panel.rate_self()
    panel.draw()
    row = case_of(panel.driver).newest_duty("EVA-G-1", 1)
    assert row is not None
    assert [(each.kind, each.value) for each in case_of(panel.driver).documents_of(row)] == [
        ("draw_record", f"{panel.number}-E1")
    ]


# Replacing ------------------------------------------------------------------------------------------------------------


def test_who_declines_is_replaced_by_somebody_of_the_same_field(panel: Panel) -> None:
    panel.rate_self()
    gone = panel.draw()[0]
    panel.by(gone.person, invitations.answer, accept=False, reason="示例：时间冲突")
    [new] = panel.draw()
    assert (new.field, new.replaces) == (gone.field, gone.n)
    assert new.person != gone.person
    assert len(panel.now.draws) == 2


def test_nobody_who_left_is_drawn_again(panel: Panel) -> None:
    panel.rate_self()
    asked = set()
    for row in panel.draw():
        asked.add(row.person)
        panel.by(row.person, invitations.answer, accept=False)
    assert not asked & {row.person for row in panel.draw()}


def test_the_officer_replaces_a_laggard_and_nobody_who_has_scored(panel: Panel) -> None:
    panel.begun()
    first, second = panel.live[:2]
    panel.score(first)
    with pytest.raises(Invalid, match="not_released"):
        panel.act("PO", panels.release, first.n, "示例：太慢")
    panel.act("PO", panels.release, second.n, "示例：多次催办未果")
    [new] = panel.draw()
    assert new.replaces == second.n
    with pytest.raises(NotPermitted) as refusal:
        panel.score(second)
    assert refusal.value.clause == "has_accepted"


def test_only_those_who_are_waited_for_are_reminded(panel: Panel) -> None:
    panel.begun()
    panel.score(panel.live[0])
    panel.act("PO", panels.remind)
    reminded = {row.n for row in panel.now.assignments.values() if row.reminded_on}
    assert reminded == {row.n for row in panel.live[1:]}
    with pytest.raises(Invalid, match="nobody_to_remind"):
        panel.act("PO", panels.remind, [panel.live[0].n])


def test_seats_can_be_added_on_purpose(panel: Panel) -> None:
    panel.rate_self()
    assert len(panel.draw(more=2)) == 7
    with pytest.raises(Invalid):
        panel.act("PO", panels.draw, more=-1)


# Who may still be of it -----------------------------------------------------------------------------------------------


def people_faults(panel: Panel) -> set[tuple[str, int | None]]:
    with panel.driver.engine.read() as session:
        evaluation = panel.now
        found = panel_people.faults(session.tx, evaluation, panel.driver.day)
    return {(reason.code, reason.person) for reason in found}


def test_what_became_of_people_since_they_were_drawn_is_seen_at_once(panel: Panel) -> None:
    panel.begun()
    assert people_faults(panel) == set()
    one, two, three, four = (row.person for row in panel.live[:4])
    join_party(panel, one)
    with panel.driver.engine.write() as session:
        theirs = session.tx.scalar(select(people.member.c.organisation).where(people.member.c.person == two))
        scenes.join(session.tx, three, theirs or 0)
        scenes.appoint(session.tx, four, "SH", standing=True)
    employ(panel, panel.live[4].person, f"institute-{panel.pool.index(two) + 1}")
    assert people_faults(panel) == {
        ("conflict", one),
        ("from_party", one),
        ("same_employer", two),
        ("same_employer", three),
        ("same_employer", panel.live[4].person),
        ("office", four),
    }


def test_one_expert_serves_at_two_gates_of_a_project_and_the_chair_at_more(world: World) -> None:
    fill_pool(world, load_limit=9)
    driver = world.register()
    driver.evaluates = True
    driver.submit("PO")
    for _ in range(4):
        driver.pass_gate()
    panel = Panel(driver, world.standard)
    served: dict[int, set[str]] = {}
    for evaluation in panel.all_ever:
        for row in evaluation.assignments.values():
            served.setdefault(row.person, set()).add(evaluation.row.gate)
    assert max(map(len, served.values())) == 2


def test_a_panel_past_its_day_gets_the_milestones_own_term_for_new_experts(panel: Panel) -> None:
    panel.begun()
    panel.dossier_done()
    due = panel.now.due(panel.now.attempt)  # type: ignore[arg-type]
    assert due == date(2026, 1, 19)
    panel.driver.wait(15)
    with pytest.raises(Invalid) as late:
        panel.score(panel.live[0])
    assert (late.value.problem, late.value.values) == ("after_deadline", {"due": due})
    panel.act("PO", panels.release, panel.live[0].n, "示例：未交")
    panel.seat(*panel.draw())
    assert panel.now.due(panel.now.attempt) == later(panel.driver, 10)  # type: ignore[arg-type]
    panel.score(panel.live[-1])


@pytest.fixture
def late(panel: Panel) -> Panel:
    """Seated; the last day to score was yesterday, and one sheet is in."""
    panel.begun()
    with panel.driver.engine.write() as session:
        session.tx.execute(update(tables.attempt).values(due=panel.driver.day))
    panel.score(panel.live[1])
    panel.driver.wait()
    return panel


def test_scores_are_taken_through_the_last_day_and_not_after_it(late: Panel) -> None:
    with pytest.raises(Invalid, match="after_deadline"):
        late.score(late.live[0])


def test_what_bars_the_gate_then_is_the_officers_to_clear(late: Panel) -> None:
    found = gate.blockers(late.standard, case_of(late.driver), late.driver.day)
    acts = {blocker.act: blocker for blocker in found}
    assert acts["extend_scoring"].office == "PO"
    assert "submit_sheet" not in acts


def test_the_officer_gives_more_time_within_the_milestones_own_term(late: Panel) -> None:
    with pytest.raises(Invalid) as beyond:
        late.act("PO", sheets.extend, later(late.driver, 11), "示例：延时")
    assert beyond.value.problem == "out_of_range"
    until = later(late.driver, 10)
    late.act("PO", sheets.extend, until, "示例：专家出差")
    assert late.now.due(late.now.attempt) == until  # type: ignore[arg-type]
    late.score(late.live[0])


def test_the_facts_of_an_evaluation_are_not_entered_by_hand(panel: Panel) -> None:
    panel.evidence()
    document = max(row.n for row in case_of(panel.driver).documents.values())
    panel.driver.act("PO", fact_verbs.record, panel.number, "weighted_total", 88, document)
    panel.rate_self()
    for name, value in (("weighted_total", 88), ("panel_valid", True), ("rubric_version_frozen", True)):
        office = panel.standard.recorder(name, "evaluation") or ""
        with pytest.raises(Invalid) as refusal:
            panel.driver.act(office, fact_verbs.record, panel.number, name, value, document)
        assert (refusal.value.field, refusal.value.problem) == (name, "scored")
    with pytest.raises(Invalid, match="scored"):
        panel.driver.act("PO", fact_verbs.correct, panel.number, "weighted_total", 99, "示例", document)
    assert facts.recorded(panel.standard, case_of(panel.driver))["weighted_total"] == 88


def test_every_step_is_an_event(panel: Panel) -> None:
    panel.begun()
    names = [event.event for event in events_of(panel.driver)]
    assert names[names.index("EvaluationStarted") :] == [
        "EvaluationStarted",
        "EvidenceAttached",
        "SelfRatingSubmitted",
        "PanelDrawn",
        "ExpertsInvited",
        *["InvitationAccepted", "InterestsDeclared"] * 5,
        "StatementsFiled",
    ]


def test_an_invitation_is_sent_by_the_officer_and_opened_by_whom_it_was_sent_to(panel: Panel) -> None:
    panel.rate_self()
    row, other = panel.draw()[:2]
    with pytest.raises(NotPermitted):
        panel.act("PL", panels.invite)
    panel.by(row.person, invitations.acknowledge)
    assert panel.now.assignments[row.n].state == "opened"
    assert panel.now.assignments[other.n].state == "invited"
