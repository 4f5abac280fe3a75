"""The administrators' calendar and the page of delivery."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from lifecycle import clock
from lifecycle.records import post
from lifecycle.reminding import sending
from tests.lifecycle.reminding.mailing import Mailbox, plain_words, serving, write_letters
from tests.lifecycle.reminding.telling import milestone
from tests.web.site import MORNING

if TYPE_CHECKING:
    from tests.web.site import Browser, Site

YEAR = "/administration/calendar/2026"


def previewed(browser: Browser, **fields: str) -> str:
    browser.get(YEAR)
    answer = browser.post(f"{YEAR}/day", **fields)
    assert answer.status_code == 200, browser.page
    return answer.text


def test_a_year_shows_days_off_and_make_up_days_in_words(site: Site) -> None:
    page = site.browser("sysadmin").get(YEAR).text
    assert page.count('class="card month"') == 12
    assert "休" in page
    assert "班" in page
    assert "随软件附带" in page
    assert "放假通知尚未公布" in site.browser("sysadmin").get("/administration/calendar/2027").text


def test_a_change_is_looked_at_first_and_then_published(site: Site) -> None:
    driver = site.world.started(title="金丝雀项目")
    due = milestone(driver, "MIN-M2").due
    admin = site.browser("sysadmin")
    page = previewed(admin, day="2026-01-14", working="off", day_name="示例", notice="示例通知")
    assert driver.number in page
    assert "MIN-M2" in page
    assert "金丝雀项目" not in page  # administrators see no project
    assert milestone(driver, "MIN-M2").due == due
    answer = admin.post(f"{YEAR}/publish", **_form(admin))
    assert answer.status_code == 303
    assert "1 个项目将由定时任务重新推算" in admin.get(YEAR).text
    assert "示例通知" in admin.page


def _form(browser: Browser) -> dict[str, str]:
    fields = browser.hidden()
    fields.pop("csrf_token", None)
    return {name: value for name, value in fields.items() if name in ("notice", "days", "seen")}


def test_a_preview_that_was_overtaken_is_shown_anew(site: Site) -> None:
    first, second = site.browser("sysadmin"), site.browser("sysadmin")
    previewed(first, day="2026-01-14", working="off", day_name="", notice="示例一")
    mine = _form(first)
    previewed(second, day="2026-01-15", working="off", day_name="", notice="示例二")
    second.post(f"{YEAR}/publish", **_form(second))
    answer = first.post(f"{YEAR}/publish", **mine)
    assert answer.status_code == 409
    assert "日历刚被他人修改" in first.page


def test_a_year_is_taken_in_from_a_file(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.get("/administration/calendar/2027")
    content = "日期,类型,名称\n2027-01-01,休,元旦\n2027-02-06,班,春节\n2026-01-01,off,元旦\n"
    answer = admin.post(
        "/administration/calendar/2027/import",
        year_notice="示例通知2027",
        file=(io.BytesIO(content.encode("gb18030")), "days.csv"),
    )
    assert answer.status_code == 200
    assert "2027年1月1日" in admin.page
    admin.post("/administration/calendar/2027/publish", **_form(admin))
    assert "按已公布的放假通知" in admin.get("/administration/calendar/2027").text


def test_what_is_wrong_with_a_file_is_said_with_its_line(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.get(YEAR)
    for content, said in (
        ("date,kind\n2026-02-30,off\n", "第 2 行读不懂"),
        ("when,what\n", "首行缺少列"),
        ("date,kind\n", "没有读到这一年"),
    ):
        answer = admin.post(
            f"{YEAR}/import", year_notice="示例", file=(io.BytesIO(content.encode()), "days.csv")
        )
        assert answer.status_code == 400
        assert said in admin.page
    assert admin.post(f"{YEAR}/day", day="", working="off", notice="").status_code == 400


def test_the_calendar_and_delivery_are_for_the_system_administrator_only(site: Site) -> None:
    for office in ("PO", "PL", "auditadmin", "secadmin"):
        browser = site.browser(office)
        assert browser.get(YEAR).status_code == 403
        assert browser.get("/administration/delivery/").status_code == 403


def test_a_dead_letter_is_seen_and_sent_again(site: Site) -> None:
    engine = site.world.engine
    with clock.rehearse(MORNING):
        (letter,) = write_letters(engine, 1)
        box = Mailbox(on_recipient=lambda _: "550 no such user")
        with serving(box) as server:
            sending.send(engine, server, plain_words, 100)
        admin = site.browser("sysadmin")
        page = admin.get("/administration/delivery/").text
        assert "recipient_550" in page
        assert "有信函无法投递" in page
        assert admin.post(f"/administration/delivery/letters/{letter}/resend").status_code == 303
        assert "recipient_550" not in admin.get("/administration/delivery/").text
    with engine.read() as session:
        assert session.tx.scalar(select(post.letter.c.state)) == "waiting"
    assert any("done" in each for each in site.access_log())


def test_delivery_says_plainly_that_there_is_the_inbox_alone(site: Site) -> None:
    page = site.browser("sysadmin").get("/administration/delivery/").text
    assert "没有设置发信服务器，只有站内通知" in page
    assert "没有定时任务在运行" in page


def test_days_of_another_year_do_not_come_in_by_a_forged_form(site: Site) -> None:
    admin = site.browser("sysadmin")
    previewed(admin, day="2026-01-14", working="off", day_name="", notice="示例")
    forged = _form(admin) | {"days": "2025-01-14,off,x"}
    assert admin.post(f"{YEAR}/publish", **forged).status_code == 400
    forged = _form(admin) | {"days": "nonsense"}
    assert admin.post(f"{YEAR}/publish", **forged).status_code == 400
    with site.world.engine.read() as session:
        assert session.calendar.is_working(date(2026, 1, 14))
