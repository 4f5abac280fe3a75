"""Calls for projects: opened by the office that the standard names, public or for those who are invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update

from lifecycle import words
from lifecycle.accounts import note_access
from lifecycle.accounts.tokens import fingerprint, new_token
from lifecycle.database import row_count
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound, Stale
from lifecycle.evaluation.view import between_commas
from lifecycle.mistakes import together
from lifecycle.policy import Actor
from lifecycle.policy.intake import OPEN_CALL, require_power
from lifecycle.records import people
from lifecycle.records.intake import AUDIENCES, CallRow, InvitationRow, call, invitation
from lifecycle.records.people import OrganisationRow
from lifecycle.store import next_in_series
from lifecycle.verbs.register import organisation_by_code
from stages import Standard

SERIES = "ZJ"
TITLE_LIMIT = 120
GUIDANCE_LIMIT = 4000
PUBLIC, INVITED = AUDIENCES


@dataclass(frozen=True)
class Terms:
    """What a call says. `closes_on` is its last day; `kinds` are the organisation kinds it is for, none for all."""

    title: str
    opens_on: date
    closes_on: date
    guidance: str = ""
    audience: str = PUBLIC
    kinds: Sequence[str] = ()


@dataclass(frozen=True)
class Invited:
    """Somebody who came by an invitation: to which call, for which organisation."""

    call: CallRow
    organisation: OrganisationRow


def kinds_of(standard: Standard) -> tuple[str, ...]:
    """The organisation kinds that may apply: all that take part, but for those of the bureau's own role."""
    return tuple(
        code
        for code in standard.organisation_kinds
        if (office := standard.member_office(code)) is not None and not standard.of_bureau(office)
    )


def is_open(row: CallRow, day: date) -> bool:
    """Whether applications are taken on a day; its last day is one."""
    return row.opens_on <= day <= row.closes_on


def open_call(session: Session, actor: Actor, terms: Terms) -> CallRow:
    """Raises Invalid for what the terms say, NotPermitted."""
    require_power(actor, session.in_force, OPEN_CALL)
    values = _checked(session, terms, from_day=session.day)
    series = f"{SERIES}-{session.day.year}"
    code = f"{series}-{next_in_series(session.tx, series):02d}"
    row = {"code": code, **values, "opened_by": actor.id, "at": session.at, "revision": 1}
    session.tx.execute(insert(call).values(row))
    _noted(session, actor, OPEN_CALL, code)
    return CallRow.of(row)


def amend_call(session: Session, actor: Actor, code: str, terms: Terms, seen: int | None = None) -> CallRow:
    """Say it anew: a later last day, or an earlier one. Whom it is for stays. Raises Stale, and as `open_call`."""
    require_power(actor, session.in_force, OPEN_CALL)
    known = call_by_code(session, code)
    values = _checked(session, terms) | {"audience": known.audience, "revision": known.revision + 1}
    seen = known.revision if seen is None else seen
    same = (call.c.code == code) & (call.c.revision == seen)
    if not row_count(session.tx.execute(update(call).where(same).values(values))):
        raise Stale("call", seen, known.revision)
    _noted(session, actor, "amend_call", code)
    return known.changed(values)


def _noted(session: Session, actor: Actor, act: str, target: str) -> None:
    """One line of the access log, which names whoever the actor acted for beside the target."""
    login = select(people.person.c.login).where(people.person.c.id == actor.for_whom)
    giver = session.tx.scalar(login) if actor.for_whom else None
    note_access(
        session.tx, actor.id, "", session.at, act, "done", f"{target} for {giver}" if giver else target
    )


def _checked(session: Session, terms: Terms, from_day: date = date.min) -> dict[str, object]:
    """What a call says, of which the last day is not before `from_day`. Raises Invalid naming all that is wrong."""
    read = together(
        title=lambda: words.line("title", terms.title, TITLE_LIMIT),
        guidance=lambda: words.block("guidance", terms.guidance, GUIDANCE_LIMIT),
        closes_on=lambda: _last_day(terms, from_day),
        audience=lambda: one_of("audience", terms.audience, AUDIENCES),
        kinds=lambda: _kinds(session, terms),
    )
    return read | {"opens_on": terms.opens_on}


