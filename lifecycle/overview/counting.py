"""The figures of the register as its tables have them, in as many statements as the standards ask for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, and_, case, distinct, exists, extract, false, func, or_, select

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.overview.asked import cohort_keys, counted_targets, is_periodic, portfolio_indicators
from lifecycle.overview.behind import OPEN, Behind
from lifecycle.overview.entering import as_figures
from lifecycle.overview.marks import REGISTERED, as_number, counting_now, written
from lifecycle.overview.medians import Stay, medians
from lifecycle.overview.terms import Figures, Frame, Key, Number, Period, passing, stages_of
from lifecycle.policy.terms import TODAY
from lifecycle.queries.filters import light_now
from lifecycle.records import project as projects
from lifecycle.records import rounds, work
from stages import Standard
from stages.model import CountedFrom

_PROJECT, _VISIT, _ROUND = projects.project.c, projects.visit.c, rounds.round_.c


def counted(session: Session, frame: Frame | None = None) -> Figures:
    """All figures, as of now; those with days for the month and year of `frame`."""
    count = _Count(session, frame or Frame(Period.of(session.day), session.day))
    return {key: value for key, value in count.all() if value}


@dataclass(frozen=True)
class _Count:
    """One count."""

    session: Session
    frame: Frame

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        return tuple(self.session.engine.standards.standards)

    @cached_property
    def behind(self) -> Behind:
        return Behind.of(self.session, self.frame)

    def all(self) -> Iterator[tuple[Key, Number]]:
        yield from self._now()
        yield from self._cohorts()
        yield from self._stays()
        yield from self._moves()
        yield from self._owed()
        yield from self._targets()
        yield from self._indicators()
        yield from as_figures(self.session, self.frame.month.year)

    def _rows(self, statement: Any) -> list[Any]:
        return list(self.session.tx.execute(statement, {TODAY.key: self.session.day}))

    def _behind(self, key: Key) -> Number:
        """How many projects are behind a figure: those of the list that it opens."""
        clause = self.behind.projects(key)
        assert clause is not None, key
        found = self._rows(select(func.count()).select_from(projects.project).where(clause))
        return int(found[0][0])

    # Where they stand ---------------------------------------------------------------------------------------

    def _now(self) -> Iterator[tuple[Key, Number]]:
        """Statuses by stage, and lights, along the index that holds both."""
        light, groups = light_now().label("light"), (_PROJECT.stage, _PROJECT.status)
        lights = Counter[str]()
        statement = select(*groups, light, func.count().label("n")).group_by(*groups, light)
        statuses = Counter[Key]()
        for row in self._rows(statement):
            statuses["now", row.stage, row.status] += row.n
            lights[row.light] += row.n
        yield from statuses.items()
        yield from ((("light", each.value), lights[each.value]) for each in Light)

    def _cohorts(self) -> Iterator[tuple[Key, Number]]:
        """By year of registration: how many there are, entered each stage, went on to the next, and ended how."""
        found = Counter[Key]()
        for row in self._rows(self._cohort_statement()):
            for key in cohort_keys(str(row.year), row.mask or 0, row.ended, stages_of(self.standards)):
                found[key] += row.n
        yield from found.items()

    def _cohort_statement(self) -> Any:
        bit = case(
            {stage: 1 << place for place, stage in enumerate(stages_of(self.standards))}, value=_VISIT.stage
        )
        stays = and_(_VISIT.project == _PROJECT.id, _VISIT.basis != REGISTERED)
        ended_how = case((_PROJECT.status.in_(projects.ENDS), _PROJECT.status), else_="").label("ended")
        first = self.frame.cohorts[0]
        each = (
            select(
                _PROJECT.id,
                extract("year", _PROJECT.registered_on).label("year"),
                ended_how,
                func.sum(distinct(bit), type_=Integer).label("mask"),
            )
            .join_from(projects.project, projects.visit, stays, isouter=True)
            .where(_PROJECT.registered_on >= date(first, 1, 1), _PROJECT.registered_on <= self.frame.day)
            .group_by(_PROJECT.id, _PROJECT.registered_on, _PROJECT.status)
            .subquery()
        )
        groups = each.c.year, each.c.mask, each.c.ended
        return select(*groups, func.count().label("n")).group_by(*groups)

    def _stays(self) -> Iterator[tuple[Key, Number]]:
        """How long the stays took that ended in a pass within twelve months, and how long the present ones last."""
        passed = [
            Stay(row.stage, row.entered_on, row.decided_on, row.n) for row in self._rows(self._passed_stays())
        ]
        yield from medians(passed, self.session.calendar)
        present = select(
            _VISIT.stage, _PROJECT.standard, _PROJECT.track, _VISIT.entered_on, func.count().label("n")
        ).join_from(projects.visit, projects.project, _PROJECT.id == _VISIT.project)
        here = present.where(
            _VISIT.left_on.is_(None),
            _VISIT.n == _PROJECT.visit,
            _VISIT.basis != REGISTERED,
            _PROJECT.status.in_(OPEN),
        )
        yield from self._present(
            self._rows(here.group_by(_VISIT.stage, _PROJECT.standard, _PROJECT.track, _VISIT.entered_on))
        )

    def _passed_stays(self) -> Any:
        same = and_(
            _VISIT.project == _ROUND.project,
            _VISIT.n == _ROUND.visit,
            _VISIT.passed_over == false(),
        )
        groups = _VISIT.stage, _VISIT.entered_on, _ROUND.decided_on
        passes = [
            and_(_ROUND.gate == gate, _ROUND.option.in_(sorted(options))) for gate, options in self._passing
        ]
        return (
            select(*groups, func.count().label("n"))
            .join_from(rounds.round_, projects.visit, same)
            .where(
                or_(*passes), _ROUND.decided_on > self.frame.stays_from, _ROUND.decided_on <= self.frame.day
            )
            .group_by(*groups)
        )

    @property
    def _passing(self) -> list[tuple[str, frozenset[str]]]:
        return sorted(passing(self.standards).items())

    def _present(self, rows: Iterable[Any]) -> Iterator[tuple[Key, Number]]:
        """How many are in each stage, and how many longer than it takes on their own track."""
        there, over = Counter[str](), Counter[str]()
        for row in rows:
            longest = self.session.standard(row.standard, row.track).stages[row.stage].duration.longest_wd
            there[row.stage] += row.n
            if self.session.calendar.working_days_between(row.entered_on, self.session.day) > longest:
                over[row.stage] += row.n
        yield from ((("stay", stage, "present"), n) for stage, n in there.items())
        yield from ((("stay", stage, "over"), n) for stage, n in over.items())

    # What happened ------------------------------------------------------------------------------------------

    def _moves(self) -> Iterator[tuple[Key, Number]]:
        """What was registered, passed a gate and ended in the month, and in the one before."""
        for name in ("month", "before"):
            keys: list[Key] = [(name, "registered")]
            keys += ((name, "passed", gate) for gate, _ in self._passing)
            keys += ((name, "ended", status) for status in projects.ENDS)
            yield from ((key, self._behind(key)) for key in keys)

    def _owed(self) -> Iterator[tuple[Key, Number]]:
        """Debts that are not settled and waivers that are granted, of projects that go on."""
        debt, duty = rounds.debt.c, work.duty.c
        goes_on = _PROJECT.status.in_(OPEN)
        late = func.sum(case((debt.due < self.session.day, 1), else_=0), type_=Integer).label("late")
        owed = (
            select(debt.kind, func.count().label("n"), late)
            .join_from(rounds.debt, projects.project, _PROJECT.id == debt.project)
            .where(debt.settled_on.is_(None), goes_on)
            .group_by(debt.kind)
        )
        for row in self._rows(owed):
            yield ("owed", row.kind), row.n
            yield ("owed_late", row.kind), row.late
        waived = (
            select(func.count())
            .select_from(work.duty)
            .join(projects.project, _PROJECT.id == duty.project)
            .where(work.WAIVED, goes_on)
        )
        yield ("waived",), self._rows(waived)[0][0]

    # Targets and indicators ---------------------------------------------------------------------------------

    def _targets(self) -> Iterator[tuple[Key, Number]]:
        """What the register counts for the targets of the year, in their units."""
        for code, source in counted_targets(self.standards):
            key = ("target", code)
            yield key, self._behind(key) if source.gate is not None else self._summed(source)

    def _summed(self, source: CountedFrom) -> Number:
        assert source.sum is not None
        statement = (
            self._of_periods(source.sum) if self._is_periodic(source.sum) else self._of_projects(source)
        )
        total = self._rows(statement)[0][0] or 0
        return round(float(total) / source.per, 4)

    def _is_periodic(self, name: str) -> bool:
        return is_periodic(self.standards, name)

    def _of_periods(self, name: str) -> Any:
        """The value that each project recorded last in the year."""
        fact, later = work.fact.c, work.fact.alias("later")
        in_year = fact.recorded_on >= self.frame.year_began, fact.recorded_on <= self.frame.day
        replaced = exists().where(
            later.c.project == fact.project,
            later.c.name == name,
            later.c.seq > fact.seq,
            later.c.recorded_on <= self.frame.day,
        )
        return select(func.sum(as_number())).where(fact.name == name, *in_year, ~replaced)

    def _of_projects(self, source: CountedFrom) -> Any:
        """The value of each project that counts now, in the year it was first recorded, or in which its day lies."""
        assert source.sum is not None
        total = counting_now(source.sum).with_only_columns(func.sum(as_number()))
        project = work.fact.c.project
        if source.dated_by is not None:
            day = work.fact.c.value
            first, last = written(self.frame.year_began), written(self.frame.day)
            dated = counting_now(source.dated_by, day >= first, day <= last).subquery()
            return total.where(project.in_(select(dated.c.project)))
        fact = work.fact.alias("recorded")
        first_on = func.min(fact.c.recorded_on)
        recorded = select(fact.c.project).where(fact.c.name == source.sum).group_by(fact.c.project)
        return total.where(
            project.in_(recorded.having(first_on >= self.frame.year_began, first_on <= self.frame.day))
        )

    def _indicators(self) -> Iterator[tuple[Key, Number]]:
        """Of the indicators over projects, the two numbers whose quotient they are."""
        for indicator in portfolio_indicators(self.standards):
            assert indicator.measure is not None
            for place, part in enumerate(("of", "among")):
                key, sums = ("indicator", indicator.code, part), indicator.measure.sums
                yield key, self._behind(key) if sums is None else self._total(sums[place])

    def _total(self, name: str) -> Number:
        total = counting_now(name).with_only_columns(func.sum(as_number()))
        return self._rows(total)[0][0] or 0
