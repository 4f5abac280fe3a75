"""Lights and the ladder of reminders."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stages.blocks.base import (
    Code,
    Coded,
    Days,
    Defined,
    MilestoneKind,
    Named,
    Percent,
    Source,
    Text,
    Texted,
    nothing,
)


class Thresholds(Defined):
    """When a light changes, in working days (statutory ones in calendar days)."""

    yellow_left_wd: Days
    red_overdue_wd: Days
    red_statutory_overdue_days: Days
    red_yellow_times: int
    red_yellow_window_wd: Days
    source: Source


class LightDef(Coded):
    """One light and when it shows."""

    when: Text


class NotJudged(Texted):
    """Kinds of milestone that never turn yellow or red."""

    kinds: tuple[MilestoneKind, ...]


class PortfolioLight(Texted):
    """Shares of red projects at which the tile of a whole portfolio changes, in percent."""

    red_share_pct: Percent
    yellow_share_pct: Percent


class Lights(Defined):
    """Lights and their thresholds."""

    thresholds: Thresholds
    states: tuple[LightDef, ...]
    not_judged: NotJudged
    project: Text
    portfolio: PortfolioLight
    source: Source


class Ask(Texted):
    """What a rung asks the late party for, within how many working days."""

    wd: Days


class Rung(Texted):
    """One step of the ladder, `at_wd` working days from the due day (negative: before it).

    `who`: 'owner', 'owner_org_head' or an office. `verbs`: how each role is addressed.
    """

    code: Code = Field(alias="step")
    at_wd: int
    who: tuple[Code, ...] = Field(min_length=1)
    channels: tuple[Literal["inbox", "mail"], ...] = Field(min_length=1)
    verbs: Named[str, Text] = Field(default_factory=nothing)
    ask: Ask | None = None
    source: Source


class NoticeRule(Coded):
    """A rule about sending."""

    source: Source


class Supervision(Defined):
    """Lights, the ladder in rising order of days, and the rules about sending."""

    lights: Lights
    ladder: tuple[Rung, ...]
    rules: tuple[NoticeRule, ...]
