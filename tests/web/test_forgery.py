"""A POST that did not come from one of our forms changes nothing."""

from __future__ import annotations

from tests.web.site import Site
from tests.web.test_access import addresses


def test_every_post_without_the_secret_is_refused(site: Site) -> None:
    urls = addresses(site, "POST")
    for persona in ("PO", "sysadmin"):
        browser = site.browser(persona)
        before = site.access_log()
        for url in urls:
            answer = browser.post(url, secret=False, login="x", password="y")
            assert answer.status_code == 400, url
            assert "页面已失效" in answer.text
        assert site.access_log() == before


def test_the_secret_of_one_browser_is_worthless_in_another(site: Site) -> None:
    mine, theirs = site.browser("sysadmin"), site.browser("PO")
    stolen = theirs.secret()
    answer = mine.post("/administration/people/po/close", secret=False, csrf_token=stolen)
    assert answer.status_code == 400
    assert site.person("PO").closed_on is None


def test_a_form_that_was_open_while_the_same_person_signed_in_again_is_taken(site: Site) -> None:
    browser = site.browser("sysadmin")
    browser.get("/administration/people/po")
    secret = browser.secret()
    login = site.give_password("sysadmin")
    with_cookie = browser.post("/sign-in", login=login, password="Kiln-Otter_47-quartz")
    assert with_cookie.status_code == 302
    answer = browser.post("/administration/people/po/sessions/end", secret=False, csrf_token=secret)
    assert answer.status_code == 303
