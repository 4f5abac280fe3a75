"""The organisations that can take part, and for which of them somebody may register a project."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.records import people
from stages import Standard
from stages.model import Text

MOST = 500
"""Organisations offered in one list."""


@dataclass(frozen=True)
class OrganisationChoice:
    """An organisation that can take part, with its kind."""

    code: str
    name: str
    kind: Text


def registrable(session: Session, actor: Actor, standard: Standard) -> tuple[OrganisationChoice, ...]:
    """The organisations that may be named at registration: all for the bureau, for others only their own."""
    if actor.administers is not None:
        return ()
    return organisations(session, standard, None if actor.is_bureau else actor)


def may_register(session: Session, actor: Actor) -> bool:
    """Whether they could register a project: the bureau, and members of an organisation that can take part."""
    return actor.is_bureau or bool(registrable(session, actor, session.in_force))


def organisations(
    session: Session, standard: Standard, member_of: Actor | None, of: Collection[str] | None = None
) -> tuple[OrganisationChoice, ...]:
    """The organisations that can take part, by name: of some kinds, or those somebody is a member of."""
    organisation, member = people.organisation, people.member
    wanted = standard.organisation_kinds if of is None else of
    kinds = [code for code in wanted if standard.member_office(code) is not None]
    statement = (
        select(organisation.c.code, organisation.c.name, organisation.c.kind)
        .where(organisation.c.closed_on.is_(None), organisation.c.kind.in_(kinds))
        .order_by(organisation.c.name)
        .limit(MOST)
    )
    if member_of is not None:
        own = select(member.c.organisation).where(member.c.person == member_of.id, member.c.until.is_(None))
        statement = statement.where(organisation.c.id.in_(own))
    return tuple(
        OrganisationChoice(row.code, row.name, standard.organisation_kinds[row.kind].text)
        for row in session.tx.execute(statement)
    )
