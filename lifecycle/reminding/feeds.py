"""Private calendar addresses: one for a person, one for an organisation. Whoever has the token can read the calendar;
we keep its hash, so nobody can read it out of the database, and it can be made void at any time.
"""

from sqlalchemy import exists, insert, select, update

from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.engine import Session
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.policy import Actor
from lifecycle.records import people, post
from lifecycle.records.people import OrganisationRow
from lifecycle.records.post import FeedRow

_FEED = post.feed.c


def make_feed(session: Session, actor: Actor, organisation: int | None = None) -> str:
    """The token of a new address, for oneself or for an organisation; the one before stops working.

    Raises NotPermitted unless the actor is the organisation's head or administrator.
    """
    void_feed(session, actor, organisation)
    token = new_token()
    row = {
        "token_hash": fingerprint(token),
        "person": actor.id if organisation is None else None,
        "organisation": organisation,
        "made_by": actor.id,
        "made_at": session.at,
    }
    session.tx.execute(insert(post.feed).values(row))
    return token


def void_feed(session: Session, actor: Actor, organisation: int | None = None) -> None:
    """Make the address worthless. Raises NotPermitted as `make_feed` does."""
    if organisation is not None and organisation not in {each.id for each in led_by(session, actor.id)}:
        raise NotPermitted("feed", "is_head")
    same = _FEED.person == actor.id if organisation is None else _FEED.organisation == organisation
    living = update(post.feed).where(same, _FEED.revoked_at.is_(None))
    session.tx.execute(living.values(revoked_at=session.at))


def led_by(session: Session, person: int) -> tuple[OrganisationRow, ...]:
    """The organisations whose head or administrator somebody is."""
    member, organisation = people.member.c, people.organisation
    leads = member.is_head | member.is_administrator
    mine = exists().where(
        member.organisation == organisation.c.id, member.person == person, member.until.is_(None), leads
    )
    found = select(organisation).where(mine, organisation.c.closed_on.is_(None)).order_by(organisation.c.code)
    return tuple(OrganisationRow.of(row) for row in session.tx.execute(found))


def living_feeds(session: Session, person: int, organisations: tuple[int, ...]) -> tuple[FeedRow, ...]:
    """The addresses that are good, of a person and of these organisations."""
    mine = (_FEED.person == person) | _FEED.organisation.in_(organisations)
    rows = session.tx.execute(select(post.feed).where(mine, _FEED.revoked_at.is_(None)))
    return tuple(FeedRow.of(row) for row in rows)


def feed_of(session: Session, token: str) -> FeedRow:
    """What a token opens. Raises NotFound for one that is unknown or void, alike."""
    good = (_FEED.token_hash == fingerprint(token), _FEED.revoked_at.is_(None))
    row = session.tx.execute(select(post.feed).where(*good)).first()
    if row is None:
        raise NotFound("feed")
    return FeedRow.of(row)
