"""What waits for whom, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle import accounts, clock
from lifecycle.errors import Invalid
from lifecycle.policy import actor_of
from lifecycle.queries.my_work import AT_A_GLANCE, DECISIONS, PAGE, SHOWN, Item, MyWork, Place, my_work
from lifecycle.queries.work_shape import shape_of
from lifecycle.records import project as projects
from lifecycle.records import work
from lifecycle.verbs import dates, duties, register
from lifecycle.verbs import facts as fact_verbs
from lifecycle.verbs.dates import MilestoneKey, askers
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.register import Part, Registration, officer_of
from tests import world as worlds
from tests.bench.crowd import Crowd
from tests.watching import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifecycle.database import Database
    from lifecycle.engine import Session
    from lifecycle.policy import Actor
    from lifecycle.queries.work_shape import Recording
    from lifecycle.records.work import MilestoneRow
    from stages.conditions import Value
    from stages.model import Fact
    from tests.world import World
    from web.demonstration.driver import Driver

DAY = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)


def look(world: World, office: str, shown: str | None = None, after: Place | None = None) -> MyWork:
    with world.engine.read() as session:
        return my_work(session, actor_of(session.tx, world.cast[office]), shown, after)


def codes(items: tuple[Item, ...]) -> set[str]:
    return {item.code for item in items}


@pytest.fixture(autouse=True)
def _on_a_tuesday() -> Iterator[None]:
    with clock.rehearse(DAY):
        yield


def test_a_duty_is_work_for_its_doer_and_waiting_for_the_officer(world: World) -> None:
    driver = world.started()
    standard, case, _ = driver.look()
    row = next(
        row for row in case.duties.values() if row.waits_for is None and row.doer == "PL" and row.required
    )
    theirs = (
        look(world, "PL", "later").items
        + look(world, "PL", "week").items
        + look(world, "PL", "overdue").items
    )
    assert row.code in codes(tuple(item for item in theirs if item.is_mine))
    officer = officer_of(standard).code
    mine = look(world, officer, "waiting").items + look(world, officer, "overdue").items
    assert row.code in codes(tuple(item for item in mine if not item.is_mine))


def test_a_submitted_duty_moves_to_whoever_confirms_it(world: World) -> None:
    driver = world.started()
    blocker = next(each for each in driver.look()[2] if each.act == "complete_duty" and not each.waits_for)
    driver.complete(blocker.clause, blocker.target)
    row = next(row for row in driver.look()[1].duties.values() if row.code == blocker.clause)
    assert row.confirmer is not None
    judged = look(world, row.confirmer, DECISIONS).items
    assert [(item.act, item.code) for item in judged] == [("confirm_duty", blocker.clause)]
    driver.act(row.confirmer, duties.confirm, DutyKey(driver.number, row.code))
    assert look(world, row.confirmer, DECISIONS).items == ()


def test_an_open_round_goes_from_hand_to_hand(any_world: World) -> None:
    world, driver = any_world, any_world.started()
    driver.clear()
    ready = [item.act for item in look(world, officer_of(world.standard).code).items if not item.code]
    assert "request_gate" in ready
    driver.request()
    gate = world.standard.gate_of(driver.look()[1].project.stage)
    acts = {office: [item.act for item in look(world, office, DECISIONS).items] for office in world.cast}
    assert "propose" in acts[gate.propose]
    assert all("consult" in acts[office] for office in driver.unheard())
    assert "decide" not in acts[gate.decider]


def test_a_later_day_that_is_asked_for_waits_for_the_nearest_office_that_grants_one(world: World) -> None:
    driver = world.started()
    nearest, above = (each.office for each in world.standard.moves["extend"].authority)
    row = next(row for row in driver.look()[1].milestones.values() if asks_in_time(driver, row))
    key, doer = MilestoneKey(driver.number, row.code, row.occurrence), askers(driver.look()[1], row)[0]
    for granting, resting in ((nearest, above), (above, nearest)):
        with world.engine.read() as session:
            until = session.calendar.add_working_days(
                driver.look()[1].milestones[row.key].due or DAY.date(), 1
            )
        driver.act(doer, dates.ask, key, until, "示例")
        found = [(item.act, item.code) for item in look(world, granting, DECISIONS).items]
        assert ("answer_extension", row.code) in found
        assert "answer_extension" not in [item.act for item in look(world, resting, DECISIONS).items]
        assert "answer_extension" not in [item.act for item in look(world, doer, DECISIONS).items]
        driver.act(granting, dates.extend, key, until, "示例")
        assert "answer_extension" not in [item.act for item in look(world, granting, DECISIONS).items]


def asks_in_time(driver: Driver, row: MilestoneRow) -> bool:
    """Whether somebody could ask for a later day of a milestone, by two working days in all."""
    _, case, _ = driver.look()
    with driver.engine.read() as session:
        try:
            due, last = dates.term_asked(session, session.standard(case.project.standard), row)
            return bool(askers(case, row)) and session.calendar.working_days_between(due, last) >= 2
        except Invalid:
            return False


def test_overdue_is_after_the_due_day_and_not_on_it(world: World) -> None:
    driver = world.started()
    row = next(
        row for row in driver.look()[1].duties.values() if row.doer == "PO" and row.due and not row.waits_for
    )
    assert row.due is not None
    for days, overdue in ((0, False), (1, True)):
        at = datetime.combine(row.due + timedelta(days=days), DAY.timetz())
        with clock.rehearse(at):
            item = next(
                item
                for band in ("week", "overdue")
                for item in look(world, "PO", band).items
                if item.code == row.code
            )
        assert item.is_overdue is overdue
        assert item.band == ("overdue" if overdue else "week")


def test_a_project_without_an_officer_is_somebodys_work(world: World) -> None:
    with world.engine.write() as session:
        actor = actor_of(session.tx, world.cast["PL"])
        given = Registration("无人认领", parts=[Part("source_platform")])
        register.register(session, actor, world.standard, given)
    for office in (officer_of(world.standard).code, world.standard.power("assign_officer")[0]):
        assert [item.title for item in look(world, office, "unassigned").items] == ["无人认领"]
    assert look(world, "EL", "unassigned").items == ()


def test_a_stranger_and_an_administrator_have_no_work(world: World) -> None:
    world.started(parties=world.parties[:1])
    with world.engine.write() as session:
        accounts.add_person(session.tx, login="stranger", name="路人")
        admin = accounts.add_person(session.tx, login="sys", name="管理", domain="sysadmin")
        accounts.appoint(session.tx, admin, "sysadmin", standing=True, since=session.day)
        for login in ("stranger", "sys"):
            person = accounts.person_by_login(session.tx, login)
            assert person is not None
            found = my_work(session, actor_of(session.tx, person.id or 0))
            assert found.items == ()
            assert set(found.counts.values()) == {0}


def test_counts_are_those_of_the_lists_behind_them(world: World) -> None:
    for n in range(4):
        driver = world.started(title=f"项目{n}")
        for _ in range(3 * n):
            driver.step()
    for office in world.cast:
        counts = look(world, office).counts
        for shown in SHOWN:
            items, after = [], None
            while True:
                page = look(world, office, shown, after)
                items += page.items
                after = page.more
                if after is None:
                    break
            assert len(items) == counts[shown], (office, shown)
            assert len(
                {(item.number, item.act, item.code, item.occurrence, item.n) for item in items}
            ) == len(items)


def test_the_number_of_statements_does_not_depend_on_the_rows(world: World) -> None:
    world.started()
    few = statements(world.engine.database, lambda: look(world, "PO"))
    for n in range(3):
        world.started(title=f"项目{n}")
    many = statements(world.engine.database, lambda: look(world, "PO"))
    assert few == many <= 5


def test_a_glance_is_short_and_sorted(world: World) -> None:
    for n in range(4):
        world.started(title=f"项目{n}")
    found = look(world, "PO")
    for band in ("overdue", "waiting"):
        items = found.of(band)
        assert len(items) <= AT_A_GLANCE <= PAGE
        dues = [item.due or date.max for item in items]
        assert dues == sorted(dues)


def test_the_nearest_date_is_announced_to_whoever_has_nothing_to_do(world: World) -> None:
    driver = world.started(day=DAY.date())
    assert look(world, "DD").items == ()
    assert look(world, "DD").next_due == driver.look()[1].project.next_due
    assert look(world, "IA").next_due is None


def test_what_is_offered_is_every_project_without_an_officer_and_nothing_else(database: Database) -> None:
    """On an invented register, against the tables asked one by one."""
    world = worlds.build(database)
    crowd = Crowd(world, 1200)
    crowd.fill(database)
    project = projects.project.c
    with database.read() as tx:
        rows = tx.execute(select(project.number, project.officer, project.status).order_by(project.id)).all()
    waits = [row.number for row in rows if row.officer is None and row.status in ("draft", *projects.RUNNING)]
    assert len(waits) > 2 * AT_A_GLANCE
    for who in (crowd.officer(3), world.cast["PO"], world.cast["SH"]):
        with world.engine.read() as session:
            actor = actor_of(session.tx, who)
            glance = my_work(session, actor)
            assert glance.counts["unassigned"] == len(waits)
            assert [item.number for item in glance.of("unassigned")] == waits[:AT_A_GLANCE]
            assert numbers(session, actor) == waits
    for who in (crowd.member(3), world.cast["EL"]):
        with world.engine.read() as session:
            assert numbers(session, actor_of(session.tx, who)) == []


def numbers(session: Session, actor: Actor) -> list[str]:
    """Page after page."""
    found: list[str] = []
    after: Place | None = None
    while True:
        page = my_work(session, actor, "unassigned", after)
        found += [item.number for item in page.items]
        if (after := page.more) is None:
            return found


def test_what_is_late_stands_with_the_readers_own_first_and_each_by_lateness(world: World) -> None:
    drivers = [world.started(title=f"项目{n}") for n in range(3)]
    for driver, day in zip(drivers, (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)), strict=True):
        make_late(driver, day)
    items = [item for page in pages_of(world, "PO", "overdue") for item in page.items]
    turns = [(not item.is_mine, item.due, item.number) for item in items]
    assert {item.is_mine for item in items} == {True, False}
    assert turns == sorted(turns)
    found = look(world, "PO")
    assert found.chased == sum(1 for item in items if not item.is_mine)
    assert [item.code for item in found.of("overdue")] == [item.code for item in items[:AT_A_GLANCE]]


def make_late(driver: Driver, day: date) -> None:
    """Every open day of a project comes to be this one."""
    with driver.engine.write() as session:
        project = select(projects.project.c.id).where(projects.project.c.number == driver.number)
        duty = work.duty.c
        session.tx.execute(
            work.duty.update().where(duty.project == project.scalar_subquery()).values(due=day)
        )


def pages_of(world: World, office: str, shown: str) -> Iterator[MyWork]:
    """A list, page after page."""
    after: Place | None = None
    while True:
        page = look(world, office, shown, after)
        yield page
        if (after := page.more) is None:
            return


def test_an_item_says_whose_move_it_is_and_since_when(world: World) -> None:
    driver = world.started()
    blocker = next(each for each in driver.look()[2] if each.act == "complete_duty" and not each.waits_for)
    row = driver.look()[1].latest_duties()[blocker.clause, 1]
    key = DutyKey(driver.number, row.code)
    assert row.confirmer is not None
    assert standing(world, row.doer, row.code) == ("not_started", True)
    driver.complete(blocker.clause, blocker.target)
    assert standing(world, row.confirmer, row.code) == ("submitted", True)
    assert standing(world, row.doer, row.code) == ("submitted", False)
    driver.act(row.confirmer, duties.give_back, key, "缺检测数据")
    assert standing(world, row.doer, row.code) == ("changes_requested", True)
    driver.act(row.doer, duties.complete, key)
    assert standing(world, row.confirmer, row.code) == ("changes_made", True)


def standing(world: World, office: str, code: str) -> tuple[str, bool]:
    """How an item stands on somebody's list, and whether it is theirs."""
    items = (item for band in SHOWN for page in pages_of(world, office, band) for item in page.items)
    item = next(item for item in items if item.code == code)
    assert item.since is not None
    return item.standing, item.is_mine


