"""The pool of experts, for the office that keeps it."""

from web.experts import changing, importing, views
from web.experts.blueprint import blueprint

__all__ = ["blueprint", "changing", "importing", "views"]
