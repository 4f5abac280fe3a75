"""What the office that the standard names does with an application: accept, merge, ask back, refuse.

Each is a step of the application, with who did it. Accepting registers a draft in the same transaction: both or
neither. These verbs answer a receipt as all do; where there is no project its id is 0, its number the application's.
"""

import hashlib

from sqlalchemy import select

from lifecycle import words
from lifecycle.accounts import add_organisation, note_access
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, Stale
from lifecycle.intake.applying import WORDS_LIMIT, changed, note
from lifecycle.intake.holding import by_number
from lifecycle.policy import Actor, find
from lifecycle.policy.intake import SCREEN, require_power
from lifecycle.records import people
from lifecycle.records.intake import WAITING, ApplicationRow, application
from lifecycle.store import Receipt
from lifecycle.verbs.register import Part, Registration, register


def accept(
    session: Session,
    actor: Actor,
    number: str,
    organisation: str | None = None,
    *,
    prefix: str = "YH",
    seen: int | None = None,
) -> Receipt:
    """Make it a draft of the register, with its holder as party and its number as origin.

    `organisation` is the code of the holder; None enters it as a new one. An invited one is known already. Raises
    Invalid, NotFound, NotPermitted, Stale.
    """
    row = _opened(session, actor, number, seen)
    code = _holder(session, row, organisation)
    given = Registration(row.title, row.summary, [Part(code)], origin=row.number)
    receipt = register(session, actor, session.in_force, given, prefix)
    _settled(session, actor, row, "accepted", project=receipt.project)
    return receipt


def _holder(session: Session, row: ApplicationRow, given: str | None) -> str:
    if row.organisation is not None:
        known = select(people.organisation.c.code).where(people.organisation.c.id == row.organisation)
        return str(session.tx.scalar(known))
    if given is not None:
        return given
    code = f"applied-{hashlib.sha256(row.holder.encode()).hexdigest()[:10]}"
    return add_organisation(session.tx, code=code, name=row.holder, kind=row.kind).code


def merge(
    session: Session, actor: Actor, number: str, into: str, reason: str = "", *, seen: int | None = None
) -> Receipt:
    """Say that it repeats a project, or another application that is not settled or was accepted.

    Raises Invalid, NotFound, NotPermitted, Stale.
    """
    row = _opened(session, actor, number, seen)
    said = words.block("reason", reason, WORDS_LIMIT)
    project, twin = _target(session, actor, row, into.strip().upper())
    return _settled(session, actor, row, "merged", said, project=project, twin=twin)


def _target(session: Session, actor: Actor, row: ApplicationRow, into: str) -> tuple[int | None, int | None]:
    """The project and the application that a number means."""
    if into == row.number:
        raise Invalid("into", "itself")
    try:
        other = by_number(session, into)
    except NotFound:
        return find(session.tx, actor, into).id, None
    if other.state not in (*WAITING, "accepted"):
        raise Invalid("into", "settled_otherwise")
    return other.project, other.id


def ask(session: Session, actor: Actor, number: str, question: str, *, seen: int | None = None) -> Receipt:
    """Give it back with a question; its sender changes what they will and answers. Raises as `refuse`."""
    row = _opened(session, actor, number, seen)
    said = words.block("question", question, WORDS_LIMIT, required=True)
    return _settled(session, actor, row, "asked", said)


def refuse(session: Session, actor: Actor, number: str, reason: str, *, seen: int | None = None) -> Receipt:
    """Say no, and why. Raises Invalid, NotFound, NotPermitted, Stale."""
    row = _opened(session, actor, number, seen)
    said = words.block("reason", reason, WORDS_LIMIT, required=True)
    return _settled(session, actor, row, "refused", said)


def _opened(session: Session, actor: Actor, number: str, seen: int | None) -> ApplicationRow:
    """The application with its lock, if it is waiting for somebody to say something."""
    require_power(actor, session.in_force, SCREEN)
    row = by_number(session, number, lock=session.tx.dialect.name != "sqlite")
    if seen is not None and seen != row.revision:
        raise Stale("application", seen, row.revision)
    if row.state not in WAITING:
        raise Invalid("application", "not_now")
    return row


def _settled(
    session: Session, actor: Actor, row: ApplicationRow, act: str, said: str = "", **columns: object
) -> Receipt:
    now = changed(session, row, state=act, **columns)
    note(session, now, act, person=actor.id, behalf=actor.for_whom, words=said)
    note_access(session.tx, actor.id, "", session.at, SCREEN, act, row.number or "")
    return Receipt(0, row.number or "", now.revision)


def known_holders(session: Session, row: ApplicationRow) -> tuple[tuple[str, str], ...]:
    """Organisations that may be the holder, as (code, name): those called so first, then those whose name holds it."""
    organisation = people.organisation.c
    wanted = f"%{row.holder.strip().lower().replace('%', '').replace('_', '')}%"
    kinds = select(application.c.kind).where(application.c.id == row.id).scalar_subquery()
    found = (
        select(organisation.code, organisation.name)
        .where(organisation.closed_on.is_(None), organisation.kind == kinds)
        .order_by(organisation.name.ilike(wanted).desc(), organisation.name)
        .limit(200)
    )
    return tuple((row_.code, row_.name) for row_ in session.tx.execute(found))
