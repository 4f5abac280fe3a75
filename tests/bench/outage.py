"""A day without a mail server, and a server that then behaves badly: what arrived is compared with what was written.

`python -m tests.bench.outage [--letters 10000] [--postgresql] [--careless]`: the server is down for a working day, then
takes letters while it puts off, refuses for good, and drops the line after the text. `--careless` is the negative
control: a carrier that takes a failure for a success, which the comparison has to notice.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lifecycle import clock
from lifecycle.database import connect, migrate
from lifecycle.reminding import sending
from lifecycle.reminding.carriers import Failed, Unreachable
from tests import world as worlds
from tests.bench.kills import new_postgresql
from tests.lifecycle.reminding.mailing import (
    OK,
    Mailbox,
    at_port,
    free_port,
    letters,
    plain_words,
    serving,
    write_letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lifecycle.engine import Engine
    from lifecycle.reminding.carriers import Carrier, Delivery, Parcel

MORNING = datetime(2026, 3, 18, 1, 0, tzinfo=UTC)
"""A Wednesday, nine in Shanghai."""
LAST_HOUR_UTC = 9
LOOK = timedelta(minutes=5)
DAY = timedelta(hours=24)
PLENTY = 10**9
PUT_OFF, DROPPED, REFUSED = 0.05, 0.01, 0.005
"""The shares of letters that the server puts off, takes and then drops the line, and refuses for good."""


class Outcome(NamedTuple):
    """`lost` were marked as sent and never arrived; `twice` arrived more than once (the reader's program knows them as
    one); `drops` are the lines that went dead after the text, the only reason why a letter may arrive twice.
    """

    sent: int
    dead: int
    lost: int
    unfinished: int
    twice: int
    drops: int
    refusals: int

    @property
    def is_right(self) -> bool:
        return (
            not self.lost and not self.unfinished and self.twice <= self.drops and self.dead == self.refusals
        )


@dataclass
class BadServer:
    """A mailbox that misbehaves at random."""

    chance: random.Random
    drops: int = 0
    refusals: int = 0

    def mailbox(self) -> Mailbox:
        return Mailbox(on_recipient=self._recipient, on_data=self._data)

    def _recipient(self, _: int) -> str:
        if self.chance.random() < REFUSED:
            self.refusals += 1
            return "550 no such user"
        return OK

    def _data(self, _: int) -> str:
        drawn = self.chance.random()
        if drawn < DROPPED:
            self.drops += 1
            return "drop"
        return "451 try later" if drawn < DROPPED + PUT_OFF else OK


@dataclass(frozen=True)
class Careless:
    """A carrier that takes a failure for a success: the broken build of the negative control."""

    carrier: Carrier

    @property
    def channel(self) -> str:
        return self.carrier.channel

    @contextmanager
    def open(self) -> Iterator[Delivery]:
        with self.carrier.open() as way:
            yield _CarelessWay(way)


@dataclass(frozen=True)
class _CarelessWay:
    way: Delivery

    def deliver(self, parcel: Parcel) -> None:
        try:
            self.way.deliver(parcel)
        except (Failed, Unreachable):
            return


def run(engine: Engine, count: int, chance: random.Random, *, careless: bool = False) -> Outcome:
    """Write so many letters, let the server be away for a day, then send until none waits."""
    with clock.rehearse(MORNING):
        write_letters(engine, count)
    port, server = free_port(), BadServer(chance)
    at = _without_server(engine, at_port(port))
    box = server.mailbox()
    with serving(box, port) as reached:
        carrier: Carrier = Careless(reached) if careless else reached
        while _waits(engine):
            at = _working(at + LOOK)
            _send(engine, carrier, at)
    return _compared(engine, box, server)


def _without_server(engine: Engine, carrier: Carrier) -> datetime:
    at, until = MORNING, MORNING + DAY
    while at < until:
        _send(engine, carrier, at)
        at = _working(at + LOOK)
    return at


def _working(at: datetime) -> datetime:
    """The same instant, or nine on the next day when the hours of sending are over."""
    if MORNING.hour <= at.hour < LAST_HOUR_UTC:
        return at
    return at.replace(hour=MORNING.hour, minute=0) + timedelta(days=at.hour >= LAST_HOUR_UTC)


def _send(engine: Engine, carrier: Carrier, at: datetime) -> None:
    with clock.rehearse(at):
        sending.send(engine, carrier, plain_words, PLENTY)


def _waits(engine: Engine) -> bool:
    return any(row.state == "waiting" for row in letters(engine))


def _compared(engine: Engine, box: Mailbox, server: BadServer) -> Outcome:
    arrived = Counter(box.ids)
    kept = letters(engine)
    sent = [row for row in kept if row.state == "sent"]
    return Outcome(
        sent=len(sent),
        dead=sum(row.state == "dead" for row in kept),
        lost=sum(row.message_id not in arrived for row in sent),
        unfinished=sum(row.state not in ("sent", "dead") for row in kept),
        twice=sum(n - 1 for n in arrived.values()),
        drops=server.drops,
        refusals=server.refusals,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.outage")
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--careless", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        url = new_postgresql() if given.postgresql else f"sqlite:///{Path(name) / 'outage.db'}"
        database = connect(url)
        migrate(database)
        world, began = worlds.build(database), time.monotonic()
        chance = random.Random(given.seed)  # noqa: S311 - how the server misbehaves is no secret
        found = run(world.engine, given.letters, chance, careless=given.careless)
        print(f"{given.letters} letters, {time.monotonic() - began:.0f} s: {found}")
        print("nothing lost" if found.is_right else "WRONG")
        database.close()


if __name__ == "__main__":
    main()
