"""Whether an evaluation is what its history says, beyond rows and columns: each seal fits its sheet, each opened
level is the sealed one, each draw follows from its seed and pool, and the recorded facts are what the levels come
to.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from lifecycle import facts
from lifecycle.case import Case
from lifecycle.database import Transaction
from lifecycle.evaluation.drawing import Lots, NotEnough
from lifecycle.evaluation.drawing import draw as draw_lots
from lifecycle.evaluation.facts import yielded
from lifecycle.evaluation.scoring import band_of
from lifecycle.evaluation.view import Evaluation, every, listed
from lifecycle.records import evaluations
from lifecycle.records.evaluations import DrawRow
from stages import Standard

OF_PEOPLE = "panel_valid"
"""The word for what follows from memberships of the day it was concluded, and not from the rows alone."""


class Doubt(NamedTuple):
    """Something that does not follow: `problem`, where it stands, what was to be found and what is there."""

    problem: str
    where: str
    column: str = ""
    expected: str = ""
    found: str = ""


def doubts(tx: Transaction, standard: Standard, case: Case) -> Iterator[Doubt]:
    """Everything that does not follow in the evaluations of one project."""
    for evaluation in every(standard, case):
        yield from _sheets(tx, evaluation)
        yield from _draws(tx, evaluation)
        yield from _result(evaluation)


def _sheets(tx: Transaction, evaluation: Evaluation) -> Iterator[Doubt]:
    sealed = evaluations.sealed.c
    project = evaluation.row.project
    rows = tx.execute(
        select(sealed.assignment, sealed.attempt, sealed.content).where(
            sealed.project == project, sealed.evaluation == evaluation.n
        )
    )
    contents = {(row.assignment, row.attempt): row.content for row in rows}
    for key, sheet in sorted(evaluation.sheets.items()):
        where = f"sheet {evaluation.n}/{key[0]}/{key[1]}"
        content = contents.get(key, "")
        if hashlib.sha256(content.encode()).hexdigest() != sheet.seal:
            yield Doubt("seal_broken", where)
        elif _opened(evaluation, key) != _sealed(evaluation, key, content):
            yield Doubt("scores_differ", where)


def _opened(evaluation: Evaluation, key: tuple[int, int]) -> dict[str, tuple[int | None, str, str]]:
    return {
        str(each[2]): (row.level, row.reason, row.evidence)
        for each, row in evaluation.scores.items()
        if (each[0], each[1]) == key
    }


def _sealed(
    evaluation: Evaluation, key: tuple[int, int], content: str
) -> dict[str, tuple[int | None, str, str]]:
    """What a sheet holds; nothing before its attempt is revealed."""
    if evaluation.attempts[key[1]].revealed_on is None:
        return {}
    return {
        code: (level, reason, evidence)
        for code, (level, reason, evidence) in json.loads(content)["levels"].items()
    }


def _draws(tx: Transaction, evaluation: Evaluation) -> Iterator[Doubt]:
    pool = evaluations.pool.c
    for n, row in sorted(evaluation.draws.items()):
        content = tx.scalar(select(pool.content).where(pool.hash == row.pool)) or ""
        drawn = sorted((each.n, each.person) for each in evaluation.assignments.values() if each.draw == n)
        if made_again(row, content) != tuple(person for _, person in drawn):
            yield Doubt("draw_differs", f"draw {evaluation.n}/{n}")


def made_again(row: DrawRow, content: str) -> tuple[int, ...]:
    """Whom the seed gives; nobody where the pool is not the one whose hash the history carries."""
    if hashlib.sha256(content.encode()).hexdigest() != row.pool:
        return ()
    try:
        box = Lots.read(content)
        return draw_lots(row.seed, box) if box.seats == listed(row.wanted) else ()
    except (NotEnough, ValueError, KeyError, TypeError, IndexError):
        return ()


def _result(evaluation: Evaluation) -> Iterator[Doubt]:
    row, result = evaluation.row, evaluation.result
    if row.concluded_on is None or row.annulled_on is not None:
        return
    where, total = f"evaluation {row.n}", None if result.total is None else str(result.total)
    band = band_of(evaluation.rubric, row.gate, result.total)
    for column, expected, found in (
        ("total", total, row.total),
        ("band", band.code if band else None, row.band),
    ):
        if expected != found:
            yield Doubt("result_differs", where, column, str(expected), str(found))
    if row.kind != "opinion" and row.visit == evaluation.case.project.visit:
        yield from _facts(evaluation)


def _facts(evaluation: Evaluation) -> Iterator[Doubt]:
    known = facts.recorded(evaluation.standard, evaluation.case)
    for name, value in yielded(evaluation, panel_valid=True).items():
        if evaluation.standard.facts[name].scored != OF_PEOPLE and value != known.get(name):
            yield Doubt("result_differs", f"fact {name}", "value", str(value), str(known.get(name)))
