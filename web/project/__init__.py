"""A project on the screen: its page, the form of every act on it, its history."""

from web.project import (
    dates,
    debts,
    decisions,
    duties,
    ends,
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
    "blueprint",
    "dates",
    "debts",
    "decisions",
    "duties",
    "ends",
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
