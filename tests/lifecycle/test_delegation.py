"""Acting for somebody: what is done carries both names, and neither of the two judges it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from lifecycle.errors import NotFound, NotPermitted
from lifecycle.policy import actor_of
from lifecycle.queries.history import history_page
from lifecycle.queries.my_work import my_work
from lifecycle.queries.parties import parties_page
from lifecycle.queries.project import project_page
from lifecycle.records import people
from lifecycle.verbs import debts, decisions, duties, register, rounds
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from tests.lifecycle.queries.test_my_work import statements
from tests.lifecycle.scenes import appoint, by_person, disagreements, events_of, on, owed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifecycle.engine import Session
    from tests.world import World
    from web.demonstration.driver import Driver


@dataclass
class Office:
    """A project under way, and somebody of the bureau who acts for others on it."""

    world: World
    driver: Driver
    stand_in: int

    def lend(self, giver: str, taker: int | None = None, *, office: str = "", days: int = 5) -> None:
        """From today, for so many days."""
        row = {"giver": self.world.cast[giver], "taker": taker or self.stand_in, "office": office}
        term = {"since": self.driver.day, "until": self.driver.day + timedelta(days=days)}
        with self.world.engine.write() as session:
            session.tx.execute(insert(people.delegation).values(row | term))

    def call_off(self) -> None:
        with self.world.engine.write() as session:
            session.tx.execute(people.delegation.update().values(ended_on=self.driver.day))

    def key(self, code: str) -> DutyKey:
        return DutyKey(self.driver.number, code)

    def behalf(self) -> list[int]:
        """Those for whom the newest event was done."""
        return list(json.loads(events_of(self.driver)[-1].body).get("behalf", []))

    def duty(self, code: str):  # type: ignore[no-untyped-def]
        return self.driver.look()[1].latest_duties()[code, 1]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with on(self.driver.day), self.world.engine.read() as session:
            yield session


@pytest.fixture
def office(world: World) -> Office:
    """`stand_in` can be an officer, and is on no project."""
    return Office(world, world.started(), world.another("PO", "stand-in"))


def test_what_is_done_for_somebody_carries_both_names(office: Office) -> None:
    office.driver.complete("MIN-G-1")
    office.lend("SH")
    by_person(office.driver, office.stand_in, duties.confirm, office.key("MIN-G-1"))
    assert office.duty("MIN-G-1").confirmed_by == office.stand_in
    assert office.behalf() == [office.world.cast["SH"]]
    with office.reading() as session:
        actor = actor_of(session.tx, office.world.cast["PL"])
        event = history_page(session, actor, office.driver.number).events[0]
        assert (event.actor, event.behalf) == ("示例stand-in", ("示例sh",))
        assert disagreements(session, office.driver.number) == []


def test_a_seat_is_lent_with_all_that_it_sees_and_does(office: Office) -> None:
    office.lend("PO", office="PO")
    evidence = [duties.Evidence("assignment_record", "text", "示例")]
    by_person(office.driver, office.stand_in, duties.complete, office.key("MIN-G-1"), evidence)
    row = office.duty("MIN-G-1")
    assert (row.done_by, row.done_for) == (office.stand_in, office.world.cast["PO"])
    assert {each.added_for for each in office.driver.look()[1].documents.values()} == {row.done_for}


def test_in_ones_own_right_one_acts_for_nobody(office: Office) -> None:
    head = office.world.another("SH", "head-two")
    office.lend("SH", head)
    office.driver.complete("MIN-G-1")
    by_person(office.driver, head, duties.confirm, office.key("MIN-G-1"))
    assert office.behalf() == []


@pytest.mark.parametrize("gone", ["over", "ended"])
def test_what_is_over_gives_nothing(office: Office, gone: str) -> None:
    office.lend("SH", days=0)
    office.driver.complete("MIN-G-1")
    if gone == "ended":
        office.call_off()
    else:
        office.driver.wait(1)
    with pytest.raises(NotPermitted):
        by_person(office.driver, office.stand_in, duties.confirm, office.key("MIN-G-1"))


def test_what_is_lent_is_not_lent_on(office: Office) -> None:
    third = office.world.another("PO", "third")
    office.lend("SH")
    office.lend("SH", third, office="nothing")
    with office.world.engine.write() as session:
        row = {"giver": office.stand_in, "taker": third, "office": ""}
        term = {"since": office.driver.day, "until": office.driver.day}
        session.tx.execute(insert(people.delegation).values(row | term))
    office.driver.complete("MIN-G-1")
    with pytest.raises(NotPermitted):
        by_person(office.driver, third, duties.confirm, office.key("MIN-G-1"))


def test_whoever_acts_for_the_doer_does_not_confirm(office: Office) -> None:
    head = office.world.another("SH", "head-two")
    office.lend("PO", head)
    office.driver.complete("MIN-G-1")
    with pytest.raises(NotPermitted) as refused:
        by_person(office.driver, head, duties.confirm, office.key("MIN-G-1"))
    assert refused.value.clause == "not_own_work"


def test_nobody_confirms_what_was_done_for_them(office: Office) -> None:
    """The officer's stand-in does a duty; the officer, who has become head meanwhile, does not confirm it."""
    office.lend("PO")
    evidence = [duties.Evidence("assignment_record", "text", "示例")]
    by_person(office.driver, office.stand_in, duties.complete, office.key("MIN-G-1"), evidence)
    officer = office.world.cast["PO"]
    with office.world.engine.write() as session:
        appoint(session.tx, officer, "SH", standing=True)
    with pytest.raises(NotPermitted) as refused:
        by_person(office.driver, officer, duties.confirm, office.key("MIN-G-1"))
    assert refused.value.clause == "not_own_work"
    office.call_off()
    with pytest.raises(NotPermitted):
        by_person(office.driver, officer, duties.confirm, office.key("MIN-G-1"))


