"""Every name that a standard uses is one that it defines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from stages.checks.findings import Owner, found
from stages.model import Due, Measure, Standard, Track
from stages.vocabulary import DEBTS, RELATIONS
from stages.yamltree import Problem

SELF = {"same", "previous"}
RECIPIENTS = {"owner", "owner_org_head"}


class Use(NamedTuple):
    """A name used by something at a key, and what kinds of thing it may be."""

    owner: Owner
    key: str
    name: str
    kinds: str


def unknown_names(standard: Standard) -> Iterator[Problem]:
    """Names that nothing defines, each with the nearest one that something does."""
    known = _known(standard)
    for use in _uses(standard):
        allowed = set().union(*(known[kind] for kind in use.kinds.split("|")))
        if use.name not in allowed:
            yield found(standard, use.owner, use.key, _message(use, allowed))


def _message(use: Use, allowed: set[str]) -> str:
    near = get_close_matches(use.name, sorted(allowed), n=1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(allowed)[:12]) or 'none'}"
    return f"names {use.name!r}, which is no {use.kinds.replace('|', ' or ')}; {hint}"


def _known(standard: Standard) -> Mapping[str, set[str]]:
    rubric = standard.rubric
    flow = standard.flow
    return {
        "stage": set(standard.stages),
        "phase": set(standard.phases),
        "gate": set(standard.gates),
        "role": set(standard.roles),
        "any": {"any"},
        "organisation kind": set(standard.organisation_kinds),
        "external organisation": {k.code for k in standard.organisation_kinds.values() if k.external},
        "office": set(standard.offices),
        "system": {"system"},
        "milestone": set(standard.milestones),
        "kind of debt": set(DEBTS),
        "event": set(standard.events),
        "duty": set(standard.duties),
        "document": set(standard.documents),
        "criterion": set(standard.criteria),
        "entry condition": {each.code for stage in standard.stages.values() for each in stage.entry},
        "indicator": set(standard.indicators),
        "flag": {fact.name for fact in standard.facts.values() if fact.flag},
        "fact": {fact.name for fact in standard.facts.values() if not fact.flag},
        "task_book": {"task_book"},
        "move": set(flow.moves),
        "status": set(flow.states),
        "place of departure": SELF,
        "track": set(flow.tracks),
        "outcome": set(flow.outcomes),
        "settlement": set(flow.settlement),
        "special actor": set(flow.special_actors),
        "gate decision": {"gate_decision"},
        "dimension": {each.code for each in rubric.dimensions} if rubric else set(),
        "kind of relation": set(RELATIONS),
        "recipient": RECIPIENTS,
        "resource": set(standard.resources),
        "rule": {
            rule.code for rule in (standard.voucher_rule, standard.risk_pool_rule) if rule is not None
        },
    }  # fmt: skip


def _uses(standard: Standard) -> Iterator[Use]:
    for part in _PARTS:
        yield from part(standard)


def _use(owner: Owner, key: str, kinds: str, *names: str | None) -> Iterator[Use]:
    for name in names:
        if name is not None:
            yield Use(owner, key, name, kinds)


def _roles(standard: Standard) -> Iterator[Use]:
    for phase in standard.phases.values():
        owner = Owner("phases", phase.code)
        yield from _use(owner, "stages", "stage", *phase.stages)
        yield from _use(owner, "exit_gate", "gate", phase.exit_gate)
    for kind in standard.organisation_kinds.values():
        yield from _use(Owner("organisation_kinds", kind.code), "role", "role", kind.role)
    for office in standard.offices.values():
        owner = Owner("offices", office.code)
        yield from _use(owner, "role", "role", office.role)
        yield from _use(owner, "kind", "organisation kind", office.kind)
    for power in standard.powers:
        yield from _use(Owner("powers", power.code), "office", "office", power.office)


def _stages(standard: Standard) -> Iterator[Use]:
    for stage in standard.stages.values():
        owner = Owner("stages", stage.code)
        yield from _use(owner, "phase", "phase", stage.phase)
        yield from _use(owner, "resources", "resource", *stage.resources)
        for risk in stage.risks:
            yield from _use(owner, "risks", "duty|criterion|move", *risk.answered_by)
        for deliverable in stage.deliverables:
            yield from _use(Owner("deliverables", deliverable.code), "docs", "document", *deliverable.docs)


def _due(owner: Owner, due: Due) -> Iterator[Use]:
    yield from _use(owner, "due", "event|milestone", *due.starts)
    yield from _use(owner, "due", "event", due.before)


def _milestones(standard: Standard) -> Iterator[Use]:
    for milestone in standard.milestones.values():
        owner = Owner("milestones", milestone.code)
        yield from _use(owner, "owner", "role|external organisation", milestone.owner)
        yield from _due(owner, milestone.due)


def _duties(standard: Standard) -> Iterator[Use]:
    for duty in standard.duties.values():
        owner = Owner("duties", duty.code)
        yield from _use(owner, "role", "role", duty.role)
        yield from _use(owner, "kinds", "organisation kind", *duty.kinds)
        yield from _use(owner, "doer", "office", duty.doer)
        yield from _use(owner, "by", "office", duty.confirmer)
        yield from _use(owner, "milestone", "milestone", duty.milestone)
        yield from _use(owner, "ev", "document", *duty.evidence)
        yield from _use(owner, "opens", "stage", duty.opens)


def _gates(standard: Standard) -> Iterator[Use]:
    for gate in standard.gates.values():
        owner = Owner("gates", gate.code)
        yield from _use(owner, "decider", "office", gate.decider)
        yield from _use(owner, "propose", "office", gate.propose)
        yield from _use(owner, "consult", "office", *gate.consult)
        for criterion in gate.criteria:
            yield from _use(Owner("criteria", criterion.code), "judge", "office", criterion.judge)
        for option in gate.options:
            owner = Owner("options", f"{gate.code}/{option.code}")
            yield from _use(owner, "move", "move", option.move)
            yield from _use(owner, "decider", "office", option.decider)
            yield from _use(owner, "sets", "flag", *option.sets)
            yield from _use(owner, "redo", "duty", *option.redo)


def _indicators(standard: Standard) -> Iterator[Use]:
    for indicator in standard.indicators.values():
        owner = Owner("indicators", indicator.code)
        yield from _use(owner, "facts", "fact|flag", *indicator.facts)
        if isinstance(indicator.target, str):
            yield from _use(owner, "target", "fact|task_book", indicator.target)
        if indicator.measure is not None:
            yield from _measure(owner, indicator.measure)


def _measure(owner: Owner, measure: Measure) -> Iterator[Use]:
    yield from _use(owner, "measure", "fact", *measure.asked, *measure.less)
    if measure.closing is not None:
        yield from _use(owner, "measure", "kind of debt", measure.closing.debt)
    for mark in (measure.rate.of, measure.rate.among) if measure.rate else ():
        yield from _use(owner, "measure", "stage", mark.entered)
        yield from _use(owner, "measure", "gate", mark.passed)
        yield from _use(owner, "measure", "status", mark.ended)
        yield from _use(owner, "measure", "fact", mark.since, mark.without)


def _facts(standard: Standard) -> Iterator[Use]:
    for fact in standard.facts.values():
        owner = Owner("facts", fact.name)
        yield from _use(owner, "recorded_by", "office|system", fact.recorded_by)
        yield from _use(owner, "entered_by", "office", fact.entered_by)
        yield from _use(owner, "from", "duty", *fact.from_duties)
        yield from _use(owner, "from", "document", fact.from_document)
        kinds = "dimension" if fact.scored else "gate|status|milestone|duty|track|document|kind of debt"
        yield from _use(owner, "of", kinds, fact.origin.of)
        yield from _use(owner, "or_since", "fact", fact.origin.or_since)
    for event in standard.events.values():
        yield from _use(Owner("events", event.name), "dated_by", "fact", event.dated_by)
    for document in standard.documents.values():
        yield from _use(Owner("documents", document.code), "facts", "fact|flag", *document.facts)


def _entry(standard: Standard) -> Iterator[Use]:
    for point in standard.flow.entry_points.values():
        owner = Owner("entry_points", point.code)
        yield from _use(owner, "stage", "stage", point.stage)
        for need in point.need:
            yield from _use(owner, "need", "document", *need.docs, *need.any_docs)
    for rule in standard.flow.mid_entry_rules.values():
        owner = Owner("mid_entry_rules", rule.code)
        yield from _use(owner, "doer", "office", rule.doer)
        yield from _use(owner, "by", "office", rule.confirmer)
        yield from _use(owner, "facts", "fact", *rule.facts)


def _tracks(standard: Standard) -> Iterator[Use]:
    for track in standard.flow.tracks.values():
        owner = Owner("tracks", track.code)
        yield from _use(owner, "keep_duties", "duty", *track.keep_duties)
        for change in track.changes:
            yield from _use(owner, "changes", "gate", change.gate)
            yield from _use(owner, "changes", "office", change.decider, change.propose)
            yield from _use(owner, "changes", "milestone", change.milestone)
            yield from _due(owner, change.due) if change.due else ()
        yield from _track_path(track, owner)


def _track_path(track: Track, owner: Owner) -> Iterator[Use]:
    for simplified in track.simplified:
        yield from _use(owner, "simplified", "duty", simplified.duty)
        yield from _use(owner, "simplified", "document", *simplified.docs)
    for step in track.path:
        yield from _use(owner, "path", "stage", step.stage)
        yield from _use(owner, "path", "entry condition", *step.entry)
        yield from _use(owner, "path", "gate", step.gate)
        yield from _use(owner, "path", "move", step.move)
        yield from _use(owner, "path", "office", step.decider, step.propose)
        yield from _use(owner, "path", "criterion", *step.criteria)
    for milestone in track.milestones:
        yield from _use(owner, "milestones", "milestone", milestone.code)
        yield from _due(owner, milestone.due) if milestone.due else ()


def _absent(standard: Standard) -> Iterator[Use]:
    for rule in standard.flow.absent_party.values():
        owner = Owner("absent_party", rule.code)
        yield from _use(owner, "role", "role|any", rule.role)
        yield from _use(owner, "duties", "duty", *rule.duties)
        yield from _use(owner, "never", "duty", *rule.never)
        yield from _use(owner, "buyer", "role", rule.buyer)
        yield from _use(owner, "docs", "document", *rule.docs)
        yield from _use(owner, "sets", "flag", *rule.sets)
        yield from _use(owner, "by", "office", rule.confirmer, rule.by_other)
        yield from _use(owner, "criterion", "criterion", rule.criterion)


def _moves(standard: Standard) -> Iterator[Use]:
    for move in standard.flow.moves.values():
        owner = Owner("moves", move.code)
        yield from _use(owner, "from", "status", *move.from_)
        yield from _use(owner, "to", "status|place of departure", move.to)
        yield from _use(owner, "actors", "role|office|special actor", *move.actors)
        yield from _use(owner, "gates", "gate", *move.gates)
        yield from _use(owner, "tracks", "track", *move.tracks)
        yield from _use(owner, "notify", "role|office", *move.notify)
        yield from _use(owner, "docs", "document", *move.docs)
        yield from _use(owner, "outcome", "outcome", move.outcome)
        yield from _use(owner, "then", "move", *move.then)
        yield from _use(owner, "about", "milestone|gate decision", *move.about)
        yield from _use(owner, "reply_by", "office|special actor", move.reply_by)
        yield from _use(owner, "waiting_months", "status", *move.waiting_months)
        yield from _use(owner, "survey", "milestone", move.survey)
        yield from _use(owner, "replaces", "role", move.replaces)
        yield from _use(owner, "redo", "duty", *move.redo)
        yield from _use(owner, "clears", "fact|flag", *move.clears)
        yield from _use(owner, "corrects", "fact|flag", *move.corrects)
        yield from _use(owner, "settles", "settlement", *move.settles)
        for authority in move.authority:
            yield from _use(owner, "authority", "office", authority.office)
            yield from _use(owner, "authority", "stage", *authority.stages)


def _settlement(standard: Standard) -> Iterator[Use]:
    for item in standard.flow.settlement.values():
        owner = Owner("settlement", item.code)
        yield from _use(owner, "owner", "office", item.owner)
        yield from _use(owner, "doc", "document", item.doc)


def _rubric(standard: Standard) -> Iterator[Use]:
    rubric = standard.rubric
    if rubric is None:
        return
    yield from _use(Owner("", "rubric"), "levels", "dimension", *rubric.levels)
    for floors in rubric.floors:
        yield from _use(Owner("floors", floors.gate), "gate", "gate", floors.gate)
        yield from _use(Owner("floors", floors.gate), "levels", "dimension", *floors.levels)
    for total in rubric.totals:
        yield from _use(Owner("totals", total.gate), "gate", "gate", total.gate)
    for band in rubric.bands:
        yield from _use(Owner("bands", band.code), "gate", "gate", band.gate)
    for scored in rubric.scored_at:
        owner = Owner("scored_at", scored.gate)
        yield from _use(owner, "gate", "gate", scored.gate)
        yield from _use(owner, "dimensions", "dimension", *scored.dimensions)
        yield from _use(owner, "duty", "duty", scored.duty, scored.rescore_duty)
        yield from _use(owner, "milestone", "milestone", scored.milestone, scored.rescore_milestone)
    if rubric.panel.on_request_opinion:
        yield from _use(Owner("", "panel"), "track", "track", rubric.panel.on_request_opinion.track)
    for step in rubric.dispersion.steps:
        yield from _use(Owner("", "dispersion"), "decider", "office|special actor", step.decider)


def _experts(standard: Standard) -> Iterator[Use]:
    rubric = standard.rubric
    if rubric is None:
        return
    for cause in rubric.recusal:
        owner = Owner("recusal", cause.code)
        yield from _use(owner, "relations", "kind of relation", *cause.relations)
        yield from _use(owner, "roles", "role", *cause.roles)
        yield from _use(owner, "kinds", "organisation kind", *cause.kinds)
    for use, kind in rubric.documents:
        yield from _use(Owner("", "rubric"), use, "document", kind)


def _supervision(standard: Standard) -> Iterator[Use]:
    yield from _use(
        Owner("", "supervision"), "portfolio", "role", *standard.supervision.lights.portfolio.roles
    )
    if (owed := standard.supervision.lights.owed) is not None:
        yield from _use(Owner("", "supervision"), "owed", "kind of debt", *owed.kinds)
    for rung in standard.supervision.ladder:
        owner = Owner("ladder", rung.code)
        yield from _use(owner, "who", "office|recipient", *rung.who)
        yield from _use(owner, "verbs", "role", *rung.verbs)
        if rung.consider is not None:
            yield from _use(owner, "consider", "move", *rung.consider.moves)
    if standard.supervision.urging is not None:
        yield from _use(Owner("", "urging"), "verbs", "role", *standard.supervision.urging.verbs)


def _law(standard: Standard) -> Iterator[Use]:
    for line in standard.red_lines.values():
        owner = Owner("red_lines", line.code)
        yield from _use(owner, "gates", "gate", *line.gates)
        yield from _use(owner, "fact", "fact", line.fact)
    for rule in standard.legal_rules.values():
        yield from _use(Owner("legal_rules", rule.code), "from", "event|milestone", rule.from_)


def _offers(standard: Standard) -> Iterator[Use]:
    for resource in standard.resources.values():
        owner = Owner("resources", resource.code)
        yield from _use(owner, "stages", "stage", *resource.stages)
        yield from _use(owner, "conditions", "rule", resource.conditions)
    for target in standard.targets.values():
        if target.counted_from:
            owner = Owner("targets", target.code)
            counted = target.counted_from
            yield from _use(owner, "counted_from", "gate", counted.gate)
            yield from _use(owner, "counted_from", "flag", counted.flag)
            yield from _use(owner, "counted_from", "fact", counted.sum, counted.dated_by)


def _matrix(standard: Standard) -> Iterator[Use]:
    for row in standard.matrix.values():
        owner = Owner("matrix", row.phase)
        yield from _use(owner, "phase", "phase", row.phase)
        yield from _use(owner, "lead", "role", row.lead)
        yield from _use(owner, "hand_over", "document", *row.hand_over.docs)
        yield from _use(owner, "indicators", "indicator", *row.indicators)
        yield from _use(owner, "resources", "resource", *row.resources)
        for cell in row.cells:
            yield from _use(owner, "cells", "role", cell.role)
            yield from _use(owner, "cells", "duty", *cell.duties)


_PARTS: Iterable[Callable[[Standard], Iterator[Use]]] = (
    _roles, _stages, _milestones, _duties, _gates, _indicators, _facts, _entry, _tracks, _absent, _moves, _settlement,
    _rubric, _experts, _supervision, _law, _offers, _matrix,
)  # fmt: skip
