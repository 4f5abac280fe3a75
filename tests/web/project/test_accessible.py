"""Every page of a project: no violation in axe, nothing wider than a phone, no word from the console."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lifecycle.accounts import Term, delegate
from lifecycle.records.people import PersonRow
from lifecycle.records.people import person as people_table
from lifecycle.verbs import derivation, ends, objections, parties, pauses, rounds, substitutes
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Purchase
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.register import Part
from lifecycle.verbs.rounds import Owed
from tests.journeys.browsing import People, running
from tests.web.project.site import open_site
from tests.web.project.test_other_acts import approved as approve

if TYPE_CHECKING:
    from pathlib import Path

    import playwright.sync_api

    from tests.web.project.site import Site
    from tests.world import World

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: playwright.sync_api.Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def look(people: People, login: str, paths: list[str]) -> list[str]:
    """What is wrong with pages as one person sees them."""
    found = []
    for path in paths:
        page = people.window(login, path)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        found += [f"{path} ({people.width}): {fault}" for fault in faults(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path} ({people.width}): {wide} px too wide"] if wide > 0 else []
        found += [f"{path}: {each}" for each in said]
    return found


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(
    in_review: Site, browser: playwright.sync_api.Browser, width: int
) -> None:
    site = in_review
    site.driver.decide()
    site.driver.step()
    with running(site.app) as address:
        people = People(browser, address, width)
        people.on(site.driver.day)
        officer = ["", "/facts", "/people", "/gate", "/history", "/decisions/1/1", "/duties/EVA-G-1", "/hold"]
        found = look(people, "po", [*(site.path(each) for each in officer), "/projects/new"])
        found += look(people, "pl", [site.path(), site.path("/duties/EVA-P-1")])
        site.driver.clear()
        site.driver.request()
        people.on(site.driver.day)
        found += look(people, "sh", [site.path(), site.path("/propose")])
        site.driver.act("SH", rounds.propose, site.number, "go", "材料齐备")
        decide = ["/decide", "/decide?option=recycle", "/decide?option=hold", "/decide?option=stop"]
        found += look(people, "dd", [site.path(each) for each in decide])
        found += look(people, "ex", [site.path("/consult")])
        people.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_other_acts_are_accessible_and_fit(
    site: Site, browser: playwright.sync_api.Browser, width: int
) -> None:
    site.driver.pass_gate()
    with running(site.app) as address:
        people = People(browser, address, width)
        people.on(site.driver.day)
        found = look(people, "el", [site.path("/object")])
        found += look(people, "sh", [site.path("/dates/EVA-M1"), site.path()])
        found += look(people, "dd", [site.path("/revoke"), site.path("/terminate")])
        site.driver.act("EL", objections.raise_objection, site.number, "gate_decision", "示例：未听取意见")
        found += look(people, "dir", [site.path("/debts/1")])
        site.driver.act("DD", ends.terminate, site.number, "market_failure", "示例")
        found += look(people, "pl", [site.path("/reenter")])
        people.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_changes_are_accessible_and_fit(
    world: World, tmp_path: Path, browser: playwright.sync_api.Browser, width: int
) -> None:
    """Absent parties, delegations, what would follow, the task book, the archive: as long as it runs, and after."""
    driver = world.started(title="区域气象大模型", parties=("source_platform", "enterprise"))
    site = open_site(world, tmp_path / "home", driver)
    with running(site.app) as address:
        people = People(browser, address, width)
        people.on(driver.day)
        found = look(people, "po", [site.path()])
        found += look(people, "sh", [site.path("/duties/MIN-I-3"), "/delegation"])
        found += look(people, "pl", [site.path("/buy-service"), site.path("/derive")])
        _change(site)
        found += look(people, "sh", [site.path("/people"), site.path("/duties/MIN-I-3"), "/delegation"])
        voucher = (Evidence("voucher_record", "number", "YHQ-2026-001"),)
        bought = Purchase("intermediary", "示例：购买服务", voucher)
        driver.act("PL", parties.buy_service, site.number, bought)
        found += look(people, "sh", [site.path("/people")])
        approve(site)
        people.on(driver.day)
        found += look(people, "dd", [site.path("/task-book"), site.path("/outbound")])
        found += look(people, "dir", [site.path("/receiver")])
        found += _foreseen(people, site)
        _end(site)
        people.on(driver.day)
        found += look(people, "po", [site.path(), site.path("/archive"), site.path("/debts")])
        people.close()
    assert not found, "\n".join(found)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_entries_and_tracks_are_accessible_and_fit(
    site: Site, browser: playwright.sync_api.Browser, width: int
) -> None:
    draft = site.world.register(title="区域气象大模型", entry="E4")
    draft.prepare_one()
    entered = site.world.register(title="高温超导薄膜", entry="E3")
    entered.submit("PO")
    entered.complete("MIN-P-1")
    filed = site.world.register(title="稻壳基硅材料")
    filed.record("public_support_wan", 0)
    filed.submit("PO")
    filed.pass_gate()
    with running(site.app) as address:
        people = People(browser, address, width)
        people.on(site.driver.day)
        on_draft, on_entered = f"/projects/{draft.number}", f"/projects/{entered.number}"
        found = look(people, "po", [on_draft, f"{on_draft}/entry", on_entered, f"{on_entered}/backfill"])
        found += look(people, "po", [f"/projects/{filed.number}", f"{on_entered}/debts/1"])
        found += look(people, "sh", [f"{on_entered}/backfill", f"{on_entered}/decisions/1/1"])
        found += look(people, "dd", [f"{on_draft}/entry"])
        page = people.window("po", site.path("/facts"))
        page.locator("[name=value-public_support_wan]").fill("0")
        page.get_by_role("button", name="保存填写的事实").click()
        found += faults(page)
        people.close()
    assert not found, "\n".join(found)


def _change(site: Site) -> None:
    """Somebody stands in, somebody leaves, somebody acts for the head."""
    driver, day = site.driver, site.driver.day
    key = DutyKey(site.number, "MIN-I-3")
    driver.act("SH", substitutes.let_stand_in, key, "示例：两次征集无机构响应")
    driver.act("SH", parties.part, site.number, "enterprise", day + timedelta(days=400), "示例：不再参与")
    site.world.another("PO", "colleague")
    site.world.another("SH", "second-head")
    with site.world.engine.write() as session:
        rows = {row.login: PersonRow.of(row) for row in session.tx.execute(people_table.select())}
        term = Term(day, day + timedelta(days=300))
        delegate(session.tx, site.world.standard, rows["sh"], term, day, taker=rows["second-head"])
        delegate(session.tx, site.world.standard, rows["po"], term, day, taker=rows["colleague"], office="PO")


def _foreseen(people: People, site: Site) -> list[str]:
    """What is wrong with the page that says what would follow from an end."""
    page = people.window("dir", site.path("/terminate"))
    page.locator("[name=cause]").select_option(index=1)
    page.locator("[name=reason]").fill("示例：市场变化")
    page.get_by_role("button", name="核对后果").click()
    expect(page.get_by_role("heading", name="请核对将要发生的变化")).to_be_visible()
    return faults(page)


def _end(site: Site) -> None:
    day = site.driver.day
    held = Pause(day + timedelta(days=30), "示例", "示例：批复", day + timedelta(days=9))
    site.driver.act("DIR", pauses.hold, site.number, held)
    site.driver.wait(5)
    site.driver.record("resume_condition_met", value=True)
    site.driver.act("SH", pauses.resume, site.number)
    site.driver.act("PL", derivation.derive, site.number, "示例：衍生成果", "", [Part("source_platform")])
    owed = (Owed("清算审计", "EL", day + timedelta(days=20), "S1"),)
    site.driver.act("DIR", ends.terminate, site.number, "market_failure", "示例：市场变化", owed)


@pytest.mark.browser
def test_a_fault_would_be_noticed(browser: playwright.sync_api.Browser) -> None:
    page = browser.new_page()
    page.set_content("<main><h1>x</h1><input><img src='x.png'></main>")
    assert {fault.partition(":")[0] for fault in faults(page)} >= {"image-alt", "label"}
    page.close()
