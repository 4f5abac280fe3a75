"""Filling the pool of experts from a table that somebody kept: CSV or XLSX, and which of its columns is what.

Every row becomes an expert, with where they work if it says so; or is somebody of the pool already, who stays as they
are; or is wrong, with its line, column and why. Either the whole table is taken or, where a row is wrong, nothing:
unless the wrong rows are left out on purpose. Nobody gets an account by it: that is the administrators'.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from lifecycle import experts
from lifecycle.engine import Engine, Session
from lifecycle.errors import Invalid
from lifecycle.experts import Related
from lifecycle.policy import Actor, actor_of
from lifecycle.queries.named import organisation_named, person_named
from lifecycle.records.experts import expert
from lifecycle.register.importing import RowProblem, Taken, day_of
from lifecycle.register.tables import SURPLUS, Row, rows_of
from lifecycle.words import BETWEEN
from stages import Standard
from stages.vocabulary import EMPLOYMENT

COLUMNS = ("person", "fields", "keywords", "load_limit", "employer", "since", "until")
NEEDED = ("person", "fields")
DIGITS = 3


@dataclass(frozen=True)
class TableOfExperts:
    """`columns` by what of COLUMNS they are. `spelled`: what a field of a panel may be called, in small letters, with
    its code; `offered` are those names that a refusal gives. `days`: the forms of a date, tried in order.
    """

    columns: Mapping[str, str]
    spelled: Mapping[str, str]
    offered: tuple[str, ...]
    days: tuple[str, ...]

    def cell(self, row: Row, what: str) -> str:
        """What a row says of it; nothing where the table has no such column."""
        return row.cells.get(self.columns.get(what, ""), "").strip() if what in self.columns else ""

    def words(self, row: Row, what: str) -> list[str]:
        """The words of a list in a cell."""
        return [each for each in BETWEEN.split(self.cell(row, what)) if each]


@dataclass(frozen=True)
class Way:
    """`leave_out`: take the good rows although others are wrong. `dry_run`: only say what would be. `along` is given
    the rows and passes them on.
    """

    leave_out: bool = False
    dry_run: bool = False
    along: Callable[[Iterable[Row]], Iterable[Row]] = iter


@dataclass
class Report:
    """What became of each row, or would; `is_taken` says which."""

    problems: list[RowProblem] = field(default_factory=list)
    rows: list[Taken] = field(default_factory=list)
    is_taken: bool = False

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)


class _GivenUp(Exception):
    """Nothing of it is kept."""


def take_table(engine: Engine, actor_id: int, file: Path, table: TableOfExperts, way: Way) -> Report:
    """Take a table into the pool in one transaction, which is given up for a dry run, and where a row is wrong and may
    not be left out.

    Raises Invalid for a file that does not fit, NotPermitted for whoever does not keep the pool.
    """
    if lacking := [each for each in NEEDED if each not in table.columns]:
        raise Invalid(lacking[0], "missing")
    report = Report()
    try:
        with engine.write() as session:
            taking = _Taking(session, actor_of(session.tx, actor_id), table, report)
            experts.require_keeper(taking.actor, taking.standard)
            for row in way.along(rows_of(file, tuple(table.columns.values()))):
                taking.take(row)
            if way.dry_run or (report.problems and not way.leave_out):
                raise _GivenUp
    except _GivenUp:
        return report
    report.is_taken = True
    return report


class _Taking:
    def __init__(self, session: Session, actor: Actor, table: TableOfExperts, report: Report) -> None:
        self.session, self.actor, self.table, self.report = session, actor, table, report
        self.standard: Standard = session.engine.standards.current(session.day)
        self.seen: set[int] = set()

    def take(self, row: Row) -> None:
        """One row, of which nothing is kept when any of it is wrong."""
        try:
            with self.session.tx.begin_nested():
                outcome = self._person(row)
        except Invalid as error:
            column = self.table.columns.get(error.field, error.field)
            value = row.cells.get(column, "")
            self.report.problems.append(RowProblem(row.line, column, error.problem, value, error.values))
            outcome = "wrong"
        self.report.rows.append(Taken(row.line, self.table.cell(row, "person"), outcome))

    def _person(self, row: Row) -> str:
        if SURPLUS in row.cells:
            raise Invalid(SURPLUS, "too_many_cells")
        person = person_named(self.session, self.table.cell(row, "person"), "person")
        if person in self.seen:
            raise Invalid("person", "given_twice")
        self.seen.add(person)
        if self.session.tx.scalar(select(expert.c.person).where(expert.c.person == person)) is not None:
            return "known"
        fields, keywords, load = self._fields(row), self.table.words(row, "keywords"), self._load(row)
        experts.take_in(self.session, self.actor, self.standard, person, fields, keywords, load)
        self._employ(row, person)
        return "new"

    def _fields(self, row: Row) -> list[str]:
        """Their codes. Raises Invalid naming what may stand there."""
        spelled = self.table.spelled
        typed = self.table.words(row, "fields")
        if not typed:
            raise Invalid("fields", "missing")
        if wrong := [each for each in typed if each.casefold() not in spelled]:
            raise Invalid("fields", "not_in_list", {"given": wrong[0], "values": self.table.offered})
        return [spelled[each.casefold()] for each in typed]

    def _load(self, row: Row) -> int:
        typed = self.table.cell(row, "load_limit")
        if not typed:
            return experts.LOAD
        if not (typed.isascii() and typed.isdecimal()) or len(typed) > DIGITS:
            raise Invalid("load_limit", "not_whole", {"given": typed[:20]})
        return int(typed)

    def _employ(self, row: Row, person: int) -> None:
        employer, since, until = (self.table.cell(row, each) for each in ("employer", "since", "until"))
        if not employer:
            if since or until:
                raise Invalid("employer" if "employer" in self.table.columns else "since", "missing")
            return
        if not since:
            raise Invalid("since" if "since" in self.table.columns else "employer", "missing")
        days = {
            each: day_of(each, text, self.table.days, is_dated=row.is_dated)
            for each, text in (("since", since), ("until", until))
            if text
        }
        which = organisation_named(self.session, employer, "employer")
        given = Related(person, EMPLOYMENT, days["since"], which, until=days.get("until"))
        experts.relate(self.session, self.actor, self.standard, given)
