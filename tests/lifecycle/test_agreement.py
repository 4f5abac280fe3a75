"""For every state, move and office there is one answer: the graph, the machine, the page and the verb agree.

A project is brought into every state that the standard has, and everybody tries every move there. Whatever the page
offers is not refused for its state or its office, whatever it does not offer is refused, and each refusal says why, in
both languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted, Refusal
from lifecycle.machine import moves as machine_of
from lifecycle.policy import actor_of
from lifecycle.queries.choices import NOTHING, Choices, choices
from lifecycle.queries.reading import read_project
from lifecycle.store import Receipt
from lifecycle.verbs import (
    dates,
    decisions,
    duties,
    ends,
    objections,
    parties,
    pauses,
    reentry,
    register,
    revocations,
    rounds,
    task_book,
)
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Succession
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from lifecycle.verbs.task_book import NewTaskBook
from stages import Standard
from stages.graph import graph, state
from tests.lifecycle.scenes import Scene, case_of, on, rehearsal
from web.labels import TEXTS
from web.refusals import Teller
from web.speech import Speech

if TYPE_CHECKING:
    from lifecycle.records.work import DutyRow, MilestoneRow
    from stages.model import Option
    from web.demonstration.driver import Driver

    At = Callable[[str], Scene]

WHY = "示例：原因"
FALLBACKS = ("problem.other", "clause.nobody")


# Getting there --------------------------------------------------------------------------------------------------


@contextmanager
def placed(scene: Scene, status: str) -> Iterator[Driver | None]:
    """The project in another status of the same stage, as long as the block lasts; None where it cannot be."""
    driver = scene.driver
    with rehearsal(driver) as rehearsed:
        yield rehearsed if BY_PART[status](rehearsed) else None


def _stay(_: Driver) -> bool:
    return True


def _review(driver: Driver) -> bool:
    driver.clear()
    driver.request()
    return True


def _proposed(driver: Driver) -> bool:
    gate = driver.known()[0].gate_of(driver.known()[1].project.stage)
    _review(driver)
    driver.act(gate.propose, rounds.propose, driver.number, "hold", WHY)
    for office in driver.unheard():
        driver.act(office, rounds.consult, driver.number, office, WHY)
    return True


def _decided(option: str) -> Callable[[Driver], bool]:
    def go(driver: Driver) -> bool:
        standard, case = driver.known()
        gate = standard.gate_of(case.project.stage)
        if option not in {each.code for each in gate.options}:
            return False
        _review(driver)
        if option == "recycle":
            for leaf in ("weighted_total",):
                if gate.option(option).applies_if is not None:
                    driver.record(leaf, 45)
        owed, later = [Owed(WHY, "PL", _later(driver, 5))], _later(driver, 8)
        more = {"owed": owed, "until": later, "condition": WHY, "review_on": _later(driver, 2)}
        driver.decide(option, cause="other", **more)
        return True

    return go


def _held(driver: Driver) -> bool:
    driver.act("SH", pauses.hold, driver.number, _pause(driver))
    return True


def _stopped(driver: Driver) -> bool:
    late = driver.known()[0].stages[driver.known()[1].project.stage].gate.code in ("G4", "G5")
    return not late and _decided("stop")(driver)


def _terminated(driver: Driver) -> bool:
    approved = driver.known()[1].project.stage in ("landing", "growth")
    owed = [Owed(WHY, "PL", _later(driver, 5))] if approved else []
    given = (driver.number, "other", WHY, owed)
    driver.act("DIR" if approved else "DD", ends.terminate, *given)
    return True


def _withdrawn(driver: Driver) -> bool:
    if driver.known()[1].project.stage in ("landing", "growth"):
        driver.record("parties_consented", value=True)
        driver.act("DIR", ends.withdraw, driver.number, WHY, [Owed(WHY, "PL", _later(driver, 5))])
    else:
        standard, case = driver.known()
        driver.act(ends.withdrawers(standard, case, {})[0], ends.withdraw, driver.number, WHY)
    return True


def _graduated(driver: Driver) -> bool:
    if driver.known()[1].project.stage != "growth":
        return False
    return _decided("go")(driver)


ROADS: dict[str, Callable[[Driver], bool]] = {
    "active": _stay,
    "gate_review": _review,
    "gate_review, proposed": _proposed,
    "rework": _decided("recycle"),
    "on_hold": _held,
    "rejected": _stopped,
    "terminated": _terminated,
    "withdrawn": _withdrawn,
    "graduated": _graduated,
}


def _under_way(driver: Driver) -> bool:
    driver.clear()
    return True


def _late(driver: Driver) -> bool:
    driver.wait(60)
    return True


BY_PART = ROADS | {"active, under way": _under_way, "active, late": _late}
"""The same, and what makes a difference to one duty or date."""


def _later(driver: Driver, days: int) -> date:
    return driver.day + timedelta(days=days)


def _pause(driver: Driver) -> Pause:
    return Pause(_later(driver, 20), WHY, WHY, _later(driver, 5))


# Trying ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Try:
    """A move as somebody would ask for it: the verb, and what is said with it."""

    verb: Callable[..., Receipt]
    given: Callable[[Driver], tuple[object, ...]] = lambda _: ()


def _struck(driver: Driver) -> tuple[object, ...]:
    standard, case = driver.known()
    earlier = standard.previous_stage(case.project.stage)
    done = revocations.done_there(case, earlier) if earlier else ()
    return (done[:1], WHY)


def _settled(driver: Driver) -> tuple[object, ...]:
    return (WHY, [Owed(WHY, "PL", _later(driver, 5))])


def _paper() -> list[Evidence]:
    return [Evidence("change_request", "text", WHY)]


def _on_hold(driver: Driver) -> tuple[object, ...]:
    more = {"until": _later(driver, 8), "condition": WHY, "review_on": _later(driver, 2)}
    return (Decision("hold", WHY, **more),)  # type: ignore[arg-type]


TRIES = {
    "decide": Try(decisions.decide, _on_hold),
    "submit": Try(register.submit),
    "request_gate": Try(rounds.request_gate),
    "resubmit": Try(rounds.resubmit),
    "hold": Try(pauses.hold, lambda driver: (_pause(driver),)),
    "resume": Try(pauses.resume),
    "withdraw": Try(ends.withdraw, _settled),
    "terminate": Try(ends.terminate, lambda driver: ("other", *_settled(driver))),
    "close_outbound": Try(ends.close_outbound, _settled),
    "reenter": Try(reentry.reenter, lambda _: ("示例：再来一次",)),
    "archive": Try(pauses.archive),
    "object": Try(objections.raise_objection, lambda _: ("gate_decision", WHY)),
    "gate_revoke": Try(revocations.revoke, _struck),
    "change_task_book": Try(task_book.change, lambda _: (NewTaskBook(WHY, {}, _paper()),)),
    "change_receiver": Try(
        parties.change_receiver, lambda _: (Succession("enterprise", "enterprise", WHY, _paper()),)
    ),
}
"""Moves of the project as a whole, and the decision of its gate."""
ELSEWHERE = ("decide", "reenter")
"""What is no edge of the machine by this name: a decision leads by its option's move, the other to another project."""


