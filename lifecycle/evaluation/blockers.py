"""What an evaluation has to say about the gate: whom it waits for, and what its result falls short of."""

from dataclasses import replace

from lifecycle import milestones
from lifecycle.blocker import MUSTS, Blocker, View
from lifecycle.database import Transaction
from lifecycle.evaluation import conflicts, people
from lifecycle.evaluation.pending import Pending, pending
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.scoring import shortfalls
from lifecycle.evaluation.view import Evaluation, duty_wanting, newest
from stages.conditions import Facts, Leaf


def with_evaluation(view: View, found: list[Blocker]) -> list[Blocker]:
    """What a running evaluation waits for, in place of the duty that only its result completes."""
    evaluation = newest(view.standard, view.case)
    waiting = pending(evaluation, view.day) if evaluation is not None else ()
    if evaluation is None or not waiting or not view.standard.asks(evaluation.result_duty):
        return found
    undone = {blocker.clause: blocker for blocker in found if blocker.act == "complete_duty"}
    asked = [each for each in waiting if _asking_duty(view, evaluation, each) not in undone]
    code = evaluation.result_duty
    counted = undone[code].counted_in if code in undone else MUSTS
    kept = [blocker for blocker in found if blocker is not undone.get(code)] if asked else found
    return kept + [_of_pending(view, evaluation, each, counted) for each in asked]


def _asking_duty(view: View, evaluation: Evaluation, waiting: Pending) -> str | None:
    """The duty under which the same is asked for already: what was never done."""
    kinds = evaluation.rubric.documents
    first = {"rate_self": kinds.self_rating, "draw_panel": None if evaluation.draws else kinds.draw}
    kind = first.get(waiting.act)
    duty = duty_wanting(view.standard, view.case, kind)
    return duty.code if duty else None


def _of_pending(view: View, evaluation: Evaluation, waiting: Pending, counted: str) -> Blocker:
    office = waiting.office or view.standard.chair
    absent = waiting.office is not None and not milestones.is_present(
        view.standard, view.case, waiting.office
    )
    return Blocker(
        kind="scoring",
        clause=evaluation.result_duty,
        counted_in=counted,
        act=waiting.act,
        role=view.standard.offices[office].role if office else None,
        office=waiting.office,
        since=waiting.since,
        due=waiting.due,
        target=(view.case.project.visit, evaluation.result_duty, waiting.assignment),
        absent=absent,
        person=waiting.person,
        reason=waiting.reason,
    )


def of_score(view: View, evaluation: Evaluation, clause: str, leaf: Leaf, known: Facts) -> list[Blocker]:
    """What a concluded evaluation falls short of: nobody records that, only new evidence changes it. A floor is said
    dimension by dimension; while the evaluation runs, what it waits for is said instead.
    """
    if pending(evaluation, view.day):
        return []
    blocker = Blocker(
        kind="score",
        clause=clause,
        counted_in=MUSTS,
        act=None,
        role=view.standard.offices[evaluation.row.rater].role,
        office=evaluation.row.rater,
        since=evaluation.row.concluded_on,
        leaf=leaf,
        known=known.get(leaf.name),
    )
    if view.standard.facts[leaf.name].scored != "floors_unmet":
        return [blocker]
    missed = shortfalls(evaluation.rubric, evaluation.row.gate, evaluation.result)
    return [replace(blocker, kind="floor", shortfall=each) for each in missed]


def of_conflicts(tx: Transaction, view: View) -> tuple[Blocker, ...]:
    """The experts whose scores count and who have a conflict of interest by now: to be excluded, or waived by another
    office. The system excludes them by itself when it next looks.
    """
    evaluation = newest(view.standard, view.case)
    if evaluation is None or not view.standard.asks(evaluation.result_duty):
        return ()
    found = conflicts.found(tx, view.standard, view.case, {row.person for row in evaluation.live}, view.day)
    reasons = (
        Reason("conflict", person, {"causes": tuple(dict.fromkeys(each.cause for each in all_))})
        for person, all_ in found.items()
    )
    return tuple(_to_exclude(view, evaluation, reason) for reason in reasons)


def of_employers(tx: Transaction, view: View) -> tuple[Blocker, ...]:
    """The experts whose scores count beyond what the rubric allows of one employer by now: those who were drawn last.
    Which of them stays is for somebody to judge, so the system excludes nobody for it.
    """
    evaluation = newest(view.standard, view.case)
    if evaluation is None or not view.standard.asks(evaluation.result_duty) or not evaluation.is_revealed:
        return ()
    return tuple(_to_exclude(view, evaluation, each) for each in people.crowded(tx, evaluation, view.day))


def _to_exclude(view: View, evaluation: Evaluation, reason: Reason) -> Blocker:
    office = next(iter(view.standard.power("exclude_score")), None)
    assignment = next(row.n for row in evaluation.live if row.person == reason.person)
    return Blocker(
        kind="conflict",
        clause=evaluation.result_duty,
        counted_in=MUSTS,
        act="exclude_score",
        role=view.standard.offices[office].role if office else None,
        office=office,
        since=view.day,
        target=(view.case.project.visit, evaluation.result_duty, assignment),
        person=reason.person,
        reason=reason,
    )
