"""What bars a gate: sound, complete, said once, and the same for page and server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, combinations

import pytest

from lifecycle import gate
from lifecycle.case import Case
from lifecycle.errors import GateClosed, Invalid, Refusal
from lifecycle.gate import Blocker
from lifecycle.verbs import debts, decisions, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.rounds import Owed
from lifecycle.way_out import way_out
from stages import Standard
from stages.conditions import holds
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import case_of, later, refused, rehearsal
from tests.world import World
from web.demonstration.driver import Driver

Name = tuple[str, str, str]
"""A blocker in a list: its kind, its clause, and the fact it asks for."""


def named(blocker: Blocker) -> Name:
    return blocker.kind, blocker.clause, blocker.leaf.name if blocker.leaf else ""


# Against an oracle that tries every subset ----------------------------------------------------------------------


def is_open(standard: Standard, case: Case, day: date, last_of_window: date | None) -> bool:
    """Whether a gate is open, by the words of the design and the definition alone: none of the engine's rules.

    `last_of_window` is the first day after the stage's minimum period, None when that has not begun.
    """
    known = {
        row.name: row.value
        for row in sorted(case.facts.values(), key=lambda row: row.seq)
        if row.value != "null"
    }
    facts = {name: _plain(value) for name, value in known.items()} | {"open_required_duties": 0}
    stage = standard.stages[case.project.stage]
    state = {
        row.code: row.state
        for row in sorted(case.duties.values(), key=lambda row: (row.visit, row.occurrence))
    }
    earlier = list(standard.stages)[: list(standard.stages).index(stage.code)]
    asked = [duty for duty in stage.duties if duty.timing == "before_gate"]
    asked += [
        duty for code in earlier for duty in standard.stages[code].duties if duty.timing == "after_gate"
    ]
    done = all(
        state.get(duty.code) in ("confirmed", "not_needed")
        for duty in asked
        if duty.required and holds(duty.applies_if, facts)
    )
    windows = [each for each in stage.milestones if each.kind == "window"]
    closed = not windows or (last_of_window is not None and day >= last_of_window)
    return done and closed and all(holds(criterion.test, facts) for criterion in stage.gate.must)


def _plain(text: str) -> bool | float | str:
    return {"true": True, "false": False}.get(text) if text in ("true", "false") else _number(text)  # type: ignore[return-value]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip('"')


def subsets(names: tuple[Name, ...]) -> Iterator[frozenset[Name]]:
    every = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
    return (frozenset(each) for each in every)


def do_exactly(driver: Driver, wanted: frozenset[Name]) -> None:
    """Everything that the chosen clauses ask for, in whatever order it can be done, and nothing else."""
    progress = True
    while progress:
        _, _, found = driver.look()
        progress = any(driver._clear_one(each) for each in found if named(each) in wanted)
        windows = [each for each in found if each.kind == "window" and named(each) in wanted]
        if not progress and windows and windows[0].not_before and driver.day < windows[0].not_before:
            driver.day, progress = windows[0].not_before, True


def can_pass(driver: Driver) -> bool:
    try:
        driver.request()
        driver.decide()
    except GateClosed:
        return False
    return True


@pytest.mark.parametrize(
    ("place", "flags", "clauses"),
    [
        ("suggestion", {}, 4),
        ("suggestion", {"translated": True}, 5),
        ("suggestion", {"medium": "ebook"}, 5),
        ("trial", {}, 7),
        ("adoption", {}, 3),
    ],
)
def test_doing_exactly_some_clauses_opens_the_gate_only_when_they_are_all(
    small: At, place: str, flags: dict[str, bool | str], clauses: int
) -> None:
    scene = small(place)
    with rehearsal(scene.driver) as driver:
        for name, value in flags.items():
            driver.record(name, value)
        standard, _, found = driver.look()
        names = tuple(named(each) for each in found)
        assert len(names) == clauses
        for chosen in subsets(names):
            with rehearsal(driver) as trying:
                do_exactly(trying, chosen)
                _, case, left = trying.look()
                window = max(
                    (row.not_before for row in case.milestones.values() if row.not_before), default=None
                )
                told = is_open(standard, case, trying.day, window)
                assert told is (chosen == frozenset(names)), chosen
                assert (not left) is told, (chosen, left)
                assert can_pass(trying) is told, chosen


def test_the_oracle_finds_a_gate_that_forgets_a_clause(small: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: with the criteria left out of the blockers, the same comparison fails."""
    monkeypatch.setattr(gate, "_of_criteria", lambda view, known: [])
    with pytest.raises(AssertionError):
        test_doing_exactly_some_clauses_opens_the_gate_only_when_they_are_all(small, "suggestion", {}, 2)


