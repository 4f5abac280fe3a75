"""Acting on many projects on the screen: tick, preview, go on, see, download."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest
from sqlalchemy import update

from lifecycle import clock
from lifecycle.policy import actor_of
from lifecycle.records import people
from lifecycle.register.batches import MOST
from lifecycle.verbs import register
from tests.web.site import MORNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.site import Browser, Site
    from web.demonstration.driver import Driver


@pytest.fixture
def ready(site: Site) -> Iterator[list[Driver]]:
    """One project whose gate is open and one whose is not; the day on which both stand."""
    drivers = [site.world.started(title=f"项目{n}") for n in range(2)]
    drivers[0].clear()
    later = MORNING.replace(month=4)
    with site.world.engine.database.write() as tx:
        tx.execute(update(people.person).values(password_set_on=later.date()))
    with clock.rehearse(later):
        yield drivers


def preview(browser: Browser, act: str, *drivers: Driver, **more: str) -> str:
    browser.get("/projects")
    return browser.post(
        "/projects/bulk", act=act, number=[each.number for each in drivers], list="", **more
    ).text


def figures(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<div class="figure[^"]*"><span>[^<]+</span><b>(\d+)</b>', page)]


def test_ticked_rows_are_weighed_done_and_listed(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("PO")
    page = preview(browser, "request_gate", *ready)
    assert figures(page) == [1, 1, 0]
    assert re.search(
        rf"项目1</a><span class=\"number\">{ready[1].number}</span></th><td>还差 \d+ 项，首先是 MIN-", page
    )
    answer = browser.post("/projects/bulk/run", **browser.hidden())
    assert answer.status_code == 303
    result = browser.get(answer.headers["Location"]).text
    assert figures(result) == [1, 0]  # what was not promised was not tried
    assert "提请关口决策" in result
    history = browser.get(f"/projects/{ready[0].number}/history").text
    assert answer.headers["Location"] in history
    assert answer.headers["Location"] in browser.get("/batches").text


def test_the_preview_says_of_a_state_that_it_is_the_state_and_of_somebody_elses_project_that_it_is_theirs(
    site: Site, ready: list[Driver]
) -> None:
    draft = site.world.register(title="还是草稿")
    page = preview(site.browser("PO"), "request_gate", draft)
    assert "项目处于“草稿”，这时不能“提请关口决策”。" in page
    second = site.world.another("PO", "second")
    with site.world.engine.write() as session:
        register.seat(
            session, actor_of(session.tx, site.world.cast["SH"]), ready[1].number, "PO", second, "轮换"
        )
    page = preview(site.browser("PO"), "request_gate", ready[1])
    assert "由本项目的项目专员办理，您不是。" in page
    assert "项目1</a>" in page


def test_sent_again_it_is_the_same_batch(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("PO")
    preview(browser, "request_gate", *ready)
    fields = browser.hidden()
    first, second = (browser.post("/projects/bulk/run", **fields).headers["Location"] for _ in range(2))
    assert first == second


def test_what_became_of_each_can_be_downloaded(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("PO")
    preview(browser, "request_gate", *ready)
    fields = browser.hidden() | {"numbers": " ".join(each.number for each in ready)}
    url = browser.post("/projects/bulk/run", **fields).headers["Location"]
    table = browser.post(f"{url}/download", format="csv")
    heads, done, refused = csv.reader(io.StringIO(table.data.decode("utf-8-sig")))
    assert heads == ["项目编号", "项目", "结果", "履历序号", "说明"]
    assert (done[0], done[2], done[4]) == (ready[0].number, "已办成", "")
    assert (refused[2], "还差" in refused[4]) == ("未办成", True)
    book = openpyxl.load_workbook(io.BytesIO(browser.post(f"{url}/download", format="xlsx").data))
    assert book.worksheets[0]["A2"].value == ready[0].number


def test_an_act_that_needs_somebody_asks_for_them(site: Site, ready: list[Driver]) -> None:
    second = site.world.another("PO", "second")
    browser = site.browser("SH")
    page = preview(browser, "assign_officer", *ready)
    assert "示例second" in page
    fields = browser.hidden()
    bare = browser.post("/projects/bulk", **fields | {"person": str(second), "reason": ""}).text
    assert figures(bare) == [0, 2, 0], "somebody leaves the seat: why?"
    assert "改选或补填后重新预览" in bare, "without choosing all of them again"
    named = fields | {"person": str(second), "reason": "示例：调岗"}
    assert figures(browser.post("/projects/bulk", **named).text) == [2, 0, 0]
    url = browser.post("/projects/bulk/run", **browser.hidden()).headers["Location"]
    assert figures(browser.get(url).text) == [2, 0]
    assert {driver.look()[1].project.officer for driver in ready} == {second}


def test_somebody_who_was_not_offered_is_not_taken(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("SH")
    page = preview(browser, "assign_officer", *ready, person=str(site.world.cast["EL"]))
    assert "由谁担任" in page


def test_all_that_match_are_taken_with_the_filters_of_the_list(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("PO")
    browser.get("/projects")
    page = browser.post("/projects/bulk", act="request_gate", every="1", list="q=项目1").text
    assert figures(page) == [0, 1, 0]
    assert "搜索 项目1" in page


def test_too_many_none_and_nothing_are_said_on_the_list(
    site: Site, ready: list[Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.browser("PO")
    for fields, said in (
        ({"act": "submit", "list": "light=red"}, "请填写此项"),
        ({"act": "", "number": ready[0].number, "list": ""}, "请填写此项"),
        (
            {"act": "submit", "numbers": " ".join(f"A{n}" for n in range(MOST + 1)), "list": ""},
            f"最多 {MOST} 个",
        ),
    ):
        browser.get("/projects")
        answer = browser.post("/projects/bulk", **fields)
        assert answer.status_code == 303
        assert said in browser.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    ("office", "has", "has_not"), [("PO", "request_gate", "nothing"), ("SH", "assign_officer", "bring_party")]
)
def test_only_acts_that_an_office_can_have_are_offered(
    site: Site, ready: list[Driver], office: str, has: str, has_not: str
) -> None:
    offered = re.findall(
        r'<option value="(\w+)">', site.browser(office).get("/projects").text.split('id="act"')[1]
    )
    assert has in offered
    assert has_not not in offered


def test_a_party_does_nothing_to_projects_that_are_not_theirs(site: Site, ready: list[Driver]) -> None:
    foreign = site.world.started(title="金丝雀", parties=("source_platform",))
    browser = site.browser("EL")
    page = preview(browser, "submit", foreign)
    assert figures(page) == [0, 0, 1]
    assert "金丝雀" not in page
    fields = browser.hidden() | {"numbers": foreign.number}
    assert browser.post("/projects/bulk/run", **fields).status_code == 400


@pytest.mark.parametrize("office", ["sysadmin", "auditadmin"])
def test_administrators_have_no_batches(site: Site, office: str) -> None:
    browser = site.browser(office)
    assert browser.post("/projects/bulk", act="submit", number="x", list="").status_code == 403
    assert browser.get("/batches").status_code == 403


def test_a_batch_that_was_interrupted_offers_to_go_on(site: Site, ready: list[Driver]) -> None:
    browser = site.browser("PO")
    preview(browser, "request_gate", *ready)
    url = browser.post("/projects/bulk/run", **browser.hidden()).headers["Location"]
    with site.world.engine.database.write() as tx:
        tx.exec_driver_sql("UPDATE batch_item SET outcome = 'waiting', seq = NULL")
    page = browser.get(url).text
    assert "这一批在中途停下" in page
    assert "这一批在中途停下" in site.browser("PO").get(url).text
    assert "继续办理" not in site.browser("SH").get(url).text
    assert browser.post(unescape(f"{url}/run")).status_code == 303
    assert figures(browser.get(url).text) == [1, 0]
