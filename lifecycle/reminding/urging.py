"""Reminders by hand: whom one would tell about which items, without those who were told of the same item today (N13).

Asked by the page before it is done and by the verb that does it, so that both say the same.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from lifecycle.engine import Session
from lifecycle.lights import is_red, thresholds_of
from lifecycle.prepared import Prepared
from lifecycle.records import post
from lifecycle.records.post import REMINDER
from lifecycle.records.work import MilestoneRow
from lifecycle.reminding.alerts import raise_missing
from lifecycle.reminding.balls import MilestoneOf, balls
from lifecycle.reminding.recipients import Ball, Directory, Missing, Told, directory


class Chased(NamedTuple):
    """An item that somebody is to be urged about, in a project pinned to a standard."""

    standard: str
    row: MilestoneRow


class Urging(NamedTuple):
    """One item: who would be told, how many were told today already, and who is missing. `role` is the late party."""

    chased: Chased
    told: tuple[Told, ...]
    again: int
    missing: tuple[Missing, ...]
    role: str


def urgings(
    session: Session, by: int, chased: Sequence[Chased], role: str | None = None
) -> tuple[Urging, ...]:
    """Whoever has the ball in each, but for `by`, who urges; with `role`, only those of that party."""
    there = directory(session, (each.row.project for each in chased))
    having = balls(session, there, [_milestone(each) for each in chased])
    told_today = _told_today(session, {each.row.project for each in chased})
    return tuple(
        _urging(session, there, each, _of_role(session, each, having[_milestone(each)], role), told_today, by)
        for each in chased
    )


def _milestone(each: Chased) -> MilestoneOf:
    row = each.row
    return MilestoneOf(row.project, each.standard, row.code, row.occurrence, row.kind, row.owner)


def _of_role(session: Session, each: Chased, having: Iterable[Ball], role: str | None) -> list[Ball]:
    offices = session.standard(each.standard).offices
    return [ball for ball in having if role is None or offices[ball.office].role == role]


TodayKey = tuple[int, int, str, int, int]


def _told_today(session: Session, projects: Collection[int]) -> set[TodayKey]:
    row = post.urge.c
    columns = (row.project, row.visit, row.code, row.occurrence, row.person)
    mine = select(*columns).where(row.project.in_(sorted(projects)), row.day == session.day)
    return {
        (each.project, each.visit, each.code, each.occurrence, each.person)
        for each in session.tx.execute(mine)
    }


def _urging(
    session: Session,
    there: Directory,
    each: Chased,
    having: Sequence[Ball],
    told_today: Collection[TodayKey],
    by: int,
) -> Urging:
    standard, row = session.standard(each.standard), each.row
    found, missing = there.with_ball(standard, row.project, having)
    others = [told for told in found if told.person != by]
    fresh = tuple(told for told in others if (row.project, *row.key, told.person) not in told_today)
    roles = [standard.offices[ball.office].role for ball in having]
    role = row.owner if row.owner in roles or not roles else roles[0]
    return Urging(each, fresh, len(others) - len(fresh), tuple(missing), role)


# Writing ----------------------------------------------------------------------------------------------------------

_URGE = [column.name for column in post.urge.columns]
_NOTICE = ("person", "project", "at", "kind", "code", "subject", "visit", "occurrence", "rung", "due", "why", "office",
           "role", "instead_of", "is_red", "urged_by", "mail_on")  # fmt: skip
_KEEP, _TELL = Prepared(insert(post.urge), _URGE), Prepared(insert(post.notice).inline(), _NOTICE)


def tell(session: Session, by: int, found: Sequence[Urging]) -> int:
    """Claim and tell: one row of the ledger and one notice for each person and item. Answers how many."""
    rows = [
        (_claim(session, by, each, told), _notice(session, by, each, told))
        for each in found
        for told in each.told
    ]
    if rows:
        _KEEP.run_each(session.tx, [claim for claim, _ in rows])
        _TELL.run_each(session.tx, [notice for _, notice in rows])
    raise_missing(session, ((each.chased.row.project, gap) for each in found for gap in each.missing))
    return len(rows)


def _claim(session: Session, by: int, each: Urging, told: Told) -> dict[str, Any]:
    row = each.chased.row
    return {
        "project": row.project,
        "visit": row.visit,
        "code": row.code,
        "occurrence": row.occurrence,
        "day": session.day,
        "person": told.person,
        "by": by,
        "at": session.at,
        "why": told.why,
        "office": told.office,
        "role": each.role,
    }


def _notice(session: Session, by: int, each: Urging, told: Told) -> dict[str, Any]:
    row = each.chased.row
    return {
        "person": told.person,
        "project": row.project,
        "at": session.at,
        "kind": REMINDER,
        "code": row.code,
        "subject": "",
        "visit": row.visit,
        "occurrence": row.occurrence,
        "rung": "",
        "due": row.due,
        "why": told.why,
        "office": told.office,
        "role": session.standard(each.chased.standard).offices[told.office].role,
        "instead_of": told.instead_of,
        "is_red": _is_red(session, each.chased),
        "urged_by": by,
        "mail_on": session.calendar.roll(session.day),
    }


def _is_red(session: Session, chased: Chased) -> bool:
    row, thresholds = chased.row, thresholds_of(session.standard(chased.standard))
    return is_red(
        row.due,
        session.day,
        session.calendar,
        thresholds,
        kind=row.kind,
        statutory=row.statutory,
        owed_since=row.owed_since,
    )
