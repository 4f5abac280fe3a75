"""The working calendar: a year to look at, a day to change, a notice to take in, and what it would move."""

from web.calendar.views import blueprint

__all__ = ["blueprint"]
