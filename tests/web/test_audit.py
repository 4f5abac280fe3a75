"""Audit over all projects and accounts, the versions of the standard, and trying a channel out."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from lifecycle import accounts, clock
from lifecycle.queries import audit
from lifecycle.records import journal, people
from lifecycle.records import project as projects
from tests.lifecycle.reminding.mailing import Mailbox, serving
from tests.web.site import MORNING, Browser, Site, open_site
from web.labels import TEXTS

if TYPE_CHECKING:
    from pathlib import Path

AUDIT, LOG = "/administration/audit", "/administration/access-log"
SPAN = "since=2026-01-01&until=2026-12-31"


def rows(browser: Browser, url: str, **fields: str) -> list[list[str]]:
    answer = browser.post(url, since="2026-01-01", until="2026-12-31", **fields)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


def test_the_auditor_sees_who_did_what_when_and_never_what_about(site: Site) -> None:
    first, second = site.world.started(title="金丝雀项目"), site.world.started(title="金丝雀二号")
    auditor = site.browser("auditadmin")
    page = auditor.get(f"{AUDIT}?{SPAN}").text
    assert first.number in page
    assert second.number in page
    assert "提交项目" in page
    assert "…" not in page, "what it was about is left out without a gap"
    assert "金丝雀" not in page
    found = rows(auditor, f"{AUDIT}/export")
    assert not any("金丝雀" in cell for row in found for cell in row)
    with site.world.engine.read() as session:
        assert len(found) == len(session.tx.execute(select(journal.history)).all())


@pytest.mark.parametrize("office", ["PO", "DIR", "sysadmin", "secadmin"])
def test_nobody_else_reads_the_audit(site: Site, office: str) -> None:
    browser = site.browser(office)
    for url in (AUDIT, LOG):
        assert browser.get(url).status_code == 403
        assert browser.post(f"{url}/export").status_code == 403


def test_it_is_searched_by_who_what_where_and_when(site: Site) -> None:
    driver, other = site.world.started(title="甲"), site.world.started(title="乙")
    auditor = site.browser("auditadmin")
    auditor.get(AUDIT)
    mine = rows(auditor, f"{AUDIT}/export", where=driver.number)
    assert {row[1] for row in mine} == {driver.number}
    submitted = rows(auditor, f"{AUDIT}/export", what="ProjectSubmitted")
    assert {(row[1], row[4]) for row in submitted} == {
        (each.number, "ProjectSubmitted") for each in (driver, other)
    }
    assert {row[5] for row in rows(auditor, f"{AUDIT}/export", who="PO")} == {"po"}
    assert "没有符合条件的记录" in auditor.get(f"{AUDIT}?since=2020-01-01&until=2020-02-01").text
    assert "不是有效日期" in auditor.get(f"{AUDIT}?since=2020-99-01").text


def test_days_are_those_of_shanghai(site: Site) -> None:
    driver = site.world.started(title="甲")
    with site.world.engine.read() as session:
        last = session.tx.execute(select(journal.history).order_by(journal.history.c.at.desc())).first()
        assert last is not None
        day = clock.day_of(datetime.fromisoformat(last.at))
        wanted = audit.Wanted(day, day, where=driver.number)
        assert audit.events(session, wanted)
        later = day + timedelta(days=1)
        assert not audit.events(session, audit.Wanted(later, later))


def test_pages_follow_each_other_without_gap_or_repetition(site: Site) -> None:
    for n in range(9):
        site.world.started(title=f"项目{n}").step()
    auditor = site.browser("auditadmin")
    whole = [(row[1], row[2]) for row in rows_of_page(auditor)]
    with site.world.engine.read() as session:
        expected = [
            (each.number, str(each.seq))
            for each in audit.all_events(
                session,
                audit.Wanted(MORNING.date().replace(day=1, month=1), MORNING.date().replace(month=12)),
            )
        ]
    assert whole == expected
    assert len(whole) > audit.PAGE


def rows_of_page(browser: Browser) -> list[tuple[str, str, str]]:
    found, url = [], f"{AUDIT}?{SPAN}"
    while url:
        page = browser.get(url).text
        found += re.findall(
            r'<td class="nowrap">(.*?)</td><td class="inline"><a [^>]*>(.*?)</a> .*?第 (\d+) 条', page
        )
        more = re.search(r'href="([^"]+)" rel="next"', page)
        url = unescape(more[1]) if more else ""
    return found


def test_the_access_log_is_searched_and_taken_away_and_that_is_noted(site: Site) -> None:
    site.stranger().post("/sign-in", login="po", password="wrong")
    admin = site.browser("sysadmin")
    admin.get("/administration/people/po")
    admin.post("/administration/people/po/link")
    auditor = site.browser("auditadmin")
    page = auditor.get(f"{LOG}?what=make_link").text
    assert '<span class="chip code">po</span>' in page
    assert ">失败<" not in page
    assert [row[4] for row in rows(auditor, f"{LOG}/export", what="sign_in")] == ["sign_in"]
    last = rows(auditor, f"{LOG}/export")[0]
    assert (last[1], last[4]) == ("auditadmin", "administration.export_accesses")


def test_what_is_taken_away_is_no_formula(site: Site) -> None:
    with site.world.engine.write() as session:
        accounts.note_access(session.tx, None, "=1+1", session.at, "sign_in", "failed", "=cmd|' /C calc'!A0")
    auditor = site.browser("auditadmin")
    auditor.get(LOG)
    line = next(row for row in rows(auditor, f"{LOG}/export") if "1+1" in row[2])
    assert line[2] == "'=1+1"
    assert line[5].startswith("'=cmd")


def test_too_much_is_refused_and_not_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MOST_TAKEN", 1)
    site.world.started(title="甲")
    auditor = site.browser("auditadmin")
    auditor.get(AUDIT)
    answer = auditor.post(f"{AUDIT}/export", since="2026-01-01", until="2026-12-31")
    assert answer.status_code == 400
    assert "超过 1 行" in auditor.page


def test_every_event_has_a_name_that_leaves_out_what_it_was_about(site: Site) -> None:
    from web.administration.audit import event_kinds  # noqa: PLC0415 - needs no application
    from web.speech import Speech  # noqa: PLC0415

    for language in ("zh", "en"):
        kinds = event_kinds(Speech(language, MORNING.date()))
        assert len(kinds) == len({kind.code for kind in kinds})
        assert not [kind for kind in kinds if not kind.name or "{" in kind.name]
    assert TEXTS["event.GateDecided"].zh.startswith("决定")


def test_versions_say_what_runs_by_them(site: Site) -> None:
    driver = site.world.started(title="金丝雀项目")
    for office in ("sysadmin", "auditadmin"):
        page = site.browser(office).get("/administration/standards").text
        assert site.world.standard.hash in page
        assert "1 个（在办 1）" in page
        assert "金丝雀项目" not in page
    link = re.search(r'href="(/handbook/[^"]+)"', page)
    assert link is not None
    assert site.browser("sysadmin").get(unescape(link[1]).partition("#")[0]).status_code == 200
    with site.world.engine.write() as session:
        here = projects.project.c.number == driver.number
        session.tx.execute(update(projects.project).where(here).values(standard="1999.1"))
    assert "1999.1" in site.browser("sysadmin").get("/administration/standards").text
    assert site.browser("secadmin").get("/administration/standards").status_code == 403


def test_a_test_mail_goes_out_at_once(sqlite_database_url: str, tmp_path: Path) -> None:
    box = Mailbox()
    with serving(box) as server:
        mail = {
            "mail_host": server.host,
            "mail_port": server.port,
            "mail_tls": "none",
            "mail_sender": server.sender,
        }
        with clock.rehearse(MORNING), open_site(sqlite_database_url, tmp_path, **mail) as site:
            admin = site.browser("sysadmin")
            admin.get("/administration/delivery/")
            admin.post("/administration/delivery/try/mail")
            assert "没有邮箱" in admin.get("/administration/delivery/").text
            with site.world.engine.write() as session:
                mine = people.person.c.login == "sysadmin"
                session.tx.execute(update(people.person).where(mine).values(email="admin@example.org"))
            admin.post("/administration/delivery/try/mail")
            assert "测试消息已送出" in admin.get("/administration/delivery/").text
            box.on_recipient = lambda _: "550 no such user"
            admin.post("/administration/delivery/try/mail")
            assert "recipient_550" in admin.get("/administration/delivery/").text
    assert [mail["To"].endswith("<admin@example.org>") for mail in box.arrived] == [True]


def test_an_office_without_a_robot_is_not_tried(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.get("/administration/delivery/")
    assert admin.post("/administration/delivery/offices/SH/try").status_code == 404
