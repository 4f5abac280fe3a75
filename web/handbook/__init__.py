"""The handbook on the screen: editions as tabs, search, deep links to every clause, downloads, and its check."""

from web.handbook import checking, files, one, views
from web.handbook.room import blueprint

__all__ = ["blueprint", "checking", "files", "one", "views"]
