"""The project page: the same question asked by the page and by the server gets the same answer, at a constant price."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert

from lifecycle import clock
from lifecycle.database import connect
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted, Refusal
from lifecycle.policy import actor_of
from lifecycle.queries.decide import decide_page, decision_record
from lifecycle.queries.duty import duty_page
from lifecycle.queries.facts import facts_page
from lifecycle.queries.history import history_page
from lifecycle.queries.preview import preview
from lifecycle.queries.project import ProjectPage, project_page
from lifecycle.records import people
from lifecycle.verbs import decisions, duties, facts, pauses, register, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.pauses import Pause
from tests import world as worlds
from web.demonstration.driver import OFFICE_HOUR, Driver

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def world(sqlite_database_url: str) -> Iterator[World]:
    database = connect(sqlite_database_url)
    yield worlds.build(database)
    database.close()


@contextmanager
def today(driver: Driver) -> Iterator[None]:
    with clock.rehearse(datetime.combine(driver.day, OFFICE_HOUR, UTC)):
        yield


def page(world: World, driver: Driver, office: str) -> ProjectPage:
    return ask(world, driver, office, project_page, driver.number)


def ask(world: World, driver: Driver, office: str, query: Callable[..., Any], *given: Any) -> Any:
    with today(driver), world.engine.read() as session:
        return query(session, actor_of(session.tx, world.cast[office]), *given)


def statements(world: World, driver: Driver, query: Callable[..., Any], *given: Any) -> int:
    """How many statements a query sends."""
    count = 0

    def add(*_: object) -> None:
        nonlocal count
        count += 1

    reader = world.engine.database.reader
    event.listen(reader, "before_cursor_execute", add)
    try:
        ask(world, driver, "PO", query, *given)
    finally:
        event.remove(reader, "before_cursor_execute", add)
    return count


def test_the_price_does_not_grow_with_the_project(world: World) -> None:
    driver = world.started()
    young = {
        query.__name__: statements(world, driver, query, driver.number)
        for query in (project_page, facts_page, history_page)
    }
    for _ in range(3):
        driver.pass_gate()
    old = {
        query.__name__: statements(world, driver, query, driver.number)
        for query in (project_page, facts_page, history_page)
    }
    assert old == young
    assert young["project_page"] < 35


def test_a_stranger_sees_no_project(world: World) -> None:
    driver = world.started()
    with world.engine.database.write() as tx:
        stranger = tx.execute(
            insert(people.person).values(login="stranger", name="外人").returning(people.person.c.id)
        ).scalar_one()
    for query, given in (
        (project_page, (driver.number,)),
        (history_page, (driver.number,)),
        (facts_page, (driver.number,)),
        (decide_page, (driver.number,)),
        (decision_record, (driver.number, 1, 1)),
        (duty_page, (driver.number, next(iter(world.standard.duties)))),
    ):
        with today(driver), world.engine.read() as session, pytest.raises(NotFound):
            query(session, actor_of(session.tx, int(stranger)), *given)


def test_own_duties_come_first_and_are_counted(world: World) -> None:
    driver = world.started()
    shown = page(world, driver, "PL")
    first = shown.checklist.groups[0]
    assert first.own
    assert first.role == world.standard.offices["PL"].role
    assert not any(group.own for group in shown.checklist.groups[1:])
    required = [row for row in first.rows if row.required and row.state != "not_needed"]
    assert (first.confirmed, first.due_in_all) == (0, len(required))
    assert all(row.wanted for row in required)


def test_every_blocker_is_on_the_page_and_the_way_out_says_when(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    shown = page(world, driver, "PO")
    _, _, found = driver.look()
    lines = [line.blocker for group in shown.gate.groups for line in group.lines]
    assert sorted(lines, key=repr) == sorted(found, key=repr)
    assert shown.gate.way is not None
    assert shown.gate.way.earliest >= driver.day
    assert shown.rail.stages[0].state == "past"
    assert shown.rail.stages[0].gate.state == "passed"
    assert shown.rail.stages[1].gate.count == len(found)


def test_a_draft_says_what_is_asked_at_the_door(world: World) -> None:
    driver = world.register()
    shown = page(world, driver, "PO")
    assert shown.gate.move is not None
    assert shown.gate.move.name == "submit"
    assert {line.clause.code for group in shown.gate.groups for line in group.lines} == {
        condition.code for condition in world.standard.stages[shown.header.stage.code].entry
    }


def test_a_graduated_project_is_past_its_last_gate(world: World) -> None:
    driver = world.started()
    for _ in world.standard.stages:
        driver.pass_gate()
    shown = page(world, driver, "PO")
    assert shown.header.ended
    assert shown.gate.groups == ()
    assert all(stage.gate.state == "passed" for stage in shown.rail.stages)


# A button and the server ------------------------------------------------------------------------------------------


def tried(world: World, driver: Driver, office: str, verb: Callable[..., Any], *given: Any) -> Refusal | None:
    """What the server answers to an act, which is undone. None: it would be done."""
    with today(driver):
        try:
            preview(world.engine, world.cast[office], _on_number(verb), driver.number, *given)
        except Refusal as refusal:
            return refusal
        return None


def _on_number(verb: Callable[..., Any]) -> Callable[..., Any]:
    """`preview` gives the number first; verbs on a duty take a key that has it."""

    def on_number(session: Any, actor: Any, number: str, *given: Any) -> Any:
        if given and isinstance(given[0], DutyKey):
            return verb(session, actor, *given)
        return verb(session, actor, number, *given)

    return on_number


def disagreements(world: World, driver: Driver, office: str) -> list[str]:
    """Acts that the page offers and the server refuses to this person in this state, or the other way round."""
    shown = page(world, driver, office)
    return [
        *_on_duties(world, driver, office, shown),
        *_on_moves(world, driver, office, shown),
        *_on_facts(world, driver, office),
    ]


FORBIDDEN = (NotPermitted, NoSuchMove, NotFound)


def _on_duties(world: World, driver: Driver, office: str, shown: ProjectPage) -> Iterator[str]:
    for group in shown.checklist.groups:
        for row in group.rows:
            key = DutyKey(driver.number, row.code, row.occurrence)
            pieces = [Evidence(wanted.kind, "text", "x") for wanted in row.wanted]
            acts: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
                "complete_duty": (duties.complete, (key, pieces)),
                "confirm_duty": (duties.confirm, (key,)),
                "return_duty": (duties.give_back, (key, "x")),
                "waive": (duties.waive, (key, "x")),
            }
            for act, (verb, given) in acts.items():
                refusal = tried(world, driver, office, verb, *given)
                if (act in row.acts) != (refusal is None):
                    yield f"{office} {act} {row.code}: {'offered' if act in row.acts else 'hidden'}, {refusal!r}"


def _on_moves(world: World, driver: Driver, office: str, shown: ProjectPage) -> Iterator[str]:
    ahead = driver.day + timedelta(days=14)
    acts: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
        "submit": (register.submit, ()),
        "request_gate": (rounds.request_gate, ()),
        "resubmit": (rounds.resubmit, ()),
        "hold": (pauses.hold, (Pause(ahead, "x", "x", ahead),)),
        "resume": (pauses.resume, ()),
        "archive": (pauses.archive, ()),
    }
    for name, (verb, given) in acts.items():
        refusal = tried(world, driver, office, verb, *given)
        allowed = not (isinstance(refusal, FORBIDDEN) or _is_about_the_state(refusal, shown))
        if (name in shown.choices.moves) != allowed:
            yield f"{office} {name}: {'offered' if name in shown.choices.moves else 'hidden'}, {refusal!r}"
    for code in ("go", "stop"):
        refusal = tried(world, driver, office, rounds.propose, code, "x")
        offered = code in {option.code for option in shown.choices.propose}
        if offered != (refusal is None) and shown.round is not None:
            yield f"{office} propose {code}: offered {offered}, {refusal!r}"
    refusal = tried(world, driver, office, decisions.decide, Decision("go"))
    if shown.choices.decide != (refusal is None or isinstance(refusal, (Invalid, GateClosed))):
        yield f"{office} decide: {refusal!r}"


def _is_about_the_state(refusal: Refusal | None, shown: ProjectPage) -> bool:
    """Whether an input was refused because the project is in a state without the act."""
    if not isinstance(refusal, Invalid):
        return False
    told = ("decide_the_round", "archived_already")
    return refusal.problem in told or (refusal.problem == "duties_open" and not shown.header.ended)


def _on_facts(world: World, driver: Driver, office: str) -> Iterator[str]:
    shown = ask(world, driver, office, facts_page, driver.number)
    for line in (*shown.mine, *shown.others):
        refusal = tried(world, driver, office, facts.record, line.fact.name, "未必合适的值", None)
        recorded = isinstance(refusal, Invalid) and refusal.problem in ("recorded_already", "not_recorded")
        allowed = not (isinstance(refusal, FORBIDDEN) or recorded)
        if line.may_record != allowed:
            yield f"{office} record {line.fact.name}: offered {line.may_record}, {refusal!r}"


OFFICES = ("PO", "SH", "DD", "PL", "EL", "BR", "EX")


def test_a_button_and_the_server_never_disagree(world: World) -> None:
    """At several points of a life, for people of every kind."""
    driver = world.register()
    found = [each for office in OFFICES for each in disagreements(world, driver, office)]
    driver.submit("PO")
    found += [each for office in OFFICES for each in disagreements(world, driver, office)]
    for _ in range(5):
        driver.step()
    found += [each for office in OFFICES for each in disagreements(world, driver, office)]
    driver.clear()
    driver.request()
    found += [each for office in ("PO", "SH", "PL") for each in disagreements(world, driver, office)]
    driver.act("PO", rounds.propose, driver.number, "go", "x")
    found += [each for office in ("PO", "SH", "PL") for each in disagreements(world, driver, office)]
    assert not found, "\n".join(found)


def test_a_preview_writes_nothing(world: World) -> None:
    driver = world.started()
    driver.clear()
    before = driver.look()[1].project
    with today(driver):
        seen = preview(world.engine, world.cast["PO"], rounds.request_gate, driver.number)
    assert seen.status == world.standard.flow.states["gate_review"].text
    assert seen.told
    assert driver.look()[1].project == before
