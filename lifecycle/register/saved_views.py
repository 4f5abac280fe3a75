"""Lists of the register that a person keeps under a name of their own. Nobody else sees them."""

from sqlalchemy import delete, func, insert, select, update

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.names import checked_name
from lifecycle.policy import Actor
from lifecycle.records.lists import SavedViewRow, saved_view

NAME_LIMIT = 40
MOST = 20
"""Views one person may keep: as many as can be read in a row of chips."""

_VIEW = saved_view.c


def views_of(session: Session, actor: Actor) -> tuple[SavedViewRow, ...]:
    """In the order in which they were first saved."""
    own = select(saved_view).where(_VIEW.person == actor.id).order_by(_VIEW.id)
    return tuple(SavedViewRow.of(row) for row in session.tx.execute(own))


def save(session: Session, actor: Actor, name: str, address: str) -> None:
    """Keep an address under a name; one of that name is replaced. Raises Invalid for the name, `too_many`."""
    called = checked_name("view_name", name, NAME_LIMIT)
    same = _VIEW.person == actor.id, _VIEW.name == called
    if session.tx.execute(update(saved_view).where(*same).values(address=address)).rowcount:
        return
    if (session.tx.scalar(select(func.count()).where(_VIEW.person == actor.id)) or 0) >= MOST:
        raise Invalid("view_name", "too_many", {"limit": MOST})
    session.tx.execute(insert(saved_view).values(person=actor.id, name=called, address=address))


def drop(session: Session, actor: Actor, view: int) -> None:
    """Keep a view no longer. Raises NotFound for one of somebody else."""
    own = delete(saved_view).where(_VIEW.id == view, _VIEW.person == actor.id)
    if not session.tx.execute(own).rowcount:
        raise NotFound("view", str(view))