def _last_day(terms: Terms, from_day: date) -> date:
    if terms.closes_on < terms.opens_on:
        raise Invalid("closes_on", "before_since", {"since": terms.opens_on})
    if terms.closes_on < from_day:
        raise Invalid("closes_on", "already_over", {"day": from_day})
    return terms.closes_on


def _kinds(session: Session, terms: Terms) -> str:
    known = kinds_of(session.in_force)
    return between_commas(dict.fromkeys(one_of("kinds", kind, known) for kind in terms.kinds or known))


def one_of(field: str, given: str, known: Sequence[str]) -> str:
    """Raises Invalid(`not_in_list`)."""
    if given not in known:
        raise Invalid(field, "not_in_list", {"given": given[:40], "values": known})
    return given


def call_by_code(session: Session, code: str) -> CallRow:
    """Raises NotFound."""
    row = session.tx.execute(select(call).where(call.c.code == code)).first()
    if row is None:
        raise NotFound("call", code)
    return CallRow.of(row)


def public_calls(session: Session) -> tuple[CallRow, ...]:
    """Those that everybody may answer today or will be able to, the one that closes first first."""
    ahead = select(call).where(call.c.audience == PUBLIC, call.c.closes_on >= session.day)
    rows = session.tx.execute(ahead.order_by(call.c.closes_on, call.c.code).limit(50))
    return tuple(CallRow.of(row) for row in rows)


# Invitations ------------------------------------------------------------------------------------------------------


def invite(session: Session, actor: Actor, code: str, organisation: str) -> str:
    """The token of a link by which an organisation answers a call. Links made for it earlier stop working.

    Raises Invalid for an organisation whose kind the call is not for, NotFound, NotPermitted.
    """
    require_power(actor, session.in_force, OPEN_CALL)
    known, guest = call_by_code(session, code), organisation_by_code(session, organisation)
    if f",{guest.kind}," not in known.kinds:
        raise Invalid("organisation", "call_not_for", {"name": guest.name})
    _revoke(session, (invitation.c.call == code) & (invitation.c.organisation == guest.id))
    last = session.tx.scalar(select(func.max(invitation.c.n)).where(invitation.c.call == code)) or 0
    token = new_token()
    row = {
        "call": code,
        "n": last + 1,
        "organisation": guest.id,
        "token_hash": fingerprint(token),
        "made_by": actor.id,
        "at": session.at,
    }
    session.tx.execute(insert(invitation).values(row))
    _noted(session, actor, "invite_to_call", f"{code} {guest.code}")
    return token


def revoke(session: Session, actor: Actor, code: str, n: int) -> None:
    """Make an invitation worthless. Raises NotFound, NotPermitted."""
    require_power(actor, session.in_force, OPEN_CALL)
    if not _revoke(session, (invitation.c.call == code) & (invitation.c.n == n)):
        raise NotFound("invitation", str(n))
    _noted(session, actor, "revoke_invitation", f"{code} {n}")


def _revoke(session: Session, which: object) -> int:
    good = update(invitation).where(which, invitation.c.revoked_at.is_(None))  # type: ignore[arg-type]
    return row_count(session.tx.execute(good.values(revoked_at=session.at)))


def invited(session: Session, token: str) -> Invited:
    """Whom a link lets in. Raises NotFound for an unknown or revoked one alike."""
    good = (invitation.c.token_hash == fingerprint(token)) & invitation.c.revoked_at.is_(None)
    row = session.tx.execute(select(invitation).where(good)).first()
    if row is None:
        raise NotFound("invitation")
    found = InvitationRow.of(row)
    guest = select(people.organisation).where(people.organisation.c.id == found.organisation)
    organisation = OrganisationRow.of(session.tx.execute(guest).one())
    if organisation.closed_on is not None:
        raise NotFound("invitation")
    return Invited(call_by_code(session, found.call), organisation)
