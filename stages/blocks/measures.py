"""How a figure is taken from what is recorded: of one project, over many of them, and for the targets of a year.

An indicator says it in words (`formula`) for people, and here for the engine.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from stages.blocks.base import Code, Days, Defined
from stages.conditions import Condition


class Closing(Defined):
    """How long debts of a kind stayed open, in working days, until they were answered or settled: the mean of those
    that are, or the longest.
    """

    debt: Code
    until: Literal["answered", "settled"]
    take: Literal["mean", "longest"]


class Mark(Defined):
    """What a project has come to; exactly one of the first six.

    `registered`: every one; `entered` a stage; `passed` a gate; `ended` with a status; `holds`: a condition over
    recorded facts; `since`: a date fact is recorded. With `months`, the day of `entered` or `since` lies so many months
    back. `without` names a fact that is not recorded.
    """

    registered: Literal[True] | None = None
    entered: Code | None = None
    passed: Code | None = None
    ended: Code | None = None
    holds: Condition | None = None
    since: Code | None = None
    months: Days | None = None
    without: Code | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Mark:
        named = (self.registered, self.entered, self.passed, self.ended, self.holds, self.since)
        if sum(each is not None for each in named) != 1:
            raise ValueError("needs exactly one of registered, entered, passed, ended, holds and since")
        if self.months is not None and self.entered is None and self.since is None:
            raise ValueError("takes 'months' only beside entered or since")
        return self

    @property
    def is_dated(self) -> bool:
        """Whether a day is known on which a project came to it."""
        return self.holds is None


class Rate(Defined):
    """The share of projects, in percent. `by` says of which: `cohort`, those that came to `among` in the year, whenever
    they came to `of`; `period`, those that came to each of the two in the year; `stock`, all there are.
    """

    of: Mark
    among: Mark
    by: Literal["cohort", "period", "stock"]

    @model_validator(mode="after")
    def _dated_where_a_year_asks(self) -> Rate:
        if self.by != "stock" and not self.among.is_dated:
            raise ValueError("counts by year, and 'among' has no day; write by: stock")
        return self


Pair = tuple[Code, Code]


class Measure(Defined):
    """How an indicator is computed; exactly one of the first seven.

    Of one project: `fact` as it is; `working_days` from one date fact to another, `less` facts that are working days;
    the `difference` of two facts; one in `percent` of another; `closing` of debts. Over projects: a `rate`, or the
    `sums` of two facts in percent of each other.
    """

    fact: Code | None = None
    working_days: Pair | None = None
    difference: Pair | None = None
    percent: Pair | None = None
    closing: Closing | None = None
    rate: Rate | None = None
    sums: Pair | None = None
    less: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Measure:
        ways = (
            self.fact,
            self.working_days,
            self.difference,
            self.percent,
            self.closing,
            *self._over_projects,
        )
        if sum(each is not None for each in ways) != 1:
            raise ValueError(
                "needs exactly one of fact, working_days, difference, percent, closing, rate and sums"
            )
        if self.less and self.working_days is None:
            raise ValueError("takes 'less' only beside working_days")
        return self

    @property
    def _over_projects(self) -> tuple[object, ...]:
        return self.rate, self.sums

    @property
    def is_of_portfolio(self) -> bool:
        """Whether it is taken over projects."""
        return any(each is not None for each in self._over_projects)

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts of one project without which there is no value; what is taken off may be unknown."""
        pair = self.working_days or self.difference or self.percent or self.sums or ()
        return (self.fact, *pair) if self.fact else tuple(pair)


class CountedFrom(Defined):
    """Where the done part of a target comes from: projects that passed a `gate` in the year, of them those with a
    `flag`; or the `sum` of a fact, counted in the year in which `dated_by` lies (when recorded, without it), `per` so
    many units of the fact. `part`: the register sees only a part of it, and the whole is entered by an office.
    """

    gate: Code | None = None
    flag: Code | None = None
    sum: Code | None = None
    dated_by: Code | None = None
    per: Annotated[int, Field(ge=1)] = 1
    part: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> CountedFrom:
        if (self.gate is None) == (self.sum is None):
            raise ValueError("needs exactly one of gate and sum")
        if self.flag is not None and self.gate is None:
            raise ValueError("takes 'flag' only beside gate")
        if (self.dated_by is not None or self.per != 1) and self.sum is None:
            raise ValueError("takes 'dated_by' and 'per' only beside sum")
        return self
