"""The report of an evaluation: the same for everybody who may read it, so that its check code stands for one text.

It names no expert, and gives the levels of a dimension lowest first, whoever reads it. What happens afterwards (an
objection and its answer) is told as of the day it is printed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import Evaluation, numbered
from lifecycle.history import check_code, parse
from lifecycle.policy import Actor
from lifecycle.queries.choices import Choices, choices
from lifecycle.queries.evaluation import Cell, DimensionLine, EvaluationPage, page_of
from lifecycle.queries.reading import Clause, Party, Reading, read_project
from lifecycle.queries.rounds import DebtView, debt_view
from lifecycle.records import journal
from lifecycle.records.evaluations import EVALUATION
from lifecycle.verbs import objections
from stages.model import DispersionStep, Text


@dataclass(frozen=True)
class Report:
    """`evaluation` is without names. `check` is the code of the event that concluded it, `hash` its standard's.
    `object_until` is the last day to object, None where nobody can; `may_object`: the reader is one who can.
    `objections` are those about this report.
    """

    evaluation: EvaluationPage
    project: str
    gate: Clause
    scale: Text
    parties: tuple[Party, ...]
    officer: str | None
    standard: str
    hash: str
    check: str
    steps: tuple[DispersionStep, ...]
    object_until: date | None
    may_object: bool
    objections: tuple[DebtView, ...]
    as_of: date


def report(session: Session, actor: Actor, number: str, n: int) -> Report:
    """The report of one evaluation. Raises NotFound unless it is concluded and the reader may know its result."""
    reading = read_project(session, actor, number)
    found = numbered(reading.standard, reading.case, n)
    page = page_of(reading, found) if found else None
    if found is None or page is None or page.concluded_on is None or not page.sees_result:
        raise NotFound("evaluation_record", str(n))
    return _report(reading, found, page)


def _report(reading: Reading, found: Evaluation, page: EvaluationPage) -> Report:
    standard, may = reading.standard, choices(reading)
    officer = reading.holding(found.officer) if found.officer else None
    about = _about(found)
    windows = objections.open_windows(reading.session, standard, reading.case) if about else {}
    return Report(
        evaluation=_nameless(page),
        project=reading.case.project.title,
        gate=Clause(page.gate, standard.gates[page.gate].text),
        scale=found.rubric.scale.text,
        parties=reading.parties,
        officer=next(iter(officer.by), None) if officer else None,
        standard=standard.version,
        hash=standard.hash,
        check=_check(reading, found.n),
        steps=tuple(_steps(found)),
        object_until=windows.get(about or ""),
        may_object="object" in may.moves,
        objections=tuple(_objections(reading, may, about, page)),
        as_of=reading.day,
    )


def _about(found: Evaluation) -> str | None:
    """The milestone of the report, to which one objects."""
    move, stage = found.standard.moves.get("object"), found.standard.gates[found.row.gate].stage
    return next(
        (
            code
            for code in (move.about if move else ())
            if code in found.standard.milestones
            and found.standard.milestones[code].stage == stage
            and found.standard.milestones[code].kind != "window"
        ),
        None,
    )


def _objections(
    reading: Reading, may: Choices, about: str | None, page: EvaluationPage
) -> Iterable[DebtView]:
    for row in sorted(reading.case.debts.values(), key=lambda each: each.n):
        is_of_this = page.concluded_on is not None and row.opened_on >= page.concluded_on
        if row.kind == objections.KIND and row.clause == about and is_of_this:
            yield debt_view(reading, may, row)


def _steps(found: Evaluation) -> Iterable[DispersionStep]:
    """The steps that disagreement took, in their order."""
    taken = {row.step for row in found.attempts.values() if row.step is not None}
    for step in found.rubric.dispersion.steps:
        if step.step in taken or (step.decider is not None and found.row.dissent is not None):
            yield step


def _nameless(page: EvaluationPage) -> EvaluationPage:
    return replace(page, dimensions=tuple(_line(line) for line in page.dimensions), experts=(), people={})


def _line(line: DimensionLine) -> DimensionLine:
    cells = (replace(cell, expert=0, attempt=0) for cell in line.cells if cell.counts)
    return replace(line, cells=tuple(sorted(cells, key=_by_level)))


def _by_level(cell: Cell) -> tuple[int, str]:
    words = cell.reason.text if cell.reason and cell.reason.text else ""
    return (-1 if cell.level is None else cell.level, words)


def _check(reading: Reading, n: int) -> str:
    """The code of the event in which the evaluation was last concluded."""
    event = journal.history
    statement = (
        select(event.c.body, event.c.hash)
        .where(event.c.project == reading.project_id)
        .order_by(event.c.seq.desc())
    )
    for row in reading.session.tx.execute(statement):
        if _concludes(row, n):
            return check_code(row.hash)
    raise NotFound("evaluation_record", str(n))


def _concludes(row: Any, n: int) -> bool:
    return any(
        write.table == EVALUATION and write.key == (n,) and write.values.get("concluded_on") is not None
        for write in parse(row.body).writes
    )
