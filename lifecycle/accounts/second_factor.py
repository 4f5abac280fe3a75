"""The second factor: a code of six digits that an authenticator makes anew every half minute (RFC 6238).

The secret is kept nowhere. It is derived from a seed in the database and the key of the installation, which is not
there: a copy of the database alone makes no code. A code is taken once; so is each recovery code.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, insert, select, update

from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.database import Transaction, row_count
from lifecycle.errors import Invalid, NotFound
from lifecycle.records import people
from lifecycle.records.people import PersonRow, SecondFactorRow

HALF_MINUTE = 30
EARLY_OR_LATE = 1
"""So many half minutes may the clock of an authenticator be off, either way."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of recovery codes: without signs that are taken for others. Ten of them are 49 random bits."""
_LENGTH = 10

_FACTOR, _RECOVERY, _PERSON = people.second_factor.c, people.recovery_code.c, people.person.c


def begin(tx: Transaction, person: PersonRow, now: datetime) -> None:
    """Make a seed; it counts once a first code was shown to be right. Raises Invalid when a factor is on already."""
    if person.second_factor_at is not None:
        raise Invalid("one_time", "factor_is_on")
    _forget(tx, person)
    seed = {"person": person.id, "seed": new_token(), "made_at": now, "last_step": 0}
    tx.execute(insert(people.second_factor).values(seed))


def waiting_secret(tx: Transaction, person: PersonRow, key: str) -> str | None:
    """The secret for the authenticator, in base 32, while the first code is waited for; None before and after."""
    row = _seed(tx, person)
    return None if row is None or person.second_factor_at is not None else _secret(key, row)


def confirm(tx: Transaction, person: PersonRow, key: str, code: str, now: datetime) -> tuple[str, ...]:
    """From now on a code is asked for after the password. The recovery codes, which are kept as hashes only.

    Raises NotFound when nothing was begun; Invalid(`one_time`, `wrong_code` | `factor_is_on`).
    """
    row = _seed(tx, person)
    if row is None:
        raise NotFound("second factor", person.login)
    if person.second_factor_at is not None:
        raise Invalid("one_time", "factor_is_on")
    if not _is_code(tx, row, key, code, now):
        raise Invalid("one_time", "wrong_code")
    tx.execute(update(people.person).where(_PERSON.id == person.id).values(second_factor_at=now))
    return new_recovery_codes(tx, person)


def is_right(tx: Transaction, person: PersonRow, key: str, code: str, now: datetime) -> bool:
    """Whether this is the person's code, or one of their recovery codes; either is used up by it."""
    row = _seed(tx, person)
    if row is None or person.second_factor_at is None:
        return False
    return _is_code(tx, row, key, code, now) or _is_recovery_code(tx, person, code, now)


def new_recovery_codes(tx: Transaction, person: PersonRow) -> tuple[str, ...]:
    """Ten codes, like `ABCDE-FGHJK`; those handed out before are worth nothing any more."""
    tx.execute(delete(people.recovery_code).where(_RECOVERY.person == person.id))
    codes = tuple("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES))
    rows = [{"person": person.id, "code_hash": _hash(person, code), "used_at": None} for code in codes]
    tx.execute(insert(people.recovery_code), rows)
    half = _LENGTH // 2
    return tuple(f"{code[:half]}-{code[half:]}" for code in codes)


def recovery_codes_left(tx: Transaction, person: PersonRow) -> int:
    unused = select(func.count()).where(_RECOVERY.person == person.id, _RECOVERY.used_at.is_(None))
    return tx.scalar(unused) or 0


def remove(tx: Transaction, person: PersonRow) -> None:
    """No code is asked for any more. Raises NotFound when none was."""
    if person.second_factor_at is None:
        raise NotFound("second factor", person.login)
    tx.execute(update(people.person).where(_PERSON.id == person.id).values(second_factor_at=None))
    _forget(tx, person)


def _forget(tx: Transaction, person: PersonRow) -> None:
    tx.execute(delete(people.second_factor).where(_FACTOR.person == person.id))
    tx.execute(delete(people.recovery_code).where(_RECOVERY.person == person.id))


def _seed(tx: Transaction, person: PersonRow) -> SecondFactorRow | None:
    row = tx.execute(select(people.second_factor).where(_FACTOR.person == person.id)).first()
    return None if row is None else SecondFactorRow.of(row)


def _secret(key: str, row: SecondFactorRow) -> str:
    about = f"second factor {row.person} {row.seed}".encode()
    derived = hmac.new(key.encode(), about, hashlib.sha256).digest()
    return base64.b32encode(derived[:SECRET_BYTES]).decode()


def _is_code(tx: Transaction, row: SecondFactorRow, key: str, code: str, now: datetime) -> bool:
    """Whether it is the code of now, or nearly, of a half minute after the last one taken; it is taken by this."""
    typed = "".join(code.split())
    totp, present = pyotp.TOTP(_secret(key, row)), int(now.timestamp()) // HALF_MINUTE
    near = range(max(row.last_step + 1, present - EARLY_OR_LATE), present + EARLY_OR_LATE + 1)
    found = next(
        (n for n in near if hmac.compare_digest(totp.at(n * HALF_MINUTE).encode(), typed.encode())), None
    )
    if found is None:
        return False
    newer = update(people.second_factor).where(_FACTOR.person == row.person, _FACTOR.last_step < found)
    return row_count(tx.execute(newer.values(last_step=found))) == 1


def _is_recovery_code(tx: Transaction, person: PersonRow, code: str, now: datetime) -> bool:
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    unused = (
        (_RECOVERY.person == person.id)
        & (_RECOVERY.code_hash == _hash(person, typed))
        & _RECOVERY.used_at.is_(None)
    )
    return row_count(tx.execute(update(people.recovery_code).where(unused).values(used_at=now))) == 1


def _hash(person: PersonRow, code: str) -> str:
    return fingerprint(f"{person.id} {code}")
