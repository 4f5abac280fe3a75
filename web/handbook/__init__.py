"""The handbook on the screen: editions as tabs, search, deep links to every clause, downloads, and its check."""

from web.handbook.views import blueprint

__all__ = ["blueprint"]
