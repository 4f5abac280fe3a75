"""Who may do and see what in an evaluation: the part of the policy that is about experts and scores.

An expert sees the evaluation they are assigned to, and of it nothing confidential before they have declared their
interests; a level of somebody else never before all are in, and then without a name. The bureau and those seated on the
project see who gave which level once the scores are known; the parties see the result once it is concluded.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, exists, literal, not_, or_, true

from lifecycle.policy.terms import BUREAU, EXPERT, ONLY, Act, Clause, any_of
from lifecycle.records import evaluations
from lifecycle.records import project as projects

_RUNNING = ("project_runs", any_of(projects.project.c.status, "active", "gate_review", "rework"))
_EVALUATION, _ASSIGNMENT = evaluations.evaluation.c, evaluations.assignment.c


def assigned(project: Any, *more: Clause) -> Clause:
    """Whether I am or was an expert there; a link leads to one project only."""
    row = evaluations.assignment.c
    return exists().where(row.project == project, *_mine(row), *more)


def _mine(assignment: Any) -> tuple[Clause, ...]:
    return assignment.person == EXPERT, or_(literal(0) == ONLY, assignment.project == ONLY)


def _open_evaluation(evaluation: Any) -> Clause:
    return and_(evaluation.annulled_on.is_(None), evaluation.concluded_on.is_(None))


def _of_evaluation(*more: Clause) -> Clause:
    """The evaluation of an assignment."""
    row = evaluations.evaluation.c
    return exists().where(row.project == _ASSIGNMENT.project, row.n == _ASSIGNMENT.evaluation, *more)


def _revealed(project: Any, evaluation: Any) -> Clause:
    row = evaluations.attempt.c
    same = (row.project == project, row.evaluation == evaluation)
    return exists().where(*same, row.revealed_on.is_not(None))


def _sheet_of_mine(*more: Clause) -> Clause:
    row = evaluations.sheet.c
    mine = (row.project == _ASSIGNMENT.project, row.evaluation == _ASSIGNMENT.evaluation)
    found = exists().where(*mine, row.assignment == _ASSIGNMENT.n, *more)
    return found.correlate_except(evaluations.sheet)  # it also stands two levels below the assignment


def _newest_attempt(row: Any, project: Any, evaluation: Any) -> tuple[Clause, ...]:
    later = evaluations.attempt.alias("later")
    after = (later.c.project == row.project, later.c.evaluation == row.evaluation, later.c.n > row.n)
    return row.project == project, row.evaluation == evaluation, not_(exists().where(*after))


def _scoring(*more: Callable[[Any], Clause]) -> Clause:
    """Whether the newest attempt takes scores, and of me."""
    row = evaluations.attempt.c
    again = and_(any_of(row.kind, "rescore", "proof"), _ASSIGNMENT.attempt < row.n, _sheet_of_mine())
    afresh = and_(any_of(row.kind, "first", "added"), _ASSIGNMENT.attempt == row.n)
    newest = _newest_attempt(row, _ASSIGNMENT.project, _ASSIGNMENT.evaluation)
    return exists().where(
        *newest, row.revealed_on.is_(None), or_(again, afresh), *(clause(row) for clause in more)
    )


def _sheet_in_newest() -> Clause:
    """Whether somebody has scored in the newest attempt: what they scored on must not change under them."""
    row, sheet = evaluations.attempt.c, evaluations.sheet.c
    newest = _newest_attempt(row, _EVALUATION.project, _EVALUATION.n)
    given = (sheet.project == row.project, sheet.evaluation == row.evaluation, sheet.attempt == row.n)
    return exists().where(*newest, *given, row.revealed_on.is_(None))


OF_MINE = and_(*_mine(_ASSIGNMENT))
_IS_OPEN = ("evaluation_is_open", _of_evaluation(_open_evaluation(evaluations.evaluation.c)))
_OF_PANEL = ("is_of_panel", any_of(_ASSIGNMENT.state, *evaluations.LIVE))
_ACCEPTED = ("has_accepted", _ASSIGNMENT.state == "accepted")
_DECLARED = ("has_declared", _ASSIGNMENT.declared_on.is_not(None))
_KNOWN = ("scores_are_known", _revealed(_EVALUATION.project, _EVALUATION.n))


def _has_dossier() -> Clause:
    row = evaluations.self_rating.c
    return exists().where(row.project == _ASSIGNMENT.project, row.evaluation == _ASSIGNMENT.evaluation)


def expert_acts(
    visible: Clause, holds: Callable[..., Clause], seated: Callable[..., Clause]
) -> dict[str, Act]:
    """The acts, given the blocks of the policy that they are built from."""
    return {
        "rate_self": Act(
            evaluations.evaluation,
            (
                _RUNNING,
                ("evaluation_is_open", _open_evaluation(_EVALUATION)),
                ("is_rater", holds(_EVALUATION.project, _EVALUATION.rater, _EVALUATION.rater_kinds)),
                ("nobody_has_scored", not_(_sheet_in_newest())),
            ),
            lambda row: (row.rater,),
        ),
        "see_scores": Act(
            evaluations.evaluation,
            (_KNOWN, ("is_of_bureau", or_(true() == BUREAU, seated(_EVALUATION.project)))),
        ),
        "see_result": Act(
            evaluations.evaluation,
            (("is_concluded", _EVALUATION.concluded_on.is_not(None)),),
            seen=or_(visible, assigned(_EVALUATION.project, _ASSIGNMENT.evaluation == _EVALUATION.n)),
        ),
        "answer_invitation": Act(
            evaluations.assignment,
            (_RUNNING, _IS_OPEN, ("invitation_is_open", any_of(_ASSIGNMENT.state, "invited", "opened"))),
            seen=OF_MINE,
        ),
        "declare": Act(
            evaluations.assignment,
            (_RUNNING, _IS_OPEN, _ACCEPTED, ("not_declared", _ASSIGNMENT.declared_on.is_(None))),
            seen=OF_MINE,
        ),
        "recuse": Act(evaluations.assignment, (_RUNNING, _OF_PANEL), seen=OF_MINE),
        "read_case": Act(evaluations.assignment, (_IS_OPEN, _ACCEPTED, _DECLARED), seen=OF_MINE),
        "score": Act(
            evaluations.assignment,
            (
                _RUNNING,
                _IS_OPEN,
                _ACCEPTED,
                _DECLARED,
                ("dossier_is_in", _has_dossier()),
                ("scores_are_open", _scoring()),
                (
                    "has_not_scored",
                    not_(_scoring(lambda row: _sheet_of_mine(evaluations.sheet.c.attempt == row.n))),
                ),
            ),
            seen=OF_MINE,
        ),
        "read_own_sheet": Act(evaluations.assignment, (("has_scored", _sheet_of_mine()),), seen=OF_MINE),
        "see_summary": Act(
            evaluations.assignment,
            (
                _OF_PANEL,
                ("has_scored", _sheet_of_mine()),
                ("scores_are_known", _revealed(_ASSIGNMENT.project, _ASSIGNMENT.evaluation)),
            ),
            seen=OF_MINE,
        ),
    }
