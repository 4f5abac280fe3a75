"""How a verb opens its entry: the project through the policy, its lock, and the revision the sender saw."""

from lifecycle import facts
from lifecycle.engine import Session
from lifecycle.errors import Stale
from lifecycle.policy import Actor, find
from lifecycle.store import Entry, begin, changed_since
from stages.conditions import Value


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


def set_fact(entry: Entry, name: str, value: Value | None, reason: str | None = None) -> None:
    """A fact that an act itself settles; None takes it back. `reason` is the hash of the words that say why."""
    entry.put(
        "fact",
        (name, entry.seq),
        visit=entry.case.project.visit,
        value="null" if value is None else facts.to_json(value),
        recorded_by=entry.actor.id,
        recorded_on=entry.session.day,
        reason=reason,
    )
