"""The monthly sheet: what is late as it stood then, what was done late, what was said, through the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle.policy import actor_of
from lifecycle.queries.monthly import Monthly, monthly
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.debts import answer
from lifecycle.verbs.urging import urge
from tests.lifecycle.reminding.telling import milestone, remind_daily
from tests.lifecycle.scenes import on
from tests.lifecycle.test_asked import CODE, late_by, owed
from tests.watching import statements

if TYPE_CHECKING:
    from datetime import date

    from tests.world import World
    from web.demonstration.driver import Driver


def sheet(driver: Driver, month: date, office: str = "SH", role: str = "platform") -> Monthly:
    with on(driver.day), driver.engine.read() as session:
        return monthly(session, actor_of(session.tx, driver.cast[office]), role, month)


def test_it_says_what_is_late_on_whom_it_waits_and_what_was_promised(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    (debt,) = owed(driver)
    driver.act("PL", answer, driver.number, debt.n, "设备晚到", driver.day)
    driver.act("PO", urge, MilestoneKey(driver.number, CODE))
    found = sheet(driver, driver.day)
    item = next(each for each in found.open if each.code == CODE)
    assert (item.owner, item.waits, item.late_wd, item.rung) == ("platform", ("PL",), 6, "E3")
    assert [(each.rung, each.is_answered, each.promised) for each in item.replies] == [
        ("E3", True, driver.day)
    ]
    assert (found.as_of, found.by_hand, found.done) == (driver.day, 1, ())
    assert found.told >= 2


def test_another_party_has_a_sheet_of_its_own(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    assert CODE not in {item.code for item in sheet(driver, driver.day, role="government").open}


def test_an_earlier_month_is_read_as_it_stood_at_its_end(world: World) -> None:
    driver = world.started()
    due = milestone(driver, CODE).due
    late_by(driver, 30)
    now, then = sheet(driver, driver.day), sheet(driver, due)
    assert then.as_of.month == due.month
    early = next(item for item in then.open if item.code == CODE)
    late = next(item for item in now.open if item.code == CODE)
    assert early.late_wd < late.late_wd == 30


def test_what_was_done_late_stands_in_the_month_in_which_it_was_done(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    for _ in range(40):
        if milestone(driver, CODE).done_on is not None:
            break
        assert any(driver._clear_one(each) for each in driver.look()[2] if each.kind != "debt")
    found = sheet(driver, driver.day)
    done = next(item for item in found.done if item.code == CODE)
    assert (done.late_wd, done.done_on, done.waits) == (6, driver.day, ())
    assert CODE not in {item.code for item in found.open}


def test_a_party_reads_its_own_projects_only(world: World) -> None:
    driver = world.started(parties=("source_platform",))
    late_by(driver, 6)
    assert sheet(driver, driver.day, "PL").open
    assert sheet(driver, driver.day, "EL").open == ()


def test_the_statements_do_not_grow_with_the_items(world: World) -> None:
    driver = world.started()
    late_by(driver, 6)
    few = statements(world.engine.database, lambda: sheet(driver, driver.day))
    for _ in range(3):
        world.started()
    assert statements(world.engine.database, lambda: sheet(driver, driver.day)) == few


def test_reminders_of_another_month_are_not_counted(world: World) -> None:
    driver = world.started()
    first = driver.day
    late_by(driver, 0)
    remind_daily(driver, first, driver.day)
    assert sheet(driver, driver.day).told
    due = milestone(driver, CODE).due
    late_by(driver, 40)
    assert sheet(driver, due).told >= 1
