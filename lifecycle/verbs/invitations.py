"""The expert's side of an invitation: opened, accepted or declined, interests declared, or recused.

Before the declaration they know the number, the title and who takes part, so that they can say whether they are free to
judge; everything else is shown after it.
"""

from collections.abc import Mapping
from functools import partial

from lifecycle import words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.conflicts import Conflict
from lifecycle.evaluation.view import Evaluation, every
from lifecycle.mistakes import together
from lifecycle.policy import SYSTEM, Actor, find_assigned, load
from lifecycle.records.evaluations import AssignmentRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.evaluating import again, attach_record, follow_up, recount, require_running
from lifecycle.verbs.panels import change


def open_mine(
    session: Session, actor: Actor, act: str, number: str
) -> tuple[Entry, Evaluation, AssignmentRow]:
    """The entry, the evaluation and the actor's own assignment, through the policy. Raises NotFound for somebody who is
    no expert of it, NotPermitted, NoSuchMove.
    """
    entry = begin(session, actor, find_assigned(session.tx, actor, number, lock=True))
    require_running(entry)
    evaluation, mine = mine_in(entry, actor)
    day, project = session.day, mine.project
    row = load(session.tx, actor, act, day, AssignmentRow, project=project, evaluation=evaluation.n, n=mine.n)
    return entry, evaluation, row


def mine_in(entry: Entry, actor: Actor) -> tuple[Evaluation, AssignmentRow]:
    """The newest evaluation that the actor is an expert of."""
    found = [
        (each, row)
        for each in every(entry.standard, entry.case)
        for row in each.assignments.values()
        if row.person == actor.id
    ]
    return max(found, key=lambda each: (each[0].row.annulled_on is None, each[0].n))


def acknowledge(session: Session, actor: Actor, number: str) -> Receipt:
    """The invitation was opened. Opened once; later it changes nothing."""
    entry, evaluation, row = open_mine(session, actor, "answer_invitation", number)
    if row.state != "invited":
        return Receipt(row.project, number, entry.seen)
    change(entry, evaluation, row, state="opened", opened_on=session.day)
    return entry.close("InvitationOpened", str(row.n))


def answer(session: Session, actor: Actor, number: str, *, accept: bool, reason: str = "") -> Receipt:
    """Accept the invitation, or decline it; then another expert is drawn."""
    entry, evaluation, row = open_mine(session, actor, "answer_invitation", number)
    note = entry.words(words.reason(reason, required=False))
    day = session.day
    if accept:
        change(entry, evaluation, row, state="accepted", answered_on=day, note=note)
    else:
        change(entry, evaluation, row, state="declined", answered_on=day, ended_on=day, note=note)
    _tell_officer(entry, "invitation_accepted" if accept else "invitation_declined", row)
    receipt = entry.close("InvitationAccepted" if accept else "InvitationDeclined", str(row.n), note)
    return follow_up(session, entry, evaluation.n, receipt)


def declare(session: Session, actor: Actor, number: str) -> Receipt:
    """Declare that no cause of recusal applies; the case and the dossier are open to the expert from then on.

    What is recorded to the contrary excludes them at once, as an act of the system.
    """
    entry, evaluation, row = open_mine(session, actor, "declare", number)
    change(entry, evaluation, row, declared_on=session.day)
    _tell_officer(entry, "interests_declared", row)
    receipt = entry.close("InterestsDeclared", str(row.n))
    exclude_if_found(session, entry, evaluation.n, row.n)
    _file_statements(session, entry, evaluation.n)
    return receipt


def recuse(session: Session, actor: Actor, number: str, causes: Mapping[str, str]) -> Receipt:
    """Step back because of a cause of recusal, with what it is about in words. Scores given already stop counting.

    Raises Invalid for a cause that the rubric does not have.
    """
    entry, evaluation, row = open_mine(session, actor, "recuse", number)
    known = tuple(cause.code for cause in evaluation.rubric.recusal)
    if not causes or any(code not in known for code in causes):
        given = next((code for code in causes if code not in known), "")
        raise Invalid("cause", "not_in_list", {"given": given, "values": known})
    said = together(**{code: partial(words.reason, text, code) for code, text in causes.items()})
    for code, text in said.items():
        keep_conflict(entry, row.person, Conflict(code, "declared"), entry.words(text))
    end(entry, evaluation, row, "recused", next(iter(causes)))
    _tell_officer(entry, "expert_recused", row)
    recount(entry, again(entry, evaluation))
    receipt = entry.close("ExpertRecused", str(row.n))
    return follow_up(session, entry, evaluation.n, receipt)


def keep_conflict(entry: Entry, person: int, conflict: Conflict, note: str | None = None) -> None:
    """Write down a conflict that is acted upon."""
    entry.put(
        "conflict",
        (entry.case.next_number("conflict"),),
        person=person,
        cause=conflict.cause,
        basis=conflict.basis,
        organisation=conflict.organisation or None,
        other=conflict.other or None,
        words=note,
        found_by=entry.actor.id,
        found_on=entry.session.day,
    )


def end(
    entry: Entry,
    evaluation: Evaluation,
    row: AssignmentRow,
    state: str,
    cause: str | None,
    note: str | None = None,
) -> None:
    """The expert is of the panel no longer; their sheets stay and do not count."""
    change(entry, evaluation, row, state=state, cause=cause, ended_on=entry.session.day, note=note)


def exclude_if_found(session: Session, entry: Entry, n: int, assignment: int) -> bool:
    """As the system, in an event of its own: exclude an expert with a conflict that is recorded. Whether there was
    one.
    """
    second = begin(session, SYSTEM, entry.case.project)
    evaluation = next(each for each in every(second.standard, second.case) if each.n == n)
    row = evaluation.assignments[assignment]
    persons = [row.person] if row.is_live else []
    found = conflicts.found(session.tx, second.standard, second.case, persons, session.day)
    if not found:
        return False
    exclude_for(second, evaluation, {row.n: found[row.person]})
    entry.case.project = second.case.project
    return True


def exclude_for(entry: Entry, evaluation: Evaluation, found: Mapping[int, tuple[Conflict, ...]]) -> Receipt:
    """Exclude experts (by assignment) for conflicts that were found, count anew, and close the event."""
    rows = evaluation.assignments
    for n, all_ in found.items():
        for each in all_:
            keep_conflict(entry, rows[n].person, each)
        end(entry, evaluation, rows[n], "excluded", all_[0].cause)
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, "expert_excluded", " ".join(map(str, found)))
    recount(entry, again(entry, evaluation))
    return entry.close("ExpertExcluded", " ".join(map(str, found)))


def _tell_officer(entry: Entry, code: str, row: AssignmentRow) -> None:
    for office in entry.standard.power("draw_panel"):
        entry.tell(office, code, str(row.n))


def _file_statements(session: Session, entry: Entry, n: int) -> None:
    """Once everybody of a full panel has declared, the statements are filed where a duty wants them."""
    second = begin(session, SYSTEM, entry.case.project)
    evaluation = next(each for each in every(second.standard, second.case) if each.n == n)
    kind = evaluation.rubric.documents.statements
    waiting = [row for row in evaluation.live if row.declared_on is None]
    if kind is None or waiting or evaluation.open_seats:
        return
    attach_record(second, evaluation, kind)
    second.close("StatementsFiled", str(n))
    entry.case.project = second.case.project
