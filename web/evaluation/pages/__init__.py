"""Evaluations on the screen: the holder's form, the officer's panel, the expert's sheet, the report."""

from web.evaluation.pages import link, officer, offline, panel, rating, report, sheet
from web.evaluation.pages.room import blueprint

__all__ = ["blueprint", "link", "officer", "offline", "panel", "rating", "report", "sheet"]
