"""News reaches whoever holds the office, and everybody gets one digest a day, red reminders singly."""

from __future__ import annotations

import time as machine
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from lifecycle import clock
from lifecycle.policy import actor_of
from lifecycle.queries.notices import inbox, items_of, unread
from lifecycle.records import journal, people, post
from lifecycle.records.post import ALERT
from lifecycle.reminding import hours, letters, news, reminders
from lifecycle.reminding.letters import Routes
from tests.lifecycle.reminding.mailing import give_addresses
from tests.lifecycle.reminding.mailing import letters as all_letters
from tests.lifecycle.reminding.telling import milestone, remind, said, shanghai

if TYPE_CHECKING:
    from lifecycle.engine import Engine
    from tests.world import World
    from web.demonstration.driver import Driver

BY_MAIL = Routes(mail=True)
MONDAY, TUESDAY = date(2026, 3, 16), date(2026, 3, 17)
CODE = "MIN-M2"


@pytest.fixture
def driver(world: World) -> Driver:
    give_addresses(world.engine)
    return world.started()


def tell(driver: Driver, day: date, hour: time = time(10)) -> int:
    with shanghai(day, hour):
        return news.tell(driver.engine)


def compose(engine: Engine, day: date, hour: time = time(10), routes: Routes = BY_MAIL) -> int:
    with shanghai(day, hour):
        return letters.compose(engine, routes)


def alert(engine: Engine, person: int, day: date, count: int, *, is_red: bool = False) -> None:
    """So many notices that wait to go by letter."""
    row = {
        "person": person,
        "kind": ALERT,
        "code": "missing",
        "why": "missing",
        "is_red": is_red,
        "mail_on": day,
    }
    with shanghai(day), engine.write() as session:
        session.tx.execute(insert(post.notice), [{**row, "at": session.at} for _ in range(count)])


def digests(engine: Engine) -> list[tuple[date, int]]:
    with engine.read() as session:
        rows = session.tx.execute(select(post.digest.c.day, post.digest.c.n).order_by(post.digest.c.id))
        return [tuple(row) for row in rows]  # type: ignore[misc]


# News -----------------------------------------------------------------------------------------------------------


def test_news_reaches_whoever_holds_the_office_once_and_not_whoever_did_it(driver: Driver) -> None:
    tell(driver, driver.day)
    before = len(said(driver.engine).notices)
    driver.complete("MIN-P-1")
    assert tell(driver, driver.day) == 1
    assert tell(driver, driver.day) == 0
    (told,) = said(driver.engine).notices[before:]
    assert (told.code, told.subject, told.why) == ("duty_submitted", "MIN-P-1", "PO")
    assert said(driver.engine).logins[told.person] == "po"


def test_news_for_a_role_reaches_those_who_take_part_and_not_the_whole_bureau(driver: Driver) -> None:
    driver.pass_gate()
    tell(driver, driver.day)
    reached = {
        said(driver.engine).logins[row.person] for row in said(driver.engine).notices if row.code == "gate_go"
    }
    assert {"po", "pl", "el"} <= reached
    assert not reached & {"sh", "dd", "dir"}


def test_news_older_than_a_week_goes_to_the_inbox_alone(driver: Driver) -> None:
    driver.complete("MIN-P-1")
    tell(driver, driver.day + timedelta(days=8))
    assert {row.mail_on for row in said(driver.engine).notices} == {None}


def test_an_outbox_that_was_emptied_and_rolled_back_is_full_again(driver: Driver) -> None:
    driver.complete("MIN-P-1")
    with driver.engine.database.writer.connect() as tx:
        tx.execute(journal.outbox.delete())
        tx.rollback()
    assert tell(driver, driver.day) > 0


def test_what_somebody_may_not_see_any_more_is_not_in_their_inbox(world: World, driver: Driver) -> None:
    driver.pass_gate()
    tell(driver, driver.day)
    lead = world.cast["EL"]
    with driver.engine.read() as session:
        assert inbox(session, actor_of(session.tx, lead)).items
    with driver.engine.write() as session:
        gone = update(people.member).where(people.member.c.person == lead)
        session.tx.execute(gone.values(until=driver.day))
    with driver.engine.read() as session:
        assert inbox(session, actor_of(session.tx, lead)).items == ()


# Digests ----------------------------------------------------------------------------------------------------------


def test_everything_of_a_day_is_one_digest(world: World) -> None:
    give_addresses(world.engine)
    alert(world.engine, world.cast["PO"], MONDAY, 7)
    assert compose(world.engine, MONDAY) == 1
    assert digests(world.engine) == [(MONDAY, 0)]
    assert compose(world.engine, MONDAY, time(15)) == 0


