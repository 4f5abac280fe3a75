"""The words for what the engine computes, and what each means. A standard may use any of them; it may invent none.

A fact says `from: {computed: word}` with a word that stands here, and nobody may record it; its own name is free.
Some words need to know of what: `of` names the gate, status, milestone, duty, track or kind of debt that is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal["gate", "status", "milestone", "duty", "track", "debt", "document"]

OPEN_STATUSES = ("draft", "active", "gate_review", "rework", "on_hold")
"""The statuses that the engine knows by name and in which a project goes on; any other is an end."""

COMPUTED: Mapping[str, str] = MappingProxyType({
    "open_required_duties": "required duties of the stage, to be done before the gate, neither confirmed nor waived",
    "open_blocking_milestones": "blocking milestones of the stage that are not done",
    "open_after_gate_duties": "duties that the last gate opened, not yet confirmed",
    "musts_unmet": "must criteria of the gate that do not hold",
    "shoulds_unmet_without_reason": "should criteria that do not hold and have no recorded reason",
    "entry_conditions_unmet": "entry conditions of the stage that do not hold",
    "panel_minimum": "experts that a panel of this project needs at least, by the rubric",
    "milestones_due": "milestones whose due day has come",
    "milestones_on_time": "of those, the ones done by their due day",
    "reports_due": "occurrences of the milestone `of` that have fallen due",
    "reports_on_time": "of those, the ones done by their due day",
    "stage_entered_on": "day the present visit began",
    "gate_decided_on": "day of the gate's last decision",
    "gate_outcome": "option of the gate's last decision",
    "paused_wd": "working days of this visit spent on hold",
    "milestone_wd": "working days that the milestone `of` took, from the day it counts from until it was done",
    "gate_passed": "whether the gate `of` has been passed",
    "status_is": "whether the project has the status `of`",
    "duty_confirmed": "whether the duty `of` has been confirmed",
    "months_since_confirmed": "whole months since the duty `of` was last confirmed, or since the day `or_since`",
    "document_filed": "whether a document of the kind `of` is on file",
    "file_list_complete": "whether every document that an ended project owes is on file",
    "surveys_done": "surveys after the end that are confirmed",
    "surveys_left": "surveys that the end asks for and that are not confirmed yet",
    "open_debts": "debts of the kind `of` that are not settled",
    "waiting_months_passed": "whether the waiting time before re-entry is over",
    "milestone_is_statutory": "whether the milestone that a move is about is set by law",
    "objection_window_open": "whether an objection may still be raised",
    "kept_duties_confirmed": "whether the duties that the track `of` keeps are closed; repeating ones if overdue",
    "decider_is_proposer": "whether the person who decides is the one who proposed",
    "reason_given": "whether the move comes with a reason",
    "defects_listed": "defects that come with the decision",
    "defects_unanswered": "defects of the last decision not answered with evidence",
    "deadline_set": "whether the decision sets a day",
    "rework_times_left": "how often the gate may still send the project back",
    "deadline_passed": "whether the day set for a rework or a hold is over",
})  # fmt: skip

OF: Mapping[str, Kind] = MappingProxyType({
    "reports_due": "milestone",
    "reports_on_time": "milestone",
    "milestone_wd": "milestone",
    "gate_passed": "gate",
    "status_is": "status",
    "duty_confirmed": "duty",
    "months_since_confirmed": "duty",
    "open_debts": "debt",
    "document_filed": "document",
    "kept_duties_confirmed": "track",
})  # fmt: skip

SCORED: Mapping[str, str] = MappingProxyType({
    "level": "level of the dimension `of` that its floor is compared with",
    "level_before_rescore": "that level before it was scored again",
    "level_after_rescore": "that level after it was scored again",
    "floors_unmet": "dimensions below their floor",
    "weighted_total": "the weighted total",
    "largest_sd": "largest sample standard deviation of a dimension",
    "dispersion_open": "whether the experts' disagreement still has to be dealt with",
    "panel_valid": "whether the panel counts by the rubric's rule",
    "valid_scores": "sheets that count",
    "experts_drawn": "experts that were drawn",
    "statements_signed": "experts that declared their interests",
    "rubric_frozen": "whether every sheet follows the version of the rubric that the project runs by",
})  # fmt: skip
"""What an evaluation yields. A fact says so beside its duties: `from: {duties: [...], scored: word}`."""

OF_DIMENSION = frozenset({"level", "level_before_rescore", "level_after_rescore"})
"""The words of `SCORED` that need to know of which dimension."""

RELATIONS = frozenset({
    "kin", "supervision", "employment", "post", "shares", "pay", "publication", "patent", "project", "competing",
    "agency", "investment",
})  # fmt: skip
"""The kinds of relation between a person and a person or an organisation that the engine keeps, with their dates."""
EMPLOYMENT = "employment"
"""The relation to an organisation that makes it the person's employer."""

PANEL_POWERS = ("draw_panel", "exclude_score", "waive_conflict")
"""The acts of the `powers` block without which no panel can work."""

DEBTS = frozenset({"condition", "defect", "backfill", "objection", "rectification", "settlement", "issue"})
"""The kinds of debt that the engine keeps."""
