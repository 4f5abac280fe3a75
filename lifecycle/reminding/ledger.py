"""The ledger: each rung of a milestone is claimed once for a person, and the notice is written with the claim.

A row of the ledger is the claim itself. Killed before it commits a process has claimed nothing; after that nobody can
claim the same again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, tuple_

from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.faults import reach
from lifecycle.prepared import Prepared
from lifecycle.records import post
from lifecycle.records.post import REMINDER, ChoiceRow
from lifecycle.reminding.choices import AS_SHIPPED, choices_of, letter_day
from lifecycle.reminding.plan import Claim
from lifecycle.reminding.recipients import NOBODY, TO_ACT, Told

LEDGER_KEY = ("project", "visit", "code", "occurrence", "term", "rung", "person")
LedgerKey = tuple[int, int, str, int, int, str, int]

_REMINDER = [column.name for column in post.reminder.columns]
_ASK = Prepared(insert(post.ask), [column.name for column in post.ask.columns])
_LATER = ("id", "digest", "read_at", "urged_by")
_NOTICE = [column.name for column in post.notice.columns if column.name not in _LATER]
_KEEP, _TELL = Prepared(insert(post.reminder), _REMINDER), Prepared(insert(post.notice).inline(), _NOTICE)


def keep(session: Session, claims: Sequence[Claim]) -> tuple[int, int]:
    """Claim what nobody has claimed yet. Answers how many people were told, and how many of them after an outage."""
    known = _known(session.tx, claims)
    rows = _new_rows(session, claims, known)
    if not rows:
        return 0, 0
    if asks := _new_asks(claims, known):
        _ASK.run_each(session.tx, asks)
    _KEEP.run_each(session.tx, [claimed for claimed, _ in rows])
    reach("after_ledger")
    told = [(claimed, notice) for claimed, notice in rows if notice is not None]
    if told:
        _TELL.run_each(session.tx, [notice for _, notice in told])
    return len(told), sum(claimed["caught_up"] for claimed, _ in told)


def new_claims(session: Session, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without the people who have been told this rung already."""
    known = _known(session.tx, claims)
    left = [
        claim._replace(told=tuple(each for each in claim.told if _key(claim, each.person) not in known))
        for claim in claims
    ]
    return [claim for claim in left if claim.told]


def _new_asks(claims: Sequence[Claim], known: set[LedgerKey]) -> list[dict[str, Any]]:
    """What rungs ask for that nobody had claimed at all; what a rung asked that an outage swallowed is owed as well."""
    gone = {key[:-1] for key in known}
    names = (*LEDGER_KEY[:-1], "owner")
    return [
        dict(zip(names, (*_rung_key(claim, claim.asking[0]), office), strict=True))
        for claim in claims
        if gone.isdisjoint(_rung_key(claim, rung) for rung in claim.asking)
        for office in claim.asked
    ]


def _new_rows(
    session: Session, claims: Sequence[Claim], known: set[LedgerKey]
) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """The ledger's row and the notice of every person who has not been told yet, in the order of the ledger's key, so
    that two processes never wait for each other.
    """
    wanted = choices_of(session.tx, {each.person for claim in claims for each in claim.told})
    plain = {place: letter_day_of(session, claim, AS_SHIPPED) for place, claim in enumerate(claims)}
    rows: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for place, claim in enumerate(claims):
        for each in claim.told:
            if _key(claim, each.person) not in known:
                ledger = _ledger(session, claim, each.person, each.why)
                chosen = wanted.get(each.person)
                mail_on = plain[place] if chosen is None else letter_day_of(session, claim, chosen)
                rows.append((ledger, _notice(session, claim, each, mail_on)))
        if not claim.told and _key(claim, NOBODY) not in known:
            rows.append((_ledger(session, claim, NOBODY, ""), None))
    return sorted(rows, key=lambda pair: tuple(pair[0][name] for name in LEDGER_KEY))


def _key(claim: Claim, person: int) -> LedgerKey:
    return (*_rung_key(claim, claim.step.rung.code), person)


def _rung_key(claim: Claim, rung: str) -> tuple[int, int, str, int, int, str]:
    return (*claim.climber.key, claim.climber.extensions, rung)


def _known(tx: Transaction, claims: Sequence[Claim]) -> set[LedgerKey]:
    """Who has been told of these rungs, and of those whose requests are owed."""
    if not claims:
        return set()
    ledger = post.reminder.c
    by_rung: dict[tuple[int, str], list[tuple[int, int, str, int]]] = {}
    for claim in claims:
        for rung in {claim.step.rung.code, *claim.asking}:
            by_rung.setdefault((claim.climber.extensions, rung), []).append(claim.climber.key)
    known: set[LedgerKey] = set()
    for (term, rung), keys in by_rung.items():
        same = tuple_(ledger.project, ledger.visit, ledger.code, ledger.occurrence).in_(keys)
        rows = tx.execute(
            select(*(ledger[name] for name in LEDGER_KEY)).where(
                same, ledger.term == term, ledger.rung == rung
            )
        )
        known |= {tuple(row) for row in rows}
    return known


def _ledger(session: Session, claim: Claim, person: int, why: str) -> dict[str, Any]:
    climber = claim.climber
    return {
        "project": climber.project,
        "visit": climber.visit,
        "code": climber.code,
        "occurrence": climber.occurrence,
        "term": climber.extensions,
        "rung": claim.step.rung.code,
        "person": person,
        "why": why,
        "due": climber.due,
        "rung_on": claim.step.on,
        "at": session.at,
        "skipped": " ".join(claim.skipped) if claim.is_caught_up else "",
        "caught_up": claim.is_caught_up,
    }


def _notice(session: Session, claim: Claim, told: Told, mail_on: date | None) -> dict[str, Any]:
    climber = claim.climber
    role = session.standard(climber.standard).offices[told.office].role if told.why in TO_ACT else claim.role
    return {
        "person": told.person,
        "project": climber.project,
        "at": session.at,
        "kind": REMINDER,
        "code": climber.code,
        "subject": "",
        "visit": climber.visit,
        "occurrence": climber.occurrence,
        "rung": claim.step.rung.code,
        "due": climber.due,
        "why": told.why,
        "office": told.office,
        "role": role,
        "instead_of": told.instead_of,
        "is_red": claim.is_red and not claim.is_caught_up,
        "mail_on": mail_on,
    }


def letter_day_of(session: Session, claim: Claim, choice: ChoiceRow) -> date | None:
    """The first day on which a claim may go by letter, None for the inbox alone."""
    rung = claim.step.rung
    if "mail" not in rung.channels:
        return None
    late = rung.at_wd > 0
    return letter_day(choice, session.day, session.calendar, claim.climber.due, is_late=late)
