"""The facts that an evaluation yields, by the words of the standard: see `stages.vocabulary.SCORED`."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from lifecycle.evaluation.scoring import shortfalls, summarise
from lifecycle.evaluation.view import Evaluation, frozen
from stages.conditions import Value

Yield = dict[tuple[str, str | None], Value | None]


def yielded(evaluation: Evaluation, *, panel_valid: bool) -> Mapping[str, Value | None]:
    """The facts of this evaluation at its gate, by name; None for one that cannot be known.

    Those that come from a duty of its stage, and of an officer's rating those of its own duty: what another stage asks
    for is not recorded here.
    """
    values = _values(evaluation, panel_valid=panel_valid)
    own = {evaluation.scored.duty}
    if evaluation.row.kind == "panel":
        stage = evaluation.standard.gates[evaluation.row.gate].stage
        own = {duty.code for duty in evaluation.standard.duties_of(stage)}
    return {
        name: values.get((fact.scored, fact.origin.of))
        for name, fact in evaluation.standard.facts.items()
        if fact.scored is not None and not own.isdisjoint(fact.from_duties)
    }


def _values(evaluation: Evaluation, *, panel_valid: bool) -> Yield:
    result, rows = evaluation.result, evaluation.assignments.values()
    found: Yield = {
        ("floors_unmet", None): len(shortfalls(evaluation.rubric, evaluation.row.gate, result)),
        ("weighted_total", None): _plain(result.total),
        ("largest_sd", None): _plain(result.largest_deviation),
        ("dispersion_open", None): evaluation.is_disputed,
        ("panel_valid", None): panel_valid,
        ("valid_scores", None): len(evaluation.counting),
        ("experts_drawn", None): len(rows),
        ("statements_signed", None): sum(1 for row in rows if row.declared_on is not None),
        ("rubric_frozen", None): evaluation.row.rubric == frozen(evaluation.standard, evaluation.rubric),
    }
    again = max((row.n for row in evaluation.attempts.values() if row.kind == "proof"), default=None)
    earlier = _middles(evaluation, again)
    for code, now in _middles(evaluation, None).items():
        found["level", code] = now
        found["level_before_rescore", code] = earlier[code]
        found["level_after_rescore", code] = None if again is None else now
    return found


def _middles(evaluation: Evaluation, before: int | None) -> dict[str, int | float | None]:
    """The level of each dimension that its floor is compared with; as it was before an attempt, or as it is."""
    levels = {code: tuple(by.values()) for code, by in evaluation.levels(before=before).items()}
    result = summarise(evaluation.rubric, levels)
    return {code: _plain(each.middle) for code, each in result.dimensions.items()}


def _plain(value: Decimal | Fraction | None) -> int | float | None:
    """As facts are recorded: a whole number without a point."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
