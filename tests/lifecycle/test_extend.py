"""Extending dates: by the office's limits, never a statutory or an overdue one, the old date kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.verbs import dates
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verify import verify
from tests.lifecycle.scenes import events_of, refused

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver


def due_of(driver: Driver, code: str) -> date:
    _, case, _ = driver.look()
    due = case.latest_milestones()[code, 1].due
    assert due is not None
    return due


def later(driver: Driver, day: date, working_days: int) -> date:
    with driver.engine.read() as session:
        return session.calendar.add_working_days(day, working_days)


def test_the_first_extension_is_granted_within_half_of_the_term_and_keeps_the_old_date(world: World) -> None:
    driver = world.started()
    due = due_of(driver, "MIN-M2")
    key = MilestoneKey(driver.number, "MIN-M2")
    with pytest.raises(Invalid) as refusal:
        driver.act("SH", dates.extend, key, later(driver, due, 8), "示例")
    assert refusal.value.values["to"] == later(driver, due, 7)
    driver.act("SH", dates.extend, key, later(driver, due, 7), "示例")
    _, case, _ = driver.look()
    row = case.latest_milestones()["MIN-M2", 1]
    assert (row.due, row.first_due, row.extensions) == (later(driver, due, 7), due, 1)
    assert {duty.due for duty in case.duties.values() if duty.milestone == "MIN-M2" and duty.is_open} == {
        row.due
    }


def test_the_second_extension_is_one_rank_up_and_there_is_no_third(world: World) -> None:
    driver = world.started()
    key = MilestoneKey(driver.number, "MIN-M2")
    for office in ("SH", "DD"):
        if office == "DD":
            with pytest.raises(NotPermitted):
                driver.act("SH", dates.extend, key, later(driver, due_of(driver, "MIN-M2"), 1), "示例")
        driver.act(office, dates.extend, key, later(driver, due_of(driver, "MIN-M2"), 1), "示例")
    with pytest.raises(Invalid) as refusal:
        driver.act("DD", dates.extend, key, later(driver, due_of(driver, "MIN-M2"), 1), "示例")
    assert refusal.value.problem == "used_up"


def test_whoever_has_something_to_do_asks_and_nothing_moves_before_it_is_granted(world: World) -> None:
    driver = world.started()
    key, due = MilestoneKey(driver.number, "MIN-M2"), due_of(driver, "MIN-M2")
    for office in ("EL", "SH"):
        refused(NotPermitted, driver, office, dates.ask, key, later(driver, due, 3), "示例")
    assert refused(Invalid, driver, "PL", dates.ask, key, later(driver, due, 8), "示例").field == "until"
    driver.act("PL", dates.ask, key, later(driver, due, 3), "检测排队")
    assert due_of(driver, "MIN-M2") == due
    assert (
        refused(Invalid, driver, "PL", dates.ask, key, later(driver, due, 2), "示例").problem
        == "asked_already"
    )
    driver.act("SH", dates.extend, key, later(driver, due, 2), "同意两日")
    row = driver.look()[1].latest_milestones()["MIN-M2", 1]
    assert (row.due, row.first_due, row.asked_until, row.asked_why) == (
        later(driver, due, 2),
        due,
        None,
        None,
    )
    assert list(verify(driver.engine)) == []


def test_a_request_is_refused_with_a_reason_by_who_could_grant_it(world: World) -> None:
    driver = world.started()
    key, due = MilestoneKey(driver.number, "MIN-M2"), due_of(driver, "MIN-M2")
    assert refused(Invalid, driver, "SH", dates.refuse, key, "示例").problem == "nothing_asked"
    driver.act("PL", dates.ask, key, later(driver, due, 3), "检测排队")
    refused(NotPermitted, driver, "PO", dates.refuse, key, "示例")
    driver.act("SH", dates.refuse, key, "已有检测报告")
    assert due_of(driver, "MIN-M2") == due
    driver.act("PL", dates.ask, key, later(driver, due, 1), "再次申请")
    assert [each.event for each in events_of(driver)][-3:] == [
        "ExtensionAsked", "ExtensionRefused", "ExtensionAsked",
    ]  # fmt: skip


def test_what_was_asked_for_in_time_may_be_granted_after_its_day_and_asked_later_it_may_not(
    world: World,
) -> None:
    driver = world.started()
    key, due = MilestoneKey(driver.number, "MIN-M2"), due_of(driver, "MIN-M2")
    driver.act("PL", dates.ask, key, later(driver, due, 5), "检测排队")
    driver.day = later(driver, due, 1)
    driver.act("SH", dates.extend, key, later(driver, due, 5), "同意")
    assert due_of(driver, "MIN-M2") == later(driver, due, 5)
    driver.day = later(driver, due, 6)
    assert (
        refused(Invalid, driver, "PL", dates.ask, key, later(driver, due, 9), "示例").problem
        == "overdue_already"
    )


def test_nobody_asks_for_a_statutory_date(world: World) -> None:
    driver = world.started()
    statutory = {code for code, each in world.standard.milestones.items() if each.statutory}
    row = next(
        row for row in driver.look()[1].latest_milestones().values() if row.code not in statutory and row.due
    )
    with driver.engine.read() as session, pytest.raises(Invalid) as refusal:
        dates.term_asked(session, world.standard, row.changed({"statutory": True}))
    assert refusal.value.problem == "statutory"


def test_an_overdue_date_is_not_extended(world: World) -> None:
    driver = world.started()
    driver.day = due_of(driver, "MIN-M1") + timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        driver.act(
            "SH", dates.extend, MilestoneKey(driver.number, "MIN-M1"), later(driver, driver.day, 2), "示例"
        )
    assert refusal.value.problem == "overdue_already"


def test_a_party_extends_nothing_and_an_unknown_milestone_is_not_found(world: World) -> None:
    driver = world.started()
    key, wanted = MilestoneKey(driver.number, "MIN-M2"), later(driver, due_of(driver, "MIN-M2"), 1)
    with pytest.raises(NotPermitted):
        driver.act("PL", dates.extend, key, wanted, "示例")
    with pytest.raises(NotFound):
        driver.act("SH", dates.extend, MilestoneKey(driver.number, "MIN-M99"), driver.day, "示例")


def test_a_gate_and_a_window_have_nothing_to_extend(world: World) -> None:
    driver = world.started()
    with pytest.raises(Invalid) as refusal:
        driver.act("SH", dates.extend, MilestoneKey(driver.number, "MIN-M4"), driver.day, "示例")
    assert refusal.value.problem == "nothing_to_extend"
