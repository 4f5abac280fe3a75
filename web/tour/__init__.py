"""The way around a demonstration for whoever comes for the first time: a few places, each with what to see there."""

from web.tour.views import blueprint

__all__ = ["blueprint"]
