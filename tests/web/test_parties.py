"""An organisation's own page: its work and projects for its people and the bureau, and nothing of it for others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from lifecycle import accounts
from lifecycle.records import people
from tests.watching import watching
from tests.world import LONG_AGO

if TYPE_CHECKING:
    from tests.web.site import Site

OWN = "/parties/source_platform"


@pytest.fixture
def filled(site: Site) -> Site:
    """One project with every party, one with the platform and the firm only, one without the platform."""
    site.world.started(title="三方的")
    site.world.started(title="两方的", parties=("source_platform", "enterprise"))
    site.world.started(title="没有平台的", parties=("enterprise", "intermediary"))
    return site


def test_the_way_in_the_bar_leads_to_ones_own_organisation(filled: Site) -> None:
    browser = filled.browser("EL")
    assert "参与的项目" in browser.get("/my-work").text
    assert "本单位" in browser.page
    assert browser.get("/parties").headers["Location"] == "/parties/enterprise"


def test_an_organisation_sees_what_it_has_to_do_and_gets_to_the_form(filled: Site) -> None:
    browser = filled.browser("PL")
    page = browser.get(OWN).text
    duty = next(each for each in filled.world.standard.duties.values() if each.doer == "PL")
    assert duty.text.zh in page
    assert f'/duties/{duty.code}"' in page
    assert "去办" in page
    assert "一平台一策工作清单" in page
    assert "三方的" in page
    assert "没有平台的" not in page


def test_what_waits_for_something_is_seen_and_not_asked_for(filled: Site) -> None:
    page = filled.browser("BR").get("/parties/intermediary?all=1").text
    waiting = page.split('<tr class="waits">')[1].split("</tr>")[0]
    assert "前序事项未完成" in waiting
    assert "去办" not in waiting


def test_projects_are_shown_with_one_partner_at_a_time(filled: Site) -> None:
    browser = filled.browser("PL")
    page = browser.get(OWN + "?partner=intermediary").text
    assert "三方的" in page
    assert "两方的" not in page
    assert "两方的" in browser.get(OWN + "?partner=nobody").text


@pytest.mark.parametrize("office", ["EL", "BR"])
def test_a_partner_sees_of_an_organisation_what_they_share_and_not_its_people(
    filled: Site, office: str
) -> None:
    page = filled.browser(office).get(OWN).text
    assert "三方的" in page
    assert ("两方的" in page) == (office == "EL")
    assert "本单位人员" not in page


def test_an_organisation_with_which_one_shares_nothing_is_not_there(site: Site) -> None:
    site.world.started(parties=("source_platform", "enterprise"))
    browser = site.browser("BR")
    assert browser.get(OWN).status_code == browser.get("/parties/nonsense").status_code == 404


@pytest.mark.parametrize("office", ["sysadmin", "secadmin", "auditadmin"])
def test_administrators_see_no_work_of_an_organisation(filled: Site, office: str) -> None:
    assert filled.browser(office).get(OWN).status_code in (403, 404)


def test_the_bureau_sees_an_organisation_and_is_not_asked_to_do_its_work(filled: Site) -> None:
    page = filled.browser("PO").get(OWN).text
    assert "该单位要办的事项" in page
    assert "去办" not in page
    assert "示例pl" in page
    assert "本单位</a>" not in page


def test_somebody_of_two_organisations_chooses(filled: Site) -> None:
    person = filled.person("PL").id
    with filled.world.engine.database.write() as tx:
        other = accounts.add_organisation(tx, code="second", name="示例第二单位", kind="source_platform")
        tx.execute(insert(people.member).values(person=person, organisation=other.id, since=LONG_AGO))
    page = filled.browser("PL").get("/parties").text
    assert "示例第二单位" in page
    assert OWN in page


def test_somebody_of_none_is_told_whom_to_ask(filled: Site) -> None:
    assert "还不属于任何单位" in filled.browser("EX").get("/parties").text


def test_the_page_asks_as_much_for_one_project_as_for_many(filled: Site) -> None:
    browser = filled.browser("PL")
    browser.get(OWN)
    with watching(filled.world.engine.database) as few:
        browser.get(OWN)
    for n in range(6):
        filled.world.started(title=f"又一个 {n}", day=date(2026, 1, 12))
    with watching(filled.world.engine.database) as many:
        browser.get(OWN)
    assert len(many) == len(few)


def test_outsiders_read_of_their_projects_and_not_of_the_register(filled: Site) -> None:
    outside, inside = filled.browser("EL").get("/projects").text, filled.browser("PO").get("/projects").text
    assert "<h1>参与的项目</h1>" in outside
    assert "未分派" not in outside
    assert "<h1>项目库</h1>" in inside
    assert "未分派" in inside
