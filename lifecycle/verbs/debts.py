"""Debts: what is owed later is answered by its owner and settled by somebody else; until then it bars the next gate."""

from lifecycle import milestones, words
from lifecycle.engine import Session
from lifecycle.policy import Actor, find, load, require_office
from lifecycle.records.rounds import DebtRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import require_revision


def answer(
    session: Session, actor: Actor, number: str, n: int, text: str, seen: int | None = None
) -> Receipt:
    """Say how a debt was made good. A defect that is answered no longer keeps the project from the gate."""
    entry, row = _open(session, actor, "answer_debt", number, n, seen)
    note = entry.words(words.reason(text, "answer"))
    entry.put(
        "debt",
        (row.n,),
        answered_on=session.day,
        answered_by=actor.id,
        answered_for=actor.for_whom,
        answer=note,
        revision=row.revision + 1,
    )
    milestones.settle(entry)
    return entry.close("DebtAnswered", str(row.n), note)


def settle(session: Session, actor: Actor, number: str, n: int, seen: int | None = None) -> Receipt:
    """Accept the answer. Nobody settles what they answered themselves."""
    entry, row = _open(session, actor, "settle_debt", number, n, seen)
    require_office(session.tx, actor, "settle_debt", row.project, entry.standard.power("settle_debt"))
    entry.put("debt", (row.n,), settled_on=session.day, settled_by=actor.id, revision=row.revision + 1)
    milestones.settle(entry)
    return entry.close("DebtSettled", str(row.n))


def _open(
    session: Session, actor: Actor, act: str, number: str, n: int, seen: int | None
) -> tuple[Entry, DebtRow]:
    project = find(session.tx, actor, number, lock=True)
    entry = begin(session, actor, project)
    row = load(session.tx, actor, act, session.day, DebtRow, project=project.id, n=n)
    require_revision("debt", seen, row.revision)
    return entry, row
