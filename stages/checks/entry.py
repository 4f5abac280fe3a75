"""Where a project may enter later than at the first stage, the standard says what is done about the stages it skips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stages.checks.findings import Owner, found
from stages.model import MidEntryRule, Standard
from stages.yamltree import Problem

POWER = "approve_entry"
NEEDED = ("admission", "equivalence", "backfill", "deemed")
"""The kinds of rule without which a later entry could not be carried out."""


def doubled_rules(standard: Standard) -> Iterator[Problem]:
    """Two rules of one kind: it would not be known which holds."""
    kinds = Counter(rule.kind for rule in standard.flow.mid_entry_rules.values())
    for rule in standard.flow.mid_entry_rules.values():
        if kinds[rule.kind] > 1:
            yield _at(standard, rule, "kind", f"is {rule.kind}, as that of another rule; make them one")


def missing_rules(standard: Standard) -> Iterator[Problem]:
    """Points of entry that skip a stage, without the rules for that."""
    first = standard.first_stage()
    for point in standard.flow.entry_points.values():
        missing = [kind for kind in NEEDED if standard.mid_entry_rule(kind) is None]
        if point.stage != first and missing:
            message = f"skips stages, and mid_entry_rules has none of kind {', '.join(missing)}; add them"
            yield found(standard, Owner("entry_points", point.code), "stage", message)


def lone_approvers(standard: Standard) -> Iterator[Problem]:
    """Rules by which one office judges its own work, or somebody without the power approves."""
    for rule in standard.flow.mid_entry_rules.values():
        if rule.doer is not None and rule.doer == rule.confirmer:
            yield _at(standard, rule, "by", f"is {rule.doer}, who does it as well; name another office")
        if rule.kind == "admission" and rule.confirmer not in standard.power(POWER):
            message = f"is {rule.confirmer}, which roles.yaml gives no power to {POWER}; add the power"
            yield _at(standard, rule, "by", message)


def unrated_facts(standard: Standard) -> Iterator[Problem]:
    """Facts that are to be rated at the entry by somebody who may not record them."""
    for rule in standard.flow.mid_entry_rules.values():
        for name in rule.facts:
            recorder = standard.facts[name].entered_by or standard.facts[name].recorded_by
            if recorder != rule.doer:
                message = f"{name} is recorded by {recorder}, not by {rule.doer}; remove it"
                yield _at(standard, rule, "facts", message)


def _at(standard: Standard, rule: MidEntryRule, key: str, message: str) -> Problem:
    return found(standard, Owner("mid_entry_rules", rule.code), key, message)
