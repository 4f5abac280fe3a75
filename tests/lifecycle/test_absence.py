"""Absent parties: what is bought, what another office does, what is waived, and who confirms then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifecycle import gate, milestones
from lifecycle.absence import Remedy
from lifecycle.errors import Invalid, NotPermitted, Stale
from lifecycle.verbs import duties, parties, register, substitutes
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Purchase
from tests.lifecycle.scenes import disagreements, events_of, refused

if TYPE_CHECKING:
    from lifecycle.records.work import DutyRow
    from stages import Standard
    from tests.world import World
    from web.demonstration.driver import Driver

VOUCHER = (Evidence("voucher_record", "number", "YHQ-2026-001"),)


@pytest.fixture
def driver(world: World) -> Driver:
    """A project without an intermediary."""
    return world.started(parties=("source_platform", "enterprise"))


def blocker(driver: Driver, clause: str) -> gate.Blocker:
    return next(each for each in driver.look()[2] if each.clause == clause)


def duty(driver: Driver, code: str) -> DutyRow:
    return driver.look()[1].latest_duties()[code, 1]


def let(driver: Driver, code: str = "MIN-I-3", by: str = "SH") -> None:
    key = DutyKey(driver.number, code)
    driver.act(by, substitutes.let_stand_in, key, "示例：没有中介")


def buy(driver: Driver, seller: str = "intermediary", by: str = "PL", papers: object = VOUCHER) -> None:
    given = Purchase(seller, "示例：购买中介服务", papers)  # type: ignore[arg-type]
    driver.act(by, parties.buy_service, driver.number, given)


# What the blockers say --------------------------------------------------------------------------------------------


def test_a_listed_duty_can_be_done_by_the_officer_bought_or_waived(driver: Driver) -> None:
    assert set(blocker(driver, "MIN-I-3").remedies) == {
        Remedy("bring_party", ("PO",)),
        Remedy("buy_service", ("PL", "IA")),
        Remedy("stand_in", ("PO",), "SH"),
        Remedy("waive", ("SH",)),
    }


def test_what_is_never_done_by_another_can_only_be_bought_or_waived(driver: Driver, world: World) -> None:
    never = next(rule.never for rule in world.standard.flow.absent_party.values() if rule.never)
    found = blocker(driver, "MIN-I-2")
    assert found.clause in never
    assert {each.act for each in found.remedies} == {"bring_party", "buy_service", "waive"}


def test_a_duty_that_cannot_be_waived_is_not_said_to_be(world: World) -> None:
    driver = world.started(parties=("intermediary",))
    assert {each.act for each in blocker(driver, "MIN-P-2").remedies} == {"bring_party"}


def test_an_empty_seat_is_filled_by_whoever_assigns_it(world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.act("SH", register.seat, driver.number, "EX", world.another("EX", "chair-two"), "示例：换人")
    row = duty(driver, "EVA-G-6")
    assert milestones.is_present(world.standard, driver.look()[1], "EX")
    assert row.confirmer == "EX"


# Bought -----------------------------------------------------------------------------------------------------------


def test_a_bought_service_makes_the_seller_the_projects_intermediary(driver: Driver) -> None:
    confirmers = {row.code: row.confirmer for row in driver.look()[1].duties.values()}
    buy(driver)
    _, case, _ = driver.look()
    part = next(row for row in case.participations.values() if row.role == "intermediary")
    assert (part.rule, part.terms is not None) == ("B1", True)
    assert [(row.kind, row.value) for row in case.documents.values()] == [("voucher_record", "YHQ-2026-001")]
    assert duty(driver, "MIN-I-1").state == "not_started", "an intermediary is engaged now"
    for row in case.duties.values():
        if row.confirmer is not None and row.role == "intermediary" and row.code != "MIN-I-1":
            assert row.confirmer == confirmers[row.code], row.code
    driver.complete("MIN-I-4")
    assert events_of(driver)[-2].event == "ServiceBought"
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_only_the_platform_buys(driver: Driver) -> None:
    for office in ("PO", "SH", "EL"):
        with pytest.raises(NotPermitted) as refusal:
            buy(driver, by=office)
        assert refusal.value.offices == ("PL", "IA")


@pytest.mark.parametrize(
    ("seller", "papers", "problem"),
    [("source_platform", VOUCHER, "not_for_sale"), ("intermediary", (), "evidence_missing")],
)
def test_what_cannot_be_bought_is_said(driver: Driver, seller: str, papers: object, problem: str) -> None:
    with pytest.raises(Invalid) as refusal:
        buy(driver, seller, papers=papers)
    assert refusal.value.problem == problem


def test_nothing_is_bought_where_the_role_is_played(driver: Driver) -> None:
    driver.act("PO", register.bring_party, driver.number, "finance")
    with pytest.raises(Invalid) as refusal:
        buy(driver)
    assert refusal.value.problem == "role_is_there"


# Done by another --------------------------------------------------------------------------------------------------


def test_the_officer_does_the_listed_duty_and_the_section_head_confirms_it(driver: Driver) -> None:
    let(driver)
    row = duty(driver, "MIN-I-3")
    assert (row.doer, row.confirmer, row.instead_of, row.rule) == ("PO", "SH", "BR", "B2")
    assert row.consented_by == driver.cast["SH"]
    assert row.role == "intermediary", "it is still the intermediary's duty"
    for code in ("MIN-P-1", "MIN-P-2", "MIN-P-3"):
        driver.complete(code)
        driver.act("PO", duties.confirm, DutyKey(driver.number, code))
    evidence = [Evidence(kind, "text", "示例") for kind in ("technology_profile", "match_list")]
    key = DutyKey(driver.number, "MIN-I-3")
    driver.act("PO", duties.complete, key, evidence)
    with pytest.raises(NotPermitted):
        driver.act("PO", duties.confirm, key)
    driver.act("SH", duties.confirm, key)
    assert duty(driver, "MIN-I-3").state == "confirmed"
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


@pytest.mark.parametrize("code", ["MIN-I-2", "MIN-I-4"])
def test_what_is_not_listed_is_done_by_nobody_else(driver: Driver, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        let(driver, code)
    assert refusal.value.problem == "not_for_another"


def test_only_the_named_office_consents(driver: Driver) -> None:
    for office in ("PO", "DD", "PL"):
        with pytest.raises(NotPermitted):
            let(driver, by=office)


def test_where_the_party_is_there_nobody_stands_in(world: World) -> None:
    driver = world.started()
    key = DutyKey(driver.number, "MIN-I-3")
    refusal = refused(NotPermitted, driver, "SH", substitutes.let_stand_in, key, "示例")
    assert refusal.clause == "party_is_missing"


def test_consent_given_twice_is_refused(driver: Driver) -> None:
    key = DutyKey(driver.number, "MIN-I-3")
    driver.act("SH", substitutes.let_stand_in, key, "示例", seen=0)
    refusal = refused(NotPermitted, driver, "SH", substitutes.let_stand_in, key, "示例")
    assert refusal.clause == "party_is_missing"


def test_a_consent_from_an_old_page_is_stale(driver: Driver) -> None:
    key = DutyKey(driver.number, "MIN-I-3")
    refusal = refused(Stale, driver, "SH", substitutes.let_stand_in, key, "示例", seen=7)
    assert (refusal.seen, refusal.now) == (7, 0)


def test_a_party_that_comes_after_all_has_its_duty_back(driver: Driver) -> None:
    let(driver)
    driver.act("PO", register.bring_party, driver.number, "intermediary")
    row = duty(driver, "MIN-I-3")
    assert (row.doer, row.instead_of, row.confirmer) == ("BR", None, "PO")


def test_a_whole_life_without_an_intermediary(driver: Driver) -> None:
    """What the blockers name is enough: listed duties are done by the officer, the others are waived."""
    _, _, found = driver.look()
    for each in [each for each in found if each.absent]:
        acts = {remedy.act for remedy in each.remedies}
        if "stand_in" in acts:
            let(driver, each.clause)
        else:
            assert "waive" in acts, each.clause
            driver.act("SH", duties.waive, DutyKey(driver.number, each.clause), "示例：无中介")
    driver.pass_gate()


# Who confirms -----------------------------------------------------------------------------------------------------


def test_the_officer_confirms_for_an_absent_confirmer_and_one_above_for_a_government_duty(
    world: World,
) -> None:
    """B3: non-government duties go to the officer, government ones to one rank above whoever does them."""
    standard, case = world.standard, world.started(parties=("source_platform",)).look()[1]
    confirmer = {
        code: milestones.confirmer_of(standard, case, standard.duties[code]) for code in standard.duties
    }
    absent = {"EL", "BR", "PK"}
    for code, each in standard.duties.items():
        if each.confirmer not in absent:
            continue
        ours = standard.offices[each.doer].role == "government"
        assert confirmer[code] == (standard.one_above(each.doer) if ours else "PO"), code


def test_a_government_duty_is_never_confirmed_below_its_doer(world: World) -> None:
    standard = world.standard
    case = world.started(parties=("source_platform",)).look()[1]
    duty_ = standard.duties["EVA-G-3"].model_copy(update={"confirmer": "EL"})
    assert (duty_.doer, milestones.confirmer_of(standard, case, duty_)) == ("SH", "DD")


def test_nothing_is_owed_by_an_enterprise_that_nobody_knows_yet(
    world: World, released_standard: Standard
) -> None:
    """B4: no enterprise, no flag that speaks of one: nothing of it bars the first two gates, and the third wants it."""
    driver = world.started(parties=("source_platform", "conversion_platform", "intermediary", "park_board"))
    for _ in range(2):
        assert not [each for each in driver.look()[2] if each.role == "enterprise"]
        driver.pass_gate()
    rule = next(each for each in released_standard.flow.absent_party.values() if each.criterion)
    barred = {each.clause for each in driver.look()[2]}
    assert rule.criterion in barred
    assert {"APR-E-1", "APR-E-2"} <= barred


@pytest.fixture
def released_standard(world: World) -> Standard:
    return world.standard
