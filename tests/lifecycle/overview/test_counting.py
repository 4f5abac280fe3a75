"""The figures are counted from the tables, and again from the histories; the two ways know nothing of each other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle import clock
from lifecycle.overview.asked import counted_targets
from lifecycle.overview.behind import Asked
from lifecycle.overview.counting import counted
from lifecycle.overview.freezing import differences
from lifecycle.overview.recounting import recounted
from lifecycle.overview.terms import Frame, Period
from lifecycle.policy import actor_of
from lifecycle.queries.filters import ALL, Filters
from lifecycle.queries.register import page_of
from lifecycle.verbs import facts, pauses, revocations
from lifecycle.verbs.pauses import Pause
from tests.lifecycle.scenes import later, on
from web.demonstration.driver import Driver

if TYPE_CHECKING:
    from tests.world import World

EVENING = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
"""23:00 in Shanghai on the last day of March 2026."""
MARCH = Period(2026, 3)


def figures_of(world: World) -> dict[tuple[str, ...], Any]:
    with clock.rehearse(EVENING), world.engine.read() as session:
        return dict(counted(session))


def played(world: World) -> dict[str, Driver]:
    """Projects in several states, all before the end of March."""
    found = {
        name: world.started(title=name, day=day)
        for name, day in (
            ("new", date(2026, 3, 27)),
            ("late", date(2026, 1, 5)),
            ("passed", date(2026, 1, 6)),
            ("held", date(2026, 1, 7)),
            ("undone", date(2026, 1, 8)),
        )
    }
    world.register(title="draft", day=date(2026, 3, 30))
    for name in ("passed", "undone"):
        found[name].clear()
        found[name].request()
        found[name].decide()
    return found


def agree(world: World) -> None:
    with clock.rehearse(EVENING), world.engine.read() as session:
        frame = Frame(MARCH, session.day)
        live = counted(session, frame)
    assert differences(live, recounted(world.engine, MARCH).figures) == ()


def test_tables_and_histories_give_the_same_figures(any_world: World) -> None:
    played(any_world)
    agree(any_world)


def test_a_pass_counts_in_its_month_and_for_its_cohort(world: World) -> None:
    played(world)
    found = figures_of(world)
    first = next(iter(world.standard.stages))
    assert found["cohort", "2026", "registered"] == 6
    assert found["cohort", "2026", "entered", first] == 5
    assert found["cohort", "2026", "onward", first] == 2
    assert found["month", "registered"] == 2
    assert found["stay", first, "ended"] == 2
    agree(world)


def test_a_pass_that_was_revoked_is_none(world: World) -> None:
    driver = played(world)["undone"]
    gate, month = world.standard.gate_of(world.standard.first_stage()).code, Period.of(driver.day)
    before = passes(world, gate, month)
    struck = [row.code for row in driver.look()[1].latest_duties().values() if row.state == "confirmed"][:1]
    driver.act("SH", facts.record, driver.number, "void_procedure_found", value=True)
    driver.act("DD", revocations.revoke, driver.number, struck, "示例：程序无效")
    assert passes(world, gate, month) == before - 1
    agree(world)


def passes(world: World, gate: str, month: Period) -> int:
    with clock.rehearse(EVENING), world.engine.read() as session:
        return int(counted(session, Frame(month, session.day)).get(("month", "passed", gate), 0))


def test_a_held_project_is_grey_and_stays(world: World) -> None:
    driver = played(world)["held"]
    driver.act(
        "SH", pauses.hold, driver.number, Pause(later(driver, 40), "等检测", "检测排期", later(driver, 20))
    )
    agree(world)
    assert figures_of(world)["light", "grey"] >= 1


def test_facts_count_for_targets_and_indicators(world: World) -> None:
    projects = played(world)
    for name, value in (("passed", 120), ("late", 80)):
        projects[name].act("PO", facts.record, projects[name].number, "poc_services_done", value)
    projects["late"].act("PO", facts.record, projects["late"].number, "ownership_verified", value=True)
    found = figures_of(world)
    assert found["target", "poc_services"] == 200
    assert found["indicator", "MIN-K3", "among"] == 6
    agree(world)


def test_what_comes_after_the_month_changes_nothing_in_it(world: World) -> None:
    projects = played(world)
    before = recounted(world.engine, MARCH)
    with on(date(2026, 4, 10)):
        projects["late"].day = date(2026, 4, 10)
        projects["late"].act("PO", facts.record, projects["late"].number, "ownership_verified", value=True)
        world.started(title="April", day=date(2026, 4, 10))
    assert recounted(world.engine, MARCH) == before


def test_a_stage_that_was_skipped_is_no_stay(world: World) -> None:
    """Its time says nothing of anybody's work: it is no stay that ended, and stands in no list of those."""
    driver = world.register(title="midway", entry="E3", day=date(2026, 3, 2))
    driver.submit("PO")
    first, second = tuple(world.standard.stages)[:2]
    found = figures_of(world)
    assert [found.get(("stay", stage, "ended"), 0) for stage in (first, second)] == [0, 0]
    assert found["stay", world.standard.next_stage(second), "present"] == 1
    agree(world)


