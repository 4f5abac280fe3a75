"""Changing the task book: who may, what is asked for, what becomes different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle import facts
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotPermitted, Stale
from lifecycle.verbs import task_book
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.task_book import NewTaskBook
from tests.lifecycle.scenes import disagreements, events_of, refused
from tests.lifecycle.test_ends import approved

if TYPE_CHECKING:
    from lifecycle.store import Receipt
    from stages.conditions import Value
    from tests.world import World
    from web.demonstration.driver import Driver

PAPERS = (Evidence("change_request", "text", "示例：变更申请"),)


def change(driver: Driver, by: str, values: dict[str, Value] | None = None, **more: object) -> Receipt:
    given = NewTaskBook("示例：市场变化", values or {}, PAPERS)
    return driver.act(by, task_book.change, driver.number, given, **more)


def known(driver: Driver) -> dict[str, Value]:
    standard, case, _ = driver.look()
    return facts.recorded(standard, case)


def ready(driver: Driver, *, lowered: bool) -> None:
    driver.record("parties_consented", value=True)
    driver.record("targets_lowered", value=lowered)


@pytest.mark.parametrize(("lowered", "may", "may_not"), [(False, "DD", "DIR"), (True, "DIR", "DD")])
def test_who_may_depends_on_whether_targets_are_lowered(
    world: World, *, lowered: bool, may: str, may_not: str
) -> None:
    driver = approved(world)
    ready(driver, lowered=lowered)
    with pytest.raises(NotPermitted) as refusal:
        change(driver, may_not)
    assert refusal.value.offices == (may,)
    change(driver, may)
    assert events_of(driver)[-1].event == "TaskBookChanged"


def test_until_that_is_recorded_nobody_may_and_it_is_said(world: World) -> None:
    driver = approved(world)
    for office in ("DD", "DIR"):
        refusal = refused(GateClosed, driver, office, task_book.change, driver.number, NewTaskBook("示例"))
        assert [each.counted_in for each in refusal.blockers] == ["targets_lowered"]
        assert refusal.blockers[0].office == "PO"
    driver.record("targets_lowered", value=False)
    with pytest.raises(GateClosed) as barred:
        change(driver, "DD")
    assert {each.counted_in for each in barred.value.blockers} == {"parties_consented"}


def test_what_the_task_book_fixes_is_corrected_in_the_same_act(world: World) -> None:
    driver = approved(world)
    driver.record("scale_target_wan", 3000)
    ready(driver, lowered=True)
    before = len(events_of(driver))
    change(driver, "DIR", {"scale_target_wan": 2500, "local_setup_agreed": True})
    assert len(events_of(driver)) == before + 1
    assert (known(driver)["scale_target_wan"], known(driver)["local_setup_agreed"]) == (2500, True)
    _, case, _ = driver.look()
    assert case.latest_duties()["LAN-E-1", 1].state == "not_started", "dates and duties follow it"
    values = [row.value for row in case.facts.values() if row.name == "scale_target_wan"]
    assert values == ["3000", "2500"], "the old one stays"
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_a_value_that_is_the_same_is_no_change(world: World) -> None:
    driver = approved(world)
    driver.record("scale_target_wan", 3000)
    ready(driver, lowered=False)
    change(driver, "DD", {"scale_target_wan": 3000})
    assert '"about":""' in events_of(driver)[-1].body


@pytest.mark.parametrize(
    ("values", "field"),
    [({"level_d2": 9}, "level_d2"), ({"scale_target_wan": "many"}, "scale_target_wan")],
)
def test_what_it_does_not_fix_or_cannot_be_is_refused(
    world: World, values: dict[str, Value], field: str
) -> None:
    driver = approved(world)
    ready(driver, lowered=False)
    with pytest.raises(Invalid) as refusal:
        change(driver, "DD", values)
    assert refusal.value.field == field


def test_the_papers_are_asked_for_and_kept(world: World) -> None:
    driver = approved(world)
    ready(driver, lowered=False)
    bare = refused(Invalid, driver, "DD", task_book.change, driver.number, NewTaskBook("示例"))
    assert bare.problem == "evidence_missing"
    change(driver, "DD")
    papers = [row for row in driver.look()[1].documents.values() if row.duty is None]
    assert [row.kind for row in papers] == ["change_request"]
    ready(driver, lowered=False)
    change(driver, "DD")
    assert len([row for row in driver.look()[1].documents.values() if row.duty is None]) == 2


def test_consent_counts_for_one_change(world: World) -> None:
    driver = approved(world)
    ready(driver, lowered=False)
    change(driver, "DD")
    with pytest.raises(GateClosed):
        change(driver, "DD")


def test_before_approval_there_is_none(world: World) -> None:
    driver = world.started()
    ready(driver, lowered=False)
    with pytest.raises(GateClosed) as barred:
        change(driver, "DD")
    assert {each.counted_in for each in barred.value.blockers} == {"approved_before"}


def test_it_is_for_the_two_offices_on_an_active_project_and_not_from_an_old_page(world: World) -> None:
    driver = approved(world)
    ready(driver, lowered=False)
    for office in ("PO", "SH", "EL"):
        with pytest.raises(NotPermitted):
            change(driver, office)
    with pytest.raises(Stale):
        change(driver, "DD", seen=1)
    driver.clear()
    driver.request()
    with pytest.raises(NoSuchMove):
        change(driver, "DD")
