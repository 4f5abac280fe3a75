"""Objections: raised by a party while its window is open, answered one rank above the decider.

Source: move T16 (proposal). An objection to a publicity keeps the gate shut until it is answered; one to a report or a
decision is counted by the gate's own criterion. An objection changes nothing by itself: what it leads to is a move.
"""

from datetime import date

from lifecycle import milestones, moves, words
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove, NotFound
from lifecycle.evaluation.view import newest
from lifecycle.policy import Actor, require_office
from lifecycle.records.rounds import DebtRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry, require_revision
from lifecycle.verbs.evaluating import annul
from stages import Standard
from stages.model import Move

DECISION = "gate_decision"
"""What an objection may be about besides a milestone: the last decision of a gate."""
KIND = "objection"


def raise_objection(session: Session, actor: Actor, number: str, about: str, reason: str) -> Receipt:
    """Object to a report, a publicity or a decision. `about` is a milestone the standard lists, or `gate_decision`.

    Raises Invalid for anything else and after the window has closed, NotPermitted for who is no party, NoSuchMove.
    """
    entry = open_entry(session, actor, number)
    move = moves.move_of(entry, "object")
    if entry.case.project.archived_on is not None:
        raise NoSuchMove("object", entry.case.state)
    moves.require_mover(entry, move)
    if about not in move.about:
        raise Invalid("about", "not_in_list", {"given": about, "values": move.about})
    _require_window(entry, move, about)
    note = entry.words(words.reason(reason))
    moves.fire(entry, "object", {"reason_given": True, "objection_window_open": True})
    answers = answerer(entry.standard, entry.case)
    n = entry.case.next_number("debt")
    entry.put(
        "debt",
        (n,),
        kind=KIND,
        visit=entry.case.project.visit,
        clause=about if about != DECISION else "",
        what=note,
        owner=answers,
        opened_on=session.day,
        due=session.calendar.add_working_days(session.day, move.reply_wd or 0),
        bars=_is_publicity(entry, about),
    )
    entry.tell(answers, "objection_raised", str(n))
    milestones.settle(entry)
    return entry.close("ObjectionRaised", str(n), note)


def reply(
    session: Session, actor: Actor, number: str, n: int, answer: str, seen: int | None = None
) -> Receipt:
    """Answer an objection; that closes it. Raises NotFound, NotPermitted, Invalid when it is answered already."""
    entry, row = _open(session, actor, number, n, seen)
    note = _answer(entry, row, answer)
    milestones.settle(entry)
    return entry.close("ObjectionAnswered", str(n), note)


def grant(
    session: Session, actor: Actor, number: str, n: int, answer: str, seen: int | None = None
) -> Receipt:
    """Answer an objection to the report of an evaluation by having the result scored anew, by another panel.

    The evaluation is annulled and its facts are taken back; the duties that drew the panel, collected the scores and
    made the report are open again. Raises Invalid for an objection about something else.
    """
    entry, row = _open(session, actor, number, n, seen)
    evaluation = newest(entry.standard, entry.case)
    if evaluation is None or not may_grant(entry.standard, entry.case, row):
        raise Invalid("objection", "nothing_to_grant")
    milestone = entry.standard.milestones[row.clause]
    note = _answer(entry, row, answer)
    annul(entry, evaluation, note)
    kinds = {evaluation.rubric.documents.draw, evaluation.rubric.documents.statements}
    struck = {evaluation.scored.duty}
    for duty in entry.standard.duties_of(milestone.stage):
        if duty.milestone == milestone.code or not kinds.isdisjoint(duty.evidence):
            struck.add(duty.code)
    milestones.settle(entry)
    milestones.reopen(entry, tuple(sorted(struck)))
    milestones.settle(entry)
    return entry.close("ObjectionGranted", str(n), note)


def may_grant(standard: Standard, case: Case, row: DebtRow) -> bool:
    """Whether it objects to the report of an evaluation of the present stage."""
    milestone = standard.milestones.get(row.clause)
    is_here = milestone is not None and milestone.stage == case.project.stage
    return row.kind == KIND and is_here and newest(standard, case) is not None


def _open(session: Session, actor: Actor, number: str, n: int, seen: int | None) -> tuple[Entry, DebtRow]:
    entry = open_entry(session, actor, number)
    row = entry.case.debts.get((n,))
    if row is None or row.kind != KIND:
        raise NotFound("objection", str(n))
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "reply_objection", entry.case.project.id, (row.owner,))
    require_revision("debt", seen, row.revision)
    if row.settled_on is not None:
        raise Invalid("objection", "answered_already", {"on": row.settled_on})
    return entry, row


def _answer(entry: Entry, row: DebtRow, answer: str) -> str | None:
    """Close the objection with its answer; the words' hash."""
    note, day = entry.words(words.reason(answer, "answer")), entry.session.day
    entry.put(
        "debt",
        (row.n,),
        answered_on=day,
        answered_by=entry.actor.id,
        answered_for=entry.actor.for_whom,
        answer=note,
        settled_on=day,
        revision=row.revision + 1,
    )
    return note


def open_windows(session: Session, standard: Standard, case: Case) -> dict[str, date]:
    """What may be objected to today, and until when."""
    move = standard.moves.get("object")
    if move is None:
        return {}
    windows = {about: _last_day(session, case, move, about) for about in move.about}
    return {about: last for about, last in windows.items() if last is not None and session.day <= last}


def _require_window(entry: Entry, move: Move, about: str) -> None:
    last = _last_day(entry.session, entry.case, move, about)
    if last is None:
        raise Invalid("about", "nothing_to_object", {"about": about})
    if entry.session.day > last:
        raise Invalid("about", "window_closed", {"about": about, "last": last})


def _last_day(session: Session, case: Case, move: Move, about: str) -> date | None:
    """The last day to object: a publicity's own last day, else so many working days after the report or decision."""
    since: date | None
    if about == DECISION:
        decided = [row.decided_on for row in case.rounds.values() if row.decided_on is not None]
        since = max(decided, default=None)
    else:
        rows = [row for row in case.milestones.values() if row.code == about]
        newest = max(rows, key=lambda row: (row.visit, row.occurrence), default=None)
        if newest is None:
            return None
        if newest.kind == "window":
            return newest.due
        since = newest.done_on
    return session.calendar.add_working_days(since, move.window_wd or 0) if since else None


def _is_publicity(entry: Entry, about: str) -> bool:
    milestone = entry.standard.milestones.get(about)
    return milestone is not None and milestone.kind == "window"


def answerer(standard: Standard, case: Case) -> str:
    """One rank above the decider of the gate that the project is before, or was last decided at."""
    decider = standard.gate_of(case.project.stage).decider
    return standard.one_above(decider) or decider
