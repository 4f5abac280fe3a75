"""A party that is missing: what the page says can be done, letting another office do it, buying its service."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.web.project.site import open_site
from tests.web.project.test_duties import PDF

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.project.site import Site
    from tests.world import World

LISTED, NEVER = "MIN-I-3", "MIN-I-2"


@pytest.fixture
def lone(world: World, tmp_path: Path) -> Site:
    """A project without an intermediary."""
    driver = world.started(title="区域气象大模型", parties=("source_platform", "enterprise"))
    return open_site(world, tmp_path / "home", driver)


def duty(site: Site, code: str) -> str:
    return site.path(f"/duties/{code}")


def blocker(text: str, code: str) -> str:
    """What the page says about one blocker."""
    return text.partition(f">{code}</a>")[2].partition("</li>")[0]


# What is said ---------------------------------------------------------------------------------------------------


def test_each_blocker_says_what_may_be_done_by_whom_and_where(lone: Site) -> None:
    text = lone.as_office("PO").get(lone.path()).text
    listed, never = blocker(text, LISTED), blocker(text, NEVER)
    assert "经成果转化科科长同意由项目专员代办" in listed
    assert "代办" not in never
    for said in (listed, never):
        assert "购买服务（平台成果转化员、创新协作员）" in said
        assert "豁免（成果转化科科长）" in said
        assert f'class="mine" href="{lone.path("/people")}"' in said, "the officer may bring somebody in"
        assert f'href="{lone.path("/buy-service")}"' in said
    assert "中介缺位 2 项，须先有人办理" in text


def test_what_the_reader_may_do_is_marked_as_theirs(lone: Site) -> None:
    buyer = blocker(lone.as_office("PL").get(lone.path()).text, NEVER)
    assert f'class="mine" href="{lone.path("/buy-service")}"' in buyer
    head = blocker(lone.as_office("SH").get(lone.path()).text, LISTED)
    assert head.count(f'class="mine" href="{duty(lone, LISTED)}"') == 2, "to consent, or to waive"


# Another office does it -----------------------------------------------------------------------------------------


def test_the_head_consents_the_officer_does_it_and_both_are_named(lone: Site) -> None:
    head, officer = lone.as_office("SH"), lone.as_office("PO")
    empty = head.send(duty(lone, LISTED), "stand-in", fields={"stand-in-reason": " "})
    assert empty.status == 400
    assert 'href="#stand-in-reason"' in empty.text
    given = {"stand-in-reason": "两次征集无机构响应"}
    assert head.send(duty(lone, LISTED), "stand-in", fields=given).status == 303
    for reader in (head, officer, lone.as_office("PL")):
        shown = reader.get(duty(lone, LISTED)).text
        assert "代技术经纪人办理" in shown
        assert "示例sh 同意（B2）" in shown
        assert "两次征集无机构响应" in shown
    assert "代技术经纪人办理" in officer.get(lone.path()).text
    row = lone.driver.look()[1].latest_duties()[LISTED, 1]
    assert (row.doer, row.confirmer) == ("PO", "SH")


@pytest.mark.parametrize("office", ["PO", "DD", "PL", "EL"])
def test_nobody_else_consents(lone: Site, office: str) -> None:
    page = lone.as_office(office).get(duty(lone, LISTED))
    assert not [form for form in page.forms if "stand-in-reason" in form.names]
    head = lone.as_office("SH").get(duty(lone, LISTED)).form("stand-in")
    hidden = lone.as_office(office).get("/delegation").form(having="csrf_token").fields["csrf_token"]
    data = head.fields | {"csrf_token": hidden, "stand-in-reason": "示例", "act": "stand-in"}
    assert lone.as_office(office).post(duty(lone, LISTED), data).status in (400, 403)
    assert lone.driver.look()[1].latest_duties()[LISTED, 1].instead_of is None


def test_what_nobody_else_may_do_offers_no_consent(lone: Site) -> None:
    head = lone.as_office("SH")
    assert not [form for form in head.get(duty(lone, NEVER)).forms if "stand-in-reason" in form.names]
    form = head.get(duty(lone, LISTED)).form("stand-in")
    forged = head.press(duty(lone, NEVER), form, "stand-in", fields={"stand-in-reason": "示例"})
    assert forged.status in (400, 409)
    assert "不得代办" in forged.text


def test_a_consent_from_an_old_page_is_stale_and_one_sent_twice_is_one(lone: Site) -> None:
    head = lone.as_office("SH")
    form = head.get(duty(lone, LISTED)).form("stand-in")
    given = {"stand-in-reason": "两次征集无机构响应"}
    for _ in range(2):
        assert head.press(duty(lone, LISTED), form, "stand-in", fields=given).status == 303
    old = head.press(duty(lone, LISTED), form, "stand-in", fields=given | {"stand-in-key": "another"})
    assert old.status in (400, 403, 409)
    assert "两次征集无机构响应" in old.text


# A service is bought --------------------------------------------------------------------------------------------


def test_the_platform_buys_the_service_with_its_voucher(lone: Site) -> None:
    buyer, path = lone.as_office("PL"), lone.path("/buy-service")
    assert f'href="{path}"' in buyer.get(lone.path("/people")).text
    bare = buyer.send(path, "buy", organisation="intermediary", reason="写了很久的理由")
    assert bare.status == 400
    assert 'href="#file-voucher_record"' in bare.text
    assert bare.form("buy").fields["reason"] == "写了很久的理由"
    assert bare.form("buy").fields["organisation"] == "intermediary"
    voucher = {"form-voucher_record": "number", "value-voucher_record": "YHQ-2026-001"}
    assert buyer.press(path, bare.form("buy"), "buy", fields=voucher).status == 303
    people = buyer.get(lone.path("/people")).text
    assert "购买服务" in people
    assert "写了很久的理由" in people
    assert "没有缺位" in buyer.get(path).text, "nobody is missing any more"


def test_a_voucher_that_was_received_need_not_be_chosen_again(lone: Site) -> None:
    buyer, path = lone.as_office("PL"), lone.path("/buy-service")
    file = {"file-voucher_record": (BytesIO(PDF), "服务券.pdf")}
    kept = buyer.send(path, "buy", organisation="", reason="写了很久的理由", fields=file)
    assert kept.status == 400
    assert 'href="#organisation"' in kept.text
    assert "已收到文件 服务券.pdf" in kept.text
    assert buyer.press(path, kept.form("buy"), "buy", organisation="intermediary").status == 303
    assert [row.name for row in lone.driver.look()[1].documents.values()] == ["服务券.pdf"]


@pytest.mark.parametrize("seller", ["enterprise", "source_platform", "nowhere", "\x00", "９"])
def test_a_seller_that_is_not_offered_is_not_taken(lone: Site, seller: str) -> None:
    given = {"form-voucher_record": "number", "value-voucher_record": "1"}
    page = lone.as_office("PL").send(
        lone.path("/buy-service"), "buy", organisation=seller, reason="示例", fields=given
    )
    assert page.status == 400
    assert 'href="#organisation"' in page.text


def test_who_does_not_buy_is_told_who_does(lone: Site) -> None:
    for office in ("PO", "EL", "SH"):
        page = lone.as_office(office).get(lone.path("/buy-service"))
        assert "此操作由平台成果转化员" in page.text
        assert not [form for form in page.forms if "organisation" in form.names]


def test_where_the_party_is_there_nothing_is_bought(site: Site) -> None:
    assert "没有缺位" in site.as_office("PL").get(site.path("/buy-service")).text
    assert "/buy-service" not in site.as_office("PL").get(site.path()).text
