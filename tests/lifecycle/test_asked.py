"""What the rungs of a ladder ask for: owed by whoever has the ball, answered, accepted, and gone with its item."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from lifecycle import asked
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.records import post
from lifecycle.turn import INBOX_ONLY, turn
from lifecycle.verbs import debts, system
from lifecycle.verify import verify
from tests.lifecycle.reminding.telling import milestone, remind, shanghai
from tests.lifecycle.scenes import case_of, on, refused

if TYPE_CHECKING:
    from lifecycle.records.rounds import DebtRow
    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "MIN-M2"


def late_by(driver: Driver, working_days: int) -> None:
    """The clock looks so many working days after the day of an item, and does what follows."""
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(milestone(driver, CODE).due, working_days)
    with shanghai(driver.day):
        turn(driver.engine, INBOX_ONLY)


def owed(driver: Driver, *, still: bool = True) -> list[DebtRow]:
    found = case_of(driver).debts.values()
    return [row for row in found if row.clause == CODE and row.rung and (row.settled_on is None or not still)]


def test_what_a_rung_asks_for_is_owed_by_whoever_has_the_ball(world: World) -> None:
    driver = world.started()
    late_by(driver, 1)
    (debt,) = owed(driver)
    with driver.engine.read() as session:
        due = session.calendar.add_working_days(driver.day, 2)
    assert (debt.kind, debt.rung, debt.owner, debt.due, debt.bars) == (asked.KIND, "E1", "PL", due, False)


def test_it_is_asked_once_however_often_the_clock_looks(world: World) -> None:
    driver = world.started()
    for _ in range(3):
        late_by(driver, 1)
    assert len(owed(driver, still=False)) == 1
    with driver.engine.read() as session:
        assert session.tx.scalar(select(func.count()).select_from(post.ask)) == 0


def test_it_is_opened_later_when_the_process_died_in_between(world: World) -> None:
    driver = world.started()
    late_by(driver, 0)
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(driver.day, 1)
    remind(driver, driver.day)
    assert owed(driver) == []
    with on(driver.day):
        assert [receipt.seq for receipt in system.tick(driver.engine)]
        assert not list(system.tick(driver.engine))
    assert len(owed(driver)) == 1


def test_what_a_rung_asked_that_an_outage_swallowed_is_owed_all_the_same_and_once(world: World) -> None:
    driver = world.started()
    late_by(driver, 0)
    late_by(driver, 10)
    (debt,) = owed(driver)
    assert (debt.rung, debt.bars) == ("E3", True)
    driver.act(debt.owner, debts.answer, driver.number, debt.n, "周五前补齐", promised=driver.day)
    driver.act("SH", debts.settle, driver.number, debt.n)
    late_by(driver, 21)
    assert owed(driver) == []
    assert len(owed(driver, still=False)) == 1


def test_a_higher_rung_takes_the_place_of_an_unanswered_one_and_bars(world: World) -> None:
    driver = world.started()
    late_by(driver, 1)
    late_by(driver, 6)
    (debt,) = owed(driver)
    assert (debt.rung, debt.bars) == ("E3", True)
    assert any(blocker.kind == "debt" and blocker.clause == CODE for blocker in driver.look()[2])


def test_what_is_asked_colours_the_project_from_that_day_on(world: World) -> None:
    """Also where nothing else does: everything is handed in, and waits for whoever confirms it."""
    driver = world.started()
    for row in driver.known()[1].latest_duties().values():
        if row.is_open and row.waits_for is None:
            driver.complete(row.code)
    assert driver.known()[1].project.red_on is None
    late_by(driver, 6)
    assert any(debt.bars for debt in owed(driver))
    assert driver.known()[1].project.red_on is not None
    with on(driver.day):
        assert list(verify(driver.engine)) == []


def test_an_answer_names_a_day_and_is_accepted_by_the_bureau(world: World) -> None:
    driver = world.started()
    late_by(driver, 1)
    (debt,) = owed(driver)
    promised = driver.day + timedelta(days=7)
    number, n = driver.number, debt.n
    assert refused(Invalid, driver, "PL", debts.answer, number, n, "设备晚到").field == "promised"
    early = refused(
        Invalid, driver, "PL", debts.answer, number, n, "设备晚到", driver.day - timedelta(days=1)
    )
    assert early.problem == "in_the_past"
    driver.act("PL", debts.answer, number, n, "设备晚到", promised)
    assert owed(driver)[0].promised == promised
    refused(NotPermitted, driver, "DD", debts.settle, number, n)
    driver.act("PO", debts.settle, number, n)
    assert owed(driver) == []


def test_an_answer_that_will_not_do_is_owed_again(world: World) -> None:
    driver = world.started()
    late_by(driver, 1)
    (debt,) = owed(driver)
    driver.act("PL", debts.answer, driver.number, debt.n, "再等等", driver.day + timedelta(days=9))
    driver.act("PO", debts.give_back, driver.number, debt.n, "请写明原因")
    (again,) = owed(driver)
    assert (again.answered_on, again.due) == (None, debt.due)
    driver.act("PL", debts.answer, driver.number, debt.n, "设备晚到", driver.day + timedelta(days=7))
    assert owed(driver)[0].answered_on == driver.day


def test_it_falls_away_when_the_item_is_done(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    assert len(owed(driver)) == 1
    for _ in range(40):
        if milestone(driver, CODE).done_on is not None:
            break
        blocker = next(
            each
            for each in driver.look()[2]
            if each.kind != "debt" and not each.absent and driver._clear_one(each)
        )
        assert blocker is not None
    assert milestone(driver, CODE).done_on is not None
    assert owed(driver) == []
    (gone,) = owed(driver, still=False)
    assert (gone.settled_on, gone.settled_by) == (driver.day, None)


def test_the_history_rebuilds_what_was_asked(world: World) -> None:
    driver = world.started()
    late_by(driver, 1)
    (debt,) = owed(driver)
    driver.act("PL", debts.answer, driver.number, debt.n, "设备晚到", driver.day + timedelta(days=7))
    with on(driver.day):
        assert list(verify(driver.engine)) == []


def test_another_standard_asks_by_its_own_ladder(small_world: World) -> None:
    driver = small_world.started()
    with driver.engine.read() as session:
        code, due = min(
            (row.code, row.due)
            for row in driver.look()[1].milestones.values()
            if row.due is not None and row.done_on is None and row.kind == "deadline"
        )
        driver.day = session.calendar.add_working_days(due, 2)
    with shanghai(driver.day):
        turn(driver.engine, INBOX_ONLY)
    found = [row for row in case_of(driver).debts.values() if row.clause == code]
    assert [(row.rung, row.bars) for row in found] == [("L2", True)]
