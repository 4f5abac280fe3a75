"""The self-rating as those who fill it in see it: the anchors, what is saved, what was handed in before, the
documents, and what is still missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import Evaluation, duty_wanting, newest
from lifecycle.policy import Actor, load
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Reading, Words, read_project, read_words
from lifecycle.queries.sheet import Draft, SelfRated, numbers, saved
from lifecycle.records import evaluations
from lifecycle.records.evaluations import DraftRow, EvaluationRow
from lifecycle.verbs.levels import CHOSEN, SELF, lacks
from lifecycle.verbs.self_ratings import offered
from stages.model import Dimension, RubricLevel, Text


@dataclass(frozen=True)
class RatingLine:
    """One dimension to rate. `handed_in` is what the newest version says, which a further version keeps unless
    changed. `lacks` is the code of what is missing before it can be handed in. `floor` is what the gate asks of the
    experts' level.
    """

    dimension: Dimension
    anchors: tuple[RubricLevel, ...]
    draft: Draft | None
    handed_in: SelfRated | None
    lacks: str | None
    floor: int | None


@dataclass(frozen=True)
class Choosable:
    """A document that may be put into the dossier, or be named as evidence. `offered`: in it unless taken out;
    `chosen`: in it as things stand. `secret`: experts would read what others may not.
    """

    document: Attached
    kind: Text
    clause: str
    offered: bool
    chosen: bool
    secret: bool


@dataclass(frozen=True)
class Unattached:
    """A kind of document that a duty of the parties asks for in this stage and nobody has attached."""

    kind: Text
    clause: str
    occurrence: int


@dataclass(frozen=True)
class RatingPage:
    """`version` is the one to come; a version after the first needs a reason. `levels_wanted`: a duty of the stage
    asks for the levels, elsewhere the dossier alone will do. `chosen` is the revision of the choice of documents, 0
    where nobody has chosen; `saved_at` when anything was saved last.
    """

    header: Header
    number: str
    title: str
    evaluation: int
    version: int
    gate: str
    due: date | None
    levels_wanted: bool
    evidence_from: int
    scale: tuple[int, int]
    lowest: Text
    lines: tuple[RatingLine, ...]
    documents: tuple[Choosable, ...]
    unattached: tuple[Unattached, ...]
    chosen: int
    saved_at: datetime | None
    rubric: str
    is_opinion: bool


def rating_page(session: Session, actor: Actor, number: str, *, opinion: bool = False) -> RatingPage:
    """The self-rating to be filled in or corrected. Raises NotFound where no evaluation runs, NotPermitted for
    others than those who hand it in, and once somebody has scored.
    """
    reading = read_project(session, actor, number)
    evaluation = newest(reading.standard, reading.case, opinion=opinion)
    if evaluation is None:
        raise NotFound("evaluation_record", number)
    key = {"project": reading.project_id, "n": evaluation.n}
    load(session.tx, actor, "rate_self", session.day, EvaluationRow, **key)
    version = max(evaluation.self_ratings, default=0) + 1
    kinds, rubric = evaluation.rubric.documents, evaluation.rubric
    drafts = _drafts(reading, evaluation, version)
    choice = drafts.get(CHOSEN)
    return RatingPage(
        header=header(reading, gate_panel(reading, choices(reading)).groups),
        number=number,
        title=reading.case.project.title,
        evaluation=evaluation.n,
        version=version,
        gate=evaluation.row.gate,
        due=_due(reading, evaluation),
        levels_wanted=duty_wanting(reading.standard, reading.case, kinds.self_rating) is not None,
        evidence_from=rubric.scoring.reason_required.evidence_from_level,
        scale=(rubric.scale.min, rubric.scale.max),
        lowest=rubric.scale.lowest,
        lines=tuple(_lines(reading, evaluation, drafts)),
        documents=tuple(_documents(reading, evaluation, choice)),
        unattached=tuple(_unattached(reading)),
        chosen=choice.revision if choice else 0,
        saved_at=max((row.saved_at for row in drafts.values()), default=None),
        rubric=evaluation.row.rubric,
        is_opinion=evaluation.row.kind == "opinion",
    )


def _due(reading: Reading, evaluation: Evaluation) -> date | None:
    """When the duty that wants it is due."""
    duty = duty_wanting(reading.standard, reading.case, evaluation.rubric.documents.self_rating)
    rows = [row for row in reading.case.latest_duties().values() if duty and row.code == duty.code]
    return max((row.due for row in rows if row.due is not None), default=None)


def _lines(reading: Reading, evaluation: Evaluation, drafts: Mapping[str, DraftRow]) -> Iterable[RatingLine]:
    own, rubric = evaluation.own_levels, evaluation.rubric
    words = read_words(reading.session.tx, (row.reason for row in own.values()))
    floors = rubric.floors_at(evaluation.row.gate)
    for dimension in rubric.dimensions_at(evaluation.row.gate):
        code = dimension.code
        row, draft = own.get(code), drafts.get(code)
        before = None
        if row is not None:
            before = SelfRated(row.level, words.get(row.reason, Words(None)), numbers(row.evidence))
        yield RatingLine(
            dimension=dimension,
            anchors=tuple(rubric.levels.get(code, ())),
            draft=None if draft is None else saved(draft),
            handed_in=before,
            lacks=None if draft is None and before is not None else lacks(rubric, draft),
            floor=floors.get(code),
        )


def _drafts(reading: Reading, evaluation: Evaluation, version: int) -> dict[str, DraftRow]:
    draft = evaluations.draft
    same = (draft.c.project == reading.project_id, draft.c.evaluation == evaluation.n)
    rows = reading.session.tx.execute(
        select(draft).where(*same, draft.c.owner == SELF, draft.c.attempt == version)
    )
    return {row.dimension: DraftRow.of(row) for row in rows}


def _documents(reading: Reading, evaluation: Evaluation, choice: DraftRow | None) -> Iterable[Choosable]:
    """The newest version of each that the reader may open, by kind in the order of the standard."""
    offered_ = set(offered(reading.standard, reading.case))
    before = {n for n, _ in evaluation.dossier}
    chosen = offered_ | before if choice is None else set(numbers(choice.evidence))
    newest_ = {row.n: row for _, row in sorted(reading.case.documents.items())}
    order = {code: place for place, code in enumerate(reading.standard.documents)}
    for n, row in sorted(newest_.items(), key=lambda each: (order[each[1].kind], each[0])):
        kind, document = reading.standard.documents[row.kind], shown(reading, row)
        if not document.sealed:
            yield Choosable(document, kind.text, row.duty or "", n in offered_, n in chosen, kind.secret)


def _unattached(reading: Reading) -> Iterable[Unattached]:
    """By duty; what an evaluation itself yields is none of it."""
    standard, case = reading.standard, reading.case
    of_itself = set(standard.rubric.documents.model_dump().values()) if standard.rubric else set()
    for row in sorted(case.latest_duties().values(), key=lambda each: each.code):
        duty = standard.duties.get(row.code)
        if duty is None or row.stage != case.project.stage or not row.required or not row.is_open:
            continue
        if standard.of_bureau(duty.doer):
            continue
        have = {each.kind for each in reading.documents_of(row.key)}
        for kind in duty.evidence:
            document = standard.documents[kind]
            if kind not in have and kind not in of_itself and not document.secret:
                yield Unattached(document.text, row.code, row.occurrence)
