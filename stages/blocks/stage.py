"""One stage: milestones, duties, gate, indicators."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from stages.blocks.base import (
    Code,
    Coded,
    Days,
    Defined,
    GateMode,
    Level,
    MilestoneKind,
    MonthDay,
    Named,
    Source,
    Text,
    Texted,
    Timing,
    nothing,
    with_keys,
)
from stages.blocks.measures import Measure
from stages.conditions import Condition, Value


class FromIf(Defined):
    """Another starting point of a deadline, used where `if_` holds."""

    if_: Condition = Field(alias="if")
    from_: Code = Field(alias="from")


class Due(Defined):
    """When something falls due, as a rule; `lifecycle.deadlines` turns it into a day.

    Exactly one of: `from` with one length (`wd`, `cd`, `months`, `every_months`, `every_wd`); `fixed` (month-day)
    with `every_months`; `before` an event.
    """

    from_: Code | None = Field(default=None, alias="from")
    from_if: tuple[FromIf, ...] = ()
    wd: Days | None = None
    cd: Days | None = None
    months: Days | None = None
    every_months: Annotated[int, Field(ge=1)] | None = None
    every_wd: Annotated[int, Field(ge=1)] | None = None
    by_day: Annotated[int, Field(ge=1, le=28)] | None = None
    grace_wd: Days | None = None
    fixed: MonthDay | None = None
    before: Code | None = None
    each: bool = False

    @property
    def repeats(self) -> bool:
        """Whether there is more than one occurrence: every so often, or one for each event."""
        return self.each or self.every_months is not None or self.every_wd is not None

    @property
    def starts(self) -> tuple[str, ...]:
        """Every event or milestone from which this may count."""
        plain = (self.from_,) if self.from_ else ()
        return (*plain, *(other.from_ for other in self.from_if))

    @model_validator(mode="after")
    def _says_one_thing(self) -> Due:
        lengths = [self.wd, self.cd, self.months, self.every_months, self.every_wd]
        given = sum(length is not None for length in lengths)
        forms = sum(start is not None for start in (self.from_, self.fixed, self.before))
        if forms != 1:
            raise ValueError("needs exactly one of from, fixed and before")
        if self.from_ and given != 1:
            raise ValueError(
                "counts from something, so it needs exactly one of wd, cd, months, every_months, every_wd"
            )
        if self.fixed and (given != 1 or self.every_months is None):
            raise ValueError("a fixed day repeats: give every_months beside it, and no other length")
        if self.before and given:
            raise ValueError("is due before an event, so it takes no length")
        if (self.by_day or self.grace_wd) and not self.repeats:
            raise ValueError("by_day and grace_wd belong to every_months or every_wd")
        return self


class Milestone(Coded):
    """A dated obligation. `owner` is a role, or the code of an external organisation kind."""

    stage: Code = Field(alias="@stage")
    due: Due
    owner: Code
    kind: MilestoneKind
    blocking: bool
    by_law: bool | None = Field(default=None, alias="statutory")
    timing: Timing = "before_gate"
    applies_if: Condition | None = Field(default=None, alias="if")
    level: Level = "project"
    source: Source
    basis: tuple[str, ...] = ()

    @property
    def statutory(self) -> bool:
        """Set by law: it runs on during a hold and is never extended."""
        return self.kind == "statutory" or bool(self.by_law)


class Duty(Coded):
    """One checklist item of one role in one stage. `lighter` and `min_indicators` are set where a track makes it so."""

    stage: Code = Field(alias="@stage")
    role: Code
    kinds: tuple[Code, ...] = ()
    doer: Code
    confirmer: Code = Field(alias="by")
    requirement: Literal["R", "C", "O"] = Field(alias="req")
    applies_if: Condition | None = Field(default=None, alias="if")
    milestone: Code
    evidence: tuple[Code, ...] = Field(default=(), alias="ev")
    waivable: bool = True
    repeat: Literal["monthly", "quarterly", "half_yearly", "yearly"] | None = None
    timing: Timing = "before_gate"
    opens: Code | None = None
    binding: Literal["law", "agreement", "funding_condition", "internal"]
    level: Level = "project"
    lighter: Text | None = Field(default=None, alias="@lighter")
    min_indicators: int | None = Field(default=None, alias="@min_indicators")
    source: Source
    basis: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Must be done wherever it applies (R always, C while its condition holds)."""
        return self.requirement in ("R", "C")


class EntryCondition(Coded):
    """What must be true for a project to be submitted into the stage."""

    test: Condition
    source: Source


class Criterion(Coded):
    """A test of a gate. `judged`: nothing computes it, `judge` records the fact that it tests."""

    gate: Code = Field(alias="@gate")
    must: bool = Field(alias="@must")
    test: Condition
    applies_if: Condition | None = Field(default=None, alias="if")
    judged: bool = False
    judge: Code | None = None
    source: Source

    @model_validator(mode="after")
    def _judged_by_somebody(self) -> Criterion:
        if self.judged != (self.judge is not None):
            raise ValueError("judged: true and judge belong together")
        return self


