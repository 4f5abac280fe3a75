"""The figures from the histories, as of any instant: every project folded up to then, and its part added up."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select

from lifecycle import clock, past
from lifecycle.engine import Engine
from lifecycle.history import canonical
from lifecycle.overview.asked import counted_targets, portfolio_indicators
from lifecycle.overview.entering import as_figures
from lifecycle.overview.medians import Stay, medians
from lifecycle.overview.portrait import Portrait
from lifecycle.overview.terms import Figures, Frame, Key, Number, Period
from lifecycle.past import Then
from lifecycle.records import project as projects
from stages import Standard
from stages.model import Indicator

SLICE = 200
"""Projects folded in one reading transaction: what is written meanwhile is later than the instant, and not read."""
Along = Callable[[Sequence[int]], Iterable[int]]


@dataclass(frozen=True)
class Recount:
    """The figures at an instant. `heads` is SHA-256 over the heads of all histories then."""

    figures: Figures
    heads: str
    projects: int


def recounted(engine: Engine, month: Period, along: Along = iter) -> Recount:
    """The figures at the end of a month. `along` is given the ids of the projects: the place for a progress bar."""
    at = month.ends_at
    frame = Frame(month, clock.day_of(at))
    adding = _Adding(tuple(engine.standards.standards), frame)
    with engine.read() as session:
        ids = list(session.tx.scalars(select(projects.project.c.id).order_by(projects.project.c.id)))
    for some in _slices(along(ids)):
        with engine.read() as session:
            now = past.then(session, at)
            for project, events in past.events_until(session, some, at):
                case = past.case_then(now, project, events)
                adding.heads.append([project, events[-1].seq, events[-1].hash])
                adding.add(
                    Portrait(case, now.standard(case.project.standard), adding.standards, frame),
                    now,
                )
    with engine.read() as session:
        figures = adding.done(past.then(session, at))
    heads = hashlib.sha256(canonical(adding.heads).encode()).hexdigest()
    return Recount(figures, heads, len(adding.heads))


def _slices(ids: Iterable[int]) -> Iterator[list[int]]:
    each = iter(ids)
    while some := list(islice(each, SLICE)):
        yield some


@dataclass
class _Adding:
    """What has been added up so far."""

    standards: tuple[Standard, ...]
    frame: Frame
    heads: list[list[object]] = field(default_factory=list)
    sums: dict[Key, Number] = field(default_factory=lambda: defaultdict(int))
    stays: Counter[Stay] = field(default_factory=Counter)

    def add(self, portrait: Portrait, now: Then) -> None:
        for key, value in portrait.figures():
            self.sums[key] += value
        for key, value in portrait.present(now.calendar):
            self.sums[key] += value
        self.stays.update(portrait.stays())
        for code, source in counted_targets(self.standards):
            self.sums["target", code] += portrait.counts_for(source)
        for indicator in portfolio_indicators(self.standards):
            above, below = self._both(portrait, indicator)
            self.sums["indicator", indicator.code, "of"] += above
            self.sums["indicator", indicator.code, "among"] += below

    def _both(self, portrait: Portrait, indicator: Indicator) -> tuple[Number, Number]:
        assert indicator.measure is not None
        if indicator.measure.sums is not None:
            above, below = portrait.total(indicator.measure.sums)
            return above, below
        rate, day = indicator.measure.rate, self.frame.day
        assert rate is not None
        year = self.frame.year_began, day
        came_to = portrait.is_on(rate.of, day)
        if rate.by == "period":
            return int(portrait.is_within(rate.of, *year)), int(portrait.is_within(rate.among, *year))
        among = (
            portrait.is_on(rate.among, day) if rate.by == "stock" else portrait.is_within(rate.among, *year)
        )
        return int(among and came_to), int(among)

    def done(self, now: Then) -> Figures:
        """The sums in their units, with the medians."""
        for code, source in counted_targets(self.standards):
            self.sums["target", code] = round(float(self.sums["target", code]) / source.per, 4)
        counted = (stay._replace(n=n) for stay, n in self.stays.items())
        self.sums.update(medians(counted, now.calendar))
        self.sums.update(as_figures(now, self.frame.month.year, now.at))
        return {key: value for key, value in self.sums.items() if value}
