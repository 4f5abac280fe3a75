"""What is kept, by aggregate: people, project, work, rounds, words, lists, journal. No rule lives here but limits."""

from lifecycle.records import journal, lists, people, project, rounds, words, work
from lifecycle.records.base import Record, metadata

__all__ = ["Record", "journal", "lists", "metadata", "people", "project", "rounds", "words", "work"]