class Option(Coded):
    """One way out of a gate. `max_wd` bounds a rework or a hold, `max_times` how often it may be chosen."""

    move: Code
    max_wd: Days | None = None
    max_times: Annotated[int, Field(ge=1)] | None = None
    applies_if: Condition | None = Field(default=None, alias="if")
    decider: Code | None = None
    sets: Named[str, Value] = Field(default_factory=nothing)
    redo: tuple[Code, ...] = ()
    source: Source

    @property
    def id(self) -> str:
        """The code under its name in the files."""
        return self.code


class Gate(Coded):
    """What must be true to leave a stage, who proposes, who is heard (no veto) and who decides.

    `mode` is how it is passed: by a decision, unless a track says otherwise (see `PathStep`).
    """

    stage: Code = Field(alias="@stage")
    mode: GateMode = Field(default="decide", alias="@mode")
    decider: Code
    propose: Code
    consult: tuple[Code, ...] = ()
    must: tuple[Criterion, ...]
    should: tuple[Criterion, ...] = ()
    options: tuple[Option, ...] = Field(min_length=1)
    note: Text | None = None
    source: Source

    @model_validator(mode="before")
    @classmethod
    def _place_criteria(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        placed = dict(raw)
        for block in ("must", "should"):
            placed[block] = with_keys(raw.get(block, ()), {"@gate": raw.get("id"), "@must": block == "must"})
        return placed

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The musts, then the shoulds."""
        return self.must + self.should

    def option(self, code: str) -> Option:
        """The option of that code; KeyError if the gate has none."""
        return MappingProxyType({option.code: option for option in self.options})[code]


class Duration(Defined):
    """Working days that a stay in the stage takes; other lengths hold while their condition does."""

    typical_wd: Annotated[int, Field(ge=1)]
    max_wd: Annotated[int, Field(ge=1)]
    with_poc_max_wd: Annotated[int, Field(ge=1)] | None = None
    source: Source

    @property
    def longest_wd(self) -> int:
        """The most that any project may take."""
        return max(self.max_wd, self.with_poc_max_wd or 0)


class Deliverable(Coded):
    """What the stage hands over: documents that some duty of it owes."""

    docs: tuple[Code, ...] = Field(min_length=1)


class Indicator(Coded):
    """A measured value. `target`: a number, the name of a fact, or 'task_book' (fixed per project). `formula` says in
    words what `measure` says to the engine; without it nothing computes the value.
    """

    unit: Text
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    target: int | float | str
    level: Literal["project", "portfolio"]
    kind: Literal["judge", "monitor"]
    applies_if: Condition | None = Field(default=None, alias="if")
    facts: tuple[Code, ...] = Field(min_length=1)
    formula: Text
    measure: Measure | None = None
    source: Source

    @model_validator(mode="after")
    def _measured_on_its_level(self) -> Indicator:
        if self.measure is not None and self.measure.is_of_portfolio != (self.level == "portfolio"):
            raise ValueError(f"is of the {self.level}, and its measure is not; change one of them")
        return self


class Grade(Coded):
    """A grade of the yearly review, from `min` points."""

    min: int


class ReviewPart(Texted):
    """A part of the yearly review, worth `max` points."""

    max: int


class AnnualReview(Defined):
    """How a year in the stage is graded."""

    grades: tuple[Grade, ...]
    parts: tuple[ReviewPart, ...]
    source: Source


class Risk(Texted):
    """What may go wrong, and the duties, criteria and moves that answer it."""

    answered_by: tuple[Code, ...] = ()


class Stage(Coded):
    """One stage; `prefix` leads its printed codes."""

    prefix: Code
    phase: Code
    purpose: Text
    source: Source
    entry: tuple[EntryCondition, ...] = ()
    duration: Duration
    milestones: tuple[Milestone, ...] = Field(min_length=1)
    duties: tuple[Duty, ...] = Field(min_length=1)
    deliverables: tuple[Deliverable, ...] = ()
    gate: Gate
    indicators: tuple[Indicator, ...] = ()
    risks: tuple[Risk, ...] = ()
    resources: tuple[Code, ...] = ()
    annual_review: AnnualReview | None = None

    @model_validator(mode="before")
    @classmethod
    def _place_parts(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        here = {"@stage": raw.get("id")}
        placed = dict(raw)
        for block in ("milestones", "duties"):
            if block in raw:
                placed[block] = with_keys(raw[block], here)
        if isinstance(raw.get("gate"), Mapping):
            placed["gate"] = {**raw["gate"], **here}
        return placed
