"""The handbook on the screen: one's own edition first, deep links, search, downloads, the check of a printed one."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from handbook import NoChineseFont, NothingGiven, NotPrintable, UnknownEdition, check_code
from stages import catalogue
from tests.waiting import PATIENCE_SECONDS, wait_until
from web.handbook import files
from web.handbook.making import WAITING, Workshop

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.web.site import Browser, Site


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


# One's own first ----------------------------------------------------------------------------------------------------


def chapter(page: str, stage: str, following: str) -> str:
    return page[page.index(f'<h2 id="{stage}"') : page.index(f'<h2 id="{following}"')]


def test_ones_own_list_stands_before_those_of_others_which_are_folded(site: Site) -> None:
    page = chapter(site.browser("EL").get("/handbook/full").text, "mining", "evaluation")
    places = {
        role: page.index(f'id="mining.duties.{role}"') for role in ("government", "platform", "enterprise")
    }
    assert places["enterprise"] < places["government"] < places["platform"]
    assert "7.6  企业清单" in page  # numbers stay
    assert page.count('<details class="others">') == 3
    assert '<details class="others"><summary><h3 id="mining.duties.enterprise"' not in page


def test_rows_that_concern_others_only_are_grey(site: Site) -> None:
    page = site.browser("EL").get("/handbook/full").text
    assert '<tr id="MIN-G-5" class="proposal-row other">' in page or '<tr id="MIN-G-5" class="other">' in page
    own = page[page.index('<tr id="MIN-E-1"') : page.index('<tr id="MIN-E-1"') + 60]
    assert "other" not in own


def test_the_readers_own_lists_are_one_step_away(site: Site) -> None:
    page = site.browser("BR").get("/handbook/full").text
    assert '<a href="#mining.duties.intermediary">成果挖掘</a>' in page
    assert "本方清单" in page


def test_whoever_has_no_role_reads_it_in_plain_order(site: Site) -> None:
    page = site.browser("secadmin").get("/handbook/full").text
    assert "others" not in chapter(page, "mining", "evaluation")


# There and back -----------------------------------------------------------------------------------------------------


def test_a_clause_of_a_project_leads_to_the_handbook_and_back(site: Site) -> None:
    number = site.world.started(title="膜材料").number
    browser = site.browser("PO")
    page = browser.get(f"/projects/{number}").text
    assert f'/handbook/clause/MIN-P-1?project={number}"' in page
    there = browser.get(f"/handbook/clause/MIN-P-1?project={number}").location
    reader = browser.get(there.partition("#")[0]).text
    assert f'<a href="/projects/{number}">← 返回项目 {number}</a>' in reader
    assert '<details class="others" open>' in reader  # the clause may stand in a folded list


def test_no_way_back_is_offered_to_a_project_that_one_may_not_see(site: Site) -> None:
    number = site.world.started(parties=("source_platform",)).number
    for wanted in (number, "YH-2026-9999", "<b>"):
        page = site.browser("BR").get("/handbook/full", query_string={"project": wanted}).text
        assert "返回项目" not in page


def test_a_version_that_is_past_says_so_and_leads_to_the_one_in_force(site: Site) -> None:
    page = site.browser("PO").get("/handbook/full").text
    assert '<span class="stamp now">现行有效</span>' in page


# One organisation ---------------------------------------------------------------------------------------------------


def test_an_organisation_has_its_list_of_work_over_all_its_projects(site: Site) -> None:
    first = site.world.started(title="膜<材料>").number
    site.world.started(title="柔性机器人手")
    page = site.browser("PL").get("/handbook/organisation/source_platform").text
    assert "一平台一策工作清单" in page
    assert "膜&lt;材料&gt;" in page
    assert f'<a href="/projects/{first}">{first}</a>' in page
    assert '<a class="code" href="/handbook/clause/MIN-P-1">MIN-P-1</a>' in page
    assert "每年3月30日前" in page  # what it owes by itself
    assert "MIN-E-1" not in page


@pytest.mark.parametrize("form", ["pdf", "docx", "html", "md", "json"])
def test_the_list_of_work_is_printed_in_every_format(form: str, site: Site, chinese_font: None) -> None:
    site.world.started()
    answer = wait_for(site.browser("PO"), f"/handbook/organisation/source_platform/{form}")
    assert answer.headers["Content-Disposition"].endswith(f"handbook-2026.1-source_platform-zh.{form}")


def test_an_organisation_that_one_shares_no_project_with_is_not_there(site: Site) -> None:
    site.world.started(parties=("source_platform",))
    for url in ("/handbook/organisation/source_platform", "/handbook/organisation/source_platform/html"):
        assert site.browser("BR").get(url).status_code == 404
        assert site.browser("auditadmin").get(url).status_code == 404
    assert site.browser("PO").get("/handbook/organisation/nobody").status_code == 404


def test_the_list_of_organisations_holds_those_of_the_projects_one_sees(site: Site) -> None:
    site.world.started(parties=("source_platform", "enterprise"))
    assert "/handbook/organisation/source_platform" in site.browser("EL").get("/handbook/organisations").text
    page = site.browser("BR").get("/handbook/organisations").text
    assert "没有参与单位" in page


# A project's own edition ---------------------------------------------------------------------------------------------


def test_a_project_has_a_page_to_print_from(site: Site) -> None:
    number = site.world.started(title="膜<材料>").number
    browser = site.browser("PO")
    assert f'href="/handbook/project/{number}"' in browser.get(f"/projects/{number}").text
    page = browser.get(f"/handbook/project/{number}").text
    assert "膜&lt;材料&gt;" in page
    assert "本项目适用标准版本 2026.1，即现行版本" in page
    assert f"/handbook/project/{number}/pdf" in page
    assert "A.2  成果披露表" in page  # the form of what is open
    assert site.browser("auditadmin").get(f"/handbook/project/{number}").status_code == 404


# Files that take their time ------------------------------------------------------------------------------------------


def wait_for(browser: Browser, url: str) -> TestResponse:
    """As a browser that obeys the page and looks in again."""

    def come() -> TestResponse | None:
        answer = browser.get(url)
        assert answer.status_code in (200, 202), answer.text
        assert answer.status_code == 200 or answer.headers["Refresh"]
        return answer if answer.status_code == 200 else None

    return wait_until(come)


def test_a_slow_file_is_waited_for_by_a_page_that_looks_in_again(
    site: Site, chinese_font: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "workshop", Workshop(patience_seconds=0))
    url = "/handbook/expert/download/pdf?lang=both"
    first = site.browser("PO").get(url)
    assert first.status_code == 202
    assert "正在生成文件" in first.text
    assert "<progress" in first.text
    assert "<script" not in first.text
    made = wait_for(site.browser("PO"), url)
    assert made.data.startswith(b"%PDF")
    assert site.browser("EL").get(url).status_code == 200  # made once, for everybody


def test_a_full_room_asks_for_patience_and_forgets_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Workshop(patience_seconds=0)
    gate = threading.Event()

    def slow() -> bytes:
        gate.wait(PATIENCE_SECONDS)
        return b"book"

    for n in range(WAITING):
        room.get(n, slow)
    monkeypatch.setattr(files, "workshop", room)
    answer = site.browser("PO").get("/handbook/government/download/docx?lang=both")
    gate.set()
    assert answer.status_code == 202
    assert "前面还有文件在排版" in answer.text
    assert wait_for(site.browser("PO"), "/handbook/government/download/docx?lang=both").data[:2] == b"PK"


def test_many_who_want_the_same_file_have_it_made_once() -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.2)
        return b"book"

    room = Workshop(patience_seconds=5)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: room.get("same", make), range(8)))
    assert set(answers) == {b"book"}
    assert len(made) == 1


def test_what_could_not_be_made_is_said_and_tried_anew() -> None:
    room = Workshop(patience_seconds=5)

    def refuse() -> bytes:
        raise NotPrintable(why="?")

    with pytest.raises(NotPrintable):
        room.get("book", refuse)
    assert room.get("book", lambda: b"book") == b"book"


def test_every_refusal_of_the_handbook_is_a_sentence_in_both_languages(site: Site) -> None:
    unknown = UnknownEdition(edition="x", known=("full",))
    refusals = (NoChineseFont(searched=("仿宋",)), NotPrintable(why="?"), NothingGiven(), unknown)
    for language in ("zh", "en"):
        with site.app.test_request_context(headers={"Cookie": f"language={language}"}):
            said = [files.sentence(refused) for refused in refusals]
        assert all(len(sentence) > 10 and "handbook." not in sentence for sentence in said)
    with site.app.test_request_context():
        assert "fonts-noto-cjk" in files.sentence(refusals[0])


# The check ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["full", "flow", "project", "organisation", "expert"])
def test_the_code_of_every_edition_can_be_checked(edition: str, site: Site) -> None:
    code = check_code(catalogue().current(), edition)
    assert "现行有效" in site.stranger().get(f"/handbook/check/{code}").text


def test_a_code_is_typed_in_where_there_is_no_camera(site: Site) -> None:
    browser = site.stranger()
    assert 'name="code"' in browser.get("/handbook/check").text
    answer = browser.get("/handbook/check", query_string={"code": " abc/../ "})
    assert answer.status_code == 302
    assert answer.location.startswith("/handbook/check/")
    assert browser.get("/handbook/check/abc").status_code == 404
