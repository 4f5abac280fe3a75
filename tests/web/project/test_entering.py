"""Entering midway through the browser: choosing the entry, its documents, its approval, and filling in what was
skipped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from lifecycle.records import people
from lifecycle.verbs import register
from tests.web.project.site import Site, open_site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.project.site import Page
    from tests.world import World

WHY = "示例：材料齐全，同意由此进入"
PROOF = "示例材料（虚构）：以往的会议记录"


@pytest.fixture
def draft(world: World, tmp_path: Path) -> Site:
    """A draft that is to enter at the approval stage."""
    return open_site(world, tmp_path / "home", world.register(title="区域气象大模型", entry="E3"))


@pytest.fixture
def entered(world: World, tmp_path: Path) -> Site:
    """A project that has entered at the evaluation, with the first stage to be filled in."""
    driver = world.register(title="区域气象大模型", entry="E2")
    driver.submit("PO")
    return open_site(world, tmp_path / "home", driver)


def project(site: Site) -> Any:
    return site.driver.look()[1].project


def owed(site: Site) -> dict[str, str]:
    """What is filled in, with its state."""
    rows = site.driver.look()[1].latest_duties().values()
    return {row.code: row.state for row in rows if row.timing == "backfill"}


def all_but_the_approval(site: Site) -> None:
    while any(missing.kind != "admission" for missing in site.driver.missing()):
        site.driver.prepare_one()


def test_a_gate_that_was_deemed_passed_is_in_no_minutes(entered: Site) -> None:
    [row] = entered.driver.look()[1].rounds.values()
    minutes = f"/meetings/minutes/{row.decided_on}/{row.decide_office}"
    head = entered.as_office("SH")
    assert minutes not in head.get("/meetings").text
    assert head.get(minutes).status == 404


def test_stages_that_are_skipped_can_be_read_once_something_of_them_is_owed(draft: Site) -> None:
    earlier = "?stage=mining#checklist"
    assert earlier not in draft.as_office("PO").get(draft.path()).text
    draft.driver.submit("PO")
    assert earlier in draft.as_office("PO").get(draft.path()).text
    assert "MIN-P-1" in draft.as_office("PO").get(draft.path("?stage=mining")).text


# Registering --------------------------------------------------------------------------------------------------------


def test_the_form_says_of_each_entry_where_it_leads_and_what_it_needs(site: Site) -> None:
    page = site.as_office("PO").get("/projects/new")
    for told in ("已签技术合同或已获省市立项的项目", "进入合作落地", "之一", "D2"):
        assert told in page.text
    assert page.form(having="title").fields["entry"] == "E1"


def test_a_project_is_registered_at_the_entry_that_was_chosen(site: Site) -> None:
    made = site.as_office("PO").send(
        "/projects/new", "", having="title", title="高温超导薄膜", entry="E4", organisation="enterprise"
    )
    assert made.status == 303
    number = made.response.headers["Location"].rsplit("/", 1)[1]
    other = Site(site.app, site.world, replace(site.driver, number=number))
    assert (project(other).entry, project(other).stage, project(other).status) == ("E4", "landing", "draft")


def test_an_entry_that_does_not_exist_is_refused_at_its_field_with_all_that_was_typed(site: Site) -> None:
    page = site.as_office("PO").send(
        "/projects/new", "", having="title", title="高温超导薄膜", entry="E9", organisation="enterprise"
    )
    assert page.status == 400
    assert 'href="#entry"' in page.text
    assert page.form(having="title").fields["title"] == "高温超导薄膜"


# The draft ----------------------------------------------------------------------------------------------------------


def test_the_draft_leads_to_its_entry_and_says_what_is_missing(draft: Site) -> None:
    page = draft.as_office("PO").get(draft.path())
    assert draft.path("/entry") in page.text
    assert "还差" in page.text
    assert draft.as_office("PO").get(draft.path("/entry")).text.count("lacking") >= 2


def test_documents_are_kept_for_the_draft_as_a_text_or_a_file(draft: Site) -> None:
    kept = draft.as_office("PO").send(
        draft.path("/entry"),
        "attach",
        fields={"value-ownership_proof": "示例：证明", "value-eval_report": "示例"},
    )
    assert kept.status == 303
    kinds = {row.kind for row in draft.driver.look()[1].documents.values()}
    assert kinds == {"ownership_proof", "eval_report"}


def test_nothing_handed_in_is_said_at_the_first_document(draft: Site) -> None:
    page = draft.as_office("PO").send(draft.path("/entry"), "attach")
    assert page.status == 400
    assert "ownership_proof" in page.text


def test_the_draft_is_refused_with_everything_it_lacks_each_with_where_to_do_it(draft: Site) -> None:
    page = draft.as_office("PO").send(draft.path(), "", having="seen")
    assert page.status == 409
    for told in ("权属证明", "缺少材料", "待定级", "入口待批准"):
        assert told in page.text
    assert draft.path("/entry#document") in page.text


def test_the_head_approves_what_is_complete_and_the_officer_submits(draft: Site) -> None:
    all_but_the_approval(draft)
    head = draft.as_office("DD")
    assert "待批准" in head.get("/my-work").text
    assert head.send(draft.path("/entry"), "approve", fields={"approve-reason": WHY}).status == 303
    assert project(draft).entry_approved_by == draft.world.cast["DD"]
    assert draft.as_office("PO").send(draft.path(), "", having="seen").status == 303
    assert project(draft).status == "active"
    shown = draft.as_office("PL").get(draft.path()).text
    assert "视同通过" in shown
    assert WHY in draft.as_office("PL").get(draft.path("/decisions/1/1")).text


def test_nobody_else_is_offered_the_approval_and_a_forged_one_is_refused(draft: Site) -> None:
    all_but_the_approval(draft)
    officer = draft.as_office("PO")
    page = officer.get(draft.path("/entry"))
    assert not any(value == "approve" for form in page.forms for _, value in form.buttons)
    form = page.form(having="csrf_token")
    forged = officer.post(draft.path("/entry"), form.fields | {"act": "approve", "approve-reason": WHY})
    assert forged.status in (400, 403)
    assert project(draft).entry_approved_on is None


def test_an_approval_without_a_reason_is_refused_at_its_field(draft: Site) -> None:
    all_but_the_approval(draft)
    page = draft.as_office("DD").send(draft.path("/entry"), "approve", fields={"approve-reason": " "})
    assert page.status == 400
    assert 'href="#approve-reason"' in page.text


def test_an_approval_of_what_has_changed_since_is_refused_and_says_what_changed(draft: Site) -> None:
    all_but_the_approval(draft)
    head = draft.as_office("DD")
    form = head.get(draft.path("/entry")).form("approve")
    draft.driver.record("level_d4", 7)
    page = head.press(draft.path("/entry"), form, "approve", fields={"approve-reason": WHY})
    assert page.status == 409
    assert project(draft).entry_approved_on is None
    assert page.form("approve").fields["approve-reason"] == WHY


def test_a_project_that_begins_at_the_first_stage_has_no_page_of_entry(site: Site) -> None:
    assert site.as_office("PO").get(site.path("/entry")).status == 404
    assert site.as_office("PO").get(site.path("/backfill")).status == 404


# Filling in ---------------------------------------------------------------------------------------------------------


def fill(site: Site, office: str, act: str, chosen: list[str], **values: str) -> Page:
    ticked = {"chosen": [f"{code}/1" for code in chosen]}
    return site.as_office(office).send(site.path("/backfill"), act, fields={**values, **ticked})


def test_several_items_are_shown_by_one_document_and_confirmed_together(entered: Site) -> None:
    assert fill(entered, "PO", "submit", ["MIN-P-1", "MIN-P-2"], document="1").status == 303
    assert fill(entered, "PO", "submit", ["MIN-G-1"], text=PROOF).status == 303
    assert {owed(entered)[code] for code in ("MIN-P-1", "MIN-P-2", "MIN-G-1")} == {"submitted"}
    assert fill(entered, "SH", "confirm", ["MIN-P-1", "MIN-P-2", "MIN-G-1"]).status == 303
    assert {owed(entered)[code] for code in ("MIN-P-1", "MIN-P-2", "MIN-G-1")} == {"confirmed"}


def test_all_are_done_or_none(entered: Site) -> None:
    entered.driver.complete("MIN-P-1")
    page = fill(entered, "PO", "submit", ["MIN-P-2", "MIN-P-1"], text=PROOF)
    assert page.status == 403
    assert owed(entered)["MIN-P-2"] == "not_started"
    assert page.form("submit").fields["text"] == PROOF


def test_items_without_anything_that_shows_them_are_refused(entered: Site) -> None:
    page = fill(entered, "PO", "submit", ["MIN-P-1"])
    assert page.status == 400
    assert fill(entered, "PO", "submit", [], text=PROOF).status == 400
    assert owed(entered)["MIN-P-1"] == "not_started"


def test_what_cannot_be_waived_is_not_and_nothing_typed_is_lost(entered: Site) -> None:
    page = fill(entered, "SH", "waive", ["MIN-P-1", "MIN-P-2"], reason=WHY)
    assert page.status == 400
    assert "不可豁免" in page.text
    assert page.form("waive").fields["reason"] == WHY
    assert owed(entered)["MIN-P-1"] == "not_started"
    assert fill(entered, "SH", "waive", ["MIN-P-1"], reason=WHY).status == 303
    assert owed(entered)["MIN-P-1"] == "not_needed"


def test_the_page_and_the_checklist_say_until_when_and_the_gate_names_it(entered: Site) -> None:
    [debt] = entered.driver.look()[1].debts.values()
    assert debt.due is not None
    told = f"{debt.due.month}月{debt.due.day}日"
    page = entered.as_office("PO").get(entered.path())
    assert "补录" in page.text
    assert told in page.text
    assert entered.path("/backfill") in page.text
    assert told in entered.as_office("PL").get(entered.path("/backfill")).text
    assert "补齐后自动核销" in page.text


def test_a_reader_of_the_page_who_may_do_nothing_is_offered_nothing(entered: Site) -> None:
    page = entered.as_office("PL").get(entered.path("/backfill"))
    assert page.status == 200
    assert not [
        value for form in page.forms for _, value in form.buttons if value in ("submit", "confirm", "waive")
    ]


def test_a_stranger_to_the_project_sees_none_of_it(entered: Site) -> None:
    outsider = entered.world.another("EX", "outsider")
    person = people.person
    with entered.world.engine.database.write() as tx:
        known = select(person.c.password_hash, person.c.password_set_on).where(person.c.login == "po")
        password = tx.execute(known).one()._asdict()
        tx.execute(update(person).where(person.c.id == outsider).values(**password))
    assert entered.as_person(outsider).get(entered.path("/entry")).status == 404
    assert entered.as_person(outsider).get(entered.path("/backfill")).status == 404


def test_a_seat_given_away_takes_the_filling_in_with_it(entered: Site) -> None:
    second = entered.world.another("PO", "second")
    entered.driver.act("SH", register.seat, entered.number, "PO", second, "示例：另有任用")
    page = entered.as_office("PO").get(entered.path("/backfill"))
    assert not [value for form in page.forms for _, value in form.buttons if value == "submit"]