def outcome(driver: Driver, office: str, what: Try) -> Refusal | None:
    """How the server refuses it, None where it is done."""
    with rehearsal(driver) as rehearsed:
        given = what.given(rehearsed)
        try:
            rehearsed.act(office, what.verb, rehearsed.number, *given)
        except Refusal as refusal:
            return refusal
    return None


def offered(driver: Driver, office: str) -> frozenset[str]:
    """The moves that the page offers to whoever holds an office."""
    may = choices_of(driver, office)
    return may.moves | ({"decide"} if may.decide else frozenset())


def choices_of(driver: Driver, office: str) -> Choices:
    """All that the page offers; nothing where there is no page for them."""
    with on(driver.day), driver.engine.read() as session:
        actor = actor_of(session.tx, driver.cast[office])
        try:
            return choices(read_project(session, actor, driver.number))
        except NotFound:
            return NOTHING


def says_why(standard: Standard, refusal: Refusal) -> bool:
    """Whether the refusal has a sentence of its own, in both languages."""
    match refusal:
        case Invalid():
            key = f"problem.{refusal.problem}"
        case NotPermitted():
            key = f"clause.{refusal.clause}"
        case GateClosed():
            return bool(refusal.blockers) and all(each.clause for each in refusal.blockers)
        case _:
            key = {NoSuchMove: "refused.no_such_move", NotFound: "refused.not_found"}[type(refusal)]
    tellers = [Teller(Speech(language, date(2026, 1, 5)), standard) for language in ("zh", "en")]
    sentences = {teller.sentence(refusal) for teller in tellers}
    return key in TEXTS and key not in FALLBACKS and len(sentences) == len(tellers) and all(sentences)


def disagreement(driver: Driver, standard: Standard, here: str, office: str) -> Iterator[str]:
    """Where the page, the machine and the server say different things to one office."""
    shown, possible = offered(driver, office), machine_of(standard).possible(here)
    has = {name.partition(":")[0] for name in possible}
    for name, what in TRIES.items():
        refusal = outcome(driver, office, what)
        told = f"{here}: {office} {name}: {type(refusal).__name__} {refusal or ''}"
        if refusal is not None and not says_why(standard, refusal):
            yield f"{told} (no sentence)"
        if name in shown and isinstance(refusal, NoSuchMove | NotPermitted | NotFound):
            yield f"{told} (the page offers it)"
        if name not in shown and refusal is None:
            yield f"{told} (done, and the page does not offer it)"
        if name not in has and name not in ELSEWHERE and refusal is None:
            yield f"{told} (done, and the machine does not have it)"


