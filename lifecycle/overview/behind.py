"""The projects behind each figure, as a condition on the register: so that a figure and the list it opens agree.

A figure of debts, waivers or a sum has behind it the projects that add to it; there may be fewer of these than it says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from lifecycle.engine import Session
from lifecycle.overview.asked import counted_targets, is_periodic, portfolio_indicators
from lifecycle.overview.marks import (
    REGISTERED,
    Marks,
    as_number,
    counting_now,
    ended,
    entered,
    has,
    written,
)
from lifecycle.overview.terms import Frame, Key, Period, stages_of
from lifecycle.policy.terms import any_of
from lifecycle.records import project as projects
from lifecycle.records import rounds, work
from stages import Standard
from stages.model import CountedFrom, Indicator
from stages.tracks import NO_TRACK, on_track

Clause = ColumnElement[bool]
OPEN = tuple(status for status in projects.STATUSES if status not in projects.ENDS)

_PROJECT, _VISIT = projects.project.c, projects.visit.c


class Asked(NamedTuple):
    """A figure by its path (`month/passed/G4`), counted up to a day."""

    path: str
    until: date


class Cutoff(NamedTuple):
    """Who entered a stage before this day, on this track, has been in it for longer than it takes there."""

    standard: str
    track: str
    stage: str
    day: date


@dataclass(frozen=True)
class Behind:
    """What is behind figures of one frame. Equal for equal questions, so that a statement can be kept for it."""

    frame: Frame
    cutoffs: tuple[Cutoff, ...]
    versions: tuple[tuple[str, str], ...]
    standards: tuple[Standard, ...] = field(compare=False, repr=False)

    @classmethod
    def of(cls, session: Session, frame: Frame) -> "Behind":
        standards = tuple(session.engine.standards.standards)
        return cls(
            frame,
            tuple(_cutoffs(session, standards, frame.day)),
            tuple((each.version, each.hash) for each in standards),
            standards,
        )

    @cached_property
    def marks(self) -> Marks:
        return Marks(self.standards)

    def projects(self, key: Key) -> Clause | None:
        """The condition on `project`; None for a figure that nothing is behind, or that there is not."""
        kinds: Mapping[str, Callable[..., Clause | None]] = {
            "month": self._moves(self.frame.month),
            "before": self._moves(self.frame.month.before),
            "cohort": self._cohort,
            "stay": self._stay,
            "owed": self._owed,
            "owed_late": self._owed_late,
            "waived": self._waived,
            "target": self._target,
            "indicator": self._indicator,
        }
        try:
            return kinds[key[0]](*key[1:])
        except (LookupError, TypeError, ValueError):
            return None

    # What happened ------------------------------------------------------------------------------------------

    def _moves(self, month: Period) -> Callable[..., Clause]:
        first, last = month.first, min(month.last, self.frame.day)

        def moved(what: str, which: str = "") -> Clause:
            if what == "registered":
                return and_(_PROJECT.registered_on >= first, _PROJECT.registered_on <= last)
            if what == "passed":
                return self.marks.decided(self._gate(which), first, last)
            if what == "ended" and which in projects.ENDS:
                return ended(which, first, last)
            raise KeyError(what)

        return moved

    def _gate(self, code: str) -> str:
        if not any(code in each.gates for each in self.standards):
            raise KeyError(code)
        return code

    def _cohort(self, year: str, what: str, which: str = "") -> Clause:
        first, last = date(int(year), 1, 1), min(date(int(year), 12, 31), self.frame.day)
        born = and_(_PROJECT.registered_on >= first, _PROJECT.registered_on <= last)
        if what == "registered":
            return born
        if what == "ended" and which in projects.ENDS:
            return and_(born, _PROJECT.status == which)
        stages = stages_of(self.standards)
        place = stages.index(which)
        been = and_(born, entered(which, None, self.frame.day))
        if what == "entered":
            return been
        if what == "onward":
            return and_(been, entered(stages[place + 1], None, self.frame.day))
        raise KeyError(what)

    # Where they stand ---------------------------------------------------------------------------------------

    def _stay(self, stage: str, what: str) -> Clause:
        if stage not in stages_of(self.standards):
            raise KeyError(stage)
        if what == "ended":
            return self._passed_stay(stage)
        here = [
            _VISIT.project == _PROJECT.id,
            _VISIT.n == _PROJECT.visit,
            _VISIT.left_on.is_(None),
            _VISIT.stage == stage,
            _VISIT.basis != REGISTERED,
        ]
        if what == "over":
            here.append(or_(false(), *self._too_long(stage)))
        elif what != "present":
            raise KeyError(what)
        return and_(any_of(_PROJECT.status, *OPEN), exists().where(*here).correlate(projects.project))

    def _too_long(self, stage: str) -> Iterator[Clause]:
        for each in self.cutoffs:
            if each.stage == stage:
                of_track = and_(_PROJECT.standard == each.standard, _PROJECT.track == each.track)
                yield and_(of_track, _VISIT.entered_on < each.day)

    def _passed_stay(self, stage: str) -> Clause:
        row = rounds.round_.c
        gates = sorted({each.gate_of(stage).code for each in self.standards if stage in each.stages})
        passes = [self.marks.passes(gate) for gate in gates]
        days = row.decided_on > self.frame.stays_from, row.decided_on <= self.frame.day
        stay = and_(_VISIT.project == row.project, _VISIT.n == row.visit, _VISIT.passed_over == false())
        ended = select(row.project).join_from(rounds.round_, projects.visit, stay)
        return _PROJECT.id.in_(ended.where(or_(false(), *passes), *days))

    def _owed(self, kind: str) -> Clause:
        return self._open_debt(rounds.debt.c.kind == kind)

    def _owed_late(self, kind: str) -> Clause:
        return self._open_debt(rounds.debt.c.kind == kind, rounds.debt.c.due < self.frame.day)

    def _open_debt(self, *more: Clause) -> Clause:
        debt = rounds.debt.c
        owes = exists().where(debt.project == _PROJECT.id, debt.settled_on.is_(None), *more)
        return and_(any_of(_PROJECT.status, *OPEN), owes.correlate(projects.project))

    def _waived(self) -> Clause:
        waived = exists().where(work.duty.c.project == _PROJECT.id, work.WAIVED)
        return and_(any_of(_PROJECT.status, *OPEN), waived.correlate(projects.project))

    # Targets and indicators ---------------------------------------------------------------------------------

    def _target(self, code: str) -> Clause:
        source = dict(counted_targets(self.standards))[code]
        if source.gate is not None:
            passed = self.marks.decided(source.gate, self.frame.year_began, self.frame.day)
            flagged = () if source.flag is None else (has(source.flag, work.fact.c.value == "true"),)
            return and_(passed, *flagged)
        assert source.sum is not None
        return self._of_period(source.sum) if is_periodic(self.standards, source.sum) else self._adds(source)

    def _of_period(self, name: str) -> Clause:
        fact = work.fact.c
        in_year = fact.recorded_on >= self.frame.year_began, fact.recorded_on <= self.frame.day
        return _PROJECT.id.in_(
            select(fact.project).where(fact.name == name, *in_year, fact.value != "null", as_number() > 0)
        )

    def _adds(self, source: CountedFrom) -> Clause:
        """The projects whose value counts now, in the year it was first recorded, or in which its day lies."""
        assert source.sum is not None
        adds = has(source.sum, as_number() > 0)
        if source.dated_by is not None:
            day = work.fact.c.value
            first, last = written(self.frame.year_began), written(self.frame.day)
            return and_(adds, has(source.dated_by, day >= first, day <= last))
        fact = work.fact.alias("recorded")
        first_on = func.min(fact.c.recorded_on)
        recorded = select(fact.c.project).where(fact.c.name == source.sum).group_by(fact.c.project)
        in_year = first_on >= self.frame.year_began, first_on <= self.frame.day
        return and_(adds, _PROJECT.id.in_(recorded.having(and_(*in_year))))

    def _indicator(self, code: str, part: str) -> Clause:
        found: Mapping[str, Indicator] = {each.code: each for each in portfolio_indicators(self.standards)}
        measure = found[code].measure
        assert measure is not None
        place = ("of", "among").index(part)
        if measure.sums is not None:
            return _PROJECT.id.in_(counting_now(measure.sums[place]).with_only_columns(work.fact.c.project))
        assert measure.rate is not None
        both = self.marks.rate(measure.rate, self.frame.year_began, self.frame.day)
        return both[place]


def _cutoffs(session: Session, standards: tuple[Standard, ...], day: date) -> Iterator[Cutoff]:
    """Counted back from the last working day, as `working_days_between` counts a stay."""
    calendar = session.calendar
    last = day if calendar.is_working(day) else calendar.add_working_days(day, -1)
    for standard in standards:
        for track in (NO_TRACK, *standard.flow.tracks):
            for stage in on_track(standard, track).stages.values():
                first = calendar.add_working_days(last, -stage.duration.longest_wd)
                yield Cutoff(standard.version, track, stage.code, first)
