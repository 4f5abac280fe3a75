"""When a milestone is due: the rule of the standard, the day it counts from, and the calendar give a day.

The day it counts from is never counted (civil_code/201). Calendar days and months that end on a day off move
to the next working day (our reading of civil_code/203); fixed days of a month or year do not move. Months
keep the day of the month, or take the last day of a shorter one (civil_code/202). Which event a rule counts
from, and whether a hold stops it, is decided elsewhere: here is only arithmetic.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifecycle.calendar import Calendar
    from stages.model import Due

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDay:
    """`day` is the last day in time, until 24:00: due today is not overdue; of a window, its last day.

    `not_before` is the first day on which what a window bars can be done; None for every other kind.
    `provisional`: a year on the way has no holiday notice yet, and the days are reckoned again when it comes.
    """

    day: date
    not_before: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """A day, and the first day about which the calendar was asked on the way (None: it was not)."""

    day: date
    asked_from: date | None = None


def due_day(rule: Due, base: date, calendar: Calendar, *, kind: str, occurrence: int = 1) -> DueDay:
    """The day on which a milestone with this rule is due when its event happened on `base`.

    `occurrence` counts from 1 and matters only for rules with a period; a rule with `each` gets the day of
    each event as its own `base`. Raises ValueError for an occurrence below 1, a rule that names no term, or a
    day beyond the year 9999.
    """
    reckoned = _reckon(rule, base, calendar, _counted_from_one(occurrence))
    if kind != "window":
        return DueDay(reckoned.day, None, _is_provisional(calendar, reckoned.asked_from, reckoned.day))
    not_before = calendar.next_working_day(reckoned.day)
    asked_from = reckoned.asked_from or reckoned.day + _ONE_DAY
    return DueDay(reckoned.day, not_before, _is_provisional(calendar, asked_from, not_before))


def period_end(rule: Due, base: date, occurrence: int, calendar: Calendar) -> date:
    """The last day of the occurrence's period; it may be due some days of grace later.

    With a day of the month or year the period ends on that day, which is also the due day. The calendar
    matters only for periods in working days. Raises ValueError for a rule without a period, or an occurrence
    below 1.
    """
    number = _counted_from_one(occurrence)
    if rule.fixed is not None or (rule.by_day is not None and rule.every_months is not None):
        return _reckon(rule, base, calendar, number).day
    if rule.every_months is not None:
        return months_after(base, number * rule.every_months)
    if rule.every_wd is not None:
        return calendar.add_working_days(base, number * rule.every_wd)
    raise ValueError("a rule without every_months, every_wd or fixed has no period")


def shift(day: date, working_days: int, calendar: Calendar) -> date:
    """A due day moved later by so many working days: those a hold lasted, or an extension gives. 0 leaves it
    as it is.

    Raises ValueError for a negative number: nothing moves a due day nearer.
    """
    if working_days < 0:
        raise ValueError(f"a due day is never moved nearer (by {working_days} working days)")
    return calendar.add_working_days(day, working_days)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last day of a month that is too short
    (civil_code/202).

    Raises ValueError when that is beyond the years 1 to 9999.
    """
    return _on_day(*_month_after(day, months), day.day)


def _reckon(rule: Due, base: date, calendar: Calendar, occurrence: int) -> _Reckoned:
    if rule.before is not None:
        return _Reckoned(base)
    if rule.fixed is not None:
        return _Reckoned(_nth_day_of_year(rule.fixed, base, (occurrence - 1) * (rule.every_months or 12)))
    if rule.by_day is not None and rule.every_months is not None:
        return _Reckoned(_nth_day_of_month(rule.by_day, base, occurrence * rule.every_months - 1))
    if rule.every_months is not None:
        return _after_grace(months_after(base, occurrence * rule.every_months), rule.grace_wd or 0, calendar)
    if rule.every_wd is not None:
        return _counted(base, occurrence * rule.every_wd + (rule.grace_wd or 0), calendar)
    return _reckon_once(rule, base, calendar)


def _reckon_once(rule: Due, base: date, calendar: Calendar) -> _Reckoned:
    if rule.wd is not None:
        return _counted(base, rule.wd, calendar)
    if rule.cd is not None:
        return _rolled(_days_after(base, rule.cd), calendar)
    if rule.months is not None:
        return _rolled(months_after(base, rule.months), calendar)
    raise ValueError("a due rule names a term: wd, cd, months, every_months, every_wd, fixed or before")


def _counted(base: date, working_days: int, calendar: Calendar) -> _Reckoned:
    day = calendar.add_working_days(base, working_days)
    return _Reckoned(day, base + _ONE_DAY if working_days else None)


def _rolled(nominal: date, calendar: Calendar) -> _Reckoned:
    return _Reckoned(calendar.roll(nominal), nominal)


def _after_grace(end: date, grace_working_days: int, calendar: Calendar) -> _Reckoned:
    """A period that gives no grace is a term like any other, and rolls."""
    return _counted(end, grace_working_days, calendar) if grace_working_days else _rolled(end, calendar)


def _nth_day_of_year(month_day: str, base: date, months_later: int) -> date:
    """The first such day strictly after `base`, and so many months later; 02-29 is 02-28 in a common year."""
    month, day = (int(part) for part in month_day.split("-"))
    year = base.year if _on_day(base.year, month, day) > base else base.year + 1
    return _on_day(*_month_after(_on_day(year, month, 1), months_later), day)


def _nth_day_of_month(day: int, base: date, months_later: int) -> date:
    """The first such day strictly after `base`, and so many months later; 31 is any month's last day."""
    first = 0 if _on_day(base.year, base.month, day) > base else 1
    return _on_day(*_month_after(base, first + months_later), day)


def _month_after(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _on_day(year: int, month: int, day: int) -> date:
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"that term leads to the year {year}, out of the years 1 to 9999")
    return date(year, month, min(day, monthrange(year, month)[1]))


def _days_after(base: date, days: int) -> date:
    try:
        return base + timedelta(days=days)
    except OverflowError as beyond:
        raise ValueError(f"{days} days after {base} lie out of the years 1 to 9999") from beyond


def _counted_from_one(occurrence: int) -> int:
    if occurrence < 1:
        raise ValueError(f"occurrences count from 1, not {occurrence}")
    return occurrence


def _is_provisional(calendar: Calendar, asked_from: date | None, day: date) -> bool:
    if asked_from is None:
        return False
    return any(year not in calendar.published for year in range(asked_from.year, day.year + 1))
