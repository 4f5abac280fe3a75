"""Who acts for whom: who can, for how long, and who acts on a given day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from lifecycle import accounts
from lifecycle.accounts import Term
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from tests import world as worlds
from tests.lifecycle.accounts.conftest import NOW

if TYPE_CHECKING:
    from lifecycle.database import Database, Transaction
    from tests.world import World

DAY = date(2026, 3, 2)
WEEK = Term(DAY, DAY + timedelta(days=6))


@pytest.fixture
def world(database: Database) -> World:
    """Two heads, two officers, and one person for every other office."""
    built = worlds.build(database)
    built.another("SH", "head-two")
    built.another("PO", "officer-two")
    return built


def person(tx: Transaction, login: str) -> PersonRow:
    found = accounts.person_by_login(tx, login)
    assert found is not None
    return found


def lend(
    world: World, giver: str, taker: str | None, term: Term = WEEK, *, office: str = "", today: date = DAY
) -> int:
    with world.engine.database.write() as tx:
        who = person(tx, taker) if taker else None
        made = accounts.delegate(tx, world.standard, person(tx, giver), term, today, taker=who, office=office)
    assert made.id is not None
    return made.id


def who_acts(world: World, login: str, office: str, day: date) -> str | None:
    with world.engine.database.read() as tx:
        giver = person(tx, login).id or 0
        acting = accounts.who_acts(tx, (giver,), day).who(giver, office)
        return (
            tx.scalar(select(people.person.c.login).where(people.person.c.id == acting)) if acting else None
        )


def refusal(world: World, *given: object, **named: object) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        lend(world, *given, **named)  # type: ignore[arg-type]
    return caught.value.field, caught.value.problem


def test_somebody_acts_from_the_first_day_to_the_last_and_on_no_other(world: World) -> None:
    lend(world, "sh", "po")
    for day, who in [(-1, "sh"), (0, "po"), (6, "po"), (7, "sh")]:
        assert who_acts(world, "sh", "SH", DAY + timedelta(days=day)) == who


def test_one_office_is_lent_and_the_others_are_not(world: World) -> None:
    with world.engine.database.write() as tx:
        accounts.appoint(tx, person(tx, "sh"), "DD", standing=True, since=DAY)
    lend(world, "sh", "po", office="DD")
    assert who_acts(world, "sh", "DD", DAY) == "po"
    assert who_acts(world, "sh", "SH", DAY) == "sh"


def test_whoever_is_away_without_anybody_is_said_to_be_so(world: World) -> None:
    lend(world, "po", None)
    assert who_acts(world, "po", "PO", DAY) is None
    lend(world, "po", "officer-two", office="PO")
    assert who_acts(world, "po", "PO", DAY) == "officer-two", "away, and somebody acts in that office"


def test_who_acts_for_whoever_acts_is_not_asked(world: World) -> None:
    lend(world, "sh", "po")
    lend(world, "po", "officer-two")
    assert who_acts(world, "sh", "SH", DAY) == "po"


def test_candidates_hold_an_office_on_the_same_side(world: World) -> None:
    with world.engine.database.read() as tx:
        found = {each.login for each in accounts.candidates(tx, world.standard, person(tx, "sh"))}
        assert {"po", "officer-two", "head-two", "dd", "dir", "gov"} == found
        assert accounts.candidates(tx, world.standard, person(tx, "ex")) == ()
        assert {each.login for each in accounts.candidates(tx, world.standard, person(tx, "pl"))} == set()


@pytest.mark.parametrize(
    ("giver", "taker"), [("sh", "pl"), ("sh", "ex"), ("sh", "sh"), ("ex", "po"), ("el", "po")]
)
def test_nobody_else_can_act(world: World, giver: str, taker: str) -> None:
    assert refusal(world, giver, taker) == ("taker", "cannot_act_for")


def test_members_are_stood_in_for_by_fellow_members(world: World) -> None:
    with world.engine.database.write() as tx:
        fellow = accounts.add_person(tx, login="fellow", name="示例同事")
        code = next(code for code in world.parties if world.standard.member_office(code) == "EL")
        organisation = accounts.organisation_by_code(tx, code)
        assert organisation is not None
        accounts.join_organisation(tx, fellow, organisation, DAY)
    lend(world, "el", "fellow")
    assert who_acts(world, "el", "EL", DAY) == "fellow"


@pytest.mark.parametrize(
    ("since", "until", "refused"),
    [
        (-1, 5, ("since", "in_the_past")),
        (5, 4, ("until", "before_since")),
        (0, 367, ("until", "out_of_range")),
    ],
)
def test_a_term_that_is_none_is_refused(
    world: World, since: int, until: int, refused: tuple[str, str]
) -> None:
    term = Term(DAY + timedelta(days=since), DAY + timedelta(days=until))
    assert refusal(world, "sh", "po", term) == refused


def test_an_office_that_one_does_not_hold_is_not_lent(world: World) -> None:
    assert refusal(world, "sh", "po", office="DD") == ("office", "not_in_list")
    assert refusal(world, "sh", None, office="SH") == ("office", "not_in_list")


def test_two_people_do_not_act_in_one_office_at_a_time(world: World) -> None:
    first = lend(world, "sh", "po")
    assert refusal(world, "sh", "head-two", office="SH") == ("since", "overlaps")
    assert refusal(world, "sh", "po", Term(DAY, DAY)) == ("since", "overlaps")
    later = Term(WEEK.until + timedelta(days=1), WEEK.until + timedelta(days=2))
    assert lend(world, "sh", "head-two", later) != first


def test_the_same_again_is_no_second_one(world: World) -> None:
    assert lend(world, "sh", "po") == lend(world, "sh", "po")


def test_what_is_ended_gives_nothing_from_that_moment(world: World) -> None:
    n = lend(world, "sh", "po")
    with world.engine.database.write() as tx:
        accounts.end_delegation(tx, person(tx, "sh"), n, DAY)
    assert who_acts(world, "sh", "SH", DAY) == "sh"
    for login, number in (("sh", n), ("po", n), ("sh", n + 1)):
        with world.engine.database.write() as tx, pytest.raises(NotFound):
            accounts.end_delegation(tx, person(tx, login), number, DAY)


def test_who_loses_their_last_office_or_leaves_acts_for_nobody(world: World) -> None:
    lend(world, "sh", "officer-two")
    with world.engine.database.write() as tx:
        accounts.dismiss(tx, person(tx, "officer-two"), "PO", DAY)
    assert who_acts(world, "sh", "SH", DAY) == "sh"
    lend(world, "sh", "po")
    lend(world, "dd", "sh")
    with world.engine.database.write() as tx:
        accounts.close_person(tx, person(tx, "sh"), NOW)
    assert who_acts(world, "sh", "SH", DAY) == "sh"
    assert who_acts(world, "dd", "DD", DAY) == "dd"
