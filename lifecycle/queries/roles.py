"""The roles of the standard that a person plays, by their offices and by the organisations they belong to."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from lifecycle.engine import Session
from lifecycle.policy import Actor
from lifecycle.records import people
from stages.model import Standard


def roles_of(session: Session, actor: Actor, standard: Standard) -> tuple[str, ...]:
    """Roles in the order of the standard; none for somebody without an office and without an organisation."""
    offices = actor.offices
    kinds = set(session.tx.execute(_KINDS, {"person": actor.id}).scalars())
    held = {office.role for office in standard.offices.values() if office.code in offices}
    held |= {kind.role for kind in standard.organisation_kinds.values() if kind.code in kinds and kind.role}
    return tuple(role for role in standard.roles if role in held)


_member, _organisation = people.member.c, people.organisation.c
_KINDS = (
    select(_organisation.kind)
    .join_from(people.member, people.organisation, _member.organisation == _organisation.id)
    .where(_member.person == bindparam("person"), _member.until.is_(None))
)
