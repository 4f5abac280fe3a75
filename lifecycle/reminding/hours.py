"""When something may be sent: on working days, between the hours of the standard, in Asia/Shanghai (rule N1)."""

from datetime import datetime, time

from lifecycle.calendar import Calendar
from lifecycle.clock import ZONE
from lifecycle.engine import Session
from stages.model import Sending


def is_open(sending: Sending, calendar: Calendar, at: datetime) -> bool:
    """Whether something may be sent at this instant; the second hour is excluded."""
    there = at.astimezone(ZONE)
    hours = time.fromisoformat(sending.from_) <= there.time() < time.fromisoformat(sending.until)
    return hours and calendar.is_working(there.date())


def may_send(session: Session) -> bool:
    """Whether reminders may go at this time, by the standard in force."""
    return is_open(session.in_force.supervision.sending, session.calendar, session.at)
