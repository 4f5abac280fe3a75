"""What the system does by itself, once, as the actor *system*, through the same write path as everybody else.

Due when a day has come: the next period of a repeating milestone, a rework or a hold that has expired. Windows close
by themselves and need no act.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from lifecycle import milestones, moves
from lifecycle.engine import Engine, Session
from lifecycle.errors import Stale
from lifecycle.policy import SYSTEM
from lifecycle.records import project as projects
from lifecycle.records import rounds, work
from lifecycle.store import Receipt, begin, lock_project
from lifecycle.verbs.rounds import open_round


class DueAct(NamedTuple):
    """A system verb that is due for a project. `kind` is period, rework or hold."""

    project: int
    kind: str


def due_acts(session: Session) -> tuple[DueAct, ...]:
    """What is due today, in the order of projects; each at most once."""
    running = projects.project.c.status
    milestone, project = work.milestone, projects.project
    periods = (
        select(milestone.c.project)
        .join(project, project.c.id == milestone.c.project)
        .where(milestone.c.next_on <= session.day, running.in_(("active", "gate_review", "rework")))
    )
    reworks = (
        select(rounds.round_.c.project)
        .join(project, project.c.id == rounds.round_.c.project)
        .where(
            rounds.round_.c.until_on < session.day,
            rounds.round_.c.expired_on.is_(None),
            rounds.round_.c.visit == project.c.visit,
            running == "rework",
        )
    )
    holds = select(projects.hold.c.project).where(
        projects.hold.c.until_on.is_(None),
        projects.hold.c.limit_on < session.day,
        projects.hold.c.expired_on.is_(None),
    )
    found = [
        DueAct(project_id, kind)
        for kind, statement in (("rework", reworks), ("hold", holds), ("period", periods))
        for project_id in session.tx.scalars(statement)
    ]
    return tuple(sorted(dict.fromkeys(found)))


def tick(engine: Engine) -> Iterator[Receipt]:
    """Do every due act once, each in a transaction of its own. Whoever comes second finds nothing to do."""
    with engine.read() as session:
        due = due_acts(session)
    for act in due:
        with engine.write() as session:
            if act not in due_acts_of(session, act.project):
                continue
            try:
                yield _ACTS[act.kind](session, act.project)
            except Stale:
                continue


def due_acts_of(session: Session, project: int) -> tuple[DueAct, ...]:
    return tuple(act for act in due_acts(session) if act.project == project)


def _open_periods(session: Session, project: int) -> Receipt:
    entry = begin(session, SYSTEM, lock_project(session, project))
    opened = []
    while due := [
        row for row in entry.case.milestones.values() if row.next_on and row.next_on <= session.day
    ]:
        for row in due:
            milestones.open_next_period(entry, row)
            opened.append(row.code)
        milestones.settle(entry)
    return entry.close("PeriodOpened", " ".join(sorted(set(opened))))


def _expire_rework(session: Session, project: int) -> Receipt:
    entry = begin(session, SYSTEM, lock_project(session, project))
    latest = max(
        (row for row in entry.case.rounds.values() if row.until_on is not None),
        key=lambda row: (row.visit, row.n),
    )
    entry.put("round", (latest.visit, latest.n), expired_on=session.day)
    moves.fire(entry, "rework_expired", {"deadline_passed": True})
    open_round(entry, entry.standard.gate_of(entry.case.project.stage))
    return entry.close("ReworkExpired", latest.gate)


def _expire_hold(session: Session, project: int) -> Receipt:
    entry = begin(session, SYSTEM, lock_project(session, project))
    held = entry.case.open_hold()
    assert held is not None
    previous = entry.case.project.previous
    entry.put("hold", (held.n,), expired_on=session.day)
    moves.fire(entry, "hold_expired", {"deadline_passed": True})
    entry.project(previous=previous)
    return entry.close("HoldExpired", held.limit_on.isoformat())


_ACTS = {"period": _open_periods, "rework": _expire_rework, "hold": _expire_hold}