def test_a_proposal_made_for_the_decider_is_decided_by_neither(office: Office) -> None:
    office.driver.clear()
    office.driver.request()
    head, driver = office.world.cast["SH"], office.driver
    with office.world.engine.write() as session:
        appoint(session.tx, head, "PO", standing=False)
    driver.act("SH", register.seat, driver.number, "PO", head, "示例：兼任")
    office.lend("SH")
    by_person(driver, office.stand_in, rounds.propose, driver.number, "go", "示例：同意")
    assert office.behalf() == [head]
    decision = Decision("go", "示例", reasons={"G1-S1": "示例", "G1-S2": "示例", "PL": "示例"})
    for person in (head, office.stand_in):
        with pytest.raises(NotPermitted) as refused:
            by_person(driver, person, decisions.decide, driver.number, decision)
        assert refused.value.clause == "not_own_work"


def test_a_debt_answered_for_the_head_is_settled_by_another(office: Office) -> None:
    driver = office.driver
    driver.clear()
    driver.request()
    driver.decide(owed=(owed(office.world, driver, "SH"),))
    office.lend("SH")
    by_person(driver, office.stand_in, debts.answer, driver.number, 1, "示例：已补")
    for person in (office.world.cast["SH"], office.stand_in):
        with pytest.raises(NotPermitted) as refused:
            by_person(driver, person, debts.settle, driver.number, 1)
        assert refused.value.clause == "not_own_work"
    by_person(driver, office.world.another("SH", "head-two"), debts.settle, driver.number, 1)


def test_the_membership_of_an_organisation_is_never_lent(office: Office) -> None:
    with office.world.engine.write() as session:
        outsider = session.tx.execute(
            insert(people.person).values(login="outsider", name="局外人").returning(people.person.c.id)
        ).scalar_one()
    office.lend("PL", outsider)
    with pytest.raises(NotFound):
        by_person(office.driver, outsider, duties.complete, office.key("MIN-P-1"))


# What they see ----------------------------------------------------------------------------------------------------


def work_of(office: Office, person: int) -> set[tuple[str, str]]:
    with office.reading() as session:
        found = my_work(session, actor_of(session.tx, person))
        return {(item.act, item.code) for item in found.items if item.is_mine}


def test_their_work_is_on_the_stand_ins_list_while_it_lasts(office: Office) -> None:
    assert work_of(office, office.stand_in) == set()
    office.lend("PO")
    assert work_of(office, office.stand_in) == work_of(office, office.world.cast["PO"]) != set()
    office.call_off()
    assert work_of(office, office.stand_in) == set()


def test_what_the_giver_did_waits_for_somebody_else_on_the_list(office: Office) -> None:
    head = office.world.another("SH", "head-two")
    office.lend("PO", head)
    office.driver.complete("MIN-G-1")
    with office.reading() as session:
        items = my_work(session, actor_of(session.tx, head)).items
        assert ("confirm_duty", "MIN-G-1") not in {(item.act, item.code) for item in items}
        assert [item.act for item in items if item.code == "MIN-G-1"] == ["await"]


def test_the_page_offers_what_the_stand_in_may_do_and_says_who_acts_for_whom(office: Office) -> None:
    office.driver.complete("MIN-G-1")
    office.lend("SH")
    with office.reading() as session:
        page = project_page(session, actor_of(session.tx, office.stand_in), office.driver.number)
        assert page.todo.confirmations == 1
        people_ = parties_page(session, actor_of(session.tx, office.world.cast["PL"]), office.driver.number)
        stand_ins = {each.code: each.stand_ins for each in people_.standing if each.stand_ins}
        assert stand_ins == {"SH": (("示例stand-in", "示例sh"),)}
    office.lend("PO")
    with office.reading() as session:
        page = project_page(session, actor_of(session.tx, office.stand_in), office.driver.number)
        assert {seat.code: seat.stand_ins for seat in page.seats if seat.stand_ins} == {
            "PO": (("示例stand-in", "示例po"),)
        }


def test_delegations_cost_the_same_number_of_statements_however_many(office: Office) -> None:
    def read() -> None:
        with office.reading() as session:
            my_work(session, actor_of(session.tx, office.stand_in))

    office.lend("PO")
    one = statements(office.world.engine.database, read)
    for giver in ("SH", "DD", "DIR"):
        office.lend(giver)
    assert statements(office.world.engine.database, read) == one
    with office.world.engine.database.read() as tx:
        assert len(tx.execute(select(people.delegation)).all()) == 4
