"""When something is refused or breaks, the page says what it is and what to do, and gives nothing away."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from lifecycle.database import Database
from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.gate import Blocker
from tests.web.site import Browser, Site
from web import access
from web.app import create_app
from web.errors import sentence
from web.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

BLOCKER = Blocker("duty", "MIN-P-1", "open_required_duties", "complete_duty", "platform", "PL")
REFUSALS: list[tuple[Refusal, int]] = [
    (NotFound("project", "YH-2026-0001"), 404),
    (NotPermitted("decide", "is_decider", ("DD", "DIR")), 403),
    (NotPermitted("decide", "some_new_clause"), 403),
    (NoSuchMove("gate_go", "mining/active"), 409),
    (GateClosed("request_gate", (BLOCKER, BLOCKER)), 409),
    (Stale("duty", 3, 5), 409),
    (Invalid("title", "too_long", {"limit": 120, "length": 500}), 400),
    (Invalid("until", "out_of_range", {"from": date(2026, 1, 1), "to": date(2026, 2, 1)}), 400),
    (Unavailable("disk full at /var/lib"), 503),
]


def failing(site: Site, error: Exception) -> tuple[int, str]:
    """A page whose view raises."""
    app = create_app(site.app.extensions["settings"], site.world.engine)

    @access.public
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    answer = app.test_client().get("/fail", base_url="http://localhost")
    return answer.status_code, answer.text


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=lambda given: str(given)[:40])
def test_a_refusal_has_its_status_and_a_sentence_without_codes(
    site: Site, refusal: Refusal, status: int
) -> None:
    found, page = failing(site, refusal)
    assert found == status
    said = [
        code
        for code in ("is_decider", "some_new_clause", "mining", "MIN-P-1", "/var/lib", "gate_go")
        if code in page
    ]
    assert said == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("refusal", "_"), REFUSALS, ids=lambda given: str(given)[:40])
def test_every_refusal_is_said_in_both_languages(site: Site, refusal: Refusal, _: int, language: str) -> None:
    with site.app.test_request_context(base_url="http://localhost"):
        said = sentence(refusal, Speech(language, date(2026, 1, 20)))
    assert said
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said) == (language == "zh")


def test_who_may_is_said_in_words(site: Site) -> None:
    _, page = failing(site, NotPermitted("decide", "is_decider", ("DD",)))
    assert "分管副局长" in page


def test_what_breaks_is_logged_under_the_code_that_the_page_shows(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "lifecycle.web"):
        status, page = failing(site, RuntimeError("kaputt"))
    assert status == 500
    assert "kaputt" not in page
    assert caplog.records[0].message.split('"')[3] in page


def test_a_database_that_is_gone_is_said_and_not_a_crash(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.browser("PO")

    @contextmanager
    def gone(_: Database) -> Iterator[None]:
        raise Unavailable("gone")
        yield

    monkeypatch.setattr(Database, "read", gone)
    assert browser.get("/my-work").status_code == 503
    assert "没有生效" in browser.page


def test_another_host_is_refused(site: Site) -> None:
    answer = site.app.test_client().get("/sign-in", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_too_much_is_refused_before_it_is_read(site: Site) -> None:
    assert site.stranger().post("/sign-in", login="x" * (1 << 20)).status_code == 413
    many = {f"f{n}": "" for n in range(5000)}
    assert site.stranger().post("/sign-in", **many).status_code in (400, 403, 413)


def test_a_wrong_method_says_so(site: Site) -> None:
    browser = site.stranger()
    assert browser.get("/sign-out").status_code == 405
    assert "按钮" in browser.page


def test_odd_addresses_are_not_found(site: Site) -> None:
    browser = site.browser("PO")
    for url in (
        "/projects/%00",
        "/projects/'; DROP TABLE project",
        "/projects/" + "x" * 3000,
        "/administration/people/%FF",
    ):
        assert browser.get(url).status_code in (403, 404), url


# What had been typed ----------------------------------------------------------------------------------------------


def sent(
    site: Site, error: Exception, office: str | None = "PO", **fields: str
) -> tuple[Browser, TestResponse, str]:
    """A form of a project whose view raises; the browser that sent it, the answer, and the project."""
    driver = site.world.started()
    app = create_app(site.app.extensions["settings"], site.world.engine)

    @access.act("see")
    def fail(number: str) -> str:
        raise error

    app.add_url_rule("/projects/<number>/fail", "fail", fail, methods=["GET", "POST"])
    browser = replace(site, app=app).browser(office) if office else Browser(app.test_client())
    browser.get(f"/projects/{driver.number}")
    return browser, browser.post(f"/projects/{driver.number}/fail", **fields), driver.number


TYPED = {"title": "区域气象大模型", "reason": "第一行\n第二行", "key": "k1", "seen": "1", "at": "2"}


@pytest.mark.parametrize(
    "error",
    [
        Stale("project", 1, 3),
        Unavailable("disk full"),
        NotPermitted("x", "holds_office"),
        RuntimeError("kaputt"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_was_typed_is_on_the_page_of_the_error(site: Site, error: Exception) -> None:
    _, answer, _ = sent(site, error, **TYPED)
    shown = answer.text.split('class="typed"')[1].split("</dl>")[0]
    assert "<dt>项目名称</dt><dd>区域气象大模型</dd>" in shown
    assert "第一行\n第二行" in unescape(shown).replace("\r", "")
    assert "k1" not in shown


@pytest.mark.parametrize("error", [Stale("project", 1, 3), Unavailable("x"), RuntimeError("x")], ids=str)
def test_it_can_be_sent_again_from_there_under_the_same_key(site: Site, error: Exception) -> None:
    browser, answer, number = sent(site, error, **TYPED)
    assert f'method="post" action="/projects/{number}/fail"' in answer.text
    again = browser.hidden()
    kept = {
        name: value for name, value in TYPED.items() if name not in ("seen", "at") or type(error) is not Stale
    }
    assert {name: again[name].replace("\r", "") for name in kept} == kept
    assert ("seen" in again) == ("seen" in kept)
    assert browser.post(f"/projects/{number}/fail", **again).status_code == answer.status_code


def test_what_is_not_permitted_is_not_offered_again(site: Site) -> None:
    _, answer, number = sent(site, NotPermitted("x", "holds_office", ("DD",)), **TYPED)
    assert f'action="/projects/{number}/fail"' not in answer.text
    assert "分管副局长" in answer.text


def test_a_conflict_says_what_changed_since_the_form_was_open(site: Site) -> None:
    _, answer, number = sent(site, NoSuchMove("submit", "mining/active"), **TYPED)
    assert answer.status_code == 409
    assert "您打开页面之后发生的变化" in answer.text
    assert "提交" in answer.text.split('class="timeline"')[1].split("</ol>")[0]
    assert f"/projects/{number}/history" in answer.text


def test_a_conflict_on_somebody_elses_project_says_nothing_of_it(site: Site) -> None:
    foreign = site.world.started(title="金丝雀", parties=site.world.parties[:1])
    browser, _, _ = sent(site, Stale("project", 1, 3), "EL", **TYPED)
    answer = browser.post(f"/projects/{foreign.number}/fail", **TYPED)
    assert "timeline" not in answer.text
    assert "金丝雀" not in answer.text


def test_the_store_that_cannot_write_asks_to_wait(site: Site) -> None:
    _, answer, _ = sent(site, Unavailable("x"), **TYPED)
    assert answer.headers["Retry-After"] == "30"


def test_what_was_too_large_says_that_it_is_not_kept(site: Site) -> None:
    browser = site.browser("PO")
    browser.get("/projects/new")
    answer = browser.post("/projects/new", title="x" * (1 << 20))
    assert answer.status_code == 413
    assert "无法在此保留" in answer.text
    assert 'class="typed"' not in answer.text


def test_a_password_is_never_shown_again(site: Site) -> None:
    _, answer, _ = sent(site, RuntimeError("x"), password="Secret-Word_99", title="甲")
    assert "Secret-Word_99" not in answer.text
    assert "甲" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://localhost/projects?q=a", "/projects?q=a"),
        ("http://evil.example/projects", None),
        ("http://localhost//evil.example", None),
        ("", None),
    ],
)
def test_the_way_back_is_on_this_site(site: Site, came: str, back: str | None) -> None:
    page = site.browser("PO").get("/no-such-page", headers={"Referer": came}).text
    assert ("返回上一页" in page) == (back is not None)
    if back:
        assert f'href="{back}"' in page
    assert "evil" not in page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("refusal", "_"), REFUSALS, ids=lambda given: str(given)[:40])
def test_every_page_of_an_error_speaks_the_readers_language(
    site: Site, refusal: Refusal, _: int, language: str
) -> None:
    browser, _answer, number = sent(site, refusal)
    browser.post("/language", language=language, next="/")
    main = browser.post(f"/projects/{number}/fail", note="-").text.split("<main")[1].split("<footer")[0]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in main) == (language == "zh")
