"""The track of a project on the screen: which and why, and a change of it shown before it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.project.site import Site, open_site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.project.site import Page, Somebody
    from tests.world import World

MONEY = "public_support_wan"


@pytest.fixture
def filed(world: World, tmp_path: Path) -> Site:
    """A project without public money, submitted into its first stage."""
    driver = world.register(title="区域气象大模型")
    driver.record(MONEY, 0)
    driver.submit("PO")
    return open_site(world, tmp_path / "home", driver)


def track(site: Site) -> str:
    return site.driver.look()[1].project.track


def record(site: Site, officer: Somebody | None = None, **values: str) -> Page:
    fields = {f"value-{name}": value for name, value in values.items()}
    return (officer or site.as_office("PO")).send(site.path("/facts"), "", having="seen", fields=fields)


def test_the_page_says_on_which_track_a_project_is_and_why(site: Site, filed: Site) -> None:
    assert "其他通道的条件都不成立" in site.as_office("PL").get(site.path()).text
    told = filed.as_office("PL").get(filed.path()).text
    for part in ("快速通道（备案制）", "：0", "不组织专家评分", "到合作落地为止"):
        assert part in told


def test_the_rail_of_a_filed_project_ends_where_its_path_does(site: Site, filed: Site) -> None:
    assert "长期发展" in rail(site)
    assert "长期发展" not in rail(filed)
    assert "合作落地" in rail(filed)


def rail(site: Site) -> str:
    page = site.as_office("PL").get(site.path()).text
    return page[page.index('class="rail') :].split("</svg>", 1)[0]


def test_a_deemed_gate_asks_for_no_proposal_and_says_so(filed: Site) -> None:
    filed.driver.pass_gate()
    filed.driver.clear()
    page = filed.as_office("PO").get(filed.path("/gate"))
    assert "提请即视同通过" in page.text
    assert filed.as_office("PO").send(filed.path("/gate"), "", having="seen").status == 303
    shown = filed.as_office("PL").get(filed.path()).text
    assert filed.driver.look()[1].project.stage == "approval"
    assert "视同通过" in shown
    assert "由成果转化科科长备案" in shown


def test_a_fact_that_changes_the_track_is_shown_first_and_saved_when_confirmed(site: Site) -> None:
    officer = site.as_office("PO")
    page = record(site, officer, **{MONEY: "0"})
    assert (page.status, track(site)) == (200, "standard")
    for told in ("这会改变项目的通道", "快速通道（备案制）", "视同通过", "不再要求"):
        assert told in page.text
    saved = officer.press(site.path("/facts"), page.form("confirm"), "confirm")
    assert (saved.status, track(site)) == (303, "fast")
    assert "通道改为：快速通道" in site.as_office("PL").get(site.path("/history")).text


def test_going_back_from_the_preview_keeps_what_was_typed_and_saves_nothing(site: Site) -> None:
    officer = site.as_office("PO")
    page = record(site, officer, **{MONEY: "0"})
    back = officer.press(site.path("/facts"), page.form("change"), "change")
    assert back.status == 200
    assert back.form(having="seen").fields[f"value-{MONEY}"] == "0"
    assert track(site) == "standard"


def test_a_fact_that_leaves_the_track_is_saved_at_once(site: Site) -> None:
    assert record(site, **{MONEY: "80"}).status == 303
    assert track(site) == "standard"


def test_a_correction_is_shown_first_as_well_with_what_stays_done(filed: Site) -> None:
    for _ in range(3):
        filed.driver.step()
    officer = filed.as_office("PO")
    page = officer.send(
        filed.path(f"/facts?correct={MONEY}"), "", having="reason",
        fields={f"value-{MONEY}": "600", "reason": "示例：追加财政支持"},
    )  # fmt: skip
    assert (page.status, track(filed)) == (200, "fast")
    assert "已确认的" in page.text
    assert "重大项目通道" in page.text
    action = filed.path(f"/facts?correct={MONEY}")
    assert officer.press(action, page.form("confirm"), "confirm").status == 303
    assert track(filed) == "major"


def test_what_was_seen_is_what_happens_or_nothing_does(site: Site) -> None:
    """Between the preview and its confirmation somebody else records what leads elsewhere."""
    officer = site.as_office("PO")
    page = record(site, officer, **{MONEY: "0"})
    site.driver.record("new_land", value=True)
    refused = officer.press(site.path("/facts"), page.form("confirm"), "confirm")
    assert refused.status == 409
    assert track(site) == "major"
    assert MONEY not in {row.name for row in site.driver.look()[1].facts.values()}


def test_a_wrong_value_is_refused_before_any_preview(site: Site) -> None:
    page = record(site, **{MONEY: "很多"})
    assert page.status == 400
    assert f'href="#value-{MONEY}"' in page.text
