"""Nobody confirms, proposes and decides alone, and no party stands idle without a reason."""

from __future__ import annotations

from collections.abc import Iterator

from stages.checks.findings import Owner, found
from stages.model import Duty, Standard
from stages.yamltree import Problem

Pair = tuple[Owner, str, str, str]
"""Where it stands, at which key, who proposes, who decides."""


def self_confirmed_duties(standard: Standard) -> Iterator[Problem]:
    """Duties confirmed by the doer's own side.

    Another office of the doer's role may confirm only from a higher rank or from another kind of organisation.
    """
    for duty in standard.duties.values():
        if _own_side(standard, duty):
            message = f"is {duty.confirmer}, of the side of {duty.doer} who does it; name another side or a higher rank"
            yield found(standard, Owner("duties", duty.code), "by", message)


def _own_side(standard: Standard, duty: Duty) -> bool:
    doer, confirmer = standard.offices.get(duty.doer), standard.offices.get(duty.confirmer)
    if doer is None or confirmer is None or doer.role != confirmer.role:
        return False
    return doer is confirmer or (confirmer.kind == doer.kind and confirmer.rank <= doer.rank)


def strange_doers(standard: Standard) -> Iterator[Problem]:
    """Duties done by an office of another role than the one that owes them."""
    for duty in standard.duties.values():
        doer = standard.offices.get(duty.doer)
        if doer is not None and doer.role != duty.role:
            message = f"is {duty.doer}, an office of {doer.role}; the duty is one of {duty.role}"
            yield found(standard, Owner("duties", duty.code), "doer", message)


def deciding_proposers(standard: Standard) -> Iterator[Problem]:
    """Gates, options and tracks where one office proposes and decides."""
    for owner, key, proposer, decider in (*_at_gates(standard), *_on_tracks(standard)):
        if proposer == decider:
            message = f"is {decider}, who also proposes; give one of the two to another office"
            yield found(standard, owner, key, message)


def _at_gates(standard: Standard) -> Iterator[Pair]:
    for gate in standard.gates.values():
        yield Owner("gates", gate.code), "decider", gate.propose, gate.decider
        for option in gate.options:
            if option.decider:
                yield Owner("options", f"{gate.code}/{option.code}"), "decider", gate.propose, option.decider


def _on_tracks(standard: Standard) -> Iterator[Pair]:
    for track in standard.flow.tracks.values():
        owner = Owner("tracks", track.code)
        for step in track.path:
            yield owner, f"path {step.gate} decider", step.propose, step.decider
        for change in track.changes:
            if change.gate is not None:
                gate = standard.gates[change.gate]
                decider = change.decider or gate.decider
                yield owner, f"changes {gate.code} decider", change.propose or gate.propose, decider


def duties_of_the_unknown(standard: Standard) -> Iterator[Problem]:
    """Duties that a party owes unconditionally in a stage in which nobody need know yet who it is."""
    order = tuple(standard.stages)
    for rule in standard.flow.absent_party.values():
        known_by = standard.criteria.get(rule.criterion or "")
        if known_by is None:
            continue
        gate = order.index(standard.gates[known_by.gate].stage)
        for duty in standard.duties.values():
            early = order.index(duty.stage) < gate
            if early and duty.role == rule.role and duty.required and duty.applies_if is None:
                message = (
                    f"is owed before {known_by.code} makes the party known ({rule.code}); give it an 'if'"
                )
                yield found(standard, Owner("duties", duty.code), "req", message)


def mistaken_substitutes(standard: Standard) -> Iterator[Problem]:
    """Duties listed for somebody else to do that are not the absent role's, or that nobody else may do."""
    for rule in standard.flow.absent_party.values():
        owner = Owner("absent_party", rule.code)
        for code in (*rule.duties, *rule.never):
            if standard.duties[code].role != rule.role:
                yield found(standard, owner, "duties", f"lists {code}, which is none of {rule.role}")
        for code in sorted(set(rule.duties) & set(rule.never)):
            yield found(standard, owner, "never", f"lists {code}, which 'duties' lists too; choose one")
        if rule.duties and (rule.substitute not in standard.offices or rule.confirmer is None):
            message = "needs an office that does the listed duties, and one in 'by' that consents"
            yield found(standard, owner, "substitute", message)


def idle_roles(standard: Standard) -> Iterator[Problem]:
    """Parties that owe no duty and do not say why."""
    busy = {duty.role for duty in standard.duties.values()}
    for role in standard.roles.values():
        if role.party and role.code not in busy and role.idle is None:
            message = "has no duty; give it one, or say in 'idle' why it has none"
            yield found(standard, Owner("roles", role.code), "duties", message)