def test_a_filed_project_is_the_same_in_tables_and_histories(world: World) -> None:
    driver = world.register(title="filed", day=date(2026, 1, 6))
    driver.record("public_support_wan", 0)
    driver.submit("PO")
    driver.pass_gate()
    driver.pass_gate()
    assert driver.look()[1].project.stage == "approval"
    agree(world)


def on_each_track(world: World, entered: date) -> dict[str, Driver]:
    """One project on each track, all of them in the first stage since the same day."""
    found: dict[str, Driver] = {}
    for wan in (0, 100, 600):
        driver = world.register(title=f"{wan} wan", day=entered)
        driver.record("public_support_wan", wan)
        driver.submit("PO")
        found[driver.look()[1].project.track] = driver
    assert found.keys() == world.standard.flow.tracks.keys()
    return found


@pytest.mark.parametrize(
    ("entered", "over"),
    [
        (date(2026, 3, 3), set()),
        (date(2026, 3, 2), {"fast"}),
        (date(2026, 1, 4), {"fast", "standard", "major"}),
    ],
)
def test_each_project_is_measured_by_the_time_of_its_own_track(
    world: World, entered: date, over: set[str]
) -> None:
    """Filing takes 20 working days of mining, everything else 45: on the last of them nobody is over."""
    projects = on_each_track(world, entered)
    first = world.standard.first_stage()
    found = figures_of(world)
    assert found["stay", first, "present"] == len(projects)
    assert found.get(("stay", first, "over"), 0) == len(over)
    assert titles_behind(world, f"stay/{first}/over") == {
        projects[track].look()[1].project.title for track in over
    }
    agree(world)


def titles_behind(world: World, path: str) -> set[str]:
    """The projects that the register lists behind a figure."""
    with clock.rehearse(EVENING), world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        filters = Filters(state=ALL, figure=Asked(path, date(2026, 3, 31)))
        return {row.title for row in page_of(session, actor, filters, limit=50)}


def test_a_gate_that_was_deemed_passed_is_no_decision_and_yet_a_way_that_was_gone(world: World) -> None:
    """Two gates skipped at an entry: nobody decided them in March, and the project did reach its stage."""
    driver = world.register(title="midway", entry="E3", day=date(2026, 3, 2))
    driver.submit("PO")
    skipped = [stage.gate.code for stage in tuple(world.standard.stages.values())[:2]]
    assert {row.gate for row in driver.look()[1].rounds.values()} == set(skipped)
    found = figures_of(world)
    assert [found.get(("month", "passed", gate), 0) for gate in skipped] == [0, 0]
    assert [found["cohort", "2026", "onward", stage] for stage in tuple(world.standard.stages)[:2]] == [1, 1]
    assert titles_behind(world, f"month/passed/{skipped[0]}") == set()
    assert titles_behind(world, f"cohort/2026/onward/{world.standard.first_stage()}") == {"midway"}
    agree(world)


def test_a_gate_that_the_track_deems_passed_is_no_decision(world: World) -> None:
    driver = world.register(title="filed", day=date(2026, 3, 2))
    driver.record("public_support_wan", 0)
    driver.submit("PO")
    driver.pass_gate()
    driver.pass_gate()
    month = Period.of(driver.day)
    assert month == MARCH
    assert [passes(world, gate, month) for gate in ("G1", "G2")] == [1, 0]
    assert figures_of(world)["stay", "evaluation", "ended"] == 1
    agree(world)


def test_a_target_counts_what_was_decided_in_the_year(world: World) -> None:
    """Who enters behind a gate that a target counts was not brought through it in this year."""
    code, source = next(
        (code, source)
        for code, source in counted_targets((world.standard,))
        if source.gate and not source.flag
    )
    entry = world.register(title="grown", entry="E5", day=date(2026, 3, 2))
    entry.submit("PO")
    assert source.gate in {row.gate for row in entry.look()[1].rounds.values()}
    assert figures_of(world).get(("target", code), 0) == 0
    assert titles_behind(world, f"target/{code}") == set()
    agree(world)
