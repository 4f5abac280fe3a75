"""Issues: raised by whoever takes part, seen to by a named office, closed by somebody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lifecycle.errors import Invalid, NoSuchMove, NotPermitted
from lifecycle.verbs import debts, ends, issues
from lifecycle.verbs.rounds import Owed
from lifecycle.verify import verify
from tests.lifecycle.scenes import case_of, events_of, later, refused

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver


def issue(driver: Driver, **changed: object) -> Owed:
    plain = {"what": "示例：中试场地未落实", "owner": "PO", "due": later(driver, 10)}
    return Owed(**(plain | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("office", ["PO", "SH", "PL", "EL", "BR"])
def test_whoever_takes_part_puts_an_issue_on_the_list(world: World, office: str) -> None:
    driver = world.started()
    driver.act(office, issues.raise_issue, driver.number, issue(driver))
    row = case_of(driver).debts[1,]
    assert (row.kind, row.owner, row.bars, row.settled_on) == ("issue", "PO", False, None)
    assert events_of(driver)[-1].event == "IssueRaised"
    assert list(verify(world.engine)) == []


def test_an_issue_is_closed_by_an_answer_that_somebody_else_accepts(world: World) -> None:
    driver = world.started()
    driver.act("EL", issues.raise_issue, driver.number, issue(driver))
    driver.act("PO", debts.answer, driver.number, 1, "示例：已协调云栈基地")
    driver.act("SH", debts.settle, driver.number, 1)
    assert case_of(driver).debts[1,].settled_on == driver.day


def test_only_the_bureau_bars_the_gate_with_an_issue(world: World) -> None:
    driver = world.started()
    refusal = refused(NotPermitted, driver, "EL", issues.raise_issue, driver.number, issue(driver), bars=True)
    assert refusal.offices == ("PO", "SH")
    driver.act("PO", issues.raise_issue, driver.number, issue(driver, owner="EL"), bars=True)
    assert "debt" in {blocker.kind for blocker in driver.look()[2]}


def test_an_issue_that_does_not_bar_keeps_no_gate_shut(world: World) -> None:
    driver = world.started()
    driver.act("EL", issues.raise_issue, driver.number, issue(driver))
    assert "debt" not in {blocker.kind for blocker in driver.look()[2]}


@pytest.mark.parametrize("office", ["DD", "EX", "DIR"])
def test_no_other_office_raises_issues(world: World, office: str) -> None:
    driver = world.started()
    refused(NotPermitted, driver, office, issues.raise_issue, driver.number, issue(driver))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"what": " "}, "what"), ({"owner": "XX"}, "owner"), ({"due": date(2026, 1, 1)}, "due")],
)
def test_what_says_nothing_is_no_issue(world: World, changed: dict[str, object], field: str) -> None:
    driver = world.started()
    refusal = refused(Invalid, driver, "PO", issues.raise_issue, driver.number, issue(driver, **changed))
    assert refusal.field == field


def test_after_the_end_nothing_is_raised(world: World) -> None:
    driver = world.started()
    driver.act("PK", ends.withdraw, driver.number, "示例：不再转化")
    refused(NoSuchMove, driver, "PO", issues.raise_issue, driver.number, issue(driver))
