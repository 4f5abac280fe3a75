"""How an amended calendar moves the dates of a milestone: by the same arithmetic that made them.

The day is reckoned once with the calendar before and once with the one after, holds included. Only where the first
gives the day that the row has, the second is put in its place: a day that somebody granted (an extension), or that came
about in another way, is nobody's to move. What is closed stays as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from lifecycle.calendar import Calendar
from lifecycle.dating import period_of
from lifecycle.deadlines import due_day, period_end, shift
from lifecycle.records.project import HoldRow
from lifecycle.records.work import MilestoneRow
from stages import Standard


class Reckoned(NamedTuple):
    """The dates of a milestone by one calendar."""

    due: date
    not_before: date | None
    next_on: date | None
    provisional: bool


def reckoned(
    standard: Standard, row: MilestoneRow, holds: Iterable[HoldRow], calendar: Calendar
) -> Reckoned | None:
    """The dates of a milestone that counts from `row.base`; None for one that no rule dates."""
    assert row.base is not None
    plain = _by_rule(standard, row, row.base, calendar)
    if plain is None or row.statutory:
        return plain
    due = plain.due
    for held in sorted(holds, key=lambda each: each.n):
        if held.until_on is not None and held.until_on > max(row.base, row.opened_on):
            days = calendar.working_days_between(max(held.from_on, row.base), held.until_on)
            due = shift(due, max(days, 0), calendar)
    return plain if due == plain.due else plain._replace(due=due, provisional=calendar.is_provisional(due))


def _by_rule(standard: Standard, row: MilestoneRow, base: date, calendar: Calendar) -> Reckoned | None:
    definition = standard.milestones.get(row.code)
    if definition is None:
        return _of_days(standard, row, base, calendar)
    rule = definition.due
    occurrence = 1 if rule.each else period_of(row)
    found = due_day(rule, base, calendar, kind=definition.kind, occurrence=occurrence)
    following = None
    if rule.repeats and not rule.each:
        following = calendar.next_working_day(period_end(rule, base, occurrence, calendar))
    return Reckoned(found.day, found.not_before, following, found.provisional)


def _of_days(standard: Standard, row: MilestoneRow, base: date, calendar: Calendar) -> Reckoned | None:
    """The day by which a round is to be decided, or what was skipped is to be filled in."""
    rule = standard.flow.mid_entry_rules.get(row.code)
    days = rule.wd if rule is not None else standard.flow.decision.wd if row.kind == "gate" else None
    if days is None:
        return None
    due = calendar.add_working_days(base, days)
    return Reckoned(due, None, None, calendar.is_provisional(due))


def changes(
    standard: Standard,
    row: MilestoneRow,
    holds: Sequence[HoldRow],
    calendars: tuple[Calendar, Calendar],
    day: date,
) -> Mapping[str, Any]:
    """The columns that change when the second calendar takes the place of the first; empty when nothing does.

    `first_due` keeps the day that was due at first.
    """
    present = row.due or row.held_due
    if present is None or row.base is None or row.is_closed(day):
        return {}
    before, after = calendars
    if row.extended_to is not None:
        return _differing(row, {"provisional": after.is_provisional(present)})
    then, now = reckoned(standard, row, holds, before), reckoned(standard, row, holds, after)
    if then is None or now is None or then.due != present:
        return {}
    values: dict[str, Any] = {"provisional": now.provisional, "not_before": now.not_before}
    values["due" if row.held_due is None else "held_due"] = now.due
    if row.next_on is not None:
        values["next_on"] = now.next_on
    if now.due != present:
        values["first_due"] = row.first_due or present
    return _differing(row, values)


def _differing(row: MilestoneRow, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}
