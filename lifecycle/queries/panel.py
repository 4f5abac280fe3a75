"""What whoever runs an evaluation works with: the seats of the panel and the pool it can be drawn from, the steps that
disagreement takes, and what can be done now for whom.

Around the evaluation itself (`queries.evaluation`), which everybody sees whom the policy lets. Nothing here says who
is on the panel to a reader who may not know it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotFound
from lifecycle.evaluation import conflicts
from lifecycle.evaluation.panel import seats as seats_of
from lifecycle.evaluation.panel import size as size_of
from lifecycle.evaluation.people import NO_WORDS, sift
from lifecycle.evaluation.view import ANEW, Evaluation, every, listed
from lifecycle.policy import Actor, holds_any
from lifecycle.queries.choices import choices
from lifecycle.queries.evaluation import EvaluationPage, may_begin, page_of, present
from lifecycle.queries.experts import employer_names, loads
from lifecycle.queries.gate import gate_panel, knows_experts
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, read_project
from lifecycle.queries.scoring_ladder import ScoringLadder, scoring_ladder
from lifecycle.records import experts, people
from lifecycle.records.evaluations import AssignmentRow, ConflictRow
from lifecycle.records.project import RUNNING
from lifecycle.verbs.evaluating import fresh_term
from lifecycle.verbs.evaluations import require_rescore
from stages.model import Dimension, DispersionStep, RecusalCause

TAKEN, NOW, AHEAD, UNNEEDED = "taken", "now", "ahead", "unneeded"


@dataclass(frozen=True)
class Seat:
    """A seat of the panel; `expert` is the number of whoever holds it, None while it is free."""

    field: str
    expert: int | None


@dataclass(frozen=True)
class CandidateLine:
    """An expert of the pool, with what they have to do elsewhere; `out` says why they cannot be drawn, None for one
    who can.
    """

    name: str
    fields: tuple[str, ...]
    keywords: tuple[str, ...]
    employers: tuple[str, ...]
    open: int
    load_limit: int
    out: str | None


@dataclass(frozen=True)
class StepLine:
    """A step that disagreement takes by the rubric: taken, under way now, still ahead, or not needed."""

    step: DispersionStep
    state: str


@dataclass(frozen=True)
class Conflicted:
    """An expert with a conflict of interest that is on record today; `causes` are those of the rubric. `is_out`: they
    were excluded or stepped back for it, and nobody has their seat; `is_cleared`: what that was found from was struck.
    """

    person: int
    n: int
    name: str
    causes: tuple[RecusalCause, ...]
    is_out: bool = False
    is_cleared: bool = False


@dataclass(frozen=True)
class EvaluationLine:
    """One evaluation of the project, to be looked up."""

    n: int
    kind: str
    gate: str
    started_on: date
    concluded_on: date | None
    annulled_on: date | None
    is_present: bool


@dataclass(frozen=True)
class PanelPage:
    """`evaluation` is None where none was begun; `is_now`: something may still happen in it. `scored_by` is panel,
    officer, or None where nothing is scored.

    The numbers of experts say of whom something can be done: `remindable`, `releasable`, `linkable` (a link can be
    made for them). `sheets` are in of `awaited` in the newest attempt. `extend_to` is the latest last day that can be
    set. `again` are the dimensions that the panel may be asked to score again after proof of concept. `ladder` is for
    those who may know the experts.
    """

    header: Header
    gate: Clause
    scored_by: str | None
    evaluation: EvaluationPage | None
    is_now: bool
    all_ever: tuple[EvaluationLine, ...]
    starters: tuple[Holding, ...]
    may_begin: bool
    may_ask_opinion: bool
    may_rate: bool
    seats: tuple[Seat, ...]
    pool: tuple[CandidateLine, ...]
    steps: tuple[StepLine, ...]
    conflicted: tuple[Conflicted, ...]
    causes: tuple[RecusalCause, ...]
    remindable: frozenset[int]
    releasable: frozenset[int]
    linkable: frozenset[int]
    sheets: int
    awaited: int
    due: date | None
    is_over: bool
    extend_to: date | None
    again: tuple[Dimension, ...]
    ladder: ScoringLadder | None


def panel_page(session: Session, actor: Actor, number: str, n: int | None = None) -> PanelPage:
    """The evaluation that counts now, or the one with a number, for whoever sees the project. Raises NotFound."""
    reading = read_project(session, actor, number)
    found = present(reading, n)
    if n is not None and found is None:
        raise NotFound("evaluation_record", str(n))
    parts = _Parts(reading, found)
    standard, case = reading.standard, reading.case
    gate = standard.gate_of(case.project.stage)
    scored = standard.rubric.at(gate.code) if standard.rubric else None
    return PanelPage(
        header=header(reading, gate_panel(reading, choices(reading)).groups),
        gate=Clause(gate.code, gate.text),
        scored_by=scored.by if scored else None,
        evaluation=page_of(reading, found) if found else None,
        is_now=parts.is_now,
        all_ever=tuple(_lines(reading, found)),
        starters=reading_holdings(reading, parts.starters()),
        may_begin=may_begin(reading),
        may_ask_opinion=parts.may_ask_opinion(),
        may_rate=parts.may_rate(),
        seats=tuple(parts.seats()),
        pool=tuple(parts.pool()),
        steps=tuple(parts.steps()),
        conflicted=tuple(parts.conflicted()),
        causes=standard.rubric.recusal if standard.rubric else (),
        remindable=frozenset(row.n for row in parts.missing if row.state != "drawn"),
        releasable=frozenset(row.n for row in parts.releasable()),
        linkable=frozenset(row.n for row in parts.live if row.state != "drawn"),
        sheets=parts.sheets,
        awaited=parts.sheets + len(parts.missing),
        due=parts.due,
        is_over=parts.due is not None and parts.due < reading.day,
        extend_to=parts.extend_to(),
        again=tuple(parts.again()),
        ladder=parts.ladder(),
    )


def reading_holdings(reading: Reading, offices: Iterable[str]) -> tuple[Holding, ...]:
    """Offices with whoever holds them, each once."""
    return tuple(reading.holding(code) for code in dict.fromkeys(offices))


def _lines(reading: Reading, shown: Evaluation | None) -> Iterator[EvaluationLine]:
    for each in every(reading.standard, reading.case):
        row, here = each.row, shown is not None and each.n == shown.n
        yield EvaluationLine(
            row.n, row.kind, row.gate, row.started_on, row.concluded_on, row.annulled_on, here
        )


class _Parts:
    """The parts of the page, for one reader."""

    def __init__(self, reading: Reading, evaluation: Evaluation | None) -> None:
        self.reading, self.evaluation = reading, evaluation
        self.knows_people = knows_experts(reading)
        attempt = evaluation.attempt if evaluation else None
        self.attempt = attempt if attempt is not None and attempt.revealed_on is None else None
        self.live = evaluation.live if evaluation and self.knows_people else []

    @property
    def is_now(self) -> bool:
        """Whether the evaluation is one in which something may still happen."""
        row = self.evaluation.row if self.evaluation else None
        running = self.reading.case.project.status in RUNNING
        here = row is not None and row.visit == self.reading.case.project.visit
        return running and here and row is not None and row.annulled_on is None

    @property
    def draws(self) -> bool:
        return not self.reading.held.isdisjoint(self.reading.standard.power("draw_panel"))

    @property
    def missing(self) -> list[AssignmentRow]:
        if self.evaluation is None or self.attempt is None:
            return []
        return self.evaluation.missing(self.attempt)

    @property
    def sheets(self) -> int:
        """How many sheets are in, in the newest attempt."""
        attempt = self.evaluation.attempt if self.evaluation else None
        if self.evaluation is None or attempt is None:
            return 0
        return sum(1 for _, number in self.evaluation.sheets if number == attempt.n)

    @property
    def due(self) -> date | None:
        return self.evaluation.due(self.attempt) if self.evaluation and self.attempt else None

    def starters(self) -> tuple[str, ...]:
        """The offices that begin an evaluation."""
        standard, case = self.reading.standard, self.reading.case
        kind = standard.rubric.documents.self_rating if standard.rubric else None
        duties = standard.duties_of(case.project.stage)
        raters = (duty.doer for duty in duties if kind is not None and kind in duty.evidence)
        return (*standard.power("draw_panel"), *raters)

    def may_ask_opinion(self) -> bool:
        """Whether the reader may ask for the opinion of experts: a party, once a project, on the track that has it."""
        standard, case = self.reading.standard, self.reading.case
        rule = standard.rubric.panel.on_request_opinion if standard.rubric else None
        gate = standard.gate_of(case.project.stage).code
        if rule is None or rule.track != case.project.track or case.project.status not in RUNNING:
            return False
        scored = standard.rubric.at(gate) if standard.rubric else None
        asked = any(each.row.kind == "opinion" for each in every(standard, case))
        offices = {part.office for part in case.participations.values() if part.until is None}
        return scored is not None and not asked and not self.reading.held.isdisjoint(offices)

    def may_rate(self) -> bool:
        """Whether the reader rates alone here."""
        standard, case = self.reading.standard, self.reading.case
        scored = standard.rubric.at(standard.gate_of(case.project.stage).code) if standard.rubric else None
        if scored is None or scored.by != "officer" or case.project.status not in RUNNING:
            return False
        doer = (standard.duties[scored.duty].doer,)
        return holds_any(self.reading.session.tx, self.reading.actor, self.reading.project_id, doer)

    # The panel --------------------------------------------------------------------------------------------

    def seats(self) -> Iterator[Seat]:
        """The structure of the panel, with the numbers of those who sit."""
        if self.evaluation is None or self.evaluation.row.kind == "officer" or not self.knows_people:
            return
        rule = self.evaluation.rubric.panel
        size = self.evaluation.row.size or size_of(rule, self.evaluation.least)
        sitting = sorted(self.live, key=lambda row: row.n)
        for field in seats_of(rule, size):
            row = next((each for each in sitting if each.field == field), None)
            if row is not None:
                sitting.remove(row)
            yield Seat(field, row.n if row else None)

    def pool(self) -> Iterator[CandidateLine]:
        """Whom this evaluation can draw from, those who can be drawn first; for whoever draws."""
        if self.evaluation is None or not self.draws or not self.is_now:
            return
        session = self.reading.session
        sifted = sift(session.tx, self.evaluation, NO_WORDS, session.day)
        names, open_ = employer_names(session, sorted(sifted.known)), loads(session)
        for row in sorted(
            self._experts(sorted(sifted.known)), key=lambda each: (each.person in sifted.out, each.name)
        ):
            yield CandidateLine(
                row.name,
                sifted.known[row.person],
                listed(row.keywords),
                names[row.person],
                open_.get(row.person, 0),
                row.load_limit,
                sifted.out.get(row.person),
            )

    def _experts(self, persons: list[int]) -> list[Any]:
        expert, person = experts.expert.c, people.person.c
        statement = (
            select(expert.person, expert.keywords, expert.load_limit, person.name)
            .join_from(experts.expert, people.person, person.id == expert.person)
            .where(expert.person.in_(persons))
        )
        return list(self.reading.session.tx.execute(statement))

    def releasable(self) -> list[AssignmentRow]:
        evaluation = self.evaluation
        return [row for row in self.live if evaluation and not evaluation.has_scored(row.n)]

    def conflicted(self) -> Iterator[Conflicted]:
        """Who of the panel should not be on it, and who left it for that, for those who may know who is."""
        evaluation, reading = self.evaluation, self.reading
        if evaluation is None or not self.knows_people or not self.is_now:
            return
        causes = {cause.code: cause for cause in evaluation.rubric.recusal}
        rows = {row.person: row for row in evaluation.assignments.values()}
        living = {row.person for row in evaluation.live}
        found = conflicts.found(reading.session.tx, reading.standard, reading.case, living, reading.day)
        for person, all_ in found.items():
            named = tuple(causes[code] for code in dict.fromkeys(each.cause for each in all_))
            yield Conflicted(person, rows[person].n, reading.person(person) or "", named)
        yield from self._out(causes)

    def _out(self, causes: Mapping[str, RecusalCause]) -> Iterator[Conflicted]:
        """Those who may come back, in writing."""
        evaluation, reading = self.evaluation, self.reading
        assert evaluation is not None
        rows = evaluation.assignments.values()
        out = [row for row in rows if evaluation.may_come_back(row) and row.cause in causes]
        found = conflicts.found(
            reading.session.tx, reading.standard, reading.case, {row.person for row in out}, reading.day
        )
        recorded = {
            (row.person, row.cause)
            for row in cast("Mapping[Any, ConflictRow]", reading.case.rows("conflict")).values()
            if row.basis == "relation"
        }
        for row in out:
            cause = row.cause or ""
            stands = any(each.cause == cause for each in found.get(row.person, ()))
            cleared = not stands and (row.person, cause) in recorded
            name = reading.person(row.person) or ""
            yield Conflicted(row.person, row.n, name, (causes[cause],), is_out=True, is_cleared=cleared)

    def ladder(self) -> ScoringLadder | None:
        """The reminders of the milestone by which the panel scores."""
        if self.evaluation is None or not self.knows_people or self.evaluation.row.kind == "officer":
            return None
        return scoring_ladder(self.reading, self.evaluation)

    # Scoring ----------------------------------------------------------------------------------------------

    def steps(self) -> Iterator[StepLine]:
        """What the rubric does about disagreement, step by step."""
        evaluation = self.evaluation
        if evaluation is None or evaluation.row.kind != "panel" or not evaluation.was_revealed:
            return
        following, taken = evaluation.next_step, self._taken(evaluation)
        for step in evaluation.rubric.dispersion.steps:
            if step.step in taken:
                under_way = self.attempt is not None and self.attempt.step == step.step
                state = NOW if under_way else TAKEN
            elif following is not None:
                state = NOW if step.step == following.step else AHEAD
            else:
                state = AHEAD if evaluation.is_disputed else UNNEEDED
            yield StepLine(step, state)

    def _taken(self, evaluation: Evaluation) -> set[int]:
        afresh = max((row.n for row in evaluation.attempts.values() if row.kind in ANEW), default=0)
        found = {row.step for row in evaluation.attempts.values() if row.n > afresh and row.step is not None}
        if evaluation.row.dissent is not None:
            found |= {step.step for step in evaluation.rubric.dispersion.steps if step.decider is not None}
        return found

    def extend_to(self) -> date | None:
        """The latest day to which the experts' time may be extended; None where it may not."""
        if self.evaluation is None or self.attempt is None or not self.draws or not self.is_now:
            return None
        milestone = self.evaluation.scored.milestone
        last = fresh_term(self.reading.session, self.reading.standard, milestone)
        return last if last > max(self.reading.day, self.due or self.reading.day) else None

    def again(self) -> tuple[Dimension, ...]:
        """What the panel may be asked to score again."""
        if self.evaluation is None or not self.draws or not self.is_now:
            return ()
        if self.evaluation.row.kind != "panel":
            return ()
        try:
            require_rescore(self.reading.case, self.evaluation)
        except Invalid:
            return ()
        return self.evaluation.rubric.dimensions_at(self.evaluation.row.gate)
