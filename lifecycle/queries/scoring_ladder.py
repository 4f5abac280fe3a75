"""The ladder of the milestone by which experts score, as it stands beside the panel: what has gone, what comes next.

Its rungs tell those who have to see to it. The experts themselves are reminded by hand, for nobody else may learn who
they are.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lifecycle.evaluation.view import Evaluation
from lifecycle.queries.reading import Clause, Reading
from lifecycle.queries.reminding import ladder_of
from lifecycle.records.work import MilestoneRow
from lifecycle.reminding.ladder import is_climbing, steps
from stages.model import Rung


class RungLine(NamedTuple):
    """A rung with its day. `state`: gone, next, later, skipped, or off once the milestone is done."""

    rung: Rung
    on: date
    state: str


@dataclass(frozen=True)
class ScoringLadder:
    """`due` is None while what the milestone counts from has not happened; then there are no rungs either."""

    milestone: Clause
    occurrence: int
    due: date | None
    rungs: tuple[RungLine, ...]


def scoring_ladder(reading: Reading, evaluation: Evaluation) -> ScoringLadder | None:
    """That of the newest attempt; None where the milestone was never opened."""
    attempt = evaluation.attempt
    again = attempt is not None and attempt.kind == "proof"
    code = evaluation.scored.rescore_milestone if again else evaluation.scored.milestone
    found = [row for row in reading.case.milestones.values() if row.code == code]
    row = max(found, key=lambda each: (each.visit, each.occurrence), default=None)
    known = reading.standard.dated(code) if code else None
    if row is None or known is None:
        return None
    return ScoringLadder(Clause(row.code, known.text), row.occurrence, row.due, _rungs(reading, row))


def _rungs(reading: Reading, row: MilestoneRow) -> tuple[RungLine, ...]:
    if row.due is None:
        return ()
    told = ladder_of(reading.session, row.project, row.visit, row.code, row.occurrence)
    gone = {each.rung for each in told if each.term == row.extensions}
    ladder = steps(reading.standard, row.kind, row.due, reading.session.calendar)
    ahead = (
        each for each in ladder if each.on >= max(reading.day, row.opened_on) and each.rung.code not in gone
    )
    following = next((each.rung.code for each in ahead), None)

    def state(rung: Rung, on: date) -> str:
        if rung.code in gone:
            return "gone"
        if not is_climbing(row):
            return "off"
        if rung.code == following:
            return "next"
        return "later" if on >= reading.day else "skipped"

    return tuple(RungLine(rung, on, state(rung, on)) for rung, on in ladder)
