"""Supervision, people clicking through the real pages: an item is late, its ladder speaks, the officer reminds by hand,
the firm gives its reason and its plan, does it, and the light goes off; the sheet of the month; a letter that could not
be delivered; a notice of holidays that moves dates.

The clock turns as it does in the product, and letters go to a real mail server.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from lifecycle import accounts, clock
from lifecycle.database import connect
from lifecycle.records.people import ADMINISTRATORS
from lifecycle.records.work import DayRow
from lifecycle.turn import Post, Process, turn
from lifecycle.verbs import duties
from lifecycle.verbs.calendar import days_of
from lifecycle.verbs.duties import DutyKey
from tests import world as worlds
from tests.journeys.browsing import People, running
from tests.lifecycle.reminding.mailing import OK, Mailbox, give_addresses, serving
from tests.waiting import PATIENCE_SECONDS
from tests.web.project.site import give_passwords, open_site
from web.demonstration.driver import Driver
from web.messages import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import playwright.sync_api

    from lifecycle.turn import Turn
    from tests.web.project.site import Site

pytestmark = pytest.mark.browser
TITLE = "区域气象大模型（示例）"
ITEM, NAMED = "APR-M4", "立项申报材料齐备"
LAST, EVIDENCE = "APR-E-1", "proposal"
"""The duty of the firm that is still to be done when everything else of the item is."""


class Office:
    """A project whose firm owes one duty, everybody who clicks, and the clock beside them."""

    def __init__(self, site: Site, people: People) -> None:
        self.site, self.people, self.driver = site, people, site.driver
        give_addresses(site.world.engine)
        self.box = Mailbox()

    def start(self) -> None:
        """Bring the project to where only the firm has something to do for the item."""
        self.driver.number = self.site.world.started(title=TITLE).number
        while ITEM not in {each.code for each in self.site.world.standard.milestones_of(self._stage())}:
            self.driver.pass_gate()
        for row in self.driver.look()[1].duties_of(ITEM, 1):
            if row.code != LAST and row.state == "not_started":
                self.driver.complete(row.code)
                self.driver.act(row.confirmer or "", duties.confirm, DutyKey(self.driver.number, row.code))
        self.on(self.driver.day)

    def _stage(self) -> str:
        return self.driver.look()[1].project.stage

    # Days -------------------------------------------------------------------------------------------------

    @property
    def due(self) -> date:
        due = self.driver.look()[1].latest_milestones()[ITEM, 1].due
        assert due is not None
        return due

    def on(self, day: date) -> None:
        self.driver.day = day
        self.people.on(day)

    def late(self, working_days: int) -> None:
        """So many working days after it was due, and the clock has looked in the morning."""
        with self.site.world.engine.read() as session:
            self.on(session.calendar.add_working_days(self.due, working_days))
        self.turns()

    def turns(self, hour: time = time(9, 58)) -> Turn:
        """The clock turns once at this hour, with a mail server that takes letters."""
        with serving(self.box) as server:
            at = datetime.combine(self.driver.day, hour, clock.ZONE).astimezone(UTC)
            with clock.rehearse(at):
                done = turn(self.site.world.engine, Post((server,), Wording(self.people.address)), Process())
        self.people.on(self.driver.day)
        return done

    def mails(self, login: str) -> list[str]:
        """Subject and text of what somebody got by mail."""
        return [
            f"{mail['Subject']}\n{mail.get_content()}"
            for mail in self.box.arrived
            if f"{login}@" in str(mail["To"])
        ]


WIDTHS = pytest.mark.parametrize("width", [1280, 390], ids=["wide", "narrow"])


@pytest.fixture
def office(
    sqlite_database_url: str, tmp_path: Path, browser: playwright.sync_api.Browser, width: int
) -> Iterator[Office]:
    database = connect(sqlite_database_url)
    world = worlds.build(database)
    with world.engine.write() as session:
        keeper = accounts.add_person(session.tx, login="keeper", name="示例keeper", domain=ADMINISTRATORS[0])
        accounts.appoint(session.tx, keeper, ADMINISTRATORS[0], standing=True, since=worlds.LONG_AGO)
    give_passwords(world, worlds.MONDAY)
    driver = Driver(world.engine, world.cast, "", worlds.MONDAY)
    site = open_site(world, tmp_path / "home", driver, second_factor=())
    with running(site.app) as address:
        everybody = People(browser, address, width)
        everybody.on(driver.day)
        yield Office(site, everybody)
        everybody.close()
    database.close()


@WIDTHS
def test_the_firm_is_reminded_answers_does_it_and_the_light_goes_off(office: Office) -> None:
    office.start()
    office.late(1)
    _the_officer_reminds(office)
    _the_firm_is_told(office)
    promised = _the_firm_gives_its_reason(office)
    officer = office.people.window("po", "/supervision")
    officer.get_by_role("link", name=re.compile("E1 逾期说明（[^）]+）：已答复，待认可")).click()
    expect(officer.get_by_text("财务审计报告晚到")).to_be_visible()
    expect(officer.get_by_text(f"{promised.month}月{promised.day}日").first).to_be_visible()
    _the_firm_does_it(office)
    officer = office.people.window("po", "/supervision")
    expect(officer.locator("table.waits tbody tr").filter(has_text=ITEM)).to_have_count(0)
    debts = office.people.window("po", office.site.path("/debts"))
    expect(debts.locator("tr").filter(has_text="逾期说明")).to_contain_text("已核销")
    before = len(office.mails("el"))
    office.late(6)
    assert not [mail for mail in office.mails("el")[before:] if NAMED in mail]


def _the_officer_reminds(office: Office) -> None:
    officer = office.people.window("po", "/supervision")
    row = officer.locator("table.waits tbody tr").filter(has_text=ITEM)
    expect(row).to_contain_text(TITLE)
    expect(row).to_contain_text("企业")
    expect(row).to_contain_text("E1")
    expect(row).to_contain_text("下一级 E2")
    expect(row).to_contain_text(re.compile("E1 逾期说明（[^）]+）：待答复"))
    row.get_by_text("亮灯原因").click()
    expect(row).to_contain_text("超 1 个工作日")
    row.get_by_role("button", name="催办").click()
    row = officer.locator("table.waits tbody tr").filter(has_text=ITEM)
    expect(row).to_contain_text("今日已催")
    expect(row).to_contain_text("人工催办：示例po")
    row.get_by_role("link", name=NAMED).click()
    expect(officer.locator("#by-hand")).to_contain_text("示例po → 示例el")


def _the_firm_is_told(office: Office) -> None:
    firm = office.people.window("el", "/inbox")
    expect(firm.locator(".notices")).to_contain_text("按任务书（合同）提示")
    expect(firm.locator(".notices")).to_contain_text("请在 2 个工作日内：说明原因和新的完成日期")
    office.turns(time(10, 0))
    by_hand = [mail for mail in office.mails("el") if "示例po" in mail]
    assert len(by_hand) == 1
    assert "按任务书（合同）提示" in by_hand[0]
    assert office.people.address in by_hand[0]


def _the_firm_gives_its_reason(office: Office) -> date:
    firm = office.people.window("el", "/my-work")
    owed = firm.locator("tr, li").filter(has_text=f"逾期说明：{NAMED}").last
    owed.get_by_role("link", name="答复").click()
    expect(firm.get_by_role("heading", level=1)).to_be_visible()
    promised = office.driver.day + timedelta(days=3)
    firm.get_by_role("textbox", name="说明原因").fill("财务审计报告晚到，周五前补齐")
    firm.get_by_label("承诺完成日期").fill(promised.isoformat())
    firm.get_by_role("button", name="答复").click()
    expect(firm.get_by_text("财务审计报告晚到").first).to_be_visible()
    return promised


def _the_firm_does_it(office: Office) -> None:
    firm = office.people.window("el", office.site.path(f"/duties/{LAST}"))
    firm.locator(f"[name=value-{EVIDENCE}]").fill("示例：立项申请书")
    firm.get_by_role("button", name="提交", exact=True).click()
    expect(firm.locator("h1 + .state")).to_have_text(re.compile("待确认"))
    officer = office.people.window("po", f"/supervision/{office.driver.number}/{ITEM}")
    expect(officer.get_by_text("现待确认")).to_be_visible()
    officer = office.people.window("po", office.site.path(f"/duties/{LAST}"))
    officer.get_by_role("button", name="确认", exact=True).click()
    expect(officer.locator("h1 + .state")).to_have_text("已确认")


@WIDTHS
def test_the_plan_of_a_red_item_is_seen_and_the_sheet_of_the_month_is_taken_away(
    office: Office, tmp_path: Path
) -> None:
    office.start()
    office.late(6)
    firm = office.people.window("el", "/my-work")
    firm.locator("tr, li").filter(has_text=f"整改安排：{NAMED}").last.get_by_role("link", name="答复").click()
    promised = office.driver.day + timedelta(days=7)
    firm.get_by_role("textbox", name="提交整改安排").fill("增派两人，下周补齐")
    firm.get_by_label("承诺完成日期").fill(promised.isoformat())
    firm.get_by_role("button", name="答复").click()
    head = office.people.window("sh", "/my-work")
    head.locator("tr, li").filter(has_text=f"整改安排：{NAMED}").last.get_by_role("link", name="核销").click()
    expect(head.get_by_text("增派两人，下周补齐")).to_be_visible()
    head.get_by_role("button", name="核销").click()
    expect(head.get_by_text("已核销").first).to_be_visible()

    head = office.people.window("sh", "/supervision")
    head.get_by_role("link", name="月度督办单和会商清单").click()
    head.get_by_role("link", name="企业", exact=True).click()
    expect(head.get_by_role("heading", level=1)).to_have_text("按任务书（合同）提示单")
    expect(head.locator(".book")).to_contain_text(NAMED)
    expect(head.locator(".book")).to_contain_text("E3 整改安排（企业项目负责人）：已答复")
    for form, name in (("docx", "DOCX"), ("pdf", "PDF")):
        text = _taken(head, name, tmp_path / f"sheet.{form}")
        assert NAMED in text, form
        assert "整改安排" in text, form
    for party, title in (("政府", "督办单"), ("平台", "商请单"), ("中介", "按合同提示单")):
        head.get_by_role("link", name=party, exact=True).click()
        expect(head.get_by_role("heading", level=1)).to_have_text(title)


def _taken(page: Page, name: str, path: Path) -> str:
    """The text of a file that a link on the page gives."""
    with page.expect_download(timeout=PATIENCE_SECONDS * 1000) as waiting:
        page.get_by_role("link", name=name).first.click()
    waiting.value.save_as(path)
    if path.suffix == ".pdf":
        return "".join(each.extract_text() for each in pypdf.PdfReader(path).pages)
    tables = docx.Document(str(path)).tables
    return "\n".join(cell.text for table in tables for cell in table._cells)


@WIDTHS
def test_a_letter_that_could_not_be_delivered_is_sent_again_by_the_administrator(office: Office) -> None:
    office.start()
    office.box.on_recipient = lambda _: "550 no such user"
    office.late(1)
    keeper = office.people.window("keeper", "/administration/delivery/")
    row = keeper.locator("table.flow tbody tr").filter(has_text="示例el")
    expect(row).to_contain_text("服务器拒收该地址")
    office.box.on_recipient = lambda _: OK
    row.get_by_role("button", name="重新发送").click()
    expect(keeper.get_by_role("status").or_(keeper.locator(".flash")).first).to_be_visible()
    expect(keeper.locator("table.flow tbody tr").filter(has_text="示例el")).to_have_count(0)
    assert office.mails("el") == []
    office.turns(time(10, 5))
    assert len(office.mails("el")) == 1
    assert NAMED in office.mails("el")[0]


@WIDTHS
def test_an_amended_notice_is_previewed_and_then_moves_the_dates(office: Office) -> None:
    office.start()
    before = office.due
    keeper = office.people.window("keeper", f"/administration/calendar/{before.year}")
    with office.site.world.engine.read() as session:
        day = session.calendar.add_working_days(before, -3)
        rows = [*days_of(session, before.year), DayRow(day=day, working=False, notice="示例")]
    lines = [f"{row.day},{'work' if row.working else 'off'},{row.notice}" for row in rows]
    keeper.locator("[name=file]").set_input_files(
        {
            "name": "notice.csv",
            "mimeType": "text/csv",
            "buffer": "\n".join(["date,kind,name", *lines]).encode(),
        }
    )
    keeper.locator("[name=year_notice]").fill("示例通知〔2026〕3号")
    keeper.get_by_role("button", name="查看会移动什么").last.click()
    expect(keeper.get_by_role("heading", level=1)).to_have_text("示例通知〔2026〕3号")
    row = keeper.locator("table.flow tbody tr").filter(has_text=ITEM)
    expect(row).to_contain_text(office.driver.number)
    expect(row).to_contain_text(NAMED)
    expect(row).to_contain_text(f"{before.month}月{before.day}日")
    assert office.due == before
    keeper.get_by_role("button", name="发布并移动期限").click()
    expect(keeper.get_by_text("1 个项目将由定时任务重新推算")).to_be_visible()
    office.turns()
    assert office.due > before
    officer = office.people.window("po", office.site.path())
    dates = officer.locator("#dates tr").filter(has_text=NAMED)
    expect(dates).to_contain_text(f"{office.due.month}月{office.due.day}日")
    expect(dates).to_contain_text(f"{before.month}月{before.day}日")
    history = office.people.window("po", office.site.path("/history"))
    expect(history.get_by_text("示例通知〔2026〕3号").first).to_be_visible()


@WIDTHS
def test_the_firm_asks_for_more_time_and_the_section_head_grants_it(office: Office) -> None:
    office.start()
    before = office.due
    with office.site.world.engine.read() as session:
        wanted = session.calendar.add_working_days(before, 3)
    firm = office.people.window("el", office.site.path())
    firm.locator("#dates tr").filter(has_text=NAMED).get_by_role("link", name="申请延期").click()
    firm.locator("[name=ask-until]").fill(wanted.isoformat())
    firm.locator("[name=ask-reason]").fill("检测机构排队")
    firm.get_by_role("button", name="申请延期").click()
    expect(firm.get_by_text("示例el 于")).to_be_visible()
    assert office.due == before
    office.turns()
    assert any("申请延期，请审批" in mail for mail in office.mails("sh"))
    head = office.people.window("sh", "/inbox")
    head.get_by_role("link", name=f"申请延期，请审批：{NAMED}").first.click()
    head.locator("#dates tr").filter(has_text=NAMED).get_by_role("link", name="延期").click()
    expect(head.get_by_text("检测机构排队")).to_be_visible()
    expect(head.locator("[name=until]")).to_have_value(wanted.isoformat())
    head.locator("[name=reason]").fill("同意")
    head.get_by_role("button", name="延期", exact=True).click()
    assert office.due == wanted
    firm = office.people.window("el", office.site.path())
    expect(firm.locator("#dates tr").filter(has_text=NAMED)).to_contain_text("原为")
