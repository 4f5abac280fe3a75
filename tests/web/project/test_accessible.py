"""Every page of a project: no violation in axe, nothing wider than a phone, no word from the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from lifecycle.verbs import ends, objections, rounds
from tests.journeys.browsing import People, running

if TYPE_CHECKING:
    import playwright.sync_api

    from tests.web.project.site import Site

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
@pytest.mark.timeout(120)
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
@pytest.mark.timeout(120)
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
def test_a_fault_would_be_noticed(browser: playwright.sync_api.Browser) -> None:
    page = browser.new_page()
    page.set_content("<main><h1>x</h1><input><img src='x.png'></main>")
    assert {fault.partition(":")[0] for fault in faults(page)} >= {"image-alt", "label"}
    page.close()
