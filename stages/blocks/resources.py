"""What projects are offered, the targets of the year, and the duty matrix."""

from __future__ import annotations

from typing import Literal

from stages.blocks.base import Code, Coded, Defined, LegalStatus, Percent, PlainDate, Source, Text, Texted


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


class CountedFrom(Defined):
    """The fact or flag from which a target is counted."""

    fact: Code | None = None
    flag: Code | None = None


class Target(Coded):
    """A target of the year; `actual_2024` only where the source gives the same measure."""

    unit: Text
    op: Literal[">", ">="]
    target_2025: int | float
    actual_2024: int | float | None
    actual_source: Source | None = None
    counted_from: CountedFrom | None = None
    note: Text | None = None
    source: Source


class Actual(Coded):
    """A figure of 2024 without a target."""

    unit: Text
    actual_2024: int | float
    note: Text | None = None
    source: Source


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
