"""What a project has come to, as conditions on the tables: passed a gate, entered a stage, a fact that holds.

A pass that was revoked later is none, and a draft has entered nothing.
"""

import json
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from lifecycle.overview.terms import months_before, passing, revoking
from lifecycle.records import project as projects
from lifecycle.records import rounds, work
from stages import Standard
from stages.conditions import AllOf, AnyOf, Condition, FactTest, FlagIs, Negation, Value
from stages.model import Mark, Rate

Clause = ColumnElement[bool]
REGISTERED = "register"
"""The basis of a stay that is no stay yet: the project is a draft."""

_PROJECT = projects.project.c


@dataclass(frozen=True)
class Marks:
    """Marks as seen by the standards in use."""

    standards: tuple[Standard, ...]

    @cached_property
    def _passing(self) -> Any:
        return passing(self.standards)

    @cached_property
    def _revoking(self) -> frozenset[str]:
        return revoking(self.standards)

    def on(self, mark: Mark, day: date) -> Clause:
        """Whether a project has come to it by `day`."""
        if mark.holds is not None:
            clause = holds(mark.holds)
        elif mark.ended is not None:
            clause = _PROJECT.status == mark.ended
        else:
            clause = self._dated(mark, None, _cutoff(mark, day))
        return clause if mark.without is None else and_(clause, not_(has(mark.without)))

    def within(self, mark: Mark, first: date, last: date) -> Clause:
        """Whether a project came to it on one of these days."""
        return self._dated(mark, first, last)

    def _dated(self, mark: Mark, first: date | None, last: date) -> Clause:
        if mark.registered:
            return _between(_PROJECT.registered_on, first, last)
        if mark.passed is not None:
            return self.passed(mark.passed, first, last)
        if mark.entered is not None:
            return entered(mark.entered, first, last)
        if mark.since is not None:
            return _day_between(mark.since, first, last)
        assert mark.ended is not None, "a condition has no day"
        return ended(mark.ended, first, last)

    def passed(self, gate: str, first: date | None, last: date) -> Clause:
        """Whether a project passed the gate on one of these days, and was not sent back for it later. Passing is
        passing here, by a decision or because the gate was deemed passed.
        """
        return self._rounds(gate, first, last)

    def decided(self, gate: str, first: date | None, last: date) -> Clause:
        """The same by a decision: what was deemed passed, at an entry or on a track, nobody decided."""
        return self._rounds(gate, first, last, rounds.round_.c.basis == "")

    def _rounds(self, gate: str, first: date | None, last: date, *more: Clause) -> Clause:
        row = rounds.round_.c
        days = _between(row.decided_on, first, last)
        return _PROJECT.id.in_(select(row.project).where(self.passes(gate), days, self.stands(), *more))

    def passes(self, gate: str) -> Clause:
        """Of a round: that its decision passed the gate."""
        row = rounds.round_.c
        return and_(row.gate == gate, _is_any(row.option, self._passing.get(gate, ())))

    def rate(self, rate: Rate, first: date, last: date) -> tuple[Clause, Clause]:
        """The projects that are counted, and those of which they are, in a year."""
        if rate.by == "period":
            return self.within(rate.of, first, last), self.within(rate.among, first, last)
        among = self.on(rate.among, last) if rate.by == "stock" else self.within(rate.among, first, last)
        return and_(among, self.on(rate.of, last)), among

    def stands(self) -> Clause:
        """Of a round: that no later stay came about by revoking it."""
        row, decided, later = rounds.round_.c, projects.visit.alias("decided"), projects.visit.alias("later")
        sent_back = exists().where(
            decided.c.project == row.project,
            decided.c.n == row.visit,
            later.c.project == row.project,
            later.c.n > row.visit,
            later.c.stage == decided.c.stage,
            _is_any(later.c.basis, self._revoking),
        )
        return not_(sent_back)


def entered(stage: str, first: date | None, last: date) -> Clause:
    """Whether a project entered the stage for the first time on one of these days."""
    visit = projects.visit.c
    when = func.min(visit.entered_on)
    stays = select(visit.project).where(visit.stage == stage, visit.basis != REGISTERED)
    return _PROJECT.id.in_(stays.group_by(visit.project).having(_between(when, first, last)))


def ended(status: str | None, first: date | None, last: date) -> Clause:
    """Whether a project ended on one of these days; with that status, or in any way."""
    visit = projects.visit.c
    left = select(visit.project).where(
        visit.project == _PROJECT.id, visit.n == _PROJECT.visit, _between(visit.left_on, first, last)
    )
    how = _is_any(_PROJECT.status, projects.ENDS) if status is None else _PROJECT.status == status
    return and_(how, left.correlate(projects.project).exists())


def _is_any(column: Any, values: Iterable[str]) -> Clause:
    """`IN`, as a statement that is compiled once can hold it."""
    return or_(false(), *(column == value for value in sorted(values)))


def _cutoff(mark: Mark, day: date) -> date:
    return day if mark.months is None else months_before(day, mark.months)


def _between(column: Any, first: date | None, last: date) -> Clause:
    until: Clause = column <= last
    return until if first is None else and_(column >= first, until)


# Facts --------------------------------------------------------------------------------------------------------


def counting_now(name: str, *tests: Clause) -> Select[Any]:
    """The rows of a fact that count now and have a value: the newest of each project, by project and value."""
    fact, later = work.fact.c, work.fact.alias("later")
    replaced = exists().where(
        later.c.name == fact.name, later.c.project == fact.project, later.c.seq > fact.seq
    )
    rows = select(fact.project, fact.value).where(fact.name == name, not_(replaced), fact.value != "null")
    return rows.where(*tests)


def has(name: str, *tests: Clause) -> Clause:
    """Whether a fact is known of a project, and what it is passes these tests."""
    return _PROJECT.id.in_(counting_now(name, *tests).with_only_columns(work.fact.c.project))


def _day_between(name: str, first: date | None, last: date) -> Clause:
    """Days are kept as ISO texts, which sort as they fall."""
    value = work.fact.c.value
    return has(name, *((value >= written(first),) if first else ()), value <= written(last))


def written(value: Value) -> str:
    """A value as the text in which facts keep it."""
    return json.dumps(value.isoformat() if isinstance(value, date) else value, ensure_ascii=False)


def holds(condition: Condition) -> Clause:
    """A condition over recorded facts. What is unknown fails every test, as `stages.conditions` says."""
    match condition:
        case AllOf():
            return and_(true(), *(holds(part) for part in condition.all))
        case AnyOf():
            return or_(false(), *(holds(part) for part in condition.any))
        case Negation():
            return not_(holds(condition.not_))
        case FactTest():
            return has(condition.fact, _compares(condition.op, condition.value))
        case FlagIs():
            return or_(
                false(), *(has(condition.flag, _compares("==", each)) for each in _accepted(condition))
            )


def _accepted(condition: FlagIs) -> Iterable[Value]:
    if condition.in_ is not None:
        return condition.in_
    return (True if condition.is_ is None else condition.is_,)


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compares(op: str, value: Value) -> Clause:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number: Clause = _COMPARE[op](as_number(), float(value))
        return number
    text: Clause = _COMPARE[op](work.fact.c.value, written(value))
    return text


def as_number() -> Any:
    """The value of a fact as a number; NULL for what begins like none."""
    value = work.fact.c.value
    is_number = or_(*(value.like(f"{sign}%") for sign in "0123456789-"))
    return case((is_number, cast(value, Float)), else_=None)