def test_what_comes_after_the_digest_waits_for_the_next_working_day(world: World) -> None:
    give_addresses(world.engine)
    friday = MONDAY + timedelta(days=4)
    alert(world.engine, world.cast["PO"], friday, 1)
    compose(world.engine, friday)
    alert(world.engine, world.cast["PO"], friday, 2)
    assert compose(world.engine, friday, time(16)) == 0
    assert compose(world.engine, friday + timedelta(days=1)) == 0
    assert compose(world.engine, friday + timedelta(days=3)) == 1
    assert digests(world.engine) == [(friday, 0), (friday + timedelta(days=3), 0)]


def test_red_ones_go_singly_as_many_as_the_standard_says_and_the_rest_in_the_digest(world: World) -> None:
    give_addresses(world.engine)
    most = world.standard.supervision.sending.red_singly
    alert(world.engine, world.cast["PO"], MONDAY, most + 3, is_red=True)
    assert compose(world.engine, MONDAY) == most + 1
    assert sorted(digests(world.engine)) == [(MONDAY, n) for n in range(most + 1)]
    alert(world.engine, world.cast["PO"], MONDAY, 1, is_red=True)
    assert compose(world.engine, MONDAY, time(16)) == 0  # the day's share is used up: tomorrow


def test_a_red_one_is_not_kept_for_the_next_day(world: World) -> None:
    give_addresses(world.engine)
    alert(world.engine, world.cast["PO"], MONDAY, 1)
    compose(world.engine, MONDAY)
    alert(world.engine, world.cast["PO"], MONDAY, 1, is_red=True)
    assert compose(world.engine, MONDAY, time(16)) == 1


def test_no_digest_is_made_while_the_ladder_has_something_for_today(driver: Driver) -> None:
    """A negative control: half of the morning's reminders would wait for tomorrow."""
    due = milestone(driver, CODE).due
    alert(driver.engine, driver.cast["PO"], due, 1)
    assert compose(driver.engine, due) == 0
    remind(driver, due)
    assert compose(driver.engine, due) > 0


