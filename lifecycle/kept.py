"""Answers about the whole register, kept as long as nothing happens in it.

What is counted over every project costs more the more there are, and is asked again by everybody who opens a list. An
answer is kept with the *stamp* of what it was counted from; the same question under the same stamp has the same answer.

On PostgreSQL the stamp is the snapshot: which transactions are seen, of all databases of the server, so that another
one may make it count again for nothing. On SQLite, where writers take turns, it is the last event of all histories, the
last figure entered and the last notice of the calendar: whatever changes a project appends an event in the same
transaction. The names of people and organisations change without one, and have no place in an answer. Each process
keeps its own; what is kept is lost with it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import text

if TYPE_CHECKING:
    from lifecycle.engine import Session

Found = TypeVar("Found")
MOST = 200
"""Answers that are kept; the one that was not asked for the longest goes."""
QUICK_SECONDS = 3.0
"""What is counted within this time is always counted as of now."""
REST = 20
"""What takes longer is counted again once it has been left alone for this many times as long as it takes."""

_ON_SQLITE = text(
    "SELECT coalesce((SELECT max(rowid) FROM history), 0), coalesce((SELECT max(n) FROM figure), 0),"
    " coalesce((SELECT sum(last) FROM number_series), 0)"
)
_ON_POSTGRESQL = text("SELECT pg_current_snapshot()::text")


@dataclass(frozen=True)
class Answer:
    """What was found, as of an instant. `is_now`: nothing has happened since."""

    found: Any
    at: datetime
    is_now: bool


@dataclass(frozen=True)
class _Kept:
    stamp: tuple[Any, ...]
    found: Any
    at: datetime
    seconds: float
    asked: float


@dataclass
class Kept:
    """What one process keeps. Safe to share between threads: two that ask at once may both count."""

    _answers: OrderedDict[Hashable, _Kept] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, session: "Session", question: Hashable, ask: Callable[[], Found]) -> Found:
        """The answer as of now."""
        return cast(Found, self._found(session, question, ask, patient=False).found)

    def lately(
        self, session: "Session", question: Hashable, ask: Callable[[], Any], *, now: bool = False
    ) -> Answer:
        """The answer as of now if it is quick to find, and otherwise perhaps that of a while ago, which says so."""
        return self._found(session, question, ask, patient=not now)

    def _found(
        self, session: "Session", question: Hashable, ask: Callable[[], Any], *, patient: bool
    ) -> Answer:
        if session.tx.engine is session.engine.database.writer:  # what is not committed may never be
            return Answer(ask(), session.at, is_now=True)
        key, stamp = (question, session.day, session.calendar), _stamp(session)
        known = self._known(key)
        if known is not None and known.stamp == stamp:
            return Answer(known.found, session.at, is_now=True)
        if known is not None and patient and _is_left_alone(known):
            return Answer(known.found, known.at, is_now=False)
        return Answer(self._counted(session, key, stamp, ask), session.at, is_now=True)

    def _known(self, key: Hashable) -> _Kept | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def _counted(
        self, session: "Session", key: Hashable, stamp: tuple[Any, ...], ask: Callable[[], Any]
    ) -> Any:
        began = time.monotonic()
        found = ask()
        ended = time.monotonic()
        with self._lock:
            self._answers[key] = _Kept(stamp, found, session.at, ended - began, ended)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return found


def _is_left_alone(known: _Kept) -> bool:
    return known.seconds > QUICK_SECONDS and time.monotonic() - known.asked < REST * known.seconds


def _stamp(session: "Session") -> tuple[Any, ...]:
    statement = _ON_SQLITE if session.engine.database.is_sqlite else _ON_POSTGRESQL
    return tuple(session.tx.execute(statement).one())
