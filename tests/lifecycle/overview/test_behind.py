"""Every figure opens its records: the list behind it holds as many projects as it says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle import clock
from lifecycle.officer import officer_of
from lifecycle.overview.behind import Asked
from lifecycle.overview.counting import counted
from lifecycle.policy import actor_of
from lifecycle.queries.filters import ALL, Filters
from lifecycle.queries.register import counts_of, page_of
from lifecycle.verbs import facts
from tests.lifecycle.overview.test_counting import EVENING, played

if TYPE_CHECKING:
    from tests.world import World

LAST = date(2026, 3, 31)
OF_PROJECTS = ("month", "before", "cohort", "target", "indicator")
"""Figures that count projects and nothing else, where they are no sum."""


def listed(world: World, path: str, office: str | None = None) -> tuple[int, tuple[str, ...]]:
    """How many the register counts behind a figure, and those it shows."""
    with clock.rehearse(EVENING), world.engine.read() as session:
        actor = actor_of(session.tx, world.cast[office or officer_of(world.standard).code])
        filters = Filters(state=ALL, figure=Asked(path, LAST))
        shown = page_of(session, actor, filters, limit=50)
        return counts_of(session, actor, filters).total, tuple(row.title for row in shown)


def figures_of(world: World) -> dict[str, Any]:
    with clock.rehearse(EVENING), world.engine.read() as session:
        return {"/".join(key): n for key, n in counted(session).items()}


def test_the_list_behind_a_figure_holds_as_many_projects_as_it_says(any_world: World) -> None:
    played(any_world)
    found = {path: n for path, n in figures_of(any_world).items() if path.split("/")[0] in OF_PROJECTS}
    assert {path.split("/")[0] for path in found} >= {"month", "cohort"}
    for path, n in found.items():
        total, shown = listed(any_world, path)
        assert (total, len(shown)) == (n, n), path


def test_stays_open_who_is_there_and_who_has_been_there_too_long(world: World) -> None:
    played(world)
    first = world.standard.first_stage()
    found = figures_of(world)
    assert listed(world, f"stay/{first}/present")[0] == found[f"stay/{first}/present"]
    total, shown = listed(world, f"stay/{first}/over")
    assert total == found[f"stay/{first}/over"] == len(shown)
    assert "late" in shown
    assert "new" not in shown


def test_a_sum_opens_the_projects_that_add_to_it(world: World) -> None:
    projects = played(world)
    projects["passed"].act("PO", facts.record, projects["passed"].number, "poc_services_done", 120)
    assert listed(world, "target/poc_services") == (1, ("passed",))


def test_whoever_does_not_see_the_register_filters_by_no_figure(world: World) -> None:
    played(world)
    party = next(office.code for office in world.standard.offices.values() if office.held == "member")
    everything, _ = listed(world, "cohort/2026/registered", party)
    assert listed(world, "cohort/2026/ended/rejected", party)[0] == everything


@pytest.mark.parametrize(
    "path",
    [
        "",
        "month",
        "month/passed/G99",
        "cohort/x/registered",
        "cohort/2026/onward/growth",
        "stay/x/over",
        "now/a/b",
    ],
)
def test_a_figure_that_there_is_not_has_nothing_behind_it(world: World, path: str) -> None:
    played(world)
    assert listed(world, path) == (0, ())


def test_a_stage_that_was_skipped_stands_in_no_list_of_stays(world: World) -> None:
    driver = world.register(title="midway", entry="E3", day=date(2026, 3, 2))
    driver.submit("PO")
    assert listed(world, f"stay/{world.standard.first_stage()}/ended") == (0, ())
