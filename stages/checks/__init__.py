"""Whether a standard makes sense: what no single value shows, found before any project runs on it.

Each check is a function from a standard to its problems; `CHECKS` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stages.checks import entry, facts, measures, names, people, scoring, time, tracks, way, words, work
from stages.model import Standard
from stages.yamltree import Problem

CHECKS: tuple[Callable[[Standard], Iterator[Problem]], ...] = (
    names.unknown_names,
    words.uncitable_sources,
    words.missing_translations,
    words.vague_words,
    words.misplaced_codes,
    words.shared_names,
    people.self_confirmed_duties,
    people.strange_doers,
    people.deciding_proposers,
    people.idle_roles,
    people.duties_of_the_unknown,
    people.mistaken_substitutes,
    work.uncovered_duties,
    work.undoable_milestones,
    work.unfounded_law,
    work.gates_waiting_for_themselves,
    work.decisions_without_milestone,
    work.mistimed_duties,
    work.mistaken_kinds,
    work.unowed_deliverables,
    work.unopened_surveys,
    time.undated_events,
    time.misplaced_starts,
    time.circles,
    time.overlong_chains,
    time.disordered_ladder,
    time.shut_sending,
    way.unreachable_stages,
    way.dead_ends,
    way.revived_ends,
    way.ambiguous_edges,
    way.blind_options,
    way.strays,
    tracks.dropped_law,
    tracks.undated_kept_duties,
    tracks.startless_milestones,
    tracks.unordered_tracks,
    tracks.broken_paths,
    tracks.unfed_criteria,
    tracks.misread,
    entry.doubled_rules,
    entry.missing_rules,
    entry.lone_approvers,
    entry.unrated_facts,
    facts.unknown_computations,
    facts.unrecorded_facts,
    facts.mistaken_tests,
    facts.judged_machines,
    measures.mistaken_measures,
    measures.mistaken_counts,
    scoring.unbalanced_weights,
    scoring.incomplete_levels,
    scoring.broken_bands,
    scoring.unscored_gates,
    scoring.unknown_scores,
    scoring.powerless_panels,
    scoring.broken_promises,
)


def check(standard: Standard) -> tuple[Problem, ...]:
    """Everything that makes no sense, by file and line; empty for a sound standard.

    Names are checked first and alone: the other checks may rely on every name being known.
    """
    unknown = set(names.unknown_names(standard))
    problems = unknown or {problem for each in CHECKS for problem in each(standard)}
    return tuple(sorted(problems))


@dataclass(frozen=True, slots=True)
class JudgedShare:
    """How many criteria of the gates a person judges, and how many there are."""

    judged: int
    criteria: int


def judged_share(standard: Standard) -> JudgedShare:
    """The share of criteria that nothing computes or records otherwise."""
    judged = sum(criterion.judged for criterion in standard.criteria.values())
    return JudgedShare(judged, len(standard.criteria))
