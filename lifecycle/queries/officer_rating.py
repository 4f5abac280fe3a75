"""Rating alone, at a gate where the rubric lets the officer do it: the anchors, the floors, the documents, and what was
rated before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lifecycle.engine import Session
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation.view import newest
from lifecycle.policy import Actor
from lifecycle.queries.checklist import Attached, shown
from lifecycle.queries.choices import choices
from lifecycle.queries.evaluation import DimensionLine, page_of
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Reading, read_project
from stages.model import Dimension, RubricLevel, Text


@dataclass(frozen=True)
class RatedLine:
    """A dimension to rate; `before` is what was rated last."""

    dimension: Dimension
    anchors: tuple[RubricLevel, ...]
    floor: int | None
    before: DimensionLine | None


@dataclass(frozen=True)
class Citable:
    """A document that a level may rest on."""

    document: Attached
    kind: Text


@dataclass(frozen=True)
class OfficerPage:
    """`is_again`: it was rated before, and needs a reason now."""

    header: Header
    gate: Clause
    scale: tuple[int, int]
    lowest: Text
    evidence_from: int
    lines: tuple[RatedLine, ...]
    documents: tuple[Citable, ...]
    is_again: bool


def officer_page(session: Session, actor: Actor, number: str) -> OfficerPage:
    """Raises NotFound, NotPermitted for who does not rate here, Invalid where a panel scores, or nothing is scored."""
    reading = read_project(session, actor, number)
    standard, case = reading.standard, reading.case
    gate = standard.gate_of(case.project.stage)
    scored = standard.rubric.at(gate.code) if standard.rubric else None
    if standard.rubric is None or scored is None:
        raise Invalid("scoring", "not_scored", {"gate": gate.code})
    if scored.by != "officer":
        raise Invalid("scoring", "scored_by_panel", {"gate": gate.code})
    doer = standard.duties[scored.duty].doer
    if doer not in reading.held:
        raise NotPermitted("rate", "holds_office", (doer,))
    rubric, known = standard.rubric, newest(standard, case)
    before = {line.dimension.code: line for line in page_of(reading, known).dimensions} if known else {}
    floors = rubric.floors_at(gate.code)
    return OfficerPage(
        header=header(reading, gate_panel(reading, choices(reading)).groups),
        gate=Clause(gate.code, gate.text),
        scale=(rubric.scale.min, rubric.scale.max),
        lowest=rubric.scale.lowest,
        evidence_from=rubric.scoring.reason_required.evidence_from_level,
        lines=tuple(
            RatedLine(
                each,
                tuple(rubric.levels.get(each.code, ())),
                floors.get(each.code),
                before.get(each.code),
            )
            for each in rubric.dimensions_at(gate.code)
        ),
        documents=tuple(_documents(reading)),
        is_again=known is not None,
    )


def _documents(reading: Reading) -> Iterable[Citable]:
    """The newest version of each."""
    newest_ = {row.n: row for _, row in sorted(reading.case.documents.items())}
    for _, row in sorted(newest_.items()):
        yield Citable(shown(reading, row), reading.standard.documents[row.kind].text)
