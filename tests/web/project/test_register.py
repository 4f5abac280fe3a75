"""Registering, submitting, seats and parties through the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site, Somebody


def register(who: Somebody, title: str, organisation: str) -> Page:
    return who.send("/projects/new", "", having="title", title=title, fields={"organisation": organisation})


def test_a_platform_registers_for_itself_and_an_officer_takes_the_seat(site: Site) -> None:
    made = register(site.as_office("PL"), "高温超导薄膜", "source_platform")
    assert made.status == 303
    path = made.response.headers["Location"]
    officer = site.as_office("PO")
    assert "尚无专员" in officer.get(path).text
    assert officer.send(f"{path}/people", "take-PO").status == 303
    assert "尚无专员" not in officer.get(path).text


def test_members_are_offered_their_own_organisations_only(site: Site) -> None:
    page = site.as_office("PL").get("/projects/new")
    assert "示例单位source_platform" in page.text
    assert "示例单位enterprise" not in page.text
    form = page.form(having="title")
    forged = site.as_office("PL").press(
        "/projects/new", form, "", title="别人的项目", fields={"organisation": "enterprise"}
    )
    assert forged.status in (400, 403)


@pytest.mark.parametrize("title", ["", "　 ", "长" * 121, "两行\x00"])
def test_a_title_that_cannot_be_kept_is_refused_with_everything_typed(site: Site, title: str) -> None:
    officer = site.as_office("PO")
    page = officer.send(
        "/projects/new",
        "",
        having="title",
        title=title,
        summary="写了很久的简介",
        fields={"organisation": "source_platform"},
    )
    assert page.status == 400
    assert page.form(having="title").fields["summary"] == "写了很久的简介"
    assert 'href="#title"' in page.text


def test_the_same_registration_sent_twice_makes_one_project(site: Site) -> None:
    officer = site.as_office("PO")
    form = officer.get("/projects/new").form(having="title")
    sent = [
        officer.press("/projects/new", form, "", title="只登记一次", fields={"organisation": "enterprise"})
        for _ in range(2)
    ]
    assert sent[0].response.headers["Location"] == sent[1].response.headers["Location"]


def test_a_draft_is_submitted_once_its_entry_conditions_are_recorded(site: Site) -> None:
    officer = site.as_office("PO")
    path = register(officer, "可提交的草稿", "source_platform").response.headers["Location"]
    refused = officer.press(f"{path}/submit", officer.get(f"{path}/submit").form(having="seen"), "")
    assert refused.status == 409
    assert "MIN-A1" in refused.text
    facts = {"value-holder_named": "true", "value-state_secret": "false"}
    assert officer.send(f"{path}/facts", "", having="value-holder_named", fields=facts).status == 303
    assert (
        officer.press(f"{path}/submit", officer.get(f"{path}/submit").form(having="seen"), "").status == 303
    )
    assert "MIN-P-1" in officer.get(path).text


def test_the_section_head_seats_the_panel_chair_and_nobody_else_does(site: Site) -> None:
    another = site.world.another("EX", "chair")
    head, officer = site.as_office("SH"), site.as_office("PO")
    assert 'value="give-EX"' not in officer.get(site.path("/people")).text
    chosen = {"give-EX-person": str(another)}
    without = head.send(site.path("/people"), "give-EX", fields=chosen)
    assert without.status == 400, "somebody else leaves the seat: why?"
    assert 'href="#give-EX-reason"' in without.text
    chosen["give-EX-reason"] = "原组长调离"
    assert head.send(site.path("/people"), "give-EX", fields=chosen).status == 303
    assert "示例chair" in head.get(site.path("/people")).text
    wrong = head.send(site.path("/people"), "give-EX", fields={"give-EX-person": "９"})
    assert wrong.status == 400


def test_an_organisation_is_brought_in_from_those_offered(site: Site) -> None:
    officer = site.as_office("PO")
    path = register(officer, "缺一家企业", "source_platform").response.headers["Location"]
    assert officer.send(f"{path}/people", "bring", fields={"bring-organisation": "enterprise"}).status == 303
    assert "示例单位enterprise" in officer.get(path).text
    for wrong in ("", "enterprise", "nowhere", "\x00"):
        page = officer.send(f"{path}/people", "bring", fields={"bring-organisation": wrong})
        assert page.status == 400, wrong
