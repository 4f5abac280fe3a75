"""A project as it stood at the end of a past day, for one reader: folded from its history, with the names of then.

Who may look is asked of today: a project that one may see now, one may see as it was. Nothing can be done on that day
any more, so nothing is offered.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select

from lifecycle import past
from lifecycle.clock import ZONE
from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.history import check_code
from lifecycle.past import Then
from lifecycle.policy import Actor, find, held_offices
from lifecycle.queries.checklist import Checklist, checklist
from lifecycle.queries.choices import NOTHING
from lifecycle.queries.gate import GatePanel, gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.rail import Rail, rail
from lifecycle.queries.reading import (
    Clause,
    Holding,
    Party,
    Reading,
    hashes_in,
    lent_on,
    names_in,
    read_words,
)
from lifecycle.queries.rounds import DebtView, RoundView, debts, rounds
from lifecycle.records import people
from lifecycle.records.journal import HistoryRow
from lifecycle.records.project import ParticipationRow, ProjectRow
from stages.conditions import Value
from stages.model import Fact, Text

LAST_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Known:
    """A fact with the value that counted then."""

    fact: Fact
    value: Value


@dataclass(frozen=True)
class PastPage:
    """`now` is the stage and status of today; `first` and `last` the days between which one may ask. `events` of
    `events_now` had happened; `check` is the code of the history up to then.
    """

    header: Header
    rail: Rail
    checklist: Checklist
    checklist_of: Text
    gate: GatePanel
    debts: tuple[DebtView, ...]
    rounds: tuple[RoundView, ...]
    facts: tuple[Known, ...]
    seats: tuple[Holding, ...]
    day: date
    first: date
    last: date
    events: int
    events_now: int
    check: str
    now: tuple[Clause, Clause]


def past_page(session: Session, actor: Actor, number: str, day: date) -> PastPage:
    """The project at the end of a day. Raises NotFound; Invalid(`day`) for a day before it was there, or to come."""
    project = find(session.tx, actor, number)
    reading, events = read_then(session, actor, project, day)
    panel = gate_panel(reading, NOTHING)
    shown = checklist(reading, NOTHING)
    standard = reading.standard
    current = session.standard(project.standard, project.track)
    return PastPage(
        header=header(reading, panel.groups),
        rail=rail(reading, panel.count),
        checklist=shown,
        checklist_of=standard.stages[reading.case.project.stage].text,
        gate=panel,
        debts=debts(reading, NOTHING),
        rounds=tuple(each for each in rounds(reading, NOTHING) if each.decided is not None),
        facts=known_facts_of(reading),
        seats=tuple(reading.holding(each.code) for each in standard.offices.values() if each.held == "seat"),
        day=day,
        first=_day_of(events[0]),
        last=session.day,
        events=len(events),
        events_now=project.revision,
        check=check_code(events[-1].hash),
        now=(
            Clause(project.stage, current.stages[project.stage].text),
            Clause(project.status, current.flow.states[project.status].text),
        ),
    )


def read_then(
    session: Session, actor: Actor, project: ProjectRow, day: date
) -> tuple[Reading, list[HistoryRow]]:
    """A project of this reader's opened as of the end of a day, with its events up to then."""
    if day > session.day:
        raise Invalid("day", "in_the_future")
    assert project.id is not None
    now = past.then(session, _end_of(day))
    found = dict(past.events_until(now, [project.id], now.at))
    if project.id not in found:
        raise Invalid("day", "before_registration", {"day": project.registered_on})
    events = found[project.id]
    case = past.case_then(now, project.id, events)
    names = names_in(session.tx, case)
    notes = read_words(session.tx, hashes_in(case))
    reading = Reading(
        now,
        actor,
        now.standard(case.project.standard, case.project.track),
        case,
        held_offices(session.tx, actor, project.id),
        _parties(now, [row for row in case.participations.values() if row.until is None]),
        names,
        _staff(session.tx, day),
        lent_on(session.tx, day),
        notes,
    )
    return reading, events


def _end_of(day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(0), ZONE)
    return (midnight - LAST_INSTANT).astimezone(UTC)


def _day_of(event: HistoryRow) -> date:
    return datetime.fromisoformat(event.at).astimezone(ZONE).date()


def _parties(now: Then, rows: list[ParticipationRow]) -> tuple[Party, ...]:
    """The organisations that took part then. Their people are those of today, and are left out."""
    organisation = people.organisation.c
    statement = select(organisation.id, organisation.code, organisation.name)
    wanted = statement.where(organisation.id.in_(sorted({row.organisation for row in rows})))
    known = {row.id: row for row in now.tx.execute(wanted)}
    kinds = now.in_force.organisation_kinds
    return tuple(
        Party(
            known[row.organisation].code,
            known[row.organisation].name,
            Clause(row.kind, kinds[row.kind].text if row.kind in kinds else None),
            row.role,
            row.office,
            row.since,
            (),
        )
        for row in sorted(rows, key=lambda row: row.n)
    )


def _staff(tx: Transaction, day: date) -> Mapping[str, Mapping[int, str]]:
    """Who held each standing office on a day."""
    staff, person = people.staff.c, people.person.c
    statement = (
        select(staff.office, person.id, person.name)
        .join_from(people.staff, people.person, person.id == staff.person)
        .where(staff.standing, staff.since <= day, or_(staff.until.is_(None), staff.until > day))
        .order_by(person.name)
    )
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in tx.execute(statement):
        found[row.office][row.id] = row.name
    return found


def known_facts_of(reading: Reading) -> tuple[Known, ...]:
    """What is recorded of a project, in the order of the standard."""
    known, standard = reading.known, reading.standard
    return tuple(
        Known(fact, known[name])
        for name, fact in standard.facts.items()
        if known.get(name) is not None and not fact.computed
    )
