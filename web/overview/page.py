"""The director's page, put together: every figure in words, with the address of its records."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lifecycle.lights import Light
from lifecycle.overview.asked import counted_targets, portfolio_indicators
from lifecycle.overview.behind import OPEN
from lifecycle.overview.entering import Entered, is_counted, targets_of
from lifecycle.overview.freezing import FrozenMonth
from lifecycle.overview.terms import Figures, Frame, Key, Number
from lifecycle.records.project import ENDS
from lifecycle.records.rounds import DEBT_KINDS
from stages import Standard
from stages.model import Stage, Target
from web.figures import Words
from web.overview.drawing import Bar, bar
from web.speech import Speech

PERCENT = 100
ROOM_OVER = 1.5
"""How far the room of a stay goes, in times what the standard allows."""
SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
COMPARE = {
    ">": lambda value, wanted: value > wanted,
    ">=": lambda value, wanted: value >= wanted,
    "<": lambda value, wanted: value < wanted,
    "<=": lambda value, wanted: value <= wanted,
    "==": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
}


@dataclass(frozen=True, slots=True)
class Count:
    """A figure with the address of its records; None where there is nothing to open."""

    n: str
    url: str | None = None
    is_nought: bool = False


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target. `done` is None where nobody entered it; `light` None where it is not compared."""

    code: str
    name: str
    unit: str
    done: Count | None
    wanted: str
    bar: Bar | None
    light: str | None
    says: str
    source: str
    last_year: str
    note: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class FunnelLine:
    """One stage of a cohort. `rate` is the share that went on, in words; empty after the last stage."""

    stage: str
    phase: str
    index: int
    is_first_of_phase: bool
    entered: Count
    onward: Count | None
    rate: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Cohort:
    """The projects registered in one year, as a line of the comparison."""

    year: int
    registered: Count
    lines: tuple[FunnelLine, ...]
    ended: tuple[tuple[str, Count], ...]


@dataclass(frozen=True, slots=True)
class StayLine:
    """How long stays in one stage took, and who is in it now."""

    stage: str
    index: int
    median: str
    longest: int
    ended: int
    ended_url: str
    present: Count
    over: Count
    bar: Bar


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """This month beside the one before. `change` is signed; empty where one of them is not known."""

    name: str
    now: Count
    before: Count | None
    change: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    name: str
    code: str
    value: str
    wanted: str
    is_met: bool | None
    of: Count
    among: Count
    formula: str