def test_without_a_mail_server_there_is_the_inbox_and_nothing_piles_up(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    remind(driver, due)
    assert compose(driver.engine, due, routes=Routes()) == 0
    assert all_letters(driver.engine) == []
    with shanghai(due), driver.engine.read() as session:
        assert not letters.is_waiting(session)
        assert unread(session, driver.cast["PL"]) > 0
    assert compose(driver.engine, due + timedelta(days=1)) == 0  # a server that comes later finds no old pile


def test_a_mail_and_a_chat_message_are_two_letters_of_one_digest(world: World) -> None:
    give_addresses(world.engine)
    person = world.cast["PO"]
    with world.engine.write() as session:
        session.tx.execute(insert(post.chat).values(person=person, url="wecombot://botkey", set_on=MONDAY))
    alert(world.engine, person, MONDAY, 1)
    assert compose(world.engine, MONDAY, routes=Routes(mail=True, chat=True)) == 2
    assert {row.channel for row in all_letters(world.engine)} == {"mail", "chat"}
    assert len({row.digest for row in all_letters(world.engine)}) == 1


def test_the_robot_of_an_office_serves_whoever_was_told_through_it_and_has_none(driver: Driver) -> None:
    with driver.engine.write() as session:
        session.tx.execute(insert(post.chat).values(office="PO", url="feishu://token", set_on=MONDAY))
        session.tx.execute(update(people.person).values(email=None))
    due = milestone(driver, CODE).due
    remind(driver, due)
    assert compose(driver.engine, due, routes=Routes(mail=True, chat=True)) == 1


def test_what_has_been_done_meanwhile_is_not_in_the_letter(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    remind(driver, due)
    compose(driver.engine, due)
    with driver.engine.read() as session:
        digest = session.tx.scalar(select(post.digest.c.id).where(post.digest.c.person == driver.cast["PL"]))
        assert digest is not None
        before = items_of(session, actor_of(session.tx, driver.cast["PL"]), digest)
    driver.clear()
    with driver.engine.read() as session:
        after = items_of(session, actor_of(session.tx, driver.cast["PL"]), digest)
    assert CODE in {item.code for item in before}
    assert CODE not in {item.code for item in after}


# What people choose ---------------------------------------------------------------------------------------------


def choose(engine: Engine, person: int, **chosen: object) -> None:
    with engine.write() as session:
        session.tx.execute(insert(post.choice).values(person=person, **chosen))


def test_chosen_days_hold_for_what_is_not_due_yet_and_nothing_is_put_off_beyond_its_day(
    driver: Driver,
) -> None:
    choose(driver.engine, driver.cast["PL"], days="5", before_due=True, news=True)
    due = milestone(driver, CODE).due  # a Monday
    with driver.engine.read() as session:
        early = session.calendar.add_working_days(due, -5)
    remind(driver, early)
    told = next(row for row in said(driver.engine).to("pl") if row.code == CODE)
    assert told.mail_on is not None
    assert told.mail_on.isoweekday() == 5
    remind(driver, due)
    last = next(row for row in said(driver.engine).to("pl") if row.rung == "R4")
    assert last.mail_on == due


def test_letters_before_the_day_can_be_switched_off_and_overdue_ones_cannot(driver: Driver) -> None:
    choose(driver.engine, driver.cast["PL"], days="5", before_due=False, news=False)
    due = milestone(driver, CODE).due
    remind(driver, due)
    assert next(row for row in said(driver.engine).to("pl") if row.rung == "R4").mail_on is None
    with driver.engine.read() as session:
        late = session.calendar.next_working_day(due)
    remind(driver, late)
    assert next(row for row in said(driver.engine).to("pl") if row.rung == "E1").mail_on == late


# A whole turn -------------------------------------------------------------------------------------------------------


def test_an_hour_back_and_forth_is_still_one_digest_a_day(driver: Driver) -> None:
    due = milestone(driver, CODE).due
    step_about(driver, due)
    per_person = select(func.count()).select_from(post.digest).where(post.digest.c.n == 0)
    with driver.engine.read() as session:
        told = select(func.count(func.distinct(post.digest.c.person))).where(post.digest.c.n == 0)
        assert session.tx.scalar(per_person) == session.tx.scalar(told) > 0
        waiting = select(func.count()).where(post.notice.c.mail_on <= due, post.notice.c.digest.is_(None))
        assert session.tx.scalar(waiting) == 0
        after = session.calendar.next_working_day(due)
    remind(driver, after)
    assert compose(driver.engine, after) > 0  # what came after the digest is not lost


def step_about(driver: Driver, due: date) -> None:
    """The clock is put back an hour, twice; something new comes before each look."""
    for hour in (10, 9, 11, 10, 15):
        alert(driver.engine, driver.cast["PL"], due, 1)
        with shanghai(due, time(hour)):
            reminders.remind(driver.engine)
            letters.compose(driver.engine, BY_MAIL)


def test_the_database_refuses_a_build_that_forgets_the_digest_of_the_day(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A negative control: the number of the digest is the claim."""
    due = milestone(driver, CODE).due
    monkeypatch.setattr(letters, "_numbers", lambda *_: {})
    with pytest.raises(IntegrityError):
        step_about(driver, due)


def test_a_jump_of_400_days_sends_each_at_most_one_digest_and_coming_back_misses_nothing(
    driver: Driver,
) -> None:
    due = milestone(driver, CODE).due
    jumped = due + timedelta(days=400)
    with driver.engine.read() as session:
        jumped = session.calendar.roll(jumped)
    with shanghai(jumped):
        reminders.remind(driver.engine)
    compose(driver.engine, jumped)
    with driver.engine.read() as session:
        daily = session.tx.execute(
            select(post.digest.c.person, func.count())
            .where(post.digest.c.n == 0)
            .group_by(post.digest.c.person)
        ).all()
    assert all(row[1] == 1 for row in daily)
    alert(driver.engine, driver.cast["PL"], jumped, 1)  # written while the clock was ahead, and not sent
    assert compose(driver.engine, due) >= 1


def test_a_build_that_believes_the_days_of_a_clock_that_ran_ahead_misses_what_was_written_then(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A negative control of the jump."""
    monkeypatch.setattr(letters, "_mend", lambda _: None)
    due = milestone(driver, CODE).due
    alert(driver.engine, driver.cast["PL"], due + timedelta(days=400), 1)
    assert compose(driver.engine, due) == 0


def test_another_time_zone_of_the_machine_changes_nothing(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    machine.tzset()
    try:
        due = milestone(driver, CODE).due
        assert remind(driver, due, time(8, 59)).told == 0
        assert remind(driver, due, time(9, 0)).told > 0
        with shanghai(due, time(23, 59)):
            assert clock.today() == due
    finally:
        monkeypatch.undo()
        machine.tzset()


def test_a_build_that_takes_the_zone_of_the_machine_reminds_at_the_wrong_hour(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A negative control of the time zone: nine in Shanghai is evening in Los Angeles, and still the day before."""
    due = milestone(driver, CODE).due
    nine = datetime.combine(due, time(1), UTC)
    for module in (clock, hours):
        monkeypatch.setattr(module, "ZONE", ZoneInfo("America/Los_Angeles"))
    with clock.rehearse(nine):
        assert clock.today() < due
        assert reminders.remind(driver.engine).told == 0
    monkeypatch.undo()
    with clock.rehearse(nine):
        assert reminders.remind(driver.engine).told > 0
