"""Commands: done once however often they are sent, refused with a trace where the person may see the project."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from lifecycle.commands import run
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted, Refusal, Stale
from lifecycle.policy import actor_of
from lifecycle.records import journal, people
from lifecycle.records import project as projects
from lifecycle.store import Receipt, begin, lock_project
from lifecycle.verbs import duties, facts, register, rounds
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.register import Part, Registration
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import case_of, disagreements, events_of, note_count, on, person
from tests.world import World
from web.demonstration.driver import Driver

SHEET = (Evidence("sheet", "text", "《示例之书》"),)


def command(
    driver: Driver, office: str, verb: Callable[..., Receipt], *given: object, **named: Any
) -> Receipt:
    with on(driver.day):
        return run(driver.engine, driver.cast[office], verb, *given, **named)


def complete(driver: Driver, key: str | None = None, *, office: str = "RD") -> Receipt:
    return command(driver, office, duties.complete, DutyKey(driver.number, "SUG-R-1"), SHEET, key=key)


def names(driver: Driver) -> list[str]:
    return [event.event for event in events_of(driver)]


# Once -----------------------------------------------------------------------------------------------------------


def test_the_same_key_twice_does_it_once_and_gives_the_same_receipt(small_world: World) -> None:
    driver = small_world.started()
    first = complete(driver, "form-1")
    before = len(events_of(driver))
    driver.day += timedelta(days=3)
    assert complete(driver, "form-1") == first
    assert len(events_of(driver)) == before
    assert len(case_of(driver).documents) == 1


def test_a_registration_sent_twice_makes_one_project_and_uses_one_number(small_world: World) -> None:
    driver = small_world.register()
    given = Registration("又一本", parts=[Part("circle")])
    receipts = {
        command(driver, "CU", register.register, small_world.standard, given, key="new") for _ in range(3)
    }
    assert len(receipts) == 1
    other = command(driver, "CU", register.register, small_world.standard, given, key="newer")
    assert int(other.number[-4:]) == int(next(iter(receipts)).number[-4:]) + 1


def test_the_answer_stays_the_same_even_when_the_command_could_not_be_done_again(small: At) -> None:
    driver = small("suggestion").driver
    first = complete(driver, "form-1")
    command(driver, "CU", duties.confirm, DutyKey(driver.number, "SUG-R-1"))
    before = names(driver)
    assert complete(driver, "form-1") == first
    assert names(driver) == before


def test_keys_belong_to_whoever_sent_them(small: At) -> None:
    driver = small("suggestion").driver
    complete(driver, "1")
    receipt = command(driver, "CU", duties.confirm, DutyKey(driver.number, "SUG-R-1"), key="1")
    assert receipt.seq == len(events_of(driver))
    assert names(driver)[-1] == "DutyConfirmed"


def test_a_key_of_a_refused_command_can_be_used_again(small: At) -> None:
    driver = small("suggestion").driver
    key = DutyKey(driver.number, "SUG-R-1")
    with pytest.raises(Invalid):
        command(driver, "RD", duties.complete, key, key="form-1")
    command(driver, "RD", duties.complete, key, SHEET, key="form-1")
    assert case_of(driver).latest_duties()["SUG-R-1", 1].state == "submitted"


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_a_key_that_cannot_be_kept_is_refused(small: At, key: str) -> None:
    driver = small("suggestion").driver
    with pytest.raises(Invalid):
        complete(driver, key)
    assert case_of(driver).latest_duties()["SUG-R-1", 1].state == "not_started"


def test_a_key_that_is_sent_twice_at_once_does_it_once(small_world: World) -> None:
    driver = small_world.started()
    for _ in range(3):
        key, before = f"form-{len(events_of(driver))}", len(case_of(driver).documents)
        done = at_once(lambda key=key: attach(driver, key), 4)
        assert len({each for each in done if isinstance(each, Receipt)}) == 1, done
        assert len([each for each in done if isinstance(each, Receipt)]) == 4, done
        assert len(case_of(driver).documents) == before + 1


def attach(driver: Driver, key: str) -> Receipt:
    return command(driver, "RD", duties.attach, DutyKey(driver.number, "SUG-R-1"), SHEET, key=key)


def at_once(act: Callable[[], Receipt], parties: int) -> list[Receipt | Exception]:
    start = threading.Barrier(parties)

    def go(_: int) -> Receipt | Exception:
        start.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            return error

    with ThreadPoolExecutor(parties) as pool:
        return list(pool.map(go, range(parties)))


def test_many_registering_at_once_get_many_numbers(small_world: World) -> None:
    driver = small_world.register()
    given = Registration("又一本", parts=[Part("circle")])
    driver.day = driver.day.replace(year=2027)  # the first of a year, who begins the series
    done = at_once(lambda: command(driver, "CU", register.register, small_world.standard, given), 4)
    assert sorted(each.number for each in done if isinstance(each, Receipt)) == [
        f"YH-2027-{n:04d}" for n in (1, 2, 3, 4)
    ]


def test_four_people_act_on_four_things_at_once_and_nothing_is_lost(small_world: World) -> None:
    driver = small_world.started()

    def work(office: str, code: str, kind: str) -> Callable[[], Receipt]:
        evidence = [Evidence(kind, "text", "材料")]
        return lambda: command(driver, office, duties.attach, DutyKey(driver.number, code), evidence)

    acts = [
        work("RD", "SUG-R-1", "sheet"),
        lambda: command(driver, "CU", facts.record, driver.number, "duplicate", value=False),
        lambda: command(driver, "HL", facts.record, driver.number, "fits", value=True),
        lambda: command(driver, "RD", facts.record, driver.number, "translated", value=False),
    ]
    before = len(events_of(driver))
    start = threading.Barrier(len(acts))

    def go(act: Callable[[], Receipt]) -> Receipt:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        done = list(pool.map(go, acts))
    assert sorted(receipt.seq for receipt in done) == list(range(before + 1, before + 1 + len(acts)))
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_an_entry_whose_project_moved_on_under_it_is_refused_whole(small_world: World) -> None:
    """No lock should let this happen; the revision is compared all the same when it is taken."""
    driver = small_world.started()
    before = events_of(driver)
    with pytest.raises(Stale):
        overtaken(driver)
    assert events_of(driver) == before


def overtaken(driver: Driver) -> None:
    project = case_of(driver).project
    with on(driver.day), driver.engine.write() as session:
        entry = begin(
            session, actor_of(session.tx, driver.cast["CU"]), lock_project(session, project.id or 0)
        )
        session.tx.execute(update(projects.project).values(revision=project.revision + 1))
        entry.close("NothingMuch")


# Refused --------------------------------------------------------------------------------------------------------


def test_a_refused_command_of_somebody_who_may_see_it_is_an_event(small_world: World) -> None:
    driver = small_world.started()
    for verb, given, kind, said in [
        (rounds.request_gate, (driver.number,), GateClosed, "request_gate SUG-L-1 SUG-R-1"),
        (rounds.resubmit, (driver.number,), NoSuchMove, "resubmit suggestion/active"),
        (duties.confirm, (DutyKey(driver.number, "SUG-R-1"),), NotPermitted, "confirm duty_is_submitted"),
    ]:
        with pytest.raises(kind):
            command(driver, "CU", verb, *given)
        event = events_of(driver)[-1]
        assert (event.event, event.actor) == ("CommandRefused", driver.cast["CU"])
        assert f'"about":"{said}"' in event.body
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_a_refused_command_changes_nothing_but_the_record_of_it(small: At) -> None:
    driver = small("suggestion").driver
    before = case_of(driver)
    with pytest.raises(GateClosed):
        command(driver, "CU", rounds.request_gate, driver.number)
    after = case_of(driver)
    assert after.project.model_copy(update={"revision": 0, "head": ""}) == before.project.model_copy(
        update={"revision": 0, "head": ""}
    )
    assert after.duties == before.duties


def test_refused_commands_do_not_make_the_moves_of_others_stale(small: At) -> None:
    driver = small("suggestion").driver
    driver.clear()
    seen = case_of(driver).project.revision
    for _ in range(3):
        with pytest.raises(NotPermitted):
            command(driver, "RD", rounds.request_gate, driver.number)
    assert case_of(driver).project.revision == seen + 3
    command(driver, "CU", rounds.request_gate, driver.number, seen=seen)


def test_an_act_of_another_does_make_a_move_stale(small: At) -> None:
    driver = small("suggestion").driver
    driver.clear()
    seen = case_of(driver).project.revision
    command(driver, "RD", facts.record, driver.number, "translated", value=False)
    with pytest.raises(Stale):
        command(driver, "CU", rounds.request_gate, driver.number, seen=seen)


def test_a_wrong_input_is_no_event(small: At) -> None:
    driver = small("suggestion").driver
    before = len(events_of(driver))
    with pytest.raises(Invalid):
        command(driver, "RD", duties.complete, DutyKey(driver.number, "SUG-R-1"))
    with pytest.raises(NotFound):
        command(driver, "RD", duties.complete, DutyKey(driver.number, "SUG-R-9"), SHEET)
    assert len(events_of(driver)) == before


def test_a_stranger_leaves_no_trace(small: At) -> None:
    driver = small("suggestion").driver
    with driver.engine.write() as session:
        stranger = person(session.tx, "stranger")
    with driver.engine.read() as session:
        notes = note_count(session.tx)
    before = case_of(driver).project
    for verb, given in [
        (rounds.request_gate, (driver.number,)),
        (rounds.propose, (driver.number, "go", "我来")),
        (duties.give_back, (DutyKey(driver.number, "SUG-R-1"), "我来")),
        (facts.record, (driver.number, "duplicate", False)),
        (register.seat, (driver.number, "CU", stranger)),
    ]:
        with on(driver.day), pytest.raises(NotFound):
            run(driver.engine, stranger, verb, *given, key="stranger")
    assert case_of(driver).project == before
    with driver.engine.read() as session:
        assert note_count(session.tx) == notes
        assert session.tx.scalar(select(func.count()).select_from(journal.command)) == 0


@pytest.mark.parametrize("who", [0, -1, 999_999])
def test_nobody_does_nothing(small: At, who: int) -> None:
    driver = small("suggestion").driver
    with on(driver.day), pytest.raises(NotFound):
        run(driver.engine, who, rounds.request_gate, driver.number)


def test_somebody_who_has_left_does_nothing(small: At) -> None:
    driver = small("suggestion").driver
    with driver.engine.write() as session:
        left = update(people.person).where(people.person.c.id == driver.cast["RD"])
        session.tx.execute(left.values(closed_on=driver.day))
    with pytest.raises(NotFound):
        complete(driver)


@pytest.mark.parametrize("number", ["", "YH-2026-9999", "'; DROP TABLE project; --", "长" * 500])
def test_a_number_that_no_project_has_is_not_found(small: At, number: str) -> None:
    driver = small("suggestion").driver
    with pytest.raises(NotFound):
        command(driver, "CU", rounds.request_gate, number)


def test_a_record_imported_from_elsewhere_becomes_one_project(small_world: World) -> None:
    driver = small_world.register()
    given = Registration("一本", parts=[Part("circle")], origin="old-register/17")
    command(driver, "CU", register.register, small_world.standard, given)
    with pytest.raises(Refusal) as caught:
        command(driver, "CU", register.register, small_world.standard, given)
    assert isinstance(caught.value, Invalid)
    assert caught.value.field == "origin"
