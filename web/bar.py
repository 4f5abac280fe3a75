"""What the bar says on every page beside the pages themselves: how much is unread, and that no clock is running.

One reading for both; a page that says the database is gone must not need it.
"""

from typing import NamedTuple

import flask

from lifecycle.errors import Unavailable
from lifecycle.heartbeat import pulse
from lifecycle.queries.notices import MOST_COUNTED, unread
from web import session


class Bar(NamedTuple):
    """`unread` is written as people do: nothing for none, 99+ for many."""

    unread: str
    is_clock_silent: bool


NOTHING = Bar("", False)  # noqa: FBT003 - a tuple


def bar() -> Bar:
    """For whoever reads; decided once for each request. That the clock is silent is said to those who can act on it."""
    if "bar" not in flask.g:
        flask.g.bar = _read()
    found: Bar = flask.g.bar
    return found


def _read() -> Bar:
    present = session.reader().visitor
    if present is None or present.actor.only is not None:
        return NOTHING
    is_told = present.actor.is_bureau or present.actor.administers is not None
    try:
        with session.reading() as reading:
            count = unread(reading, present.actor.id)
            silent = is_told and pulse(reading).is_alarm
    except Unavailable:
        return NOTHING
    words = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")
    return Bar(words, silent)
