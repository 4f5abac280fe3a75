"""Coming in, staying in, going out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lifecycle import accounts, clock
from tests.web.site import MORNING, PASSWORD, Browser, Site

OTHER_PASSWORD = "Brisk-Maple_93-tundra"


def sign_in(browser: Browser, login: str, password: str = PASSWORD, **more: str) -> int:
    return browser.post("/sign-in", login=login, password=password, **more).status_code


def is_in(browser: Browser) -> bool:
    return browser.get("/my-work").status_code == 200


def test_the_right_password_leads_to_the_start_page(site: Site) -> None:
    browser = site.stranger()
    answer = browser.post("/sign-in", login=site.give_password("PO"), password=PASSWORD)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert browser.get("/").headers["Location"] == "/my-work"
    assert is_in(browser)


def test_the_cookie_is_for_this_site_and_no_script(site: Site) -> None:
    answer = site.stranger().post("/sign-in", login=site.give_password("PO"), password=PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(site: Site) -> None:
    browser = site.stranger()
    browser.base_url = "https://localhost"
    answer = browser.get("/sign-in")
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Path=/" in answer.headers["Set-Cookie"]


def test_unknown_wrong_and_locked_read_the_same(site: Site) -> None:
    site.give_password("PO")
    wrong, unknown = site.stranger(), site.stranger()
    assert sign_in(wrong, "po", "not-this-one-at-all") == sign_in(unknown, "nobody") == 403
    for _ in range(accounts.signins.ACCOUNT_FAILURES):
        sign_in(wrong, "po", "not-this-one-at-all")
    assert sign_in(wrong, "po", PASSWORD) == 403
    assert not is_in(site.stranger())
    pages = {_without_secrets(browser) for browser in (wrong, unknown)}
    assert len(pages) == 1
    assert "锁定" in pages.pop()


def _without_secrets(browser: Browser) -> str:
    text = browser.page
    for value in (*browser.hidden().values(), browser.secret(), "nobody", 'value="po"', 'value=""'):
        text = text.replace(value, "") if value else text
    return text


def test_too_many_failures_make_the_address_wait(site: Site) -> None:
    browser = site.stranger()
    for n in range(accounts.signins.ADDRESS_FAILURES):
        sign_in(browser, f"nobody{n}")
    sign_in(browser, site.give_password("PO"))
    assert "5 分钟后再试" in browser.page


def test_signing_out_ends_the_session_in_the_database(site: Site) -> None:
    browser = site.browser("PO")
    thief = site.stranger()
    thief.client._cookies = dict(browser.client._cookies)
    assert is_in(thief)
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    assert not is_in(browser)
    assert not is_in(thief)


def test_half_an_hour_of_silence_ends_it(site: Site) -> None:
    browser = site.browser("PO")
    for minutes in (29, 58):
        with clock.rehearse(MORNING + timedelta(minutes=minutes)):
            assert is_in(browser)
    with clock.rehearse(MORNING + timedelta(minutes=89)):
        assert not is_in(browser)


def test_eight_hours_end_it_however_busy(site: Site) -> None:
    browser = site.browser("PO")
    for minutes in range(0, 480, 20):
        with clock.rehearse(MORNING + timedelta(minutes=minutes)):
            assert is_in(browser)
    with clock.rehearse(MORNING + timedelta(hours=8)):
        assert not is_in(browser)


def test_a_new_sign_in_has_a_new_token(site: Site) -> None:
    login, browser = site.give_password("PO"), site.stranger()
    tokens = []
    for _ in range(2):
        sign_in(browser, login)
        with browser.client.session_transaction() as cookie:
            tokens.append(cookie["_user_id"])
    assert tokens[0] != tokens[1]
    with site.world.engine.read() as session:
        assert accounts.signed_in(session.tx, tokens[0], session.at) is None


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb"]
)
def test_nobody_is_sent_elsewhere(site: Site, target: str) -> None:
    browser = site.stranger()
    answer = browser.post("/sign-in", login=site.give_password("PO"), password=PASSWORD, next=target)
    assert answer.headers["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_go(site: Site) -> None:
    browser = site.stranger()
    assert browser.get("/projects?light=red").headers["Location"] == "/sign-in?next=/projects?light%3Dred"
    browser.get("/sign-in?next=/projects?light%3Dred")
    answer = browser.post(
        "/sign-in", login=site.give_password("PO"), password=PASSWORD, next=browser.hidden()["next"]
    )
    assert answer.headers["Location"] == "/projects?light=red"


def test_an_expired_password_is_changed_before_anything_else(site: Site) -> None:
    site.give_password("PO")
    with clock.rehearse(MORNING + timedelta(days=90)):
        browser = site.browser("PO")
        assert browser.get("/projects").headers["Location"] == "/password?next=/projects"
        browser.get("/password?next=/projects")
        assert "口令已到期" in browser.page
        answer = browser.post(
            "/password?next=/projects", present=PASSWORD, password=OTHER_PASSWORD, again=OTHER_PASSWORD
        )
        assert answer.headers["Location"] == "/projects"
        assert is_in(browser)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"present": "wrong", "password": OTHER_PASSWORD, "again": OTHER_PASSWORD}, "当前口令不对"),
        ({"present": PASSWORD, "password": OTHER_PASSWORD, "again": "x"}, "两次输入的口令不一致"),
        ({"present": PASSWORD, "password": "short", "again": "short"}, "太短"),
        ({"present": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "用过的口令不能再用"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_its_field(
    site: Site, fields: dict[str, str], said: str
) -> None:
    site.give_password("PO")
    browser = site.browser("PO")
    assert browser.post("/password", **fields).status_code == 400
    assert said in browser.page
    assert 'aria-invalid="true"' in browser.page
    assert not any(value in browser.page for value in (PASSWORD, OTHER_PASSWORD))


def test_a_changed_password_ends_the_other_sessions(site: Site) -> None:
    site.give_password("PO")
    here, elsewhere = site.browser("PO"), site.browser("PO")
    here.post("/password", present=PASSWORD, password=OTHER_PASSWORD, again=OTHER_PASSWORD)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_opening_a_one_time_link_uses_nothing_up(site: Site) -> None:
    with site.world.engine.write() as session:
        token = accounts.make_link(session.tx, site.person("PO"), session.at)
    browser = site.stranger()
    for _ in range(2):
        assert browser.get(f"/link/{token}").status_code == 200
    assert browser.post(f"/link/{token}", password="short", again="short").status_code == 400
    answer = browser.post(f"/link/{token}", password=OTHER_PASSWORD, again=OTHER_PASSWORD)
    assert answer.headers["Location"] == "/"
    assert is_in(browser)
    assert site.stranger().get(f"/link/{token}").status_code == 404
    assert sign_in(site.stranger(), "po", OTHER_PASSWORD) == 302


def test_a_link_that_never_was_reads_like_a_used_one(site: Site) -> None:
    browser = site.stranger()
    assert browser.get("/link/nonsense").status_code == 404
    assert "链接已失效" in browser.page


def test_the_language_is_chosen_before_and_after_signing_in(site: Site) -> None:
    browser = site.stranger()
    browser.get("/sign-in")
    assert '<html lang="zh-Hans">' in browser.page
    browser.post("/language", language="en", next="/sign-in")
    assert browser.get("/sign-in").headers["Content-Language"] == "en"
    assert "Sign in" in browser.page
    sign_in(browser, site.give_password("PO"))
    browser.get("/my-work")
    assert "My work" in browser.page
    browser.post("/language", language="fr", next="/my-work")
    assert "My work" in browser.get("/my-work").text


def language_of(site: Site, office: str) -> str:
    return site.person(office).language


def test_the_language_is_the_persons_in_every_browser(site: Site) -> None:
    first = site.browser("PO")
    first.get("/my-work")
    first.post("/language", language="en", next="/my-work")
    assert language_of(site, "PO") == "en"
    second = site.browser("PO")
    assert "My work" in second.get("/my-work").text


def test_whoever_signs_in_reads_their_own_language_and_not_that_of_the_browser(site: Site) -> None:
    browser = site.stranger()
    browser.get("/sign-in")
    browser.post("/language", language="en", next="/sign-in")
    sign_in(browser, site.give_password("PO"))
    assert language_of(site, "PO") == "en"
    browser.get("/my-work")
    browser.post("/sign-out")
    assert "Sign in" in browser.get("/sign-in").text  # the browser remembers
    sign_in(browser, site.give_password("SH"))
    assert "我的待办" in browser.get("/my-work").text
    assert language_of(site, "SH") == "zh"


# A form sent too late ---------------------------------------------------------------------------------------------


def late_form(site: Site, browser: Browser) -> None:
    browser.get("/password")
    with clock.rehearse(MORNING + timedelta(minutes=40)):
        answer = browser.post(
            "/administration/organisations", name="很长的一段话", code="abc", password="geheim"
        )
    assert answer.status_code == 401


def test_what_was_typed_survives_the_end_of_the_session(site: Site) -> None:
    site.give_password("sysadmin")
    browser = site.browser("sysadmin")
    late_form(site, browser)
    assert "geheim" not in browser.page
    kept = browser.hidden()["kept"]
    assert browser.post("/sign-in", login="sysadmin", password=PASSWORD, kept=kept).status_code == 200
    assert 'action="/administration/organisations"' in browser.page
    assert browser.hidden()["name"] == "很长的一段话"
    kind = next(iter(site.world.standard.organisation_kinds))
    browser.post("/administration/organisations", kind=kind, name=browser.hidden()["name"], code="abc")
    assert "很长的一段话" in browser.get("/administration/organisations").text


def test_somebody_else_does_not_get_what_was_typed(site: Site) -> None:
    site.give_password("PO")
    browser = site.browser("sysadmin")
    late_form(site, browser)
    kept = browser.hidden()["kept"]
    answer = browser.post("/sign-in", login="po", password=PASSWORD, kept=kept)
    assert answer.status_code == 302
    assert "很长的一段话" not in answer.text


def test_a_forged_keepsake_is_nothing(site: Site) -> None:
    answer = site.stranger().post(
        "/sign-in", login=site.give_password("PO"), password=PASSWORD, kept="forged"
    )
    assert answer.status_code == 302
