"""A person's own page of delegations, and what others then see on a project."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle.records import people

if TYPE_CHECKING:
    from lifecycle.records.people import DelegationRow
    from tests.web.project.site import Page, Site

PATH = "/delegation"


def days(site: Site, first: int = 0, last: int = 6) -> dict[str, str]:
    return {
        "since": (site.driver.day + timedelta(days=first)).isoformat(),
        "until": (site.driver.day + timedelta(days=last)).isoformat(),
    }


def kept(site: Site) -> list[DelegationRow]:
    with site.world.engine.read() as session:
        rows = session.tx.execute(select(people.delegation).order_by(people.delegation.c.id))
        return [people.DelegationRow.of(row) for row in rows]


def give(site: Site, by: str = "SH", **values: str) -> Page:
    return site.as_office(by).send(PATH, "", having="taker", **({"taker": "po"} | days(site) | values))


def test_somebody_is_asked_to_act_and_it_is_ended_early(site: Site) -> None:
    assert give(site).status == 303
    row = kept(site)[0]
    assert (row.giver, row.taker) == (site.world.cast["SH"], site.world.cast["PO"])
    head, officer = site.as_office("SH"), site.as_office("PO")
    assert "示例po" in head.get(PATH).text
    assert "示例sh" in officer.get(PATH).text
    assert "由 示例po 代 示例sh 办理" in officer.get(site.path("/people")).text
    assert head.send(PATH + "", "", having="taker").status == 400
    page = head.get(PATH)
    form = next(form for form in page.forms if form.action.endswith("/end"))
    assert head.post(form.action, form.fields).status == 303
    assert kept(site)[0].ended_on == site.driver.day
    assert "由 示例po" not in officer.get(site.path("/people")).text


def test_an_absence_is_noted_without_anybody_who_acts(site: Site) -> None:
    assert give(site, by="PO", taker="-").status == 303
    assert kept(site)[0].taker is None
    assert "无人代理" in site.as_office("PO").get(PATH).text


def test_the_page_offers_only_those_who_can_act(site: Site) -> None:
    text = site.as_office("SH").get(PATH).text
    assert 'value="po"' in text
    assert 'value="pl"' not in text
    assert 'value="sysadmin"' not in text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"taker": ""}, "taker"),
        ({"taker": "pl"}, "taker"),
        ({"taker": "nobody-such"}, "taker"),
        ({"office": "DD"}, "office"),
        ({"since": ""}, "since"),
        ({"since": "某天"}, "since"),
        ({"since": "2020-01-01"}, "since"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2099-01-01"}, "until"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    site: Site, values: dict[str, str], field: str
) -> None:
    page = give(site, **values)
    assert page.status == 400
    assert f'href="#{field}"' in page.text
    typed = {"taker": "po"} | days(site) | values
    fields = page.form(having="taker").fields
    assert all(fields[name] == typed[name] for name in ("since", "until"))
    assert kept(site) == []


def test_sent_twice_it_is_one(site: Site) -> None:
    for _ in range(2):
        assert give(site).status == 303
    assert len(kept(site)) == 1


def test_nobody_ends_what_another_has_given(site: Site) -> None:
    give(site)
    officer = site.as_office("PO")
    page = officer.get(PATH)
    assert not [form for form in page.forms if form.action.endswith("/end")]
    secret = page.form(having="taker").fields["csrf_token"]
    forged = officer.post(f"{PATH}/{kept(site)[0].id}/end", {"csrf_token": secret})
    assert forged.status == 404
    assert kept(site)[0].ended_on is None


def test_a_confirmation_by_the_stand_in_shows_both_names(site: Site) -> None:
    site.driver.complete("MIN-G-1")
    give(site, taker="dd")
    deputy = site.as_office("DD")
    assert "您有 1 项待确认" in deputy.get(site.path()).text
    assert deputy.send(site.path("/duties/MIN-G-1"), "confirm").status == 303
    assert "示例dd（代示例sh）" in site.as_office("PL").get(site.path("/history")).text


def test_the_page_speaks_english(site: Site) -> None:
    head = site.as_office("SH")
    head.client.set_cookie("language", "en")
    assert "Let somebody act for you" in head.get(PATH).text
