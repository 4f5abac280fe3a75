"""Accounts and organisations after they were added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from lifecycle import accounts, clock
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.policy import actor_of
from lifecycle.queries.filters import Filters
from lifecycle.queries.register import page_of
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.turn import turn
from lifecycle.verify import verify
from tests import world as worlds
from tests.lifecycle.accounts.conftest import NOW, PASSWORD

if TYPE_CHECKING:
    from lifecycle.database import Database
    from lifecycle.records.people import OrganisationRow, PersonRow
    from tests.world import World

CREDIT_CODE = "91350100M000100Y43"
DAY = clock.day_of(NOW)
Make = Callable[..., "PersonRow"]


@pytest.fixture
def world(database: Database) -> World:
    return worlds.build(database)


def organisation(world: World, code: str) -> OrganisationRow:
    with world.engine.read() as session:
        found = accounts.organisation_by_code(session.tx, code)
    assert found is not None
    return found


def changed(world: World, code: str, **values: Any) -> None:
    known = organisation(world, code)
    given = {"name": known.name, "kind": known.kind, "credit_code": known.credit_code} | values
    with world.engine.write() as session:
        accounts.change_organisation(session.tx, known, **given)


def titles(world: World, words: str) -> list[str]:
    """What the officer finds."""
    with world.engine.read() as session:
        actor = actor_of(session.tx, world.cast["PO"])
        return [line.title for line in page_of(session, actor, Filters(words=(words,)), None, limit=10)]


def test_a_renamed_organisation_is_found_by_its_new_name_only(world: World) -> None:
    world.started(title="金丝雀")
    changed(world, world.parties[0], name="改了名的单位")
    assert titles(world, "改了名") == ["金丝雀"]
    assert titles(world, f"示例单位{world.parties[0]}") == []
    assert list(verify(world.engine)) == []


def test_a_renamed_person_is_found_by_the_new_name_only(world: World) -> None:
    world.started(title="金丝雀")
    with world.engine.write() as session:
        person = accounts.person_by_login(session.tx, "po")
        assert person is not None
        accounts.change_person(session.tx, person, name="新名字", email="po@example.org", language="en")
    assert titles(world, "新名字") == ["金丝雀"]
    assert titles(world, "示例po") == []
    assert list(verify(world.engine)) == []


def test_a_credit_code_belongs_to_one_organisation(world: World) -> None:
    first, second = world.parties[:2]
    changed(world, first, credit_code=CREDIT_CODE.lower())
    assert organisation(world, first).credit_code == CREDIT_CODE
    with pytest.raises(Invalid, match="credit_code: taken"):
        changed(world, second, credit_code=CREDIT_CODE)
    with world.engine.write() as session, pytest.raises(Invalid, match="credit_code: taken"):
        accounts.add_organisation(
            session.tx, code="x", name="又一家", kind="enterprise", credit_code=CREDIT_CODE
        )
    changed(world, first, credit_code="")
    changed(world, second, credit_code=CREDIT_CODE)


def test_the_kind_of_whoever_takes_part_is_not_changed(world: World) -> None:
    code = world.parties[0]
    changed(world, code, kind="elsewhere")
    changed(world, code, kind=code)
    world.register()
    with pytest.raises(Invalid, match="kind: takes_part"):
        changed(world, code, kind="elsewhere")


def test_an_organisation_closes_once_nothing_runs_in_which_it_takes_part(world: World) -> None:
    code = world.parties[0]
    driver = world.register()
    with world.engine.write() as session, pytest.raises(Invalid, match="organisation: takes_part"):
        accounts.close_organisation(session.tx, organisation(world, code), DAY)
    with world.engine.write() as session:
        here = projects.project.c.number == driver.number
        session.tx.execute(update(projects.project).where(here).values(status="withdrawn"))
        accounts.close_organisation(session.tx, organisation(world, code), DAY)
        with pytest.raises(NotFound):
            accounts.close_organisation(session.tx, organisation(world, code), DAY)
        stays = select(people.member.c.until).where(
            people.member.c.organisation == organisation(world, code).id
        )
        assert set(session.tx.scalars(stays)) == {DAY}
    with world.engine.write() as session:
        accounts.reopen_organisation(session.tx, organisation(world, code))
        with pytest.raises(NotFound):
            accounts.reopen_organisation(session.tx, organisation(world, code))


def test_a_locked_account_is_unlocked_at_once(database: Database, wang: PersonRow) -> None:
    for _ in range(accounts.signins.ACCOUNT_FAILURES):
        with pytest.raises(NotPermitted):
            accounts.prove(database, wang.login, "wrong", "::1", NOW)
    with pytest.raises(NotPermitted):
        accounts.prove(database, wang.login, PASSWORD, "::1", NOW)
    with database.write() as tx:
        accounts.unlock(tx, wang)
    assert accounts.prove(database, wang.login, PASSWORD, "::1", NOW).id == wang.id


def test_a_reset_makes_the_password_and_every_session_worthless(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        token = accounts.open_session(tx, wang, "::1", NOW).token
        link = accounts.reset_password(tx, wang, NOW)
    with database.read() as tx:
        assert accounts.signed_in(tx, token, NOW) is None
        assert accounts.link_holder(tx, link, NOW) is not None
    with pytest.raises(NotPermitted):
        accounts.prove(database, wang.login, PASSWORD, "::1", NOW)


def test_a_closed_account_comes_back_with_nothing(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        accounts.appoint(tx, wang, "DIR", standing=True, since=DAY)
        with pytest.raises(NotFound):
            accounts.reopen_person(tx, wang)
        accounts.close_person(tx, wang, NOW)
        accounts.reopen_person(tx, wang)
        assert actor_of(tx, wang.id or 0).standing == frozenset()
    with pytest.raises(NotPermitted):
        accounts.prove(database, wang.login, PASSWORD, "::1", NOW)


def test_one_session_ends_and_the_others_go_on(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        first, second = (accounts.open_session(tx, wang, "::1", NOW).token for _ in range(2))
        marks = [each.token_hash[: accounts.SHOWN] for each in accounts.sessions_of(tx, wang, NOW)]
        mine = next(mark for mark in marks if accounts.tokens.fingerprint(first).startswith(mark))
        accounts.end_session(tx, wang, mine, NOW)
        for gone in (mine, "", "%", mine[:-1]):
            with pytest.raises(NotFound):
                accounts.end_session(tx, wang, gone, NOW)
        assert accounts.signed_in(tx, first, NOW) is None
        assert accounts.signed_in(tx, second, NOW) is not None


def test_nobody_ends_the_session_of_another_by_its_mark(database: Database, somebody: Make) -> None:
    mine, theirs = somebody(login="wang"), somebody(login="li.si")
    with database.write() as tx:
        accounts.open_session(tx, theirs, "::1", NOW)
        mark = accounts.sessions_of(tx, theirs, NOW)[0].token_hash[: accounts.SHOWN]
        with pytest.raises(NotFound):
            accounts.end_session(tx, mine, mark, NOW)


def test_a_term_ends_by_itself_the_day_after_its_last(world: World) -> None:
    person = world.another("SH", "short")
    last = date(2026, 3, 10)
    with world.engine.write() as session:
        row = accounts.person_by_login(session.tx, "short")
        assert row is not None
        with pytest.raises(Invalid, match="ends_on: before_today"):
            accounts.set_term(session.tx, row, "SH", last, last + timedelta(days=1))
        with pytest.raises(NotFound):
            accounts.set_term(session.tx, row, "DD", last, last)
        accounts.set_term(session.tx, row, "SH", last, last)
    for after, holds in ((0, {"SH"}), (1, set())):
        with clock.rehearse(NOW.replace(month=3, day=10 + after)):
            turn(world.engine)
            with world.engine.read() as session:
                assert actor_of(session.tx, person).standing == holds
    with world.engine.read() as session:
        log = people.access_log.c
        lines = session.tx.execute(select(log.act, log.target)).all()
        until = session.tx.scalar(select(people.staff.c.until).where(people.staff.c.person == person))
    assert [tuple(line) for line in lines] == [("term_ended", "short SH")]
    assert until == last


def test_a_term_does_not_end_before_it_begins(database: Database, somebody: Make) -> None:
    person, day_before = somebody(), DAY - timedelta(days=1)
    with database.write() as tx, pytest.raises(Invalid, match="ends_on: before_since"):
        accounts.appoint(tx, person, "DIR", standing=True, since=DAY, ends_on=day_before)
