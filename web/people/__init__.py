"""The administrators' pages: accounts, organisations, sessions, the access log. None of them shows a project."""

from web.people import accounts, organisations, person
from web.people.blueprint import blueprint

__all__ = ["accounts", "blueprint", "organisations", "person"]
