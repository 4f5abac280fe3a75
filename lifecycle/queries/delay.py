"""Who had the ball, and who made it late: read from the history, which says when it was handed over.

Of a duty its doer has the ball until it is submitted, its confirmer until it is confirmed or returned. Working days
after the due day count for every party that had a ball of the milestone on them; the light counts for the party with
the most (rule N9). Escalation moves no ownership: the owner stays the owner (N8).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lifecycle import clock
from lifecycle.engine import Session
from lifecycle.history import parse
from lifecycle.policy import Actor, find
from lifecycle.records import journal
from lifecycle.records.work import BACKFILL, DUTY_CLOSED, DutyRow, MilestoneRow
from lifecycle.store import load_case
from stages import Standard


@dataclass(frozen=True)
class Span:
    """A stretch of days on which an office had the ball of a duty; `until` is the day it went on, None while it has
    it. The day on which the ball comes is not counted, that on which it goes is (civil_code/201).
    """

    duty: str
    office: str
    role: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Share:
    """Working days for which a party had the ball of a milestone, and those of them after the due day."""

    role: str
    held_wd: int
    late_wd: int


@dataclass(frozen=True)
class Delay:
    """One milestone: its shares by party, the latest first, and `cause`, the party its light counts for; None while
    nothing is late. `due` is the day in force, `first_due` the one before it was moved.
    """

    code: str
    occurrence: int
    owner: str
    due: date
    first_due: date | None
    done_on: date | None
    shares: tuple[Share, ...]
    cause: str | None
    spans: tuple[Span, ...]


def delays(session: Session, actor: Actor, number: str) -> tuple[Delay, ...]:
    """Every milestone of a project that has a day, in the order in which they are due. Raises NotFound."""
    project = find(session.tx, actor, number)
    case = load_case(session, project.id or 0)
    standard = session.standard(project.standard, project.track)
    spans = _spans(standard, _turns(session, project.id or 0))
    found = [
        _delay(session, row, spans.get(_place(row.code, row), ()))
        for row in case.latest_milestones().values()
        if row.due is not None and row.applies
    ]
    return tuple(sorted(found, key=lambda each: (each.due, each.code, each.occurrence)))


def _delay(session: Session, row: MilestoneRow, spans: Sequence[Span]) -> Delay:
    assert row.due is not None
    end = row.done_on or row.closed_on or session.day
    held, late = _counted(session, spans, row.due, end)
    shares = [Share(role, held[role], late[role]) for role in held]
    shares.sort(key=lambda share: (-share.late_wd, -share.held_wd, share.role))
    cause = shares[0].role if shares and shares[0].late_wd else None
    return Delay(
        row.code,
        row.occurrence,
        row.owner,
        row.due,
        row.first_due,
        row.done_on,
        tuple(shares),
        cause,
        tuple(spans),
    )


def _counted(
    session: Session, spans: Iterable[Span], due: date, end: date
) -> tuple[Counter[str], Counter[str]]:
    """Working days by role: all, and after the due day. A day with two balls of one role counts once."""
    days: dict[str, set[date]] = defaultdict(set)
    calendar = session.calendar
    for span in spans:
        day = calendar.next_working_day(span.since)
        last = min(span.until or end, end)
        while day <= last:
            days[span.role].add(day)
            day = calendar.next_working_day(day)
    held = Counter({role: len(found) for role, found in days.items()})
    late = Counter({role: sum(day > due for day in found) for role, found in days.items()})
    return held, late


@dataclass(frozen=True)
class _Turn:
    """A duty as an event left it."""

    day: date
    row: DutyRow


def _turns(session: Session, project: int) -> Iterator[_Turn]:
    """Every state of every duty, in the order of the events."""
    event = journal.history.c
    statement = select(event.at, event.body).where(event.project == project).order_by(event.seq)
    known: dict[tuple[object, ...], DutyRow] = {}
    for at, body in session.tx.execute(statement):
        day = clock.day_of(datetime.fromisoformat(at))
        for write in parse(body).writes:
            if write.table != "duty":
                continue
            before = known.get(write.key)
            key = dict(zip(("visit", "code", "occurrence"), write.key, strict=True))
            known[write.key] = before.changed(write.values) if before else DutyRow.of({**key, **write.values})
            yield _Turn(day, known[write.key])


def _spans(standard: Standard, turns: Iterable[_Turn]) -> Mapping[tuple[str, int], Sequence[Span]]:
    """The stretches of each milestone's required duties."""
    found: dict[tuple[str, int], list[Span]] = defaultdict(list)
    running: dict[tuple[object, ...], tuple[str, date, DutyRow]] = {}
    for turn in turns:
        row = turn.row
        if not row.required:
            continue
        holder, had = _holder(row), running.pop(row.key, None)
        if had is not None and had[0] == holder:
            running[row.key] = *had[:2], row
            continue
        if had is not None:
            found[_place(row.milestone, row)].append(_span(standard, row, had[:2], turn.day))
        if holder is not None:
            running[row.key] = holder, turn.day, row
    return _with_running(standard, found, running)


def _place(milestone: str, row: DutyRow | MilestoneRow) -> tuple[str, int]:
    """The milestone and its occurrence. What is filled in afterwards is of one milestone, whatever its own turn."""
    return milestone, 0 if row.timing == BACKFILL else row.occurrence


def _with_running(
    standard: Standard,
    found: dict[tuple[str, int], list[Span]],
    running: Mapping[tuple[object, ...], tuple[str, date, DutyRow]],
) -> Mapping[tuple[str, int], Sequence[Span]]:
    for office, since, row in running.values():
        role = standard.offices[office].role
        found[_place(row.milestone, row)].append(Span(row.code, office, role, since, None))
    return found


def _span(standard: Standard, row: DutyRow, had: tuple[str, date], until: date) -> Span:
    office, since = had
    return Span(row.code, office, standard.offices[office].role, since, until)


def _holder(row: DutyRow) -> str | None:
    """The office that has the ball; None for one that is closed, or waits for something else to happen first."""
    if row.state in DUTY_CLOSED or (row.waits_for is not None and row.state == "not_started"):
        return None
    return row.confirmer if row.state == "submitted" and row.confirmer else row.doer
