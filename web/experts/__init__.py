"""The pool of experts, for the office that keeps it."""

from web.experts import changing, views
from web.experts.blueprint import blueprint

__all__ = ["blueprint", "changing", "views"]