def test_what_others_are_late_with_can_be_chased_by_the_officer_and_by_nobody_else(any_world: World) -> None:
    world, driver = any_world, any_world.started()
    make_late(driver, date(2026, 1, 5))
    officer = officer_of(world.standard).code
    late = [item for page in pages_of(world, officer, "overdue") for item in page.items]
    assert [item for item in late if item.urges] == [item for item in late if not item.is_mine]
    for office in world.cast.keys() - {officer}:
        found = [item for band in SHOWN for page in pages_of(world, office, band) for item in page.items]
        assert not any(item.urges for item in found)


def test_facts_that_the_gate_asks_of_a_party_are_its_work_until_they_are_recorded(any_world: World) -> None:
    world, driver = any_world, any_world.started()
    standard, case, _ = driver.look()
    asked = next(
        (each for each in recordings(world) if each.stage == case.project.stage and each.lasting), None
    )
    if asked is None:
        pytest.skip("this standard's first gate asks nobody for a fact")
    assert facts_of(world, asked.office) == [driver.number]
    for office in world.cast.keys() - {each.office for each in recordings(world)}:
        assert facts_of(world, office) == []
    for name in (*asked.lasting, *asked.each_time):
        driver.act(asked.office, fact_verbs.record, driver.number, name, plain(standard.facts[name]))
    assert facts_of(world, asked.office) == []


def recordings(world: World) -> tuple[Recording, ...]:
    """Who records what, by the standard."""
    with world.engine.read() as session:
        return shape_of(actor_of(session.tx, min(world.cast.values())), [world.standard]).namings[0].recording


def facts_of(world: World, office: str) -> list[str]:
    """The projects on which somebody is asked for facts."""
    items = (item for band in SHOWN for page in pages_of(world, office, band) for item in page.items)
    return [item.number for item in items if item.act == "record_fact"]


def plain(fact: Fact) -> Value:
    return {"bool": True, "date": DAY.date(), "enum": fact.values[0].code if fact.values else ""}.get(
        fact.type, 0
    )