STAGES = ("mining", "evaluation", "approval", "landing", "growth")


@pytest.mark.parametrize("stage", STAGES)
def test_graph_machine_page_and_verb_give_one_answer(released: At, stage: str) -> None:
    scene, wrong, seen = released(stage), [], Counter[str]()
    standard: Standard = scene.standard
    for status in ROADS:
        with placed(scene, status) as driver:
            if driver is None:
                continue
            here = case_of(driver).state
            assert here == state(stage, status.partition(",")[0])
            assert here in graph(standard).states
            for office in scene.world.cast:
                seen[here] += 1
                wrong += disagreement(driver, standard, here, office)
    assert len(seen) >= 6
    assert not wrong, "\n".join(wrong)


# Parts of a project ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Button:
    """An act on one part of a project: how the page offers it, and what is asked of the server."""

    name: str
    part: str
    is_shown: Callable[[Choices], bool]
    act: Try


def buttons(driver: Driver) -> Iterator[Button]:
    """To extend each kind of milestone that is there, to reopen each kind of duty, to propose each option."""
    standard, case = driver.known()
    rows = case.latest_milestones().values()
    for milestone in {_sort(row): row for row in rows}.values():
        yield _to_extend(milestone)
    duties_there = case.latest_duties().values()
    for duty in {(row.state, row.stage == case.project.stage): row for row in duties_there}.values():
        yield _to_reopen(driver, duty)
    for option in standard.gate_of(case.project.stage).options:
        yield _to_propose(option)


def _sort(row: MilestoneRow) -> tuple[object, ...]:
    return row.kind, row.statutory, row.due is None, row.done_on is None, row.closed_on is None


def _to_extend(row: MilestoneRow) -> Button:
    def given(driver: Driver) -> tuple[object, ...]:
        key = dates.MilestoneKey(driver.number, row.code, row.occurrence)
        return key, (row.due or driver.day) + timedelta(days=1), WHY

    shown: Callable[[Choices], bool] = lambda may: (row.code, row.occurrence) in may.extend  # noqa: E731
    return Button("extend", f"{row.code} {row.occurrence}", shown, Try(dates.extend, given))


def _to_reopen(driver: Driver, row: DutyRow) -> Button:
    key = duties.DutyKey(driver.number, row.code, row.occurrence)
    act = Try(duties.reopen, lambda _: (key, WHY))
    return Button("correct", row.code, lambda may: row.key in may.reopen, act)


def _to_propose(option: Option) -> Button:
    act = Try(rounds.propose, lambda driver: (driver.number, option.code, WHY))
    return Button("propose", option.code, lambda may: option in may.propose, act)


def pressed(driver: Driver, office: str, act: Try) -> Refusal | None:
    """How the server refuses what a button asks for, None where it is done. What is given names the project itself."""
    with rehearsal(driver) as rehearsed:
        try:
            rehearsed.act(office, act.verb, *act.given(rehearsed))
        except Refusal as refusal:
            return refusal
    return None


def disagreement_on(driver: Driver, here: str, office: str, button: Button, *, shown: bool) -> Iterator[str]:
    """Whatever is offered is done, whatever is not is refused and says why; nothing is done without the machine."""
    standard, case = driver.known()
    refusal = pressed(driver, office, button.act)
    told = f"{here}: {office} {button.name} {button.part}: {type(refusal).__name__} {refusal or ''}"
    if refusal is not None and not says_why(standard, refusal):
        yield f"{told} (no sentence)"
    if shown is not (refusal is None):
        yield f"{told} (the page {'offers it' if shown else 'does not offer it'})"
    possible = machine_of(standard).possible(case.state)
    if refusal is None and button.name in standard.moves and button.name not in possible:
        yield f"{told} (done, and the machine does not have it)"


@pytest.mark.parametrize("stage", STAGES)
def test_a_button_on_a_part_of_a_project_is_there_exactly_where_it_works(released: At, stage: str) -> None:
    scene, wrong, done = released(stage), [], Counter[str]()
    for status in BY_PART:
        with placed(scene, status) as driver:
            if driver is None:
                continue
            here, there = case_of(driver).state, tuple(buttons(driver))
            for office in scene.world.cast:
                may = choices_of(driver, office)
                for button in there:
                    shown = button.is_shown(may)
                    done[button.name] += shown
                    wrong += disagreement_on(driver, here, office, button, shown=shown)
    assert done.keys() == {"extend", "correct", "propose"}
    assert all(done.values()), done
    assert not wrong, "\n".join(wrong)
