"""Who there is, and what they may not be at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from lifecycle import accounts
from lifecycle.database import Database
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, PersonRow
from tests.lifecycle.accounts.conftest import NOW

DAY = date(2026, 3, 2)
Make = Callable[..., PersonRow]


def refused(field: str, problem: str) -> Any:
    return pytest.raises(Invalid, match=f"^{field}: {problem}")


@pytest.mark.parametrize("name", ["𠮷野家", "㛃", "买买提·吐尔逊", "塚"])
def test_rare_characters_in_a_name_stay_as_they_were_typed(somebody: Make, name: str) -> None:
    assert somebody(name=f" {name}\u3000").name == name


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (" \u3000", "missing"),
        ("王" * 61, "too_long"),
        ("王\n丽", "control_characters"),
        ("王\0丽", "control_characters"),
        ("王\u202e丽", "control_characters"),
        ("王\ud800", "control_characters"),
    ],
)
def test_a_name_that_is_none_is_refused(somebody: Make, name: str, problem: str) -> None:
    with refused("name", problem):
        somebody(name=name)


def test_a_rare_character_counts_once(somebody: Make) -> None:
    assert somebody(name="𠮷" * 60).name == "𠮷" * 60


def test_a_login_is_the_same_however_it_is_typed(database: Database, somebody: Make) -> None:
    person = somebody(login="Ｗａｎｇ．Ｌｉ０１")
    assert person.login == "wang.li01"
    with database.read() as tx:
        assert accounts.person_by_login(tx, " WANG.li01 ") == person


@pytest.mark.parametrize(
    ("login", "problem"),
    [("wang li", "characters"), ("wang/li", "characters"), ("w", "too_short"), ("w" * 61, "too_long")],
)
def test_a_login_that_is_none_is_refused(somebody: Make, login: str, problem: str) -> None:
    with refused("login", problem):
        somebody(login=login)


def test_a_login_is_taken_once_and_the_transaction_goes_on(database: Database, somebody: Make) -> None:
    somebody(login="wang")
    with database.write() as tx:
        with refused("login", "taken"):
            accounts.add_person(tx, login="ＷＡＮＧ", name="王")
        accounts.add_person(tx, login="wang2", name="王")
    with database.read() as tx:
        assert accounts.person_by_login(tx, "wang2") is not None


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("email", "wang", "not_an_address"),
        ("email", "a@b.cn\r\nBcc: c@d.cn", "control_characters"),
        ("language", "fr", "unknown"),
        ("domain", "boss", "unknown"),
    ],
)
def test_other_inputs_of_a_person_are_checked(somebody: Make, field: str, value: str, problem: str) -> None:
    with refused(field, problem):
        somebody(**{field: value})


def test_a_blank_address_is_none(somebody: Make) -> None:
    assert somebody(email="  ").email is None


def test_an_organisation_code_is_taken_once(database: Database) -> None:
    with database.write() as tx:
        accounts.add_organisation(tx, code="HT-1", name="海通科技", kind="incubator")
        with refused("code", "taken"):
            accounts.add_organisation(tx, code="HT-1", name="别的", kind="incubator")
        with refused("code", "characters"):
            accounts.add_organisation(tx, code="海通", name="海通", kind="incubator")


def test_a_member_leaves_and_comes_back(database: Database, somebody: Make) -> None:
    person = somebody()
    with database.write() as tx:
        bank = accounts.add_organisation(tx, code="bank", name="银行", kind="finance")
        accounts.join_organisation(tx, person, bank, DAY)
        with refused("organisation", "already_member"):
            accounts.join_organisation(tx, person, bank, DAY)
        with refused("until", "before_since"):
            accounts.leave_organisation(tx, person, bank, date(2026, 3, 1))
        accounts.leave_organisation(tx, person, bank, DAY)
        with pytest.raises(NotFound):
            accounts.leave_organisation(tx, person, bank, DAY)
        accounts.join_organisation(tx, person, bank, date(2026, 4, 1))
        member = tx.execute(select(people.member.c.since, people.member.c.until)).all()
    assert [tuple(row) for row in member] == [(date(2026, 4, 1), None)]


def test_an_office_is_given_once_and_taken_back(database: Database, somebody: Make) -> None:
    person = somebody()
    with database.write() as tx:
        held = accounts.appoint(tx, person, "DIR", standing=True, since=DAY)
        assert (held.office, held.standing, held.until) == ("DIR", True, None)
        with refused("office", "already_held"):
            accounts.appoint(tx, person, "DIR", standing=True, since=DAY)
        accounts.dismiss(tx, person, "DIR", DAY)
        with pytest.raises(NotFound):
            accounts.dismiss(tx, person, "DIR", DAY)
        accounts.appoint(tx, person, "DIR", standing=False, since=DAY)


@pytest.mark.parametrize("domain", ADMINISTRATORS)
@pytest.mark.parametrize("office", [*ADMINISTRATORS, "DIR"])
def test_an_administrator_holds_that_office_only(
    database: Database, somebody: Make, domain: str, office: str
) -> None:
    person = somebody(domain=domain)
    with database.write() as tx:
        if office == domain:
            accounts.appoint(tx, person, office, standing=True, since=DAY)
            return
        with refused("office", "administrators_apart"):
            accounts.appoint(tx, person, office, standing=True, since=DAY)


@pytest.mark.parametrize(
    ("domain", "claimed", "office"),
    [
        ("sysadmin", "sysadmin", "DIR"),
        ("sysadmin", "sysadmin", "auditadmin"),
        ("sysadmin", "business", "DIR"),
        ("business", "business", "secadmin"),
        ("business", "secadmin", "secadmin"),
    ],
)
def test_the_database_itself_keeps_administrators_apart(
    database: Database, somebody: Make, domain: str, claimed: str, office: str
) -> None:
    person = somebody(domain=domain)
    row = {"person": person.id, "office": office, "domain": claimed, "standing": True, "since": DAY}
    with pytest.raises(IntegrityError), database.write() as tx:
        tx.execute(insert(people.staff).values(row))


def test_who_is_closed_holds_nothing_and_is_signed_in_nowhere(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        bank = accounts.add_organisation(tx, code="bank", name="银行", kind="finance")
        accounts.join_organisation(tx, wang, bank, DAY)
        accounts.appoint(tx, wang, "DIR", standing=True, since=DAY)
        token = accounts.open_session(tx, wang, "::1", NOW).token
        link = accounts.make_link(tx, wang, NOW)
        accounts.close_person(tx, wang, NOW)
        with pytest.raises(NotFound):
            accounts.close_person(tx, wang, NOW)
    with database.read() as tx:
        assert accounts.signed_in(tx, token, NOW) is None
        assert accounts.link_holder(tx, link, NOW) is None
        assert accounts.sessions_of(tx, wang, NOW) == ()
        ends = [tx.execute(select(table.c.until)).scalar_one() for table in (people.member, people.staff)]
    assert ends == [DAY, DAY]
