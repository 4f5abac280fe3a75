"""Parties that leave, and one that takes another's place, through the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.reminding import news
from tests.lifecycle import scenes
from tests.web.project.test_other_acts import approved

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site

CONSENT = "parties_consented"


def leave(site: Site, organisation: str, day: str, reason: str = "不再参与", office: str = "SH") -> Page:
    named = f"part-{organisation}"
    given = {f"{named}-from_day": day, f"{named}-reason": reason}
    return site.as_office(office).send(site.path("/people"), named, fields=given)


# Leaving --------------------------------------------------------------------------------------------------------


def test_a_party_leaves_today_and_its_people_see_the_project_no_more(site: Site) -> None:
    day = site.driver.day
    assert leave(site, "enterprise", f"{day.year}/{day.month}/{day.day}").status == 303
    people = site.as_office("SH").get(site.path("/people")).text
    assert "曾经参与" in people
    assert "示例单位enterprise" in people.partition("曾经参与")[2]
    assert site.as_office("EL").get(site.path()).status == 404
    assert "不再参与" in site.as_office("SH").get(site.path("/history")).text


def test_the_officer_finds_in_the_inbox_that_somebody_has_left(site: Site) -> None:
    leave(site, "enterprise", site.driver.day.isoformat())
    news.tell(site.world.engine)
    assert "已退出项目：示例单位enterprise" in site.as_office("PO").get("/inbox").text


def test_a_leaving_ahead_is_announced_and_can_be_called_off(site: Site) -> None:
    day = site.driver.day + timedelta(days=7)
    assert leave(site, "enterprise", day.isoformat()).status == 303
    head = site.as_office("SH")
    said = f"{day.month}月{day.day}日 起退出"
    assert said in head.get(site.path("/people")).text
    assert said in site.as_office("EL").get(site.path()).text, "its people know, and still see it"
    assert head.send(site.path("/people"), "stay-enterprise").status == 303
    assert said not in head.get(site.path("/people")).text


@pytest.mark.parametrize(
    ("day", "reason"), [("", "不再参与"), ("某天", "不再参与"), ("2020-01-01", "x"), ("", "")]
)
def test_what_is_missing_is_said_in_the_form_and_nothing_is_lost(site: Site, day: str, reason: str) -> None:
    page = leave(site, "enterprise", day, reason)
    assert page.status == 400
    assert 'href="#part-enterprise-' in page.text
    assert page.form("part-enterprise").fields["part-enterprise-reason"] == reason
    assert page.form("part-enterprise").fields["part-enterprise-from_day"] == day


def test_only_the_named_office_ends_a_part(site: Site) -> None:
    form = site.as_office("SH").get(site.path("/people")).form("part-enterprise")
    today = site.driver.day.isoformat()
    given = {"part-enterprise-from_day": today, "part-enterprise-reason": "示例"}
    for office in ("PO", "PL", "EL"):
        reader = site.as_office(office)
        assert 'value="part-' not in reader.get(site.path("/people")).text
        secret = reader.get("/delegation").form(having="csrf_token").fields["csrf_token"]
        page = reader.press(
            site.path("/people"), form, "part-enterprise", fields=given | {"csrf_token": secret}
        )
        assert page.status == 200, "a button that is not theirs does nothing"
    assert site.as_office("EL").get(site.path()).status == 200


def test_a_leaving_sent_twice_is_one(site: Site) -> None:
    head = site.as_office("SH")
    form = head.get(site.path("/people")).form("part-enterprise")
    given = {"part-enterprise-from_day": site.driver.day.isoformat(), "part-enterprise-reason": "示例"}
    before = site.driver.look()[1].project.revision
    head.press(site.path("/people"), form, "part-enterprise", fields=given)
    head.press(site.path("/people"), form, "part-enterprise", fields=given)
    assert site.driver.look()[1].project.revision == before + 1


# Another receiver -----------------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(site: Site) -> str:
    """Another enterprise, with a member."""
    with site.world.engine.write() as session:
        code = scenes.organisation(session.tx, "other-enterprise", "enterprise")
        scenes.join(session.tx, scenes.person(session.tx, "newcomer"), code)
    return "other-enterprise"


PAPER = {"form-change_request": "text", "value-change_request": "示例：变更申请"}


def test_the_deputy_sees_what_follows_and_changes_the_receiver(site: Site, newcomer: str) -> None:
    site.driver.record(CONSENT, value=True)
    deputy, path = site.as_office("DD"), site.path("/receiver")
    assert f'href="{path}"' in deputy.get(site.path()).text
    given = {"leaving": "enterprise", "joining": newcomer, "reason": "原企业退出"}
    seen = deputy.foresee(path, fields=given | PAPER)
    assert seen.status == 200, seen.text
    for said in ("退出单位", "示例单位enterprise", "加入单位", "原企业退出", "将通知"):
        assert said in seen.text, said
    assert site.as_office("EL").get(site.path()).status == 200, "nothing has happened yet"
    twice = [deputy.press(path, seen.form("do"), "do") for _ in range(2)]
    assert [page.status for page in twice] == [303, 303]
    assert site.as_office("EL").get(site.path()).status == 404
    assert [row.kind for row in site.driver.look()[1].documents.values()] == ["change_request"]


def test_after_approval_what_must_be_checked_again_is_said_before(site: Site, newcomer: str) -> None:
    approved(site)
    site.driver.record(CONSENT, value=True)
    deputy, director, path = site.as_office("DD"), site.as_office("DIR"), site.path("/receiver")
    assert "此操作由局长办公会" in deputy.get(path).text
    given = {"leaving": "enterprise", "joining": newcomer, "reason": "原企业退出"}
    seen = director.foresee(path, fields=given | PAPER)
    assert "APR-G-1" in seen.text
    assert "须重新记录：" in seen.text
    assert director.press(path, seen.form("do"), "do").status == 303
    assert "APR-G-1" in director.get(site.path()).text


@pytest.mark.parametrize(
    ("leaving", "joining", "field"),
    [
        ("", "other-enterprise", "leaving"),
        ("intermediary", "other-enterprise", "leaving"),
        ("enterprise", "", "joining"),
        ("enterprise", "intermediary", "joining"),
        ("enterprise", "enterprise", "joining"),
        ("enterprise", "\x00", "joining"),
    ],
)
def test_an_organisation_that_is_not_offered_is_not_taken(
    site: Site, newcomer: str, leaving: str, joining: str, field: str
) -> None:
    site.driver.record(CONSENT, value=True)
    given = {"leaving": leaving, "joining": joining, "reason": "写了很久的理由"} | PAPER
    page = site.as_office("DD").foresee(site.path("/receiver"), fields=given)
    assert page.status == 400
    assert f'href="#{field}"' in page.text
    assert page.form("check").fields["reason"] == "写了很久的理由"


def test_without_consent_it_is_said_who_records_it(site: Site, newcomer: str) -> None:
    deputy, path = site.as_office("DD"), site.path("/receiver")
    assert "#fact-parties_consented" in deputy.get(path).text
    given = {"leaving": "enterprise", "joining": newcomer, "reason": "原企业退出"} | PAPER
    assert deputy.foresee(path, fields=given).status == 409
    for office in ("PO", "EL", "SH"):
        assert "此操作由" in site.as_office(office).get(path).text


def test_what_was_looked_at_and_is_different_now_is_not_done(site: Site, newcomer: str) -> None:
    site.driver.record(CONSENT, value=True)
    deputy, path = site.as_office("DD"), site.path("/receiver")
    given = {"leaving": "enterprise", "joining": newcomer, "reason": "原企业退出"} | PAPER
    seen = deputy.foresee(path, fields=given)
    site.driver.complete("MIN-P-1")
    late = deputy.press(path, seen.form("do"), "do")
    assert late.status == 409
    assert late.form("check").fields["joining"] == newcomer
    assert late.form("check").fields["value-change_request"] == "示例：变更申请"
