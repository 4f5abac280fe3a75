"""What is kept, by aggregate: `people`, `experts`, `project`, `work`, `rounds`, `evaluations`, `journal`.

No rule lives here but limits.
"""

from lifecycle.records import evaluations, experts, journal, people, project, rounds, work
from lifecycle.records.base import Record, metadata

__all__ = ["Record", "evaluations", "experts", "journal", "metadata", "people", "project", "rounds", "work"]
