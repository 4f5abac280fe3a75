"""My account, and the second factor at the door."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pyotp
import pytest

from lifecycle import accounts, clock
from tests.web.site import MORNING, PASSWORD, Browser, Site, open_site
from web.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HALF_MINUTE = timedelta(seconds=30)
SECRET = re.compile(r'<code class="link-once">([A-Z2-7]{32})</code>')


@pytest.fixture
def strict(sqlite_database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A site where heads of section must have a second factor."""
    with (
        clock.rehearse(MORNING),
        open_site(sqlite_database_url, tmp_path, second_factor=("SH", "secadmin")) as opened,
    ):
        yield opened


def turn_on(site: Site, office: str) -> tuple[str, list[str]]:
    """The secret and the recovery codes, as somebody gets them on the page."""
    site.give_password(office)
    browser = site.browser(office)
    browser.get("/account/second-factor")
    browser.post("/account/second-factor/begin", present=PASSWORD)
    found = SECRET.search(browser.get("/account/second-factor").text)
    assert found is not None
    browser.post("/account/second-factor/confirm", one_time=pyotp.TOTP(found[1]).at(MORNING))
    codes = re.findall(r"<li><code>([A-Z2-9-]{11})</code>", browser.get("/account/second-factor").text)
    return found[1], codes


def show_password(site: Site, office: str, **more: str) -> Browser:
    browser = site.stranger()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", login=site.people[office], password=PASSWORD, **more)
    assert answer.status_code == 200
    assert "输入动态验证码" in browser.page
    return browser


def enter_code(browser: Browser, code: str) -> int:
    fields = {name: value for name, value in browser.hidden().items() if name in ("halfway", "next", "kept")}
    return browser.post("/sign-in/code", one_time=code, **fields).status_code


def test_my_account_says_who_i_am_and_where_i_am_signed_in(site: Site) -> None:
    site.give_password("PO")
    here, elsewhere = site.browser("PO"), site.browser("PO")
    page = here.get("/account").text
    assert "项目专员" in page
    assert "2026年4月20日（周一）起须更换" in page
    assert page.count('action="/account/sessions/') == 2  # one elsewhere, and all of them
    mark = re.search(r"/account/sessions/([0-9a-f]{16})/end", page)
    assert mark is not None
    here.post(f"/account/sessions/{mark[1]}/end")
    assert elsewhere.get("/my-work").status_code == 302
    assert here.get("/my-work").status_code == 200


def test_nobody_ends_the_session_of_another(site: Site) -> None:
    mine, theirs = site.browser("PO"), site.browser("SH")
    with theirs.client.session_transaction() as cookie:
        mark = accounts.tokens.fingerprint(cookie["_user_id"])[: accounts.SHOWN]
    mine.get("/account")
    assert mine.post(f"/account/sessions/{mark}/end").status_code == 404
    mine.post("/account/sessions/end")
    assert theirs.get("/my-work").status_code == 200


def test_a_factor_is_set_up_and_asked_for(site: Site) -> None:
    secret, codes = turn_on(site, "PO")
    assert len(codes) == 10
    with clock.rehearse(MORNING + HALF_MINUTE):
        browser = show_password(site, "PO", next="/projects")
        assert browser.get("/my-work").status_code == 302
        browser = show_password(site, "PO", next="/projects")
        assert enter_code(browser, "000000") == 403
        assert "验证码不对、已用过" in browser.page
        assert "000000" not in browser.page
        assert enter_code(browser, pyotp.TOTP(secret).at(MORNING + HALF_MINUTE)) == 302
        assert browser.get("/my-work").status_code == 200
        again = show_password(site, "PO")
        assert enter_code(again, pyotp.TOTP(secret).at(MORNING + HALF_MINUTE)) == 403
        assert enter_code(again, codes[0]) == 302


def test_the_secret_is_shown_before_the_first_code_and_never_again(site: Site) -> None:
    secret, codes = turn_on(site, "PO")
    page = site.browser("PO").get("/account/second-factor").text
    assert secret not in page
    assert codes[0] not in page
    assert "剩 10 个恢复码" in page


def test_beginning_wants_the_password(site: Site) -> None:
    site.give_password("PO")
    browser = site.browser("PO")
    browser.get("/account/second-factor")
    assert browser.post("/account/second-factor/begin", present="wrong").status_code == 400
    assert "当前口令不对" in browser.page
    assert SECRET.search(browser.get("/account/second-factor").text) is None


