"""What rungs of the ladder ask for about a late item, as debts of its project (rules N14 and 2(四)2 of the standard).

A rung that goes leaves what it asks for beside its claim; the system then opens it as a debt of whoever has the ball.
It is answered and settled like any other, falls away with the item, and gives way to what a higher rung asks for.
"""

from collections.abc import Iterator

from sqlalchemy import delete, select

from lifecycle.columns import derive
from lifecycle.engine import Session
from lifecycle.policy import SYSTEM
from lifecycle.records import post
from lifecycle.records.post import AskRow
from lifecycle.records.project import ENDS, ProjectRow
from lifecycle.records.rounds import DebtRow
from lifecycle.records.work import MilestoneRow
from lifecycle.store import Entry, Receipt, begin
from stages import Standard
from stages.model import Ask

KIND = "rectification"


def ask_of(standard: Standard, rung: str) -> Ask | None:
    """What a rung asks for."""
    return next((each.ask for each in standard.supervision.ladder if each.code == rung), None)


def drop(entry: Entry, milestone: MilestoneRow) -> None:
    """What was asked about an item falls away when that is done or closed."""
    for debt in _of_item(entry, milestone):
        _give_up(entry, debt)


def close(entry: Entry, milestone: MilestoneRow) -> None:
    """Close an item that is not done, with what was asked about it; nothing follows on it any more."""
    entry.put("milestone", milestone.key, closed_on=entry.session.day, next_on=None)
    drop(entry, milestone)


def open_asked(session: Session, row: ProjectRow) -> Receipt | None:
    """Open everything that rungs have asked of a project, whose lock is held; None when nothing of it is owed now."""
    entry = begin(session, SYSTEM, row)
    opened = [ask.code for ask in _taken(session, row.id or 0) if _open(entry, ask)]
    if not opened:
        return None
    derive(entry)
    return entry.close("RectificationAsked", " ".join(dict.fromkeys(opened)))


def _taken(session: Session, project: int) -> list[AskRow]:
    ask = post.ask.c
    mine = select(post.ask).where(ask.project == project)
    found = [AskRow.of(row) for row in session.tx.execute(mine.order_by(ask.code, ask.occurrence, ask.rung))]
    session.tx.execute(delete(post.ask).where(ask.project == project))
    return found


def _open(entry: Entry, ask: AskRow) -> bool:
    """Whether it is owed: the item is still open, in the same term, and nobody has been asked the same."""
    asked, item = (
        ask_of(entry.standard, ask.rung),
        entry.case.latest_milestones().get((ask.code, ask.occurrence)),
    )
    if asked is None or item is None or not _is_due(entry, item, ask):
        return False
    for debt in _of_item(entry, item):
        if debt.owner != ask.owner:
            continue
        if (debt.rung, debt.term) == (ask.rung, ask.term):
            return False
        if debt.answered_on is None:
            _give_up(entry, debt)
    entry.add("debt", (entry.case.next_number("debt"),), **_debt(entry, ask, asked))
    return True


def _is_due(entry: Entry, item: MilestoneRow, ask: AskRow) -> bool:
    is_open = item.applies and item.done_on is None and item.closed_on is None
    same = (item.visit, item.extensions) == (ask.visit, ask.term)
    return is_open and same and entry.case.project.status not in ENDS


def _debt(entry: Entry, ask: AskRow, asked: Ask) -> dict[str, object]:
    day = entry.session.day
    return {
        "kind": KIND,
        "visit": ask.visit,
        "clause": ask.code,
        "occurrence": ask.occurrence,
        "rung": ask.rung,
        "term": ask.term,
        "what": "",
        "owner": ask.owner,
        "opened_on": day,
        "due": entry.session.calendar.add_working_days(day, asked.wd),
        "bars": asked.bars,
    }


def _of_item(entry: Entry, item: MilestoneRow) -> Iterator[DebtRow]:
    """What was asked about an item and is not settled."""
    for debt in list(entry.case.some("debt", clause=item.code).values()):
        if (
            isinstance(debt, DebtRow)
            and debt.rung
            and debt.settled_on is None
            and debt.occurrence == item.occurrence
        ):
            yield debt


def _give_up(entry: Entry, debt: DebtRow) -> None:
    entry.change("debt", (debt.n,), settled_on=entry.session.day, revision=debt.revision + 1)
