"""Whose application it is: whoever holds the private link, or the receipt with its check code.

Neither is kept, only their fingerprints. The check code follows from the link's secret, so that whoever has the link
can print the receipt again; from the code nobody gets to the link.
"""

import base64
import hashlib
import hmac

from sqlalchemy import select

from lifecycle.accounts import note_access
from lifecycle.accounts.tokens import fingerprint
from lifecycle.engine import Engine, Session
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.intake import limits
from lifecycle.records.intake import ApplicationRow, application

CODE_SIGNS = 12
"""Of 32 signs each: 60 bits, guessed ten times in five minutes at most."""
GROUP = 4
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: letters that look like figures are not among them."""
ALIKE = str.maketrans("OILU", "011V")
_SPELLING = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)


def check_code(token: str) -> str:
    """The code on the receipt of an application with this link: `K7QM-2XAB-9TPR`."""
    digest = hashlib.sha256(f"receipt {token}".encode("utf-8", "surrogatepass")).digest()
    signs = base64.b32encode(digest).decode("ascii")[:CODE_SIGNS].translate(_SPELLING)
    return "-".join(signs[place : place + GROUP] for place in range(0, CODE_SIGNS, GROUP))


def normal_code(typed: str) -> str:
    """However it is typed: small or capital letters, with or without strokes, with signs that look alike."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum()).translate(ALIKE)
    return "-".join(signs[place : place + GROUP] for place in range(0, len(signs), GROUP))


def by_link(session: Session, token: str, *, lock: bool = False) -> ApplicationRow:
    """The application of a private link. Raises NotFound for an unknown one and for one that was thrown away."""
    return _one(session, application.c.token_hash == fingerprint(token), lock=lock)


def by_id(session: Session, id_: int, *, lock: bool = False) -> ApplicationRow:
    """The application of somebody who has proved that they hold its receipt."""
    return _one(session, application.c.id == id_, lock=lock)


def by_number(session: Session, number: str, *, lock: bool = False) -> ApplicationRow:
    """The application with this receipt, for those who screen. Raises NotFound."""
    return _one(session, application.c.number == number, lock=lock)


def _one(session: Session, which: object, *, lock: bool) -> ApplicationRow:
    statement = select(application).where(which)  # type: ignore[arg-type]
    row = session.tx.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise NotFound("application")
    return ApplicationRow.of(row)


def prove(engine: Engine, number: str, code: str, address: str) -> ApplicationRow:
    """The application whose receipt somebody holds.

    Opens its own transactions. Raises NotPermitted: `wrong_receipt`, the same for an unknown number and a wrong code,
    or `network_waits` after ten tries in five minutes.
    """
    limits.count(engine, address, "prove")
    given = fingerprint(normal_code(code))
    with engine.read() as session:
        row = session.tx.execute(
            select(application).where(application.c.number == number.strip().upper())
        ).first()
    kept = row.check_hash if row is not None else fingerprint("")
    if not hmac.compare_digest(kept, given) or row is None:
        with engine.write() as session:
            note_access(session.tx, None, address, session.at, "prove_receipt", "failed")
        raise NotPermitted("prove", "wrong_receipt")
    return ApplicationRow.of(row)
