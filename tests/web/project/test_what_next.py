"""What the project's page says to do next about what others are late with, and what need not be done at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.project.site import OK

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site

CHASE = re.compile(r'class="chase"><p>([^<]+)</p><p><a class="button[^"]*" href="([^"#]+)')


@pytest.fixture
def late(site: Site) -> Site:
    """Long after the platform's first duties were due."""
    site.driver.wait(30)
    return site


def read(site: Site, office: str, rest: str = "") -> Page:
    page = site.as_office(office).get(site.path(rest))
    assert page.status == OK
    return page


def test_the_officer_is_led_to_the_reminder_of_what_another_party_is_late_with(late: Site) -> None:
    found = CHASE.search(read(late, "PO").text)
    assert found is not None
    assert re.search(r"平台的“.+”超 \d+ 个工作日", found[1])
    reminder = late.as_office("PO").get(found[2])
    assert reminder.status == OK
    assert reminder.form("urge") is not None


@pytest.mark.parametrize("office", ["PL", "EL", "BR", "EX"])
def test_whoever_reminds_nobody_is_not_told_to(late: Site, office: str) -> None:
    assert CHASE.search(read(late, office).text) is None
    assert "催办<" not in read(late, office).text


@pytest.mark.parametrize("rest", ["", "/gate"])
def test_what_may_be_waived_is_folded_below_the_gate_with_who_approves_it(site: Site, rest: str) -> None:
    standard, case, found = site.driver.look()
    barring = [each for each in found if each.kind == "duty"]
    waivable = {each.clause for each in barring if standard.duties[each.clause].waivable}
    assert waivable < {each.clause for each in barring}, "one at least that nobody may waive"
    for office, button in (("SH", "去豁免"), ("PL", "查看")):
        fold = read(site, office, rest).text.split('class="shoulds waivers"')[1].split("</details>")[0]
        assert set(re.findall(r'href="[^"]*/duties/([A-Z0-9-]+)[^"]*#waive"', fold)) == waivable
        assert fold.count(f">{button}<") == len(waivable)
        assert standard.offices[standard.power("waive")[0]].text.zh in fold
    assert case.project.stage == "mining"
