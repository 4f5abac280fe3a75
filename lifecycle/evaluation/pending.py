"""What has to happen before the result of an evaluation may be relied on, and who has to do it.

Each thing once, by its root: a panel whose seats are free is not also short of sheets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.view import OF_THOSE_WHO_SCORED, Evaluation
from lifecycle.records.evaluations import AssignmentRow, AttemptRow


@dataclass(frozen=True)
class Pending:
    """Something to be done: by an office or by one expert (`person`, `assignment`), since when, until when. `reason`
    says why a panel does not count, or how many seats are free.
    """

    act: str
    office: str | None = None
    person: int | None = None
    assignment: int = 0
    since: date | None = None
    due: date | None = None
    reason: Reason | None = None


def pending(evaluation: Evaluation, day: date) -> tuple[Pending, ...]:
    """Everything that has to happen; empty when the result may be relied on. An officer's own rating waits for
    nobody.
    """
    if evaluation.row.kind == "officer":
        return ()
    if evaluation.row.concluded_on is not None:
        return tuple(_after_conclusion(evaluation, day))
    return tuple(_to_conclude(evaluation) if evaluation.is_revealed else _to_reveal(evaluation, day))


def _after_conclusion(evaluation: Evaluation, day: date) -> Iterator[Pending]:
    until = evaluation.row.valid_until
    if until is not None and until < day:
        yield Pending("start_evaluation", evaluation.officer, since=until)
    yield from _weak(evaluation)


def _weak(evaluation: Evaluation) -> Iterator[Pending]:
    for reason in evaluation.faults:
        yield Pending("draw_panel", evaluation.officer, since=_weakened_on(evaluation), reason=reason)


def _to_conclude(evaluation: Evaluation) -> Iterator[Pending]:
    revealed = evaluation.attempt.revealed_on if evaluation.attempt else None
    if evaluation.next_step is not None:
        yield Pending("record_dissent", evaluation.standard.chair, since=revealed)
    elif evaluation.faults:
        yield from _weak(evaluation)
    else:
        yield Pending("conclude_evaluation", evaluation.officer, since=revealed)


def _to_reveal(evaluation: Evaluation, day: date) -> Iterator[Pending]:
    attempt = evaluation.attempt
    if attempt is None:
        return
    if not evaluation.self_ratings:
        yield Pending("rate_self", evaluation.row.rater, since=evaluation.row.started_on)
    if attempt.kind not in OF_THOSE_WHO_SCORED and evaluation.open_seats:
        free = Reason("seats", values={"n": len(evaluation.open_seats)})
        yield Pending("draw_panel", evaluation.officer, since=_weakened_on(evaluation), reason=free)
    if evaluation.is_over(attempt, day):
        act = "reveal_scores" if evaluation.may_reveal else "extend_scoring"
        yield Pending(act, evaluation.officer, since=evaluation.due(attempt))
        return
    for row in evaluation.missing(attempt):
        yield _awaited(evaluation, row, attempt)


def _awaited(evaluation: Evaluation, row: AssignmentRow, attempt: AttemptRow) -> Pending:
    """What is waited for of one expert."""
    due = evaluation.due(attempt)
    if row.state == "drawn":
        return Pending("invite_expert", evaluation.officer, row.person, row.n, row.drawn_on, due)
    if row.state != "accepted":
        return Pending("answer_invitation", None, row.person, row.n, row.invited_on, due)
    if row.declared_on is None:
        return Pending("declare_interests", None, row.person, row.n, row.answered_on, due)
    given = [each.submitted_on for each in evaluation.self_ratings.values()]
    since = max((row.declared_on, attempt.opened_on, *given))
    return Pending("submit_sheet", None, row.person, row.n, since, due)


def _weakened_on(evaluation: Evaluation) -> date:
    """Since when seats are free: the day the last expert left, else the day the attempt was opened."""
    ended = [row.ended_on for row in evaluation.assignments.values() if row.ended_on is not None]
    opened = [row.opened_on for row in evaluation.attempts.values()]
    return max((*ended, *opened), default=evaluation.row.started_on)
