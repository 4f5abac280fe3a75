"""Where the evaluation of the present visit stands, for the page of its project: a few words and where to go on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lifecycle.evaluation.pending import pending
from lifecycle.evaluation.scoring import shortfalls
from lifecycle.evaluation.view import Evaluation, newest
from lifecycle.queries.evaluation import may_begin
from lifecycle.queries.gate import knows_experts
from lifecycle.queries.reading import Reading
from stages.model import Band


@dataclass(frozen=True)
class EvaluationCard:
    """`by` is panel, officer or opinion. `state`: none (not begun), preparing (no sheet can come in yet), scoring,
    revealed, concluded, expired. `sheets` are in of `awaited`, None for who may not know how many there are. `waits`
    counts what has to happen; `mine` are the acts of it that the reader's office does.
    """

    by: str
    state: str
    n: int | None
    due: date | None
    sheets: int | None
    awaited: int | None
    total: Decimal | None
    band: Band | None
    unmet: tuple[str, ...]
    concluded_on: date | None
    valid_until: date | None
    waits: int
    mine: tuple[str, ...]
    may_begin: bool


def evaluation_card(reading: Reading) -> EvaluationCard | None:
    """None where nothing is scored at the gate of the present stage."""
    standard, case = reading.standard, reading.case
    gate = standard.gate_of(case.project.stage).code
    scored = standard.rubric.at(gate) if standard.rubric else None
    found = newest(standard, case) or newest(standard, case, opinion=True)
    if scored is None and found is None:
        return None
    if found is None:
        by = scored.by if scored else ""
        nothing = (None,) * 4
        return EvaluationCard(by, "none", None, *nothing, None, (), None, None, 0, (), may_begin(reading))
    return _of(reading, found)


def _of(reading: Reading, evaluation: Evaluation) -> EvaluationCard:
    row, attempt = evaluation.row, evaluation.attempt
    waiting = pending(evaluation, reading.day)
    sees = bool(reading.may_on("see_scores", ("n",)) | reading.may_on("see_result", ("n",)))
    knows = knows_experts(reading) and row.kind != "officer" and attempt is not None
    sheets = sum(1 for _, n in evaluation.sheets if attempt is not None and n == attempt.n)
    is_open = attempt is not None and attempt.revealed_on is None
    result = evaluation.result
    return EvaluationCard(
        by=row.kind,
        state=_state(evaluation, reading.day),
        n=row.n,
        due=evaluation.due(attempt) if attempt is not None and is_open else None,
        sheets=sheets if knows else None,
        awaited=sheets + len(evaluation.missing(attempt)) if knows and attempt else None,
        total=result.total if sees else None,
        band=next((each for each in evaluation.rubric.bands if each.code == row.band), None)
        if sees
        else None,
        unmet=tuple(each.dimension for each in shortfalls(evaluation.rubric, row.gate, result))
        if sees
        else (),
        concluded_on=row.concluded_on,
        valid_until=row.valid_until,
        waits=len(waiting),
        mine=tuple(dict.fromkeys(each.act for each in waiting if each.office in reading.held)),
        may_begin=False,
    )


def _state(evaluation: Evaluation, day: date) -> str:
    if evaluation.row.concluded_on is not None:
        return "concluded" if evaluation.is_valid(day) else "expired"
    if evaluation.is_revealed:
        return "revealed"
    seated = any(row.is_scoring for row in evaluation.live)
    return "scoring" if seated and evaluation.self_ratings else "preparing"
