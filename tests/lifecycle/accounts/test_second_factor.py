"""A code after the password: taken once, made by nobody who has the database alone, and counted when it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import select

from lifecycle import accounts
from lifecycle.accounts import second_factor as factor
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.records import people
from tests.lifecycle.accounts.conftest import NOW, PASSWORD

if TYPE_CHECKING:
    from lifecycle.database import Database
    from lifecycle.records.people import PersonRow

KEY = "k" * 40
STEP = timedelta(seconds=factor.HALF_MINUTE)
Make = Callable[..., "PersonRow"]


def fresh(database: Database, person: PersonRow) -> PersonRow:
    with database.read() as tx:
        found = accounts.person_by_login(tx, person.login)
    assert found is not None
    return found


def code_at(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def secret(database: Database, wang: PersonRow) -> str:
    """The secret in Wang's authenticator; the factor is on, and the code of NOW was taken."""
    with database.write() as tx:
        factor.begin(tx, wang, NOW)
        made = factor.waiting_secret(tx, wang, KEY)
        assert made is not None
        factor.confirm(tx, wang, KEY, code_at(made, NOW), NOW)
    return made


def enter(database: Database, wang: PersonRow, typed: str, at: datetime, key: str = KEY) -> accounts.SignIn:
    seen = accounts.prove(database, wang.login, PASSWORD, "::1", at)
    return accounts.sign_in_with_code(database, seen, accounts.Code(typed, key), "::1", at)


def is_refused(database: Database, wang: PersonRow, typed: str, at: datetime, key: str = KEY) -> bool:
    try:
        enter(database, wang, typed, at, key)
    except NotPermitted as refusal:
        return refusal.clause == "wrong_code"
    return False


def test_the_password_alone_lets_nobody_in(database: Database, wang: PersonRow, secret: str) -> None:
    with pytest.raises(NotPermitted, match="code_wanted"):
        accounts.sign_in(database, wang.login, PASSWORD, "::1", NOW + STEP)
    with pytest.raises(NotPermitted, match="wrong_login_or_password"):
        accounts.sign_in(database, wang.login, "wrong", "::1", NOW + STEP)
    with database.read() as tx:
        assert tx.execute(select(people.signin)).all() == []


def test_password_and_code_let_in(database: Database, wang: PersonRow, secret: str) -> None:
    later = NOW + STEP
    token = enter(database, wang, code_at(secret, later), later).token
    with database.read() as tx:
        assert accounts.signed_in(tx, token, later) is not None


def test_a_code_is_taken_once_and_none_before_it(database: Database, wang: PersonRow, secret: str) -> None:
    later = NOW + 2 * STEP
    enter(database, wang, code_at(secret, later), later)
    for past in (later, later - STEP):
        assert is_refused(database, wang, code_at(secret, past), later)
    assert is_refused(database, wang, code_at(secret, NOW), NOW)


@pytest.mark.parametrize(("off", "taken"), [(-2, "no"), (-1, "yes"), (0, "yes"), (1, "yes"), (2, "no")])
def test_a_clock_may_be_half_a_minute_off(
    database: Database, wang: PersonRow, secret: str, off: int, taken: str
) -> None:
    now = NOW + 5 * STEP
    assert is_refused(database, wang, code_at(secret, now + off * STEP), now) is (taken == "no")


def test_the_database_alone_makes_no_code(database: Database, wang: PersonRow, secret: str) -> None:
    with database.read() as tx:
        row = tx.execute(select(people.second_factor)).one()
    assert secret not in str(row)
    later = NOW + STEP
    assert is_refused(database, wang, code_at(secret, later), later, key="another" * 6)


def test_a_recovery_code_opens_once_however_it_is_typed(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        factor.begin(tx, wang, NOW)
        made = factor.waiting_secret(tx, wang, KEY)
        assert made is not None
        codes = factor.confirm(tx, wang, KEY, code_at(made, NOW), NOW)
    assert len(set(codes)) == factor.RECOVERY_CODES
    typed = codes[3].lower().replace("-", " ")
    enter(database, wang, typed, NOW)
    assert is_refused(database, wang, codes[3], NOW)
    with database.write() as tx:
        assert factor.recovery_codes_left(tx, wang) == factor.RECOVERY_CODES - 1
        assert not {row.code_hash for row in tx.execute(select(people.recovery_code))} & set(codes)
        factor.new_recovery_codes(tx, wang)
    assert is_refused(database, wang, codes[4], NOW)


def test_wrong_codes_lock_the_account_though_the_password_is_right_each_time(
    database: Database, wang: PersonRow, secret: str
) -> None:
    later = NOW + STEP
    for _ in range(accounts.signins.ACCOUNT_FAILURES):
        assert is_refused(database, wang, "000000", later)
    with pytest.raises(NotPermitted, match="wrong_login_or_password"):
        enter(database, wang, code_at(secret, later), later)
    after = later + accounts.signins.ACCOUNT_LOCK
    enter(database, wang, code_at(secret, after), after)


def test_wrong_codes_make_an_address_wait(database: Database, wang: PersonRow, secret: str) -> None:
    later = NOW + STEP
    seen = fresh(database, wang)
    for _ in range(accounts.signins.ADDRESS_FAILURES):
        with pytest.raises(NotPermitted, match="wrong_code"):
            accounts.sign_in_with_code(database, seen, accounts.Code("000000", KEY), "::1", later)
    with pytest.raises(NotPermitted, match="address_waits"):
        accounts.sign_in_with_code(database, seen, accounts.Code("000000", KEY), "::1", later)


def test_a_code_does_not_go_with_an_old_password(database: Database, wang: PersonRow, secret: str) -> None:
    later = NOW + STEP
    seen = accounts.prove(database, wang.login, PASSWORD, "::1", later)
    with database.write() as tx:
        accounts.set_password(tx, wang, "Brisk-Maple_93-tundra", accounts.ASVS, later)
    with pytest.raises(NotPermitted, match="wrong_code"):
        accounts.sign_in_with_code(database, seen, accounts.Code(code_at(secret, later), KEY), "::1", later)


def test_it_is_on_only_after_a_first_right_code(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        with pytest.raises(NotFound):
            factor.confirm(tx, wang, KEY, "000000", NOW)
        factor.begin(tx, wang, NOW)
        with pytest.raises(Invalid, match="wrong_code"):
            factor.confirm(tx, wang, KEY, "not a code", NOW)
        assert not factor.is_right(tx, wang, KEY, "000000", NOW)
    assert accounts.sign_in(database, wang.login, PASSWORD, "::1", NOW).token


def test_it_is_begun_anew_and_taken_away(database: Database, wang: PersonRow, secret: str) -> None:
    on = fresh(database, wang)
    with database.write() as tx:
        with pytest.raises(Invalid, match="factor_is_on"):
            factor.begin(tx, on, NOW)
        assert factor.waiting_secret(tx, on, KEY) is None
        factor.remove(tx, on)
    off = fresh(database, wang)
    with database.write() as tx:
        with pytest.raises(NotFound):
            factor.remove(tx, off)
        factor.begin(tx, off, NOW)
        assert factor.waiting_secret(tx, off, KEY) not in (None, secret)
