"""One project as the engine sees it: its rows, and how they change.

A `Write` is the result of an act on one row. The same `Case.apply` carries a write into the rows a verb is working
with and folds the history back into rows, so that what the history says and what the tables hold cannot drift apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from sqlalchemy import Date, Table

from lifecycle.records import evaluations, work
from lifecycle.records import project as projects
from lifecycle.records import rounds as decisions
from lifecycle.records.base import Record

Key = tuple[int | str, ...]


class Kept(NamedTuple):
    """A kind of row that belongs to a project: its class, its table, its key without the project."""

    row: type[Record]
    table: Table
    key: tuple[str, ...]
    dates: frozenset[str]


def _kept(row: type[Record], table: Table) -> Kept:
    key = tuple(column.name for column in table.primary_key if column.name != "project")
    dates = frozenset(column.name for column in table.columns if isinstance(column.type, Date))
    return Kept(row, table, key, dates)


KEPT: Mapping[str, Kept] = {
    "visit": _kept(projects.VisitRow, projects.visit),
    "hold": _kept(projects.HoldRow, projects.hold),
    "participation": _kept(projects.ParticipationRow, projects.participation),
    "seat": _kept(projects.SeatRow, projects.seat),
    "duty": _kept(work.DutyRow, work.duty),
    "milestone": _kept(work.MilestoneRow, work.milestone),
    "document": _kept(work.DocumentRow, work.document),
    "fact": _kept(work.FactRow, work.fact),
    "round": _kept(decisions.RoundRow, decisions.round_),
    "opinion": _kept(decisions.OpinionRow, decisions.opinion),
    "debt": _kept(decisions.DebtRow, decisions.debt),
    evaluations.EVALUATION: _kept(evaluations.EvaluationRow, evaluations.evaluation),
    "self_rating": _kept(evaluations.SelfRatingRow, evaluations.self_rating),
    "self_level": _kept(evaluations.SelfLevelRow, evaluations.self_level),
    "draw": _kept(evaluations.DrawRow, evaluations.draw),
    "assignment": _kept(evaluations.AssignmentRow, evaluations.assignment),
    "attempt": _kept(evaluations.AttemptRow, evaluations.attempt),
    "sheet": _kept(evaluations.SheetRow, evaluations.sheet),
    "score": _kept(evaluations.ScoreRow, evaluations.score),
    "conflict": _kept(evaluations.ConflictRow, evaluations.conflict),
}
PROJECT = "project"
PROJECT_DATES = frozenset({"registered_on", "archived_on", "entry_approved_on", "survey_on"})
DERIVED = frozenset({"open_required", "next_due", "yellow_on", "red_on", "officer"})
"""Columns of the project that are computed from the rest: never in an event."""


@dataclass(frozen=True, slots=True)
class Write:
    """Some columns of one row as they now are. A new row comes with all columns that differ from blank."""

    table: str
    key: Key
    values: Mapping[str, Any]


class Source(Protocol):
    """Where the rows of a case come from."""

    def every(self, table: str) -> Iterable[Record]:
        """All rows of a kind."""
        ...

    def some(self, table: str, where: Mapping[str, Any]) -> Iterable[Record]:
        """The rows of a kind with these columns."""
        ...

    def highest(self, table: str) -> int:
        """The highest number of a kind of row whose key is a number, 0 for none."""
        ...


class Nowhere:
    """The source of a case that starts empty: one that is folded, or has just been created."""

    def every(self, _: str) -> Iterable[Record]:
        return ()

    def some(self, _: str, __: Mapping[str, Any]) -> Iterable[Record]:
        return ()

    def highest(self, _: str) -> int:
        return 0


class Case:
    """A project and the rows that belong to it, read when first asked for.

    Writes on rows that are not read yet wait until they are: an act on one duty need not read the whole project.
    """

    def __init__(self, project: projects.ProjectRow, source: Source | None = None) -> None:
        self.project = project
        self._source = source or Nowhere()
        self._waiting: dict[str, list[Write]] = defaultdict(list)
        self._rows: dict[str, dict[Key, Record]] = {}
        self._latest_duties: dict[tuple[str, int], work.DutyRow] | None = None
        self._latest_milestones: dict[tuple[str, int], work.MilestoneRow] | None = None

    def rows(self, table: str) -> dict[Key, Record]:
        """All rows of a kind, by key without the project."""
        if table not in self._rows:
            self._rows[table] = _by_key(table, self._source.every(table))
            for write in self._waiting.pop(table, ()):
                self._carry(self._rows[table], write)
        return self._rows[table]

    def some(self, table: str, **where: Any) -> dict[Key, Record]:
        """The rows with these columns, without reading the others if none was asked for yet."""
        if table in self._rows:
            found = self._rows[table]
        else:
            found = _by_key(table, self._source.some(table, where))
            for write in self._waiting[table]:
                if write.key in found or where.items() <= write.values.items():
                    self._carry(found, write)
        return {
            key: row for key, row in found.items() if all(getattr(row, name) == where[name] for name in where)
        }

    def apply(self, write: Write) -> None:
        """Carry one write into the rows. An unknown key makes a new row."""
        if write.table == PROJECT:
            self.project = self.project.changed(write.values)
            return
        self._forget(write.table)
        if write.table in self._rows:
            self._carry(self._rows[write.table], write)
        else:
            self._waiting[write.table].append(write)

    def _carry(self, rows: dict[Key, Record], write: Write) -> None:
        known = rows.get(write.key)
        rows[write.key] = known.changed(write.values) if known is not None else self._new(write)

    def made(self, write: Write) -> Record:
        """The row as it is after a write that made it, and whatever else was written to it."""
        known = self._rows.get(write.table, {}).get(write.key)
        return known if known is not None else self._new(write)

    def _new(self, write: Write) -> Record:
        """The row that a write on an unknown key makes; columns it does not name are blank."""
        kept = KEPT[write.table]
        named = dict(zip(kept.key, write.key, strict=True))
        return kept.row.of({"project": self.project.id, **named, **write.values})

    def _forget(self, table: str) -> None:
        if table == "duty":
            self._latest_duties = None
        elif table == "milestone":
            self._latest_milestones = None

    # The rows by kind ---------------------------------------------------------------------------------------

    @property
    def duties(self) -> dict[Key, work.DutyRow]:
        return cast(dict[Key, work.DutyRow], self.rows("duty"))

    @property
    def milestones(self) -> dict[Key, work.MilestoneRow]:
        return cast(dict[Key, work.MilestoneRow], self.rows("milestone"))

    @property
    def visits(self) -> dict[Key, projects.VisitRow]:
        return cast(dict[Key, projects.VisitRow], self.rows("visit"))

    @property
    def holds(self) -> dict[Key, projects.HoldRow]:
        return cast(dict[Key, projects.HoldRow], self.rows("hold"))

    @property
    def seats(self) -> dict[Key, projects.SeatRow]:
        return cast(dict[Key, projects.SeatRow], self.rows("seat"))

    @property
    def participations(self) -> dict[Key, projects.ParticipationRow]:
        return cast(dict[Key, projects.ParticipationRow], self.rows("participation"))

    @property
    def documents(self) -> dict[Key, work.DocumentRow]:
        return cast(dict[Key, work.DocumentRow], self.rows("document"))

    @property
    def facts(self) -> dict[Key, work.FactRow]:
        return cast(dict[Key, work.FactRow], self.rows("fact"))

    @property
    def rounds(self) -> dict[Key, decisions.RoundRow]:
        return cast(dict[Key, decisions.RoundRow], self.rows("round"))

    @property
    def opinions(self) -> dict[Key, decisions.OpinionRow]:
        return cast(dict[Key, decisions.OpinionRow], self.rows("opinion"))

    @property
    def debts(self) -> dict[Key, decisions.DebtRow]:
        return cast(dict[Key, decisions.DebtRow], self.rows("debt"))

    # What is asked of them again and again ------------------------------------------------------------------

    @property
    def visit(self) -> projects.VisitRow:
        """The present stay."""
        return self.visits[(self.project.visit,)]

    @property
    def state(self) -> str:
        """The state of the machine: `stage/status`."""
        return f"{self.project.stage}/{self.project.status}"

    def latest_duties(self) -> dict[tuple[str, int], work.DutyRow]:
        """The newest row of each duty and occurrence: a later visit opens again only what was struck."""
        if self._latest_duties is None:
            self._latest_duties = _newest(self.duties.values())
        return self._latest_duties

    def latest_milestones(self) -> dict[tuple[str, int], work.MilestoneRow]:
        """The newest row of each milestone and occurrence."""
        if self._latest_milestones is None:
            self._latest_milestones = _newest(self.milestones.values())
        return self._latest_milestones

    def duties_of(self, milestone: str, occurrence: int) -> list[work.DutyRow]:
        """The newest rows of the duties that name one occurrence of a milestone, read alone if need be."""
        rows = cast("dict[Key, work.DutyRow]", self.some("duty", milestone=milestone, occurrence=occurrence))
        return list(_newest(rows.values()).values())

    def newest_duty(self, code: str, occurrence: int) -> work.DutyRow | None:
        """The newest row of one duty and occurrence, read alone if need be."""
        rows = cast("dict[Key, work.DutyRow]", self.some("duty", code=code, occurrence=occurrence))
        return _newest(rows.values()).get((code, occurrence))

    def fact_rows(self) -> dict[str, work.FactRow]:
        """The row that counts for each fact: the one recorded last."""
        counting: dict[str, work.FactRow] = {}
        for row in sorted(self.facts.values(), key=lambda each: each.seq):
            counting[row.name] = row
        return counting

    def open_round(self) -> decisions.RoundRow | None:
        return next((row for row in self.rounds.values() if row.option is None), None)

    def open_hold(self) -> projects.HoldRow | None:
        return next((row for row in self.holds.values() if row.until_on is None), None)

    def holder(self, office: str) -> int | None:
        """The person seated in an office of this project, if any."""
        return next(
            (row.person for row in self.seats.values() if row.office == office and row.until is None), None
        )

    def exercises(self, office: str, kinds: str = "") -> bool:
        """Whether an organisation takes part whose members hold `office` (and is of one of `kinds`, if any)."""
        return any(
            row.office == office and row.until is None and (not kinds or f",{row.kind}," in kinds)
            for row in self.participations.values()
        )

    def next_number(self, table: str) -> int:
        """The next running number of a kind of row whose key is a number, without reading the rows."""
        if table in self._rows:
            return 1 + max((int(key[0]) for key in self._rows[table]), default=0)
        waiting = (int(write.key[0]) for write in self._waiting[table])
        return 1 + max((self._source.highest(table), *waiting))

    def documents_of(self, duty: work.DutyRow) -> list[work.DocumentRow]:
        """The evidence of one duty, every version, read alone if need be."""
        rows = self.some("document", visit=duty.visit, duty=duty.code, occurrence=duty.occurrence)
        return list(cast("dict[Key, work.DocumentRow]", rows).values())


OfVisit = TypeVar("OfVisit", work.DutyRow, work.MilestoneRow)


def _newest(rows: Iterable[OfVisit]) -> dict[tuple[str, int], OfVisit]:
    newest: dict[tuple[str, int], OfVisit] = {}
    for row in rows:
        key = row.code, row.occurrence
        if key not in newest or newest[key].visit < row.visit:
            newest[key] = row
    return newest


def _by_key(table: str, rows: Iterable[Record]) -> dict[Key, Record]:
    key_of = attrgetter(*KEPT[table].key)
    single = len(KEPT[table].key) == 1
    return {(key_of(row),) if single else key_of(row): row for row in rows}


def decode(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an event's write as Python values: ISO days become dates."""
    dates = PROJECT_DATES if table == PROJECT else KEPT[table].dates
    return {
        name: date.fromisoformat(value) if name in dates and value is not None else value
        for name, value in values.items()
    }
