"""Meetings at which gates are decided: what is ready, the agenda with a sheet on each project, the minutes."""

from web.meetings.views import blueprint

__all__ = ["blueprint"]
