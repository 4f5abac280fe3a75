"""An expert's sheet: what they may see before, blind until all are in, sealed, and as it was given for ever."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from lifecycle import commands
from lifecycle.errors import Invalid, NoSuchMove, NotFound, NotPermitted
from lifecycle.history import canonical
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.queries.facts import facts_page
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.history import history_page
from lifecycle.queries.my_evaluations import my_evaluations
from lifecycle.queries.project import project_page
from lifecycle.queries.sheet import dossier_document, scoring_page, sheet_page
from lifecycle.records import evaluations as tables
from lifecycle.verbs import invitations, pauses, sheets
from lifecycle.verbs.levels import Given
from lifecycle.verbs.pauses import Pause
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import REASON, Panel, join_party, panel_of
from tests.lifecycle.scenes import case_of, disagreements, events_of, later, on
from tests.world import World


def refused(panel: Panel, person: int, kind: type[Exception], verb: Any, *given: Any, **named: Any) -> Any:
    with pytest.raises(kind) as caught:
        panel.by(person, verb, *given, **named)
    return caught.value


def page_of(panel: Panel, person: int) -> Any:
    with on(panel.driver.day), panel.driver.engine.read() as session:
        return sheet_page(session, actor_of(session.tx, person), panel.number)


# Before the declaration -----------------------------------------------------------------------------------------------


def test_before_the_declaration_an_expert_knows_who_takes_part_and_nothing_of_the_case(panel: Panel) -> None:
    panel.rate_self()
    row = panel.draw()[0]
    panel.by(row.person, invitations.answer, accept=True)
    page = page_of(panel, row.person)
    assert len(page.parties) == len(panel.driver.look()[1].participations)
    assert {cause.code for cause in page.causes} == {f"RC{n}" for n in range(1, 8)}
    assert (page.sees_case, page.summary, page.facts, page.dossier, page.lines) == (False, "", (), (), ())
    with pytest.raises(NotPermitted) as refusal, panel.driver.engine.read() as session:
        dossier_document(session, actor_of(session.tx, row.person), panel.number, panel.evidence(), 1)
    assert refusal.value.clause == "has_declared"


def test_after_it_they_see_the_case_the_dossier_and_the_self_rating(panel: Panel) -> None:
    panel.begun(5)
    page = page_of(panel, panel.live[0].person)
    assert [(line.dimension.code, line.own and line.own.level) for line in page.lines] == [
        (f"D{n}", 5) for n in range(1, 9)
    ]
    assert [document.n for document in page.dossier] == [n for n, _ in panel.now.dossier]
    assert {each.fact.name for each in page.facts} >= {"ownership_verified"}
    with on(panel.driver.day), panel.driver.engine.read() as session:
        actor = actor_of(session.tx, panel.live[0].person)
        assert dossier_document(session, actor, panel.number, *panel.now.dossier[0]).value


def test_a_document_outside_the_dossier_is_not_there_for_an_expert(panel: Panel) -> None:
    panel.begun()
    outside = min(row.n for row in case_of(panel.driver).documents.values())
    assert outside not in {n for n, _ in panel.now.dossier}
    with pytest.raises(NotFound), panel.driver.engine.read() as session:
        dossier_document(session, actor_of(session.tx, panel.live[0].person), panel.number, outside, 1)


def test_an_expert_knows_of_no_project_and_of_no_other_expert(panel: Panel) -> None:
    panel.begun()
    person = panel.live[0].person
    with on(panel.driver.day), panel.driver.engine.read() as session:
        actor = actor_of(session.tx, person)
        for query in (project_page, evaluation_page, facts_page, history_page):
            with pytest.raises(NotFound):
                query(session, actor, panel.number)
        page = sheet_page(session, actor, panel.number)
        names = [
            each.name
            for each in session.tx.execute(text("SELECT name FROM person WHERE login LIKE 'expert%'"))
        ]
    assert not any(name in str(page) for name in names)


def test_an_expert_has_a_list_of_what_is_waited_for_of_them(panel: Panel) -> None:
    panel.rate_self()
    rows = panel.draw()

    def asks(person: int) -> list[str | None]:
        with on(panel.driver.day), panel.driver.engine.read() as session:
            return [each.asks for each in my_evaluations(session, actor_of(session.tx, person))]

    first = rows[0].person
    seen = [asks(first)]
    panel.by(first, invitations.answer, accept=True)
    seen.append(asks(first))
    panel.by(first, invitations.declare)
    seen.append(asks(first))
    panel.score(rows[0])
    seen.append(asks(first))
    assert seen == [["answer_invitation"], ["declare"], ["score"], [None]]
    stranger = next(each for each in panel.pool if each not in {row.person for row in rows})
    assert asks(stranger) == []


# Handing in -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (Given("D4", None, REASON), "level_missing"),
        (Given("D4", 3, ""), "reason_missing"),
        (Given("D4", 4, REASON), "level_evidence_missing"),
        (Given("D4", None, "", unjudged=True), "reason_missing"),
    ],
)
def test_a_level_without_its_reason_or_evidence_is_refused_and_nothing_is_lost(
    panel: Panel, given: Given, problem: str
) -> None:
    panel.begun()
    person = panel.live[0].person
    levels = [each for each in panel.given(3) if each.dimension != "D4"]
    panel.by(person, sheets.save, [*levels, given])
    wrong = refused(panel, person, Invalid, sheets.submit)
    assert (wrong.problem, wrong.values["levels"]) == ("levels_incomplete", (("D4", problem),))
    saved = {line.dimension.code: line.draft for line in page_of(panel, person).lines}
    assert all(saved[code] is not None for code in saved)


def test_below_the_fourth_level_no_evidence_is_asked_for(panel: Panel) -> None:
    panel.begun()
    given = [Given(code, 3, REASON) for code in panel.now.dimensions]
    panel.by(panel.live[0].person, sheets.submit, given)


def test_who_cannot_judge_says_so_and_does_not_count_there(panel: Panel) -> None:
    panel.begun()
    first, *rest = panel.live
    given = [*panel.given(4)[1:], Given("D1", None, "示例：不在专业范围", unjudged=True)]
    panel.by(first.person, sheets.submit, given)
    for row in rest:
        panel.score(row)
    result = panel.now.result
    assert (result.dimensions["D1"].n, result.dimensions["D2"].n) == (4, 5)


def test_evidence_is_what_is_in_the_dossier(panel: Panel) -> None:
    panel.begun()
    outside = min(row.n for row in case_of(panel.driver).documents.values())
    given = [Given("D1", 4, REASON, (outside,))]
    assert refused(panel, panel.live[0].person, Invalid, sheets.save, given).problem == "no_such_document"


def test_nobody_hands_in_twice(panel: Panel) -> None:
    panel.begun()
    row = panel.live[0]
    panel.score(row)
    for verb in (sheets.save, sheets.submit):
        assert refused(panel, row.person, NotPermitted, verb, panel.given(9)).clause == "has_not_scored"


def test_a_repeated_post_gets_the_same_answer_and_seals_nothing_twice(panel: Panel) -> None:
    panel.begun()
    row, engine = panel.live[0], panel.driver.engine
    with on(panel.driver.day):
        first = commands.run(engine, row.person, sheets.submit, panel.number, panel.given(4), key="k")
        again = commands.run(engine, row.person, sheets.submit, panel.number, panel.given(9), key="k")
    assert first == again
    with engine.read() as session:
        assert len(session.tx.execute(select(tables.sealed)).all()) == 1


def test_nothing_is_handed_in_before_the_dossier_is(panel: Panel) -> None:
    panel.seat(*panel.draw())
    row = panel.live[0]
    assert refused(panel, row.person, NotPermitted, sheets.save, []).clause == "dossier_is_in"


def test_nothing_is_handed_in_while_the_project_is_held_and_the_day_moves_with_it(panel: Panel) -> None:
    panel.begun()
    with panel.driver.engine.write() as session:
        session.tx.execute(update(tables.attempt).values(due=later(panel.driver, 4)))
    pause = Pause(later(panel.driver, 20), "示例：等待", "示例：条件", later(panel.driver, 5))
    panel.act("SH", pauses.hold, pause)
    refused(panel, panel.live[0].person, NoSuchMove, sheets.submit, panel.given(4))
    panel.driver.wait(6)
    panel.driver.record("resume_condition_met", value=True)
    panel.act("SH", pauses.resume)
    assert panel.now.due(panel.now.attempt) == later(panel.driver, 4)  # type: ignore[arg-type]
    panel.score(panel.live[0])


@pytest.mark.parametrize("table", ["sheet", "score", "sealed", "draw", "pool"])
def test_the_database_itself_refuses_to_change_what_was_given(world: World, table: str) -> None:
    driver = world.started()
    driver.pass_gate()
    panel_of(world, driver).scored()
    kept = getattr(tables, table)
    for act in (update(kept).values({kept.c[0].name: kept.c[0]}), delete(kept)):
        with pytest.raises(DBAPIError, match="append-only"), world.engine.write() as session:
            session.tx.execute(act)
    with pytest.raises(DBAPIError), world.engine.write() as session:
        session.tx.execute(text(f"INSERT INTO {table} SELECT * FROM {table}"))


# Blind until all are in ----------------------------------------------------------------------------------------------

CANARY = "金丝雀理由"
ODD = {f"D{n}": 7 for n in range(1, 9)}


@pytest.fixture
def four_of_five(panel: Panel) -> Panel:
    """Four sheets are in, each with a level and words that stand nowhere else."""
    panel.begun(3)
    for row in panel.live[:4]:
        panel.by(row.person, sheets.submit, panel.given(ODD, CANARY))
    return panel


def test_no_event_of_the_history_tells_a_level_before_all_are_in(four_of_five: Panel) -> None:
    """Neither a level, nor a hash of the words beside it: only the seal."""
    bodies = [
        json.loads(event.body) for event in events_of(four_of_five.driver) if event.event == "SheetSubmitted"
    ]
    assert len(bodies) == 4
    for body in bodies:
        [[table, _, values]] = body["writes"]
        assert table == "sheet"
        assert values.keys() == {"seal", "submitted_by", "submitted_on"}
        assert len(values["seal"]) == 64


def test_the_seal_cannot_be_guessed_from_the_levels(four_of_five: Panel) -> None:
    """Two sheets with the same levels and reasons have different seals."""
    seals = {sheet.seal for sheet in four_of_five.now.sheets.values()}
    assert len(seals) == 4
    plain = canonical({"levels": {code: [7, CANARY, ""] for code in ODD}})
    assert hashlib.sha256(plain.encode()).hexdigest() not in seals


def test_no_page_of_anybody_tells_a_level_or_a_reason_before_all_are_in(four_of_five: Panel) -> None:
    panel = four_of_five
    waiting = panel.live[4].person
    offices = [panel.driver.cast[each] for each in ("PO", "SH", "DD", "DIR", "EX", "PL", "EL", "BR")]
    with on(panel.driver.day), panel.driver.engine.read() as session:
        shown = [str(sheet_page(session, actor_of(session.tx, waiting), panel.number))]
        for person in offices:
            actor = actor_of(session.tx, person)
            page = evaluation_page(session, actor, panel.number)
            assert not page.sees_scores
            assert page.total is None
            assert all(
                not line.cells and line.level is None and line.middle is None for line in page.dimensions
            )
            shown += [str(page), str(project_page(session, actor, panel.number))]
            shown += [
                str(history_page(session, actor, panel.number)),
                str(facts_page(session, actor, panel.number)),
            ]
    assert not [text_ for text_ in shown if CANARY in text_ or "level=7" in text_]


def test_the_experts_who_scored_see_no_more_than_those_who_have_not(four_of_five: Panel) -> None:
    for row in four_of_five.live:
        page = page_of(four_of_five, row.person)
        assert all(not line.peers and line.given is None for line in page.lines)
        assert CANARY not in str(page)


def test_they_are_opened_with_the_last_sheet_by_the_system(four_of_five: Panel) -> None:
    panel = four_of_five
    panel.by(panel.live[4].person, sheets.submit, panel.given(ODD, CANARY))
    last, revealed = events_of(panel.driver)[-2:]
    assert (last.event, revealed.event, revealed.actor) == ("SheetSubmitted", "ScoresRevealed", 0)
    assert len(panel.now.scores) == 40
    with panel.driver.engine.read() as session:
        assert disagreements(session, panel.number) == []


def test_an_invitation_that_is_not_answered_keeps_the_sheets_shut(panel: Panel) -> None:
    panel.rate_self()
    late, *rest = panel.draw()
    panel.seat(*rest)
    for row in rest:
        panel.score(row)
    assert not panel.now.is_revealed
    panel.by(late.person, invitations.answer, accept=False)
    assert not panel.now.is_revealed, "whoever replaces them must not know the scores either"
    [new] = panel.draw()
    panel.seat(new)
    panel.score(new)
    assert panel.now.is_revealed


def test_the_officer_opens_them_after_the_day_when_enough_are_in(panel: Panel) -> None:
    panel.begun()
    with panel.driver.engine.write() as session:
        session.tx.execute(update(tables.attempt).values(due=panel.driver.day))
    rows = panel.live
    for row in rows[:3]:
        panel.score(row)
    with pytest.raises(Invalid, match="too_early"):
        panel.act("PO", sheets.open_sheets)
    panel.driver.wait()
    with pytest.raises(Invalid) as few:
        panel.act("PO", sheets.open_sheets)
    assert (few.value.problem, few.value.values) == ("too_few_in", {"n": 3, "least": 5})


def test_of_seven_six_are_enough_after_the_day(panel: Panel) -> None:
    panel.rate_self()
    panel.seat(*panel.draw(more=2))
    with panel.driver.engine.write() as session:
        session.tx.execute(update(tables.attempt).values(due=panel.driver.day))
    *most, last = panel.live
    for row in most:
        panel.score(row)
    panel.driver.wait()
    for office in ("PL", "SH", "EX"):
        with pytest.raises(NotPermitted):
            panel.act(office, sheets.open_sheets)
    panel.act("PO", sheets.open_sheets)
    assert (len(panel.now.counting), panel.now.faults) == (6, ())
    assert (
        refused(panel, last.person, NotPermitted, sheets.submit, panel.given(4)).clause == "scores_are_open"
    )


def test_who_scored_sees_the_others_without_names_once_they_are_known(panel: Panel) -> None:
    panel.scored({f"D{n}": [3, 4, 4, 5, 5] for n in range(1, 9)})
    page = page_of(panel, panel.live[0].person)
    assert [[peer.level for peer in line.peers] for line in page.lines] == [[3, 4, 4, 5, 5]] * 8
    assert page.lines[0].given is not None
    assert "expert=" not in str(page.lines[0].peers)


# Found late -----------------------------------------------------------------------------------------------------------


def test_who_joins_the_holder_after_being_drawn_is_excluded_when_they_hand_in(panel: Panel) -> None:
    """The sheet is taken and kept; it does not count, and the seat is free."""
    panel.begun()
    row = panel.live[0]
    join_party(panel, row.person)
    panel.score(row)
    now = panel.now
    assert now.assignments[row.n].state == "excluded"
    assert now.assignments[row.n].cause == "RC2"
    assert (row.n, 1) in now.sheets
    assert now.open_seats == (row.field,)
    events = [(event.event, event.actor) for event in events_of(panel.driver)][-2:]
    assert events == [("SheetSubmitted", row.person), ("ExpertExcluded", 0)]


def test_who_joins_the_holder_before_declaring_is_excluded_by_the_declaration(panel: Panel) -> None:
    panel.rate_self()
    row = panel.draw()[0]
    panel.by(row.person, invitations.answer, accept=True)
    join_party(panel, row.person)
    panel.by(row.person, invitations.declare)
    assert panel.now.assignments[row.n].state == "excluded"
    assert not page_of(panel, row.person).sees_case


def test_an_expert_who_steps_back_says_why_and_sees_nothing_more(panel: Panel) -> None:
    panel.begun()
    row = panel.live[0]
    assert refused(panel, row.person, Invalid, invitations.recuse, {"RC9": "x"}).problem == "not_in_list"
    assert refused(panel, row.person, Invalid, invitations.recuse, {}).problem == "not_in_list"
    panel.by(row.person, invitations.recuse, {"RC6": "示例：与完成人有过争执"})
    assert panel.now.assignments[row.n].state == "recused"
    assert not page_of(panel, row.person).sees_case
    assert refused(panel, row.person, NotPermitted, invitations.recuse, {"RC6": "x"}).clause == "is_of_panel"


def test_the_scores_of_who_steps_back_later_do_not_count(panel: Panel) -> None:
    panel.scored({f"D{n}": [9, 4, 4, 4, 5] for n in range(1, 9)})
    first = panel.now.assignments[1]
    panel.by(first.person, invitations.recuse, {"RC6": "示例：想起一项合作"})
    assert sorted(panel.now.levels()["D1"].values()) == [4, 4, 4, 5]
    assert (1, 1) in panel.now.sheets


@pytest.mark.parametrize("verb", [invitations.acknowledge, invitations.declare, sheets.submit])
def test_who_is_no_expert_of_it_finds_nothing(panel: Panel, verb: Any) -> None:
    panel.begun()
    seated = {row.person for row in panel.live}
    others = [each for each in panel.pool if each not in seated][:1]
    with panel.driver.engine.write() as session:
        others.append(scenes.person(session.tx, "passer-by"))
    for person in (*others, panel.driver.cast["PO"], panel.driver.cast["EX"], panel.driver.cast["DD"]):
        refused(panel, person, NotFound, verb)


def test_pages_ask_a_constant_number_of_questions(panel: Panel) -> None:
    def count(person: int, query: Any) -> int:
        seen: list[str] = []
        with on(panel.driver.day), panel.driver.engine.read() as session:
            actor = actor_of(session.tx, person)
            connection = session.tx
            original = connection.exec_driver_sql
            assert original
            raw: Any = connection.connection.driver_connection
            raw.set_trace_callback(seen.append)
            query(session, actor, panel.number)
            raw.set_trace_callback(None)
        return len(seen)

    panel.begun()
    person, officer = panel.live[0].person, panel.driver.cast["PO"]
    before = count(person, scoring_page), count(person, sheet_page), count(officer, evaluation_page)
    for row in panel.live[1:]:
        panel.by(row.person, sheets.save, panel.given(4))
    for row in panel.live[2:]:
        panel.score(row)
    after = count(person, scoring_page), count(person, sheet_page), count(officer, evaluation_page)
    assert after == before
    assert max(after) <= 60


def test_the_gate_panel_names_who_is_late_to_those_who_may_know(panel: Panel) -> None:
    panel.begun()
    from lifecycle.queries.choices import choices  # noqa: PLC0415 - only here
    from lifecycle.queries.reading import read_project  # noqa: PLC0415 - only here

    def experts(office: str) -> set[str | None]:
        with on(panel.driver.day), panel.driver.engine.read() as session:
            reading = read_project(session, actor_of(session.tx, panel.driver.cast[office]), panel.number)
            groups = gate_panel(reading, choices(reading)).groups
        lines = [line for group in groups for line in group.lines if line.blocker.act == "submit_sheet"]
        assert len(lines) == 5
        return {line.expert for line in lines}

    assert all(name and name.startswith("示例expert") for name in experts("PO"))
    assert experts("PL") == {None}
