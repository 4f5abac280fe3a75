"""A gate meeting on the screen: choose what is ready, an agenda with a sheet on each, decide row by row, minutes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest

from lifecycle.verbs import rounds
from tests.web.project.site import Site, Somebody, open_site
from tests.web.project.test_decisions import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World
    from web.demonstration.driver import Driver

TITLES = ("区域气象大模型", "柔性机器人手")


@pytest.fixture
def drivers(world: World) -> list[Driver]:
    """Two projects whose first gate was asked for."""
    found = []
    for title in TITLES:
        driver = world.started(title=title)
        driver.clear()
        driver.request()
        found.append(driver)
    found[0].day = found[1].day = max(each.day for each in found)
    return found


@pytest.fixture
def site(world: World, tmp_path: Path, drivers: list[Driver]) -> Site:
    return open_site(world, tmp_path / "home", drivers[0])


def proposed(drivers: list[Driver]) -> None:
    for driver in drivers:
        driver.act("PO", rounds.propose, driver.number, "go", "示例：材料齐备")


def address(drivers: list[Driver], rest: str = "", **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in more.items())
    chosen = "&".join(f"number={driver.number}" for driver in drivers)
    return f"/meetings/agenda{rest}?{chosen}&{query}"


def decided(site: Site, head: Somebody) -> None:
    seen = check(site, head)
    assert head.press(site.path("/decide"), seen.form("confirm"), "confirm").status == 303


def test_what_waits_is_listed_and_what_is_ready_is_ticked(site: Site, drivers: list[Driver]) -> None:
    head = site.as_office("SH")
    before = head.get("/meetings")
    assert before.text.count("待齐备") == len(drivers), "nobody has proposed anything"
    proposed(drivers)
    page = head.get("/meetings")
    for title in TITLES:
        assert title in page.text
    assert page.text.count("checked") == len(drivers)
    assert "/meetings" in head.get("/my-work").text, "in the bar"


def test_the_agenda_has_a_sheet_on_each_with_the_way_to_decide(site: Site, drivers: list[Driver]) -> None:
    proposed(drivers)
    text = site.as_office("SH").get(address(drivers, name="第一次关口会")).text
    assert "第一次关口会" in text
    for driver in drivers:
        assert f"/projects/{driver.number}/decide" in text
    assert "示例：材料齐备" in text
    officer = site.as_office("PO").get(address(drivers)).text
    assert "/decide" not in officer, "whoever proposed does not decide"


def test_decisions_are_made_row_by_row_and_stand_in_the_minutes(site: Site, drivers: list[Driver]) -> None:
    proposed(drivers)
    drivers[0].act("PL", rounds.consult, drivers[0].number, "PL", "示例：无不同意见")
    head = site.as_office("SH")
    decided(site, head)
    agenda = head.get(address(drivers)).text
    assert "决定记录" in agenda, "the row that was decided"
    assert f"/projects/{drivers[1].number}/decide" in agenda, "the row that was not"
    minutes = head.get(f"/meetings/minutes/{site.driver.day.isoformat()}/SH")
    assert minutes.status == 200
    assert TITLES[0] in minutes.text
    assert TITLES[1] not in minutes.text
    assert "示例：无不同意见" in minutes.text
    record = head.get(site.path("/history")).text
    code = minutes.text.split("校验码 ")[1][:9]
    assert code in record, "the code of the event in the history"


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_agenda_and_minutes_come_as_files(site: Site, drivers: list[Driver], form: str) -> None:
    proposed(drivers)
    head = site.as_office("SH")
    agenda = head.get(address(drivers, f"/{form}"))
    decided(site, head)
    minutes = head.get(f"/meetings/minutes/{site.driver.day.isoformat()}/SH/{form}")
    for made in (agenda, minutes):
        assert made.status == 200
        content = made.response.data
        if form == "pdf":
            assert content.startswith(b"%PDF")
        else:
            book = docx.Document(io.BytesIO(content))
            cells = "".join(cell.text for table in book.tables for cell in table._cells)
            assert TITLES[0] in cells + "".join(each.text for each in book.paragraphs)


def test_parties_have_no_such_page_and_odd_addresses_lead_nowhere(site: Site, drivers: list[Driver]) -> None:
    party = site.as_office("PL")
    assert party.get("/meetings").status == 404
    assert party.get(address(drivers)).status == 404
    assert "关口会议" not in party.get("/my-work").text
    head = site.as_office("SH")
    assert head.get("/meetings/agenda").status == 302, "nothing was chosen"
    assert head.get("/meetings/agenda?number=YH-2026-9999").status == 404
    assert head.get("/meetings/agenda?number=" + "x" * 5000).status == 404
    assert head.get("/meetings/minutes/yesterday/SH").status == 404
    assert head.get("/meetings/minutes/2026-01-05/NOBODY").status == 404
    assert head.get(address(drivers, "/exe")).status == 404
