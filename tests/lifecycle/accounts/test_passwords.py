"""What a good password is, and how it is kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from lifecycle import accounts
from lifecycle.accounts import ASVS, DJCP3, Profile, passwords
from lifecycle.accounts.common import is_common
from lifecycle.database import Database
from lifecycle.errors import Invalid
from lifecycle.records import people
from lifecycle.records.people import PersonRow
from tests.lifecycle.accounts.conftest import NOW, PASSWORD

WANG = PersonRow(id=1, login="wang.li", name="王丽")


def refused(problem: str) -> Any:
    return pytest.raises(Invalid, match=f"^password: {problem}")


@pytest.mark.parametrize(
    ("password", "profile", "problem"),
    [
        ("Kiln-Otter4", DJCP3, "too_short"),
        ("kiln-otter-quartz", DJCP3, "too_few_classes"),
        ("Kq7" * 43, ASVS, "too_long"),
        ("x" * 1_000_000, ASVS, "too_long"),
        ("Kiln-Otter\0-47", DJCP3, "control_characters"),
        ("Kiln-Otter-\ud800-47", DJCP3, "control_characters"),
        ("Kiln-Wang.Li-47q", DJCP3, "contains_name"),
        ("Kiln王丽Otter-47q", DJCP3, "contains_name"),
        ("Admin@123456", DJCP3, "common"),
    ],
)
def test_a_weak_password_is_refused(password: str, profile: Profile, problem: str) -> None:
    with refused(problem):
        accounts.check(password, WANG, profile)


@pytest.mark.parametrize(
    ("password", "profile"),
    [
        (PASSWORD, DJCP3),
        ("kiln otter quartz lamp", ASVS),
        ("床前看窑火獭过石英河岸边", ASVS),
        ("k7#Qm2!xVb9z", DJCP3),
        ("Kq7-" + "é𠮷xñ" * 31, ASVS),
    ],
)
def test_a_good_password_is_taken(password: str, profile: Profile) -> None:
    assert accounts.check(password, WANG, profile)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2024!",
        "Passw0rd!2025",
        "1qaz2wsx3edc",
        "1qaz@WSX3edc",
        "qwertyuiop123",
        "Qwer!@#$1234",
        "Aa123456789!",
        "admin@admin123",
        "woaini1314520",
        "zhangwei19900101"[:5] + "19900101!",
        "aaaaaaaaaaaa",
        "abcdabcdabcd",
        "Xk7!Xk7!Xk7!",
        "321098765432",
        "13812345678901",
        "Beijing2025!!",
        "科技成果转化平台2025年",
    ],
)
def test_what_everybody_thinks_of_is_common(password: str) -> None:
    assert is_common(password)


def test_the_longest_nonsense_is_judged_at_once() -> None:
    assert is_common("1qaz2wsx" * 16)


def test_full_width_digits_are_the_same_password(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        accounts.set_password(tx, wang, "Ｋｉｌｎ-otter-５８-lamp", DJCP3, NOW)
    assert accounts.prove(database, "wang.li", "Kiln-otter-58-lamp", "::1", NOW).id == wang.id


def test_the_last_five_passwords_are_not_taken_again(database: Database, wang: PersonRow) -> None:
    others = [f"{PASSWORD}{n}" for n in "αβγδ"]
    with database.write() as tx:
        for password in others:
            accounts.set_password(tx, wang, password, DJCP3, NOW)
        with refused("used_before"):
            accounts.set_password(tx, wang, PASSWORD, DJCP3, NOW)
        accounts.set_password(tx, wang, f"{PASSWORD}ε", DJCP3, NOW)
        accounts.set_password(tx, wang, PASSWORD, DJCP3, NOW)
        kept = (
            tx.execute(select(people.password_history.c.n).order_by(people.password_history.c.n))
            .scalars()
            .all()
        )
    assert kept == [3, 4, 5, 6, 7]


def test_asvs_lets_a_password_return(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        accounts.set_password(tx, wang, PASSWORD, ASVS, NOW)


def test_a_new_password_ends_the_other_sessions_and_unlocks(database: Database, wang: PersonRow) -> None:
    with database.write() as tx:
        here, there = (accounts.open_session(tx, wang, "::1", NOW).token for _ in range(2))
        accounts.set_password(tx, wang, f"{PASSWORD}2", DJCP3, NOW, keep=here)
    with database.read() as tx:
        assert accounts.signed_in(tx, here, NOW) is not None
        assert accounts.signed_in(tx, there, NOW) is None


@pytest.mark.parametrize(("days", "expired"), [(0, False), (89, False), (90, True), (400, True)])
def test_a_password_of_djcp3_expires_after_90_days(days: int, *, expired: bool) -> None:
    person = PersonRow(id=1, login="w", name="王", password_set_on=date(2026, 3, 2))
    today = date(2026, 3, 2) + timedelta(days=days)
    assert accounts.expired_password(person, DJCP3, today) is expired
    assert accounts.expired_password(person, ASVS, today) is False


def test_a_password_never_set_has_expired() -> None:
    assert accounts.expired_password(WANG, ASVS, date(2026, 3, 2))


def test_only_an_argon2id_hash_is_kept(wang: PersonRow) -> None:
    assert wang.password_hash is not None
    assert wang.password_hash.startswith("$argon2id$v=19$m=65536,t=3,")
    assert passwords.renewed(wang.password_hash, PASSWORD) is None


def test_a_weaker_hash_is_renewed_at_the_next_sign_in(database: Database, wang: PersonRow) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as tx:
        tx.execute(people.person.update().values(password_hash=weak))
    proven = accounts.prove(database, "wang.li", PASSWORD, "::1", NOW)
    assert passwords.renewed(proven.password_hash, PASSWORD) is None
    assert accounts.prove(database, "wang.li", PASSWORD, "::1", NOW) == proven


@pytest.mark.parametrize("hash_", [None, "", "damaged", "$argon2id$v=19$m=65536,t=3,p=2$AAAA$BBBB"])
def test_no_password_matches_what_is_no_hash(hash_: str | None) -> None:
    assert not passwords.matches(hash_, PASSWORD)
