"""What many evaluations came to, for whoever sees the register: one line each, in a number of statements that does not
depend on how many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, select

from lifecycle.case import KEPT, Case
from lifecycle.engine import Session
from lifecycle.evaluation.scoring import band_of, dispersed, shortfalls
from lifecycle.evaluation.view import Evaluation, every
from lifecycle.policy import Actor, allowed, visible
from lifecycle.records import evaluations
from lifecycle.records import project as projects
from lifecycle.records.base import Record
from lifecycle.records.evaluations import EVALUATION
from lifecycle.records.project import ProjectRow

TABLES = (EVALUATION, "assignment", "attempt", "score")


@dataclass(frozen=True)
class ResultLine:
    """One evaluation whose scores are known. `unmet` are the dimensions below their floor, `dispersed` those on
    which the experts disagree too much.
    """

    number: str
    title: str
    gate: str
    n: int
    experts: int
    total: Decimal | None
    band: str | None
    unmet: tuple[str, ...]
    dispersed: tuple[str, ...]
    largest_deviation: Decimal
    concluded_on: date | None
    valid_until: date | None


def results(session: Session, actor: Actor, gate: str | None = None) -> tuple[ResultLine, ...]:
    """Every evaluation whose levels the reader may see, by the project's number."""
    row = evaluations.evaluation.c
    may = allowed(actor, "see_scores", session.day)
    wanted = and_(row.annulled_on.is_(None), may, *((row.gate == gate,) if gate else ()))
    keys = {
        (each.project, each.n)
        for each in session.tx.execute(
            select(row.project, row.n)
            .join(projects.project, projects.project.c.id == row.project)
            .where(wanted)
        )
    }
    lines = (
        _line(evaluation)
        for case in _cases(session, actor)
        for evaluation in every(session.standard(case.project.standard, case.project.track), case)
        if (case.project.id, evaluation.n) in keys
    )
    return tuple(sorted(lines, key=lambda line: (line.number, line.n)))


def _cases(session: Session, actor: Actor) -> Iterator[Case]:
    """The projects that have an evaluation, with the rows that a result is made of."""
    project = projects.project
    has = exists().where(evaluations.evaluation.c.project == project.c.id)
    seen = select(project).where(visible(actor), has)
    rows = {row.id: ProjectRow.of(row) for row in session.tx.execute(seen)}
    kept = {table: _by_project(session, table, seen.with_only_columns(project.c.id)) for table in TABLES}
    for project_id, row in rows.items():
        yield Case(row, _Read({table: found.get(project_id, []) for table, found in kept.items()}))


def _by_project(session: Session, table: str, seen: Any) -> Mapping[int, list[Record]]:
    kept = KEPT[table]
    columns = tuple(column.name for column in kept.table.columns)
    found: dict[int, list[Record]] = defaultdict(list)
    statement = select(kept.table).where(kept.table.c.project.in_(seen))
    for record in kept.row.all_of(columns, session.tx.execute(statement)):
        found[record.project].append(record)  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True)
class _Read:
    """Rows that were read for many projects at once, as the source of one case."""

    tables: Mapping[str, list[Record]]

    def every(self, table: str) -> Iterable[Record]:
        return self.tables[table]

    def some(self, table: str, where: Mapping[str, Any]) -> Iterable[Record]:
        return (row for row in self.tables[table] if all(getattr(row, k) == v for k, v in where.items()))

    def highest(self, table: str) -> int:
        return len(self.tables[table])


def _line(evaluation: Evaluation) -> ResultLine:
    result, row = evaluation.result, evaluation.row
    band = band_of(evaluation.rubric, row.gate, result.total)
    return ResultLine(
        number=evaluation.case.project.number,
        title=evaluation.case.project.title,
        gate=row.gate,
        n=row.n,
        experts=max((each.n for each in result.dimensions.values()), default=0),
        total=result.total,
        band=band.code if band else None,
        unmet=tuple(each.dimension for each in shortfalls(evaluation.rubric, row.gate, result)),
        dispersed=dispersed(evaluation.rubric, result),
        largest_deviation=result.largest_deviation,
        concluded_on=row.concluded_on,
        valid_until=row.valid_until,
    )
