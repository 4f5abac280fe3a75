"""One-time links: how the first administrator and everybody invited gets in to set a password."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.database import Transaction, row_count
from lifecycle.errors import NotFound
from lifecycle.records import people
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
    good = (link.token_hash == fingerprint(token)) & link.used_at.is_(None) & (link.expires_at > now)
    holder = select(people.person).join(people.one_time_link, people.person.c.id == link.person)
    row = tx.execute(holder.where(good, people.person.c.closed_on.is_(None))).first()
    return None if row is None else PersonRow.of(row)


def use_link(tx: Transaction, token: str, now: datetime) -> PersonRow:
    """Let in whoever holds the link, once. Raises NotFound for an unknown, used or expired one alike.

    Set the password in the same transaction: if that is refused, the link stays good.
    """
    holder = link_holder(tx, token, now)
    if holder is None:
        raise NotFound("link")
    link = people.one_time_link.c
    unused = update(people.one_time_link).where(link.token_hash == fingerprint(token), link.used_at.is_(None))
    if not row_count(tx.execute(unused.values(used_at=now))):  # somebody pressed the button twice
        raise NotFound("link")
    return holder


def void_links(tx: Transaction, person: PersonRow) -> None:
    """Make every unused link of the person worthless."""
    link = people.one_time_link.c
    tx.execute(delete(people.one_time_link).where(link.person == person.id, link.used_at.is_(None)))
