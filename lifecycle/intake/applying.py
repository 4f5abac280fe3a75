"""An application in its sender's hands: begun, saved, sent, answered, withdrawn.

Whoever calls has loaded the row by a secret of the sender (`holding`), with its lock. A draft asks for little; what is
sent has to be complete. What was asked about may be changed until it is answered.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from lifecycle import words
from lifecycle.accounts import note_access
from lifecycle.accounts.logins import checked_email
from lifecycle.accounts.tokens import fingerprint
from lifecycle.database import row_count
from lifecycle.engine import Session
from lifecycle.errors import Invalid, Stale
from lifecycle.evaluation.view import between_commas
from lifecycle.intake.calls import INVITED, Invited, call_by_code, is_open, one_of
from lifecycle.intake.holding import check_code
from lifecycle.mistakes import raise_all, together
from lifecycle.names import checked_name
from lifecycle.records.intake import EDITABLE, WAITING, ApplicationRow, CallRow, application, enclosure, step
from lifecycle.store import next_in_series
from lifecycle.verbs.register import SUMMARY_LIMIT, TITLE_LIMIT
from stages import Standard
from stages.blocks.stage import EntryCondition

HOLDER_LIMIT, CONTACT_LIMIT, PHONE_LIMIT, WORDS_LIMIT = 120, 60, 40, 1000
PHONE = re.compile(r"[0-9+() -]{5,}", re.ASCII)


@dataclass(frozen=True)
class Offer:
    """What the sender types. `declared` are the codes of entry conditions that they say are met."""

    title: str
    holder: str
    kind: str
    summary: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    declared: Sequence[str] = ()


def declarations(standard: Standard) -> tuple[EntryCondition, ...]:
    """What a sender has to declare: the conditions of the stage that a project enters first."""
    first = next(iter(standard.flow.entry_points.values()))
    return standard.stages[first.stage].entry


def begin(
    session: Session, code: str, token: str, offer: Offer, guest: Invited | None = None, language: str = "zh"
) -> ApplicationRow:
    """A new draft under a private link. The same link again is the same draft: a form sent twice begins one.

    Raises Invalid, also for a call that is closed or for invited organisations only; NotFound.
    """
    known = session.tx.execute(
        select(application).where(application.c.token_hash == fingerprint(token))
    ).first()
    if known is not None:
        return ApplicationRow.of(known)
    found = call_by_code(session, code)
    _require_open(session, found)
    if found.audience == INVITED and (guest is None or guest.call.code != found.code):
        raise Invalid("call", "by_invitation")
    row = {
        "call": found.code,
        "token_hash": fingerprint(token),
        "check_hash": fingerprint(check_code(token)),
        **_checked(session, found, offer, *_applicant(offer, guest)),
        "organisation": guest.organisation.id if guest else None,
        "language": language,
        "begun_at": session.at,
        "saved_at": session.at,
    }
    blank = {"state": "draft", "revision": 1}
    made = session.tx.execute(insert(application).values(row | blank).returning(application)).one()
    return ApplicationRow.of(made)


def _require_open(session: Session, row: CallRow) -> None:
    if session.day < row.opens_on:
        raise Invalid("call", "call_not_open", {"day": row.opens_on})
    if not is_open(row, session.day):
        raise Invalid("call", "call_closed", {"day": row.closes_on})


def _applicant(offer: Offer, guest: Invited | None) -> tuple[str, str]:
    """Name and kind of whoever applies: an invited organisation does it in its own name."""
    return (guest.organisation.name, guest.organisation.kind) if guest else (offer.holder, offer.kind)


def _checked(session: Session, found: CallRow, offer: Offer, holder: str, kind: str) -> dict[str, object]:
    known = {each.code for each in declarations(session.in_force)}
    read = together(
        title=lambda: words.line("title", offer.title, TITLE_LIMIT),
        holder=lambda: checked_name("holder", holder, HOLDER_LIMIT),
        kind=lambda: one_of("kind", kind, found.kinds.strip(",").split(",")),
        summary=lambda: words.block("summary", offer.summary, SUMMARY_LIMIT),
        contact=lambda: words.line("contact", offer.contact, CONTACT_LIMIT, required=False),
        phone=lambda: _phone(offer.phone),
        email=lambda: checked_email(offer.email) or "",
    )
    declared = between_commas(code for code in dict.fromkeys(offer.declared) if code in known)
    return read | {"declared": declared}


def _phone(text: str) -> str:
    given = words.line("phone", text, PHONE_LIMIT, required=False)
    if given and not PHONE.fullmatch(given):
        raise Invalid("phone", "not_a_phone")
    return given


def save(session: Session, row: ApplicationRow, offer: Offer, seen: int | None = None) -> ApplicationRow:
    """Keep what was typed. Raises Invalid, Stale when it was saved elsewhere since `seen`."""
    if row.state not in EDITABLE:
        raise Invalid("application", "not_now")
    if seen is not None and seen != row.revision:
        raise Stale("application", seen, row.revision)
    holder, kind = (row.holder, row.kind) if row.organisation is not None else (offer.holder, offer.kind)
    values = _checked(session, call_by_code(session, row.call), offer, holder, kind)
    return changed(session, row, **values, saved_at=session.at)


def changed(session: Session, row: ApplicationRow, **values: object) -> ApplicationRow:
    """Write columns of a row that is still as it was read. Raises Stale."""
    same = (application.c.id == row.id) & (application.c.revision == row.revision)
    now = values | {"revision": row.revision + 1}
    if not row_count(session.tx.execute(update(application).where(same).values(now))):
        raise Stale("application", row.revision, row.revision + 1)
    return row.changed(now)


def note(session: Session, row: ApplicationRow, act: str, **told: object) -> None:
    """One more step of an application: by whom (`person`, none for its sender), with which words, what was sent."""
    last = session.tx.scalar(select(func.max(step.c.n)).where(step.c.application == row.id)) or 0
    values = {"application": row.id, "n": last + 1, "act": act, "at": session.at, **told}
    session.tx.execute(insert(step).values(values))


# Sending ----------------------------------------------------------------------------------------------------------


def lacking(session: Session, row: ApplicationRow) -> tuple[str, ...]:
    """The fields that have to be filled in before it can be sent."""
    required = (("summary", row.summary), ("contact", row.contact), ("phone", row.phone or row.email))
    found = [name for name, value in required if not value]
    if any(f",{each.code}," not in row.declared for each in declarations(session.in_force)):
        found.append("declared")
    return tuple(found)


def send(session: Session, row: ApplicationRow, address: str, answer: str = "") -> ApplicationRow:
    """Send a draft, or what was asked about with an answer. Sent twice it is sent once.

    `address` is for the access log. Raises Invalid for a field that is lacking, for a call that is closed.
    """
    if row.state not in EDITABLE:
        if row.state == "sent":
            return row
        raise Invalid("application", "not_now")
    raise_all(Invalid(name, "missing") for name in lacking(session, row))
    if row.state == "asked":
        return _answered(session, row, answer, address)
    found = call_by_code(session, row.call)
    _require_open(session, found)
    number = f"{row.call}-{next_in_series(session.tx, row.call):04d}"
    sent = changed(session, row, state="sent", number=number, sent_at=session.at)
    note(session, sent, "sent", body=_snapshot(session, sent))
    note_access(session.tx, None, address, session.at, "apply", "sent", number)
    return sent


def _answered(session: Session, row: ApplicationRow, answer: str, address: str) -> ApplicationRow:
    said = words.block("answer", answer, WORDS_LIMIT, required=True)
    sent = changed(session, row, state="sent")
    note(session, sent, "answered", words=said, body=_snapshot(session, sent))
    note_access(session.tx, None, address, session.at, "apply", "answered", row.number or "")
    return sent


def _snapshot(session: Session, row: ApplicationRow) -> str:
    """What was sent, without the contact: that may be erased one day, and a step may not."""
    files = session.tx.execute(
        select(enclosure.c.name, enclosure.c.sha256)
        .where(enclosure.c.application == row.id)
        .order_by(enclosure.c.n)
    )
    told = {name: getattr(row, name) for name in ("title", "summary", "holder", "kind", "declared")}
    return json.dumps(told | {"files": [[each.name, each.sha256] for each in files]}, ensure_ascii=False)


def withdraw(session: Session, row: ApplicationRow, address: str) -> ApplicationRow:
    """Take back what was sent and is not settled. Raises Invalid."""
    if row.state == "withdrawn":
        return row
    if row.state not in WAITING:
        raise Invalid("application", "not_now")
    gone = changed(session, row, state="withdrawn")
    note(session, gone, "withdrawn")
    note_access(session.tx, None, address, session.at, "apply", "withdrawn", row.number or "")
    return gone
