"""One turn of the clock: everything that is due, in an order in which each step finds what the one before left.

Any number of processes may turn at once. Each step is idempotent and claims what it does, so a process that dies leaves
the rest to the others; a step that fails does not keep the following ones from being tried.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from lifecycle import accounts, clock, heartbeat
from lifecycle.engine import Engine
from lifecycle.errors import Refusal
from lifecycle.intake import enclosing, sweeping
from lifecycle.overview.freezing import freeze_due
from lifecycle.records.post import CHAT, MAIL
from lifecycle.reminding import due_queue, letters, news, reminders, sending
from lifecycle.reminding.carriers import Carrier, Envelope, Writer
from lifecycle.reminding.hours import may_send
from lifecycle.reminding.letters import Routes
from lifecycle.reminding.stopping import Stop, never
from lifecycle.verbs.calendar import reckon_all
from lifecycle.verbs.system import open_asked, tick

log = logging.getLogger("lifecycle.clock")


def _no_words(envelope: Envelope) -> tuple[str, tuple[str, ...]]:
    raise AssertionError(f"letter {envelope.letter} is to be worded, and nobody was given to word it")


@dataclass(frozen=True)
class Post:
    """How letters leave this installation: the carriers it has, who words them, and how many an hour at most.

    `home`: where files lie, for drafts of applications that are thrown away with theirs.
    """

    carriers: tuple[Carrier, ...] = ()
    write: Writer = _no_words
    per_hour: int = 2000
    host: str = "localhost"
    home: Path | None = None

    @property
    def routes(self) -> Routes:
        channels = {carrier.channel for carrier in self.carriers}
        return Routes(MAIL in channels, CHAT in channels, self.host)


INBOX_ONLY = Post()


@dataclass
class Turn:
    """What a turn did. `troubles` are codes by step."""

    acts: int = 0
    reckoned: int = 0
    told: int = 0
    caught_up: int = 0
    news: int = 0
    letters: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    held_back: bool = False
    frozen: int = 0
    troubles: dict[str, str] = field(default_factory=dict)

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do, and nothing went wrong."""
        counted = (
            self.acts,
            self.reckoned,
            self.told,
            self.news,
            self.letters,
            self.sent,
            self.failed,
            self.dead,
            self.frozen,
        )
        return not any(counted) and not self.troubles and not self.held_back


def _name() -> str:
    return f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(3)}"


@dataclass(frozen=True)
class Process:
    """A clock process: the name under which it signs on."""

    name: str = field(default_factory=_name)
    started_at: datetime = field(default_factory=clock.now)


def turn(engine: Engine, post: Post = INBOX_ONLY, process: Process | None = None, stop: Stop = never) -> Turn:
    """Do everything that is due once, and sign on. Nothing is raised: what went wrong is in the answer and the log."""
    done = Turn()
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("heartbeat", lambda: _sign_on(engine, process)),
        ("terms", lambda: _end_terms(engine, done)),
        ("acts", lambda: _act(engine, done)),
        ("reckoning", lambda: _reckon(engine, done, stop)),
        ("reminders", lambda: _remind(engine, done, stop)),
        ("asks", lambda: _ask(engine, done)),
        ("news", lambda: _tell(engine, done, stop)),
        ("letters", lambda: _compose(engine, post, done, stop)),
        ("drafts", lambda: _sweep(engine, post.home)),
        *((carrier.channel, _sender(engine, post, carrier, done, stop)) for carrier in post.carriers),
        ("month", lambda: _freeze(engine, done)),  # last: it reads every history, once a month
    )
    for name, step in steps:
        if not stop():
            with _noted(name, done):
                step()
    return done


@contextmanager
def _noted(name: str, done: Turn) -> Iterator[None]:
    try:
        yield
    except (Refusal, SQLAlchemyError) as error:
        done.troubles[name] = type(error).__name__
        log.warning("%s: %s", name, type(error).__name__)
    except Exception as error:  # a fault of ours in one step must not stop the clock; the log has it all
        done.troubles[name] = type(error).__name__
        log.exception("%s", name)


def _sign_on(engine: Engine, process: Process | None) -> None:
    if process is not None:
        with engine.write() as session:
            heartbeat.beat(session, process.name, process.started_at)


def _end_terms(engine: Engine, done: Turn) -> None:
    with engine.read() as session:
        if not accounts.are_terms_over(session.tx, session.day):
            return
    with engine.write() as session:
        done.acts += accounts.end_terms(session.tx, session.at)


def _act(engine: Engine, done: Turn) -> None:
    for _ in tick(engine):
        done.acts += 1


def _reckon(engine: Engine, done: Turn, stop: Stop) -> None:
    done.reckoned = reckon_all(engine, stop)


def _remind(engine: Engine, done: Turn, stop: Stop) -> None:
    with engine.read() as session:
        if not due_queue.is_due(session.tx, session.day) or not may_send(session):
            return
    reminded = reminders.remind(engine, stop)
    done.told, done.caught_up = reminded.told, reminded.caught_up
    if reminded.unreadable:
        done.troubles["reminders"] = f"standard_missing_{reminded.unreadable}"


def _ask(engine: Engine, done: Turn) -> None:
    """What the reminders asked for is owed before anybody reads of it."""
    for _ in open_asked(engine):
        done.acts += 1


def _freeze(engine: Engine, done: Turn) -> None:
    if freeze_due(engine) is not None:
        done.frozen = 1


def _tell(engine: Engine, done: Turn, stop: Stop) -> None:
    with engine.read() as session:
        if not news.is_waiting(session):
            return
    done.news = news.tell(engine, stop)


def _compose(engine: Engine, post: Post, done: Turn, stop: Stop) -> None:
    with engine.read() as session:
        if not letters.is_waiting(session):
            return
    done.letters = letters.compose(engine, post.routes, stop)


def _sweep(engine: Engine, home: Path | None) -> None:
    if home is None:
        return
    with engine.read() as session:
        if not sweeping.is_due(session):
            return
    with engine.write() as session:
        thrown = sweeping.sweep(session)
    enclosing.throw_away(home, thrown)


def _sender(engine: Engine, post: Post, carrier: Carrier, done: Turn, stop: Stop) -> Callable[[], None]:
    def send() -> None:
        with engine.read() as session:
            if not sending.is_due(session, carrier.channel):
                return
        sent = sending.send(engine, carrier, post.write, post.per_hour, stop)
        done.sent += sent.sent
        done.failed += sent.failed
        done.dead += sent.dead
        done.held_back = done.held_back or sent.held_back
        if sent.trouble:
            done.troubles[carrier.channel] = sent.trouble

    return send