def test_whoever_takes_too_long_or_forges_begins_again(site: Site) -> None:
    secret, _ = turn_on(site, "PO")
    slow = show_password(site, "PO")
    with clock.rehearse(MORNING + timedelta(minutes=6)):
        assert enter_code(slow, pyotp.TOTP(secret).at(MORNING + timedelta(minutes=6))) == 303
        assert "验证超时" in slow.get("/sign-in").text
        assert slow.get("/my-work").status_code == 302
    forger = site.stranger()
    forger.get("/sign-in")
    assert forger.post("/sign-in/code", one_time="000000", halfway="nonsense").status_code == 303


def test_a_link_sets_the_password_and_lets_nobody_past_the_factor(site: Site) -> None:
    turn_on(site, "PO")
    with site.world.engine.write() as session:
        token = accounts.make_link(session.tx, site.person("PO"), session.at)
    browser = site.stranger()
    browser.get(f"/link/{token}")
    other = "Brisk-Maple_93-tundra"
    assert browser.post(f"/link/{token}", password=other, again=other).headers["Location"] == "/sign-in"
    assert browser.get("/my-work").status_code == 302
    assert "口令已设置" in browser.get("/sign-in").text


def test_an_office_that_must_have_one_sets_it_up_first(strict: Site) -> None:
    strict.give_password("SH")
    browser = strict.browser("SH")
    assert browser.get("/projects").headers["Location"] == "/account/second-factor?next=/projects"
    assert browser.get("/account").headers["Location"].startswith("/account/second-factor")
    assert "须先开启" in browser.get("/account/second-factor?next=/projects").text
    browser.post("/account/second-factor/begin?next=/projects", present=PASSWORD)
    found = SECRET.search(browser.get("/account/second-factor").text)
    assert found is not None
    answer = browser.post(
        "/account/second-factor/confirm?next=/projects", one_time=pyotp.TOTP(found[1]).at(MORNING)
    )
    assert unescape(answer.headers["Location"]) == "/account/second-factor?next=/projects"
    assert browser.get("/projects").status_code == 200
    assert browser.post("/account/second-factor/remove", present=PASSWORD).status_code == 403
    assert strict.browser("PO").get("/projects").status_code == 200


def test_nobody_is_asked_on_a_demonstration(sqlite_database_url: str, tmp_path: Path) -> None:
    with (
        clock.rehearse(MORNING),
        open_site(sqlite_database_url, tmp_path, second_factor=("staff",), demonstration=True) as site,
    ):
        assert site.browser("SH").get("/my-work").status_code == 200


def test_who_may_do_without_turns_it_off_again(site: Site) -> None:
    turn_on(site, "PO")
    browser = site.browser("PO")
    browser.get("/account/second-factor")
    assert browser.post("/account/second-factor/codes", present=PASSWORD).status_code == 303
    assert len(re.findall(r"<li><code>", browser.get("/account/second-factor").text)) == 10
    assert browser.post("/account/second-factor/remove", present=PASSWORD).status_code == 303
    answer = site.stranger().post("/sign-in", login="po", password=PASSWORD)
    assert answer.status_code == 302


def test_only_the_security_administrator_takes_it_away(site: Site) -> None:
    turn_on(site, "PO")
    url = "/administration/people/po/second-factor/take"
    system, security = site.browser("sysadmin"), site.browser("secadmin")
    system.get("/administration/people/po")
    assert "解除动态验证码" not in system.page
    assert system.post(url).status_code == 403
    security.get("/administration/people/po")
    assert security.post(url).status_code == 303
    assert site.stranger().post("/sign-in", login="po", password=PASSWORD).status_code == 302


def test_the_setting_names_offices_or_none(tmp_path: Path, sqlite_database_url: str) -> None:
    base = {"LIFECYCLE_HOME": str(tmp_path)}
    assert read_settings(base).second_factor == ("sysadmin", "secadmin", "auditadmin")
    assert read_settings(base | {"LIFECYCLE_SECOND_FACTOR": "none"}).second_factor == ()
    assert read_settings(base | {"LIFECYCLE_SECOND_FACTOR": "SH, DD"}).second_factor == ("SH", "DD")
    for wrong in ("none,SH", "S H", ","):
        with pytest.raises(SettingsError, match="LIFECYCLE_SECOND_FACTOR"):
            read_settings(base | {"LIFECYCLE_SECOND_FACTOR": wrong})
    with (
        pytest.raises(SettingsError, match="LIFECYCLE_SECOND_FACTOR"),
        open_site(sqlite_database_url, tmp_path, second_factor=("SJ",)),
    ):
        pass
