"""Supervision: who waits on whom, the ladder of each item, and reminders by hand."""

from web.supervision.blueprint import blueprint

from web.supervision import sheets, views  # isort: skip

__all__ = ["blueprint", "sheets", "views"]
