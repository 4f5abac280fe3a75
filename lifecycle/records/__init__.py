"""What is kept, by aggregate: `people`, `project`, `work`, `rounds`, `journal`, `post`, `calendar`.

No rule lives here but limits.
"""

from lifecycle.records import calendar, journal, people, post, project, rounds, work
from lifecycle.records.base import Record, metadata

__all__ = ["Record", "calendar", "journal", "metadata", "people", "post", "project", "rounds", "work"]
