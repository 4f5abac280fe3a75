"""The rooms of administration: one entry in the bar, and behind it what each of the three may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from lifecycle import accounts
from lifecycle.policy.administration import ADMINISTRATION, may_administer
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS
from tests.web.site import PASSWORD, Browser, Site
from web import access
from web.labels import TEXTS

if TYPE_CHECKING:
    import flask

CREDIT_CODE = "91350100M000100Y43"
FIRM = "/administration/organisations/enterprise"


def rooms(browser: Browser) -> list[str]:
    """The addresses of the bar of rooms."""
    page = browser.get("/administration/").text
    bar = page.partition('<nav class="rooms"')[2].partition("</nav>")[0]
    return [each.partition('"')[0] for each in bar.split('href="')[1:]]


@pytest.mark.parametrize(
    ("office", "others"),
    [
        ("sysadmin", {"people", "organisations", "sessions", "calendar/", "delivery/", "standards"}),
        ("secadmin", {"people", "sessions"}),
        ("auditadmin", {"standards", "audit", "access-log"}),
    ],
)
def test_each_administrator_has_one_entry_and_their_own_rooms(
    site: Site, office: str, others: set[str]
) -> None:
    browser = site.browser(office)
    assert browser.get("/").headers["Location"] == "/administration/"
    found = rooms(browser)
    assert set(found) == {f"/administration/{each}" for each in {"", *others}}
    for url in found:
        assert browser.get(url).status_code in (200, 302), url
    wide = browser.page.partition('class="wide"')[2].partition("</nav>")[0]
    assert wide.count("<li>") == 1


def test_nobody_else_has_the_entry(site: Site) -> None:
    browser = site.browser("PO")
    assert "/administration" not in browser.get("/my-work").text
    assert browser.get("/administration/").status_code == 403


def test_no_two_administrators_may_take_over_an_account_alone() -> None:
    assert set(ADMINISTRATION["read_access_log"]).isdisjoint(ADMINISTRATION["keep_accounts"])
    assert not any(may_administer(None, act) for act in ADMINISTRATION)
    assert {office for offices in ADMINISTRATION.values() for office in offices} == set(ADMINISTRATORS)


def acts(app: flask.Flask) -> list[str]:
    """What the access log calls the acts of administrators, and of everybody on their own account."""
    return sorted(
        rule.endpoint.removeprefix("people.")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and (declared := access.declared(app.view_functions[rule.endpoint])) is not None
        and (declared.kind == access.ADMINISTRATOR or rule.endpoint.startswith("account."))
    )


def test_every_act_on_an_account_has_words_in_the_log(site: Site) -> None:
    assert [act for act in acts(site.app) if f"access.act.{act}" not in TEXTS] == []


def test_an_organisation_is_corrected_and_its_credit_code_checked(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.get(FIRM)
    fields = {"name": "示例·改名公司", "kind": "enterprise"}
    refused = admin.post(FIRM, **fields, credit_code=CREDIT_CODE[:-1] + "4")
    assert refused.status_code == 400
    assert "校验位不符" in admin.page
    assert 'value="示例·改名公司"' in admin.page
    assert admin.post(FIRM, **fields, credit_code=CREDIT_CODE).status_code == 303
    assert CREDIT_CODE in admin.get("/administration/organisations?q=改名").text
    assert CREDIT_CODE in admin.get(f"/administration/organisations?q={CREDIT_CODE[:8]}").text


def test_an_organisation_in_use_is_not_closed_and_says_why(site: Site) -> None:
    admin = site.browser("sysadmin")
    driver = site.world.started(title="金丝雀项目")
    admin.get(FIRM)
    assert admin.post(f"{FIRM}/close").status_code == 400
    assert "仍参与 1 个项目" in admin.page
    assert "金丝雀项目" not in admin.page
    assert driver.number not in admin.page
    gone = "/administration/organisations/investor"
    if admin.get(gone).status_code == 404:
        with site.world.engine.write() as session:
            accounts.add_organisation(session.tx, code="investor", name="示例·旁人", kind="enterprise")
    assert admin.post(f"{gone}/close").status_code == 303
    assert "已关停" in admin.get(gone).text
    assert admin.post(f"{gone}/reopen").status_code == 303


def test_a_person_is_corrected_reset_and_reopened(site: Site) -> None:
    admin, victim = site.browser("sysadmin"), site.browser("PO")
    url = "/administration/people/po"
    admin.get(url)
    assert admin.post(url, name="", email="", language="zh").status_code == 400
    assert "请填写此项" in admin.page
    admin.post(url, name="示例·新名", email="po@example.org", language="en")
    assert "示例·新名" in admin.get(url).text
    admin.post(f"{url}/reset")
    assert "/link/" in admin.get(url).text
    assert victim.get("/my-work").status_code == 302
    admin.post(f"{url}/close")
    assert "恢复账号" in admin.get(url).text
    admin.post(f"{url}/reopen")
    assert "没有岗位" in admin.get(url).text
    assert admin.post("/administration/people/auditadmin/reset").status_code == 403


def test_a_locked_account_is_said_and_unlocked(site: Site) -> None:
    site.give_password("PO")
    stranger = site.stranger()
    for _ in range(accounts.signins.ACCOUNT_FAILURES):
        stranger.post("/sign-in", login="po", password="wrong")
    security = site.browser("secadmin")
    assert "示例po" in security.get("/administration/people?show=locked").text
    security.get("/administration/people/po")
    assert "锁定至" in security.page
    security.post("/administration/people/po/unlock")
    assert "示例po" not in security.get("/administration/people?show=locked").text
    assert site.stranger().post("/sign-in", login="po", password=PASSWORD).status_code == 302


def test_an_office_is_given_for_a_term_and_the_term_is_changed(site: Site) -> None:
    admin = site.browser("sysadmin")
    url = "/administration/people/po"
    admin.get(url)
    assert admin.post(f"{url}/offices", office="SH", ends_on="2026-13-01").status_code == 400
    assert "不是有效日期" in admin.page
    admin.post(f"{url}/offices", office="SH", ends_on="2026-02-10")
    assert "任期至 2026年2月10日（周二）" in admin.get(url).text
    assert "示例po" in admin.get("/administration/people?show=ending").text
    assert admin.post(f"{url}/offices/SH/term", ends_on="2026-01-01").status_code == 400
    admin.post(f"{url}/offices/SH/term", ends_on="")
    assert "任期至 2026年2月10日" not in admin.get(url).text
    admin.post(f"{url}/offices/SH/end")
    assert "曾任岗位" in admin.get(url).text


def test_sessions_are_listed_and_ended_one_by_one(site: Site) -> None:
    first, second, security = site.browser("PO"), site.browser("PO"), site.browser("secadmin")
    page = security.get("/administration/sessions?q=示例po").text
    assert "2 处登录" in page
    with site.world.engine.read() as session:
        rows = accounts.sessions_of(session.tx, site.person("PO"), session.at)
    for row in rows:
        assert row.token_hash not in page
    with first.client.session_transaction() as cookie:
        mine = accounts.tokens.fingerprint(cookie["_user_id"])[: accounts.SHOWN]
    security.post(f"/administration/people/po/sessions/{mine}/end", next="/administration/sessions")
    assert first.get("/my-work").status_code == 302
    assert second.get("/my-work").status_code == 200
    assert security.post(f"/administration/people/po/sessions/{mine}/end").status_code == 404


def test_the_list_of_sessions_goes_on(site: Site) -> None:
    with site.world.engine.write() as session:
        for _ in range(60):
            accounts.open_session(session.tx, site.person("PO"), "127.0.0.1", session.at)
        session.tx.execute(update(people.signin).values(address="192.0.2.1"))
        marks = [row.token_hash[: accounts.SHOWN] for row in session.tx.execute(select(people.signin))]
    admin = site.browser("secadmin")
    first = admin.get("/administration/sessions?q=po").text
    more = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = admin.get(more).text
    assert 'rel="next"' not in second
    assert sorted(mark for mark in marks if (mark in first) != (mark in second)) == sorted(marks)
    assert admin.get("/administration/sessions?after=nonsense").status_code == 200