@dataclass(frozen=True, slots=True)
class Total:
    """All that are in the register, by light."""

    n: Count
    lights: tuple[tuple[str, Count], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The figures of the page. `targets_year` is that of the standard's targets where no others were entered."""

    year: int
    month: str
    total: Total
    tiles: tuple[TargetLine, ...]
    targets: tuple[TargetLine, ...]
    not_entered: tuple[TargetLine, ...]
    targets_year: int | None
    gone: int
    cohort: Cohort
    cohorts: tuple[Cohort, ...]
    stays: tuple[StayLine, ...]
    changes: tuple[ChangeLine, ...]
    before_is_frozen: bool
    indicators: tuple[IndicatorLine, ...]
    owed: tuple[tuple[str, Count, Count], ...]
    waived: Count


@dataclass(frozen=True)
class Builder:
    """Says figures of one frame in one language. `before`: the month before, if it is frozen."""

    speech: Speech
    standards: tuple[Standard, ...]
    frame: Frame
    figures: Figures
    entered: Mapping[tuple[str, str], Entered]
    before: FrozenMonth | None
    today: date

    @cached_property
    def words(self) -> Words:
        return Words(self.speech, self.standards, self.frame)

    @cached_property
    def newest(self) -> Standard:
        return self.standards[-1]

    @property
    def gone(self) -> int:
        """How much of the year has gone, in percent."""
        return self._gone(self.frame.day)

    def page(self, cohort: int | None) -> Page:
        cohorts = tuple(self._cohort(year) for year in reversed(self.frame.cohorts))
        filled = [each for each in cohorts if not each.registered.is_nought]
        chosen = next((each for each in cohorts if each.year == cohort), (filled or cohorts)[0])
        targets = tuple(self._target(each) for each in targets_of(self.standards).values())
        return Page(
            year=self.frame.month.year,
            month=self.speech.month(self.frame.month.first),
            total=self._total(),
            tiles=tuple(each for each in targets if each.done is not None)[:3],
            targets=tuple(each for each in targets if each.done is not None),
            not_entered=tuple(each for each in targets if each.done is None),
            targets_year=self._targets_year(),
            gone=self.gone,
            cohort=chosen,
            cohorts=cohorts,
            stays=tuple(self._stays()),
            changes=tuple(self._changes()),
            before_is_frozen=self.before is not None,
            indicators=tuple(self._indicators()),
            owed=tuple(self._owed()),
            waived=self._count(("waived",)),
        )

    # Figures ----------------------------------------------------------------------------------------------

    def _figure(self, *key: str) -> Number:
        return self.figures.get(key, 0)

    def _count(self, key: Key) -> Count:
        n = self.figures.get(key, 0)
        return Count(self.speech.number(n), self.words.records(key) if n else None, is_nought=not n)

    def _total(self) -> Total:
        n = sum(n for key, n in self.figures.items() if key[0] == "now" and key[2] in OPEN)
        lights = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)
        return Total(
            Count(self.speech.number(n), self._register()),
            tuple((each.value, self._lit(each.value)) for each in lights),
        )

    def _lit(self, light: str) -> Count:
        n = self._figure("light", light)
        return Count(self.speech.number(n), self._register(light), is_nought=not n)

    def _register(self, light: str | None = None) -> str | None:
        """The list of today; None for a day that has gone."""
        return self.words.lit(light) if self.frame.day == self.today else None

    # Targets ----------------------------------------------------------------------------------------------

    def _targets_year(self) -> int | None:
        """The year of the standard's targets, where they stand in for those of the year of the page."""
        year = self.frame.month.year
        if any(kind == "wanted" for _, kind in self.entered):
            return None
        known = [each.targets_year for each in self.standards if each.targets_year is not None]
        standing = [each for each in known if each <= year]
        return standing[-1] if standing and standing[-1] != year else None

    def _target(self, target: Target) -> TargetLine:
        entered = self.entered.get((target.code, "done"))
        counted = target.code in dict(counted_targets(self.standards))
        done, source = self._done(target, entered, counted=counted)
        wanted = self.figures.get(("wanted", target.code))
        day = entered.row.on_day if entered else self.frame.day
        light, says = self._judged(target, done, wanted, day)
        shown = None if done is None else self._shown(target, done, by_hand=entered is not None)
        gone = None if target.level else self._gone(day)
        return TargetLine(
            code=target.code,
            name=self.speech.of(target.text),
            unit=self.speech.of(target.unit),
            done=shown,
            wanted="" if wanted is None else self._wanted(target, wanted),
            bar=bar(done / wanted * PERCENT, PERCENT, gone, tone=light or "")
            if done is not None and wanted
            else None,
            light=light,
            says=says,
            source=source,
            last_year="" if target.last_year is None else self.speech.number(target.last_year),
            note="" if target.note is None else self.speech.of(target.note),
            is_counted=is_counted(self.standards, target.code),
        )

    def _done(self, target: Target, entered: Entered | None, *, counted: bool) -> tuple[Number | None, str]:
        if entered is not None:
            on = self.speech.short(entered.row.on_day)
            told = self.speech.t("overview.source.entered", on=on, source=entered.row.source)
            return entered.row.value, told
        if counted:
            whole = is_counted(self.standards, target.code)
            told = self.speech.t(f"overview.source.{'register' if whole else 'part'}")
            return self._figure("target", target.code), told
        return None, self.speech.t("overview.source.none")

    def _shown(self, target: Target, done: Number, *, by_hand: bool) -> Count:
        key = ("target", target.code)
        url = None if by_hand or not done else self.words.records(key)
        return Count(self.speech.number(done), url, is_nought=not done)

    def _wanted(self, target: Target, wanted: Number) -> str:
        sign = "" if target.op == ">=" else target.op
        return f"{sign}{self.speech.number(wanted)}"

    def _judged(
        self, target: Target, done: Number | None, wanted: Number | None, day: date
    ) -> tuple[str | None, str]:
        """The light of a target and the words beside it. A level is reached or not; a sum goes with the year."""
        if done is None or not wanted:
            return None, self.speech.t("overview.no_target") if not wanted else ""
        if COMPARE[target.op](done, wanted):
            return Light.GREEN.value, self.speech.t("overview.reached")
        if target.level:
            return None, self.speech.t("overview.not_reached")
        share, gone = done / wanted * PERCENT, self._gone(day)
        says = self.speech.t("overview.pace", done=round(share), gone=gone)
        return self._paced(gone - share), says

    def _paced(self, behind: float) -> str | None:
        pace = self.newest.pace
        if pace is None:
            return None
        if behind > pace.red_points:
            return Light.RED.value
        return Light.YELLOW.value if behind > pace.yellow_points else Light.GREEN.value

    def _gone(self, day: date) -> int:
        length = date(day.year, 12, 31).timetuple().tm_yday
        return round(day.timetuple().tm_yday / length * PERCENT)

    # Funnel and stays -------------------------------------------------------------------------------------

    def _stages(self) -> Iterator[tuple[Stage, str, int]]:
        """The stages of the newest standard with their phase in words and its place."""
        phases = list(self.newest.phases)
        for stage in self.newest.stages.values():
            phase = self.newest.phases[stage.phase]
            yield stage, self.speech.of(phase.text), 1 + phases.index(stage.phase)

    def _cohort(self, year: int) -> Cohort:
        base = ("cohort", str(year))
        return Cohort(
            year,
            self._count((*base, "registered")),
            tuple(self._funnel(year)),
            tuple(
                (self.words.status(status), self._count((*base, "ended", status)))
                for status in ENDS
                if self._figure(*base, "ended", status)
            ),
        )

    def _funnel(self, year: int) -> Iterator[FunnelLine]:
        most = max([self._figure("cohort", str(year), "entered", each) for each in self.newest.stages] + [1])
        seen = ""
        for stage, phase, index in self._stages():
            key = ("cohort", str(year), "entered", stage.code)
            n, onward = self._figure(*key), self._figure("cohort", str(year), "onward", stage.code)
            last = self.newest.next_stage(stage.code) is None
            yield FunnelLine(
                self.speech.of(stage.text),
                phase,
                index,
                phase != seen,
                self._count(key),
                None if last else self._count(("cohort", str(year), "onward", stage.code)),
                "" if last or not n else f"{round(onward / n * PERCENT)}%",
                bar(n, most, index=index),
            )
            seen = phase

    def _stays(self) -> Iterator[StayLine]:
        """Each against its own standard, so that all lines stand at the same place."""
        for stage, _, index in self._stages():
            median = self.figures.get(("stay", stage.code, "median"))
            longest = stage.duration.longest_wd
            tone = "late" if median is not None and median > longest else ""
            yield StayLine(
                self.speech.of(stage.text),
                index,
                "—" if median is None else self.speech.number(median),
                longest,
                int(self._figure("stay", stage.code, "ended")),
                self.words.records(("stay", stage.code, "ended")),
                self._count(("stay", stage.code, "present")),
                self._count(("stay", stage.code, "over")),
                bar(median or 0, longest * ROOM_OVER, longest, index=index, tone=tone),
            )

    # Changes ----------------------------------------------------------------------------------------------

    def _changes(self) -> Iterator[ChangeLine]:
        t = self.speech.t
        yield self._moved(t("overview.changes.registered"), "registered")
        for stage in self.newest.stages.values():
            gate = stage.gate
            yield self._moved(
                t("overview.changes.passed", gate=self.speech.of(gate.text)), "passed", gate.code
            )
        for status in ENDS:
            if self._figure("month", "ended", status) or self._figure("before", "ended", status):
                yield self._moved(self.words.status(status), "ended", status)
        yield self._stood(t("overview.changes.open"), _open)
        yield self._stood(
            t("overview.changes.red"), lambda figures: figures.get(("light", Light.RED.value), 0)
        )
        yield self._stood(t("overview.changes.owed"), _owed)

    def _moved(self, name: str, *what: str) -> ChangeLine:
        now, before = self._figure("month", *what), self._figure("before", *what)
        return ChangeLine(
            name, self._count(("month", *what)), self._count(("before", *what)), _signed(now - before)
        )

    def _stood(self, name: str, of: Callable[[Figures], Number]) -> ChangeLine:
        now = of(self.figures)
        if self.before is None:
            return ChangeLine(name, Count(self.speech.number(now)), None, "")
        then = of(self.before.figures)
        return ChangeLine(
            name, Count(self.speech.number(now)), Count(self.speech.number(then)), _signed(now - then)
        )

    # Indicators and what is owed --------------------------------------------------------------------------

    def _indicators(self) -> Iterator[IndicatorLine]:
        for indicator in portfolio_indicators(self.standards):
            of, among = (self._figure("indicator", indicator.code, part) for part in ("of", "among"))
            share = of / among * PERCENT if among else None
            wanted = indicator.target
            is_number = isinstance(wanted, int | float)
            yield IndicatorLine(
                self.speech.of(indicator.text),
                indicator.code,
                "—" if share is None else f"{share:.0f}%",
                f"{SIGNS.get(indicator.op, indicator.op)} {self.speech.number(float(wanted))}%"
                if is_number
                else "",
                COMPARE[indicator.op](share, wanted) if is_number and share is not None else None,
                self._count(("indicator", indicator.code, "of")),
                self._count(("indicator", indicator.code, "among")),
                self.speech.of(indicator.formula),
            )

    def _owed(self) -> Iterator[tuple[str, Count, Count]]:
        for kind in DEBT_KINDS:
            if self._figure("owed", kind):
                yield self.words.debt(kind), self._count(("owed", kind)), self._count(("owed_late", kind))


def _open(figures: Figures) -> Number:
    return sum(n for key, n in figures.items() if key[0] == "now" and key[2] in OPEN)


def _owed(figures: Figures) -> Number:
    return sum(n for key, n in figures.items() if key[0] == "owed")


def _signed(change: Number) -> str:
    return f"+{change:g}" if change > 0 else f"{change:g}".replace("-", "−")
