"""What is kept, one module for each aggregate. No rule lives here but limits."""

from lifecycle.records import (
    calendar,
    evaluations,
    experts,
    figures,
    intake,
    journal,
    lists,
    people,
    post,
    project,
    rounds,
    words,
    work,
)
from lifecycle.records.base import Record, metadata

__all__ = [
    "Record",
    "calendar",
    "evaluations",
    "experts",
    "figures",
    "intake",
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
