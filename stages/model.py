"""The standard as frozen, typed values: what a definition folder says, and nothing about any project.

Shapes. The collections of `Standard`, `Flow` and `References` are read-only mappings keyed by code, in file order;
inside a stage, a gate, a rubric everything is a tuple in file order. The keys of the files appear under these names:
`id` is `code`, `zh` and `en` are `text`, `if` is `applies_if`, `by` is `confirmer`, `req` is `requirement`, `ev` is
`evidence`; a name that Python reserves gets a `_`.

Units: `wd` working days, `cd` calendar days, `wan` 10,000 CNY. The day of the event is never counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from pydantic import Field

from stages.blocks.base import ByCode, Code, Coded, Defined, Named, PlainDate, Source, Text, Texted, nothing
from stages.blocks.facts import Document, EnumValue, Event, Fact, FormField, Origin
from stages.blocks.flow import (
    Authority,
    CauseCode,
    Decision,
    EntryPoint,
    Exemption,
    Flow,
    MidEntryRule,
    Move,
    Need,
    Outcome,
    PathStep,
    Settlement,
    Simplified,
    SpecialActor,
    Status,
    Substitute,
    Track,
    TrackChange,
    TrackMilestone,
)
from stages.blocks.measures import Closing, CountedFrom, Mark, Measure, Rate
from stages.blocks.references import Law, LegalRule, NormStandard, Plan, RedLine, References
from stages.blocks.resources import (
    Actual,
    DepositState,
    HandOver,
    MatrixCell,
    MatrixRow,
    Pace,
    Resource,
    RiskPoolRule,
    Target,
    Targets,
    VoucherRule,
)
from stages.blocks.roles import Office, OrganisationKind, Phase, Power, RoleDef
from stages.blocks.rubric import (
    Band,
    Crosswalk,
    CrosswalkTerm,
    Dimension,
    Dispersion,
    DispersionStep,
    DispersionTrigger,
    Floors,
    LargerPanel,
    LevelForTotal,
    OnRequest,
    PanelRule,
    ReasonRequired,
    RecusalCause,
    Rubric,
    RubricDocuments,
    RubricLevel,
    Scale,
    ScoredAt,
    Scoring,
    SelfRating,
    TotalAt,
    TotalRule,
    Validity,
    ValidRule,
)
from stages.blocks.stage import (
    AnnualReview,
    Criterion,
    Deliverable,
    Due,
    Duration,
    Duty,
    EntryCondition,
    FromIf,
    Gate,
    Grade,
    Indicator,
    Milestone,
    Option,
    ReviewPart,
    Risk,
    Stage,
)
from stages.blocks.supervision import (
    Ask,
    LightDef,
    Lights,
    NoticeRule,
    NotJudged,
    PortfolioLight,
    Rung,
    Sending,
    Supervision,
    Thresholds,
)
from stages.conditions import names

__all__ = [
    "Actual",
    "AnnualReview",
    "Ask",
    "Authority",
    "Band",
    "CauseCode",
    "Closing",
    "Coded",
    "CountedFrom",
    "Criterion",
    "Crosswalk",
    "CrosswalkTerm",
    "Decision",
    "Defined",
    "Deliverable",
    "DepositState",
    "Dimension",
    "Dispersion",
    "DispersionStep",
    "DispersionTrigger",
    "Document",
    "Due",
    "Duration",
    "Duty",
    "EntryCondition",
    "EntryPoint",
    "EnumValue",
    "Event",
    "Exemption",
    "Fact",
    "Floors",
    "Flow",
    "FormField",
    "FromIf",
    "Gate",
    "Grade",
    "HandOver",
    "Indicator",
    "LargerPanel",
    "Law",
    "LegalRule",
    "LevelForTotal",
    "LightDef",
    "Lights",
    "Mark",
    "MatrixCell",
    "MatrixRow",
    "Measure",
    "MidEntryRule",
    "Milestone",
    "Move",
    "Need",
    "NormStandard",
    "NotJudged",
    "NoticeRule",
    "Office",
    "OnRequest",
    "Option",
    "OrganisationKind",
    "Origin",
    "Outcome",
    "Pace",
    "PanelRule",
    "PathStep",
    "Phase",
    "Place",
    "Plan",
    "PortfolioLight",
    "Power",
    "Rate",
    "ReasonRequired",
    "RecusalCause",
    "RedLine",
    "References",
    "Resource",
    "ReviewPart",
    "Risk",
    "RiskPoolRule",
    "RoleDef",
    "Rubric",
    "RubricDocuments",
    "RubricLevel",
    "Rung",
    "Scale",
    "ScoredAt",
    "Scoring",
    "SelfRating",
    "Sending",
    "Settlement",
    "Simplified",
    "Source",
    "SpecialActor",
    "Stage",
    "Standard",
    "Status",
    "Substitute",
    "Supervision",
    "Target",
    "Targets",
    "Text",
    "Texted",
    "Thresholds",
    "TotalAt",
    "TotalRule",
    "Track",
    "TrackChange",
    "TrackMilestone",
    "ValidRule",
    "Validity",
    "VoucherRule",
]


class Place(NamedTuple):
    """Where a thing stands in its definition: file name and line (from 1)."""

    file: str
    line: int


class Standard(Defined):
    """One version of the whole definition; `rubric` is None where nothing is scored. `hash` is that of the files.

    `places` leads from (block, code), such as `("duties", "MIN-G-1")`, to file and line. `left_out` are the stages,
    duties and milestones that a track does not ask for: set where a standard is read on one (see `stages.tracks`).
    """

    version: Code
    text: Text
    effective: PlainDate
    issued: Text
    hash: str
    phases: ByCode[Phase]
    roles: ByCode[RoleDef]
    organisation_kinds: ByCode[OrganisationKind]
    offices: ByCode[Office]
    powers: tuple[Power, ...] = ()
    stages: ByCode[Stage]
    facts: ByCode[Fact]
    events: ByCode[Event]
    documents: ByCode[Document]
    rubric: Rubric | None = None
    flow: Flow
    supervision: Supervision
    red_lines: ByCode[RedLine] = Field(default_factory=nothing)
    legal_rules: ByCode[LegalRule] = Field(default_factory=nothing)
    references: References
    resources: ByCode[Resource] = Field(default_factory=nothing)
    voucher_rule: VoucherRule | None = None
    risk_pool_rule: RiskPoolRule | None = None
    targets_year: int | None = None
    pace: Pace | None = None
    targets: ByCode[Target] = Field(default_factory=nothing)
    actuals: ByCode[Actual] = Field(default_factory=nothing)
    matrix: ByCode[MatrixRow] = Field(default_factory=nothing)
    places: Named[tuple[str, str], Place] = Field(default_factory=nothing, repr=False, exclude=True)
    left_out: frozenset[str] = Field(default=frozenset(), exclude=True)

    @cached_property
    def duties(self) -> Mapping[str, Duty]:
        """Every duty of every stage, by code."""
        return MappingProxyType({duty.code: duty for stage in self.stages.values() for duty in stage.duties})

    @cached_property
    def milestones(self) -> Mapping[str, Milestone]:
        """Every milestone of every stage, by code."""
        return MappingProxyType(
            {each.code: each for stage in self.stages.values() for each in stage.milestones}
        )

    @cached_property
    def gates(self) -> Mapping[str, Gate]:
        """Every gate, by code."""
        return MappingProxyType({stage.gate.code: stage.gate for stage in self.stages.values()})

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Every criterion of every gate, by code."""
        return MappingProxyType({each.code: each for gate in self.gates.values() for each in gate.criteria})

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator of every stage, by code."""
        return MappingProxyType(
            {each.code: each for stage in self.stages.values() for each in stage.indicators}
        )

    @cached_property
    def computed(self) -> Mapping[str, Fact]:
        """Every fact that the engine computes, by name."""
        return MappingProxyType({name: fact for name, fact in self.facts.items() if fact.computed})

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Every move, by name (`gate_go`), not by code."""
        return MappingProxyType({move.name: move for move in self.flow.moves.values()})

    @cached_property
    def road(self) -> tuple[str, ...]:
        """The stages that a project goes through, in order."""
        return tuple(stage for stage in self.stages if stage not in self.left_out)

    def asks(self, code: str) -> bool:
        """Whether this reading of the standard asks for a duty or a milestone."""
        return code not in self.left_out

    def first_stage(self) -> str:
        """The stage that comes first."""
        return self.road[0]

    def next_stage(self, code: str) -> str | None:
        """The stage after this one; None after the last."""
        after = self.road.index(code) + 1
        return self.road[after] if after < len(self.road) else None

    def stages_before(self, code: str) -> tuple[str, ...]:
        """The stages that come before this one, in order."""
        return self.road[: self.road.index(code)]

    def previous_stage(self, code: str) -> str | None:
        """The stage before this one; None before the first."""
        before = self.stages_before(code)
        return before[-1] if before else None

    @property
    def released_hash(self) -> str:
        """The hash of the files, whatever track the standard is read on."""
        return self.hash.partition("/")[0]

    def dated(self, code: str) -> Coded | None:
        """What a date of a project is about: a milestone, a gate (its decision), or the rule of what is filled in."""
        return self.milestones.get(code) or self.gates.get(code) or self.flow.mid_entry_rules.get(code)

    def mid_entry_rule(self, kind: str) -> MidEntryRule | None:
        """The rule of that kind about stages that a project skips; None where the standard has none."""
        return next((rule for rule in self.flow.mid_entry_rules.values() if rule.kind == kind), None)

    def gate_of(self, stage: str) -> Gate:
        """The gate that closes the stage."""
        return self.stages[stage].gate

    def duties_of(self, stage: str) -> tuple[Duty, ...]:
        """The duties of the stage, in file order."""
        return self.stages[stage].duties

    def milestones_of(self, stage: str) -> tuple[Milestone, ...]:
        """The milestones of the stage, in file order."""
        return self.stages[stage].milestones

    def one_above(self, office: str) -> str | None:
        """The office of the next higher rank in the same role; None above the highest."""
        here = self.offices[office]
        above = [
            other for other in self.offices.values() if other.role == here.role and other.rank > here.rank
        ]
        return min(above, key=lambda other: other.rank).code if above else None

    def of_bureau(self, office: str) -> bool:
        """Whether an office belongs to the role that runs the register: that of whoever requests gates.

        A panel's or a party's office does not, even where it is a seat.
        """
        return self.offices[office].role == self.offices[self.moves["request_gate"].actors[0]].role

    @cached_property
    def chair(self) -> str | None:
        """The office that chairs the panel: the one of the role that is no party. None where there is no such role."""
        return next((each.code for each in self.offices.values() if not self.roles[each.role].party), None)

    def member_office(self, kind: str) -> str | None:
        """The office that members of an organisation of this kind hold.

        The first member office made for the kind; for a kind that no office names, the first member office of
        its role. None for a kind whose offices are all seats or staff, and for one that plays no role.
        """
        named = [office for office in self.offices.values() if office.kind == kind]
        role = self.organisation_kinds[kind].role
        candidates = named or [office for office in self.offices.values() if role and office.role == role]
        return next((office.code for office in candidates if office.held == "member"), None)

    def power(self, act: str) -> tuple[str, ...]:
        """The offices that may do an act of the `powers` block; empty for an act that it does not name."""
        return tuple(power.office for power in self.powers if power.act == act)

    def settlers(self, kind: str) -> tuple[str, ...]:
        """The offices that accept the answer to a debt of a kind: by a power made for the kind, else for all debts."""
        return self.power(f"settle_{kind}") or self.power("settle_debt")

    def recorder(self, fact: str, stage: str) -> str | None:
        """The office that records a fact in a stage; None for a computed one, which nobody may record.

        The judge of a judged criterion of that stage's gate that tests it, else the office that enters it,
        else the one that records it.
        """
        known = self.facts[fact]
        if known.computed:
            return None
        judges = (
            criterion.judge
            for criterion in self.gate_of(stage).criteria
            if criterion.judged and fact in names(criterion.test)
        )
        return next(judges, None) or known.entered_by or known.recorded_by
