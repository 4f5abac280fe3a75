"""Sent back at a gate: what is to be put right, and by when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle.errors import Invalid
from lifecycle.policy import actor_of
from lifecycle.queries.my_work import my_work
from lifecycle.queries.project import project_page
from lifecycle.verbs import debts
from lifecycle.verbs.rounds import Owed
from lifecycle.verbs.system import tick
from tests.lifecycle.scenes import on

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tests.world import World
    from web.demonstration.driver import Driver


def under_review(world: World) -> tuple[Driver, date]:
    driver = world.started()
    driver.clear()
    driver.request()
    return driver, driver.day + timedelta(days=14)


def seen_by(driver: Driver, office: str, query: Callable[..., Any], *given: object) -> Any:
    with on(driver.day), driver.engine.read() as session:
        return query(session, actor_of(session.tx, driver.cast[office]), *given)


def test_a_defect_is_not_due_after_the_last_day_of_the_rework(world: World) -> None:
    driver, until = under_review(world)
    late = Owed("权属证明", "PL", until + timedelta(days=1))
    with pytest.raises(Invalid) as refusal:
        driver.decide("recycle", owed=(late,), until=until)
    assert (refusal.value.field, refusal.value.problem) == ("due", "after_last_day")
    driver.decide("recycle", owed=(late._replace(due=until),), until=until)


def test_the_page_says_how_long_a_rework_lasts_and_which_time_it_is(world: World) -> None:
    driver, until = under_review(world)
    driver.decide("recycle", owed=(Owed("权属证明", "PL", until),), until=until)
    shown = seen_by(driver, "PL", project_page, driver.number).rework
    assert shown is not None
    assert (shown.until_on, shown.left_wd, shown.time, shown.most) == (until, 10, 1, 2)
    assert (shown.unanswered, shown.expired) == (1, False)


def test_a_rework_that_ran_out_is_shown_until_the_gate_is_decided_again(world: World) -> None:
    driver, until = under_review(world)
    driver.decide("recycle", owed=(Owed("权属证明", "PL", until),), until=until)
    driver.day = until + timedelta(days=1)
    with on(driver.day):
        list(tick(world.engine))
    shown = seen_by(driver, "PL", project_page, driver.number).rework
    assert shown is not None
    assert shown.expired
    driver.act("PL", debts.answer, driver.number, 1, "已补")
    driver.clear()
    driver.decide()
    assert seen_by(driver, "PL", project_page, driver.number).rework is None


def test_what_is_owed_stands_in_ones_list_in_its_own_words(world: World) -> None:
    driver, until = under_review(world)
    driver.decide("recycle", owed=(Owed("权属证明", "PL", until),), until=until)
    items = [item for item in seen_by(driver, "PL", my_work).items if item.act == "answer_debt"]
    assert [(item.owed, item.words, item.due) for item in items] == [("defect", "权属证明", until)]
