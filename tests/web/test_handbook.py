"""The handbook on the screen: one's own edition first, deep links, search, downloads, the check of a printed one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handbook import check_code
from stages import catalogue

if TYPE_CHECKING:
    from tests.web.site import Site


def test_everybody_begins_with_the_edition_of_their_role(site: Site) -> None:
    standard = catalogue().current()
    for persona in ("PO", "PL", "EL", "BR", "EX"):
        role = standard.offices[persona].role
        assert site.browser(persona).get("/handbook").location == f"/handbook/{role}"


def test_editions_are_tabs_and_the_one_being_read_is_marked(site: Site) -> None:
    page = site.browser("EL").get("/handbook/enterprise").text
    assert '<a href="/handbook/enterprise" aria-current="page">企业分册</a>' in page
    assert 'id="LAN-E-1"' in page
    assert 'id="LAN-I-1"' not in page


@pytest.mark.parametrize("code", ["MIN-G-1", "G3", "G1-C2", "T07", "G1/go"])
def test_a_code_leads_to_its_clause_in_the_full_edition(code: str, site: Site) -> None:
    browser = site.browser("PO")
    target = browser.get(f"/handbook/clause/{code}").location
    address, _, anchor = target.partition("#")
    assert f'id="{anchor}"' in browser.get(address).text


def test_searching_lists_the_clauses_that_have_the_words(site: Site) -> None:
    browser = site.browser("PO")
    assert '<a href="#MIN-P-1">' in browser.get("/handbook/full?q=成果披露表").text
    assert "没有找到" in browser.get("/handbook/full?q=<b>无</b>").text
    assert "<b>无" not in browser.page


def test_the_page_speaks_both_languages_on_request(site: Site) -> None:
    page = site.browser("PO").get("/handbook/expert?lang=both").text
    assert 'lang="en">Scientific and technical value' in page


@pytest.mark.parametrize(
    "url", ["/handbook/mayor", "/handbook/full?version=1999.1", "/handbook/full/download/odt"]
)
def test_what_there_is_not_is_not_found(url: str, site: Site) -> None:
    assert site.browser("PO").get(url).status_code == 404


def test_a_download_is_named_and_whole(site: Site) -> None:
    answer = site.browser("PO").get("/handbook/expert/download/json?lang=en")
    assert answer.headers["Content-Disposition"] == "attachment; filename=handbook-2026.1-expert-en.json"
    assert json.loads(answer.data)["head"]["edition"] == "expert"


def test_a_project_has_an_edition_of_its_own(site: Site) -> None:
    number = site.world.started(title="膜<材料>").number
    page = site.browser("PO").get(f"/handbook/project/{number}/html").text
    assert "膜&lt;材料&gt;" in page
    assert "在办" in page
    assert "MIN-P-1" in page
    assert site.browser("auditadmin").get(f"/handbook/project/{number}/html").status_code == 404
    assert site.browser("PO").get("/handbook/project/YH-2026-9999/html").status_code == 404


def test_anybody_may_check_a_printed_book(site: Site) -> None:
    code = check_code(catalogue().current(), "enterprise")
    answer = site.stranger().get(f"/handbook/check/{code.lower()}")
    assert answer.status_code == 200
    assert "现行有效" in answer.text
    assert "企业分册" in answer.text
    unknown = site.stranger().get("/handbook/check/AAAAAAAAAA")
    assert unknown.status_code == 404
    assert "没有这个校验码" in unknown.text
