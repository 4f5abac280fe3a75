"""How a project moves: entry points, tracks, statuses, moves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from stages.blocks.base import (
    ByCode,
    Code,
    Coded,
    Days,
    Defined,
    GateMode,
    Named,
    Percent,
    Source,
    Text,
    Texted,
    nothing,
)
from stages.blocks.stage import Due
from stages.conditions import Condition, Value


class Need(Defined):
    """What an entry point asks for: all of `docs`, one of `any_docs`, or a test."""

    docs: tuple[Code, ...] = ()
    any_docs: tuple[Code, ...] = ()
    test: Condition | None = None
    applies_if: Condition | None = Field(default=None, alias="if")


class EntryPoint(Coded):
    """A stage at which a project may start, and what it must bring."""

    stage: Code
    need: tuple[Need, ...]
    source: Source


RuleKind = Literal["admission", "equivalence", "no_waiver", "backfill", "deemed", "indicators"]


class MidEntryRule(Coded):
    """What is done about the stages that a project skips by entering later.

    `admission`: `doer` rates `facts`, `by` approves the entry. `equivalence`: `doer` brings equivalent evidence for
    each skipped duty, `by` confirms it. `no_waiver`: what cannot be waived is not waived here either. `backfill`:
    within `wd` of the submission, barring the next gate. `deemed`: skipped gates count as passed. `indicators`: the
    time of skipped stages does not count.
    """

    kind: RuleKind
    doer: Code | None = None
    confirmer: Code | None = Field(default=None, alias="by")
    facts: tuple[Code, ...] = ()
    wd: Annotated[int, Field(ge=1)] | None = None
    source: Source

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> MidEntryRule:
        if self.kind in ("admission", "equivalence") and not (self.doer and self.confirmer):
            raise ValueError(f"is of kind {self.kind}, so it needs doer and by")
        if (self.kind == "backfill") != (self.wd is not None):
            raise ValueError("wd belongs to the kind backfill, which needs it")
        if self.facts and self.kind != "admission":
            raise ValueError("facts are rated where the entry is approved; remove them here")
        return self


class TrackChange(Texted):
    """What a track changes: the people at a gate, or a milestone's deadline."""

    gate: Code | None = None
    decider: Code | None = None
    propose: Code | None = None
    milestone: Code | None = None
    due: Due | None = None


class Simplified(Texted):
    """A duty that a track makes lighter."""

    duty: Code
    docs: tuple[Code, ...] = ()
    min_indicators: int | None = None
    repeat: Literal["monthly", "quarterly", "half_yearly", "yearly"] | None = None


class PathStep(Defined):
    """How a track passes one stage: which entry conditions and criteria are asked, who decides, within what time.

    `decide`: by a round. `filed`: by a round in which nobody is consulted. `deemed`: without a round, once nothing bars
    it. `close`: as filed, and `move` ends the project. `passes` is what the passing option is called here.
    """

    stage: Code
    entry: tuple[Code, ...] = ()
    gate: Code
    mode: GateMode
    passes: Text | None = None
    move: Code | None = None
    decider: Code
    propose: Code
    criteria: tuple[Code, ...]
    wd: Annotated[int, Field(ge=1)]


class TrackMilestone(Defined):
    """A milestone that a track keeps; a `due` given here replaces the normal one."""

    code: Code = Field(alias="id")
    due: Due | None = None


class Track(Coded):
    """A way of going through the stages; the first by `order` whose condition holds is the project's."""

    order: int
    applies_if: Condition | None = Field(default=None, alias="if")
    kind: Literal["normal", "filing"]
    changes: tuple[TrackChange, ...] = ()
    keep_duties: tuple[Code, ...] = ()
    simplified: tuple[Simplified, ...] = ()
    path: tuple[PathStep, ...] = ()
    milestones: tuple[TrackMilestone, ...] = ()
    panel: Text | None = None
    publicity: Text | None = None
    growth: Text | None = None
    source: Source


