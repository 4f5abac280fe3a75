"""How a verb opens its entry: the project through the policy, its lock, and the revision the sender saw."""

from lifecycle.engine import Session
from lifecycle.errors import Stale
from lifecycle.policy import Actor, find
from lifecycle.store import Entry, begin, changed_since


def open_entry(session: Session, actor: Actor, number: str, seen: int | None = None) -> Entry:
    """Raises NotFound for a project this actor may not see, Stale when it moved on since `seen`."""
    entry = begin(session, actor, find(session.tx, actor, number, lock=True))
    if (
        seen is not None
        and seen != entry.seen
        and changed_since(session.tx, entry.case.project.id or 0, seen)
    ):
        raise Stale("project", seen, entry.seen)
    return entry


def require_revision(what: str, seen: int | None, now: int) -> None:
    """Raises Stale when the form showed another revision of a row than the one that counts."""
    if seen is not None and seen != now:
        raise Stale(what, seen, now)
