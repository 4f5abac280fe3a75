"""Sessions: one row for each signed-in browser or terminal, ended by time or by hand.

A session ends eight hours after it began, whatever happens; that it also ends when idle is the affair of the cookie.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.database import Transaction, row_count
from lifecycle.errors import NotFound
from lifecycle.records import people
from lifecycle.records.people import PersonRow, SigninRow

SESSION = timedelta(hours=8)
LONGEST_ADDRESS = 45
"""An IPv6 address in its longest spelling."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """`token` goes to the holder's cookie and is kept nowhere else."""

    token: str
    person: PersonRow


def open_session(
    tx: Transaction,
    person: PersonRow,
    address: str,
    now: datetime,
    *,
    previous: str | None = None,
    project: int | None = None,
) -> SignIn:
    """A session for somebody who has proved who they are, by password or one-time link.

    With a `project` it reaches that project's evaluation alone.
    """
    if previous is not None:
        sign_out(tx, previous, now)
    token = new_token()
    session = {
        "token_hash": fingerprint(token),
        "person": person.id,
        "created_at": now,
        "expires_at": now + SESSION,
        "address": address[:LONGEST_ADDRESS],
        "project": project,
    }
    tx.execute(insert(people.signin).values(session))
    return SignIn(token, person)


def signed_in(tx: Transaction, token: str, now: datetime) -> PersonRow | None:
    """Whose session this is; None when it has ended, was revoked, or the person is closed. Writes nothing.

    A session that is for one project alone opens nothing here: see `signed_in_expert`.
    """
    row = tx.execute(_holder(token, now).where(people.signin.c.project.is_(None))).first()
    return None if row is None else PersonRow.of(row)


def signed_in_expert(tx: Transaction, token: str, now: datetime) -> tuple[PersonRow, int] | None:
    """Whose session this is and for which project alone (its id); None for any other session."""
    row = tx.execute(_holder(token, now).where(people.signin.c.project.is_not(None))).first()
    if row is None:
        return None
    project = tx.scalar(
        select(people.signin.c.project).where(people.signin.c.token_hash == fingerprint(token))
    )
    assert project is not None
    return PersonRow.of(row), project


def _holder(token: str, now: datetime) -> Select[Any]:
    session, person = people.signin.c, people.person
    live = (
        (session.token_hash == fingerprint(token)) & session.revoked_at.is_(None) & (session.expires_at > now)
    )
    joined = select(person).join(people.signin, person.c.id == session.person)
    return joined.where(live, person.c.closed_on.is_(None))


def sign_out(tx: Transaction, token: str, now: datetime) -> None:
    """End this session. A token that is not known is no error: the aim is reached."""
    session = people.signin.c
    this = (session.token_hash == fingerprint(token)) & session.revoked_at.is_(None)
    tx.execute(update(people.signin).where(this).values(revoked_at=now))


def sign_out_everywhere(
    tx: Transaction, person: PersonRow, now: datetime, *, keep: str | None = None
) -> None:
    """End every session of the person but the one whose token is `keep`."""
    session = people.signin.c
    theirs = (session.person == person.id) & session.revoked_at.is_(None)
    if keep is not None:
        theirs &= session.token_hash != fingerprint(keep)
    tx.execute(update(people.signin).where(theirs).values(revoked_at=now))


SHOWN = 16
"""Signs of a session's hash by which it is told from others: enough to name it, useless for entering by it."""


def end_session(tx: Transaction, person: PersonRow, mark: str, now: datetime) -> None:
    """End one session of the person, by the first 16 signs of its hash. Raises NotFound when it has ended."""
    session = people.signin.c
    live = (session.person == person.id) & session.revoked_at.is_(None) & (session.expires_at > now)
    this = live & (func.substr(session.token_hash, 1, SHOWN) == mark)
    if not row_count(tx.execute(update(people.signin).where(this).values(revoked_at=now))):
        raise NotFound("session", mark[:SHOWN])


def sessions_of(tx: Transaction, person: PersonRow, now: datetime) -> tuple[SigninRow, ...]:
    """The person's live sessions, newest first."""
    session = people.signin.c
    live = (session.person == person.id) & session.revoked_at.is_(None) & (session.expires_at > now)
    found = tx.execute(
        select(people.signin).where(live).order_by(session.created_at.desc(), session.token_hash)
    )
    return tuple(SigninRow.of(row) for row in found)
