"""One-time links: how the first administrator and everybody invited gets in to set a password, and how an expert
without an account gets in to the one evaluation they were invited to.

A link is 256 random bits of which only the SHA-256 is kept: it cannot be forged, and nothing in it can be changed. Whom
it lets in, where to and until when stands in its row.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.database import Transaction, row_count
from lifecycle.errors import NotFound
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.people import PersonRow


def make_link(tx: Transaction, person: PersonRow, now: datetime, hours: int = 24) -> str:
    """The token for a new link; links made earlier and not used stop working."""
    void_links(tx, person)
    token = new_token()
    expires_at = now + timedelta(hours=hours)
    link = {"token_hash": fingerprint(token), "person": person.id, "expires_at": expires_at}
    tx.execute(insert(people.one_time_link).values(link))
    return token


def link_holder(tx: Transaction, token: str, now: datetime) -> PersonRow | None:
    """Whom the link would let in, without using it: for the page with the button."""
    link = people.one_time_link.c
    return _holder(tx, token, now, link.project.is_(None))


def _holder(tx: Transaction, token: str, now: datetime, where_to: ColumnElement[bool]) -> PersonRow | None:
    link = people.one_time_link.c
    good = (link.token_hash == fingerprint(token)) & link.used_at.is_(None) & (link.expires_at > now)
    holder = select(people.person).join(people.one_time_link, people.person.c.id == link.person)
    row = tx.execute(holder.where(good, where_to, people.person.c.closed_on.is_(None))).first()
    return None if row is None else PersonRow.of(row)


def use_link(tx: Transaction, token: str, now: datetime) -> PersonRow:
    """Let in whoever holds the link, once. Raises NotFound for an unknown, used or expired one alike.

    Set the password in the same transaction: if that is refused, the link stays good.
    """
    return _use(tx, token, now, link_holder(tx, token, now))


def _use(tx: Transaction, token: str, now: datetime, holder: PersonRow | None) -> PersonRow:
    if holder is None:
        raise NotFound("link")
    link = people.one_time_link.c
    unused = update(people.one_time_link).where(link.token_hash == fingerprint(token), link.used_at.is_(None))
    if not row_count(tx.execute(unused.values(used_at=now))):  # somebody pressed the button twice
        raise NotFound("link")
    return holder


def void_links(tx: Transaction, person: PersonRow) -> None:
    """Make every unused link of the person worthless, but those to an evaluation."""
    link = people.one_time_link.c
    theirs = (link.person == person.id) & link.used_at.is_(None) & link.project.is_(None)
    tx.execute(delete(people.one_time_link).where(theirs))


# An expert's link ---------------------------------------------------------------------------------------------


def keep_expert_link(
    tx: Transaction, person: int, project: int, token_hash: str, expires_at: datetime
) -> None:
    """Keep the hash of a link to one evaluation; earlier unused ones to the same project stop working."""
    link = people.one_time_link.c
    same = (link.person == person) & (link.project == project) & link.used_at.is_(None)
    tx.execute(delete(people.one_time_link).where(same))
    row = {"token_hash": token_hash, "person": person, "project": project, "expires_at": expires_at}
    tx.execute(insert(people.one_time_link).values(row))


def expert_link_holder(tx: Transaction, token: str, project: int, now: datetime) -> PersonRow | None:
    """Whom the link would let in to this project's evaluation, without using it."""
    return _holder(tx, token, now, people.one_time_link.c.project == project)


def project_of_link(tx: Transaction, number: str) -> int:
    """The id of a project by the number in a link; 0, which no link leads to, for one that is not there."""
    found = select(projects.project.c.id).where(projects.project.c.number == number)
    return tx.scalar(found) or 0


def use_expert_link(tx: Transaction, token: str, project: int, now: datetime) -> PersonRow:
    """Let in whoever holds the link, once, to this project's evaluation.

    Raises NotFound for an unknown, used or expired one and for one to another project alike. Open the session with
    this project in the same transaction.
    """
    return _use(tx, token, now, expert_link_holder(tx, token, project, now))
