"""Passwords: how they are kept, and what a good one is.

Kept as argon2id hashes of the NFKC form, so that full-width digits and half-width ones are the same password. Two
profiles: `djcp3` for 等保三级 (GB/T 22239, 8.1.4.1 asks for complexity and regular change; classes, days and memory are
the usual reading), and `asvs` for those who may follow OWASP ASVS 5.0, which wants length and no such rules.
"""

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update

from lifecycle.accounts.common import is_common
from lifecycle.accounts.sessions import sign_out_everywhere
from lifecycle.accounts.tokens import new_token
from lifecycle.clock import day_of
from lifecycle.database import Transaction
from lifecycle.errors import Invalid
from lifecycle.records import people
from lifecycle.records.people import PersonRow

SHORTEST, LONGEST = 12, 128
REMEMBERED = 5
TELLING = 3
"""A login or a name this long (a Chinese name: two) must not be part of the password."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked beyond 12 to 128 characters. `classes`: how many of capital, small, digit and other."""

    name: str
    classes: int
    days: int | None
    remembered: int


DJCP3 = Profile("djcp3", classes=3, days=90, remembered=REMEMBERED)
ASVS = Profile("asvs", classes=1, days=None, remembered=0)
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in (DJCP3, ASVS)})

_hasher = PasswordHasher(
    time_cost=3, memory_cost=64 * 1024, parallelism=2
)  # RFC 9106, the second choice: 64 MiB


def set_password(
    tx: Transaction,
    person: PersonRow,
    password: str,
    profile: Profile,
    now: datetime,
    *,
    keep: str | None = None,
) -> None:
    """Set it, unlock the account and end the person's other sessions; `keep` is the token of the one to go on.

    Raises Invalid for the field `password`: see `check`, and `used_before`. Takes up to half a second of hashing.
    """
    normal = check(password, person, profile)
    if any(matches(hash_, normal) for hash_ in _remembered(tx, person, profile.remembered)):
        raise Invalid("password", "used_before", {"remembered": profile.remembered})
    hash_ = _hasher.hash(normal)
    change = {"password_hash": hash_, "password_set_on": day_of(now), "failures": 0, "locked_until": None}
    tx.execute(update(people.person).where(people.person.c.id == person.id).values(change))
    _remember(tx, person, hash_)
    sign_out_everywhere(tx, person, now, keep=keep)


def check(password: str, person: PersonRow, profile: Profile) -> str:
    """The normal form of a password that is good enough for this person.

    Problems: `too_short`, `too_long`, `control_characters`, `too_few_classes`, `contains_name`, `common`.
    """
    if len(password) > LONGEST * 4:
        raise Invalid("password", "too_long", {"limit": LONGEST, "length": len(password)})
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < SHORTEST:
        raise Invalid("password", "too_short", {"limit": SHORTEST, "length": len(normal)})
    if len(normal) > LONGEST:
        raise Invalid("password", "too_long", {"limit": LONGEST, "length": len(password)})
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in normal):
        raise Invalid("password", "control_characters")
    if (found := classes_in(normal)) < profile.classes:
        raise Invalid("password", "too_few_classes", {"needed": profile.classes, "found": found})
    if any(part in normal.casefold() for part in _telling_parts(person)):
        raise Invalid("password", "contains_name")
    if is_common(normal):
        raise Invalid("password", "common")
    return normal


def classes_in(password: str) -> int:
    """How many of the four classes occur: capital letters, small letters, digits, anything else."""
    return len({_class_of(character) for character in password})


def expired_password(person: PersonRow, profile: Profile, today: date) -> bool:
    """Whether it has to be changed before anything else: 90 days after the day it was set, on that day already.

    True as well for somebody who never set one.
    """
    if person.password_set_on is None:
        return True
    return profile.days is not None and (today - person.password_set_on).days >= profile.days


def expires_on(person: PersonRow, profile: Profile) -> date | None:
    """The day from which it has to be changed; None for never, or when there is none."""
    if person.password_set_on is None or profile.days is None:
        return None
    return person.password_set_on + timedelta(days=profile.days)


def matches(hash_: str | None, password: str) -> bool:
    """Whether the hash is of this password. Takes the same time when there is no hash, or nothing could match it."""
    decoy = _decoy()
    possible = hash_ is not None and len(password) <= LONGEST * 4
    normal = unicodedata.normalize("NFKC", password[: LONGEST * 4])
    with suppress(VerificationError, InvalidHashError):
        _hasher.verify(hash_ if possible and hash_ else decoy, _bytes(normal))
        return possible
    return False


def renewed(hash_: str | None, password: str) -> str | None:
    """A new hash of the right password when the old one is of weaker making, else None."""
    if hash_ is None or not _hasher.check_needs_rehash(hash_):
        return None
    return _hasher.hash(_bytes(unicodedata.normalize("NFKC", password)))


@cache
def _decoy() -> str:
    """The hash of a password that nobody has."""
    return _hasher.hash(new_token())


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _class_of(character: str) -> str:
    if character.isupper():
        return "capital"
    if character.islower():
        return "small"
    return "digit" if character.isdigit() else "other"


def _telling_parts(person: PersonRow) -> tuple[str, ...]:
    parts = unicodedata.normalize("NFKC", f"{person.login} {person.name}").casefold().split()
    return tuple(part for part in parts if len(part) >= (TELLING if part.isascii() else 2))


def _remembered(tx: Transaction, person: PersonRow, count: int) -> list[str]:
    past = people.password_history.c
    newest = select(past.hash).where(past.person == person.id).order_by(past.n.desc()).limit(count)
    return list(tx.execute(newest).scalars())


def _remember(tx: Transaction, person: PersonRow, hash_: str) -> None:
    """Also when the profile asks for none: it may be changed for the stricter one."""
    past = people.password_history.c
    last = tx.execute(select(func.coalesce(func.max(past.n), 0)).where(past.person == person.id)).scalar_one()
    tx.execute(insert(people.password_history).values(person=person.id, n=last + 1, hash=hash_))
    tx.execute(
        delete(people.password_history).where(past.person == person.id, past.n <= last + 1 - REMEMBERED)
    )
