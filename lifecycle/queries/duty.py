"""One duty as its form shows it: the clause and where it comes from, the evidence and its versions, what was said."""

from dataclasses import dataclass

from lifecycle import absence
from lifecycle.engine import Session
from lifecycle.errors import NotFound
from lifecycle.evaluation.view import newest
from lifecycle.policy import Actor
from lifecycle.queries.checklist import ChecklistRow, checklist_row
from lifecycle.queries.choices import choices
from lifecycle.queries.gate import gate_panel
from lifecycle.queries.helping import Help, help_of
from lifecycle.queries.history import Event, of_subject
from lifecycle.queries.project import Header, header
from lifecycle.queries.reading import Clause, Holding, Reading, read_project
from lifecycle.queries.sources import Citation, citations
from lifecycle.records.work import DutyRow
from stages.model import Duty, Milestone


@dataclass(frozen=True)
class DutyPage:
    """`others` are the further occurrences of the same duty. `substitute` may be let to do it for a missing party.
    `made_by`: what the evaluation itself yields and is not there yet (see `made_by`), None for nothing of the kind.
    """

    header: Header
    row: ChecklistRow
    duty: Duty
    stage: Clause
    milestone: Milestone
    citations: tuple[Citation, ...]
    deadline_citations: tuple[Citation, ...]
    others: tuple[ChecklistRow, ...]
    history: tuple[Event, ...]
    substitute: Holding | None
    made_by: str | None
    help: Help


def duty_page(session: Session, actor: Actor, number: str, code: str, occurrence: int = 1) -> DutyPage:
    """The newest row of a duty. Raises NotFound for one that is not open to this reader or was never opened."""
    reading = read_project(session, actor, number)
    may = choices(reading)
    rows = reading.case.latest_duties()
    row = rows.get((code, occurrence))
    definition = reading.standard.duties.get(code)
    if row is None or definition is None or row.excuse == "superseded":
        raise NotFound("duty", code)
    milestone = reading.standard.milestones[definition.milestone]
    others = (
        each
        for key, each in sorted(rows.items())
        if key[0] == code and each is not row and each.excuse != "superseded"
    )
    return DutyPage(
        header(reading, gate_panel(reading, may).groups),
        checklist_row(reading, may, row),
        definition,
        Clause(row.stage, reading.standard.stages[row.stage].text),
        milestone,
        citations(reading.standard, definition.source, definition.basis),
        citations(reading.standard, milestone.source, milestone.basis),
        tuple(checklist_row(reading, may, each) for each in others),
        of_subject(session.tx, reading.standard, reading.project_id, code),
        _substitute(reading, code),
        made_by(reading, row) if row.is_open else None,
        help_of(reading, definition, row),
    )


def _substitute(reading: Reading, code: str) -> Holding | None:
    rule = absence.standing_in_rule(reading.standard, code)
    return reading.holding(rule.substitute) if rule is not None and rule.substitute else None


def made_by(reading: Reading, row: DutyRow) -> str | None:
    """Which part of an evaluation makes the evidence that a duty still lacks: self_rating, rating, or panel for the
    rest; None where it lacks none of that kind.
    """
    rubric, definition = reading.standard.rubric, reading.standard.duties[row.code]
    if rubric is None:
        return None
    have = {each.kind for each in reading.documents_of(row.key)}
    for part, kind in rubric.documents.model_dump().items():
        if kind in definition.evidence and kind not in have:
            return part if part in ("self_rating", "rating") else "panel"
    return None


def where_to_do(session: Session, actor: Actor, number: str, code: str) -> tuple[str | None, bool]:
    """The part of an evaluation in which a duty is done next, None for the duty's own form; and whether an evaluation
    was begun. Raises NotFound.
    """
    reading = read_project(session, actor, number)
    row = reading.case.latest_duties().get((code, 1))
    if row is None or code not in reading.standard.duties:
        raise NotFound("duty", code)
    begun = newest(reading.standard, reading.case) is not None
    return made_by(reading, row) if row.is_open else None, begun
