"""Who has the ball in milestones that are open, for many of them at once.

Of a duty that is not submitted its doer, of a submitted one its confirmer (rule N9); of a gate the proposer until
something is proposed, then the decider, and before anybody has asked for a decision the officer who is to ask.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from lifecycle.engine import Session
from lifecycle.records import rounds, work
from lifecycle.records.work import BACKFILL, DUTY_CLOSED
from lifecycle.reminding.recipients import Ball, Directory
from stages import Standard


class MilestoneOf(NamedTuple):
    """A milestone in the register: its project, with the standard it is pinned to, and its key. `owner` is a role, or
    an external kind of organisation; `kind` that of the standard.
    """

    project: int
    standard: str
    code: str
    occurrence: int
    kind: str
    owner: str


Key = tuple[int, str, int]
"""Project, milestone, and its turn: 0 for what is filled in afterwards, which is of one milestone all together."""


def balls(
    session: Session, there: Directory, milestones: Sequence[MilestoneOf]
) -> dict[MilestoneOf, tuple[Ball, ...]]:
    """The offices that have the ball in each milestone, in two statements. Empty for one owned by an outsider."""
    duties = _duties(session, [each for each in milestones if each.kind != "gate"])
    asked = _rounds(session, [each for each in milestones if each.kind == "gate"])
    found: dict[MilestoneOf, tuple[Ball, ...]] = {}
    for each in milestones:
        standard = session.standard(each.standard)
        if each.kind == "gate":
            found[each] = (Ball(asked.get(each.project) or _officer(standard)),)
        else:
            turn = 0 if each.code in standard.flow.mid_entry_rules else each.occurrence
            rows = duties.get((each.project, each.code, turn), ())
            found[each] = _of_duties(rows) or there.balls_of_role(standard, each.project, each.owner)
    return found


def _officer(standard: Standard) -> str:
    return standard.moves["request_gate"].actors[0]


def _of_duties(rows: Iterable[Any]) -> tuple[Ball, ...]:
    """Those of the open required duties, the newest row of each; of the recommended ones where none is required."""
    newest: dict[str, Any] = {}
    for row in rows:
        if row.code not in newest or newest[row.code].visit < row.visit:
            newest[row.code] = row
    still = [row for row in newest.values() if row.state not in DUTY_CLOSED]
    owed = [row for row in still if row.required] or still
    having = (
        Ball(row.confirmer) if row.state == "submitted" and row.confirmer else Ball(row.doer, row.kinds)
        for row in owed
    )
    return tuple(dict.fromkeys(having))


def _duties(session: Session, milestones: Sequence[MilestoneOf]) -> Mapping[Key, Sequence[Any]]:
    found: dict[Key, list[Any]] = defaultdict(list)
    if not milestones:
        return found
    duty = work.duty.c
    columns = (
        duty.project, duty.visit, duty.code, duty.occurrence, duty.milestone, duty.timing, duty.state, duty.required,
        duty.doer, duty.confirmer, duty.kinds,
    )  # fmt: skip
    named = and_(
        duty.project.in_(sorted({each.project for each in milestones})),
        duty.milestone.in_(sorted({each.code for each in milestones})),
    )
    for row in session.tx.execute(select(*columns).where(named)):
        found[row.project, row.milestone, 0 if row.timing == BACKFILL else row.occurrence].append(row)
    return found


def _rounds(session: Session, milestones: Sequence[MilestoneOf]) -> Mapping[int, str]:
    """Whose turn it is in the open round of each project."""
    if not milestones:
        return {}
    round_ = rounds.round_.c
    columns = (round_.project, round_.propose_office, round_.decide_office, round_.proposed_by)
    ids = sorted({each.project for each in milestones})
    rows = session.tx.execute(select(*columns).where(round_.project.in_(ids), round_.option.is_(None)))
    return {row.project: row.decide_office if row.proposed_by else row.propose_office for row in rows}
