"""Entering at a later stage: what the entry point asks for and what is there, who approves, what is skipped by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lifecycle import entering
from lifecycle.queries.checklist import Wanted, wanted_of
from lifecycle.queries.choices import Choices
from lifecycle.queries.gate import GatePanel
from lifecycle.queries.reading import Clause, Holding, Reading, Words
from stages.model import Need


@dataclass(frozen=True)
class Skipped:
    """A stage that the entry skips, and the gate that it lets pass."""

    stage: Clause
    gate: Clause


@dataclass(frozen=True)
class Asked:
    """Documents of which all, or one (`any_of`), are asked for."""

    documents: tuple[Wanted, ...]
    any_of: bool

    @property
    def met(self) -> bool:
        have = [each.attached is not None for each in self.documents]
        return any(have) if self.any_of else all(have)


@dataclass(frozen=True)
class Approval:
    """Who let the project enter, when, and why."""

    by: str | None
    on: date
    reason: Words | None


@dataclass(frozen=True)
class EntryView:
    """An entry at a later stage. `others` are documents of the draft that nobody asked for; `left` is how much is still
    missing but the approval.
    """

    point: Clause
    stage: Clause
    skipped: tuple[Skipped, ...]
    asked: tuple[Asked, ...]
    others: tuple[Wanted, ...]
    approver: Holding
    approval: Approval | None
    left: int
    drafted: bool
    may_attach: bool
    may_approve: bool


def entry_view(reading: Reading, may: Choices, panel: GatePanel) -> EntryView | None:
    """The entry of a project that begins later than at the first stage."""
    standard, project = reading.standard, reading.case.project
    rule = standard.mid_entry_rule(entering.ADMISSION)
    if rule is None or not entering.is_midway(standard, project.entry):
        return None
    point = standard.flow.entry_points[project.entry]
    asked = tuple(_asked(reading))
    kinds = {each.kind for group in asked for each in group.documents}
    lines = [line.blocker for group in panel.groups for line in group.lines]
    drafted = project.status == "draft"
    return EntryView(
        point=Clause(point.code, point.text),
        stage=Clause(point.stage, standard.stages[point.stage].text),
        skipped=tuple(_skipped(reading, code) for code in standard.stages_before(point.stage)),
        asked=asked,
        others=tuple(each for each in wanted_of(reading, None, ()) if each.kind not in kinds),
        approver=reading.holding(rule.confirmer or ""),
        approval=_approval(reading),
        left=sum(1 for blocker in lines if blocker.kind != entering.ADMISSION) if drafted else 0,
        drafted=drafted,
        may_attach=may.attach_document,
        may_approve=may.approve_entry,
    )


def _skipped(reading: Reading, stage: str) -> Skipped:
    gate = reading.standard.gate_of(stage)
    return Skipped(Clause(stage, reading.standard.stages[stage].text), Clause(gate.code, gate.text))


def _asked(reading: Reading) -> Iterator[Asked]:
    for need in entering.needs(reading.standard, reading.case.project.entry, reading.known):
        yield from _of_need(reading, need)


def _of_need(reading: Reading, need: Need) -> Iterator[Asked]:
    for kinds, any_of in ((need.docs, False), (need.any_docs, True)):
        if kinds:
            yield Asked(tuple(wanted_of(reading, None, kinds)[: len(kinds)]), any_of)


def _approval(reading: Reading) -> Approval | None:
    project = reading.case.project
    if project.entry_approved_on is None:
        return None
    by = reading.person(project.entry_approved_by)
    return Approval(by, project.entry_approved_on, reading.words(project.entry_reason))
