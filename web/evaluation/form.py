"""Levels to be filled in, by an expert or by the holder, as they go into a file and come back from one."""

from dataclasses import dataclass
from datetime import date

from lifecycle.queries.checklist import Attached
from lifecycle.queries.self_rating import RatingLine, RatingPage
from lifecycle.queries.sheet import SheetPage
from stages.model import RubricLevel, Text


@dataclass(frozen=True)
class Line:
    """One dimension. `own` is the holder's level, for an expert to see beside; the rest is what is filled in so far."""

    code: str
    text: Text
    weight: int
    anchors: tuple[RubricLevel, ...]
    own: int | None
    level: int | None
    unjudged: bool
    reason: str
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A document that may be named as evidence."""

    n: int
    name: str


@dataclass(frozen=True)
class Form:
    """`kind` is `sheet` or `self`. `mark` says for which project, for whom, and for which state of the evaluation
    the form was made, its parts between slashes in this order.
    """

    kind: str
    number: str
    title: str
    due: date | None
    mark: str
    scale: tuple[int, int]
    evidence_from: int
    may_not_judge: bool
    lines: tuple[Line, ...]
    documents: tuple[Document, ...]


def of_sheet(page: SheetPage) -> Form:
    """An expert's sheet."""
    return Form(
        kind="sheet",
        number=page.number,
        title=page.title,
        due=page.due,
        mark=f"{page.number}/X{page.assignment}/E{page.evaluation}.{page.attempt}.{page.version}/{_short(page.rubric)}",
        scale=page.scale,
        evidence_from=page.evidence_from,
        may_not_judge=True,
        lines=tuple(
            Line(
                line.dimension.code,
                line.dimension.text,
                line.dimension.weight,
                line.anchors,
                line.own.level if line.own else None,
                line.draft.level if line.draft else None,
                line.draft.unjudged if line.draft else False,
                line.draft.reason if line.draft else "",
                line.draft.evidence if line.draft else (),
            )
            for line in page.lines
        ),
        documents=tuple(Document(each.n, _name(each)) for each in page.dossier),
    )


def of_rating(page: RatingPage) -> Form:
    """The holder's self-rating; of a further version what the one before says, unless something else is saved."""
    return Form(
        kind="self",
        number=page.number,
        title=page.title,
        due=page.due,
        mark=f"{page.number}/H/E{page.evaluation}.{page.version}/{_short(page.rubric)}",
        scale=page.scale,
        evidence_from=page.evidence_from,
        may_not_judge=False,
        lines=tuple(_rated(line) for line in page.lines),
        documents=tuple(Document(each.document.n, _name(each.document)) for each in page.documents),
    )


def _rated(line: RatingLine) -> Line:
    """A dimension with what is saved, else with what was handed in before."""
    dimension, before, draft = line.dimension, line.handed_in, line.draft
    level, reason, evidence = None, "", tuple[int, ...]()
    if draft is not None:
        level, reason, evidence = draft.level, draft.reason, draft.evidence
    elif before is not None:
        said = before.reason.text if before.reason else None
        level, reason, evidence = before.level, said or "", before.evidence
    parts = (dimension.code, dimension.text, dimension.weight, line.anchors)
    return Line(*parts, own=None, level=level, unjudged=False, reason=reason, evidence=evidence)


def _short(rubric: str) -> str:
    """The version of a rubric with the beginning of its standard's hash."""
    version, _, digest = rubric.partition("@")
    return f"{version}-{digest.rpartition(':')[2][:8]}"


def _name(document: Attached) -> str:
    return document.name or document.value or "—"
