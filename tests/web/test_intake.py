"""Calls for projects in the browser: strangers who apply, the bureau that screens, and those who mean harm."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from lifecycle import clock
from lifecycle.intake import enclosing
from lifecycle.records.intake import application, call, enclosure
from tests.web.site import MORNING

if TYPE_CHECKING:
    from tests.web.site import Browser, Site

TITLE = "柔性压力传感手套（示例）"
SECRET_WORDS = "金丝雀一七"
NUMBER = re.compile(r"ZJ-\d{4}-\d{2}-\d{4}")
CODE = re.compile(r"<b>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</b>")


def open_call(site: Site, **changed: object) -> str:
    """A call that the head of section opens through the page; its code."""
    head = site.browser("SH")
    head.get("/intake/calls/new")
    kinds = re.findall(r'name="kinds"[^>]* value="(\w+)"', head.page)
    given = {
        "title": "春季成果征集",
        "guidance": "请写明用途。",
        "opens_on": "2026-01-20",
        "closes_on": "2026-02-10",
        "audience": "public",
        "kinds": kinds,
        "seen": "",
    }
    answer = head.post("/intake/calls/new", **(given | changed))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def begin(browser: Browser, address: str, **changed: object) -> str:
    """A draft, begun by somebody who types for a minute; its private address."""
    with clock.rehearse(MORNING - timedelta(minutes=1)):
        browser.get(address)
    kind = re.search(r'<option[^>]* value="(\w+)"', browser.page)
    given = {
        "title": TITLE,
        "holder": "示例·青蘅实验室",
        "kind": kind[1] if kind else "",
        "website": "",
        "seal": browser.hidden()["seal"],
    }
    answer = browser.post(address, **(given | changed))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def whole(browser: Browser, link: str, **changed: object) -> dict[str, object]:
    """Everything that the form of a draft wants."""
    page = browser.get(link).text
    kind = re.search(r'<option[^>]* value="(\w+)"', page)
    return {
        "title": TITLE,
        "holder": "示例·青蘅实验室",
        "kind": kind[1] if kind else "",
        "summary": "用于康复训练，已有样机。",
        "contact": "示例联系人",
        "phone": "0571-00000000",
        "email": "",
        "declared": re.findall(r'name="declared"[^>]* value="([^"]+)"', page),
        "seen": browser.hidden()["seen"],
        "go": "check",
        **changed,
    }


def send(browser: Browser, address: str, **changed: object) -> tuple[str, str, str]:
    """An application that was sent: its private address, its number, its check code."""
    link = begin(browser, address)
    answer = browser.post(link, **whole(browser, link, **changed))
    assert answer.headers["Location"] == f"{link}/check", answer.text
    assert browser.post(f"{link}/check").headers["Location"] == link
    page = browser.get(link).text
    number, code = NUMBER.search(page), CODE.search(page)
    assert number is not None
    assert code is not None
    return link, number[0], code[1]


def settle(browser: Browser, number: str, do: str, **given: object) -> str:
    """What an officer decides; the address they are led to."""
    browser.get(f"/intake/applications/{number}")
    hidden = browser.hidden()
    fields = {f"{do}-{name}": value for name, value in given.items()}
    fields |= {name: hidden[name] for name in (f"{do}-key", f"{do}-seen")}
    answer = browser.post(f"/intake/applications/{number}", do=do, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_link_checker_changes_no_draft_and_sends_none(site: Site) -> None:
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{open_call(site)}")
    browser.post(link, **whole(browser, link))
    for url in (link, f"{link}/check"):
        assert browser.client.head(url, base_url=browser.base_url).status_code == 200
    assert "用于康复训练" in browser.get(link).text


# The way through ----------------------------------------------------------------------------------------------------


def test_a_stranger_applies_and_an_officer_makes_a_project_of_it(site: Site) -> None:
    code = open_call(site)
    stranger = site.stranger()
    assert "春季成果征集" in stranger.get("/apply").text
    link, number, _ = send(stranger, f"/apply/call/{code}")
    officer = site.browser("PO")
    assert TITLE in officer.get("/intake").text
    to = settle(officer, number, "accept", organisation="new")
    assert re.fullmatch(r"/projects/YH-2026-\d{4}", to)
    assert TITLE in officer.get(to).text
    assert "示例·青蘅实验室" in officer.get(to + "/people").text
    told = stranger.get(link).text
    assert "已受理" in told
    assert to.rsplit("/", 1)[1] not in told


def test_an_officers_work_leads_to_what_waits_and_the_project_back_to_what_it_was(site: Site) -> None:
    stranger, officer = site.stranger(), site.browser("PO")
    assert "件申报等待初筛" not in officer.get("/my-work").text
    _, number, _ = send(stranger, f"/apply/call/{open_call(site)}")
    page = officer.get("/my-work").text
    assert "1 件申报等待初筛" in page
    assert "现在没有需要您办理的事项" not in page
    assert "件申报等待初筛" not in site.browser("PL").get("/my-work").text
    project = settle(officer, number, "accept", organisation="new")
    assert "件申报等待初筛" not in officer.get("/my-work").text
    assert f'href="/intake/applications/{number}"' in officer.get(project).text
    assert f'href="{project}"' in officer.get(f"/intake/applications/{number}").text
    gov = site.browser("GOV").get(project)
    assert gov.status_code == 200
    assert "/intake/applications/" not in gov.text, "whoever does not screen has no way there"


def test_a_call_names_all_its_mistakes_at_once(site: Site) -> None:
    officer = site.browser("SH")
    answer = officer.post(
        "/intake/calls/new", title="", opens_on="2026年13月1日", closes_on="", audience="public"
    )
    assert answer.status_code == 400
    assert "有 3 处需要修改" in answer.text
    assert 'value="2026年13月1日"' in answer.text


def test_what_lacks_is_named_where_it_lacks_and_a_draft_is_kept_all_the_same(site: Site) -> None:
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{open_call(site)}")
    answer = browser.post(link, **whole(browser, link, summary="", phone="", go="save"))
    assert answer.headers["Location"] == link
    assert "示例联系人" in browser.get(link).text
    page = browser.get(f"{link}/check").text
    assert "提交前还需填写：成果简介、联系电话。" in page
    assert "确认提交" not in page
    assert browser.post(f"{link}/check").status_code == 400


def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site) -> None:
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{open_call(site)}")
    answer = browser.post(link, **whole(browser, link, phone="打电话", summary="写了很久的简介"))
    assert answer.status_code == 400
    assert "写了很久的简介" in browser.page
    assert "只能填写数字" in browser.page


def test_a_question_comes_back_with_its_answer(site: Site) -> None:
    browser, officer = site.stranger(), site.browser("PO")
    link, number, _ = send(browser, f"/apply/call/{open_call(site)}")
    settle(officer, number, "ask", question="样机做到了哪一步？")
    assert "样机做到了哪一步？" in browser.get(link).text
    answer = browser.post(
        link, **whole(browser, link, summary="改写过的简介", answer="已有三台。", go="answer")
    )
    assert answer.headers["Location"] == link
    page = officer.get(f"/intake/applications/{number}").text
    assert "已有三台。" in page
    assert "原为：用于康复训练，已有样机。" in page
    assert "受理" in page


def test_the_receipt_opens_it_in_any_browser_and_a_wrong_one_says_the_same_as_an_unknown_one(
    site: Site,
) -> None:
    _, number, code = send(site.stranger(), f"/apply/call/{open_call(site)}")
    other = site.stranger()
    assert other.get("/apply/mine").headers["Location"] == "/apply/follow"
    other.get("/apply/follow")
    wrong = [
        re.sub(
            r'value="[^"]*"',
            "",
            other.post("/apply/follow", receipt=receipt, code_given="AAAA-AAAA-AAAA").text,
        )
        for receipt in (number, "ZJ-2026-09-0001")
    ]
    assert wrong[0] == wrong[1]
    assert "回执编号或校验码不对" in wrong[0]
    assert other.post("/apply/follow", receipt=number.lower(), code_given=code.lower()).status_code == 303
    assert number in other.get("/apply/mine").text
    assert code not in other.page


def test_files_come_along_and_are_downloaded_as_files(site: Site) -> None:
    browser, officer = site.stranger(), site.browser("PO")
    link = begin(browser, f"/apply/call/{open_call(site)}")
    upload = (io.BytesIO("样机说明".encode()), "说明.txt")
    browser.post(link, **whole(browser, link, files=upload))
    assert "说明.txt" in browser.get(link).text
    browser.post(f"{link}/check")
    number = NUMBER.search(browser.get(link).text)
    assert number is not None
    answer = officer.get(f"/intake/applications/{number[0]}/files/1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"


def test_a_file_that_is_refused_leaves_what_was_typed_in_the_draft(site: Site) -> None:
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{open_call(site)}")
    upload = (io.BytesIO(b"MZ"), "setup.exe")
    answer = browser.post(link, **whole(browser, link, files=upload, summary="不会丢的简介"))
    assert answer.status_code == 400
    assert "不会丢的简介" in browser.get(link).text


def test_it_is_taken_back_by_its_sender(site: Site) -> None:
    browser = site.stranger()
    link, number, _ = send(browser, f"/apply/call/{open_call(site)}")
    assert browser.post(f"{link}/withdraw").headers["Location"] == link
    assert "已撤回" in browser.get(link).text
    assert "受理" not in site.browser("PO").get(f"/intake/applications/{number}").text.split("<h1>")[1]


def test_an_invited_organisation_applies_in_its_own_name(site: Site) -> None:
    head = site.browser("SH")
    code = open_call(site, audience="invited")
    assert code not in site.stranger().get("/apply").text
    assert site.stranger().get(f"/apply/call/{code}").status_code == 404
    head.get(f"/intake/calls/{code}")
    organisation = re.findall(r'<option[^>]* value="(\w+)"', head.page)[0]
    head.post(f"/intake/calls/{code}/invitations", organisation=organisation)
    link = re.search(r"http://localhost(/apply/invitation/[\w-]+)", head.get(f"/intake/calls/{code}").text)
    assert link is not None
    assert link[0] not in head.get(f"/intake/calls/{code}").text
    _, number, _ = send(site.stranger(), link[1], holder="", kind="")
    project = settle(site.browser("PO"), number, "accept")
    assert f"示例单位{organisation}" in site.browser("PO").get(project + "/people").text
    head.get(f"/intake/calls/{code}")
    head.post(f"/intake/calls/{code}/invitations/1/revoke")
    assert site.stranger().get(link[1]).status_code == 404


def test_the_last_day_of_a_call_is_moved(site: Site) -> None:
    code = open_call(site)
    head = site.browser("SH")
    page = head.get(f"/intake/calls/{code}/change").text
    kinds = re.findall(r'name="kinds"[^>]* value="(\w+)"', page)
    given = {"title": "春季征集", "guidance": "", "opens_on": "2026-01-20", "kinds": kinds, "seen": "1"}
    answer = head.post(f"/intake/calls/{code}/change", closes_on="2026-01-10", **given)
    assert answer.status_code == 400
    assert head.post(f"/intake/calls/{code}/change", closes_on="2026-01-31", **given).status_code == 303
    assert "1月31日" in site.stranger().get("/apply").text
    assert head.post(f"/intake/calls/{code}/change", closes_on="2026-02-20", **given).status_code == 409


# Those who mean harm --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("persona", ["PL", "EL", "BR", "EX", "sysadmin", "auditadmin"])
def test_nobody_else_sees_what_was_offered(site: Site, persona: str) -> None:
    _, number, _ = send(site.stranger(), f"/apply/call/{open_call(site)}", summary=SECRET_WORDS)
    browser = site.browser(persona)
    for url in ("/intake", "/intake/calls", "/intake/calls/new", f"/intake/applications/{number}"):
        answer = browser.get(url)
        assert answer.status_code == 403, url
        assert SECRET_WORDS not in answer.text
    assert "/intake" not in re.findall(r'href="([^"]+)"', browser.get("/").text)


def test_a_link_that_nobody_was_given_leads_nowhere(site: Site) -> None:
    for url in ("/apply/mine/nothing", "/apply/invitation/nothing", "/apply/mine/nothing/check"):
        answer = site.stranger().get(url)
        assert answer.status_code == 404
    assert site.stranger().get("/apply/mine/" + "x" * 3000).status_code == 404
    assert site.stranger().get("/apply/mine/%00").status_code == 404


def test_a_form_sent_twice_begins_one_draft(site: Site) -> None:
    browser = site.stranger()
    address = f"/apply/call/{open_call(site)}"
    link = begin(browser, address)
    with clock.rehearse(MORNING - timedelta(minutes=1)):
        browser.get(address)
    again = begin(browser, address)
    assert again != link
    seal = browser.hidden().get("seal")
    assert seal is None or seal


def test_what_a_machine_sends_begins_nothing_and_is_given_back(site: Site) -> None:
    browser = site.stranger()
    address = f"/apply/call/{open_call(site)}"
    browser.get(address)
    given = {"title": TITLE, "holder": "某单位", "kind": "x", "seal": browser.hidden()["seal"]}
    for changed in ({"website": "http://x"}, {"website": ""}, {"website": "", "seal": "forged"}):
        answer = browser.post(address, **(given | changed))
        assert answer.status_code == 400
        assert TITLE in answer.text
    with site.world.engine.read() as session:
        assert session.tx.scalar(select(func.count()).select_from(application)) == 0


def test_a_flood_waits(site: Site) -> None:
    address = f"/apply/call/{open_call(site)}"
    for _ in range(10):
        begin(site.stranger(), address)
    with pytest.raises(AssertionError, match="过一会儿再试"):
        begin(site.stranger(), address)


def test_markup_is_words(site: Site) -> None:
    evil = "<script>alert(1)</script>\"'{{7*7}}"
    _, number, _ = send(site.stranger(), f"/apply/call/{open_call(site)}", title=evil, summary=evil)
    for page in (f"/intake/applications/{number}", "/intake"):
        text = site.browser("PO").get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
        assert "49" not in text.split("&lt;script&gt;")[1][:60]


def test_a_forged_post_of_a_stranger_is_refused(site: Site) -> None:
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{open_call(site)}")
    answer = browser.post(link, secret=False, **whole(browser, link))
    assert answer.status_code == 400
    assert "示例联系人" not in browser.get(link).text


def test_a_megabyte_of_words_and_a_file_beyond_the_limit_are_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.stranger()
    address = f"/apply/call/{open_call(site)}"
    link = begin(browser, address)
    assert browser.post(address, title="x" * (1 << 21)).status_code == 413
    monkeypatch.setattr(enclosing, "LARGEST", 1000)
    upload = (io.BytesIO(b"a" * 2000), "long.txt")
    assert browser.post(link, **whole(browser, link, files=upload)).status_code == 400
    with site.world.engine.read() as session:
        assert session.tx.scalar(select(func.count()).select_from(enclosure)) == 0


def test_a_call_that_is_closed_takes_nothing_more(site: Site) -> None:
    code = open_call(site)
    browser = site.stranger()
    link = begin(browser, f"/apply/call/{code}")
    form = whole(browser, link)
    with clock.rehearse(MORNING + timedelta(days=30)):
        assert "已于" in site.stranger().get(f"/apply/call/{code}").text
        browser.post(link, **form)
        assert "已于" in browser.get(link).text
        assert browser.post(f"{link}/check").status_code == 400
    with site.world.engine.read() as session:
        assert session.tx.scalar(select(application.c.state)) == "draft"
        assert session.tx.scalar(select(func.count()).select_from(call)) == 1
