"""What a command would do: the command itself, done and undone in one transaction, so that no preview can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy import select

from lifecycle import facts
from lifecycle.case import Case, Key
from lifecycle.commands import Verb
from lifecycle.engine import Engine, Session
from lifecycle.errors import Refusal, Stale
from lifecycle.policy import Actor, actor_of, find, is_end
from lifecycle.queries.reading import Clause
from lifecycle.queries.track import Snapshot, TrackChange, snapshot, track_change
from lifecycle.records import journal, people
from lifecycle.records.work import DutyRow
from lifecycle.store import Receipt, load_case
from stages import Standard
from stages.model import Text


@dataclass(frozen=True)
class Preview:
    """Where the project would stand, who would be told, which duties would open, and which would close for good; which
    organisations would come and go, which facts would have to be recorded anew, and whether it would go another track.
    """

    stage: Text
    status: Text
    ends: bool
    told: tuple[Text, ...]
    opens: tuple[Clause, ...]
    locks: tuple[Clause, ...]
    owes: int
    joins: tuple[str, ...]
    leaves: tuple[str, ...]
    forgets: tuple[Text, ...]
    track: TrackChange | None


def as_previewed(verb: Verb, track: str) -> Verb:
    """The same command, provided that the project is on `track` after it: what was shown is what happens.

    It raises Stale where somebody has changed what the preview was made of.
    """

    @wraps(verb)
    def checked(session: Session, actor: Actor, number: str, *given: Any, **named: Any) -> Receipt:
        receipt = verb(session, actor, number, *given, **named)
        if find(session.tx, actor, number).track != track:
            raise Stale("project", receipt.seq - 1, receipt.seq)
        return receipt

    return checked


@dataclass(frozen=True)
class _Before:
    """What is compared with what is so afterwards."""

    duties: dict[Key, DutyRow]
    debts: int
    parties: frozenset[int]
    facts: frozenset[str]
    stood: Snapshot

    @classmethod
    def of(cls, session: Session, case: Case) -> _Before:
        stood = snapshot(session.standard(case.project.standard, case.project.track), case)
        return cls(dict(case.duties), len(case.debts), _taking_part(case), _known(case), stood)


class _Undone(Exception):
    """Leaves the transaction without a trace."""


def preview(engine: Engine, actor_id: int, verb: Verb, number: str, *given: Any, **named: Any) -> Preview:
    """Do `verb(session, actor, number, …)`, look, and take it back. Raises every refusal of the verb."""
    seen: list[Preview] = []
    try:
        with engine.write() as session:
            actor = actor_of(session.tx, actor_id)
            project = find(session.tx, actor, number)
            assert project.id is not None
            before = _Before.of(session, load_case(session, project.id))
            receipt = verb(session, actor, number, *given, **named)
            seen.append(_compare(session, before, receipt))
            raise _Undone
    except _Undone:
        return seen[0]


def rehearse(engine: Engine, actor_id: int, verb: Verb, number: str, *given: Any) -> Refusal | None:
    """Do `verb(session, actor, number, …)` and take it back; why it would be refused, or None."""
    try:
        with engine.write() as session:
            verb(session, actor_of(session.tx, actor_id), number, *given)
            raise _Undone
    except _Undone:
        return None
    except Refusal as refusal:
        return refusal


def _compare(session: Session, before: _Before, receipt: Receipt) -> Preview:
    after = load_case(session, receipt.project)
    standard = session.standard(after.project.standard, after.project.track)
    opened = [key for key, row in after.duties.items() if key not in before.duties and row.is_open]
    shut = [key for key, row in before.duties.items() if row.is_open and not after.duties[key].is_open]
    now = _taking_part(after)
    names = _organisations(session, before.parties ^ now)
    return Preview(
        stage=standard.stages[after.project.stage].text,
        status=standard.flow.states[after.project.status].text,
        ends=is_end(after.project.status),
        told=_told(session, standard, receipt),
        opens=_clauses(standard, after, opened),
        locks=_clauses(standard, after, shut),
        owes=len(after.debts) - before.debts,
        joins=tuple(names[each] for each in sorted(now - before.parties)),
        leaves=tuple(names[each] for each in sorted(before.parties - now)),
        forgets=tuple(standard.facts[name].text for name in sorted(before.facts - _known(after))),
        track=track_change(before.stood, standard, after, facts.recorded(standard, after)),
    )


def _taking_part(case: Case) -> frozenset[int]:
    return frozenset(row.organisation for row in case.participations.values() if row.until is None)


def _known(case: Case) -> frozenset[str]:
    return frozenset(name for name, row in case.fact_rows().items() if row.value != "null")


def _organisations(session: Session, wanted: frozenset[int]) -> dict[int, str]:
    organisation = people.organisation.c
    statement = select(organisation.id, organisation.name).where(organisation.id.in_(sorted(wanted)))
    return {row.id: row.name for row in session.tx.execute(statement)}


def _clauses(standard: Standard, case: Case, keys: list[Key]) -> tuple[Clause, ...]:
    codes = dict.fromkeys(case.duties[key].code for key in keys)
    return tuple(Clause(code, standard.duties[code].text) for code in codes if code in standard.duties)


def _told(session: Session, standard: Standard, receipt: Receipt) -> tuple[Text, ...]:
    outbox = journal.outbox.c
    statement = select(outbox.audience).where(outbox.project == receipt.project, outbox.seq == receipt.seq)
    audiences = dict.fromkeys(session.tx.scalars(statement))
    found = (standard.roles.get(code) or standard.offices.get(code) for code in audiences)
    return tuple(each.text for each in found if each is not None)
