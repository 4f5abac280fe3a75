"""What an evaluation keeps others from doing: to overwrite its result by hand, or to close its duty before it has
one.
"""

from datetime import date

from lifecycle.case import Case
from lifecycle.errors import Invalid
from lifecycle.evaluation.pending import pending
from lifecycle.evaluation.view import newest
from stages import Standard
from stages.model import Fact


def is_by_hand(standard: Standard, case: Case, fact: Fact) -> bool:
    """Whether a fact is recorded by hand: one that an evaluation yields only while the visit has none."""
    return fact.scored is None or newest(standard, case) is None


def require_paper(standard: Standard, case: Case, fact: Fact) -> None:
    """Raises Invalid for a fact that the evaluation of this visit yields."""
    if not is_by_hand(standard, case, fact):
        raise Invalid(fact.name, "scored")


def require_result(standard: Standard, case: Case, duty: str, day: date) -> None:
    """Raises Invalid for the duty that only a result completes: while its evaluation waits for something, and for that
    of scoring again before it was scored again.
    """
    evaluation = newest(standard, case)
    if evaluation is None or duty not in (evaluation.scored.duty, evaluation.scored.rescore_duty):
        return
    is_early = duty == evaluation.scored.rescore_duty != evaluation.result_duty
    if is_early or (duty == evaluation.result_duty and pending(evaluation, day)):
        raise Invalid("evidence", "no_result_yet", {"code": duty})
