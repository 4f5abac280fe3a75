"""One evaluation as its rows tell it: who is of the panel, which sheets are in, which levels count.

Pure: it reads a case under its standard. What only the database knows, such as today's memberships, is for `conflicts`.
Levels exist here only once they are revealed; before that the case holds nothing but the seals of the sheets.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar, cast

from lifecycle.case import Case, Key
from lifecycle.evaluation import panel
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.scoring import Result, dispersed, summarise
from lifecycle.records.base import Record
from lifecycle.records.evaluations import (
    EVALUATION,
    AssignmentRow,
    AttemptRow,
    DrawRow,
    EvaluationRow,
    ScoreRow,
    SelfLevelRow,
    SelfRatingRow,
    SheetRow,
)
from stages import Standard
from stages.model import DispersionStep, Duty, Rubric, ScoredAt

Row = TypeVar("Row", bound=Record)
OFFICER = 0
"""The assignment of the officer who rates alone."""
ANEW = ("first", "proof", "rating")
"""The attempts that begin afresh: of the dimensions they cover, no earlier level counts."""
OF_THOSE_WHO_SCORED = ("rescore", "proof")


class DatedAttempt(NamedTuple):
    """When an attempt was opened, and the last day to score in it."""

    opened_on: date
    due: date


@dataclass(frozen=True)
class Evaluation:
    """A row of `evaluation` with all that belongs to it, read anew each time: a case changes under one's hands."""

    standard: Standard
    case: Case
    row: EvaluationRow
    rubric: Rubric = field(repr=False)

    @property
    def n(self) -> int:
        return self.row.n

    @property
    def scored(self) -> ScoredAt:
        """Who scores at this gate, in which duty."""
        found = self.rubric.at(self.row.gate)
        assert found is not None
        return found

    @property
    def result_duty(self) -> str:
        """The duty that the result completes: that of scoring again once it is scored again after proof of concept."""
        again = any(row.kind == "proof" for row in self.attempts.values())
        return (self.scored.rescore_duty if again else None) or self.scored.duty

    # Its rows ---------------------------------------------------------------------------------------------

    def _rows(self, table: str, _: type[Row]) -> dict[Key, Row]:
        rows = self.case.rows(table)
        return {key[1:]: cast(Row, row) for key, row in rows.items() if key[0] == self.n}

    @property
    def assignments(self) -> dict[int, AssignmentRow]:
        return {int(key[0]): row for key, row in self._rows("assignment", AssignmentRow).items()}

    @property
    def attempts(self) -> dict[int, AttemptRow]:
        """By number, oldest first."""
        rows = self._rows("attempt", AttemptRow)
        return {int(key[0]): rows[key] for key in sorted(rows)}

    @property
    def draws(self) -> dict[int, DrawRow]:
        return {int(key[0]): row for key, row in self._rows("draw", DrawRow).items()}

    @property
    def sheets(self) -> dict[tuple[int, int], SheetRow]:
        """By assignment and attempt."""
        return {(int(key[0]), int(key[1])): row for key, row in self._rows("sheet", SheetRow).items()}

    @property
    def scores(self) -> dict[Key, ScoreRow]:
        """By assignment, attempt and dimension."""
        return self._rows("score", ScoreRow)

    @property
    def self_ratings(self) -> dict[int, SelfRatingRow]:
        """Every submitted version, oldest first."""
        rows = self._rows("self_rating", SelfRatingRow)
        return {int(key[0]): rows[key] for key in sorted(rows)}

    @property
    def own_levels(self) -> dict[str, SelfLevelRow]:
        """The newest self-rating, by dimension."""
        newest = max(self.self_ratings, default=0)
        rows = self._rows("self_level", SelfLevelRow)
        return {str(key[1]): row for key, row in rows.items() if key[0] == newest}

    @property
    def dossier(self) -> tuple[tuple[int, int], ...]:
        """The documents (number, version) that the experts may read: those of the newest submitted version."""
        newest = max(self.self_ratings.values(), key=lambda row: row.version, default=None)
        return parted(newest.dossier) if newest else ()

    # Attempts ---------------------------------------------------------------------------------------------

    @property
    def attempt(self) -> AttemptRow | None:
        """The newest one."""
        return max(self.attempts.values(), key=lambda row: row.n, default=None)

    @property
    def is_revealed(self) -> bool:
        """Whether the newest attempt is: nobody is scoring."""
        return self.attempt is not None and self.attempt.revealed_on is not None

    @property
    def was_revealed(self) -> bool:
        """Whether any level is known."""
        return any(row.revealed_on is not None for row in self.attempts.values())

    def due(self, attempt: AttemptRow) -> date | None:
        """The last day to score; None while what it counts from has not happened, or while the project is held."""
        if attempt.due is not None:
            return attempt.due
        again = attempt.kind == "proof"
        code = self.scored.rescore_milestone if again else self.scored.milestone
        rows = [row for (each, _), row in self.case.latest_milestones().items() if each == code]
        newest = max(rows, key=lambda row: (row.visit, row.occurrence), default=None)
        return newest.due if newest else None

    def is_over(self, attempt: AttemptRow, day: date) -> bool:
        """Whether the last day to score has passed: today still counts."""
        due = self.due(attempt)
        return due is not None and due < day

    def takes_part(self, assignment: AssignmentRow, attempt: AttemptRow) -> bool:
        """Whether an expert of the panel is to score in an attempt."""
        if attempt.kind in OF_THOSE_WHO_SCORED:
            return assignment.attempt < attempt.n and self.has_scored(assignment.n)
        return assignment.attempt == attempt.n

    def has_scored(self, assignment: int) -> bool:
        return any(each == assignment for each, _ in self.sheets)

    def missing(self, attempt: AttemptRow) -> list[AssignmentRow]:
        """Those of the panel whose sheets are not in, by their numbers."""
        return [
            row
            for _, row in sorted(self.assignments.items())
            if row.is_live and self.takes_part(row, attempt) and (row.n, attempt.n) not in self.sheets
        ]

    def is_all_in(self) -> bool:
        """Whether nobody can come in any more who must not know the levels: every seat is filled, every sheet is in."""
        attempt = self.attempt
        if attempt is None or attempt.revealed_on is not None or self.missing(attempt):
            return False
        if attempt.kind not in OF_THOSE_WHO_SCORED and self.open_seats:
            return False
        return any(number == attempt.n for _, number in self.sheets)

    # The panel --------------------------------------------------------------------------------------------

    @property
    def least(self) -> int:
        """How many sheets have to count."""
        if self.row.kind == "opinion":
            asked = self.rubric.panel.on_request_opinion
            return asked.experts if asked else 1
        return panel.minimum(self.standard, self.case) or 0

    @property
    def live(self) -> list[AssignmentRow]:
        return [row for row in self.assignments.values() if row.is_live]

    def may_come_back(self, row: AssignmentRow) -> bool:
        """Whether they left for a conflict, and nobody was drawn for their seat since."""
        replaced = any(each.replaces == row.n for each in self.assignments.values())
        return row.state in ("excluded", "recused") and not replaced

    @property
    def open_seats(self) -> tuple[str, ...]:
        """The seats that nobody holds: all of them before the first draw."""
        size = self.row.size or panel.size(self.rubric.panel, self.least)
        wanted = panel.seats(self.rubric.panel, size)
        return panel.open_seats(wanted, [row.field for row in self.live])

    @property
    def counting(self) -> list[AssignmentRow]:
        """Those whose sheets are in and count: since the experts last scored afresh."""
        afresh = max((row.n for row in self.attempts.values() if row.kind in ANEW), default=0)
        return [
            row
            for row in self.assignments.values()
            if row.is_scoring and any(each == row.n and attempt >= afresh for each, attempt in self.sheets)
        ]

    @property
    def faults(self) -> tuple[Reason, ...]:
        """Why the panel does not count, as far as its own rows show."""
        fields = [row.field for row in self.counting]
        found = panel.faults(self.rubric.panel, self.least, max(self.row.size, 1), fields)
        return found + tuple(
            Reason("unjudged", values={"dimension": code})
            for code, each in (self.result.dimensions.items() if self.is_revealed else ())
            if not each.levels
        )

    @property
    def may_reveal(self) -> bool:
        """Whether enough sheets are in to open them although some are missing: those who are only to score again have
        scored before.
        """
        attempt = self.attempt
        short = {reason.code for reason in self.faults} & {"too_few", "share"}
        return attempt is not None and (attempt.kind == "rescore" or not short)

    # Levels -----------------------------------------------------------------------------------------------

    def levels(self, *, before: int | None = None) -> dict[str, dict[int, int]]:
        """By dimension the level that counts of each expert who could judge it: their newest since the dimension was
        last scored afresh. With `before`, as it was before that attempt.
        """
        afresh = self._afresh(before)
        newest_: dict[tuple[str, int], tuple[int, int | None]] = {}
        for (assignment, attempt, dimension), row in self.scores.items():
            code, number, order = str(dimension), int(assignment), int(attempt)
            if afresh.get(code, order + 1) <= order and (before is None or order < before):
                newest_[code, number] = max(
                    newest_.get((code, number), (0, None)), (order, row.level), key=_order
                )
        counting = {OFFICER} | {row.n for row in self.assignments.values() if row.is_scoring}
        found: dict[str, dict[int, int]] = {code: {} for code in self.dimensions}
        for (code, number), (_, level) in sorted(newest_.items()):
            if level is not None and number in counting:
                found[code][number] = level
        return found

    def _afresh(self, before: int | None) -> dict[str, int]:
        """By dimension the attempt in which it was last scored afresh and revealed."""
        return {
            code: row.n
            for row in self.attempts.values()
            if row.kind in ANEW and row.revealed_on is not None and (before is None or row.n < before)
            for code in listed(row.dimensions)
        }

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that are scored at this gate."""
        return tuple(each.code for each in self.rubric.dimensions_at(self.row.gate))

    @property
    def result(self) -> Result:
        """What the levels that count come to."""
        return summarise(
            self.rubric, {code: tuple(levels.values()) for code, levels in self.levels().items()}
        )

    @property
    def dispersed(self) -> tuple[str, ...]:
        """The dimensions on which the experts disagree too much."""
        return dispersed(self.rubric, self.result)

    # Disagreement -----------------------------------------------------------------------------------------

    @property
    def next_step(self) -> DispersionStep | None:
        """The step that disagreement asks for now; None when there is none, or every step was taken."""
        if self.row.kind != "panel" or not self.is_revealed or not self.dispersed:
            return None
        taken = self._steps_taken()
        return next((step for step in self.rubric.dispersion.steps if step.step > taken), None)

    @property
    def is_disputed(self) -> bool:
        """Whether disagreement is still being dealt with: a step of the rubric is under way, or is to be taken."""
        attempt = self.attempt
        under_way = attempt is not None and attempt.step is not None and attempt.revealed_on is None
        return under_way or self.next_step is not None

    def _steps_taken(self) -> int:
        """The highest step taken since the panel last scored afresh."""
        steps = {step.step for step in self.rubric.dispersion.steps if step.decider is not None}
        if self.row.dissent is not None:
            return max(steps, default=0)
        afresh = max((row.n for row in self.attempts.values() if row.kind in ANEW), default=0)
        return max((row.step or 0 for row in self.attempts.values() if row.n > afresh), default=0)

    @property
    def officer(self) -> str | None:
        """The office that draws the panel and runs the evaluation."""
        return next(iter(self.standard.power("draw_panel")), None)

    def is_valid(self, day: date) -> bool:
        """Whether it is concluded and may still be relied on."""
        return self.row.valid_until is not None and day <= self.row.valid_until


def _order(scored: tuple[int, int | None]) -> int:
    return scored[0]


# Finding one --------------------------------------------------------------------------------------------------


def newest(standard: Standard, case: Case, *, opinion: bool = False) -> Evaluation | None:
    """The evaluation that counts in the present visit: the newest that is not annulled; None where there is none."""
    if standard.rubric is None:
        return None
    rows = cast("Mapping[Key, EvaluationRow]", case.rows(EVALUATION)).values()
    here = [
        row
        for row in rows
        if row.visit == case.project.visit and row.annulled_on is None and (row.kind == "opinion") is opinion
    ]
    row = max(here, key=lambda each: each.n, default=None)
    return None if row is None else Evaluation(standard, case, row, standard.rubric)


def numbered(standard: Standard, case: Case, n: int) -> Evaluation | None:
    """One evaluation of the project by its number."""
    row = case.rows(EVALUATION).get((n,))
    if row is None or standard.rubric is None:
        return None
    return Evaluation(standard, case, cast(EvaluationRow, row), standard.rubric)


def every(standard: Standard, case: Case) -> tuple[Evaluation, ...]:
    """Every evaluation of the project, oldest first, annulled ones and opinions among them."""
    if standard.rubric is None:
        return ()
    rows = cast("Mapping[Key, EvaluationRow]", case.rows(EVALUATION))
    return tuple(Evaluation(standard, case, rows[key], standard.rubric) for key in sorted(rows))


def unrevealed(standard: Standard, case: Case) -> dict[Key, DatedAttempt]:
    """The attempts that have a day of their own and are not over, by key."""
    return {
        (each.n, row.n): DatedAttempt(row.opened_on, row.due)
        for each in every(standard, case)
        for row in each.attempts.values()
        if row.revealed_on is None and row.due is not None
    }


def raised_decider(standard: Standard, case: Case, decider: str) -> str:
    """Who decides the present gate in place of `decider`: one rank above where the experts kept disagreeing.

    Source: the last step of `dispersion` in the rubric.
    """
    evaluation = newest(standard, case)
    if evaluation is None or evaluation.row.dissent is None:
        return decider
    steps = evaluation.rubric.dispersion.steps
    named = next((step.decider for step in steps if step.decider is not None), None)
    if named is None:
        return decider
    return named if named in standard.offices else standard.one_above(decider) or decider


def duty_wanting(standard: Standard, case: Case, kind: str | None) -> Duty | None:
    """The duty of the present stage that wants a kind of document, if any."""
    if kind is None:
        return None
    duties = standard.duties_of(case.project.stage)
    return next((duty for duty in duties if kind in duty.evidence), None)


def frozen(standard: Standard, rubric: Rubric) -> str:
    """What an evaluation keeps of the rubric it begins under: its version, and the hash of the standard."""
    return f"{rubric.version}@{standard.released_hash}"


def listed(text: str) -> tuple[str, ...]:
    """The words of a list between commas: `,D1,D2,`."""
    return tuple(part for part in text.split(",") if part)


def between_commas(words: Iterable[object]) -> str:
    """The same the other way round; empty for none."""
    joined = ",".join(str(word) for word in words)
    return f",{joined}," if joined else ""


def parted(text: str) -> tuple[tuple[int, int], ...]:
    """The documents of a dossier: `,3.1,7.2,`."""
    pairs = (part.partition(".") for part in listed(text))
    return tuple((int(number), int(version)) for number, _, version in pairs)
