"""Filling the register from a table that somebody else kept: CSV or XLSX, and a map that says what its columns mean.

Every row becomes a draft awaiting screening, is known already by its origin, or is a named problem with its line and
column; nothing is dropped in silence. Either the whole file is taken or, where a row is wrong, nothing: unless the
wrong rows are left out on purpose, by name. A cell is text and stays text, also one that looks like a formula.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from lifecycle import facts
from lifecycle.accounts import add_organisation
from lifecycle.database import Transaction
from lifecycle.engine import Engine, Session
from lifecycle.errors import Invalid, Refusal
from lifecycle.names import checked_name
from lifecycle.policy import Actor, actor_of
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.people import OrganisationRow
from lifecycle.register.column_map import ColumnMap, FactColumn
from lifecycle.register.tables import ISO_DAY, SURPLUS, Row, rows_of
from lifecycle.verbs.register import entry_point_of
from lifecycle.verbs.register_import import Imported, checked, register_many, require_importer
from stages import Standard
from stages.conditions import Value

BATCH = 500
"""So many rows are asked for their origins, and written, at once."""


@dataclass(frozen=True)
class RowProblem:
    """Why a row cannot be taken: the column and what is wrong, as a problem code with the value found."""

    line: int
    column: str
    problem: str
    value: str
    values: Mapping[str, object] = field(default_factory=dict)


class Taken(NamedTuple):
    """What became of a row, or would: `new`, `known` or `wrong`."""

    line: int
    title: str
    outcome: str


@dataclass
class Report:
    """What was done, or would be: how many drafts, which rows were known already, which are wrong. `rows` tells it of
    each where that was asked for; `numbers` are those of the new ones, in their order.
    """

    drafts: int = 0
    known: int = 0
    organisations: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    rows: list[Taken] = field(default_factory=list)


class ImportRefused(Refusal):
    """Rows are wrong, so nothing was written; `report` names them."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.problems)} problems")
        report.numbers.clear()
        self.report = report


