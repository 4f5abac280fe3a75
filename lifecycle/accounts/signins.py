"""Proving by a password who one is.

A refused sign-in is counted in the database, in a transaction of its own: the refusal that follows cannot roll the
count back. The password is compared between two transactions, because argon2 takes its time and SQLite has one writer.
The second transaction looks again, so that guesses made in parallel gain nothing over guesses made in turn.

Numbers (ours; GB/T 22239 8.1.4.1 asks for limits and leaves the figures open): 5 failures lock an account for 15
minutes, 10 failures in 5 minutes make an address wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from lifecycle.accounts import passwords, second_factor
from lifecycle.accounts.logins import normal_login
from lifecycle.accounts.sessions import LONGEST_ADDRESS, SignIn, open_session
from lifecycle.database import Database, Transaction
from lifecycle.errors import NotPermitted
from lifecycle.records import people
from lifecycle.records.people import PersonRow

ACCOUNT_FAILURES = 5
ACCOUNT_LOCK = timedelta(minutes=15)
ADDRESS_FAILURES = 10
ADDRESS_WINDOW = timedelta(minutes=5)
SIGN_IN, SECOND_STEP = "sign_in", "second_step"
PROOFS = (SIGN_IN, SECOND_STEP)
"""Attempts that count when they fail."""
CODE_WANTED = "code_wanted"


@dataclass(frozen=True, slots=True)
class Code:
    """A code somebody typed, and the key of the installation without which no code can be made or checked."""

    typed: str
    key: str

    def is_of(self, tx: Transaction, person: PersonRow, now: datetime) -> bool:
        """Whether it is the person's; it is used up by that."""
        return second_factor.is_right(tx, person, self.key, self.typed, now)


def sign_in(
    database: Database, login: str, password: str, address: str, now: datetime, *, previous: str | None = None
) -> SignIn:
    """A new session for whoever knows the password; the browser's `previous` one ends.

    Opens its own transactions. Raises NotPermitted with the clause `wrong_login_or_password`, the same after the same
    time for an unknown login, a locked or closed account and a wrong password; `address_waits` when too many
    attempts from `address` failed of late; `code_wanted` when the password is right and a second factor is on: the way
    in is `sign_in_with_code` then.
    """
    person = prove(database, login, password, address, now)
    if person.second_factor_at is not None:
        raise NotPermitted(SIGN_IN, CODE_WANTED)
    with database.write() as tx:
        return open_session(tx, person, address, now, previous=previous)


def sign_in_with_code(
    database: Database,
    seen: PersonRow,
    code: Code,
    address: str,
    now: datetime,
    *,
    previous: str | None = None,
) -> SignIn:
    """A new session for somebody whose password was proven as `seen`, and who knows the code of this half minute.

    A wrong code counts like a wrong password. Raises NotPermitted (`wrong_code`, `address_waits`).
    """
    with database.write() as tx:
        _refuse_flood(tx, address, now)
        person = _settle(
            tx, seen, right=lambda person: code.is_of(tx, person, now), now=now, is_last_step=True
        )
        _note(tx, seen, address, now, SECOND_STEP, "failed" if person is None else "done")
        signed = None if person is None else open_session(tx, person, address, now, previous=previous)
    if signed is None:
        raise NotPermitted(SIGN_IN, "wrong_code")
    return signed


def prove(database: Database, login: str, password: str, address: str, now: datetime) -> PersonRow:
    """The person whose password this is: for a sign-in, and once more before a password is changed.

    Opens its own transactions; refuses as `sign_in` does.
    """
    with database.read() as tx:
        _refuse_flood(tx, address, now)
        person = _open_person(tx, login)
    known = None if person is None else person.password_hash
    right = passwords.matches(known, password)
    renewed = passwords.renewed(known, password) if right else None
    with database.write() as tx:
        _refuse_flood(tx, address, now)
        proven = _settle(tx, person, right=lambda _: right, renewed=renewed, now=now)
        _note(tx, person, address, now, SIGN_IN, "failed" if proven is None else "done")
    if proven is None:
        raise NotPermitted(SIGN_IN, "wrong_login_or_password")
    return proven


def _open_person(tx: Transaction, login: str) -> PersonRow | None:
    person = people.person.c
    found = select(people.person).where(person.login == normal_login(login), person.closed_on.is_(None))
    row = tx.execute(found).first()
    return None if row is None else PersonRow.of(row)


def _refuse_flood(tx: Transaction, address: str, now: datetime) -> None:
    """An address that waits costs us one count, and no argon2; its attempts while it waits count no further."""
    entry = people.access_log.c
    recent = (entry.address == address[:LONGEST_ADDRESS]) & (entry.at > now - ADDRESS_WINDOW)
    counted = select(func.count()).where(recent, entry.outcome == "failed", entry.act.in_(PROOFS))
    if tx.execute(counted).scalar_one() >= ADDRESS_FAILURES:
        raise NotPermitted(SIGN_IN, "address_waits")


def _settle(
    tx: Transaction,
    seen: PersonRow | None,
    *,
    right: Callable[[PersonRow], bool],
    now: datetime,
    renewed: str | None = None,
    is_last_step: bool = False,
) -> PersonRow | None:
    """Count the attempt against the account as it is now; the person when it holds."""
    if seen is None:
        return None
    row = tx.execute(select(people.person).where(people.person.c.id == seen.id).with_for_update()).one()
    person = PersonRow.of(row)
    if person.locked_until is not None and person.locked_until > now:
        return None
    same = person.closed_on is None and person.password_hash == seen.password_hash
    proven = same and right(person)
    change = (
        _proven(person, renewed, is_last_step=is_last_step) if proven else _failed(person.failures + 1, now)
    )
    tx.execute(update(people.person).where(people.person.c.id == seen.id).values(change))
    return person.model_copy(update=change) if proven else None


def _proven(person: PersonRow, renewed: str | None, *, is_last_step: bool) -> dict[str, object]:
    """Failures are forgotten by whoever is in: a right password alone gives nobody fresh guesses at a code."""
    forgets = is_last_step or person.second_factor_at is None
    cleared: dict[str, object] = {"failures": 0} if forgets else {"failures": person.failures}
    return cleared | {"locked_until": None} | ({} if renewed is None else {"password_hash": renewed})


def _failed(failures: int, now: datetime) -> dict[str, object]:
    if failures < ACCOUNT_FAILURES:
        return {"failures": failures}
    return {"failures": 0, "locked_until": now + ACCOUNT_LOCK}


def _note(
    tx: Transaction, person: PersonRow | None, address: str, now: datetime, act: str, outcome: str
) -> None:
    note_access(tx, None if person is None else person.id, address, now, act, outcome)


def note_access(
    tx: Transaction, person: int | None, address: str, now: datetime, act: str, outcome: str, target: str = ""
) -> None:
    """One line of the access log. `act`, `target` and `outcome` are codes: never a value of a form, or a token."""
    line = {"at": now, "person": person, "address": address[:LONGEST_ADDRESS], "outcome": outcome}
    tx.execute(insert(people.access_log).values(line | {"act": act[:40], "target": target[:80]}))