# What a blocker says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", ["small", "released"])
def test_on_every_step_of_a_life_blockers_are_named_dated_and_said_once(
    kept: str, request: pytest.FixtureRequest
) -> None:
    scene = request.getfixturevalue(kept)("draft")
    with rehearsal(scene.driver) as driver:
        driver.submit(scene.standard.moves["request_gate"].actors[0])
        for stage in scene.standard.stages:
            _walk(driver, stage)
            driver.request()
            driver.decide()


def _walk(driver: Driver, stage: str) -> None:
    """To the open gate of a stage, looking at the list on each step."""
    while True:
        standard, case, found = driver.look()
        assert case.project.stage == stage
        _check_list(standard, found, driver.day)
        _check_refusal(driver, standard, found)
        if not found:
            return
        assert case.project.open_required == 0 or found
        if driver.step() is None:
            driver._wait_for(found)


def _check_list(standard: Standard, found: tuple[Blocker, ...], day: date) -> None:
    assert len({named(each) for each in found}) == len(found), "the same is said twice"
    open_duties = {standard.duties[each.clause].milestone for each in found if each.kind == "duty"}
    tests = {criterion.code for criterion in standard.criteria.values()}
    tests |= {each.code for stage in standard.stages.values() for each in stage.entry}
    for each in found:
        assert (
            each.clause in {**standard.duties, **standard.milestones, **dict.fromkeys(tests)}
            or each.kind == "debt"
        )
        if each.kind == "milestone":
            assert each.clause not in open_duties, "a milestone that an open duty explains"
        if each.act is not None:
            assert each.office in standard.offices
            assert each.since is not None
            assert each.since <= day
        else:
            assert each.role is not None or each.kind == "criterion"


def _check_refusal(driver: Driver, standard: Standard, found: tuple[Blocker, ...]) -> None:
    """The server's refusal carries exactly what the list shows and the guard of the move counts."""
    move = standard.moves["request_gate"]
    counted = tuple(each for each in found if each.counted_in in str(move.guard))
    if counted:
        refusal = refused(GateClosed, driver, move.actors[0], rounds.request_gate, driver.number)
        assert refusal.blockers == counted


def test_an_open_duty_is_named_and_neither_its_milestone_nor_the_criterion_that_counts_it(small: At) -> None:
    scene = small("adoption")
    _, _, found = scene.driver.look()
    clauses = [each.clause for each in found]
    assert "ADO-L-1" in clauses
    assert not {"ADO-M1", "K3-C1"} & set(clauses)


def test_a_duty_that_is_submitted_waits_for_its_confirmer_since_that_day(small: At) -> None:
    driver = small("suggestion").driver
    opened = driver.day
    before = _of(driver, "SUG-R-1")
    assert (before.act, before.office, before.since) == ("complete_duty", "RD", opened)
    driver.wait(2)
    driver.complete("SUG-R-1")
    after = _of(driver, "SUG-R-1")
    assert (after.act, after.office, after.since) == ("confirm_duty", "CU", driver.day)


def _of(driver: Driver, clause: str) -> Blocker:
    _, _, found = driver.look()
    return next(each for each in found if each.clause == clause)


def test_a_party_that_does_not_take_part_is_named_as_absent(small: At) -> None:
    scene = small("draft")
    driver = scene.world.register(parties=("circle",))
    driver.submit("CU")
    driver.pass_gate()
    assert _of(driver, "TRI-S-1").absent
    assert not _of(driver, "K2-C1").absent


# Recommended criteria -------------------------------------------------------------------------------------------


def test_an_unmet_recommendation_never_bars_but_wants_a_reason(small: At) -> None:
    driver = small("suggestion/review").driver
    assert driver.look()[2] == ()
    driver.act("CU", rounds.propose, driver.number, "go", "可以试用")
    driver.act("RD", rounds.consult, driver.number, "RD", "同意")
    refusal = refused(Invalid, driver, "HL", decisions.decide, driver.number, Decision("go", "同意"))
    assert (refusal.problem, refusal.values["codes"]) == ("reasons_missing", ("K1-S1",))
    driver.act("HL", decisions.decide, driver.number, Decision("go", "同意", reasons={"K1-S1": "小众但重要"}))
    assert case_of(driver).project.stage == "trial"


