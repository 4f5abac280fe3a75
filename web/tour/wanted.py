"""Whether somebody is to be shown around: once in each session of a demonstration."""

import flask

from web import session

SEEN = "toured"


def is_wanted() -> bool:
    """Not outside a demonstration, and not a second time."""
    return session.settings().demonstration and not flask.session.get(SEEN)
