"""Named places in the write path at which a test can make the process die. Nothing happens there otherwise."""

from collections.abc import Callable

hooks: dict[str, Callable[[], None]] = {}
PLACES = ("before_history", "before_rows", "before_revision", "before_messages", "before_commit")
CLAIMING = ("after_taking", "after_ledger", "before_claimed")
"""Places of the clock: the queue is taken, the ledger is written, everything is and only the commit is left."""


def reach(place: str) -> None:
    """Run the hook of a place, if a test has set one."""
    hook = hooks.get(place)
    if hook is not None:
        hook()
