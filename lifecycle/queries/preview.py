"""What a command would do: the command itself, done and undone in one transaction, so that no preview can be wrong."""

from dataclasses import dataclass
from functools import wraps
from typing import Any

from sqlalchemy import select

from lifecycle import facts
from lifecycle.case import Case, Key
from lifecycle.commands import Verb
from lifecycle.engine import Engine, Session
from lifecycle.errors import Refusal, Stale
from lifecycle.policy import Actor, actor_of, find
from lifecycle.queries.reading import Clause
from lifecycle.queries.track import Snapshot, TrackChange, snapshot, track_change
from lifecycle.records import journal
from lifecycle.records.work import DutyRow
from lifecycle.store import Receipt, load_case
from stages import Standard
from stages.model import Text


@dataclass(frozen=True)
class Preview:
    """Where the project would stand, who would be told, which duties would open, and which would close for good; and
    whether it would go another track.
    """

    stage: Text
    status: Text
    told: tuple[Text, ...]
    opens: tuple[Clause, ...]
    locks: tuple[Clause, ...]
    owes: int
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
            before = load_case(session, project.id)
            stood = snapshot(session.standard(project.standard, project.track), before)
            known, owed = dict(before.duties), len(before.debts)
            receipt = verb(session, actor, number, *given, **named)
            seen.append(_compare(session, known, owed, stood, receipt))
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


def _compare(
    session: Session, known: dict[Key, DutyRow], owed: int, stood: Snapshot, receipt: Receipt
) -> Preview:
    after = load_case(session, receipt.project)
    standard = session.standard(after.project.standard, after.project.track)
    closed = ("confirmed", "not_needed")
    return Preview(
        standard.stages[after.project.stage].text,
        standard.flow.states[after.project.status].text,
        _told(session, standard, receipt),
        _clauses(
            standard, after, [key for key, row in after.duties.items() if key not in known and row.is_open]
        ),
        _clauses(
            standard,
            after,
            [key for key, row in known.items() if row.state not in closed and not after.duties[key].is_open],
        ),
        len(after.debts) - owed,
        track_change(stood, standard, after, facts.recorded(standard, after)),
    )


def _clauses(standard: Standard, case: Case, keys: list[Key]) -> tuple[Clause, ...]:
    codes = dict.fromkeys(case.duties[key].code for key in keys)
    return tuple(Clause(code, standard.duties[code].text) for code in codes if code in standard.duties)


def _told(session: Session, standard: Standard, receipt: Receipt) -> tuple[Text, ...]:
    outbox = journal.outbox.c
    statement = select(outbox.audience).where(outbox.project == receipt.project, outbox.seq == receipt.seq)
    audiences = dict.fromkeys(session.tx.scalars(statement))
    found = (standard.roles.get(code) or standard.offices.get(code) for code in audiences)
    return tuple(each.text for each in found if each is not None)
