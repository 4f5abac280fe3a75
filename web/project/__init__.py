"""A project on the screen: its page, the form of every act on it, its history."""

from web.project import debts, decisions, duties, facts, gates, pages, pauses, people, register
from web.project.blueprint import blueprint

__all__ = [
    "blueprint",
    "debts",
    "decisions",
    "duties",
    "facts",
    "gates",
    "pages",
    "pauses",
    "people",
    "register",
]
