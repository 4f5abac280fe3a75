"""Parties that leave, join midway, take each other's place, and seats that are handed over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle import gate
from lifecycle.errors import GateClosed, Invalid, NoSuchMove, NotFound, NotPermitted
from lifecycle.records import journal, people
from lifecycle.verbs import duties, ends, parties, pauses, register, system
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.parties import Succession
from lifecycle.verbs.pauses import Pause
from tests.lifecycle import scenes
from tests.lifecycle.scenes import disagreements, events_of, later, on, refused
from tests.lifecycle.test_ends import approved

if TYPE_CHECKING:
    from lifecycle.records.work import DutyRow
    from lifecycle.store import Receipt
    from tests.world import World
    from web.demonstration.driver import Driver

REASON = "示例：不再承接"


def open_blockers(driver: Driver) -> dict[str, gate.Blocker]:
    return {blocker.clause: blocker for blocker in driver.look()[2]}


def leave(driver: Driver, organisation: str = "intermediary", days: int = 0, by: str = "SH") -> Receipt:
    day = driver.day + timedelta(days=days)
    return driver.act(by, parties.part, driver.number, organisation, day, REASON)


def tick(driver: Driver) -> list[str]:
    with on(driver.day):
        list(system.tick(driver.engine))
    return [event.event for event in events_of(driver)]


# Leaving ----------------------------------------------------------------------------------------------------------


def test_a_party_that_leaves_sees_nothing_more_and_its_work_stays(world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise", "intermediary"))
    driver.complete("MIN-P-1")
    driver.record("intermediary_engaged", value=True)
    driver.complete("MIN-I-1")
    leave(driver)
    _, case, _ = driver.look()
    assert case.latest_duties()["MIN-I-1", 1].state == "submitted"
    assert [row.kind for row in case.documents.values() if row.duty == "MIN-I-1"] == ["conduct_pledge"]
    with pytest.raises(NotFound):
        driver.act("BR", duties.attach, DutyKey(driver.number, "MIN-I-2"), [])
    driver.act("PO", duties.confirm, DutyKey(driver.number, "MIN-I-1"))
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_its_open_duties_are_nobodys_and_the_blocker_says_who_finds_a_successor(world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise", "intermediary"))
    leave(driver)
    blocker = open_blockers(driver)["MIN-I-2"]
    assert blocker.absent
    assert ("bring_party", ("PO",)) in {(each.act, each.offices) for each in blocker.remedies}
    driver.act("PO", register.bring_party, driver.number, "finance")
    assert not open_blockers(driver)["MIN-I-2"].absent, "the successor has them now"
    driver.complete("MIN-I-4")


def test_somebody_with_another_part_still_sees_the_project(world: World) -> None:
    driver = world.started()
    leave(driver, "source_platform")
    driver.complete("MIN-P-5")  # the same person is a member of the conversion platform


def test_a_leaving_that_is_announced_happens_on_its_day(world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise", "intermediary"))
    leave(driver, days=4)
    assert "PartiesLeft" not in tick(driver)
    driver.complete("MIN-I-4")
    driver.day += timedelta(days=4)
    assert tick(driver)[-1] == "PartiesLeft"
    assert tick(driver).count("PartiesLeft") == 1, "once"
    assert open_blockers(driver)["MIN-I-2"].absent
    with pytest.raises(NotFound):
        driver.act("BR", duties.attach, DutyKey(driver.number, "MIN-I-2"), [])


def test_the_officer_and_the_others_of_its_role_are_told_however_long_its_name_is(world: World) -> None:
    name = "示例" * 60
    with world.engine.write() as session:
        organisation = people.organisation
        session.tx.execute(
            organisation.update().where(organisation.c.code == "intermediary").values(name=name)
        )
    driver = world.started(parties=("source_platform", "enterprise", "intermediary", "finance"))
    leave(driver, days=4)
    driver.day += timedelta(days=4)
    tick(driver)
    with driver.engine.read() as session:
        outbox = journal.outbox.c
        rows = session.tx.execute(
            select(outbox.audience, outbox.code, outbox.subject).where(outbox.code.startswith("party_"))
        ).all()
    assert [row[:2] for row in rows] == [
        (who, code) for code in ("party_leaves", "party_left") for who in ("intermediary", "PO")
    ]
    assert {len(row.subject) for row in rows} == {60}


def test_an_announced_leaving_is_called_off(world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise", "intermediary"))
    leave(driver, days=4)
    driver.act("SH", parties.stay, driver.number, "intermediary")
    driver.day += timedelta(days=9)
    assert "PartiesLeft" not in tick(driver)
    refusal = refused(Invalid, driver, "SH", parties.stay, driver.number, "intermediary")
    assert refusal.problem == "not_leaving"


def test_only_the_named_office_ends_a_part_and_only_of_a_party_that_is_there(world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise"))
    for office in ("PO", "EL", "PL"):
        with pytest.raises(NotPermitted):
            leave(driver, "enterprise", by=office)
    with pytest.raises(Invalid, match="takes_no_part_now"):
        leave(driver, "intermediary")
    with pytest.raises(NotFound):
        leave(driver, "nobody-such")
    with pytest.raises(Invalid, match="before_since"):
        leave(driver, "enterprise", days=-1)
    driver.act("DD", ends.terminate, driver.number, "other", "示例")
    with pytest.raises(NoSuchMove):
        leave(driver, "enterprise")


def test_the_confirmer_who_left_is_replaced_along_the_chain(world: World) -> None:
    driver = world.started()
    assert driver.look()[1].latest_duties()["MIN-I-2", 1].confirmer == "PL"
    leave(driver, "source_platform")
    leave(driver, "conversion_platform")
    assert driver.look()[1].latest_duties()["MIN-I-2", 1].confirmer == "PO"


# Joining midway ---------------------------------------------------------------------------------------------------


def test_who_joins_midway_finds_the_open_duties(world: World) -> None:
    driver = world.started(parties=("source_platform",))
    assert open_blockers(driver)["MIN-I-3"].absent
    driver.act("PO", register.bring_party, driver.number, "intermediary")
    driver.complete("MIN-I-4")
    assert driver.look()[1].latest_duties()["MIN-I-4", 1].state == "submitted"


# Seats ------------------------------------------------------------------------------------------------------------


def test_a_seat_is_handed_over_with_a_reason(world: World) -> None:
    driver, other = world.started(), world.another("PO", "officer-two")
    refusal = refused(Invalid, driver, "SH", register.seat, driver.number, "PO", other)
    assert (refusal.field, refusal.problem) == ("reason", "missing")
    driver.act("SH", register.seat, driver.number, "PO", other, "示例：调岗")
    assert driver.look()[1].holder("PO") == other
    assert events_of(driver)[-1].note_hash is not None
    again = refused(Invalid, driver, "SH", register.seat, driver.number, "PO", other, "示例")
    assert again.problem == "seated_already"


# Change of receiver -----------------------------------------------------------------------------------------------


@pytest.fixture
def newcomer(world: World) -> str:
    """Another enterprise, with a member."""
    with world.engine.write() as session:
        code = scenes.organisation(session.tx, "other-enterprise", "enterprise")
        scenes.join(session.tx, scenes.person(session.tx, "newcomer"), code)
    return "other-enterprise"


def succession(joining: str, **more: object) -> Succession:
    papers = (Evidence("change_request", "text", "示例：变更申请"),)
    return Succession("enterprise", joining, "示例：原企业退出", papers)


def change(driver: Driver, by: str, joining: str) -> Receipt:
    return driver.act(by, parties.change_receiver, driver.number, succession(joining))


def consented(driver: Driver) -> None:
    driver.record("parties_consented", value=True)


def duty(driver: Driver, code: str) -> DutyRow:
    rows = [row for row in driver.look()[1].latest_duties().values() if row.code == code]
    return max(rows, key=lambda row: (row.visit, row.occurrence))


def test_before_approval_the_deputy_changes_the_receiver_in_one_event(world: World, newcomer: str) -> None:
    driver = world.started()
    with pytest.raises(GateClosed) as barred:
        change(driver, "DD", newcomer)
    assert {each.counted_in for each in barred.value.blockers} == {"parties_consented"}
    consented(driver)
    with pytest.raises(NotPermitted):
        change(driver, "DIR", newcomer)
    before = len(events_of(driver))
    change(driver, "DD", newcomer)
    assert len(events_of(driver)) == before + 1
    _, case, _ = driver.look()
    roles = {row.organisation: row.until for row in case.participations.values() if row.role == "enterprise"}
    assert sorted(roles.values(), key=str) == [driver.day, None]
    with pytest.raises(NotFound):
        driver.act("EL", duties.attach, DutyKey(driver.number, "MIN-E-3"), [])
    back = Succession(newcomer, "enterprise", "示例", succession("").papers)
    closed = refused(GateClosed, driver, "DD", parties.change_receiver, driver.number, back)
    assert {each.counted_in for each in closed.blockers} == {"parties_consented"}, "the consent is used up"


def test_after_approval_it_is_one_rank_up_and_what_must_be_checked_again_bars_the_next_gate(
    world: World, newcomer: str
) -> None:
    driver = approved(world)
    for name, value in [("price_route", "agreement"), ("public_holder", True)]:
        driver.record(name, value)
    consented(driver)
    with pytest.raises(NotPermitted):
        change(driver, "DD", newcomer)
    old = driver.look()[1].latest_milestones()["APR-M5", 1]
    change(driver, "DIR", newcomer)
    again = duty(driver, "APR-G-1")
    assert (again.occurrence, again.state, again.timing) == (2, "not_started", "after_gate")
    assert again.due == later(driver, 25), "counts from the change, not from the approval long ago"
    assert driver.look()[1].latest_milestones()["APR-M5", 1] == old, "what was done keeps its dates"
    assert "APR-G-1" in open_blockers(driver)
    assert "serious_dishonesty" not in {
        row.name for row in driver.look()[1].fact_rows().values() if row.value != "null"
    }
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []


def test_the_price_is_published_again_for_its_whole_time(world: World, newcomer: str) -> None:
    driver = world.started()
    driver.values |= {"price_route": "agreement", "public_holder": True, "transfer_mode": "assign"}
    for name in ("public_holder",):
        driver.record(name, value=True)
    driver.pass_gate()
    driver.pass_gate()
    driver.record("price_route", "agreement")
    driver.record("transfer_mode", "assign")
    driver.pass_gate()
    assert duty(driver, "APR-P-2").state == "confirmed"
    consented(driver)
    change(driver, "DIR", newcomer)
    published = duty(driver, "APR-P-2")
    assert (published.occurrence, published.waits_for) == (2, "publicity_start")
    driver.record("publicity_started_on", driver.day)
    assert duty(driver, "APR-P-2").not_before == driver.day + timedelta(days=16)


def test_what_has_not_come_yet_comes_with_its_stage(world: World, newcomer: str) -> None:
    driver = world.started()
    consented(driver)
    change(driver, "DD", newcomer)
    assert "APR-G-1" not in {row.code for row in driver.look()[1].duties.values()}


def test_in_the_stage_itself_the_check_is_done_again_here(world: World, newcomer: str) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.pass_gate()
    driver.clear()
    assert duty(driver, "APR-G-1").state == "confirmed"
    consented(driver)
    change(driver, "DD", newcomer)
    again = duty(driver, "APR-G-1")
    assert (again.occurrence, again.state, again.timing) == (2, "not_started", "before_gate")


@pytest.mark.parametrize(
    ("leaving", "joining", "problem"),
    [
        ("intermediary", "other-enterprise", "takes_no_part_now"),
        ("enterprise", "intermediary", "of_another_role"),
        ("enterprise", "enterprise", "takes_part_already"),
    ],
)
def test_only_one_of_the_role_takes_anothers_place(
    world: World, newcomer: str, leaving: str, joining: str, problem: str
) -> None:
    driver = world.started()
    consented(driver)
    given = Succession(leaving, joining, "示例", succession(joining).papers)
    refusal = refused(Invalid, driver, "DD", parties.change_receiver, driver.number, given)
    assert refusal.problem == problem


def test_the_papers_of_the_move_are_asked_for(world: World, newcomer: str) -> None:
    driver = world.started()
    consented(driver)
    bare = Succession("enterprise", newcomer, "示例")
    refusal = refused(Invalid, driver, "DD", parties.change_receiver, driver.number, bare)
    assert (refusal.problem, refusal.values["kinds"]) == ("evidence_missing", ("change_request",))
    change(driver, "DD", newcomer)
    assert [row.kind for row in driver.look()[1].documents.values()] == ["change_request"]


def test_on_hold_the_receiver_changes_too(world: World, newcomer: str) -> None:
    driver = world.started()
    pause = Pause(later(driver, 20), "示例", "示例：找到新的承接企业", later(driver, 10))
    driver.act("SH", pauses.hold, driver.number, pause)
    consented(driver)
    change(driver, "DD", newcomer)
    assert driver.look()[1].project.status == "on_hold"
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []
