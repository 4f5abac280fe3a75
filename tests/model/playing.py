"""The places along a project's life, and acts at random on many projects: a test when they are few, an experiment when
they are ten thousand.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lifecycle.verbs.register import officer_of
from lifecycle.verify import Finding, verify
from tests.lifecycle import scenes
from tests.model.acts import ACTS, NAMES
from tests.model.player import Player
from tests.world import World
from web.demonstration.driver import Driver

T = TypeVar("T")
LONGEST = 60
"""Acts on one project before the next one begins."""
FORWARD = ("progress", "advance", "request_gate", "resubmit", "decide", "wait", "hold", "resume")
"""Acts that are tried more often than others, or nothing would come far."""


def offices_of(world: World) -> tuple[str, ...]:
    """Everybody who tries: one person for each office. Another firm is there to take the place of the first."""
    with world.engine.database.write() as tx:
        firm = next(code for code in world.parties if code == "enterprise")
        other = scenes.organisation(tx, f"{firm}-2", firm)
        scenes.join(tx, world.cast[world.standard.member_office(firm) or ""], other)
    return tuple(world.cast)


def places(world: World, driver: Driver) -> Iterator[str]:
    """From draft to the end: each stage as it is entered, halfway, and when its gate is asked for."""
    yield "draft"
    driver.submit(officer_of(world.standard).code)
    for stage in world.standard.stages:
        yield stage
        driver.clear()
        driver.request()
        yield f"{stage}/review"
        driver.decide()
    yield "end"


@dataclass(frozen=True)
class Thrown:
    """Choices of a seeded generator."""

    lots: random.Random

    def pick(self, things: Sequence[T]) -> T:
        return self.lots.choice(things)

    def number(self, low: int, high: int) -> int:
        return self.lots.randint(low, high)


@dataclass
class Played:
    """What became of a run."""

    projects: int = 0
    tried: int = 0
    done: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    findings: tuple[Finding, ...] = ()


def nowhere(_: int) -> None:
    """Nobody wants to know how far it is."""


def at_random(world: World, acts: int, seed: int, along: Callable[[int], None] = nowhere) -> Played:
    """So many acts tried, project after project, each begun at the draft; then everything is verified. `along` is told
    how many more were tried.
    """
    lots = Thrown(random.Random(seed))  # noqa: S311 - no secret: the same seed tries the same
    played, offices = Played(), offices_of(world)
    began = time.perf_counter()
    names = (*NAMES, *FORWARD * 4)
    while played.tried < acts:
        driver = world.register(title=f"示例：第{played.projects + 1}个")
        driver.submit(officer_of(world.standard).code)
        player = Player(driver, offices)
        for _ in range(LONGEST):
            ACTS[lots.pick(names)](player, lots)
        assert player.sound() == []
        along(player.tried)
        played.projects += 1
        played.tried += player.tried
        played.done += player.done
        played.refused += Counter(player.refused)
        played.states[player.case.state] += 1
    played.seconds = time.perf_counter() - began
    played.findings = tuple(verify(world.engine))
    return played
