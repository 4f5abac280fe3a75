"""Duties and milestones fit each other: what has to be done is covered, and what is waited for can happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stages.checks.findings import Owner, covers, found
from stages.conditions import names
from stages.model import Duty, Milestone, Stage, Standard
from stages.yamltree import Problem

_PERIOD: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_DONE_BY_DUTIES = {"deadline", "statutory", "recurring"}


def uncovered_duties(standard: Standard) -> Iterator[Problem]:
    """Required duties whose milestone is of another stage, or does not apply wherever they do."""
    for duty in standard.duties.values():
        milestone = standard.milestones.get(duty.milestone)
        owner = Owner("duties", duty.code)
        if milestone is None or not duty.required:
            continue
        if milestone.stage != duty.stage:
            message = f"{milestone.code} belongs to {milestone.stage}; name one of {duty.stage}"
            yield found(standard, owner, "milestone", message)
        elif not covers(milestone.applies_if, duty.applies_if):
            message = (
                f"{milestone.code} may not apply where the duty does; give both the same 'if' or name another"
            )
            yield found(standard, owner, "milestone", message)


def undoable_milestones(standard: Standard) -> Iterator[Problem]:
    """Milestones that duties should complete, but that no required duty names."""
    named = {duty.milestone for duty in standard.duties.values() if duty.required}
    for milestone in standard.milestones.values():
        if milestone.kind in _DONE_BY_DUTIES and milestone.code not in named:
            message = f"is a {milestone.kind} that no required duty names, so never done; name it or make it a notice"
            yield found(standard, Owner("milestones", milestone.code), "kind", message)


def unfounded_law(standard: Standard) -> Iterator[Problem]:
    """Duties said to be bound by law that cite no law, neither as their source nor as their basis."""
    laws = standard.references.laws
    for duty in standard.duties.values():
        cited = (*(duty.source.ref if duty.source.kind == "law" else ()), *duty.basis)
        if duty.binding == "law" and not any(ref.partition("/")[0] in laws for ref in cited):
            message = (
                "is law, and neither source nor basis cites one; cite the article, or say what else binds"
            )
            yield found(standard, Owner("duties", duty.code), "binding", message)


def gates_waiting_for_themselves(standard: Standard) -> Iterator[Problem]:
    """What must be done before a gate and can only happen after it."""
    for stage in standard.stages.values():
        own = {milestone.code for milestone in stage.milestones if milestone.kind == "gate"}
        for duty in stage.duties:
            if duty.milestone in own and duty.timing == "before_gate":
                message = (
                    f"{duty.milestone} is the gate's own decision; name another or add timing: after_gate"
                )
                yield found(standard, Owner("duties", duty.code), "milestone", message)
        for milestone in stage.milestones:
            yield from _waits(standard, milestone, own)
        yield from _tests_of_the_future(standard, stage)


def _waits(standard: Standard, milestone: Milestone, own: set[str]) -> Iterator[Problem]:
    owner = Owner("milestones", milestone.code)
    if milestone.kind == "gate" and milestone.blocking:
        yield found(standard, owner, "blocking", "is true for the gate's own decision; make it false")
    if milestone.timing == "before_gate" and own & set(milestone.due.starts):
        message = "counts from the gate's own decision but is due before it; add timing: after_gate"
        yield found(standard, owner, "due", message)


def _tests_of_the_future(standard: Standard, stage: Stage) -> Iterator[Problem]:
    here = list(standard.stages).index(stage.code)
    for criterion in stage.gate.criteria:
        for name in sorted(names(criterion.test)):
            fact = standard.facts.get(name)
            duties = (
                [standard.duties[code] for code in fact.from_duties if code in standard.duties]
                if fact
                else []
            )
            if duties and all(_later(standard, duty, here) for duty in duties):
                message = (
                    f"{name} comes only from duties after this gate; test something that is known by then"
                )
                yield found(standard, Owner("criteria", criterion.code), "test", message)


def _later(standard: Standard, duty: Duty, here: int) -> bool:
    there = list(standard.stages).index(duty.stage)
    return there > here or (there == here and duty.timing == "after_gate")


def decisions_without_milestone(standard: Standard) -> Iterator[Problem]:
    """Stages that do not have exactly one milestone of kind gate."""
    for stage in standard.stages.values():
        gates = [milestone.code for milestone in stage.milestones if milestone.kind == "gate"]
        if len(gates) != 1:
            message = f"has {len(gates)} milestones of kind gate ({', '.join(gates) or 'none'}); it needs exactly one"
            yield found(standard, Owner("stages", stage.code), "milestones", message)


def mistimed_duties(standard: Standard) -> Iterator[Problem]:
    """Required duties that are due at another time of the gate, or in another rhythm, than their milestone."""
    for duty in standard.duties.values():
        milestone = standard.milestones.get(duty.milestone)
        if milestone is None or not duty.required or not standard.asks(duty.code):
            continue
        owner = Owner("duties", duty.code)
        if duty.timing != milestone.timing:
            message = (
                f"is {duty.timing}, its milestone {milestone.code} is {milestone.timing}; make them the same"
            )
            yield found(standard, owner, "timing", message)
        if duty.repeat and milestone.due.every_months != _PERIOD[duty.repeat]:
            message = (
                f"is {duty.repeat}, but {milestone.code} does not come every {_PERIOD[duty.repeat]} months"
            )
            yield found(standard, owner, "repeat", message)
        if milestone.due.every_months and duty.repeat is None:
            message = f"is missing, and {milestone.code} comes every {milestone.due.every_months} months; say how often"
            yield found(standard, owner, "repeat", message)


def mistaken_kinds(standard: Standard) -> Iterator[Problem]:
    """Recurring milestones that come once, and windows that do not run from something."""
    for milestone in standard.milestones.values():
        owner = Owner("milestones", milestone.code)
        if milestone.kind == "recurring" and not milestone.due.repeats:
            yield found(
                standard, owner, "due", "comes once; add every_months, every_wd or each, or change the kind"
            )
        if milestone.kind == "window" and (milestone.due.from_ is None or milestone.due.repeats):
            yield found(standard, owner, "due", "must give a window one start and one length")


def unopened_surveys(standard: Standard) -> Iterator[Problem]:
    """Milestones of the time after an end that no move opens, and moves that open something else."""
    opened = {move.survey for move in standard.moves.values() if move.survey is not None}
    for milestone in standard.milestones.values():
        if milestone.timing == "after_end" and milestone.code not in opened:
            message = (
                "is after_end, but no move names it as its survey; let one name it, or change the timing"
            )
            yield found(standard, Owner("milestones", milestone.code), "timing", message)
    for move in standard.moves.values():
        owner = Owner("moves", move.code)
        if (move.survey is None) != (move.surveys is None):
            yield found(standard, owner, "survey", "belongs beside surveys: what is opened, and how often")
        elif move.survey is not None:
            milestone = standard.milestones[move.survey]
            if milestone.timing != "after_end" or milestone.due.every_months is None:
                message = f"names {move.survey}; name a milestone that is after_end and comes every_months"
                yield found(standard, owner, "survey", message)


def unowed_deliverables(standard: Standard) -> Iterator[Problem]:
    """Deliverables that no duty of their stage owes."""
    for stage in standard.stages.values():
        owed = {document for duty in stage.duties for document in duty.evidence}
        for deliverable in stage.deliverables:
            for document in sorted(set(deliverable.docs) - owed):
                message = f"{document} is owed by no duty of {stage.code}; add it to the 'ev' of one"
                yield found(standard, Owner("deliverables", deliverable.code), "docs", message)
