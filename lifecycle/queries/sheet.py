"""What an expert sees: the invitation, and after the declaration of interests the case, the dossier and their own
sheet.

Before that they know the number, the title and who takes part: enough to say whether they are free to judge. Of the
other experts they see nothing; once the scores are known and theirs is among them, the levels without names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import Evaluation, every, listed
from lifecycle.policy import Actor, load
from lifecycle.queries.checklist import Attached
from lifecycle.queries.reading import Reading, Words, read_assigned, read_words
from lifecycle.records import evaluations
from lifecycle.records.evaluations import EVALUATION, AssignmentRow, AttemptRow, DraftRow
from lifecycle.records.work import DocumentRow
from lifecycle.verbs.levels import lacks
from stages.conditions import Value
from stages.model import Dimension, Fact, RecusalCause, RubricLevel, Text


@dataclass(frozen=True)
class KnownParty:
    """An organisation that takes part, by name and role: what a conflict of interest may be with."""

    name: str
    role: Text


@dataclass(frozen=True)
class SelfRated:
    """What the holder says of a dimension."""

    level: int
    reason: Words | None
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class SheetLine:
    """One dimension to score. `draft` is what is saved of it, `given` what was handed in; `peers` are the levels of
    all with their reasons, lowest first and without names, once they are known. `lacks` is the code of what is missing
    before it can be handed in.
    """

    dimension: Dimension
    anchors: tuple[RubricLevel, ...]
    own: SelfRated | None
    draft: "Draft | None"
    given: "GivenLevel | None"
    peers: tuple["GivenLevel", ...]
    lacks: str | None


@dataclass(frozen=True)
class Draft:
    """A level that is saved and not handed in. `revision` is what a form sends back as seen."""

    level: int | None
    unjudged: bool
    reason: str
    evidence: tuple[int, ...]
    saved_at: datetime
    revision: int


@dataclass(frozen=True)
class GivenLevel:
    """A level that was handed in; None: could not judge."""

    level: int | None
    reason: Words | None
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class CaseFact:
    """A recorded fact about the project."""

    fact: Fact
    value: Value


@dataclass(frozen=True)
class SheetPage:
    """`sees_case` is false before the declaration of interests: then summary, facts, dossier and lines are empty.
    `acts` are those of answer_invitation, declare, recuse and score that are open to the reader now. `version` is
    that of the dossier, `kinds` what each of its documents is by number. `evidence_from` is the level from which
    evidence is asked for, `is_over` whether the last day to score has passed.
    """

    number: str
    title: str
    evaluation: int
    assignment: int
    attempt: int
    version: int
    state: str
    field: str
    gate: str
    kind: str
    due: date | None
    parties: tuple[KnownParty, ...]
    causes: tuple[RecusalCause, ...]
    window_years: int
    acts: frozenset[str]
    sees_case: bool
    summary: str
    facts: tuple[CaseFact, ...]
    dossier: tuple[Attached, ...]
    kinds: Mapping[int, Text]
    lines: tuple[SheetLine, ...]
    submitted_on: date | None
    is_rescore: bool
    scale: tuple[int, int]
    lowest: Text
    evidence_from: int
    rubric: str
    is_over: bool


ACTS = ("answer_invitation", "declare", "recuse", "score")
SEEN = ("read_case", "read_own_sheet", "see_summary")


def sheet_page(session: Session, actor: Actor, number: str) -> SheetPage:
    """The evaluation of a project as one of its experts sees it. Raises NotFound for anybody else."""
    reading = read_assigned(session, actor, number)
    evaluation, mine = my_assignment(reading)
    key = (evaluation.n, mine.n)
    may = {act: key in reading.may_on(act, (EVALUATION, "n")) for act in (*ACTS, *SEEN)}
    parts = _Parts(reading, evaluation, mine, may)
    attempt = parts.attempt
    scoring = evaluation.rubric.scoring
    return SheetPage(
        number=number,
        title=reading.case.project.title,
        evaluation=evaluation.n,
        assignment=mine.n,
        attempt=attempt.n if attempt else 0,
        version=max(evaluation.self_ratings, default=0),
        state=mine.state,
        field=mine.field,
        gate=evaluation.row.gate,
        kind=evaluation.row.kind,
        due=evaluation.due(attempt) if attempt else None,
        parties=tuple(
            KnownParty(each.name, reading.standard.roles[each.role].text) for each in reading.parties
        ),
        causes=evaluation.rubric.recusal,
        window_years=evaluation.rubric.recusal_window_years,
        acts=frozenset(act for act in ACTS if may[act]),
        sees_case=may["read_case"],
        summary=reading.case.project.summary if may["read_case"] else "",
        facts=tuple(parts.facts()),
        dossier=tuple(parts.dossier()),
        kinds=dict(parts.kinds()),
        lines=tuple(parts.lines()),
        submitted_on=parts.submitted_on,
        is_rescore=attempt is not None and attempt.kind == "rescore",
        scale=(evaluation.rubric.scale.min, evaluation.rubric.scale.max),
        lowest=evaluation.rubric.scale.lowest,
        evidence_from=scoring.reason_required.evidence_from_level,
        rubric=evaluation.row.rubric,
        is_over=attempt is not None and evaluation.is_over(attempt, session.day),
    )


def scoring_page(session: Session, actor: Actor, number: str) -> SheetPage:
    """The same for somebody who is going to score now. Raises NotPermitted with the reason why they may not."""
    reading = read_assigned(session, actor, number)
    evaluation, mine = my_assignment(reading)
    day, project = session.day, reading.project_id
    load(session.tx, actor, "score", day, AssignmentRow, project=project, evaluation=evaluation.n, n=mine.n)
    return sheet_page(session, actor, number)


def my_assignment(reading: Reading) -> tuple[Evaluation, AssignmentRow]:
    """The newest evaluation that the reader is an expert of."""
    found = [
        (each, row)
        for each in every(reading.standard, reading.case)
        for row in each.assignments.values()
        if row.person == reading.actor.id
    ]
    if not found:
        raise NotFound("project", reading.case.project.number)
    return max(found, key=lambda each: (each[0].row.annulled_on is None, each[0].n))


class _Parts:
    """The parts of the page that the reader may see."""

    def __init__(
        self, reading: Reading, evaluation: Evaluation, mine: AssignmentRow, may: Mapping[str, bool]
    ) -> None:
        self.reading, self.evaluation, self.mine = reading, evaluation, mine
        self.sees_case, self.sees_own, self.sees_peers = (may[act] for act in SEEN)
        self.attempt = self._attempt()
        self.words = read_words(reading.session.tx, self._hashes())
        self.drafts = self._drafts() if self.sees_case else {}

    def _attempt(self) -> AttemptRow | None:
        """The newest attempt that asks this expert, else the newest they scored in, else the first of theirs."""
        rows = [
            row for row in self.evaluation.attempts.values() if self.evaluation.takes_part(self.mine, row)
        ]
        return max(rows, key=lambda row: row.n, default=None)

    @property
    def submitted_on(self) -> date | None:
        sheet = self.evaluation.sheets.get((self.mine.n, self.attempt.n)) if self.attempt else None
        return sheet.submitted_on if sheet else None

    def _hashes(self) -> Iterable[str]:
        if self.sees_case:
            yield from (row.reason for row in self.evaluation.own_levels.values())
        for key, row in self.evaluation.scores.items():
            if self.sees_peers or key[0] == self.mine.n:
                yield row.reason

    def _drafts(self) -> Mapping[str, DraftRow]:
        if self.attempt is None:
            return {}
        draft = evaluations.draft
        same = (
            draft.c.project == self.reading.project_id,
            draft.c.evaluation == self.evaluation.n,
            draft.c.owner == self.mine.n,
            draft.c.attempt == self.attempt.n,
        )
        rows = self.reading.session.tx.execute(select(draft).where(*same))
        return {row.dimension: DraftRow.of(row) for row in rows}

    def facts(self) -> Iterable[CaseFact]:
        if not self.sees_case:
            return
        recorded = self.reading.case.fact_rows()
        for name, fact in self.reading.standard.facts.items():
            value = self.reading.known.get(name)
            if name in recorded and fact.scored is None and value is not None:
                yield CaseFact(fact, value)

    def dossier(self) -> Iterable[Attached]:
        for key in self.evaluation.dossier if self.sees_case else ():
            row = self.reading.case.documents.get(key)
            if row is not None:
                by = self.reading.person(row.added_by)
                yield Attached(row.n, row.version, row.form, row.value, row.name, row.size, by, row.added_on)

    def kinds(self) -> Iterable[tuple[int, Text]]:
        for key in self.evaluation.dossier if self.sees_case else ():
            row = self.reading.case.documents.get(key)
            if row is not None:
                yield row.n, self.reading.standard.documents[row.kind].text

    def lines(self) -> Iterable[SheetLine]:
        if not (self.sees_case or self.sees_own) or self.attempt is None:
            return
        rubric = self.evaluation.rubric
        for code in listed(self.attempt.dimensions):
            yield SheetLine(
                dimension=rubric.dimension(code),
                anchors=tuple(rubric.levels.get(code, ())),
                own=self._own(code),
                draft=self._draft(code),
                given=self._given(code),
                peers=tuple(self._peers(code)) if self.sees_peers else (),
                lacks=lacks(rubric, self.drafts.get(code)),
            )

    def _said(self, digest: str) -> Words:
        return self.words.get(digest, Words(None))

    def _own(self, code: str) -> SelfRated | None:
        row = self.evaluation.own_levels.get(code) if self.sees_case else None
        return None if row is None else SelfRated(row.level, self._said(row.reason), numbers(row.evidence))

    def _draft(self, code: str) -> Draft | None:
        row = self.drafts.get(code)
        if row is None:
            return None
        return saved(row)

    def _given(self, code: str) -> GivenLevel | None:
        """What this expert handed in last and is opened; a sealed sheet is read by nobody."""
        rows = [
            (key[1], row) for key, row in self.evaluation.scores.items() if key[::2] == (self.mine.n, code)
        ]
        newest = max(rows, key=lambda each: int(each[0]), default=None)
        if newest is None:
            return None
        row = newest[1]
        return GivenLevel(row.level, self._said(row.reason), numbers(row.evidence))

    def _peers(self, code: str) -> Sequence[GivenLevel]:
        counting = self.evaluation.levels().get(code, {})
        found = []
        for expert, level in counting.items():
            rows = [
                (key[1], row) for key, row in self.evaluation.scores.items() if key[::2] == (expert, code)
            ]
            row = max(rows, key=lambda each: int(each[0]))[1]
            found.append(GivenLevel(level, self._said(row.reason), ()))
        return sorted(found, key=lambda each: (each.level or 0, (each.reason or Words("")).text or ""))


def saved(row: DraftRow) -> Draft:
    """A saved level as a form shows it."""
    return Draft(row.level, row.unjudged, row.reason, numbers(row.evidence), row.saved_at, row.revision)


def numbers(evidence: str) -> tuple[int, ...]:
    """The documents that a level rests on."""
    return tuple(int(each) for each in listed(evidence))


def dossier_document(session: Session, actor: Actor, number: str, n: int, version: int) -> DocumentRow:
    """A document of the dossier, to be read by an expert who has declared their interests. Raises NotFound,
    NotPermitted.
    """
    reading = read_assigned(session, actor, number)
    evaluation, mine = my_assignment(reading)
    day, project = session.day, reading.project_id
    load(
        session.tx, actor, "read_case", day, AssignmentRow, project=project, evaluation=evaluation.n, n=mine.n
    )
    row = reading.case.documents.get((n, version))
    if row is None or (n, version) not in evaluation.dossier:
        raise NotFound("document", str(n))
    return row
