"""Who must sign in with a second factor."""

from lifecycle.policy import Actor
from lifecycle.records.people import ADMINISTRATORS
from stages import Catalogue
from web.settings import Settings, wrong_value

STAFF = "staff"
"""Stands in the setting for everybody who holds an office."""


def must_have_second_factor(settings: Settings, actor: Actor) -> bool:
    """By the offices somebody holds, whether standing or where seated. Not on a demonstration, whose people share one
    keeper; and not for whoever came by an expert's link.
    """
    if settings.demonstration or actor.only is not None:
        return False
    held = actor.standing | actor.eligible | ({actor.administers} if actor.administers else set())
    return bool(held) and (STAFF in settings.second_factor or not held.isdisjoint(settings.second_factor))


def check_offices(settings: Settings, standards: Catalogue) -> None:
    """Raises SettingsError for an office that nobody could hold: a misspelled one would protect nobody."""
    known = {STAFF, *ADMINISTRATORS, *(code for each in standards.standards for code in each.offices)}
    if not known.issuperset(settings.second_factor):
        raise wrong_value("second_factor")
