"""When something may go to somebody by letter: what the rule says, and what they have chosen within it.

The inbox has everything at once, and nobody can switch that off. By letter, news and what is not due yet go on the
weekdays a person has chosen, or not at all; what is overdue always goes, on the next working day (decision 0027).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from lifecycle.calendar import Calendar
from lifecycle.database import Transaction
from lifecycle.records import post
from lifecycle.records.post import ChoiceRow

EVERY_DAY = "12345"
AS_SHIPPED = ChoiceRow(person=0)
"""The choice of whoever has made none."""
FORTNIGHT = 14


def choices_of(tx: Transaction, people: Iterable[int]) -> Mapping[int, ChoiceRow]:
    """What these people have chosen; whoever has not is not in it."""
    wanted = sorted(set(people))
    rows = tx.execute(select(post.choice).where(post.choice.c.person.in_(wanted)))
    return {row.person: ChoiceRow.of(row) for row in rows}


def letter_day(
    choice: ChoiceRow, day: date, calendar: Calendar, due: date | None, *, is_late: bool
) -> date | None:
    """The first day on which a reminder may go by letter, None for never.

    Nothing is put off beyond the day it is due.
    """
    next_sending = calendar.roll(day)
    if is_late:
        return next_sending
    if not choice.before_due:
        return None
    chosen = _chosen_day(choice, day, calendar)
    return next_sending if due is not None and chosen > due else chosen


def news_day(choice: ChoiceRow, day: date, calendar: Calendar) -> date | None:
    """The first day on which news may go by letter, None for never."""
    return _chosen_day(choice, day, calendar) if choice.news else None


def _chosen_day(choice: ChoiceRow, day: date, calendar: Calendar) -> date:
    ahead = (day + timedelta(days=n) for n in range(FORTNIGHT))
    return next(
        (each for each in ahead if str(each.isoweekday()) in choice.days and calendar.is_working(each)),
        calendar.roll(day),
    )
