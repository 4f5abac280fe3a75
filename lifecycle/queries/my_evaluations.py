"""The evaluations that somebody is an expert of, in one statement: what is asked of them, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select

from lifecycle.engine import Session
from lifecycle.policy import Actor, asking, is_assigned, may
from lifecycle.prepared import Prepared
from lifecycle.records import evaluations, work
from lifecycle.records import project as projects
from stages import Standard

ASKED = ("answer_invitation", "declare", "score")
"""What may be asked of an expert; the first that is open to them is."""


@dataclass(frozen=True)
class MyEvaluation:
    """One line of an expert's own list. `asks`: what is waited for of them now, None for nothing; `due` is the last
    day to score, `left_wd` the working days until (negative: since) then.
    """

    number: str
    title: str
    state: str
    asks: str | None
    invited_on: date | None
    due: date | None
    left_wd: int | None
    is_overdue: bool


def my_evaluations(session: Session, actor: Actor) -> tuple[MyEvaluation, ...]:
    """Every evaluation that the reader was invited to and that is not annulled: first what is asked, then the rest, the
    newest in front.
    """
    standards = tuple(session.engine.standards.standards)
    asked = _assigned(standards, tuple(each.hash for each in standards))
    rows = asked.rows(session.tx, asking(actor, session.day))
    found = [_line(session, row) for row in rows]
    return tuple(sorted(found, key=lambda each: each.asks is None))


_kept: dict[tuple[str, ...], Prepared] = {}


def _assigned(standards: tuple[Standard, ...], hashes: tuple[str, ...]) -> Prepared:
    """The statement for the standards in use; built once for their content."""
    if hashes not in _kept:
        _kept[hashes] = Prepared(_statement(standards))
    return _kept[hashes]


def _statement(standards: tuple[Standard, ...]) -> Select[Any]:
    assignment, project = evaluations.assignment, projects.project
    evaluation = evaluations.evaluation.alias("of")
    same = (evaluation.c.project == assignment.c.project) & (evaluation.c.n == assignment.c.evaluation)
    acts = [may(act).label(act) for act in ASKED]
    due = _due(standards, evaluation.c).label("due")
    return (
        select(assignment.c.state, assignment.c.invited_on, project.c.number, project.c.title, due, *acts)
        .join(evaluation, same)
        .join(project, project.c.id == assignment.c.project)
        .where(is_assigned(), assignment.c.invited_on.is_not(None), evaluation.c.annulled_on.is_(None))
        .order_by(assignment.c.invited_on.desc(), project.c.number)
    )


def _line(session: Session, row: Mapping[str, Any]) -> MyEvaluation:
    due = row["due"]
    left = None if due is None else session.calendar.working_days_between(session.day, due)
    late = due is not None and due < session.day
    asks = next((act for act in ASKED if row[act]), None)
    return MyEvaluation(row["number"], row["title"], row["state"], asks, row["invited_on"], due, left, late)


def _due(standards: tuple[Standard, ...], evaluation: Any) -> ColumnElement[date | None]:
    """The last day to score, as `Evaluation.due` has it: that of the newest attempt, else that of the milestone."""
    attempt = evaluations.attempt.alias("at")
    later = evaluations.attempt.alias("after")
    newer = select(later.c.n).where(
        later.c.project == attempt.c.project,
        later.c.evaluation == attempt.c.evaluation,
        later.c.n > attempt.c.n,
    )
    newest = (
        select(func.coalesce(attempt.c.due, _of_milestone(standards, evaluation, attempt.c.kind)))
        .where(attempt.c.project == evaluation.project, attempt.c.evaluation == evaluation.n, ~newer.exists())
        .correlate(evaluation.n.table)
    )
    return newest.scalar_subquery()


def _of_milestone(
    standards: tuple[Standard, ...], evaluation: Any, kind: ColumnElement[str]
) -> ColumnElement[date | None]:
    """The day of the milestone that the standard of the project names for this gate."""
    milestone, project = work.milestone.c, projects.project.c
    code = case(*_codes(standards, evaluation, kind), else_=null())
    later = work.milestone.alias("later_milestone")
    newer = select(later.c.visit).where(
        later.c.project == milestone.project,
        later.c.code == milestone.code,
        or_(
            later.c.visit > milestone.visit,
            and_(later.c.visit == milestone.visit, later.c.occurrence > milestone.occurrence),
        ),
    )
    day = select(milestone.due).where(
        milestone.project == project.id, milestone.code == code, ~newer.exists()
    )
    return day.correlate(projects.project, evaluation.n.table, kind.table).scalar_subquery()


def _codes(
    standards: tuple[Standard, ...], evaluation: Any, kind: ColumnElement[str]
) -> list[tuple[ColumnElement[bool], ColumnElement[str]]]:
    """By standard, gate and whether it is scored again after proof of concept, the code of the milestone."""
    found: list[tuple[ColumnElement[bool], ColumnElement[str]]] = []
    for standard in standards:
        for scored in standard.rubric.scored_at if standard.rubric else ():
            here = and_(projects.project.c.standard == standard.version, evaluation.gate == scored.gate)
            if scored.rescore_milestone is not None:
                found.append((and_(here, kind == "proof"), literal(scored.rescore_milestone)))
            found.append((here, literal(scored.milestone)))
    return found or [(literal(value=False), literal(""))]
