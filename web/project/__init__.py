"""A project on the screen: its page, the form of every act on it, its history."""

from web.project import (
    backfill,
    dates,
    debts,
    decisions,
    duties,
    ends,
    entry,
    facts,
    gates,
    objections,
    pages,
    pauses,
    people,
    reentry,
    register,
    revocations,
)
from web.project.blueprint import blueprint

__all__ = [
    "backfill",
    "blueprint",
    "dates",
    "debts",
    "decisions",
    "duties",
    "ends",
    "entry",
    "facts",
    "gates",
    "objections",
    "pages",
    "pauses",
    "people",
    "reentry",
    "register",
    "revocations",
]
