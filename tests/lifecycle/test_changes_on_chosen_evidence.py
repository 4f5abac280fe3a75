"""A duty that is returned for some of its evidence only: the rest stays locked, and the record says what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import Invalid
from lifecycle.policy import actor_of
from lifecycle.queries.duty import duty_page
from lifecycle.verbs import duties
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verify import verify

if TYPE_CHECKING:
    from lifecycle.queries.checklist import ChecklistRow
    from lifecycle.records.work import DutyRow
    from tests.world import World
    from web.demonstration.driver import Driver


def two_papers(driver: Driver) -> tuple[DutyKey, str, tuple[str, ...]]:
    """A duty of the first stage that wants two kinds of evidence, who does it, and the kinds."""
    standard, case, _ = driver.look()
    for row in case.latest_duties().values():
        kinds = standard.duties[row.code].evidence
        if row.required and row.waits_for is None and row.state == "not_started" and len(kinds) == 2:
            return DutyKey(driver.number, row.code), row.doer, kinds
    raise AssertionError


def row(driver: Driver, key: DutyKey) -> DutyRow:
    return driver.look()[1].latest_duties()[key.code, 1]


def shown(world: World, driver: Driver, office: str, key: DutyKey) -> ChecklistRow:
    with world.engine.read() as session:
        return duty_page(session, actor_of(session.tx, world.cast[office]), driver.number, key.code).row


def paper(kind: str, words: str) -> Evidence:
    return Evidence(kind, "text", words)


def returned(driver: Driver, *only: str) -> tuple[DutyKey, str, tuple[str, ...]]:
    """Handed in whole, and sent back for these kinds."""
    key, doer, kinds = two_papers(driver)
    driver.act(doer, duties.complete, key, [paper(kind, f"示例 {kind}") for kind in kinds])
    confirmer = row(driver, key).confirmer
    assert confirmer is not None
    driver.act(confirmer, duties.give_back, key, "缺签字页", kinds=only or (kinds[0],))
    return key, doer, kinds


def test_only_what_was_asked_for_may_be_handed_in_again(world: World) -> None:
    driver = world.started()
    key, doer, (first, second) = returned(driver)
    for verb in (duties.attach, duties.complete):
        with pytest.raises(Invalid) as refused:
            driver.act(doer, verb, key, [paper(second, "偷换")])
        assert (refused.value.field, refused.value.problem) == (second, "locked")
    assert [each.kind for each in shown(world, driver, doer, key).locked] == [second]
    driver.act(doer, duties.complete, key, [paper(first, "示例，已补签字页")])
    assert row(driver, key).state == "submitted"
    found = {each.kind: each for each in shown(world, driver, "PO", key).wanted}
    assert found[first].changed
    assert found[first].earlier[0].value == f"示例 {first}"
    assert not found[second].changed


def test_a_further_return_asks_anew_and_without_a_choice_all_is_open(world: World) -> None:
    driver = world.started()
    key, doer, (first, second) = returned(driver)
    driver.act(doer, duties.complete, key, [paper(first, "已补")])
    confirmer = row(driver, key).confirmer or ""
    driver.act(confirmer, duties.give_back, key, "再看一遍", kinds=(second,))
    assert [each.kind for each in shown(world, driver, doer, key).locked] == [first]
    driver.act(doer, duties.complete, key, [paper(second, "已补")])
    driver.act(confirmer, duties.give_back, key, "都再看一遍")
    assert shown(world, driver, doer, key).locked == ()
    driver.act(doer, duties.complete, key, [paper(first, "三版"), paper(second, "三版")])
    driver.act(confirmer, duties.confirm, key)


def test_what_is_not_there_cannot_be_asked_for(world: World) -> None:
    driver = world.started()
    key, doer, kinds = two_papers(driver)
    driver.act(doer, duties.complete, key, [paper(kind, "示例") for kind in kinds])
    confirmer = row(driver, key).confirmer or ""
    with pytest.raises(Invalid) as refused:
        driver.act(confirmer, duties.give_back, key, "缺页", kinds=("nonsense",))
    assert refused.value.field == "only"
    assert row(driver, key).state == "submitted"


def test_the_history_rebuilds_what_was_asked_for(world: World) -> None:
    driver = world.started()
    key, _, (first, _) = returned(driver)
    assert row(driver, key).asked == f",{first},"
    assert row(driver, key).returned_on == driver.day
    assert list(verify(world.engine)) == []
