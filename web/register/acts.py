"""Which acts on many projects a reader is offered: those that somebody with their offices can be permitted at all."""

from lifecycle.moves import offices_for
from lifecycle.officer import officer_of
from lifecycle.policy import Actor
from lifecycle.register.batches import ACTS
from stages import Standard
from web import session


def offered(actor: Actor) -> tuple[str, ...]:
    """On which projects they are permitted, the preview says."""
    if actor.administers is not None:
        return ()
    standards = session.engine().standards.standards
    return tuple(act for act in ACTS if any(_could(actor, act, standard) for standard in standards))


def _could(actor: Actor, act: str, standard: Standard) -> bool:
    offices = set(
        offices_for(standard, standard.moves[act]) if act in standard.moves else standard.power(act)
    )
    held = actor.offices
    if act == "assign_officer":
        offices.add(officer_of(standard).code)  # who may take a free seat
        held = actor.everywhere | actor.eligible
    members = {code for code in offices if standard.offices[code].held == "member"}
    return bool(offices & held or (members and not actor.is_bureau))
