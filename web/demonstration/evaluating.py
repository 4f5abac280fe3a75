"""Holds evaluations in demonstrations and tests: who is asked for what does it, with levels that make sense.

Nothing here knows a dimension or a duty: which evidence an evaluation itself is, which levels a gate asks for and whose
turn it is are read from the rubric and from what bars the way.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lifecycle.evaluation.view import OFFICER, Evaluation, listed, newest
from lifecycle.records.evaluations import AssignmentRow
from lifecycle.store import Receipt
from lifecycle.verbs import evaluations, invitations, panels, self_ratings, sheets
from lifecycle.verbs.levels import Given
from stages.model import Rubric, ScoredAt

if TYPE_CHECKING:
    from web.demonstration.driver import Driver

OWN_REASON = "示例：依据材料自评"
MORE_WD = 5
BEGUN = 3
"""How many dimensions of a sheet are filled in by an expert who has begun."""
REASON = "示例：材料与样机数据支持这一级"


class Evaluating:
    """The evaluation of the present visit of a driver's project."""

    def __init__(self, driver: "Driver", rubric: Rubric) -> None:
        self.driver, self.rubric = driver, rubric

    # Looking ----------------------------------------------------------------------------------------------

    @property
    def now(self) -> Evaluation | None:
        standard, case = self.driver.known()
        return newest(standard, case)

    @property
    def known(self) -> Evaluation:
        found = self.now
        assert found is not None
        return found

    @property
    def scored(self) -> ScoredAt | None:
        standard, case = self.driver.known()
        return self.rubric.at(standard.gate_of(case.project.stage).code)

    # What a duty wants of it --------------------------------------------------------------------------------

    def provide(self, kind: str, duty: str) -> None:
        """Do what makes the evaluation itself a piece of evidence of this kind for a duty, as far as it is not done."""
        kinds, scored = self.rubric.documents, self.scored
        if scored is None:
            return
        if scored.by == "officer":
            if kind == kinds.rating:
                self.rate(scored)
            return
        acts: Mapping[str | None, Callable[[], object]] = {
            kinds.self_rating: self.hand_in,
            kinds.draw: self.invite,
            kinds.statements: self.seat,
            kinds.sheets: lambda: self.result(duty),
        }
        acts.get(kind, lambda: None)()

    def clear(self, act: str, person: int | None) -> bool:
        """Do what one blocker of an evaluation waits for. Whether it is something that is done here."""
        acts: Mapping[str, Callable[[], object]] = {
            "rate_self": self.hand_in,
            "draw_panel": self.invite,
            "invite_expert": self.invite,
            "answer_invitation": lambda: self._seat(self._of(person)),
            "declare_interests": lambda: self._seat(self._of(person)),
            "submit_sheet": lambda: self._score(self._of(person)),
            "reveal_scores": lambda: self._officer(sheets.open_sheets),
            "extend_scoring": self._extend,
            "record_dissent": self._dissent,
            "conclude_evaluation": lambda: self._officer(evaluations.conclude),
        }
        if act in acts:
            acts[act]()
        return act in acts

    def _dissent(self) -> None:
        chair = self.known.standard.chair or ""
        self.driver.act(chair, evaluations.record_dissent, self._number, "示例：分歧在于样本量")

    def _extend(self) -> None:
        with self.driver.engine.read() as session:
            until = session.calendar.add_working_days(self.driver.day, MORE_WD)
        officer = self.known.officer or ""
        self.driver.act(officer, sheets.extend, self._number, until, "示例：专家请求延时")

    def _of(self, person: int | None) -> AssignmentRow:
        return next(row for row in self.known.live if row.person == person)

    @property
    def _number(self) -> str:
        return self.driver.number

    def _officer(self, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        standard, _ = self.driver.known()
        return self.driver.act(standard.power("draw_panel")[0], verb, self._number, *given, **named)

    # Step by step -----------------------------------------------------------------------------------------

    def rate(self, scored: ScoredAt) -> None:
        """The officer rates alone, a level above each floor; with nothing on file only as far as nothing is shown."""
        standard, _ = self.driver.known()
        if self.now is None:
            shown, most = self._documents()[-1:], self.rubric.scoring.reason_required.evidence_from_level
            levels = self._levels(scored.gate, OFFICER)
            given = [
                Given(code, level if shown else min(level, most - 1), REASON, shown)
                for code, level in levels.items()
            ]
            self.driver.act(standard.duties[scored.duty].doer, evaluations.rate, self._number, given)

    def hand_in(self) -> None:
        """Start, and hand in the dossier; with the self-rating where the stage wants one."""
        if self.now is None:
            self._officer(self_ratings.start)
        evaluation = self.known
        if evaluation.self_ratings:
            return
        standard, case = self.driver.known()
        documents = self._documents()
        given: list[Given] = []
        if self_ratings.wants_levels(standard, case):
            levels = self._levels(evaluation.row.gate, OFFICER)
            given = [Given(code, level, OWN_REASON, documents[-1:]) for code, level in levels.items()]
        self.driver.act(evaluation.row.rater, self_ratings.submit, self._number, given, documents)

    def _documents(self) -> tuple[int, ...]:
        """What the parties handed in so far and is not secret, the newest last."""
        standard, case = self.driver.known()
        found = {
            row.n
            for row in case.documents.values()
            if row.duty is not None and not standard.documents[row.kind].secret
            if not standard.of_bureau(standard.duties[row.duty].doer)
        }
        return tuple(sorted(found)[-12:])

    def invite(self) -> None:
        evaluation = self.now
        if evaluation is None or evaluation.open_seats:
            self._officer(panels.draw)
        if any(row.state == "drawn" for row in self.known.live):
            self._officer(panels.invite)

    def seat(self) -> None:
        self.invite()
        for row in self.known.live:
            self._seat(row)

    def _seat(self, row: AssignmentRow) -> None:
        if row.state != "accepted":
            self.driver.act_as(row.person, invitations.answer, self._number, accept=True)
        if row.declared_on is None:
            self.driver.act_as(row.person, invitations.declare, self._number)

    def conclude(self) -> None:
        """Everything up to the result; disagreement is dealt with as the rubric says."""
        self.hand_in()
        self.seat()
        while not self.known.is_revealed:
            attempt = self.known.attempt
            assert attempt is not None
            if attempt.kind == "added":
                self.seat()
            for row in self.known.missing(attempt):
                self._score(row)
        if self.known.row.concluded_on is None:
            self._officer(evaluations.conclude)

    def result(self, duty: str) -> None:
        """The result that a duty asks for; after proof of concept the same panel scores again what the standard then
        records.
        """
        scored = self.scored
        if scored is not None and duty == scored.rescore_duty != self.known.result_duty:
            after = [each for each in self.known.standard.facts.values() if duty in each.from_duties]
            touched = [each.origin.of for each in after if each.scored is not None and each.origin.of]
            self._officer(evaluations.score_again, touched)
        self.conclude()

    def partly(self, sheets_in: int) -> None:
        """The dossier is in and everybody is seated; some have handed their sheets in, and the next has begun."""
        self.hand_in()
        self.seat()
        attempt = self.known.attempt
        assert attempt is not None
        missing = self.known.missing(attempt)
        for row in missing[:sheets_in]:
            self._score(row)
        for row in missing[sheets_in : sheets_in + 1]:
            self.driver.act_as(row.person, sheets.save, self._number, self._sheet(row)[:BEGUN])

    def _score(self, row: AssignmentRow) -> None:
        self.driver.act_as(row.person, sheets.submit, self._number, self._sheet(row))

    def _sheet(self, row: AssignmentRow) -> list[Given]:
        evaluation = self.known
        attempt, evidence = evaluation.attempt, tuple(n for n, _ in evaluation.dossier)[-1:]
        assert attempt is not None
        levels = self._levels(evaluation.row.gate, row.n)
        wanted = [code for code in evaluation.dimensions if code in listed(attempt.dimensions)]
        return [Given(code, levels[code], REASON, evidence) for code in wanted]

    def _levels(self, gate: str, rater: int) -> Mapping[str, int]:
        """A level above the floor, of some dimensions two: as different people see it, and the same each time."""
        floors, top = self.rubric.floors_at(gate), self.rubric.scale.max
        found = {}
        for dimension in self.rubric.dimensions_at(gate):
            lot = hashlib.sha256(f"{self._number}/{dimension.code}/{rater}".encode()).digest()[0]
            found[dimension.code] = min(top, floors.get(dimension.code, 1) + 1 + (lot % 3 == 0))
        return found
