"""What is kept, by aggregate: people, project, work, rounds, words, lists, journal, post, calendar.

No rule lives here but limits.
"""

from lifecycle.records import calendar, journal, lists, people, post, project, rounds, words, work
from lifecycle.records.base import Record, metadata

__all__ = [
    "Record",
    "calendar",
    "journal",
    "lists",
    "metadata",
    "people",
    "post",
    "project",
    "rounds",
    "words",
    "work",
]
