"""Working days by the statutory calendar: Monday to Friday, less holidays, plus make-up days.

Only the days that differ from the plain weekend rule are listed, and only the yearly notice of the State
Council can say which they are. In a year whose notice is not out yet the weekend rule stands alone, and days
of that year are provisional.

Counting follows civil_code/201: the day of the event is not counted, so one working day from Monday is
Tuesday. A day is over at 24:00 (rule N11): what is due today is not overdue, and `working_days_between(today,
due)` is 0 on the due day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from chinese_calendar.constants import Holiday, holidays, workdays

FIRST_SEED_YEAR = 2018
_SATURDAY = 5  # as date.weekday() counts


class DayRow(NamedTuple):
    """One day that differs from the weekend rule; `notice` is a code such as `spring_festival`."""

    day: date
    working: bool
    notice: str


def seed_years() -> range:
    """The years whose notices we were shipped with, from 2018 on."""
    return range(FIRST_SEED_YEAR, max(holidays).year + 1)


def seed(years: Iterable[int]) -> tuple[DayRow, ...]:
    """The exceptional days of these years in order of date: holidays on weekdays and worked weekends.

    A holiday on a weekend is not listed, because nobody works then anyway. The last days of December belong
    to their own year, although the next year's notice may name them. Raises ValueError for a year outside
    `seed_years()`.
    """
    wanted = frozenset(years)
    if missing := sorted(wanted.difference(seed_years())):
        raise ValueError(
            f"no holiday notice was shipped for {missing}; known are {seed_years()[0]} to {seed_years()[-1]}"
        )
    named = [(day, False, name) for day, name in holidays.items() if day.weekday() < _SATURDAY]
    named += [(day, True, name) for day, name in workdays.items() if day.weekday() >= _SATURDAY]
    return tuple(
        DayRow(day, working, Holiday(name).name) for day, working, name in sorted(named) if day.year in wanted
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """Numbers the working days since 0001-01-01, a Monday: then counting is subtraction, adding a look-up.

    Between two exceptions the number of a day differs from that of the weekend rule by a constant.
    """

    days: tuple[int, ...]  # ordinals of the exceptions, rising
    shifts: tuple[int, ...]  # shifts[i]: the constant before exception i; the last one holds after them all
    numbers: tuple[int, ...]  # numbers[i]: how many working days there are up to and including exception i

    @classmethod
    def of(cls, exceptions: Mapping[date, bool]) -> _Index:
        differing = sorted(day for day in exceptions if exceptions[day] != (day.weekday() < _SATURDAY))
        days = tuple(day.toordinal() for day in differing)
        shifts = tuple(accumulate((1 if exceptions[day] else -1 for day in differing), initial=0))
        numbers = (_weekdays_up_to(day) + after for day, after in zip(days, shifts[1:], strict=True))
        return cls(days, shifts, tuple(numbers))

    def number(self, ordinal: int) -> int:
        """How many working days there are up to and including this day."""
        return _weekdays_up_to(ordinal) + self.shifts[bisect_right(self.days, ordinal)]

    def ordinal(self, number: int) -> int:
        """The working day with this number: the first day on which so many working days have been."""
        after = bisect_left(self.numbers, number)
        weeks, weekday = divmod(number - self.shifts[after] - 1, 5)
        plain = weeks * 7 + weekday + 1
        return min(plain, self.days[after]) if after < len(self.days) else plain


def _weekdays_up_to(ordinal: int) -> int:
    weeks, weekday = divmod(ordinal, 7)
    return weeks * 5 + min(weekday, 5)


@dataclass(frozen=True, eq=False)
class Calendar:
    """The working days of every year. Never changed: an amended notice makes a new one. Equal only to itself.

    `exceptions` maps a day to whether it is worked, where that differs from the weekend rule (days that do
    not differ do no harm); `published` are the years whose notice is in it. Raises ValueError for keys that
    are not plain dates.
    """

    exceptions: Mapping[date, bool]
    published: frozenset[int]

    def __post_init__(self) -> None:
        for day in self.exceptions:
            _ordinal(day)
        object.__setattr__(self, "exceptions", MappingProxyType(dict(self.exceptions)))

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(self.exceptions)

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        _ordinal(day)
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice of this day's year is not out, so that `is_working` is only the weekend rule.

        The days around New Year of a published year can still change with the next year's notice.
        """
        _ordinal(day)
        return day.year not in self.published

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which is not counted; negative n goes back; 0 gives `start`.

        Takes a microsecond, whatever n is. Raises ValueError when the day is out of the years 1 to 9999.
        """
        if n == 0:
            return start
        number = self._index.number(_ordinal(start)) if n > 0 else self._index.number(_ordinal(start) - 1) + 1
        return _day(self._index.ordinal(number + n))

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after this one."""
        return self.add_working_days(day, 1)

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the next working day (civil_code/203)."""
        return day if self.is_working(day) else self.next_working_day(day)

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days d there are with a < d <= b; for b before a, minus those with b < d <= a."""
        return self._index.number(_ordinal(b)) - self._index.number(_ordinal(a))


def seeded() -> Calendar:
    """The calendar we were shipped with: all `seed_years()`, without later amendments."""
    return Calendar({row.day: row.working for row in seed(seed_years())}, frozenset(seed_years()))


def _ordinal(day: date) -> int:
    if isinstance(day, datetime):  # to the type checker it is a date; its day depends on the time zone
        raise ValueError(  # noqa: TRY004 - to Python it is a date
            f"{day.isoformat()} is an instant, not a calendar day; ask the clock on which day it lies"
        )
    return day.toordinal()


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError) as beyond:
        raise ValueError("that many working days lead out of the years 1 to 9999") from beyond
