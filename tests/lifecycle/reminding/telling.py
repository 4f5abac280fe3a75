"""Days and hours on which the clock looks, and what it has said to whom."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from lifecycle import clock
from lifecycle.records import people, post
from lifecycle.records.post import NoticeRow, ReminderRow
from lifecycle.reminding import reminders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lifecycle.engine import Engine
    from lifecycle.reminding.reminders import Reminded
    from web.demonstration.driver import Driver

MORNING = time(9, 0)


@contextmanager
def shanghai(day: date, hour: time = MORNING) -> Iterator[None]:
    """It is this hour of this day in Shanghai."""
    with clock.rehearse(datetime.combine(day, hour, clock.ZONE).astimezone(UTC)):
        yield


def remind(driver: Driver, day: date, hour: time = MORNING) -> Reminded:
    with shanghai(day, hour):
        return reminders.remind(driver.engine)


def remind_daily(driver: Driver, first: date, last: date) -> None:
    """The clock looks on every day, at nine."""
    day = first
    while day <= last:
        remind(driver, day)
        day += timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """What was said, by the logins of the people it was said to."""

    ledger: list[ReminderRow]
    notices: list[NoticeRow]
    logins: Mapping[int, str]

    def rungs(self, code: str) -> list[tuple[str, str]]:
        """Rung and login of every reminder of a milestone, in the order in which they went."""
        rows = sorted((row for row in self.ledger if row.code == code), key=lambda row: (row.at, row.person))
        return [(row.rung, self.logins.get(row.person, "-")) for row in rows]

    def to(self, login: str) -> list[NoticeRow]:
        return [row for row in self.notices if self.logins[row.person] == login]


def said(engine: Engine) -> Said:
    with engine.read() as session:
        ledger = [ReminderRow.of(row) for row in session.tx.execute(select(post.reminder))]
        notices = [
            NoticeRow.of(row) for row in session.tx.execute(select(post.notice).order_by(post.notice.c.id))
        ]
        logins = {row.id: row.login for row in session.tx.execute(select(people.person))}
    return Said(ledger, notices, logins)


def milestone(driver: Driver, code: str, occurrence: int = 1) -> Any:
    return driver.look()[1].latest_milestones()[code, occurrence]


def name_head(engine: Engine, person: int, *, administrator: bool = False) -> None:
    """Somebody is the head, or the administrator, of whatever they belong to."""
    named = {"is_administrator" if administrator else "is_head": True}
    with engine.write() as session:
        session.tx.execute(update(people.member).where(people.member.c.person == person).values(named))
