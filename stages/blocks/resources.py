"""What projects are offered, the targets of the year, and the duty matrix."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stages.blocks.base import Code, Coded, Defined, LegalStatus, Percent, PlainDate, Source, Text, Texted
from stages.blocks.measures import CountedFrom


class Resource(Coded):
    """Something a project may be offered; `conditions` names a rule of the same file."""

    kind: Code
    stages: tuple[Code, ...]
    conditions: Code | None = None
    valid_until: PlainDate | None = None
    source: Source


class VoucherRule(Coded):
    """The service voucher in figures."""

    basis: str
    status: LegalStatus
    grant_cny_per_year: int
    offset_pct_per_deal: Percent
    offset_base: Text
    years_max: int
    carry_over: bool
    cleared_at: Text
    lapses_if: tuple[Text, ...]
    eligible: tuple[Text, ...]
    services: tuple[Text, ...]
    window: Text
    valid_until: PlainDate | None
    source: Source


class DepositState(Coded):
    """A state of a deposit."""


class RiskPoolRule(Coded):
    """The risk pool in figures."""

    status: LegalStatus
    cooperation_min_wan: int
    deposit_min_pct_of_first_instalment: Percent
    deposit_account: Text
    pool_wan: int
    pool_advance: Text
    milestone_max_months: int
    states: tuple[DepositState, ...]
    valid_until: PlainDate | None
    source: Source


class Pace(Defined):
    """When the done part of a target is behind the year, in percentage points: by more than `yellow_points` yellow, by
    more than `red_points` red.
    """

    yellow_points: Percent
    red_points: Percent
    source: Source


class Target(Coded):
    """A target of one year; `last_year` only where the source gives the same measure of the year before. `level`: a
    state that is reached or not, such as a share, and no sum that grows with the year.
    """

    unit: Text
    op: Literal[">", ">="]
    target: int | float
    last_year: int | float | None
    last_year_source: Source | None = None
    counted_from: CountedFrom | None = None
    level: bool = False
    note: Text | None = None
    source: Source


class Actual(Coded):
    """A figure of the year before without a target."""

    unit: Text
    last_year: int | float
    note: Text | None = None
    source: Source


class Targets(Defined):
    """The targets of one `year`."""

    year: Annotated[int, Field(ge=2000, le=2999)]
    pace: Pace | None = None
    targets: tuple[Target, ...] = ()
    last_year_only: tuple[Actual, ...] = ()


class MatrixCell(Texted):
    """What a role does in a phase, what it must not do, and the duties that this sums up."""

    role: Code
    must_not: Text
    duties: tuple[Code, ...]


class HandOver(Texted):
    """What a phase hands to the next."""

    docs: tuple[Code, ...]


class MatrixRow(Defined):
    """One phase of the duty matrix."""

    phase: Code
    lead: Code
    cells: tuple[MatrixCell, ...]
    hand_over: HandOver
    completer: Text
    loss_on_failure: Text
    indicators: tuple[Code, ...]
    resources: tuple[Code, ...]
    source: Source

    @property
    def code(self) -> str:
        """The phase, which is what keys a row."""
        return self.phase
