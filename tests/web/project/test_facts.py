"""Recording what a gate rests on, and correcting it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lifecycle import facts
from stages.conditions import Value

if TYPE_CHECKING:
    from tests.web.project.site import Page, Site


def record(site: Site, office: str = "PO", **values: str) -> Page:
    fields = {f"value-{name}": value for name, value in values.items()}
    return site.as_office(office).send(site.path("/facts"), "", having="seen", fields=fields)


def known(site: Site, name: str) -> Value | None:
    standard, case, _ = site.driver.look()
    return facts.recorded(standard, case).get(name)


def test_several_facts_are_recorded_in_one_go(site: Site) -> None:
    assert record(site, ownership_verified="true", ownership_dispute_open="false").status == 303
    assert known(site, "ownership_verified") is True
    assert known(site, "ownership_dispute_open") is False


def test_one_wrong_value_records_none_and_keeps_them_all(site: Site) -> None:
    page = record(site, ownership_verified="true", red_lines_hit="两条")
    assert page.status == 400
    assert 'href="#value-red_lines_hit"' in page.text
    assert page.form(having="seen").fields["value-red_lines_hit"] == "两条"
    assert known(site, "ownership_verified") is None


@pytest.mark.parametrize("typed", ["０", " 0 ", "0.0"])
def test_numbers_are_read_in_any_width(site: Site, typed: str) -> None:
    assert record(site, red_lines_hit=typed).status == 303
    assert known(site, "red_lines_hit") == 0


@pytest.mark.parametrize("typed", ["-1", "1.5", "1e400", "nan", "∞", "9" * 30, "1" * 200])
def test_impossible_numbers_are_refused(site: Site, typed: str) -> None:
    assert record(site, red_lines_hit=typed).status == 400
    assert known(site, "red_lines_hit") is None


def test_a_date_written_the_chinese_way_is_a_date(site: Site) -> None:
    _, case, _ = site.driver.look()
    standard = site.world.standard
    name = next(
        event.dated_by
        for event in standard.events.values()
        if event.dated_by and standard.recorder(event.dated_by, case.project.stage) == "PO"
        and not standard.facts[event.dated_by].entered_by
    )  # fmt: skip
    page = site.as_office("PO").get(site.path("/facts"))
    if f'name="value-{name}"' in page.text:
        assert record(site, **{name: "２０２６年１月５日"}).status == 303
        assert known(site, name) == date(2026, 1, 5)


def test_a_fact_that_rests_on_a_document_asks_for_it(site: Site) -> None:
    code = next(row.code for row in site.driver.look()[1].duties.values() if row.role == "platform")
    site.driver.complete(code)
    refused = record(site, level_d2="2")
    assert refused.status == 400
    assert "请选择作为依据的材料" in refused.text
    fields = {"value-level_d2": "2", "document-level_d2": "1"}
    assert site.as_office("PO").send(site.path("/facts"), "", having="seen", fields=fields).status == 303
    assert known(site, "level_d2") == 2


def test_nothing_entered_is_said_so(site: Site) -> None:
    assert record(site).status == 400


def test_a_correction_needs_a_reason_and_keeps_the_old_value(site: Site) -> None:
    record(site, ownership_verified="true")
    officer, path = site.as_office("PO"), site.path("/facts?correct=ownership_verified")
    silent = officer.send(path, "", having="reason", fields={"value-ownership_verified": "false"})
    assert silent.status == 400
    said = {"value-ownership_verified": "false", "reason": "证书已失效"}
    assert officer.send(path, "", having="reason", fields=said).status == 303
    assert known(site, "ownership_verified") is False
    assert "证书已失效" in officer.get(site.path("/facts")).text
    taken = {"take_back": "y", "reason": "待重新核验"}
    assert officer.send(path, "", having="reason", fields=taken).status == 303
    assert known(site, "ownership_verified") is None


def test_a_fact_is_offered_to_the_office_that_records_it_only(site: Site) -> None:
    page = site.as_office("PL").get(site.path("/facts"))
    assert 'name="value-completers_consented"' in page.text
    assert 'name="value-ownership_verified"' not in page.text
    assert site.as_office("PL").get(site.path("/facts?correct=ownership_verified")).status == 404
