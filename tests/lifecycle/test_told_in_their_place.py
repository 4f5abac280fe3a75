"""Reminders and news while somebody is away: they go to whoever acts in the very office that has the ball."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS
from lifecycle.reminding import news
from tests.lifecycle.reminding.telling import milestone, name_head, remind, remind_daily, said, shanghai
from tests.lifecycle.reminding.test_reminders import owned_by
from tests.lifecycle.scenes import person

if TYPE_CHECKING:
    from tests.world import World
    from web.demonstration.driver import Driver

MONTH = 30


@pytest.fixture
def driver(world: World) -> Driver:
    world.another("PO", "stand-in")
    return world.started()


def lend(driver: Driver, giver: str, taker: str | None, *, office: str = "", days: int = MONTH) -> None:
    """From today, for so many days; without a taker the giver is away."""
    term = {"since": driver.day, "until": driver.day + timedelta(days=days)}
    with driver.engine.write() as session:
        rows = session.tx.execute(people.person.select()).all()
        ids = {row.login: row.id for row in rows}
        row = {"giver": ids[giver], "taker": ids[taker] if taker else None, "office": office}
        session.tx.execute(insert(people.delegation).values(row | term))


def told_of(driver: Driver, code: str) -> dict[str, int | None]:
    """Who was reminded of a milestone, each with the person they stand in for."""
    spoken = said(driver.engine)
    return {spoken.logins[row.person]: row.instead_of for row in spoken.notices if row.code == code}


def until_due(driver: Driver, role: str) -> str:
    """The clock looks every day until a deadline of that role is due."""
    code = owned_by(driver, role)
    remind_daily(driver, driver.day, milestone(driver, code).due)
    return code


def test_the_stand_in_is_reminded_in_the_place_of_the_officer(driver: Driver) -> None:
    lend(driver, "po", "stand-in")
    told = told_of(driver, until_due(driver, "government"))
    assert told["stand-in"] == driver.cast["PO"]
    assert "po" not in told


@pytest.mark.parametrize(("office", "who"), [("PO", "stand-in"), ("SH", "po")])
def test_only_the_office_that_is_lent_is_spoken_for(driver: Driver, office: str, who: str) -> None:
    lend(driver, "po", "stand-in", office=office)
    assert {"po", "stand-in"} & told_of(driver, until_due(driver, "government")).keys() == {who}


def test_from_the_day_after_the_last_they_are_reminded_themselves_again(driver: Driver) -> None:
    lend(driver, "po", "stand-in", days=0)
    driver.wait(1)
    assert {"po", "stand-in"} & told_of(driver, until_due(driver, "government")).keys() == {"po"}


def test_what_somebody_is_told_in_their_own_right_is_not_told_for_another(driver: Driver) -> None:
    """The officer also acts for the head: where a rung names both, one reminder in their own name."""
    lend(driver, "sh", "po")
    code = owned_by(driver, "government")
    with driver.engine.read() as session:
        late = session.calendar.add_working_days(milestone(driver, code).due, 6)
    remind_daily(driver, driver.day, late)
    spoken = said(driver.engine)
    rows = [row for row in spoken.to("po") if row.code == code]
    assert {row.instead_of for row in rows if row.why == "owner"} == {None}
    assert {row.instead_of for row in rows if row.why != "owner"} == {driver.cast["SH"]}
    assert len({row.rung for row in rows}) == len(rows)
    assert not [row for row in spoken.to("sh") if row.code == code]


def test_somebody_away_finds_it_later_and_that_nobody_is_there_is_reported(driver: Driver) -> None:
    with driver.engine.write() as session:
        person(session.tx, "keeper", domain=ADMINISTRATORS[0])
    lend(driver, "po", None)
    told = told_of(driver, until_due(driver, "government"))
    assert told["po"] is None
    assert [row for row in said(driver.engine).to("keeper") if row.subject.startswith("owner PO")]


def test_where_all_members_are_away_their_administrator_is_told(driver: Driver, world: World) -> None:
    with driver.engine.write() as session:
        keeper = person(session.tx, "secretary")
        code = next(each for each in world.parties if world.standard.member_office(each) == "PL")
        organisation = session.tx.execute(
            people.organisation.select().where(people.organisation.c.code == code)
        ).one()
        session.tx.execute(
            insert(people.member).values(
                person=keeper, organisation=organisation.id, since=driver.day, is_administrator=True
            )
        )
    lend(driver, "pl", None)
    lend(driver, "secretary", None)
    told = told_of(driver, until_due(driver, "platform"))
    assert {"pl", "secretary"} <= told.keys()


def test_where_one_member_is_away_the_other_is_told_as_ever(driver: Driver, world: World) -> None:
    name_head(world.engine, world.cast["PL"], administrator=True)
    other = world.another("PL", "other-member")
    code = next(each for each in world.parties if world.standard.member_office(each) == "PL")
    with driver.engine.write() as session:
        organisation = session.tx.execute(
            people.organisation.select().where(people.organisation.c.code == code)
        ).one()
        session.tx.execute(
            insert(people.member).values(person=other, organisation=organisation.id, since=driver.day)
        )
    lend(driver, "pl", "other-member")
    milestone_code = owned_by(driver, "platform")
    remind(driver, milestone(driver, milestone_code).due)
    told = told_of(driver, milestone_code)
    assert told["other-member"] is None, "they are a member themselves"
    assert "pl" not in told


def test_news_for_the_head_reaches_whoever_acts_for_them(driver: Driver) -> None:
    lend(driver, "sh", "stand-in", office="SH")
    driver.complete("MIN-G-1")
    with shanghai(driver.day):
        news.tell(driver.engine)
    spoken = said(driver.engine)
    rows = [row for row in spoken.to("stand-in") if row.code == "duty_submitted"]
    assert [row.instead_of for row in rows] == [driver.cast["SH"]]
    assert not [row for row in spoken.to("sh") if row.code == "duty_submitted"]
