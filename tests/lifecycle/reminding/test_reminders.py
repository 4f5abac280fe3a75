"""Who is reminded of what, when, and that it is claimed once."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from lifecycle.case import Case
from lifecycle.records import people, post, work
from lifecycle.records.people import ADMINISTRATORS
from lifecycle.reminding.recipients import Ball, directory
from lifecycle.verbs import dates, duties, facts, pauses
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.pauses import Pause
from stages import Standard
from tests.lifecycle.reminding.telling import milestone, name_head, remind, remind_daily, said
from tests.lifecycle.scenes import later, organisation_id, person
from tests.world import World
from web.demonstration.driver import Driver


def owned_by(driver: Driver, role: str) -> str:
    """An open deadline of that role which is due and whose duties can be done now."""
    standard, case, _ = driver.look()
    due = [row for row in case.latest_milestones().values() if row.due is not None and row.done_on is None]
    found = [
        row
        for row in due
        if row.owner == role and row.kind == "deadline" and _doers(standard, case, row.code) == {role}
    ]
    assert found, standard.version
    return min(found, key=lambda row: (row.due, row.code)).code


def _doers(standard: Standard, case: Case, code: str) -> set[str]:
    """The roles of those who have to do something for a milestone."""
    owed = (each for each in case.duties_of(code, 1) if each.required and each.is_open)
    return {standard.offices[each.doer].role for each in owed}


@pytest.fixture
def driver(world: World) -> Driver:
    return world.started()


def test_each_rung_goes_once_to_whom_it_names(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    remind_daily(driver, driver.day, due)
    rungs = said(driver.engine).rungs(code)
    assert ("R2", "pl") in rungs
    assert ("R2", "po") in rungs
    assert rungs[-2:] == [("R4", "po"), ("R4", "pl")] or rungs[-2:] == [("R4", "pl"), ("R4", "po")]
    assert len(rungs) == len(set(rungs))


def test_a_second_look_on_the_same_day_finds_nothing(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    assert remind(driver, due).told > 0
    assert remind(driver, due).told == 0
    assert remind(driver, due, time(17, 29)).told == 0


@pytest.mark.parametrize(
    ("hour", "goes"), [(time(8, 59), "no"), (time(9, 0), "yes"), (time(17, 29), "yes"), (time(17, 30), "no")]
)
def test_nothing_goes_outside_the_hours_of_the_standard(driver: Driver, hour: time, goes: str) -> None:
    due = milestone(driver, owned_by(driver, "platform")).due
    assert (remind(driver, due, hour).told > 0) == (goes == "yes")


def test_nothing_goes_on_a_day_off_and_it_is_made_up_on_the_next_working_day(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    saturday = due + timedelta(days=5 - due.weekday())
    assert remind(driver, saturday).told == 0
    assert remind(driver, saturday + timedelta(days=2)).told > 0


def test_after_an_outage_only_the_highest_rung_goes_marked_with_what_was_skipped(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    remind(driver, driver.day)
    much_later = later(driver, 0) if due is None else due + timedelta(days=5)
    with driver.engine.read() as session:
        much_later = session.calendar.roll(much_later)
    remind(driver, much_later)
    rows = [row for row in said(driver.engine).ledger if row.code == code and row.caught_up]
    assert len({row.rung for row in rows}) == 1
    assert rows[0].rung.startswith("E")
    assert "R4" in rows[0].skipped.split()
    assert not any(row.is_red for row in said(driver.engine).notices)  # merged, not singly


def test_the_confirmer_is_told_once_everything_is_submitted(world: World) -> None:
    driver = world.started()
    code = owned_by(driver, "platform")
    _, case, _ = driver.look()
    mine = [each for each in case.duties_of(code, 1) if each.required and each.is_open]
    for duty in mine:
        driver.complete(duty.code)
    due = milestone(driver, code).due
    assert milestone(driver, code).done_on is None
    remind(driver, due)
    confirmers = {str(duty.confirmer).lower() for duty in mine}
    told = {login for rung, login in said(driver.engine).rungs(code)}
    assert "pl" not in told
    assert confirmers <= told


def test_what_is_done_is_not_spoken_of_any_more(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    driver.clear()
    assert milestone(driver, code).done_on is not None
    remind_daily(driver, driver.day, due + timedelta(days=3))
    assert said(driver.engine).rungs(code) == []


def test_a_hold_stops_the_ladder_and_resuming_goes_on_with_it(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    driver.act("SH", pauses.hold, driver.number, Pause(later(driver, 60), "等待", "条件", later(driver, 5)))
    remind_daily(driver, driver.day, due)
    assert said(driver.engine).rungs(code) == []
    with driver.engine.read() as session:
        driver.day = session.calendar.roll(due)
    driver.act("SH", facts.record, driver.number, "resume_condition_met", value=True)
    driver.act("SH", pauses.resume, driver.number)
    moved = milestone(driver, code).due
    assert moved > due
    remind_daily(driver, driver.day, moved)
    assert ("R4", "pl") in said(driver.engine).rungs(code)


def test_an_extension_begins_a_new_ladder_on_the_new_day(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    due = milestone(driver, code).due
    with driver.engine.read() as session:
        driver.day = session.calendar.add_working_days(due, -2)
    remind(driver, driver.day)
    assert ("R3", "pl") in said(driver.engine).rungs(code)
    with driver.engine.read() as session:
        until = session.calendar.add_working_days(due, 3)
    driver.act("SH", dates.extend, MilestoneKey(driver.number, code), until, "示例：等待检测")
    remind_daily(driver, driver.day, until)
    rungs = said(driver.engine).rungs(code)
    assert rungs.count(("R3", "pl")) == 2
    assert {row.term for row in said(driver.engine).ledger if row.code == code} == {0, 1}


def test_a_late_gate_is_chased_with_whoever_has_to_act_and_nobody_else(driver: Driver) -> None:
    driver.clear()
    driver.request()
    standard, case, _ = driver.look()
    gate = standard.gate_of(case.project.stage)
    due = milestone(driver, gate.code).due
    with driver.engine.read() as session:
        late = session.calendar.add_working_days(due, 6)
    remind_daily(driver, driver.day, late)
    told = {login for _, login in said(driver.engine).rungs(gate.code)}
    assert told - {"-"} == {gate.propose.lower()}


def test_the_head_of_the_organisation_is_told_when_it_is_overdue(world: World) -> None:
    driver = world.started()
    code = owned_by(driver, "platform")
    head = world.another("PL", "head")
    with world.engine.write() as session:
        where = organisation_id(session.tx, _organisation_of(world, "platform"))
        session.tx.execute(
            insert(people.member).values(
                person=head, organisation=where, since=date(2020, 1, 1), is_head=True
            )
        )
    with driver.engine.read() as session:
        late = session.calendar.add_working_days(milestone(driver, code).due, 1)
    remind(driver, late)
    assert ("E1", "head") in said(driver.engine).rungs(code)


def _organisation_of(world: World, role: str) -> str:
    kinds = world.standard.organisation_kinds
    return next(code for code in world.parties if kinds[code].role == role)


def test_a_missing_head_goes_to_the_administrator_of_the_organisation_with_one_alert(world: World) -> None:
    driver = world.started()
    code = owned_by(driver, "platform")
    with world.engine.write() as session:
        sysadmin = person(session.tx, "keeper", domain=ADMINISTRATORS[0])
    name_head(world.engine, world.cast["PL"], administrator=True)
    with driver.engine.read() as session:
        late = session.calendar.add_working_days(milestone(driver, code).due, 1)
        later_still = session.calendar.add_working_days(late, 5)
    remind_daily(driver, late, later_still)
    spoken = said(driver.engine)
    whys = {row.why for row in spoken.ledger if row.code == code and spoken.logins.get(row.person) == "pl"}
    assert "administrator" in whys
    alerts = [row for row in spoken.to("keeper") if "owner_org_head PL" in row.subject]
    assert len(alerts) == 1
    assert alerts[0].project is None
    assert sysadmin == alerts[0].person


def test_somebody_who_has_left_is_not_told_and_the_rung_is_on_record(world: World) -> None:
    driver = world.started()
    code = owned_by(driver, "platform")
    with world.engine.write() as session:
        everybody = select(people.person.c.id)
        session.tx.execute(
            update(people.person).where(people.person.c.id.in_(everybody)).values(closed_on=date(2026, 1, 5))
        )
    remind(driver, milestone(driver, code).due)
    assert said(driver.engine).notices == []
    assert ("R4", "-") in said(driver.engine).rungs(code)


def test_a_panel_expert_is_on_no_ladder_and_missed_by_nobody(driver: Driver) -> None:
    standard, case, _ = driver.look()
    expert = next(code for code, each in standard.offices.items() if not standard.roles[each.role].party)
    project = case.project.id or 0
    with driver.engine.read() as session:
        there = directory(session, [project])
    assert there.holders(standard, project, Ball(expert))
    for rung in standard.supervision.ladder:
        told, missing = there.on_rung(standard, project, "deadline", rung, [Ball(expert)])
        assert {each.why for each in told} <= standard.offices.keys()
        assert expert not in {each.office for each in missing}


def test_the_claim_is_the_ledgers_own_key(driver: Driver) -> None:
    remind(driver, milestone(driver, owned_by(driver, "platform")).due)
    with driver.engine.write() as session:
        row = session.tx.execute(select(post.reminder)).first()
        assert row is not None
        again = insert(post.reminder).values(row._asdict())
        with pytest.raises(IntegrityError), session.tx.begin_nested():
            session.tx.execute(again)


def test_a_row_of_the_queue_that_is_out_of_date_is_dropped(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    row = milestone(driver, code)
    stale = {"on_day": driver.day, "project": row.project, "visit": 1, "code": "NO-SUCH", "occurrence": 1}
    with driver.engine.write() as session:
        session.tx.execute(insert(post.due_queue).values(stale))
    remind(driver, driver.day)
    with driver.engine.read() as session:
        assert (
            session.tx.scalar(
                select(func.count()).select_from(post.due_queue).where(post.due_queue.c.on_day <= driver.day)
            )
            == 0
        )


def test_a_batch_that_does_not_commit_leaves_the_queue_as_it_was(driver: Driver) -> None:
    due = milestone(driver, owned_by(driver, "platform")).due
    with driver.engine.write() as session:
        before = session.tx.execute(select(post.due_queue)).all()
    with driver.engine.database.writer.connect() as tx:
        tx.execute(delete(post.due_queue))
        tx.rollback()
    with driver.engine.read() as session:
        assert session.tx.execute(select(post.due_queue)).all() == before
    assert remind(driver, due).told > 0


def test_two_rows_of_the_queue_for_one_milestone_are_one_reminder(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    row = milestone(driver, code)
    key = {"project": row.project, "visit": row.visit, "code": code, "occurrence": 1}
    twice = [{"on_day": row.due - timedelta(days=n), **key} for n in (1, 2, 3)]
    with driver.engine.write() as session:
        session.tx.execute(insert(post.due_queue), twice)
    remind(driver, row.due)
    rungs = said(driver.engine).rungs(code)
    assert len(rungs) == len(set(rungs)) == 2


def test_every_open_milestone_is_in_the_queue_by_the_day_of_its_next_rung(driver: Driver) -> None:
    remind_daily(driver, driver.day, driver.day + timedelta(days=40))
    with driver.engine.read() as session:
        queued = {row.code for row in session.tx.execute(select(post.due_queue))}
        still = session.tx.execute(
            select(work.milestone).where(
                work.milestone.c.due >= driver.day + timedelta(days=20), work.milestone.c.kind != "window"
            )
        ).all()
    assert {row.code for row in still} <= queued


def test_duties_returned_give_the_ball_back(driver: Driver) -> None:
    code = owned_by(driver, "platform")
    _, case, _ = driver.look()
    mine = [each for each in case.duties_of(code, 1) if each.required and each.is_open]
    for duty in mine:
        driver.complete(duty.code)
        driver.act(str(duty.confirmer), duties.give_back, DutyKey(driver.number, duty.code), "示例：补签名")
    remind(driver, milestone(driver, code).due)
    assert ("R4", "pl") in said(driver.engine).rungs(code)
