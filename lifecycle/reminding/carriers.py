"""What letters are handed to: a carrier takes one message at a time, and says in three ways that it could not.

The words of a message come from the web layer, through a `Writer`; here is no sentence.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lifecycle.queries.notices import Item


@dataclass(frozen=True)
class Envelope:
    """A letter to be worded: to whom, in which language, what about. `is_digest`: more than a single red reminder."""

    letter: int
    channel: str
    name: str
    language: str
    items: tuple[Item, ...]
    is_digest: bool


@dataclass(frozen=True)
class Parcel:
    """A worded letter. `address` is a mail address or the address of a chat robot. `checks` are the check codes of the
    projects it speaks of: with every letter the heads of their chains leave the machine.
    """

    address: str
    name: str
    message_id: str
    at: datetime
    language: str
    subject: str
    lines: tuple[str, ...]
    checks: tuple[str, ...] = ()


class Trouble(Exception):
    """A letter was not delivered. `code` says why, for people who look after the installation; it names nobody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code[:60]


class Refused(Trouble):
    """For good: the address does not exist, or the message is not wanted. It is dead at once."""


class Failed(Trouble):
    """This time: to be tried again. It may have arrived all the same (the answer was lost)."""


class Unreachable(Trouble):
    """The channel itself is down: every letter waits, and none of them is at fault."""


class Delivery(Protocol):
    """An open way to deliver."""

    def deliver(self, parcel: Parcel) -> None:
        """Returns when the other side has taken it. Raises Refused, Failed, Unreachable."""
        ...


class Carrier(Protocol):
    """A channel."""

    @property
    def channel(self) -> str: ...

    def open(self) -> AbstractContextManager[Delivery]:
        """A way that is used for several letters. Raises Unreachable."""
        ...


class Writer(Protocol):
    """Words a letter."""

    def __call__(self, envelope: Envelope) -> tuple[str, tuple[str, ...]]:
        """The subject and the lines."""
        ...
