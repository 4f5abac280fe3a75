"""Another rubric needs no code: the second standard with two questions, three levels and one step of disagreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecycle import gate
from lifecycle.database import Database
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation.view import newest
from lifecycle.policy import actor_of
from lifecycle.queries.evaluation import evaluation_page
from lifecycle.verbs import evaluations, panels, self_ratings, sheets
from lifecycle.verbs.levels import Given
from lifecycle.verify import verify
from stages import Catalogue, Standard, load
from stages.checks import check
from tests import world as worlds
from tests.lifecycle.evaluation.scenes import Panel, fill_pool, join_party
from tests.lifecycle.evaluation.scored import scored_folder
from tests.lifecycle.scenes import case_of, on
from tests.stages.editing import replace
from tests.world import World
from web.evaluation.sentences import floor
from web.speech import Speech


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    return load(scored_folder(tmp_path_factory.mktemp("standard")))


@pytest.fixture
def critics(database: Database, scored: Standard) -> Panel:
    """A book on trial, and four critics to draw from; on both databases."""
    world = worlds.build(database, scored)
    driver = world.started()
    driver.pass_gate()
    pool = fill_pool(world, [("novels",), ("novels",), ("verse",), ("verse",)])
    return Panel(driver, scored, officer="CU", holder="RD", pool=pool)


def given(use: int, prose: int) -> list[Given]:
    return [Given("USE", use, "示例：常被借阅"), Given("PROSE", prose, "示例：文笔")]


def begun(panel: Panel) -> Panel:
    panel.act("CU", self_ratings.start)
    panel.act("CU", self_ratings.submit)
    panel.seat(*panel.draw())
    return panel


def score(panel: Panel, *levels: tuple[int, int]) -> None:
    for row, (use, prose) in zip(panel.live, levels, strict=True):
        panel.by(row.person, sheets.submit, given(use, prose))


def test_the_standard_is_sound(scored: Standard) -> None:
    assert check(scored) == ()


def test_its_own_questions_are_scored_by_its_own_arithmetic(critics: Panel) -> None:
    begun(critics)
    assert sorted(row.field for row in critics.live) == ["novels", "verse"]
    score(critics, (2, 2), (3, 1))
    critics.act("CU", evaluations.conclude)
    assert critics.now.row.total == "70"  # (60 * 2.5 + 40 * 1.5) / 3
    assert critics.now.row.band == "keep"
    assert (critics.fact("mark"), critics.fact("use"), critics.fact("critics_valid")) == (70, 2.5, True)
    assert critics.fact("too_low") == 0
    assert list(verify(critics.driver.engine)) == []


def test_its_duty_and_its_gate_follow_from_the_result(critics: Panel) -> None:
    begun(critics)
    score(critics, (2, 2), (2, 2))
    critics.act("CU", evaluations.conclude)
    critics.driver.evaluates = True
    critics.driver.record("loans", 9)
    critics.driver.pass_gate()
    assert case_of(critics.driver).project.stage == "adoption"


def test_a_floor_of_its_own_is_said_with_its_own_anchor(critics: Panel) -> None:
    begun(critics)
    score(critics, (1, 3), (1, 3))
    critics.act("CU", evaluations.conclude)
    found = gate.blockers(critics.standard, case_of(critics.driver), critics.driver.day)
    [missed] = [each.shortfall for each in found if each.shortfall is not None]
    rubric = critics.now.rubric
    said = floor(Speech("zh", critics.driver.day), missed, rubric.dimension("USE"), rubric.levels["USE"][1])
    assert "有人借过" in said


def test_a_level_beyond_its_own_scale_is_refused(critics: Panel) -> None:
    begun(critics)
    with pytest.raises(Invalid, match="out_of_scale"):
        critics.by(critics.live[0].person, sheets.submit, given(4, 1))


def test_disagreement_goes_straight_to_the_chair_and_the_named_office_decides(critics: Panel) -> None:
    begun(critics)
    score(critics, (1, 2), (3, 2))
    assert critics.now.is_revealed
    assert critics.now.dispersed == ("USE",)
    with pytest.raises(Invalid, match="dispersion_open"):
        critics.act("CU", evaluations.conclude)
    with pytest.raises(NotPermitted):
        critics.act("CU", evaluations.record_dissent, "示例：看法不同")
    critics.act("CR", evaluations.record_dissent, "示例：看法不同")
    critics.act("CU", evaluations.conclude)
    critics.driver.evaluates = True
    critics.driver.record("loans", 9)
    critics.driver.clear()
    critics.driver.request()
    row = max(case_of(critics.driver).rounds.values(), key=lambda each: (each.visit, each.n))
    assert row.decide_office == "BD"


def test_a_tie_is_found_by_its_own_cause(critics: Panel) -> None:
    tied = critics.pool[0]
    join_party(critics, tied, "shop")
    begun(critics)
    assert tied not in {row.person for row in critics.live}
    join_party(critics, critics.live[0].person, "circle")
    critics.by(critics.live[0].person, sheets.submit, given(2, 2))
    [conflict] = case_of(critics.driver).rows("conflict").values()
    assert conflict.cause == "TIE"  # type: ignore[attr-defined]


def test_where_no_gate_is_scored_there_is_nothing_to_start(small_world: World) -> None:
    driver = small_world.started()
    panel = Panel(driver, small_world.standard, officer="CU", holder="RD")
    with pytest.raises(Invalid, match="not_scored"):
        panel.act("CU", self_ratings.start)
    with pytest.raises(NotPermitted):
        panel.act("CU", panels.draw)
    assert newest(small_world.standard, case_of(driver)) is None


def test_the_page_shows_its_levels(critics: Panel) -> None:
    begun(critics)
    score(critics, (2, 2), (3, 1))
    with on(critics.driver.day), critics.driver.engine.read() as session:
        page = evaluation_page(session, actor_of(session.tx, critics.driver.cast["CU"]), critics.number)
    assert [line.dimension.code for line in page.dimensions] == ["USE", "PROSE"]
    assert [len(line.anchors) for line in page.dimensions] == [3, 3]


# What is refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("w: 60", "w: 61", "must add to 100"),
        ("w: 60", "w: 0", "must add to 100"),
        ("levels: {USE: 2}", "levels: {USE: 4}", "levels go from 0 to 3"),
        ("blind_until_all_in: true", "blind_until_all_in: false", "the engine keeps it true"),
    ],
)
def test_a_rubric_that_does_not_add_up_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = scored_folder(tmp_path)
    replace(folder, "rubric.yaml", old, new)
    assert any(said in str(problem) for problem in check(load(folder)))


def test_a_project_keeps_the_rubric_it_began_under(
    database: Database, scored: Standard, tmp_path: Path
) -> None:
    """A newer standard weighs otherwise; what was begun is counted by the old one."""
    folder = scored_folder(tmp_path)
    replace(folder, "rubric.yaml", "w: 60", "w: 10")
    replace(folder, "rubric.yaml", "w: 40", "w: 90")
    replace(folder, "standard.yaml", "version: small-1", "version: small-2")
    world = worlds.build(database, scored)
    driver = world.started()
    driver.pass_gate()
    fill_pool(world, [("novels",), ("verse",)])
    panel = begun(Panel(driver, scored, officer="CU", holder="RD"))
    world.engine.standards = Catalogue((load(folder), scored))
    score(panel, (2, 2), (3, 1))
    panel.act("CU", evaluations.conclude)
    assert panel.now.row.total == "70"
    assert panel.now.row.rubric == f"tiny-1@{scored.hash}"
