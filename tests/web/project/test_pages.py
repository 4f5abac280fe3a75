"""The pages about a project: who gets them, what they show, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from lifecycle.records import journal, people
from tests.world import LONG_AGO
from web.labels import TEXTS
from web.project.blueprint import blueprint

if TYPE_CHECKING:
    from tests.web.project.site import Site

PAGES = (
    "",
    "/history",
    "/facts",
    "/people",
    "/gate",
    "/submit",
    "/resubmit",
    "/propose",
    "/consult",
    "/decide",
    "/hold",
    "/resume",
    "/archive",
    "/duties/MIN-P-1",
    "/debts/1",
    "/documents/1/1",
    "/decisions/1/1",
)
ROUND = {"/propose", "/consult", "/decide"}
ABSENT = {"/debts/1", "/documents/1/1", "/decisions/1/1"}
"""What a project in its first stage does not have."""


def stranger(site: Site) -> int:
    """A member of an organisation of a role, but of none that takes part here."""
    with site.world.engine.database.write() as tx:
        person = tx.execute(
            insert(people.person)
            .values(login="stranger", name="外人", password_hash=_hash(site), password_set_on=site.driver.day)
            .returning(people.person.c.id)
        ).scalar_one()
        organisation = tx.execute(
            insert(people.organisation)
            .values(code="elsewhere", name="别处研究院", kind="source_platform")
            .returning(people.organisation.c.id)
        ).scalar_one()
        tx.execute(insert(people.member).values(person=person, organisation=organisation, since=LONG_AGO))
    return int(person)


def _hash(site: Site) -> str:
    with site.world.engine.database.read() as tx:
        return str(
            tx.scalar(people.person.select().with_only_columns(people.person.c.password_hash).limit(1))
        )


def test_every_party_reads_every_page(site: Site) -> None:
    for office in ("PO", "SH", "PL", "EL", "BR", "DIR", "EX"):
        reader = site.as_office(office)
        for page in PAGES:
            answer = reader.get(site.path(page))
            expected = 404 if page in ABSENT | ROUND else 200
            assert answer.status == expected, (office, page, answer.text[-900:])


def test_pages_of_a_review_open_while_a_round_is_open(in_review: Site) -> None:
    for office in ("PO", "SH", "PL", "EL"):
        reader = in_review.as_office(office)
        for page in ("", "/propose", "/consult", "/decide", "/gate"):
            assert reader.get(in_review.path(page)).status == 200, (office, page)


def test_a_stranger_gets_the_same_answer_as_for_a_project_that_does_not_exist(site: Site) -> None:
    outsider = site.as_person(stranger(site))
    for page in PAGES:
        answer = outsider.get(site.path(page))
        assert answer.status == 404, page
        assert "区域气象大模型" not in answer.text
        other = outsider.get(f"/projects/YH-2026-9999{page}")
        assert _plain(other.text) == _plain(answer.text)


def _plain(html: str) -> str:
    return re.sub(r'value="[^"]*"|YH-2026-\d+', "", html)


def test_a_stranger_changes_nothing(site: Site) -> None:
    outsider = site.as_person(stranger(site))
    secret = outsider.get("/projects/new").forms[0].fields["csrf_token"]
    before = site.driver.look()[1].project.revision
    for page in PAGES:
        answer = outsider.post(site.path(page), {"csrf_token": secret, "act": "submit", "reason": "x"})
        assert answer.status in (404, 405), page
    assert site.driver.look()[1].project.revision == before


@pytest.mark.parametrize(
    "path", ["/projects/%00", "/projects/a%20b", "/projects/" + "x" * 400, "/projects/../etc"]
)
def test_odd_addresses_lead_nowhere(site: Site, path: str) -> None:
    assert site.as_office("PO").get(path).status == 404


def test_an_unfinished_gate_names_every_blocker_with_the_way_to_its_form(site: Site) -> None:
    page = site.as_office("PO").get(site.path())
    _, _, found = site.driver.look()
    assert f"还差 {len(found)} 项" in page.text
    for blocker in found:
        assert blocker.clause in page.text
        if blocker.kind == "duty":
            assert site.path(f"/duties/{blocker.clause}") in page.text
        elif blocker.leaf:
            assert site.path(f"/facts#fact-{blocker.leaf.name}") in page.text


def test_the_request_is_offered_to_everybody_and_answers_with_the_list(site: Site) -> None:
    officer, platform = site.as_office("PO"), site.as_office("PL")
    refused = officer.press("", officer.get(site.path()).form(having="seen"), "")
    assert refused.status == 409
    assert "MIN-P-1" in refused.text
    assert platform.press("", platform.get(site.path()).form(having="seen"), "").status == 403


def test_the_gate_is_requested_when_nothing_bars_it(site: Site) -> None:
    site.driver.clear()
    officer = site.as_office("PO")
    page = officer.get(site.path("/gate"))
    assert "可以推进" in page.text
    assert officer.press(site.path("/gate"), page.form(having="seen"), "").status == 303
    assert "关口审议中" in officer.get(site.path()).text


def test_a_request_from_an_old_page_is_stale(site: Site) -> None:
    site.driver.clear()
    officer = site.as_office("PO")
    old = officer.get(site.path("/gate")).form(having="seen")
    site.driver.record("firms_with_feedback", 2)
    stale = officer.press(site.path("/gate"), old, "")
    assert stale.status == 409
    assert "记录" in stale.text
    assert officer.press(site.path("/gate"), stale.form(having="seen"), "").status == 303


def test_the_page_speaks_english(site: Site) -> None:
    officer = site.as_office("PO")
    officer.client.set_cookie("language", "en")
    for page in ("", "/history", "/facts", "/people", "/gate", "/hold", "/duties/MIN-P-1"):
        assert officer.get(site.path(page)).status == 200, page
    text = officer.get(site.path()).text
    assert "Mining" in text
    assert "items still to go" in text


def test_history_is_read_in_sentences_and_pages(site: Site) -> None:
    site.driver.pass_gate()
    officer = site.as_office("PO")
    first = officer.get(site.path("/history"))
    assert "提交：" in first.text
    assert "由此开启" in first.text
    older = re.search(r'href="([^"]*before=\d+)"', first.text)
    if older:
        assert "登记项目" in officer.get(older.group(1)).text


def test_erased_words_are_said_to_be_erased(site: Site) -> None:
    site.driver.pass_gate()
    with site.world.engine.database.write() as tx:
        tx.execute(update(journal.note).values(words=None, salt=""))
    officer = site.as_office("PO")
    for page in ("/history", "/decisions/1/1", ""):
        assert "（内容已依规删除）" in officer.get(site.path(page)).text


def test_an_earlier_stage_is_shown_when_asked_for(site: Site) -> None:
    site.driver.pass_gate()
    officer = site.as_office("PO")
    assert "MIN-P-1" in officer.get(site.path("?stage=mining")).text
    assert officer.get(site.path("?stage=growth")).status == 404
    assert officer.get(site.path("?stage=%00")).status == 404


def test_long_names_and_rare_characters_are_shown_whole(site: Site) -> None:
    name, title = "𠮷" * 30 + "长" * 30, "示范<b>𱁬</b>&amp;" + "长" * 90
    with site.world.engine.database.write() as tx:
        tx.execute(update(people.person).where(people.person.c.id == site.world.cast["PO"]).values(name=name))
    officer = site.as_office("PO")
    made = officer.send(
        "/projects/new", "", having="title", title=title, fields={"organisation": "source_platform"}
    )
    assert made.status == 303
    page = officer.get(made.response.headers["Location"])
    assert name in page.text
    assert "示范&lt;b&gt;𱁬&lt;/b&gt;&amp;amp;" in page.text


def test_every_route_declares_who_may_open_it(site: Site) -> None:
    views = site.app.view_functions
    ours = [name for name in views if name.startswith(f"{blueprint.name}.")]
    assert len(ours) >= 18
    assert all(hasattr(views[name], "declared_access") for name in ours)


def test_every_label_that_is_asked_for_exists() -> None:
    root = Path(blueprint.root_path)
    sources = [*root.rglob("*.html"), *root.rglob("*.py")]
    asked = {
        key
        for source in sources
        for key in re.findall(
            r'\bt\(\s*["\']([a-z_]+(?:\.[a-zA-Z_]+)+)["\']', source.read_text(encoding="utf-8")
        )
    }
    assert len(asked) > 150
    assert asked <= TEXTS.keys(), sorted(asked - TEXTS.keys())


def test_a_clause_leads_to_its_place_in_the_handbook(site: Site) -> None:
    officer = site.as_office("PO")
    page = officer.get(site.path("/duties/MIN-P-1"))
    here = f"?project={site.number}"
    assert f'href="/handbook/clause/MIN-P-1{here}"' in page.text
    assert f'href="/handbook/clause/G1-C3{here}"' in officer.get(site.path()).text
