"""The administrators' pages."""

from __future__ import annotations

import re

from sqlalchemy import select

from lifecycle import accounts
from lifecycle.records import people
from tests.web.site import Site

NEW_PASSWORD = "Brisk-Maple_93-tundra"


def test_somebody_new_is_added_invited_and_gets_in(site: Site) -> None:
    admin = site.browser("sysadmin")
    answer = admin.post(
        "/administration/people/-/new",
        name="王丽",
        login="wang.li",
        email="",
        language="zh",
        domain="business",
    )
    assert answer.headers["Location"] == "/administration/people/wang.li"
    office = next(code for code, each in site.world.standard.offices.items() if each.held == "seat")
    admin.post("/administration/people/wang.li/offices", office=office)
    admin.post("/administration/people/wang.li/memberships", organisation=site.world.parties[0])
    admin.post("/administration/people/wang.li/link")
    admin.get("/administration/people/wang.li")
    link = re.search(r"http://localhost(/link/[\w-]+)", admin.page)
    assert link is not None
    assert site.world.standard.offices[office].text.zh in admin.page
    assert link[0] not in admin.get("/administration/people/wang.li").text
    newcomer = site.stranger()
    newcomer.get(link[1])
    newcomer.post(link[1], password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert "王丽" in newcomer.get("/my-work").text


def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site) -> None:
    admin = site.browser("sysadmin")
    answer = admin.post(
        "/administration/people/-/new",
        name="王丽",
        login="po",
        email="no address",
        language="zh",
        domain="business",
    )
    assert answer.status_code == 400
    assert "不是有效的邮箱地址" in admin.page
    answer = admin.post(
        "/administration/people/-/new", name="王丽", login="po", email="", language="zh", domain="business"
    )
    assert answer.status_code == 400
    assert "已被占用" in admin.page
    assert 'value="王丽"' in admin.page
    admin.post("/administration/organisations", name="某单位", code="不行", kind="enterprise")
    assert "含有不允许的字符" in admin.page
    assert 'value="某单位"' in admin.page


def test_every_mistake_of_a_form_is_said_at_once(site: Site) -> None:
    admin = site.browser("sysadmin")
    answer = admin.post(
        "/administration/people/-/new", name="", login="po", email="nobody", language="zh", domain="business"
    )
    assert answer.status_code == 400
    assert "有 3 处需要修改" in admin.page
    answer = admin.post(
        "/administration/organisations", name="", code="1", kind="enterprise", credit_code="123"
    )
    assert answer.status_code == 400
    assert "有 3 处需要修改" in admin.page


def test_somebody_whose_login_is_a_word_of_an_address_has_a_page(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.post("/administration/people/-/new", name="牛新", login="new", language="zh", domain="business")
    page = admin.get("/administration/people/new")
    assert page.status_code == 200
    assert "牛新" in page.text


def test_administrators_hold_no_business_office(site: Site) -> None:
    admin = site.browser("sysadmin")
    office = next(code for code, each in site.world.standard.offices.items() if each.held == "staff")
    answer = admin.post("/administration/people/auditadmin/offices", office=office)
    assert answer.status_code == 400
    assert "授予岗位" not in admin.page


def test_an_office_and_a_membership_end(site: Site) -> None:
    admin = site.browser("sysadmin")
    assert "项目专员" in admin.get("/administration/people/po").text
    admin.post("/administration/people/po/offices/PO/end")
    assert "没有岗位" in admin.get("/administration/people/po").text
    assert site.browser("PO").get("/projects").status_code == 200
    admin.post("/administration/people/el/memberships/enterprise/end")
    assert "不属于任何单位" in admin.get("/administration/people/el").text


def test_the_head_and_the_administrator_of_an_organisation_are_named_on_the_persons_page(site: Site) -> None:
    admin = site.browser("sysadmin")
    assert "设为负责人" in admin.get("/administration/people/el").text
    for post, word in (("head", "负责人"), ("administrator", "单位管理员")):
        admin.post(f"/administration/people/el/memberships/enterprise/{post}", holds="yes")
        assert f'<span class="chip">{word}</span>' in admin.get("/administration/people/el").text
    admin.post("/administration/people/el/memberships/enterprise/head", holds="no")
    assert "设为负责人" in admin.get("/administration/people/el").text
    answer = admin.post("/administration/people/el/memberships/finance/head", holds="yes")
    assert answer.status_code == 404
    for office in ("PO", "secadmin"):
        url = "/administration/people/el/memberships/enterprise/head"
        assert site.browser(office).post(url, holds="yes").status_code == 403


def test_whoever_comes_back_is_neither_head_nor_administrator(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.get("/administration/people/el")
    admin.post("/administration/people/el/memberships/enterprise/head", holds="yes")
    admin.post("/administration/people/el/memberships/enterprise/end")
    admin.post("/administration/people/el/memberships", organisation="enterprise")
    assert '<span class="chip">负责人</span>' not in admin.get("/administration/people/el").text


def test_the_security_administrator_ends_sessions_and_no_more(site: Site) -> None:
    victim, security = site.browser("PO"), site.browser("secadmin")
    assert "1 处登录" in security.get("/administration/people/po").text
    assert "停用账号" not in security.page
    security.post("/administration/people/po/sessions/end")
    assert victim.get("/my-work").status_code == 302
    for url in (
        "/administration/people/po/close",
        "/administration/people/po/link",
        "/administration/organisations",
    ):
        assert security.post(url).status_code == 403


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    victim, admin = site.browser("PO"), site.browser("sysadmin")
    admin.post("/administration/people/po/close")
    assert victim.get("/my-work").status_code == 302
    assert "已停用" in admin.get("/administration/people/po").text


def test_the_auditor_reads_the_log_and_nothing_else(site: Site) -> None:
    site.stranger().post("/sign-in", login="po", password="wrong")
    auditor = site.browser("auditadmin")
    assert auditor.get("/").headers["Location"] == "/administration/"
    page = auditor.get("/administration/access-log").text
    assert "失败" in page
    assert "示例po" not in page
    assert auditor.get("/administration/people").status_code == 403


def test_lists_are_searched_and_paged(site: Site) -> None:
    with site.world.engine.write() as session:
        for n in range(60):
            accounts.add_person(session.tx, login=f"x{n:03}", name=f"路人{n}")
            accounts.add_organisation(session.tx, code=f"x{n:03}", name=f"路过单位{n}", kind="enterprise")
    admin = site.browser("sysadmin")
    for url, word in (("/administration/people", "路人"), ("/administration/organisations", "路过")):
        first = admin.get(f"{url}?q={word}").text
        more = re.search(r'href="([^"]+)" rel="next"', first)
        assert more is not None
        second = admin.get(more[1].replace("&amp;", "&")).text
        assert first.count(f"{word}") >= 50
        assert 'rel="next"' not in second
        assert "x059" in second


def test_every_act_of_an_administrator_is_in_the_log_and_none_makes_a_link_for_another(site: Site) -> None:
    admin = site.browser("sysadmin")
    admin.post("/administration/people/po/link")
    refused = admin.post("/administration/people/auditadmin/link")
    assert refused.status_code == 403
    with site.world.engine.read() as session:
        log = people.access_log.c
        acts = session.tx.execute(
            select(log.act, log.target, log.outcome).where(log.act == "make_link").order_by(log.id)
        ).all()
    assert [tuple(line) for line in acts] == [
        ("make_link", "po", "done"),
        ("make_link", "auditadmin", "refused"),
    ]
