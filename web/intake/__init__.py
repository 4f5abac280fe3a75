"""Calls for projects: pages for strangers who apply, and for the bureau that opens calls and screens."""

from web.intake import applying, beginning, calls, desk, following
from web.intake.blueprint import blueprint

__all__ = ["applying", "beginning", "blueprint", "calls", "desk", "following"]
