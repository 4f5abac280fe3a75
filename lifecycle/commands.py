"""Carrying out one command of one person: a transaction, done once however often it is sent, and a trace of refusals.

The screens and the command line both come through here, so there is one way in.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from lifecycle.engine import Engine, Session
from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.history import REFUSED
from lifecycle.policy import actor_of, find
from lifecycle.prepared import Prepared
from lifecycle.records import journal
from lifecycle.store import Receipt, begin

Verb = Callable[..., Receipt]
KEY_LIMIT = 64


def run(
    engine: Engine,
    actor_id: int,
    verb: Verb,
    *given: Any,
    key: str | None = None,
    batch: str | None = None,
    only: int | None = None,
    **named: Any,
) -> Receipt:
    """Do `verb(session, actor, *given, **named)` in one transaction, as a part of a `batch` if it is one. `only` is the
    one project that the actor's session leads to, if it leads to one alone.

    Sent again with the same `key` by the same person, it changes nothing and gives the same receipt. A refusal is
    raised as it came; where the person may see the project it is also kept in the project's history, in a transaction
    of its own. Raises every error of the verb, Unavailable when the store cannot take it.
    """
    if key is not None and not 0 < len(key) <= KEY_LIMIT:
        raise Invalid("key", "too_long", {"limit": KEY_LIMIT, "length": len(key)})
    try:
        with engine.write(batch) as session:
            receipt = verb(session, actor_of(session.tx, actor_id, only), *given, **named)
            if key is not None:
                _remember(session, actor_id, key, verb, receipt)
            return receipt
    except (Refusal, IntegrityError) as refusal:
        if key is not None and (done := _answered(engine, actor_id, key)) is not None:
            return done
        if only is None and isinstance(refusal, GateClosed | NotPermitted | NoSuchMove):
            _record_refusal(engine, actor_id, verb, given, refusal, batch)
        raise


def _answered(engine: Engine, actor_id: int, key: str) -> Receipt | None:
    """The receipt of a command that was carried out before. Asked only when it could not be carried out now: what is
    sent twice is refused, or finds its key taken and is rolled back.
    """
    known = journal.command.c
    with engine.read() as session:
        row = session.tx.execute(
            select(known.project, known.number, known.seq).where(known.actor == actor_id, known.key == key)
        ).first()
    return Receipt(row.project, row.number, row.seq) if row else None


_REMEMBER = Prepared(insert(journal.command), [column.name for column in journal.command.columns])


def _remember(session: Session, actor_id: int, key: str, verb: Verb, receipt: Receipt) -> None:
    values = {"actor": actor_id, "key": key, "at": session.at, "verb": verb.__name__[:40]}
    answer = {"project": receipt.project, "seq": receipt.seq, "number": receipt.number}
    _REMEMBER.run(session.tx, values | answer)


def _record_refusal(
    engine: Engine, actor_id: int, verb: Verb, given: tuple[Any, ...], refusal: Refusal, batch: str | None
) -> None:
    """Note in the project's history that a command was refused, and why. A stranger's refusal leaves no trace there."""
    number = _number(given)
    if number is None:
        return
    try:
        with engine.write(batch) as session:
            actor = actor_of(session.tx, actor_id)
            entry = begin(session, actor, find(session.tx, actor, number, lock=True))
            entry.close(REFUSED, f"{verb.__name__} {_reason(refusal)}"[:200])
    except (NotFound, Stale, Unavailable):
        return


def _number(given: tuple[Any, ...]) -> str | None:
    """The project a command was about: its number, or that of the key it carries."""
    first = given[0] if given else None
    if isinstance(first, str):
        return first
    number = getattr(first, "number", None)
    return number if isinstance(number, str) else None


def _reason(refusal: Refusal) -> str:
    match refusal:
        case GateClosed():
            return " ".join(sorted({blocker.clause for blocker in refusal.blockers}))
        case NotPermitted():
            return refusal.clause
        case NoSuchMove():
            return refusal.state
        case _:
            return type(refusal).__name__
