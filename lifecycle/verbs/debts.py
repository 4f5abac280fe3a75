"""Debts: what is owed later is answered by its owner and settled by somebody else; until then it may bar the next gate.

An answer that will not do is returned with a reason, and is owed again.
"""

from datetime import date

from lifecycle import asked, milestones, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.policy import Actor, find, load, require_office
from lifecycle.records.rounds import DebtRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import require_revision


def answer(
    session: Session,
    actor: Actor,
    number: str,
    n: int,
    text: str,
    promised: date | None = None,
    seen: int | None = None,
) -> Receipt:
    """Say how a debt was made good. A defect that is answered no longer keeps the project from the gate.

    `promised` is the day by which a late item will be done, where that is asked for. Raises Invalid(`promised`).
    """
    entry, row = _open(session, actor, "answer_debt", number, n, seen)
    day = _promised(entry, row, promised)
    note = entry.words(words.reason(text, "answer"))
    entry.put(
        "debt",
        (row.n,),
        answered_on=session.day,
        answered_by=actor.id,
        answered_for=actor.for_whom,
        answer=note,
        promised=day,
        revision=row.revision + 1,
    )
    milestones.settle(entry)
    for office in entry.standard.settlers(row.kind):
        entry.tell(office, "debt_answered", str(row.n))
    return entry.close("DebtAnswered", str(row.n), note)


def settle(session: Session, actor: Actor, number: str, n: int, seen: int | None = None) -> Receipt:
    """Accept the answer. Nobody settles what they answered themselves."""
    entry, row = _judged(session, actor, "settle_debt", number, n, seen)
    entry.put("debt", (row.n,), settled_on=session.day, settled_by=actor.id, revision=row.revision + 1)
    milestones.settle(entry)
    entry.tell(row.owner, "debt_settled", str(row.n))
    return entry.close("DebtSettled", str(row.n))


def give_back(
    session: Session, actor: Actor, number: str, n: int, reason: str, seen: int | None = None
) -> Receipt:
    """Return an answer that will not do: it is owed again, by the same day."""
    entry, row = _judged(session, actor, "return_debt", number, n, seen)
    note = entry.words(words.reason(reason))
    entry.put(
        "debt", (row.n,), answered_on=None, answered_by=None, answered_for=None, revision=row.revision + 1
    )
    milestones.settle(entry)
    entry.tell(row.owner, "debt_returned", str(row.n))
    return entry.close("DebtReturned", str(row.n), note)


def _promised(entry: Entry, row: DebtRow, promised: date | None) -> date | None:
    """The day an answer names; None where none is asked for."""
    ask = asked.ask_of(entry.standard, row.rung)
    if ask is None or not ask.new_date:
        return None
    if promised is None:
        raise Invalid("promised", "missing")
    if promised < entry.session.day:
        raise Invalid("promised", "in_the_past", {"given": promised})
    return promised


def _judged(
    session: Session, actor: Actor, act: str, number: str, n: int, seen: int | None
) -> tuple[Entry, DebtRow]:
    """What somebody else answered, opened by an office that accepts answers to its kind."""
    entry, row = _open(session, actor, act, number, n, seen)
    require_office(session.tx, actor, act, row.project, entry.standard.settlers(row.kind))
    return entry, row


def _open(
    session: Session, actor: Actor, act: str, number: str, n: int, seen: int | None
) -> tuple[Entry, DebtRow]:
    project = find(session.tx, actor, number, lock=True)
    entry = begin(session, actor, project)
    row = load(session.tx, actor, act, session.day, DebtRow, project=project.id, n=n)
    require_revision("debt", seen, row.revision)
    return entry, row
