"""Delay is split by who had the ball, and the light counts for the party that caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.policy import actor_of
from lifecycle.queries.delay import Delay, delays
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from tests.lifecycle.reminding.telling import milestone
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver

CODE = "MIN-M2"


@pytest.fixture
def driver(world: World) -> Driver:
    return world.started()


def read(driver: Driver, office: str = "SH") -> Delay:
    with on(driver.day), driver.engine.read() as session:
        found = delays(session, actor_of(session.tx, driver.cast[office]), driver.number)
    return next(each for each in found if each.code == CODE)


def to_due(driver: Driver, working_days: int = 0) -> None:
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(milestone(driver, CODE).due, working_days)


def mine(driver: Driver) -> list[str]:
    return [each.code for each in driver.look()[1].duties_of(CODE, 1) if each.required and each.is_open]


def late(delay: Delay) -> dict[str, int]:
    return {share.role: share.late_wd for share in delay.shares if share.late_wd}


def test_nothing_is_late_before_the_day_is_over(driver: Driver) -> None:
    to_due(driver)
    delay = read(driver)
    assert late(delay) == {}
    assert delay.cause is None
    assert {share.role: share.held_wd for share in delay.shares} == {"platform": 15}


def test_whoever_did_not_hand_in_made_it_late(driver: Driver) -> None:
    to_due(driver, 4)
    delay = read(driver)
    assert late(delay) == {"platform": 4}
    assert delay.cause == "platform"


def test_what_was_handed_in_in_time_and_lies_with_the_bureau_is_the_bureaus_delay(driver: Driver) -> None:
    to_due(driver, -1)
    for code in mine(driver):
        driver.complete(code)
    to_due(driver, 6)
    delay = read(driver)
    assert late(delay) == {"government": 6}
    assert delay.cause == "government"
    assert delay.owner == "platform"  # escalation moves no ownership


def test_what_is_returned_is_the_doers_again_from_that_day_on(driver: Driver) -> None:
    to_due(driver)
    for code in mine(driver):
        driver.complete(code)
    to_due(driver, 2)
    for code in mine(driver):
        driver.act("PO", duties.give_back, DutyKey(driver.number, code), "示例：补签名")
    to_due(driver, 7)
    delay = read(driver)
    assert late(delay) == {"government": 2, "platform": 5}
    assert delay.cause == "platform"
    for code in mine(driver):
        driver.complete(code)
        driver.act("PO", duties.confirm, DutyKey(driver.number, code))
    to_due(driver, 30)
    assert late(read(driver)) == {"government": 2, "platform": 5}  # what is done grows no older


def test_the_spans_say_who_had_it_when(driver: Driver) -> None:
    (code, *_) = mine(driver)
    began = driver.day
    driver.wait(3)
    driver.complete(code)
    handed_in = driver.day
    driver.wait(2)
    driver.act("PO", duties.confirm, DutyKey(driver.number, code))
    spans = [span for span in read(driver).spans if span.duty == code]
    assert [(span.office, span.since, span.until) for span in spans] == [
        ("PL", began, handed_in),
        ("PO", handed_in, driver.day),
    ]