def test_a_recommendation_that_is_met_wants_no_reason(small: At) -> None:
    driver = small("suggestion/review").driver
    driver.record("wishes", 3)
    driver.act("CU", rounds.propose, driver.number, "go", "可以试用")
    driver.act("RD", rounds.consult, driver.number, "RD", "同意")
    driver.act("HL", decisions.decide, driver.number, Decision("go"))
    assert case_of(driver).project.stage == "trial"


# Debts ----------------------------------------------------------------------------------------------------------


def test_a_condition_bars_the_next_gate_until_its_owner_answered_and_another_settled_it(small: At) -> None:
    driver = small("suggestion/review").driver
    condition = Owed("补一份目录", "SP", later(driver, 5), "SUG-S-1")
    driver.decide(owed=(condition,))
    debt = _of(driver, "SUG-S-1")
    assert (debt.kind, debt.act, debt.office, debt.due) == ("debt", "answer_debt", "SP", condition.due)
    driver.act("SP", debts.answer, driver.number, 1, "已补")
    answered = _of(driver, "SUG-S-1")
    assert (answered.act, answered.office, answered.since) == ("settle_debt", "HL", driver.day)
    with rehearsal(driver) as other:
        other.act("HL", debts.settle, other.number, 1)
        other.clear()
        assert can_pass(other)


def test_a_debt_of_a_party_that_takes_no_part_says_that_nobody_can_answer_it(small: At) -> None:
    driver = small("draft").world.register(parties=("circle",))
    driver.submit("CU")
    driver.clear()
    driver.request()
    driver.decide(owed=(Owed("报价", "SP", later(driver, 5), "SUG-S-1"),))
    assert _of(driver, "SUG-S-1").absent


def test_a_gate_stays_shut_when_only_a_debt_is_open(small: At) -> None:
    driver = small("suggestion/review").driver
    driver.decide(owed=(Owed("补一份目录", "SP", later(driver, 50)),))
    for _ in range(60):
        _, _, found = driver.look()
        rest = [each for each in found if each.kind != "debt"]
        if not rest:
            break
        if not any(driver._clear_one(each) for each in rest):
            driver.day += timedelta(days=1)
    assert [each.kind for each in driver.look()[2]] == ["debt"]
    assert not can_pass(driver)


# The way out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["suggestion", "trial", "adoption"])
def test_the_earliest_day_is_the_day_on_which_a_tireless_driver_can_request_small(
    small: At, stage: str
) -> None:
    _check_earliest(small(stage).driver)


@pytest.mark.parametrize("stage", ["mining", "evaluation", "approval", "landing", "growth"])
def test_the_earliest_day_is_the_day_on_which_a_tireless_driver_can_request(released: At, stage: str) -> None:
    _check_earliest(released(stage).driver)


def test_the_earliest_day_counts_the_statutory_publicity(released: At) -> None:
    driver = released("approval").driver
    with rehearsal(driver) as acting:
        for name, value in {
            "public_holder": True,
            "price_route": "agreement",
            "transfer_mode": "assign",
        }.items():
            acting.record(name, value)
        _check_earliest(acting)


def test_the_earliest_day_counts_the_proof_of_concept(released: At) -> None:
    driver = released("evaluation").driver
    with rehearsal(driver) as acting:
        acting.record("poc_required", value=True)
        _check_earliest(acting)


def _check_earliest(driver: Driver) -> None:
    standard, case, found = driver.look()
    with driver.engine.read() as session:
        told = way_out(standard, case, driver.day, session.calendar, found)
    assert sorted(map(named, told.steps)) == sorted(map(named, found))
    with rehearsal(driver) as acting:
        acting.clear()
        acting.request()
        assert told.earliest == acting.day


def test_the_way_out_lists_duties_in_an_order_in_which_they_can_be_done(small: At) -> None:
    driver = small("trial").driver
    standard, case, found = driver.look()
    with driver.engine.read() as session:
        steps = way_out(standard, case, driver.day, session.calendar, found).steps
    order = [each.clause for each in steps if each.kind == "duty"]
    assert order.index("TRI-S-1") < order.index("TRI-S-2") < order.index("TRI-L-3")


def test_a_barred_request_changes_nothing(world: World) -> None:
    driver = world.started()
    before = case_of(driver).project
    refused(Refusal, driver, "PO", rounds.request_gate, driver.number)
    assert case_of(driver).project == before
