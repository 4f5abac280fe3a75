"""The draws of a panel, each made again from its seed and its pool, for whoever wants to see that nobody chose."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.database import Transaction
from lifecycle.engine import Session
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.evaluation.proof import made_again
from lifecycle.evaluation.view import Evaluation, every, listed
from lifecycle.policy import Actor
from lifecycle.queries.gate import knows_experts
from lifecycle.queries.reading import Reading, read_project
from lifecycle.records import evaluations
from lifecycle.records.evaluations import DrawRow


@dataclass(frozen=True)
class Draw:
    """One draw. `content` is the pool it was made from, `persons` whom the seed gives from it, `drawn` the experts
    by number and name; `is_reproduced`: they are the same.
    """

    evaluation: int
    n: int
    on: date
    by: str | None
    seed: str
    pool: str
    seats: tuple[str, ...]
    keywords: Mapping[str, Sequence[str]]
    content: str
    persons: tuple[int, ...]
    drawn: tuple[tuple[int, str], ...]
    is_reproduced: bool


@dataclass(frozen=True)
class DrawRecord:
    """Every draw of a project, oldest first."""

    number: str
    draws: tuple[Draw, ...]


def draw_record(session: Session, actor: Actor, number: str) -> DrawRecord:
    """For those who may know who is on a panel. Raises NotFound, NotPermitted."""
    reading = read_project(session, actor, number)
    if not knows_experts(reading):
        raise NotPermitted("see_draws", "is_of_bureau")
    found = [
        _draw(reading, evaluation, row)
        for evaluation in every(reading.standard, reading.case)
        for _, row in sorted(evaluation.draws.items())
    ]
    return DrawRecord(number, tuple(found))


def _draw(reading: Reading, evaluation: Evaluation, row: DrawRow) -> Draw:
    content = pool_content(reading.session.tx, row.pool)
    drawn = sorted((each.n, each.person) for each in evaluation.assignments.values() if each.draw == row.n)
    again = made_again(row, content)
    return Draw(
        evaluation=evaluation.n,
        n=row.n,
        on=row.drawn_on,
        by=reading.person(row.drawn_by),
        seed=row.seed,
        pool=row.pool,
        seats=listed(row.wanted),
        keywords=json.loads(row.keywords),
        content=content,
        persons=again,
        drawn=tuple((n, reading.person(person) or "") for n, person in drawn),
        is_reproduced=again == tuple(person for _, person in drawn),
    )


def pool_content(tx: Transaction, digest: str) -> str:
    """A pool by its hash. Raises NotFound where it is gone."""
    pool = evaluations.pool.c
    content = tx.scalar(select(pool.content).where(pool.hash == digest))
    if content is None:
        raise NotFound("pool", digest)
    return str(content)
