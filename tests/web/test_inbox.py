"""The inbox, what people choose about letters, and their calendar addresses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import flask
import icalendar
import pytest
from sqlalchemy import event, select, update

from lifecycle import clock
from lifecycle.policy import actor_of
from lifecycle.queries.notices import inbox, items_of
from lifecycle.records import people, post
from lifecycle.reminding import letters, news, reminders
from lifecycle.reminding.carriers import Envelope
from lifecycle.reminding.letters import Routes
from lifecycle.turn import INBOX_ONLY, Process, turn
from lifecycle.verbs.calendar import newest, publish, reckon_all, with_day
from tests.lifecycle.reminding.certificates import HOST
from tests.lifecycle.reminding.mailing import give_addresses
from tests.lifecycle.reminding.telling import milestone, name_head, shanghai
from tests.lifecycle.reminding.test_outward import Hook, serving
from tests.web.site import MORNING, open_site
from web.inbox import settings
from web.messages import Wording, links

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.site import Site
    from web.demonstration.driver import Driver

CODE = "MIN-M2"


@pytest.fixture
def driver(site: Site) -> Driver:
    give_addresses(site.world.engine)
    return site.world.started(title="示例项目：柔性传感")


def reminded(driver: Driver, day: date, hour: time = time(9, 30)) -> date:
    with shanghai(day, hour):
        reminders.remind(driver.engine)
        news.tell(driver.engine)
    return day


def due_of(driver: Driver) -> date:
    found: date = milestone(driver, CODE).due
    return found


def late(driver: Driver, working_days: int) -> date:
    with driver.engine.read() as session:
        return session.calendar.add_working_days(due_of(driver), working_days)


# The inbox ----------------------------------------------------------------------------------------------------------


def test_what_one_is_told_stands_in_the_inbox_and_is_counted_in_the_bar(site: Site, driver: Driver) -> None:
    browser = site.browser("PL")
    assert 'class="count"' not in browser.get("/my-work").text
    reminded(driver, due_of(driver))
    page = browser.get("/inbox").text
    assert "示例项目：柔性传感" in page
    assert "到期提醒" in page
    assert "您担任该岗位" in page
    assert 'class="count"' in page


def test_reading_is_an_act_of_its_own_and_seeing_the_page_is_not(site: Site, driver: Driver) -> None:
    reminded(driver, due_of(driver))
    browser = site.browser("PL")
    browser.get("/inbox")
    assert "未读" in browser.get("/inbox").text
    number = re.search(r'name="notice" value="(\d+)"', browser.page)
    assert number is not None
    browser.post("/inbox/read", notice=number[1])
    assert "没有未读的通知" in browser.get("/inbox").text


def test_nobody_reads_or_marks_what_another_was_told(site: Site, driver: Driver) -> None:
    reminded(driver, due_of(driver))
    with driver.engine.read() as session:
        ids = list(session.tx.scalars(select(post.notice.c.id)))
    other = site.browser("EL")
    assert "示例项目：柔性传感" not in other.get("/inbox").text
    other.post("/inbox/read", notice=str(ids[0]))
    with driver.engine.read() as session:
        assert session.tx.scalar(select(post.notice.c.read_at).where(post.notice.c.id == ids[0])) is None


def test_the_number_of_statements_does_not_grow_with_the_notices(site: Site, driver: Driver) -> None:
    day = reminded(driver, due_of(driver))
    browser = site.browser("PO")
    browser.get("/inbox")
    few = statements(site, lambda: browser.get("/inbox"))
    for n in range(1, 8):
        other = site.world.started(title=f"示例项目{n}")
        other.complete("MIN-P-1")
    reminded(driver, day)
    assert browser.get("/inbox").text.count("<li class") > 5
    assert statements(site, lambda: browser.get("/inbox")) == few


def statements(site: Site, act: object) -> int:
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    reader = site.world.engine.database.reader
    event.listen(reader, "before_cursor_execute", note)
    try:
        act()  # type: ignore[operator]
    finally:
        event.remove(reader, "before_cursor_execute", note)
    return len(seen)


def test_the_addresses_in_letters_are_those_of_the_pages(site: Site) -> None:
    with site.app.test_request_context(base_url="http://localhost"):
        assert flask.url_for("inbox.page") == links.INBOX
        assert flask.url_for("inbox.settings") == links.CHOICES
        assert links.project("YH-2026-0001") == flask.url_for("project.page", number="YH-2026-0001")
        for occurrence in (1, 3):
            mine = links.duty("YH-2026-0001", "MIN-P-1", occurrence)
            there = flask.url_for(
                "project.duty", number="YH-2026-0001", code="MIN-P-1", occurrence=occurrence
            )
            assert mine == there


# Choosing -----------------------------------------------------------------------------------------------------------


def test_a_choice_is_kept_and_shown_again(site: Site) -> None:
    browser = site.browser("PL")
    assert browser.get("/inbox/settings").text.count("checked") == 7
    answer = browser.post("/inbox/settings", days="2", news="y")
    assert answer.status_code == 303
    page = browser.get("/inbox/settings").text
    assert page.count("checked") == 2
    assert "逾期提醒：总是发送" in page


def test_no_day_at_all_is_refused_and_what_was_ticked_stays(site: Site) -> None:
    browser = site.browser("PL")
    browser.get("/inbox/settings")
    assert browser.post("/inbox/settings", news="y").status_code == 400
    assert "至少选一天" in browser.page


def test_ones_own_robot_is_tried_with_a_real_message(
    sqlite_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = "/inbox/settings/robot"
    with (
        clock.rehearse(MORNING),
        serving(Hook(), tmp_path) as hook,
        open_site(sqlite_database_url, tmp_path, webhook_hosts=(HOST,)) as site,
    ):
        monkeypatch.setattr(
            settings, "way_of", lambda _: hook.way()
        )  # the network and certificate of the test
        officer = site.browser("PO")
        assert "发一条试验消息" not in officer.get("/inbox/settings").text
        assert officer.post(f"{at}/try").status_code == 404
        officer.post(at, url=f"jsons://{HOST}:{hook.port}/mine")
        assert "发一条试验消息" in officer.get("/inbox/settings").text
        assert officer.post(f"{at}/try").status_code == 303
        assert "已送出" in officer.get("/inbox/settings").text
        ((_, path, said),) = hook.seen
        assert path == "/mine"
        assert said["title"]

        officer.post(f"{at}/try")
        assert "刚刚试过" in officer.get("/inbox/settings").text
        assert len(hook.seen) == 1
        assert site.browser("SH").post(f"{at}/try").status_code == 404, "nobody tries another's"
        hook.status = 500
        with clock.rehearse(MORNING + timedelta(minutes=1)):
            officer.post(f"{at}/try")
            assert "http_500" in officer.get("/inbox/settings").text


def test_without_a_mail_server_the_page_says_so(site: Site) -> None:
    assert "没有设置发信服务器，只有站内通知" in site.browser("PL").get("/inbox/settings").text


# Letters in words ---------------------------------------------------------------------------------------------------


def envelope(driver: Driver, office: str, day: date, language: str = "zh") -> Envelope:
    with shanghai(day):
        letters.compose(driver.engine, Routes(mail=True))
        with driver.engine.read() as session:
            person = driver.cast[office]
            digest = session.tx.scalar(
                select(post.digest.c.id)
                .where(post.digest.c.person == person)
                .order_by(post.digest.c.id.desc())
            )
            assert digest is not None
            items = items_of(session, actor_of(session.tx, person), digest)
    return Envelope(1, "mail", office, language, items, is_digest=True)


def worded(driver: Driver, office: str, day: date, language: str = "zh") -> tuple[str, tuple[str, ...]]:
    given = envelope(driver, office, day, language)
    with shanghai(day):
        return Wording("https://kj.example.gov.cn")(given)


def test_a_letter_says_project_what_by_when_in_six_lines_with_a_link_and_why(driver: Driver) -> None:
    day = reminded(driver, late(driver, 3))
    subject, lines = worded(driver, "PL", day)
    assert "示例项目：柔性传感" in subject
    assert "应于" in subject
    assert len(lines) <= 6
    assert any("https://kj.example.gov.cn/projects/YH-2026-0001" in each for each in lines)
    assert any("您收到此信，是因为" in each for each in lines)
    assert "\n" not in subject + "".join(lines)


@pytest.mark.parametrize(("office", "measure"), [("PL", "【商请函】"), ("SH", "【抄告·商请函】")])
def test_the_words_fit_the_party_that_is_late(driver: Driver, office: str, measure: str) -> None:
    day = reminded(driver, late(driver, 3))  # E2
    given = envelope(driver, office, day)
    mine = [item for item in given.items if item.code == CODE]
    with shanghai(day):
        subject, _ = Wording("https://kj.example.gov.cn")(
            Envelope(1, "mail", office, "zh", tuple(mine), is_digest=False)
        )
    assert measure in subject


def test_within_the_bureau_it_is_supervision(driver: Driver) -> None:
    case = driver.look()[1]
    own = next(row for row in case.latest_milestones().values() if row.code == "MIN-M1")
    with driver.engine.read() as session:
        day = session.calendar.add_working_days(own.due, 3)
    reminded(driver, day)
    with shanghai(day), driver.engine.read() as session:
        page = inbox(session, actor_of(session.tx, driver.cast["PO"]))
    (item,) = (each for each in page.items if each.code == "MIN-M1" and each.rung == "E2")
    assert item.role == "government"
    with shanghai(day):
        subject, _ = Wording("")(Envelope(1, "mail", "po", "zh", (item,), is_digest=False))
    assert "【督办】" in subject


def test_a_letter_speaks_the_language_of_its_reader(driver: Driver) -> None:
    day = reminded(driver, late(driver, 1))
    subject, lines = worded(driver, "PL", day, "en")
    assert "by" in subject
    assert any("You get this because" in each for each in lines)


def test_a_digest_names_the_most_pressing_and_leads_to_the_rest(site: Site, driver: Driver) -> None:
    for n in range(6):
        site.world.started(title=f"示例项目{n}")
    day = reminded(driver, late(driver, 1))
    subject, lines = worded(driver, "PL", day)
    assert "等 7 个项目" in subject
    assert len(lines) == 6
    assert re.search(r"另有 \d+ 项：https://kj.example.gov.cn/inbox", lines[4])


def test_what_is_asked_stands_in_the_letter_to_whoever_is_late(driver: Driver) -> None:
    day = reminded(driver, late(driver, 1))
    given = envelope(driver, "PL", day)
    item = next(each for each in given.items if each.rung == "E1")
    with shanghai(day):
        _, lines = Wording("")(Envelope(1, "mail", "pl", "zh", (item,), is_digest=False))
    assert "请在 2 个工作日内：说明原因和新的完成日期。" in lines


def test_a_title_with_a_line_break_cannot_write_a_header(site: Site, driver: Driver) -> None:
    day = reminded(driver, due_of(driver))
    given = envelope(driver, "PL", day)
    nasty = [
        type(item)(
            **{**{name: getattr(item, name) for name in item.__dataclass_fields__}, "title": "a\r\nBcc: x"}
        )
        for item in given.items
    ]
    with shanghai(day):
        subject, _ = Wording("")(Envelope(1, "mail", "pl", "zh", tuple(nasty), is_digest=True))
    assert "Bcc" in subject  # the words are data; the carrier writes them on one line (test_smtp)


# Calendar addresses -----------------------------------------------------------------------------------------------


def made(site: Site, office: str, organisation: str = "") -> str:
    browser = site.browser(office)
    browser.get("/inbox/settings")
    answer = browser.post("/inbox/settings/calendar", organisation=organisation)
    assert answer.status_code == 303
    found = re.search(r"/calendar/([\w-]+)\.ics", browser.get("/inbox/settings").text)
    assert found is not None
    assert found[1] not in browser.get("/inbox/settings").text
    return found[0]


def opened(site: Site, address: str) -> icalendar.Calendar:
    answer = site.stranger().get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return icalendar.Calendar.from_ical(answer.data)  # type: ignore[return-value]


def test_a_calendar_program_reads_the_due_dates_in_shanghai_with_their_alarms(
    site: Site, driver: Driver
) -> None:
    calendar = opened(site, made(site, "PL"))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    events = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    mine = next(each for uid, each in events.items() if f".{CODE}." in uid)
    begins = mine.decoded("DTSTART")
    assert begins.tzinfo is not None
    assert begins.astimezone(clock.ZONE) == datetime.combine(due_of(driver), time(17, 0), clock.ZONE)
    assert "示例项目：柔性传感" in str(mine["SUMMARY"])
    alarms = [each.decoded("TRIGGER") for each in mine.walk("VALARM")]
    assert datetime.combine(due_of(driver), time(9), clock.ZONE).astimezone(UTC) in alarms
    assert str(mine["URL"]) == f"http://localhost:8000/projects/{driver.number}"


def test_a_moved_date_moves_the_same_event(site: Site, driver: Driver) -> None:
    address = made(site, "PL")
    before = {str(each["UID"]): each.decoded("DTSTART") for each in opened(site, address).walk("VEVENT")}
    with driver.engine.write() as session:
        notice = with_day(session, "示例", due_of(driver) - timedelta(days=4), working=False)
        publish(session, notice, None, newest(session))
    reckon_all(driver.engine)
    after = {str(each["UID"]): each.decoded("DTSTART") for each in opened(site, address).walk("VEVENT")}
    assert after.keys() == before.keys()
    assert after != before


def test_an_organisation_has_a_calendar_of_what_waits_for_its_people(site: Site, driver: Driver) -> None:
    name_head(site.world.engine, site.world.cast["PL"])
    code = next(code for code in site.world.parties if "platform" in code)
    calendar = opened(site, made(site, "PL", code))
    assert any(f".{CODE}." in str(each["UID"]) for each in calendar.walk("VEVENT"))
    assert "示例单位" in str(calendar["X-WR-CALNAME"])


def test_only_the_head_or_administrator_makes_an_address_for_an_organisation(site: Site) -> None:
    browser = site.browser("PL")
    browser.get("/inbox/settings")
    code = next(code for code in site.world.parties if "platform" in code)
    assert browser.post("/inbox/settings/calendar", organisation=code).status_code == 404


def test_an_address_is_kept_as_a_hash_and_a_new_or_void_one_ends_it(site: Site, driver: Driver) -> None:
    first = made(site, "PL")
    token = first.split("/")[-1].removesuffix(".ics")
    with site.world.engine.read() as session:
        kept = session.tx.scalar(select(post.feed.c.token_hash))
    assert kept is not None
    assert token not in kept
    second = made(site, "PL")
    assert site.stranger().get(first).status_code == 404
    assert site.stranger().get(second).status_code == 200
    browser = site.browser("PL")
    browser.get("/inbox/settings")
    browser.post("/inbox/settings/calendar/void", organisation="")
    assert site.stranger().get(second).status_code == 404


def test_the_address_of_somebody_who_has_left_opens_nothing(site: Site, driver: Driver) -> None:
    address = made(site, "PL")
    with site.world.engine.write() as session:
        gone = update(people.person).where(people.person.c.id == site.world.cast["PL"])
        session.tx.execute(gone.values(closed_on=session.day))
    assert site.stranger().get(address).status_code == 404


def test_what_waits_for_others_is_not_in_ones_calendar(site: Site, driver: Driver) -> None:
    uids = [str(each["UID"]) for each in opened(site, made(site, "EL")).walk("VEVENT")]
    assert not any(f".{CODE}." in uid for uid in uids)


def test_a_calendar_takes_the_same_few_statements_however_long_it_is(site: Site, driver: Driver) -> None:
    address, stranger = made(site, "PL"), site.stranger()
    stranger.get(address)
    few = statements(site, lambda: stranger.get(address))
    for n in range(6):
        site.world.started(title=f"示例项目{n}")
    assert statements(site, lambda: stranger.get(address)) == few


# The clock ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ticking(site: Site) -> None:
    turn(site.world.engine, INBOX_ONLY, Process())


def test_staff_are_told_when_no_clock_runs_and_parties_are_not(site: Site) -> None:
    assert "定时任务没有运行" in site.browser("PO").get("/my-work").text
    assert "定时任务没有运行" in site.browser("sysadmin").get("/administration/people").text
    assert "定时任务没有运行" not in site.browser("PL").get("/my-work").text


def test_nobody_is_told_while_it_runs(site: Site, ticking: None) -> None:
    assert "定时任务没有运行" not in site.browser("PO").get("/my-work").text


def test_the_inbox_stands_by_project_and_one_project_is_read_at_once(site: Site) -> None:
    drivers = [site.world.started(title=title) for title in ("甲项目（示例）", "乙项目（示例）")]
    for _ in range(2):  # turn by turn, so that the notices of the two are mixed in time
        for each in drivers:
            handed_in(each)
    browser = site.browser("PO")
    page = browser.get("/inbox").text
    cards = page.split('<section class="card about"')[1:]
    assert [re.findall(r'class="number">([^<]+)<', card) for card in cards] == [
        [d.number] for d in drivers[::-1]
    ]
    ids = re.findall(r'name="notice" value="(\d+)"', cards[0].split("</header>")[0])
    assert len(ids) > 1
    browser.post("/inbox/read", notice=ids)
    rest = browser.get("/inbox").text.split('<section class="card about"')[1:]
    assert 'class="mark"' not in rest[0]
    assert 'class="mark"' in rest[1]


def handed_in(driver: Driver) -> None:
    """One of the platform's duties that can be done at once, of which the officer is told."""
    free = [each for each in driver.look()[2] if each.act == "complete_duty" and not each.waits_for]
    blocker = next(each for each in free if each.office == "PL")
    driver.complete(blocker.clause, blocker.target)
    news.tell(driver.engine)
