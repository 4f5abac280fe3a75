"""When something is refused or breaks, the page says what it is and what to do, and gives nothing away."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import date
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
from tests.web.site import Site
from web import access
from web.app import create_app
from web.errors import sentence
from web.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

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
