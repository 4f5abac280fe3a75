"""What one project adds to the figures, read from its rows alone: the second way to them, which asks no table.

The marks here are those of `marks`, said of one project.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from lifecycle import facts
from lifecycle.calendar import Calendar
from lifecycle.case import Case
from lifecycle.lights import Light, colour
from lifecycle.overview.asked import cohort_keys, is_periodic
from lifecycle.overview.marks import REGISTERED
from lifecycle.overview.medians import Stay
from lifecycle.overview.terms import Frame, Key, Number, Period, months_before, passing, revoking, stages_of
from lifecycle.queries.filters import RESTING
from lifecycle.records.project import ENDS, VisitRow
from lifecycle.records.work import FactRow
from stages import Standard
from stages.conditions import Value, holds
from stages.model import CountedFrom, Fact, Mark
from stages.tracks import on_track


class Pass(NamedTuple):
    """A gate passed on a day, at the end of a stay; by a decision, or deemed."""

    gate: str
    visit: int
    day: date
    was_decided: bool


@dataclass(frozen=True)
class Portrait:
    """One project on one day."""

    case: Case
    standard: Standard
    standards: tuple[Standard, ...]
    frame: Frame

    # What it has come to ------------------------------------------------------------------------------------

    @cached_property
    def is_open(self) -> bool:
        return self.case.project.status not in ENDS

    @cached_property
    def visits(self) -> tuple[VisitRow, ...]:
        """Its stays, without that of a draft."""
        return tuple(
            sorted(
                (row for row in self.case.visits.values() if row.basis != REGISTERED), key=lambda row: row.n
            )
        )

    @cached_property
    def entered(self) -> Mapping[str, date]:
        """The day on which each stage was first entered."""
        days: dict[str, date] = {}
        for row in self.visits:
            days[row.stage] = min(days.get(row.stage, row.entered_on), row.entered_on)
        return days

    @cached_property
    def passes(self) -> tuple[Pass, ...]:
        """Every pass, also those that were revoked."""
        options = passing(self.standards)
        return tuple(
            Pass(row.gate, row.visit, row.decided_on, was_decided=not row.basis)
            for row in self.case.rounds.values()
            if row.decided_on is not None and row.option in options.get(row.gate, ())
        )

    @cached_property
    def passed(self) -> Mapping[str, date]:
        """The day of the pass of each gate that stands."""
        return {each.gate: each.day for each in self.passes if not self._was_revoked(each.visit)}

    @cached_property
    def decided(self) -> Mapping[str, date]:
        """The same of those that somebody decided."""
        standing = (each for each in self.passes if not self._was_revoked(each.visit))
        return {each.gate: each.day for each in standing if each.was_decided}

    def _was_revoked(self, visit: int) -> bool:
        back, decided = revoking(self.standards), self.case.visits.get((visit,))
        return decided is not None and any(
            row.n > visit and row.basis in back and row.stage == decided.stage for row in self.visits
        )

    @cached_property
    def ended_on(self) -> date | None:
        return None if self.is_open else self.case.visit.left_on

    @cached_property
    def light(self) -> Light | None:
        """None after the end."""
        if not self.is_open:
            return None
        project = self.case.project
        return colour(project.yellow_on, project.red_on, self.frame.day, held=project.status in RESTING)

    @cached_property
    def recorded(self) -> Mapping[str, Value]:
        """The newest value of each recorded fact."""
        known = self.case.fact_rows()
        return {
            name: facts.from_json(self._fact(name), row.value)
            for name, row in known.items()
            if row.value != "null" and name in self.standard.facts
        }

    def _fact(self, name: str) -> Fact:
        return self.standard.facts[name]

    # Marks --------------------------------------------------------------------------------------------------

    def is_on(self, mark: Mark, day: date) -> bool:
        """Whether it has come to a mark by `day`."""
        if mark.without is not None and mark.without in self.recorded:
            return False
        if mark.holds is not None:
            return holds(mark.holds, self.recorded)
        if mark.ended is not None:
            return self.case.project.status == mark.ended
        when = self.day_of(mark)
        return when is not None and when <= (day if mark.months is None else months_before(day, mark.months))

    def is_within(self, mark: Mark, first: date, last: date) -> bool:
        when = self.day_of(mark)
        return when is not None and first <= when <= last

    def day_of(self, mark: Mark) -> date | None:
        """The day on which it came to a mark."""
        if mark.registered:
            return self.case.project.registered_on
        if mark.passed is not None:
            return self.passed.get(mark.passed)
        if mark.entered is not None:
            return self.entered.get(mark.entered)
        if mark.since is not None:
            value = self.recorded.get(mark.since)
            return value if isinstance(value, date) else None
        return self.ended_on if self.case.project.status == mark.ended else None

    # What it adds -------------------------------------------------------------------------------------------

    def figures(self) -> Iterator[tuple[Key, Number]]:
        """What is counted by adding up."""
        project = self.case.project
        yield ("now", project.stage, project.status), 1
        if self.light is not None:
            yield ("light", self.light.value), 1
        yield from self._cohort()
        yield from self._moves()
        if self.is_open:
            yield from self._owed()

    def _cohort(self) -> Iterator[tuple[Key, Number]]:
        year, stages = self.case.project.registered_on.year, stages_of(self.standards)
        if year in self.frame.cohorts and self.case.project.registered_on <= self.frame.day:
            mask = sum(1 << place for place, stage in enumerate(stages) if stage in self.entered)
            status = "" if self.is_open else self.case.project.status
            yield from ((key, 1) for key in cohort_keys(str(year), mask, status, stages))

    def _moves(self) -> Iterator[tuple[Key, Number]]:
        for name, month in (("month", self.frame.month), ("before", self.frame.month.before)):
            if self._is_in(self.case.project.registered_on, month):
                yield (name, "registered"), 1
            yield from (
                ((name, "passed", gate), 1) for gate, day in self.decided.items() if self._is_in(day, month)
            )
            if self._is_in(self.ended_on, month):
                yield (name, "ended", self.case.project.status), 1

    def _is_in(self, day: date | None, month: Period) -> bool:
        return day is not None and month.first <= day <= min(month.last, self.frame.day)

    def _owed(self) -> Iterator[tuple[Key, Number]]:
        for row in self.case.debts.values():
            if row.settled_on is None:
                yield ("owed", row.kind), 1
                yield ("owed_late", row.kind), int(row.due < self.frame.day)
        yield ("waived",), sum(row.excuse == "waived" for row in self.case.duties.values())

    def stays(self) -> Iterator[Stay]:
        """The stays that ended in a pass within the months that make the medians; no stage that was skipped is one."""
        for each in self.passes:
            row = self.case.visits.get((each.visit,))
            if row is None or row.passed_over:
                continue
            if self.frame.stays_from < each.day <= self.frame.day:
                yield Stay(row.stage, row.entered_on, each.day, 1)

    def present(self, calendar: Calendar) -> Iterator[tuple[Key, Number]]:
        """The stay that lasts, and whether longer than it takes on the project's track."""
        here = self.case.visit
        if self.is_open and here.basis != REGISTERED and here.left_on is None:
            own = on_track(self.standard, self.case.project.track)
            longest = own.stages[here.stage].duration.longest_wd
            lasts = calendar.working_days_between(here.entered_on, self.frame.day)
            yield ("stay", here.stage, "present"), 1
            yield ("stay", here.stage, "over"), int(lasts > longest)

    def counts_for(self, source: CountedFrom) -> Number:
        """What it adds to a target of the year."""
        if source.gate is not None:
            day = self.decided.get(source.gate)
            flagged = source.flag is None or self.recorded.get(source.flag) is True
            return int(day is not None and self.frame.year_began <= day <= self.frame.day and flagged)
        assert source.sum is not None
        if is_periodic(self.standards, source.sum):
            return self._last_of_year(source.sum)
        return self._value(source.sum) if self._falls_in_year(source) else 0

    def _rows(self, name: str) -> list[FactRow]:
        return sorted((row for row in self.case.facts.values() if row.name == name), key=lambda row: row.seq)

    def _last_of_year(self, name: str) -> Number:
        rows = [row for row in self._rows(name) if row.recorded_on <= self.frame.day]
        if not rows or rows[-1].recorded_on < self.frame.year_began:
            return 0
        return self._value(name)

    def _falls_in_year(self, source: CountedFrom) -> bool:
        if source.dated_by is not None:
            day = self.recorded.get(source.dated_by)
            return isinstance(day, date) and self.frame.year_began <= day <= self.frame.day
        rows = self._rows(source.sum or "")
        return bool(rows) and self.frame.year_began <= rows[0].recorded_on <= self.frame.day

    def _value(self, name: str) -> Number:
        value = self.recorded.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else 0

    def total(self, names: Iterable[str]) -> tuple[Number, ...]:
        """The newest values of facts, for sums over projects."""
        return tuple(self._value(name) for name in names)
