"""Closing as outside conversion, through the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.project.test_other_acts import approved, status

if TYPE_CHECKING:
    from tests.web.project.site import Site

FACTS = ("agreement_concluded", "no_local_setup_due")


def test_the_decider_closes_it_with_what_is_to_be_settled_and_it_counts_apart(site: Site) -> None:
    approved(site)
    office = site.world.standard.gate_of(site.driver.look()[1].project.stage).decider
    decider, path = site.as_office(office), site.path("/outbound")
    page = decider.get(path)
    for name in FACTS:
        assert f"#fact-{name}" in page.text
    assert decider.foresee(path, reason="示例：在区外转化").status == 409
    for name in FACTS:
        site.driver.record(name, value=True)
    seen = decider.foresee(path, reason="示例：在区外转化")
    assert seen.status == 200, seen.text
    for said in ("项目将结束", "清算审计", "将登记 2 项待办结事项", "将通知"):
        assert said in seen.text, said
    twice = [decider.press(path, seen.form("do"), "do") for _ in range(2)]
    assert [page.status for page in twice] == [303, 303]
    project = site.driver.look()[1].project
    assert (project.status, project.outcome) == ("graduated", "out_of_district")
    assert "区外转化" in site.as_office("PO").get(site.path("/archive")).text


def test_it_is_offered_to_the_decider_of_the_present_gate_only(site: Site) -> None:
    approved(site)
    office = site.world.standard.gate_of(site.driver.look()[1].project.stage).decider
    for each in ("PO", "SH", "DD", "DIR", "EL"):
        offered = f'href="{site.path("/outbound")}"' in site.as_office(each).get(site.path()).text
        assert offered == (each == office), each
        page = site.as_office(each).get(site.path("/outbound"))
        assert bool([form for form in page.forms if "reason" in form.names]) == (each == office)


def test_in_a_round_it_is_an_option_of_the_round(in_review: Site) -> None:
    office = in_review.world.standard.gate_of(in_review.driver.look()[1].project.stage).decider
    page = in_review.as_office(office).get(in_review.path("/outbound"))
    assert "本轮决策正在进行" in page.text
    assert status(in_review) == "gate_review"
