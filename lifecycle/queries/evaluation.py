"""An evaluation as the project's people see it: the strip of its experts, the matrix of their levels, the result.

Who sees what is asked of the policy. Before the sheets are opened there is no level anywhere here. Afterwards the
bureau and those seated on the project see who gave which; once it is concluded, everybody who may know of the
project sees the same levels without names, in an order that says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation import people
from lifecycle.evaluation.pending import Pending, pending
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.scoring import Dimensional, gaps, half_up, next_anchor
from lifecycle.evaluation.view import Evaluation, every, listed, newest, numbered
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.gate import knows_experts
from lifecycle.queries.reading import Reading, Words, read_project, read_words
from lifecycle.queries.sheet import numbers
from lifecycle.records import evaluations
from lifecycle.records.evaluations import AssignmentRow, ScoreRow
from lifecycle.verbs.self_ratings import may_start
from stages.model import Band, Dimension, RecusalCause, RubricLevel


@dataclass(frozen=True)
class ExpertLine:
    """One expert on the strip. `name` is None for a reader who may not know it; `has_draft`: something is saved;
    `submitted_on` the day their newest sheet came in; `counts`: their levels do.
    """

    n: int
    name: str | None
    field: str
    state: str
    drawn_on: date
    invited_on: date | None
    opened_on: date | None
    answered_on: date | None
    declared_on: date | None
    reminded_on: date | None
    submitted_on: date | None
    ended_on: date | None
    cause: RecusalCause | None
    has_draft: bool
    counts: bool
    replaces: int | None


@dataclass(frozen=True)
class Cell:
    """One level that somebody gave; None where they could not judge. `expert` is their number, 0 for a reader who
    may not know whose it is. One that does not `count` was excluded, or given again later.
    """

    expert: int
    attempt: int
    level: int | None
    reason: Words | None
    evidence: tuple[int, ...]
    counts: bool


@dataclass(frozen=True)
class OwnLevel:
    """A level of the self-rating with the experts' distance where that is flagged: positive when rated higher by the
    holder.
    """

    level: int
    reason: Words | None
    evidence: tuple[int, ...]
    gap: Decimal | None


@dataclass(frozen=True)
class DimensionLine:
    """One dimension: its anchors, the self-rating beside the experts' levels, and what these come to. `level` goes
    into the total, `middle` is compared with the floor; `next_level` says what evidence the next level asks for.
    """

    dimension: Dimension
    anchors: tuple[RubricLevel, ...]
    floor: int | None
    own: OwnLevel | None
    cells: tuple[Cell, ...]
    level: Decimal | None
    middle: Decimal | None
    deviation: Decimal | None
    spread: int | None
    is_met: bool | None
    is_dispersed: bool
    next_level: RubricLevel | None


@dataclass(frozen=True)
class Version:
    """One version of the self-rating that was handed in."""

    version: int
    on: date
    by: str | None
    reason: Words | None
    dossier: tuple[Attached, ...]


@dataclass(frozen=True)
class AttemptLine:
    """One time of scoring, with its last day."""

    n: int
    kind: str
    step: int | None
    dimensions: tuple[str, ...]
    opened_on: date
    due: date | None
    revealed_on: date | None


@dataclass(frozen=True)
class OnPanel:
    """An expert by number and name; 0 for the chair."""

    n: int
    name: str


@dataclass(frozen=True)
class EvaluationPage:
    """`experts`, `people`, `faults` and the persons in `pending` are empty for a reader who may not know them.
    `sees_scores`: who gave which level; `sees_result`: what the levels come to. `acts` are the verbs that the
    reader's office may do now.
    """

    number: str
    title: str
    n: int
    kind: str
    gate: str
    rubric: str
    started_on: date
    size: int
    least: int
    versions: tuple[Version, ...]
    attempts: tuple[AttemptLine, ...]
    experts: tuple[ExpertLine, ...]
    scale: tuple[int, int]
    dimensions: tuple[DimensionLine, ...]
    faults: tuple[Reason, ...]
    pending: tuple[Pending, ...]
    people: Mapping[int, OnPanel]
    sees_scores: bool
    sees_result: bool
    total: Decimal | None
    band: Band | None
    dissent: Words | None
    concluded_on: date | None
    valid_until: date | None
    annulled_on: date | None
    acts: frozenset[str]
    revision: int


def evaluation_page(session: Session, actor: Actor, number: str, n: int | None = None) -> EvaluationPage:
    """The evaluation that counts in the present visit, or the one with a number. Raises NotFound."""
    reading = read_project(session, actor, number)
    found = present(reading, n)
    if found is None:
        raise NotFound("evaluation_record", str(n or ""))
    return page_of(reading, found)


def page_of(reading: Reading, evaluation: Evaluation) -> EvaluationPage:
    """One evaluation, for a reader who has the project open."""
    return _Page(reading, evaluation).whole()


def present(reading: Reading, n: int | None = None) -> Evaluation | None:
    """The one with a number; without it the one that counts, else an opinion that was asked for in the present visit,
    else the last there was.
    """
    standard, case = reading.standard, reading.case
    if n is not None:
        return numbered(standard, case, n)
    known = every(standard, case)
    return newest(standard, case) or newest(standard, case, opinion=True) or (known[-1] if known else None)


def may_begin(reading: Reading) -> bool:
    """Whether the reader may begin an evaluation of the present visit."""
    standard, case = reading.standard, reading.case
    gate = standard.gate_of(case.project.stage).code
    scored = standard.rubric.at(gate) if standard.rubric else None
    known = newest(standard, case)
    free = known is None or not (known.row.valid_until is None or known.is_valid(reading.day))
    runs = case.project.status in ("active", "gate_review", "rework")
    by_panel = scored is not None and scored.by == "panel"
    return by_panel and free and runs and may_start(reading.session, reading.actor, standard, case)


class _Page:
    """The parts of the page, for one reader."""

    def __init__(self, reading: Reading, evaluation: Evaluation) -> None:
        self.reading, self.evaluation = reading, evaluation
        key = (evaluation.n,)
        self.sees_scores = key in reading.may_on("see_scores", ("n",))
        self.sees_result = self.sees_scores or key in reading.may_on("see_result", ("n",))
        self.knows_people = knows_experts(reading)
        self.rates = key in reading.may_on("rate_self", ("n",))
        self.words = read_words(reading.session.tx, self._hashes())

    def whole(self) -> EvaluationPage:
        row, result = self.evaluation.row, self.evaluation.result
        rubric = self.evaluation.rubric
        waiting = pending(self.evaluation, self.reading.day) if row.annulled_on is None else ()
        return EvaluationPage(
            number=self.reading.case.project.number,
            title=self.reading.case.project.title,
            n=row.n,
            kind=row.kind,
            gate=row.gate,
            rubric=row.rubric,
            started_on=row.started_on,
            size=row.size,
            least=self.evaluation.least,
            versions=tuple(self._versions()),
            attempts=tuple(self._attempts()),
            experts=tuple(self._experts()) if self.knows_people else (),
            scale=(rubric.scale.min, rubric.scale.max),
            dimensions=tuple(self._dimensions()),
            faults=self._faults() if self.knows_people else (),
            pending=waiting if self.knows_people else tuple(_nameless(waiting)),
            people=self._people() if self.knows_people else {},
            sees_scores=self.sees_scores,
            sees_result=self.sees_result,
            total=result.total if self.sees_result else None,
            band=next((each for each in rubric.bands if each.code == row.band), None),
            dissent=self._said(row.dissent) if self.sees_result else None,
            concluded_on=row.concluded_on,
            valid_until=row.valid_until,
            annulled_on=row.annulled_on,
            acts=self._acts(),
            revision=self.reading.case.project.revision,
        )

    def _said(self, digest: str | None) -> Words | None:
        return None if digest is None else self.words.get(digest, Words(None))

    def _hashes(self) -> list[str]:
        evaluation = self.evaluation
        found = [evaluation.row.dissent, *(row.reason for row in evaluation.self_ratings.values())]
        found += [row.reason for row in evaluation.own_levels.values()]
        found += [row.reason for row in evaluation.scores.values()] if self.sees_result else []
        return [digest for digest in found if digest is not None]

    def _people(self) -> dict[int, OnPanel]:
        chair = self.reading.case.holder(self.reading.standard.chair or "")
        numbers_ = {row.person: row.n for row in self.evaluation.assignments.values()}
        wanted = {*numbers_, chair} & self.reading.names.keys()
        return {each: OnPanel(numbers_.get(each, 0), self.reading.names[each]) for each in wanted if each}

    def _faults(self) -> tuple[Reason, ...]:
        if self.evaluation.row.kind == "officer" or not self.evaluation.row.size:
            return ()
        tx, day = self.reading.session.tx, self.reading.day
        return self.evaluation.faults + people.faults(tx, self.evaluation, day)

    def _versions(self) -> Iterable[Version]:
        for row in self.evaluation.self_ratings.values():
            by = self.reading.person(row.submitted_by)
            documents = tuple(self._documents(row.dossier))
            yield Version(row.version, row.submitted_on, by, self._said(row.reason), documents)

    def _documents(self, dossier: str) -> Iterable[Attached]:
        for each in listed(dossier):
            number, _, version = each.partition(".")
            row = self.reading.case.documents.get((int(number), int(version)))
            if row is not None:
                yield shown(self.reading, row)

    def _attempts(self) -> Iterable[AttemptLine]:
        for row in self.evaluation.attempts.values():
            due = self.evaluation.due(row)
            codes = listed(row.dimensions)
            yield AttemptLine(row.n, row.kind, row.step, codes, row.opened_on, due, row.revealed_on)

    def _experts(self) -> Iterable[ExpertLine]:
        drafting, counting = self._drafting(), {row.n for row in self.evaluation.counting}
        causes = {cause.code: cause for cause in self.evaluation.rubric.recusal}
        for row in sorted(self.evaluation.assignments.values(), key=lambda each: each.n):
            yield ExpertLine(
                n=row.n,
                name=self.reading.person(row.person),
                field=row.field,
                state=row.state,
                drawn_on=row.drawn_on,
                invited_on=row.invited_on,
                opened_on=row.opened_on,
                answered_on=row.answered_on,
                declared_on=row.declared_on,
                reminded_on=row.reminded_on,
                submitted_on=self._submitted_on(row),
                ended_on=row.ended_on,
                cause=causes.get(row.cause or ""),
                has_draft=row.n in drafting,
                counts=row.n in counting,
                replaces=row.replaces,
            )

    def _submitted_on(self, row: AssignmentRow) -> date | None:
        sheets = [sheet for (n, _), sheet in self.evaluation.sheets.items() if n == row.n]
        return max((sheet.submitted_on for sheet in sheets), default=None)

    def _drafting(self) -> set[int]:
        """Who has something saved: that it is there, never what."""
        draft = evaluations.draft.c
        same = (draft.project == self.reading.project_id, draft.evaluation == self.evaluation.n)
        statement = select(draft.owner).where(*same, draft.owner > 0).distinct()
        return set(self.reading.session.tx.scalars(statement))

    def _dimensions(self) -> Iterable[DimensionLine]:
        evaluation, result = self.evaluation, self.evaluation.result
        own = {code: row.level for code, row in evaluation.own_levels.items()}
        flagged = gaps(evaluation.rubric, result, own) if self.sees_result else {}
        dispersed = evaluation.dispersed if self.sees_result else ()
        for dimension in evaluation.rubric.dimensions_at(evaluation.row.gate):
            code = dimension.code
            gap = flagged.get(code)
            yield self._line(
                dimension,
                self._own(code, None if gap is None else _signed(gap)),
                result.dimensions[code],
                is_dispersed=code in dispersed,
            )

    def _own(self, code: str, gap: Decimal | None) -> OwnLevel | None:
        row = self.evaluation.own_levels.get(code)
        if row is None:
            return None
        return OwnLevel(row.level, self._said(row.reason), numbers(row.evidence), gap)

    def _line(
        self, dimension: Dimension, own: OwnLevel | None, found: Dimensional, *, is_dispersed: bool
    ) -> DimensionLine:
        code, rubric = dimension.code, self.evaluation.rubric
        floor = rubric.floors_at(self.evaluation.row.gate).get(code)
        known = self.sees_result and found.middle is not None
        middle = found.middle if known else None
        return DimensionLine(
            dimension=dimension,
            anchors=tuple(rubric.levels.get(code, ())),
            floor=floor,
            own=own,
            cells=tuple(self._cells(code)) if self.sees_result else (),
            level=half_up(found.level) if known and found.level is not None else None,
            middle=None if middle is None else half_up(middle, 1),
            deviation=found.deviation if known else None,
            spread=found.spread if known else None,
            is_met=None if middle is None or floor is None else middle >= floor,
            is_dispersed=is_dispersed,
            next_level=None if middle is None else next_anchor(rubric.levels.get(code, ()), middle),
        )

    def _cells(self, code: str) -> list[Cell]:
        evaluation = self.evaluation
        counting = evaluation.levels()[code]
        rows = [(key, row) for key, row in evaluation.scores.items() if key[2] == code]
        newest_ = {int(key[0]): int(key[1]) for key, _ in sorted(rows, key=lambda each: each[0][1])}
        cells = [self._cell(key, row, counting, newest_) for key, row in rows]
        if self.sees_scores:
            return sorted(cells, key=lambda cell: (cell.expert, cell.attempt))
        shown_ = [cell for cell in cells if cell.counts]
        return sorted(shown_, key=lambda cell: -1 if cell.level is None else cell.level)

    def _cell(
        self,
        key: tuple[int | str, ...],
        row: ScoreRow,
        counting: Mapping[int, int],
        newest_: Mapping[int, int],
    ) -> Cell:
        expert, attempt = int(key[0]), int(key[1])
        counts = expert in counting and newest_[expert] == attempt
        who = expert if self.sees_scores else 0
        return Cell(who, attempt, row.level, self._said(row.reason), numbers(row.evidence), counts)

    def _acts(self) -> frozenset[str]:
        """What the reader's offices may do in an evaluation; whether it is the moment, the verb says."""
        standard, held = self.reading.standard, self.reading.held
        named = {
            act
            for act in ("draw_panel", "exclude_score", "waive_conflict")
            if held & set(standard.power(act))
        }
        if standard.chair in held:
            named.add("record_dissent")
        if self.rates:
            named.add("rate_self")
        return frozenset(named)


def _signed(gap: Fraction) -> Decimal:
    return half_up(gap) if gap > 0 else -half_up(-gap)


def _nameless(waiting: Iterable[Pending]) -> Iterable[Pending]:
    """What is waited for without saying of which expert."""
    for each in waiting:
        yield Pending(each.act, each.office, None, 0, each.since, each.due, each.reason)
