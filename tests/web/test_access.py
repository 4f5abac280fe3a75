"""Every route declares who may enter, and no GET can write."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import flask
import pytest

from lifecycle.accounts.logins import checked_login
from lifecycle.database import Database
from lifecycle.errors import Invalid
from tests.web.site import Site
from web import access, cursors
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule

PERSONAS = ("PO", "SH", "DD", "PL", "EL", "BR", "EX", "sysadmin", "secadmin", "auditadmin")


def values_for(site: Site, rule: Rule) -> dict[str, object]:
    """Something to put into the address of a route: a real project and person where there is one."""
    known = {
        "number": site.world.started().number,
        "code": next(iter(site.world.standard.duties)),
        "login": site.people["PO"],
        "filename": "app.css",
        "token": "nothing",
        "letter": 1,
        "post": "head",
        "mark": "nothing",
    }
    return {name: known.get(name, 1) for name in rule.arguments}


def addresses(site: Site, method: str) -> list[str]:
    with site.app.test_request_context(base_url="http://localhost"):
        return [
            flask.url_for(rule.endpoint, **values_for(site, rule))
            for rule in site.app.url_map.iter_rules()
            if method in (rule.methods or ())
        ]


def test_every_route_declares_its_access(site: Site) -> None:
    undeclared = [name for name, view in site.app.view_functions.items() if access.declared(view) is None]
    assert undeclared == []


def test_no_page_stands_where_somebodys_page_would_by_their_login(site: Site) -> None:
    """People choose their logins: one that is called `new` has a page as well. A `-` before it keeps the two apart."""
    rules = [rule.rule.split("/") for rule in site.app.url_map.iter_rules()]
    named = [(rule, place) for rule in rules for place, part in enumerate(rule) if part == "<login>"]
    assert named
    for rule, place in named:
        beside = {other[place] for other in rules if other[:place] == rule[:place] and len(other) > place}
        assert {each for each in beside - {"<login>"} if is_login(each)} == set(), "/".join(rule)


def is_login(text: str) -> bool:
    try:
        return checked_login(text) == text
    except Invalid:
        return False


def test_a_route_that_declares_nothing_answers_500(site: Site) -> None:
    app = create_app(site.app.extensions["settings"], site.world.engine)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/forgotten", base_url="http://localhost")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_stranger_gets_no_further_than_the_door(site: Site) -> None:
    for url in addresses(site, "GET"):
        answer = site.stranger().get(url)
        is_public = url.startswith(
            ("/sign-in", "/link", "/static", "/handbook/check", "/calendar/", "/apply")
        )
        is_public = is_public or "/link/" in url  # an expert's, which lets in whoever holds it
        assert is_public or answer.headers.get("Location", "").startswith("/sign-in"), url


def test_no_get_writes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browsers = [site.browser(persona) for persona in PERSONAS]
    urls = addresses(site, "GET")

    @contextmanager
    def refuse(_: Database) -> Iterator[None]:
        raise AssertionError("a GET asked for a transaction that writes")
        yield

    monkeypatch.setattr(Database, "write", refuse)
    for browser in browsers:
        for url in urls:
            assert browser.get(url).status_code < 500, url


def test_a_head_tries_nothing_and_is_answered_as_a_get(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Link checkers send one, and a page elsewhere can have any browser send one: it is no form without a secret."""
    browsers = [site.stranger(), site.browser("SH")]
    urls = addresses(site, "GET")

    @contextmanager
    def refuse(_: Database) -> Iterator[None]:
        raise AssertionError("a HEAD asked for a transaction that writes")
        yield

    monkeypatch.setattr(Database, "write", refuse)
    for browser in browsers:
        for url in urls:
            head = browser.client.head(url, base_url=browser.base_url, buffered=True)
            assert head.status_code == browser.get(url).status_code, url


FAR = "9" * 30
"""More than any database takes for a number."""


def test_a_number_that_no_row_can_have_finds_nothing(site: Site) -> None:
    browser = site.browser("SH")
    for url in addresses(site, "GET"):
        far = re.sub(r"(?<=/)1(?=/|$|\?)", FAR, url)
        assert far == url or browser.get(far).status_code == 404, far


def test_a_place_in_a_list_that_no_row_can_have_is_passed_over(site: Site) -> None:
    browser, number = site.browser("SH"), site.world.started().number
    day = "2026-01-20"
    places = {
        "/projects?after=": ("", FAR),
        "/my-work?band=later&after=": ("0", day, FAR, "do", "X", FAR, FAR, FAR),
        "/supervision?after=": (day, FAR, "X", FAR),
        "/inbox?before=": (FAR,),
        "/experts?after=": ("a", FAR),
        "/intake?after=": (day, FAR),
    }
    for url, place in places.items():
        assert browser.get(url + cursors.written(place)).status_code == 200, url
    assert browser.get(f"/projects/{number}/history?before={FAR}").status_code == 200
    auditor = site.browser("auditadmin")
    assert auditor.get("/administration/access-log?after=" + cursors.written((FAR,))).status_code == 200
    assert auditor.get("/administration/audit?after=" + cursors.written((day, FAR, FAR))).status_code == 200


def test_a_revision_that_no_row_can_have_is_no_revision(site: Site) -> None:
    """A form that carries none is told to look again; it is no reason to break."""
    head = site.browser("SH")
    head.get("/intake/calls/new")
    page = f"/projects/{site.world.started().number}/people"
    head.get(page)
    for url in (page, "/intake/calls/new", "/inbox/read"):
        assert head.post(url, seen=FAR, at=FAR, key=FAR, notice=FAR).status_code < 500, url


def test_the_connection_of_a_get_can_not_write(site: Site) -> None:
    with site.world.engine.read() as session, pytest.raises(Exception, match=r"readonly"):
        session.tx.exec_driver_sql("DELETE FROM person")


@pytest.mark.parametrize("persona", ["PO", "SH", "PL", "auditadmin"])
def test_the_accounts_are_for_their_administrators_only(site: Site, persona: str) -> None:
    browser = site.browser(persona)
    assert browser.get("/administration/people").status_code == 403
    assert browser.get("/administration/people/po").status_code == 403


@pytest.mark.parametrize("persona", ["sysadmin", "secadmin", "auditadmin"])
def test_administrators_see_no_project(site: Site, persona: str) -> None:
    driver = site.world.started(title="金丝雀项目")
    browser = site.browser(persona)
    for url in ("/my-work", "/projects?state=all", f"/projects/{driver.number}", "/projects?q=金丝雀"):
        browser.get(url)
        assert "金丝雀项目" not in browser.page, url
    assert browser.get(f"/projects/{driver.number}").status_code in (403, 404)


def test_somebody_of_another_organisation_sees_nothing(site: Site) -> None:
    driver = site.world.started(title="金丝雀项目", parties=site.world.parties[:1])
    outsiders = [office for office in ("EL", "BR") if not _takes_part(site, office)]
    assert outsiders
    for office in outsiders:
        browser = site.browser(office)
        for url in ("/my-work", "/projects", "/projects?q=金丝雀", f"/projects/{driver.number}"):
            assert "金丝雀项目" not in browser.get(url).text, url
        missing, foreign = browser.get("/projects/YH-2026-9999"), browser.get(f"/projects/{driver.number}")
        assert missing.status_code == foreign.status_code == 404


def _takes_part(site: Site, office: str) -> bool:
    return office == site.world.standard.member_office(site.world.parties[0])
