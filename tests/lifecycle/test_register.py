"""Getting in: who registers for whom, who takes part, who is seated, and when a draft becomes a project."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted
from lifecycle.verbs import facts, pauses, register
from lifecycle.verbs.register import Part, Registration
from tests.lifecycle import scenes
from tests.lifecycle.conftest import At
from tests.lifecycle.scenes import by_person, case_of, disagreements, events_of, refused
from tests.lifecycle.test_afterwards import finished, surveyed
from tests.world import World
from web.demonstration.driver import Driver


def taking_part(driver: Driver) -> list[str]:
    rows = case_of(driver).participations.values()
    return sorted(row.kind for row in rows if row.until is None)


def registered(driver: Driver, office: str, world: World, *codes: str) -> Driver:
    given = Registration("新的一本", parts=[Part(code) for code in codes])
    number = driver.act(office, register.register, world.standard, given).number
    return Driver(driver.engine, driver.cast, number, driver.day)


# Registering ----------------------------------------------------------------------------------------------------


def test_a_member_registers_for_their_own_organisation_only(small: At) -> None:
    scene = small("draft")
    driver = registered(scene.driver, "RD", scene.world, "circle")
    assert (taking_part(driver), case_of(driver).state) == (["circle"], "suggestion/draft")
    given = Registration("新的一本", parts=[Part("shop")])
    refusal = refused(NotPermitted, scene.driver, "RD", register.register, scene.standard, given)
    assert refusal.clause == "is_member"
    refused(NotPermitted, scene.driver, "RD", register.register, scene.standard, Registration("无人"))


def test_the_bureau_registers_for_anybody_and_the_officer_who_does_is_seated(small: At) -> None:
    scene = small("draft")
    by_officer = registered(scene.driver, "CU", scene.world, "shop")
    assert case_of(by_officer).holder("CU") == scene.world.cast["CU"]
    by_head = registered(scene.driver, "HL", scene.world, "shop")
    assert case_of(by_head).holder("CU") is None


def test_an_administrator_registers_nothing_even_as_a_member(small: At) -> None:
    scene = small("draft")
    with scene.driver.engine.write() as session:
        who = scenes.person(session.tx, "admin", domain="sysadmin")
        scenes.appoint(session.tx, who, "sysadmin", standing=False, domain="sysadmin")
        scenes.join(session.tx, who, scenes.organisation_id(session.tx, "circle"))
    given = Registration("新的一本", parts=[Part("circle")])
    with pytest.raises(NotPermitted):
        by_person(scene.driver, who, register.register, scene.standard, given)


def test_an_organisation_named_twice_takes_part_once(small: At) -> None:
    scene = small("draft")
    assert taking_part(registered(scene.driver, "CU", scene.world, "circle", "shop", "circle")) == [
        "circle",
        "shop",
    ]


@pytest.mark.parametrize(("code", "problem"), [("library-1", "takes_no_part"), ("gone", "closed")])
def test_an_organisation_that_plays_no_role_or_has_closed_takes_no_part(
    small: At, code: str, problem: str
) -> None:
    scene = small("draft")
    with scene.driver.engine.write() as session:
        scenes.organisation(session.tx, "library-1", "branch")
        scenes.organisation(session.tx, "gone", "circle")
        session.tx.execute(text("UPDATE organisation SET closed_on = '2026-01-01' WHERE code = 'gone'"))
    given = Registration("新的一本", parts=[Part(code)])
    assert refused(Invalid, scene.driver, "CU", register.register, scene.standard, given).problem == problem
    assert (
        refused(Invalid, scene.driver, "CU", register.bring_party, scene.driver.number, code).problem
        == problem
    )


def test_an_organisation_that_nobody_knows_is_not_found(small: At) -> None:
    scene = small("draft")
    given = Registration("新的一本", parts=[Part("nobody")])
    refused(NotFound, scene.driver, "CU", register.register, scene.standard, given)


@pytest.mark.parametrize("entry", ["D9", "d2", ""])
def test_only_a_way_in_that_the_standard_has_is_open(small: At, entry: str) -> None:
    scene = small("draft")
    given = Registration("新的一本", parts=[Part("circle")], entry=entry)
    assert refused(Invalid, scene.driver, "CU", register.register, scene.standard, given).field == "entry"


def test_numbers_run_on_within_a_year_and_a_refused_registration_uses_none(small: At) -> None:
    scene = small("draft")
    first = registered(scene.driver, "CU", scene.world, "circle").number
    refused(Invalid, scene.driver, "CU", register.register, scene.standard, Registration(""))
    assert int(registered(scene.driver, "CU", scene.world, "circle").number[-4:]) == int(first[-4:]) + 1


# Submitting -----------------------------------------------------------------------------------------------------


def test_a_draft_is_submitted_once_by_who_may_with_an_officer_and_what_the_door_asks(small: At) -> None:
    scene = small("draft")
    driver = registered(scene.driver, "HL", scene.world, "circle")
    with pytest.raises(NotFound):
        driver.act("SP", register.submit, driver.number)
    refusal = refused(GateClosed, driver, "RD", register.submit, driver.number)
    assert [each.clause for each in refusal.blockers] == ["SUG-A1"]
    driver.act("HL", register.seat, driver.number, "CU", driver.cast["CU"])
    driver.act("CU", facts.record, driver.number, "title_known", value=True)
    driver.act("RD", register.submit, driver.number)
    assert case_of(driver).state == "suggestion/active"
    refused(NoSuchMove, driver, "RD", register.submit, driver.number)


def test_a_draft_without_an_officer_is_not_submitted(released: At) -> None:
    scene = released("draft")
    driver = registered(scene.driver, "PL", scene.world, "source_platform")
    driver.act("SH", register.seat, driver.number, "PO", driver.cast["PO"])
    driver.record("holder_named", value=True)
    driver.record("state_secret", value=False)
    with driver.engine.write() as session:
        session.tx.execute(text("UPDATE seat SET until = since WHERE office = 'PO'"))
    assert refused(Invalid, driver, "PL", register.submit, driver.number).problem == "officer_missing"


# Seats ----------------------------------------------------------------------------------------------------------


def test_whoever_held_a_seat_leaves_it_to_the_next(small_world: World) -> None:
    driver = small_world.started()
    second = small_world.another("CU", "second-curator")
    driver.wait(1)
    driver.act("HL", register.seat, driver.number, "CU", second, "示例：换人")
    case = case_of(driver)
    assert case.holder("CU") == second
    assert [row.until for row in case.seats.values() if row.person == driver.cast["CU"]] == [driver.day]
    with pytest.raises(NotPermitted):
        driver.act("CU", facts.record, driver.number, "duplicate", value=False)
    by_person(driver, second, facts.record, driver.number, "duplicate", value=False)
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_an_officer_takes_a_free_seat_and_not_one_that_is_held(small: At) -> None:
    scene = small("draft")
    second = scene.world.another("CU", "second-curator")
    free = registered(scene.driver, "HL", scene.world, "circle")
    by_person(free, second, register.seat, free.number, "CU", second)
    assert case_of(free).holder("CU") == second
    refusal = refused(NotPermitted, free, "CU", register.seat, free.number, "CU", free.cast["CU"])
    assert refusal.offices == ("HL",)


def test_a_seat_goes_only_to_somebody_who_can_hold_it(small: At) -> None:
    driver = small("draft").driver
    refusal = refused(Invalid, driver, "HL", register.seat, driver.number, "CU", driver.cast["RD"])
    assert refusal.problem == "not_eligible"
    for office in ("HL", "RD", "nothing"):
        assert (
            refused(Invalid, driver, "HL", register.seat, driver.number, office, driver.cast["CU"]).field
            == "office"
        )


# Parties --------------------------------------------------------------------------------------------------------


def test_a_party_that_joins_sees_the_project_from_then_on(small: At) -> None:
    scene = small("draft")
    driver = scene.world.register(parties=("circle",))
    with pytest.raises(NotFound):
        driver.act("SP", facts.record, driver.number, "price", 30)
    driver.act("CU", register.bring_party, driver.number, "shop")
    with pytest.raises(NotPermitted):
        driver.act("SP", facts.record, driver.number, "price", 30)
    refusal = refused(Invalid, driver, "CU", register.bring_party, driver.number, "shop")
    assert refusal.problem == "takes_part_already"
    assert events_of(driver)[-1].event == "PartyJoined"


def test_nobody_joins_after_the_end_and_nobody_is_seated_after_the_file_is_closed(released: At) -> None:
    scene = released("end")
    driver, second = scene.driver, scene.world.another("PO", "second-officer")
    with driver.engine.write() as session:
        scenes.organisation(session.tx, "late", "enterprise")
    refused(NoSuchMove, driver, "PO", register.bring_party, driver.number, "late")
    driver.act("SH", register.seat, driver.number, "PO", second, "示例：换人")
    driver.act("SH", register.seat, driver.number, "PO", driver.cast["PO"], "示例：换回")
    finished(driver)
    surveyed(driver)
    driver.act("PO", pauses.archive, driver.number)
    refused(NoSuchMove, driver, "SH", register.seat, driver.number, "PO", second, "示例")
