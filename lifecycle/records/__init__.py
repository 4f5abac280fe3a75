"""What is kept, by aggregate: `people`, `project`, `work`, `rounds`, `journal`. No rule lives here but limits."""

from lifecycle.records import journal, people, project, rounds, work
from lifecycle.records.base import Record, metadata

__all__ = ["Record", "journal", "metadata", "people", "project", "rounds", "work"]
