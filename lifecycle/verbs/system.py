"""What the system does by itself, once, as the actor *system*, through the same write path as everybody else.

Due when a day has come: the next period of a repeating milestone, a rework or a hold that has expired; or when a rung
that went asks for something. Windows close by themselves and need no act.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, exists, not_, or_, select

from lifecycle import asked, milestones, moves
from lifecycle.afterwards import next_survey_on, survey_of, surveys_opened
from lifecycle.engine import Engine, Session
from lifecycle.errors import Refusal
from lifecycle.evaluation.blockers import of_conflicts
from lifecycle.evaluation.conflicts import suspected
from lifecycle.evaluation.view import newest
from lifecycle.gate import View
from lifecycle.policy import SYSTEM
from lifecycle.records import post, rounds, work
from lifecycle.records import project as projects
from lifecycle.records.project import ProjectRow
from lifecycle.store import Receipt, begin, load_case, lock_project
from lifecycle.verbs.evaluating import follow_up
from lifecycle.verbs.evaluations import exclude_late
from lifecycle.verbs.parties import leave_announced
from lifecycle.verbs.rounds import open_round


class DueAct(NamedTuple):
    """A system verb that is due for a project. `kind` is period, rework, hold, leaving, survey, conflict or ask."""

    project: int
    kind: str


def due_acts(session: Session, only: int | None = None) -> tuple[DueAct, ...]:
    """What is due today, of all projects or of one, in the order of projects; each at most once."""
    running = projects.project.c.status
    milestone, project = work.milestone, projects.project
    periods = (
        select(milestone.c.project)
        .join(project, project.c.id == milestone.c.project)
        .where(milestone.c.next_on <= session.day, running.in_(("active", "gate_review", "rework")))
    )
    round_ = rounds.round_.c
    still = exists().where(
        project.c.id == round_.project, project.c.visit == round_.visit, running == "rework"
    )
    reworks = select(round_.project).where(
        round_.until_on < session.day,
        round_.expired_on.is_(None),
        still,  # not a join: what has run out is few, and the register is large
    )
    holds = select(projects.hold.c.project).where(
        projects.hold.c.until_on.is_(None),
        projects.hold.c.limit_on < session.day,
        projects.hold.c.expired_on.is_(None),
    )
    found = [
        DueAct(project_id, kind)
        for kind, statement in (
            ("rework", reworks),
            ("hold", holds),
            ("period", periods),
            ("leaving", _leavings(session)),
            ("survey", _surveys(session)),
            ("ask", ASKED),
        )
        for project_id in session.tx.scalars(_of(statement, only))
    ]
    found += [DueAct(project_id, "conflict") for project_id in _conflicted(session, only)]
    return tuple(sorted(dict.fromkeys(found)))


ASKED = select(post.ask.c.project).distinct()
"""The projects about which a rung has asked for something that is not opened yet."""


def _leavings(session: Session) -> Select[int]:
    """Running projects that an organisation leaves today, or should have left."""
    part, project = projects.participation.c, projects.project.c
    running = not_(or_(*(project.status == status for status in projects.ENDS)))
    return (
        select(part.project)
        .join(projects.project, project.id == part.project)
        .where(part.leaves_on <= session.day, part.until.is_(None), running)
    )


def _surveys(session: Session) -> Select[int]:
    project = projects.project.c
    return select(project.id).where(project.survey_on <= session.day, project.archived_on.is_(None))


def _conflicted(session: Session, only: int | None) -> Iterator[int]:
    """The projects with somebody on their panel who has a conflict of interest by now."""
    for project_id in session.tx.scalars(_of(suspected(session.day), only)):
        row = load_case(session, project_id)
        view = View(session.standard(row.project.standard, row.project.track), row, session.day)
        if of_conflicts(session.tx, view):
            yield project_id


def _of(statement: Select[int], only: int | None) -> Select[int]:
    return statement if only is None else statement.where(statement.selected_columns[0] == only)


def tick(engine: Engine) -> Iterator[Receipt]:
    """Do every due act once, each in a transaction of its own, and hand out its receipt when that is committed.
    Whoever comes second finds nothing to do. A project that cannot be helped does not keep the others waiting: what it
    raised is raised at the end.
    """
    with engine.read() as session:
        due = due_acts(session)
    yield from _done(engine, due)


def open_asked(engine: Engine) -> Iterator[Receipt]:
    """Do what the reminders have just left to be done, and no more."""
    with engine.read() as session:
        due = tuple(DueAct(project, "ask") for project in session.tx.scalars(ASKED))
    yield from _done(engine, due)


def _done(engine: Engine, due: Sequence[DueAct]) -> Iterator[Receipt]:
    failed: list[Refusal] = []
    for act in due:
        try:
            with engine.write() as session:
                receipt = _do(session, act)
        except Refusal as refusal:
            failed.append(refusal)
            continue
        if receipt is not None:
            yield receipt
    if failed:
        raise failed[0]


def do_due(session: Session, project: int) -> tuple[Receipt, ...]:
    """Do what is due for one project, in the transaction that is open. Raises what a verb raises."""
    done = (_do(session, act) for act in due_acts(session, project))
    return tuple(receipt for receipt in done if receipt is not None)


def _do(session: Session, act: DueAct) -> Receipt | None:
    """Under the project's lock, so that what is still due cannot be done by another meanwhile. A standard without the
    move leaves what has expired to its people.
    """
    row = lock_project(session, act.project)
    move, verb = _ACTS[act.kind]
    if move is not None and move not in session.standard(row.standard, row.track).moves:
        return None
    return verb(session, row) if act in due_acts(session, act.project) else None


def _open_periods(session: Session, row: ProjectRow) -> Receipt:
    entry = begin(session, SYSTEM, row)
    opened = []
    while due := [
        each for each in entry.case.milestones.values() if each.next_on and each.next_on <= session.day
    ]:
        for milestone in due:
            milestones.open_next_period(entry, milestone)
            opened.append(milestone.code)
        milestones.settle(entry)
    return entry.close("PeriodOpened", " ".join(sorted(set(opened))))


def _expire_rework(session: Session, row: ProjectRow) -> Receipt:
    entry = begin(session, SYSTEM, row)
    latest = max(
        (each for each in entry.case.rounds.values() if each.until_on is not None),
        key=lambda each: (each.visit, each.n),
    )
    entry.put("round", (latest.visit, latest.n), expired_on=session.day)
    moves.fire(entry, "rework_expired", {"deadline_passed": True})
    open_round(entry, entry.standard.gate_of(entry.case.project.stage))
    return entry.close("ReworkExpired", latest.gate)


def _exclude_conflicted(session: Session, row: ProjectRow) -> Receipt | None:
    entry = begin(session, SYSTEM, row)
    evaluation = newest(entry.standard, entry.case)
    receipt = exclude_late(entry)
    if receipt is None or evaluation is None:
        return receipt
    return follow_up(session, entry, evaluation.n, receipt)


def _expire_hold(session: Session, row: ProjectRow) -> Receipt:
    entry = begin(session, SYSTEM, row)
    held = entry.case.open_hold()
    assert held is not None
    entry.put("hold", (held.n,), expired_on=session.day)
    moves.fire(entry, "hold_expired", {"deadline_passed": True})
    return entry.close("HoldExpired", held.limit_on.isoformat())


def _open_surveys(session: Session, row: ProjectRow) -> Receipt:
    """The survey whose period has ended; where several have, all of them."""
    entry = begin(session, SYSTEM, row)
    survey = survey_of(entry.standard, entry.case)
    assert survey is not None
    while entry.case.project.survey_on is not None and entry.case.project.survey_on <= session.day:
        occurrence = surveys_opened(entry.standard, entry.case) + 1
        milestones.open_milestone(entry, survey, entry.case.project.visit, occurrence)
        following = next_survey_on(entry.standard, entry.case, session.calendar)
        entry.project(survey_on=following)
    milestones.settle(entry)
    entry.tell(survey.owner, "survey_opened", survey.code)
    return entry.close("SurveyOpened", survey.code)


def _leave(session: Session, row: ProjectRow) -> Receipt:
    return leave_announced(session, SYSTEM, row)


_ACTS: Mapping[str, tuple[str | None, Callable[[Session, ProjectRow], Receipt | None]]] = {
    "period": (None, _open_periods),
    "rework": ("rework_expired", _expire_rework),
    "hold": ("hold_expired", _expire_hold),
    "leaving": (None, _leave),
    "survey": (None, _open_surveys),
    "conflict": (None, _exclude_conflicted),
    "ask": (None, asked.open_asked),
}
"""How what is due is done, by kind, with the move it needs."""
