"""Sending letters: taken on a lease, handed to a carrier, marked; tried again with growing pauses, then dead.

No transaction is open while another machine is spoken to. A process that dies between handing over and marking leaves
a lease that runs out, and the letter goes again under the same message id: a letter is sent at least once. A letter
that fails for 72 hours, or is refused for good, is dead: kept, seen by administrators, sent again when they say so.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import String, and_, bindparam, func, select, update

from lifecycle.engine import Engine, Session
from lifecycle.errors import NotFound
from lifecycle.history import check_code
from lifecycle.policy import actor_of
from lifecycle.prepared import Prepared
from lifecycle.queries.notices import items_of
from lifecycle.records import people, post
from lifecycle.records.instant import Instant
from lifecycle.records.post import CHAT, DEAD, SENT, VOID, WAITING
from lifecycle.reminding.carriers import (
    Carrier,
    Delivery,
    Envelope,
    Failed,
    Parcel,
    Refused,
    Unreachable,
    Writer,
)
from lifecycle.reminding.hours import may_send
from lifecycle.reminding.letters import DIGEST
from lifecycle.reminding.robots import robots
from lifecycle.reminding.stopping import never

log = logging.getLogger("lifecycle.clock")
BATCH = 50
LEASE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
FEWEST_ATTEMPTS = 10
"""Attempts before a letter may die of old age: a clock that jumps ahead does not kill what was hardly tried."""
HOUR = timedelta(hours=1)


@dataclass
class Sent:
    """What a round of sending came to. `trouble` is why the channel could not be reached; `held_back`: the cap for an
    hour is used up.
    """

    sent: int = 0
    failed: int = 0
    dead: int = 0
    trouble: str = ""
    held_back: bool = False


def send(engine: Engine, carrier: Carrier, write: Writer, cap: int, stop: Callable[[], bool] = never) -> Sent:
    """Send what is due through one channel, `cap` letters an hour at most, until nothing is left."""
    done = Sent()
    while not stop() and not done.trouble:
        with engine.write() as session:
            room = min(BATCH, cap - _sent_lately(session, carrier.channel))
            if room <= 0:
                done.held_back = _is_waiting(session, carrier.channel)
                return done
            leased = _lease(session, carrier.channel, room)
        if not leased:
            return done
        _deliver(engine, carrier, write, leased, done, stop)
    return done


def is_due(session: Session, channel: str) -> bool:
    """Whether a letter of a channel may go now."""
    return _FIRST.row(session.tx, {"now": session.at, "channel": channel}) is not None


_LETTER = post.letter.c
_WAITS = and_(_LETTER.state == WAITING, _LETTER.channel == bindparam("channel", type_=String))
_FIRST = Prepared(
    select(_LETTER.id).where(_WAITS, _LETTER.next_at <= bindparam("now", type_=Instant)).limit(1)
)


def _is_waiting(session: Session, channel: str) -> bool:
    return is_due(session, channel)


def _sent_lately(session: Session, channel: str) -> int:
    lately = (_LETTER.tried_at > session.at - HOUR, _LETTER.channel == channel, _LETTER.state == SENT)
    return session.tx.scalar(select(func.count()).select_from(post.letter).where(*lately)) or 0


# The lease ----------------------------------------------------------------------------------------------------


def _lease(session: Session, channel: str, most: int) -> list[Any]:
    """Letters that nobody else takes until the lease runs out, with what is needed to send them."""
    if not may_send(session):
        return []
    _mend(session, channel)
    waits = (_LETTER.state == WAITING, _LETTER.channel == channel, _LETTER.next_at <= session.at)
    first = select(_LETTER.id).where(*waits).order_by(_LETTER.next_at, _LETTER.id).limit(most)
    ids = list(session.tx.scalars(first.with_for_update(skip_locked=True)))
    if not ids:
        return []
    taken = update(post.letter).where(_LETTER.id.in_(ids))
    session.tx.execute(taken.values(attempts=_LETTER.attempts + 1, next_at=session.at + LEASE))
    return _addressed(session, ids)


def _mend(session: Session, channel: str) -> None:
    """Nothing waits longer than the longest pause: what does, was put off by a clock that had run ahead."""
    ahead = (_LETTER.state == WAITING, _LETTER.channel == channel)
    too_far = _LETTER.next_at > session.at + LONGEST_PAUSE + LEASE
    session.tx.execute(update(post.letter).where(*ahead, too_far).values(next_at=session.at))


def _addressed(session: Session, ids: Sequence[int]) -> list[Any]:
    person, digest = people.person.c, post.digest.c
    columns = (
        post.letter, digest.n, digest.person, person.name, person.language, person.email, person.closed_on,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(post.digest, digest.id == _LETTER.digest)
        .join(people.person, person.id == digest.person)
        .where(_LETTER.id.in_(ids))
        .order_by(_LETTER.id)
    )
    return list(session.tx.execute(statement))


# Handing over -------------------------------------------------------------------------------------------------


def _deliver(
    engine: Engine,
    carrier: Carrier,
    write: Writer,
    leased: Sequence[Any],
    done: Sent,
    stop: Callable[[], bool],
) -> None:
    left = list(leased)
    try:
        with carrier.open() as delivery:
            while left and not stop():
                _one(engine, delivery, write, left[0], done)
                left.pop(0)
    except Unreachable as trouble:
        done.trouble = trouble.code
    _give_back(engine, left, done.trouble)


def _one(engine: Engine, delivery: Delivery, write: Writer, letter: Any, done: Sent) -> None:
    try:
        parcel = _parcel(engine, write, letter)
    except Exception as error:  # a letter that cannot be worded must not keep the others
        log.exception("letter %s", letter.id)
        done.dead += _put_off(engine, letter, f"words_{type(error).__name__}"[:60])
        return
    if parcel is None:
        _mark(engine, letter, state=VOID)
        return
    try:
        delivery.deliver(parcel)
    except Refused as trouble:
        done.dead += 1
        _mark(engine, letter, state=DEAD, trouble=trouble.code)
    except Failed as trouble:
        done.failed += 1
        done.dead += _put_off(engine, letter, trouble.code)
    else:
        done.sent += 1
        _mark(engine, letter, state=SENT)


def _parcel(engine: Engine, write: Writer, letter: Any) -> Parcel | None:
    """The worded letter; None when there is nothing left to say, or no way to say it."""
    if letter.closed_on is not None:
        return None
    with engine.read() as session:
        items = items_of(session, actor_of(session.tx, letter.person), letter.digest)
        by_chat = letter.channel == CHAT
        whys = (item.why for item in items)
        address = robots(session).address(letter.person, whys) if by_chat else letter.email
        at = session.at
    if not items or not address:
        return None
    envelope = Envelope(
        letter.id, letter.channel, letter.name, letter.language, items, is_digest=letter.n == DIGEST
    )
    subject, lines = write(envelope)
    checks = {item.number: check_code(item.head) for item in items if item.number and item.head}
    return Parcel(
        address,
        letter.name,
        letter.message_id,
        at,
        letter.language,
        subject,
        lines,
        tuple(f"{number}={code}" for number, code in sorted(checks.items())),
    )


# Marking ------------------------------------------------------------------------------------------------------


def _mark(engine: Engine, letter: Any, *, state: str, trouble: str = "") -> None:
    with engine.write() as session:
        values: dict[str, Any] = {"state": state, "trouble": trouble, "tried_at": session.at}
        if state == SENT:
            values["sent_at"] = session.at
        if letter.first_at is None:
            values["first_at"] = session.at
        session.tx.execute(update(post.letter).where(_LETTER.id == letter.id).values(values))


def _put_off(engine: Engine, letter: Any, trouble: str) -> int:
    """To be tried again after a pause, or dead: 1 for dead, else 0."""
    with engine.write() as session:
        first = letter.first_at or session.at
        attempts = letter.attempts
        is_dead = session.at - first >= GIVE_UP_AFTER and attempts >= FEWEST_ATTEMPTS
        values = {
            "state": DEAD if is_dead else WAITING,
            "trouble": trouble,
            "first_at": first,
            "tried_at": session.at,
            "next_at": session.at + pause(attempts),
        }
        session.tx.execute(update(post.letter).where(_LETTER.id == letter.id).values(values))
    return int(is_dead)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, doubled each time, an hour at most."""
    return min(timedelta(minutes=1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def _give_back(engine: Engine, letters: Sequence[Any], trouble: str) -> None:
    """Letters that were taken and not handed over: the first of them was being handed over when the channel broke."""
    if not letters:
        return
    tried, untouched = (letters[:1], letters[1:]) if trouble else ([], letters)
    for letter in tried:
        _put_off(engine, letter, trouble)
    with engine.write() as session:
        back = update(post.letter).where(_LETTER.id.in_([letter.id for letter in untouched]))
        session.tx.execute(back.values(attempts=_LETTER.attempts - 1, next_at=session.at))


# Dead letters -------------------------------------------------------------------------------------------------


def resend(session: Session, letter: int) -> None:
    """Try a dead letter again, as if for the first time, under its message id. Raises NotFound for any other."""
    found = update(post.letter).where(_LETTER.id == letter, _LETTER.state == DEAD)
    anew = {"state": WAITING, "attempts": 0, "first_at": None, "next_at": session.at, "trouble": ""}
    if session.tx.execute(found.values(anew)).rowcount != 1:
        raise NotFound("letter", str(letter))
