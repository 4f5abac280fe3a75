"""Lights and the ladder of reminders."""

from __future__ import annotations

from typing import Annotated, Literal

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


class Owed(Texted):
    """Kinds of debt that colour a project as its milestones do: those that bar a gate, until they are answered."""

    kinds: tuple[Code, ...] = Field(min_length=1)


class PortfolioLight(Texted):
    """Shares of red projects above which the tile of a whole portfolio changes, in percent.

    `roles`: those whose organisations each have a tile of their own.
    """

    roles: tuple[Code, ...] = ()
    red_share_pct: Percent
    yellow_share_pct: Percent


class Lights(Defined):
    """Lights and their thresholds. Without `owed` no debt colours a project."""

    thresholds: Thresholds
    states: tuple[LightDef, ...]
    not_judged: NotJudged
    owed: Owed | None = None
    project: Text
    portfolio: PortfolioLight
    source: Source


class Ask(Texted):
    """What a rung asks the late party for, within how many working days: it is owed until it is answered and settled.
    `name` is what the answer is called in lists.

    `bars`: the next gate stays shut until then. `new_date`: the answer names a day by which it will be done.
    """

    wd: Days
    name: Text
    bars: bool = False
    new_date: bool = False


class Consider(Texted):
    """What a consultation is to consider about an item that has reached this rung; `moves` are those it may lead to."""

    moves: tuple[Code, ...] = ()


class Rung(Texted):
    """One step of the ladder, `at_wd` working days from the due day (negative: before it).

    `who`: 'owner', 'owner_org_head' or an office. `verbs`: how each role is addressed. One with `consider` puts the
    item on the list of the next consultation.
    """

    code: Code = Field(alias="step")
    at_wd: int
    who: tuple[Code, ...] = Field(min_length=1)
    channels: tuple[Literal["inbox", "mail"], ...] = Field(min_length=1)
    verbs: Named[str, Text] = Field(default_factory=nothing)
    ask: Ask | None = None
    consider: Consider | None = None
    source: Source


class Urging(Defined):
    """A reminder that a person sends outside the ladder. `verbs`: how each role is addressed."""

    verbs: Named[str, Text]
    source: Source


class NoticeRule(Coded):
    """A rule about sending."""

    source: Source


Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Sending(Defined):
    """When reminders go: on working days between two times of the day in Asia/Shanghai, the second one excluded.

    `red_singly`: how many red ones a person gets singly on one day; the others stay in the day's digest.
    """

    from_: Hour = Field(alias="from")
    until: Hour
    red_singly: int = Field(ge=0)
    source: Source


class Supervision(Defined):
    """Lights, the ladder in rising order of days, when it sends, and the rules about sending.

    Without `urging` nobody reminds outside the ladder.
    """

    lights: Lights
    ladder: tuple[Rung, ...]
    urging: Urging | None = None
    sending: Sending
    rules: tuple[NoticeRule, ...]
