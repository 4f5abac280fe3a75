"""One project as the engine sees it: its rows, and how they change.

A `Write` is the result of an act on one row. The same `Case.apply` carries a write into the rows a verb is working
with and folds the history back into rows, so that what the history says and what the tables hold cannot drift apart.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Date, Table

from lifecycle.records import project as projects
from lifecycle.records import rounds as decisions
from lifecycle.records import work
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
}
PROJECT = "project"
PROJECT_DATES = frozenset({"registered_on", "archived_on"})
DERIVED = frozenset({"open_required", "next_due", "yellow_on", "red_on"})
"""Columns of the project that are computed from the rest: never in an event."""


@dataclass(frozen=True, slots=True)
class Write:
    """Some columns of one row as they now are. A new row comes with all columns that differ from blank."""

    table: str
    key: Key
    values: Mapping[str, Any]


Loader = Callable[[str], Iterable[Record]]


def _nothing(_: str) -> Iterable[Record]:
    return ()


class Case:
    """A project and the rows that belong to it, read when first asked for."""

    def __init__(self, project: projects.ProjectRow, load: Loader = _nothing) -> None:
        self.project = project
        self._load = load
        self._rows: dict[str, dict[Key, Record]] = {}
        self._latest_duties: dict[tuple[str, int], work.DutyRow] | None = None
        self._latest_milestones: dict[tuple[str, int], work.MilestoneRow] | None = None

    def rows(self, table: str) -> dict[Key, Record]:
        if table not in self._rows:
            key = KEPT[table].key
            self._rows[table] = {tuple(getattr(row, name) for name in key): row for row in self._load(table)}
        return self._rows[table]

    def apply(self, write: Write) -> None:
        """Carry one write into the rows. An unknown key makes a new row."""
        if write.table == PROJECT:
            self.project = self.project.changed(write.values)
            return
        self._forget(write.table)
        kept, rows = KEPT[write.table], self.rows(write.table)
        if (known := rows.get(write.key)) is not None:
            rows[write.key] = known.changed(write.values)
            return
        named = dict(zip(kept.key, write.key, strict=True))
        rows[write.key] = kept.row.of({"project": self.project.id, **named, **write.values})

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
        """The next running number of a kind of row whose key is a number."""
        return 1 + max((int(key[0]) for key in self.rows(table)), default=0)


OfVisit = TypeVar("OfVisit", work.DutyRow, work.MilestoneRow)


def _newest(rows: Iterable[OfVisit]) -> dict[tuple[str, int], OfVisit]:
    newest: dict[tuple[str, int], OfVisit] = {}
    for row in rows:
        key = row.code, row.occurrence
        if key not in newest or newest[key].visit < row.visit:
            newest[key] = row
    return newest


def decode(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an event's write as Python values: ISO days become dates."""
    dates = PROJECT_DATES if table == PROJECT else KEPT[table].dates
    return {
        name: date.fromisoformat(value) if name in dates and value is not None else value
        for name, value in values.items()
    }
