"""Signing in, guessing, and the links that let people in for the first time."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError

from lifecycle import accounts
from lifecycle.accounts import DJCP3
from lifecycle.database import Database
from lifecycle.errors import Invalid, NotFound, NotPermitted
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from tests.lifecycle.accounts.conftest import NOW, PASSWORD

MINUTE = timedelta(minutes=1)


def refused(clause: str = "wrong_login_or_password") -> Any:
    return pytest.raises(NotPermitted, match=f"^sign_in: {clause}$")


def guess(
    database: Database, times: int, *, login: str = "wang.li", now: datetime = NOW, address: str = "::1"
) -> None:
    for _ in range(times):
        with refused():
            accounts.sign_in(database, login, "not this one", address, now)


def count(database: Database, table: Any) -> int:
    with database.read() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar_one()


def test_the_right_password_opens_a_session(database: Database, wang: PersonRow) -> None:
    signed = accounts.sign_in(database, " ＷＡＮＧ.li", PASSWORD, "2001:db8::7", NOW)
    with database.read() as tx:
        holder = accounts.signed_in(tx, signed.token, NOW)
        (session,) = accounts.sessions_of(tx, wang, NOW)
    assert holder is not None
    assert holder.id == wang.id
    assert (session.created_at, session.expires_at) == (NOW, NOW + timedelta(hours=8))
    assert session.address == "2001:db8::7"
    assert signed.token not in session.token_hash


def test_a_session_ends_after_eight_hours(database: Database, wang: PersonRow) -> None:
    token = accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW).token
    with database.read() as tx:
        assert accounts.signed_in(tx, token, NOW + timedelta(hours=8) - MINUTE) is not None
        assert accounts.signed_in(tx, token, NOW + timedelta(hours=8)) is None
        assert accounts.signed_in(tx, "guessed", NOW) is None
        assert accounts.signed_in(tx, "\ud800", NOW) is None


def test_signing_in_again_ends_the_earlier_session_of_the_browser(
    database: Database, wang: PersonRow
) -> None:
    first = accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW).token
    second = accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW, previous=first).token
    assert first != second
    with database.read() as tx:
        assert accounts.signed_in(tx, first, NOW) is None
        assert accounts.signed_in(tx, second, NOW) is not None


def test_sign_out_here_and_everywhere(database: Database, wang: PersonRow) -> None:
    tokens = [accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW).token for _ in range(3)]
    with database.write() as tx:
        accounts.sign_out(tx, tokens[0], NOW)
        accounts.sign_out(tx, "unknown", NOW)
        assert [accounts.signed_in(tx, token, NOW) is None for token in tokens] == [True, False, False]
        accounts.sign_out_everywhere(tx, wang, NOW, keep=tokens[1])
        assert [accounts.signed_in(tx, token, NOW) is None for token in tokens] == [True, False, True]
        accounts.sign_out_everywhere(tx, wang, NOW)
        assert accounts.sessions_of(tx, wang, NOW) == ()


def test_unknown_closed_unset_and_wrong_are_refused_alike(
    database: Database, wang: PersonRow, somebody: Any
) -> None:
    somebody(login="unset")
    closed = somebody(login="closed", password=PASSWORD)
    with database.write() as tx:
        accounts.close_person(tx, closed, NOW)
    for login, password in (
        ("wang.li", "wrong"),
        ("nobody", PASSWORD),
        ("unset", PASSWORD),
        ("closed", PASSWORD),
        ("\0", "\ud800"),
        ("wang.li", "x" * 1_000_000),
    ):
        with refused():
            accounts.sign_in(database, login, password, "::1", NOW)


def test_an_unknown_login_takes_as_long_as_a_wrong_password(database: Database, wang: PersonRow) -> None:
    def shortest(login: str) -> float:
        def once() -> float:
            begun = time.perf_counter()
            guess(database, 1, login=login)
            return time.perf_counter() - begun

        return min(once() for _ in range(3))

    guess(database, 1, login="warm-up")
    wrong, unknown = shortest("wang.li"), shortest("nobody")
    assert 0.4 < unknown / wrong < 2.5


def test_five_failures_lock_the_account_for_fifteen_minutes(database: Database, wang: PersonRow) -> None:
    guess(database, 5)
    later = NOW + timedelta(minutes=15)
    with refused():
        accounts.sign_in(database, "wang.li", PASSWORD, "::2", later - MINUTE)
    assert accounts.sign_in(database, "wang.li", PASSWORD, "::2", later).token


def test_a_locked_account_does_not_lock_for_longer(database: Database, wang: PersonRow) -> None:
    guess(database, 5)
    guess(database, 4, now=NOW + 14 * MINUTE, address="::2")
    assert accounts.sign_in(database, "wang.li", PASSWORD, "::3", NOW + 15 * MINUTE).token


def test_a_success_forgets_the_failures(database: Database, wang: PersonRow) -> None:
    for _ in range(2):
        guess(database, 4, now=NOW)
        accounts.sign_in(database, "wang.li", PASSWORD, "::2", NOW)


def test_ten_failures_make_an_address_wait_whatever_the_login(database: Database, wang: PersonRow) -> None:
    for n in range(10):
        guess(database, 1, login=f"nobody{n}")
    with refused("address_waits"):
        accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW + 4 * MINUTE)
    assert count(database, people.access_log) == 10
    accounts.sign_in(database, "wang.li", PASSWORD, "::2", NOW)
    accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW + 5 * MINUTE)


def test_an_address_that_waits_is_answered_without_hashing(database: Database, wang: PersonRow) -> None:
    begun = time.perf_counter()
    guess(database, 10)
    one_guess = (time.perf_counter() - begun) / 10
    begun = time.perf_counter()
    with refused("address_waits"):
        accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW)
    assert time.perf_counter() - begun < one_guess / 2


def test_an_instant_means_the_same_in_every_zone(database: Database, wang: PersonRow) -> None:
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    with database.write() as tx:
        if not database.is_sqlite:
            tx.execute(text("SET LOCAL TIME ZONE 'America/New_York'"))
        accounts.open_session(tx, wang, "::1", shanghai)
        (session,) = accounts.sessions_of(tx, wang, shanghai)
        with pytest.raises(StatementError, match="no time zone"):
            accounts.open_session(tx, wang, "::1", NOW.replace(tzinfo=None))
    assert session.created_at == NOW


def test_guesses_made_in_parallel_gain_nothing(database: Database, wang: PersonRow) -> None:
    """Eight at once, the last with the right password: five failures lock it out, however they interleave."""
    wrong = [("not this one", f"::{n}") for n in range(7)]

    def attempt(one: tuple[str, str]) -> bool:
        try:
            accounts.sign_in(database, "wang.li", one[0], one[1], NOW)
        except NotPermitted:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert not any(threads.map(attempt, wrong))
    assert not attempt((PASSWORD, "::9"))
    with database.read() as tx:
        person = accounts.person_by_login(tx, "wang.li")
    assert person is not None
    assert person.locked_until == NOW + timedelta(minutes=15)


def test_an_address_that_guesses_in_parallel_waits_as_well(database: Database) -> None:
    """PostgreSQL counts what is committed, so that guesses in flight may come on top; SQLite has one writer."""

    def attempt(n: int) -> None:
        with pytest.raises(NotPermitted):
            accounts.sign_in(database, f"nobody{n}", PASSWORD, "::1", NOW)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(attempt, range(24)))
    assert count(database, people.access_log) <= (10 if database.is_sqlite else 13)


def test_the_access_log_holds_no_name_and_no_password(database: Database, wang: PersonRow) -> None:
    guess(database, 1)
    accounts.sign_in(database, "wang.li", PASSWORD, "a" * 90, NOW)
    with database.read() as tx:
        rows = [tuple(row) for row in tx.execute(select(people.access_log).order_by(people.access_log.c.id))]
    assert [row[1:] for row in rows] == [
        (NOW, wang.id, "::1", "sign_in", "", "failed"),
        (NOW, wang.id, "a" * 45, "sign_in", "", "done"),
    ]


def test_a_link_lets_in_once(database: Database, somebody: Any) -> None:
    person = somebody()
    with database.write() as tx:
        link = accounts.make_link(tx, person, NOW)
        assert accounts.link_holder(tx, link, NOW) == person
        assert accounts.use_link(tx, link, NOW) == person
        assert accounts.link_holder(tx, link, NOW) is None
        with pytest.raises(NotFound):
            accounts.use_link(tx, link, NOW)


def test_a_link_expires_and_a_newer_one_replaces_it(database: Database, somebody: Any) -> None:
    person = somebody()
    with database.write() as tx:
        first = accounts.make_link(tx, person, NOW)
        second = accounts.make_link(tx, person, NOW, hours=2)
        for link, now in ((first, NOW), (second, NOW + timedelta(hours=2)), ("guessed", NOW)):
            with pytest.raises(NotFound):
                accounts.use_link(tx, link, now)
    with database.write() as tx:
        assert accounts.use_link(tx, second, NOW + timedelta(hours=1)) == person


def test_a_link_stays_good_when_the_password_is_refused(database: Database, somebody: Any) -> None:
    person = somebody()
    with database.write() as tx:
        link = accounts.make_link(tx, person, NOW)
    with pytest.raises(Invalid), database.write() as tx:
        accounts.set_password(tx, accounts.use_link(tx, link, NOW), "short", DJCP3, NOW)
    with database.write() as tx:
        accounts.set_password(tx, accounts.use_link(tx, link, NOW), PASSWORD, DJCP3, NOW)
    assert accounts.sign_in(database, "wang.li", PASSWORD, "::1", NOW).token
