"""The pages of supervision: who waits on whom, why a light is what it is, and reminding somebody now."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from sqlalchemy import func, select, update

from lifecycle import clock
from lifecycle.records import people, post
from lifecycle.turn import INBOX_ONLY, turn
from tests.journeys.browsing import People, running
from tests.lifecycle.reminding.telling import milestone, shanghai
from tests.web.project.site import give_passwords
from tests.web.project.test_accessible import look
from tests.web.site import Site, open_site
from web.demonstration.driver import OFFICE_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    import playwright.sync_api

    from web.demonstration.driver import Driver

CODE = "MIN-M2"
LATE_WD = 6


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(database_url, tmp_path) as opened:
        yield opened
    clock.set_rehearsal(None)


@pytest.fixture
def late(site: Site) -> Driver:
    """A project whose item is so late that its ladder has asked for a plan; the clock looked this morning."""
    driver = site.world.started(title="区域气象大模型")
    driver.day = day_of(driver, LATE_WD)
    with shanghai(driver.day):
        turn(driver.engine, INBOX_ONLY)
    clock.set_rehearsal(datetime.combine(driver.day, OFFICE_HOUR, UTC))
    return driver


def day_of(driver: Driver, working_days: int) -> date:
    with driver.engine.read() as session:
        return session.calendar.add_working_days(milestone(driver, CODE).due, working_days)


def urges(site: Site) -> int:
    with site.world.engine.read() as session:
        return session.tx.scalar(select(func.count()).select_from(post.urge)) or 0


def test_the_page_says_who_waits_on_whom_why_and_how_far_the_ladder_has_gone(
    site: Site, late: Driver
) -> None:
    page = site.browser("SH").get("/supervision").text
    for words in (CODE, "区域气象大模型", "E3", "下一级", "逾期超过5个工作日", "红灯 1 / 1"):
        assert words in page, words


def test_what_was_submitted_in_time_and_waits_to_be_confirmed_is_said_to_be_just_that(site: Site) -> None:
    driver = site.world.started(title="区域气象大模型")
    _, case = driver.known()
    for row in list(case.duties.values()):
        if row.milestone == CODE and row.required and row.state == "not_started":
            driver.complete(row.code)
    submitted = driver.day
    driver.day = day_of(driver, LATE_WD)
    clock.set_rehearsal(datetime.combine(driver.day, OFFICE_HOUR, UTC))
    page = site.browser("SH").get("/supervision").text
    row = page.split(f">{CODE}<")[1].split("</tr>")[0]
    assert f"超 {LATE_WD} 个工作日" in row
    assert f"已于{submitted.year}年{submitted.month}月{submitted.day}日" in row
    assert "超 -" not in page
    confirmer = next(row.confirmer for row in case.duties.values() if row.milestone == CODE and row.confirmer)
    party = driver.known()[0].offices[confirmer].role
    sheet = site.browser("SH").get(f"/supervision/sheets?party={party}&month={driver.day:%Y-%m}").text
    assert "已按期提交，待确认" in sheet
    assert "逾期-" not in sheet


def test_one_click_reminds_and_a_second_one_is_refused_with_the_reason(site: Site, late: Driver) -> None:
    browser = site.browser("PO")
    address = f"/supervision/{late.number}/{CODE}"
    browser.get(address)
    done = browser.post(address, act="urge", key=browser.hidden()["key"])
    assert (done.status_code, done.location) == (303, address)
    assert urges(site) == 1
    assert "人工催办" in browser.get(address).text
    again = browser.post(address, act="urge", key="another")
    assert again.status_code == 400
    assert "今天已经催办过" in again.text


def test_it_goes_back_to_the_list_it_was_sent_from_and_nowhere_else(site: Site, late: Driver) -> None:
    browser = site.browser("PO")
    browser.get("/supervision?show=soon")
    address = f"/supervision/{late.number}/{CODE}"
    sent = browser.post(address, act="urge", key="a", back="/supervision?show=soon")
    assert sent.location == "/supervision?show=soon"
    late.wait()
    with shanghai(late.day):
        browser = site.browser("PO")
        away = browser.post(address, act="late", key="b", back="//elsewhere.example")
    assert away.location == "/"


def test_a_party_sees_its_projects_and_has_no_button(site: Site, late: Driver) -> None:
    browser = site.browser("PL")
    page = browser.get("/supervision").text
    assert CODE in page
    assert "<button" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    refused = browser.post(f"/supervision/{late.number}/{CODE}", act="urge", key="x")
    assert refused.status_code == 403
    assert urges(site) == 0


def test_an_item_shows_its_ladder_whom_it_told_and_what_was_asked(site: Site, late: Driver) -> None:
    page = site.browser("DD").get(f"/supervision/{late.number}/{CODE}").text
    for words in ("示例dd", "E5", "未到", "提交整改安排", "待答复", "迟延归属"):
        assert words in page, words


def test_what_a_rung_asks_for_is_named_as_the_standard_names_it(site: Site, late: Driver) -> None:
    browser = site.browser("PL")
    assert "整改安排：披露完整与权属核验" in browser.get("/my-work").text
    for path, named in (
        ("/debts", ">整改安排</span>"),
        ("/debts/2", "<h1>整改安排：披露完整与权属核验</h1>"),
    ):
        page = browser.get(f"/projects/{late.number}{path}")
        assert page.status_code == 200
        assert named in page.text, path
    page = site.browser("SH").get("/supervision").text
    assert re.search("E3 整改安排（[^）]+）：待答复", page), "and who owes it"
    with site.world.engine.write() as session:
        session.tx.execute(update(people.person).values(language="en"))
    assert "Rectification plan: Disclosure complete and ownership verified" in browser.get("/my-work").text


def test_what_cannot_be_seen_is_not_there(site: Site, late: Driver) -> None:
    assert site.browser("PO").get(f"/supervision/{late.number}/NO-M1").status_code == 404
    assert site.browser("PO").get(f"/supervision/{late.number}/%00").status_code == 404


def test_lists_are_chosen_by_span_and_party(site: Site, late: Driver) -> None:
    browser = site.browser("SH")
    assert CODE in browser.get("/supervision?show=ahead&party=platform").text
    assert CODE not in browser.get("/supervision?party=intermediary").text
    assert browser.get("/supervision?show=never&party=nobody&after=zzz").status_code == 200


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_monthly_sheet_is_read_here_and_taken_away(site: Site, late: Driver, form: str) -> None:
    browser = site.browser("SH")
    page = browser.get("/supervision/sheets?party=platform&month=2026-02").text
    for words in (
        "商请单",
        "2026年2月",
        "披露完整与权属核验",
        "E3 商请函",
        "E3 整改安排（平台成果转化员）：未答复",
        "/projects/YH-2026-0001",
    ):
        assert words in page, words
    made = browser.get(f"/supervision/sheets/platform/2026-02/{form}")
    while made.status_code == 202:  # it is still being printed
        made = browser.get(f"/supervision/sheets/platform/2026-02/{form}")
    assert made.status_code == 200
    assert f"sheet-platform-2026-02-zh.{form}" in made.headers["Content-Disposition"]
    assert text_of(made.data, form).count("区域气象大模型") >= 1


def text_of(made: bytes, form: str) -> str:
    if form == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages)
    return "\n".join(cell.text for table in docx.Document(BytesIO(made)).tables for cell in table._cells)


def test_what_is_to_be_considered_stands_in_the_list_for_the_consultation(site: Site, late: Driver) -> None:
    late.day = day_of(late, 21)
    clock.set_rehearsal(datetime.combine(late.day, OFFICE_HOUR, UTC))
    page = site.browser("SH").get("/supervision/sheets?party=platform").text
    for words in ("会商清单", "整改安排执行情况", "可能导致"):
        assert words in page, words


@pytest.mark.parametrize(
    "path", ["platform/2026-13/docx", "platform/2099-01/docx", "nobody/2026-02/docx", "platform/2026-02/md"]
)
def test_a_sheet_that_is_none_is_not_there(site: Site, late: Driver, path: str) -> None:
    assert site.browser("SH").get(f"/supervision/sheets/{path}").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible_and_fit(
    sqlite_database_url: str, tmp_path: Path, browser: playwright.sync_api.Browser, width: int
) -> None:
    with open_site(sqlite_database_url, tmp_path) as site:
        driver = site.world.started(title="区域气象大模型")
        site.world.started(title="柔性机器人手", day=driver.day)
        driver.day = day_of(driver, LATE_WD)
        with shanghai(driver.day):
            turn(driver.engine, INBOX_ONLY)
        give_passwords(site.world, driver.day)
        with running(site.app) as address:
            people = People(browser, address, width)
            people.on(driver.day)
            item = f"/supervision/{driver.number}/{CODE}"
            assert people.window("po", "/supervision").get_by_role("button", name="催办").count()
            found = look(people, "po", ["/supervision", "/supervision?show=ahead", item])
            found += look(people, "sh", ["/supervision/sheets?party=platform"])
            found += look(people, "pl", ["/supervision", item, f"/projects/{driver.number}/debts/1"])
            people.close()
    assert not found, "\n".join(found)
