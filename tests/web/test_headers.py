"""What a browser is told about our pages, and that the pages keep to it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import templates
from tests.web.site import Site

INLINE = re.compile(
    r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("url", ["/sign-in", "/no-such-page", "/static/app.css", "/my-work"])
def test_every_answer_says_what_the_browser_may_do(site: Site, url: str) -> None:
    headers = site.stranger().get(url).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'self'"):
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_over_tls_the_browser_is_told_to_stay_there(site: Site) -> None:
    browser = site.stranger()
    browser.base_url = "https://localhost"
    assert "max-age" in browser.get("/sign-in").headers["Strict-Transport-Security"]


def test_pages_are_not_kept_and_files_are(site: Site) -> None:
    browser = site.browser("PO")
    assert browser.get("/my-work").headers["Cache-Control"] == "no-store"
    stylesheet = re.search(r'href="(/static/app\.css[^"]+)"', browser.page)
    assert stylesheet is not None
    assert "immutable" in browser.get(stylesheet[1]).headers["Cache-Control"]


def test_no_template_needs_what_the_policy_forbids() -> None:
    found = [
        f"{source.place}: {match[0]}" for source in templates("web") for match in INLINE.finditer(source.text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<script>x</script>",
        '<a onclick="x()">',
        "<a href='javascript:x'>",
        "<style>",
    ],
)
def test_what_the_policy_forbids_is_noticed(text: str) -> None:
    assert INLINE.search(text)
