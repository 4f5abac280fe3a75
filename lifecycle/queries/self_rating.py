"""The self-rating as those who fill it in see it: the anchors, what is saved, what was handed in before, the
documents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import Evaluation, duty_wanting, newest
from lifecycle.policy import Actor, load
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.reading import Reading, Words, read_project, read_words
from lifecycle.queries.sheet import Draft, SelfRated, numbers, saved
from lifecycle.records import evaluations
from lifecycle.records.evaluations import DraftRow, EvaluationRow
from lifecycle.verbs.levels import SELF
from lifecycle.verbs.self_ratings import offered
from stages.model import Dimension, RubricLevel, Text


@dataclass(frozen=True)
class RatingLine:
    """One dimension to rate. `handed_in` is what the newest version says, which a further version keeps unless
    changed.
    """

    dimension: Dimension
    anchors: tuple[RubricLevel, ...]
    draft: Draft | None
    handed_in: SelfRated | None


@dataclass(frozen=True)
class Choosable:
    """A document that may be put into the dossier, or be named as evidence. `offered`: in it unless taken out."""

    document: Attached
    kind: Text
    clause: str
    offered: bool


@dataclass(frozen=True)
class RatingPage:
    """`version` is the one to come; a version after the first needs a reason. `levels_wanted`: a duty of the stage
    asks for the levels, elsewhere the dossier alone will do.
    """

    number: str
    title: str
    evaluation: int
    version: int
    gate: str
    due: date | None
    levels_wanted: bool
    evidence_from: int
    scale: tuple[int, int]
    lines: tuple[RatingLine, ...]
    documents: tuple[Choosable, ...]
    rubric: str


def rating_page(session: Session, actor: Actor, number: str) -> RatingPage:
    """The self-rating to be filled in or corrected. Raises NotFound where no evaluation runs, NotPermitted for
    others than those who hand it in, and once somebody has scored.
    """
    reading = read_project(session, actor, number)
    evaluation = newest(reading.standard, reading.case)
    if evaluation is None:
        raise NotFound("evaluation_record", number)
    key = {"project": reading.project_id, "n": evaluation.n}
    load(session.tx, actor, "rate_self", session.day, EvaluationRow, **key)
    version = max(evaluation.self_ratings, default=0) + 1
    kinds, rubric = evaluation.rubric.documents, evaluation.rubric
    return RatingPage(
        number=number,
        title=reading.case.project.title,
        evaluation=evaluation.n,
        version=version,
        gate=evaluation.row.gate,
        due=_due(reading, evaluation),
        levels_wanted=duty_wanting(reading.standard, reading.case, kinds.self_rating) is not None,
        evidence_from=rubric.scoring.reason_required.evidence_from_level,
        scale=(rubric.scale.min, rubric.scale.max),
        lines=tuple(_lines(reading, evaluation, version)),
        documents=tuple(_documents(reading)),
        rubric=evaluation.row.rubric,
    )


def _due(reading: Reading, evaluation: Evaluation) -> date | None:
    """When the duty that wants it is due."""
    duty = duty_wanting(reading.standard, reading.case, evaluation.rubric.documents.self_rating)
    rows = [row for row in reading.case.latest_duties().values() if duty and row.code == duty.code]
    return max((row.due for row in rows if row.due is not None), default=None)


def _lines(reading: Reading, evaluation: Evaluation, version: int) -> Iterable[RatingLine]:
    own = evaluation.own_levels
    words = read_words(reading.session.tx, (row.reason for row in own.values()))
    drafts = _drafts(reading, evaluation, version)
    for dimension in evaluation.rubric.dimensions_at(evaluation.row.gate):
        row = own.get(dimension.code)
        before = None
        if row is not None:
            before = SelfRated(row.level, words.get(row.reason, Words(None)), numbers(row.evidence))
        anchors = tuple(evaluation.rubric.levels.get(dimension.code, ()))
        yield RatingLine(dimension, anchors, drafts.get(dimension.code), before)


def _drafts(reading: Reading, evaluation: Evaluation, version: int) -> dict[str, Draft]:
    draft = evaluations.draft
    same = (draft.c.project == reading.project_id, draft.c.evaluation == evaluation.n)
    rows = reading.session.tx.execute(
        select(draft).where(*same, draft.c.owner == SELF, draft.c.attempt == version)
    )
    return {row.dimension: saved(DraftRow.of(row)) for row in rows}


def _documents(reading: Reading) -> Iterable[Choosable]:
    offered_ = set(offered(reading.standard, reading.case))
    for n in sorted({row.n for row in reading.case.documents.values()}):
        row = max(
            (each for each in reading.case.documents.values() if each.n == n), key=lambda each: each.version
        )
        kind = reading.standard.documents[row.kind].text
        yield Choosable(shown(reading, row), kind, row.duty or "", n in offered_)