class Substitute(Coded):
    """Who stands in when a party is absent. `role` is a role or 'any'.

    With a `buyer` (a role) the service is bought: the seller takes part from then on, the paper is named in `docs`, and
    what `sets` says becomes true. With `duties` the office `substitute` may do these, when `confirmer` consents.
    """

    role: Code
    substitute: Code | None = None
    buyer: Code | None = None
    docs: tuple[Code, ...] = ()
    sets: Named[str, Value] = Field(default_factory=nothing)
    duties: tuple[Code, ...] = ()
    never: tuple[Code, ...] = ()
    confirmer: Code | None = Field(default=None, alias="by")
    by_other: Code | None = None
    by_government: Code | None = None
    criterion: Code | None = None
    source: Source


class Status(Coded):
    """A status of a project within its stage."""


class Outcome(Coded):
    """How an end is counted: as a success, or apart."""

    counts: Literal["success", "apart"]
    source: Source


class SpecialActor(Coded):
    """An actor of a move that is no role and no office."""


class CauseCode(Coded):
    """A reason for ending."""


class Settlement(Coded):
    """Something to be settled when a project ends: `owner` is an office, `doc` the paper that shows it is done."""

    owner: Code
    doc: Code | None = None
    applies_if: Condition | None = Field(default=None, alias="if")
    source: Source


class Authority(Defined):
    """How far an office may go with a move."""

    office: Code
    stages: tuple[Code, ...] = ()
    max_wd: Days | None = None
    max_pct: Percent | None = None
    times: int | None = None
    applies_if: Condition | None = Field(default=None, alias="if")

    @property
    def up_to(self) -> int:
        """How often a thing may have come to the same, with what this office adds: once where nothing is said."""
        return self.times or 1


class Move(Coded):
    """One named transition. `to`: a status, 'same' or 'previous'; `gates` empty: at any gate or none.

    `replaces` is the role whose party changes; `redo` the duties that are done again, `clears` the facts that no longer
    count, `corrects` those that may be given anew with it. `settles` names what is to be settled after an end, `survey`
    the milestone that is opened so many times (`surveys`) after it.
    """

    name: Code = Field(alias="move")
    from_: tuple[Code, ...] = Field(alias="from", min_length=1)
    to: Code
    actors: tuple[Code, ...] = Field(min_length=1)
    guard: Condition | None = None
    gates: tuple[Code, ...] = ()
    tracks: tuple[Code, ...] = ()
    effect: Literal["next_stage", "previous_stage"] | None = None
    limit: Literal["gate_option"] | None = None
    authority: tuple[Authority, ...] = ()
    clock: Text
    notify: tuple[Code, ...] = ()
    docs: tuple[Code, ...] = ()
    note: Text | None = None
    outcome: Code | None = None
    surveys: int | None = None
    survey: Code | None = None
    replaces: Code | None = None
    redo: tuple[Code, ...] = ()
    clears: tuple[Code, ...] = ()
    corrects: tuple[Code, ...] = ()
    settles: tuple[Code, ...] = ()
    then: tuple[Code, ...] = ()
    about: tuple[Code, ...] = ()
    suspends: Condition | None = None
    window_wd: Days | None = None
    reply_wd: Days | None = None
    reply_by: Code | None = None
    decide_wd: Days | None = None
    settlement_wd: Days | None = None
    archive_wd: Days | None = None
    waiting_months: Named[str, int] = Field(default_factory=nothing)
    barred_years: int | None = None
    source: Source


class Exemption(Texted):
    """What the record of due diligence must show, and for whom it counts."""

    need: tuple[Text, ...]
    for_heads: Source
    for_staff: Source
    source: Source


class Decision(Defined):
    """The deadline of a round's decision, in working days from the request."""

    wd: Annotated[int, Field(ge=1)]
    source: Source


class Flow(Defined):
    """Entry points, tracks, statuses and moves."""

    entry_points: ByCode[EntryPoint]
    mid_entry_rules: ByCode[MidEntryRule] = Field(default_factory=nothing)
    tracks: ByCode[Track] = Field(default_factory=nothing)
    absent_party: ByCode[Substitute] = Field(default_factory=nothing)
    states: ByCode[Status]
    outcomes: ByCode[Outcome] = Field(default_factory=nothing)
    settlement: ByCode[Settlement] = Field(default_factory=nothing)
    special_actors: ByCode[SpecialActor] = Field(default_factory=nothing)
    moves: ByCode[Move]
    cause_codes: ByCode[CauseCode] = Field(default_factory=nothing)
    due_diligence_exemption: Exemption | None = None
    decision: Decision