class _Refused(Exception):
    """One row is wrong: carries why."""

    def __init__(self, problems: Iterable[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)


@dataclass(frozen=True)
class Way:
    """How a file is taken. `leave_out`: take the good rows although others are wrong. `dry_run`: take nothing, only say
    what would be. `prefix` begins the project numbers. `along` is given the rows and passes them on: the place for a
    progress bar. `tell_each`: say of each row what became of it.
    """

    prefix: str = "YH"
    leave_out: bool = False
    dry_run: bool = False
    along: Callable[[Iterable[Row]], Iterable[Row]] = iter
    tell_each: bool = False


STRICTLY = Way()


def import_file(engine: Engine, actor_id: int, file: Path, mapping: ColumnMap, way: Way = STRICTLY) -> Report:
    """Take a file into the register in one transaction, and say what became of each row.

    A dry run does the same in a transaction that is given up. Raises ImportRefused with the report when rows are wrong
    and may not be left out, Invalid for a file or map that does not fit, NotPermitted for somebody who may not
    register for others.
    """
    report = Report()
    try:
        with _collecting_little(), engine.write() as session:
            actor = actor_of(session.tx, actor_id)
            require_importer(actor)
            standard = engine.standards.current(session.day)
            taking = _Import(session, actor, standard, mapping, report, way)
            taking.take(way.along(rows_of(file, mapping.columns)))
            if report.problems and not (way.leave_out or way.dry_run):
                raise ImportRefused(report)
            if way.dry_run:
                raise _GivenUp
    except _GivenUp:
        report.numbers.clear()
    return report


class _GivenUp(Exception):
    """A dry run has seen enough."""


@contextmanager
def _collecting_little() -> Iterator[None]:
    """Keep what is loaded already, the standards above all, out of each round of garbage collection: a fifth of the
    time of a long import.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


# Taking the rows ------------------------------------------------------------------------------------------------


@dataclass
class _Import:
    session: Session
    actor: Actor
    standard: Standard
    mapping: ColumnMap
    report: Report
    way: Way
    organisations: dict[str, OrganisationRow] = field(default_factory=dict)
    origins: set[str] = field(default_factory=set)
    taken: list[tuple[Imported, OrganisationRow | None]] = field(default_factory=list)

    def take(self, rows: Iterable[Row]) -> None:
        self._require_facts()
        self.organisations = _organisations(self.session.tx, self.mapping.organisation.kind)
        several = iter(rows)
        while batch := list(islice(several, BATCH)):
            known = self._known(batch)
            for row in batch:
                self._take_one(row, known)
            self._register()

    def _require_facts(self) -> None:
        for column in self.mapping.facts:
            fact = self.standard.facts.get(column.fact)
            if fact is None or fact.computed:
                raise Invalid("map", "no_such_fact", {"fact": column.fact})
        if self.standard.member_office(self.mapping.organisation.kind) is None:
            raise Invalid("map", "takes_no_part", {"name": self.mapping.organisation.kind})

    def _known(self, batch: list[Row]) -> set[str]:
        """The origins of these rows that the register has already."""
        origin = projects.project.c.origin
        asked = [self.mapping.origin_of(row.cells) for row in batch]
        return set(self.session.tx.scalars(select(origin).where(origin.in_(asked))).all()) - {None}

    def _take_one(self, row: Row, known: set[str]) -> None:
        if self.mapping.origin_of(row.cells) in known:
            self.report.known += 1
            self._tell(row, "known")
            return
        try:
            self.taken.append((self._imported(row), self._organisation(row)))
        except _Refused as refused:
            self._turn_down(row, refused.problems)
        except Invalid as error:
            column = self.mapping.by_field.get(error.field, error.field)
            value = row.cells.get(column, "")
            self._turn_down(row, [RowProblem(row.line, column, error.problem, value, error.values)])
        else:
            self._tell(row, "new")

    def _turn_down(self, row: Row, problems: Iterable[RowProblem]) -> None:
        self.report.problems += problems
        self._tell(row, "wrong")

    def _tell(self, row: Row, outcome: str) -> None:
        if self.way.tell_each:
            title = " ".join(row.cells.get(self.mapping.title.column, "").split())
            self.report.rows.append(Taken(row.line, title, outcome))

    def _register(self) -> None:
        """Write what was taken since the last time."""
        receipts = register_many(self.session, self.actor, self.standard, self.taken, self.way.prefix)
        self.report.drafts += len(receipts)
        self.report.numbers += (receipt.number for receipt in receipts)
        self.taken.clear()

    def _imported(self, row: Row) -> Imported:
        if misshapen := self._shape(row):
            raise _Refused(misshapen)
        values, problems = self._facts(row)
        if problems:
            raise _Refused(problems)
        return checked(
            Imported(
                title=self.mapping.title_of(row.cells),
                summary=self.mapping.summary_of(row.cells),
                origin=self.mapping.origin_of(row.cells),
                facts=values,
                entry=entry_point_of(self.standard, self.mapping.entry_of(row.cells)),
            )
        )

    def _shape(self, row: Row) -> list[RowProblem]:
        """What is wrong with the row as a whole: cells missing or to spare, no origin, an origin given twice."""
        problems = []
        if SURPLUS in row.cells:
            problems.append(RowProblem(row.line, SURPLUS, "too_many_cells", row.cells[SURPLUS]))
        if absent := [column for column in self.mapping.columns if column not in row.cells]:
            problems.append(RowProblem(row.line, absent[0], "too_few_cells", ""))
        key, origin = self.mapping.origin.column, self.mapping.origin_of(row.cells)
        if not row.cells.get(key):
            problems.append(RowProblem(row.line, key, "missing", ""))
        elif origin in self.origins:
            problems.append(RowProblem(row.line, key, "given_twice", row.cells[key]))
        self.origins.add(origin)
        return problems

    def _facts(self, row: Row) -> tuple[dict[str, Value], list[RowProblem]]:
        values: dict[str, Value] = {}
        problems: list[RowProblem] = []
        for column in self.mapping.facts:
            given = row.cells.get(column.column, "")
            try:
                value = _value(column, given, is_dated=row.is_dated)
                if value is not None:
                    values[column.fact] = facts.parse(self.standard.facts[column.fact], value)
            except Invalid as error:
                problems.append(RowProblem(row.line, column.column, error.problem, given, error.values))
        return values, problems

    def _organisation(self, row: Row) -> OrganisationRow | None:
        """The row's organisation, which is entered when it is new. None for an empty cell."""
        wanted = self.mapping.organisation
        if not row.cells[wanted.column]:
            return None
        name = checked_name(wanted.column, row.cells[wanted.column], 120)
        if name not in self.organisations:
            code = wanted.code_of(name)
            self.organisations[name] = add_organisation(
                self.session.tx, code=code, name=name, kind=wanted.kind
            )
            self.report.organisations.append(name)
        return self.organisations[name]


def _organisations(tx: Transaction, kind: str) -> dict[str, OrganisationRow]:
    organisation = people.organisation
    rows = tx.execute(
        select(organisation).where(organisation.c.kind == kind, organisation.c.closed_on.is_(None))
    )
    return {row.name: OrganisationRow.of(row) for row in rows}


def _value(column: FactColumn, given: str, *, is_dated: bool) -> Value | None:
    """The value a cell stands for; None where it says nothing. Raises Invalid for one that the map does not foresee."""
    if not given:
        return None
    if column.values:
        if given not in column.values:
            raise Invalid(column.fact, "not_in_list", {"given": given, "values": tuple(column.values)})
        return column.values[given]
    return day_of(column.fact, given, column.formats, is_dated=is_dated) if column.formats else given


def day_of(field: str, given: str, forms: tuple[str, ...], *, is_dated: bool) -> date:
    """A day in one of the forms, or as a spreadsheet gives a cell that is a date. Raises Invalid(`not_a_date`)."""
    for form in (*forms, *([ISO_DAY] if is_dated else [])):
        try:
            return datetime.strptime(given, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Invalid(field, "not_a_date", {"given": given})
