"""The places along a project's life, and acts at random on many projects: a test when they are few, an experiment when
they are ten thousand.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from lifecycle.verbs.register import officer_of
from lifecycle.verify import Finding, verify
from stages.conditions import Value
from tests.lifecycle import scenes
from tests.lifecycle.evaluation.scenes import fill_pool
from tests.model.acts import ACTS, NAMES
from tests.model.player import Player
from tests.world import World
from web.demonstration.driver import Driver

T = TypeVar("T")
LONGEST = 60
"""Acts on one project before the next one begins."""
MANY = 100_000
"""Evaluations that an expert takes on at a time, so that no project waits for another."""
FORWARD = (
    *("progress", "advance", "request_gate", "resubmit", "decide", "wait", "resume", "prepare"),
    *("evaluate", "answer_invitation", "declare", "score", "conclude", "approve_entry", "submit"),
)
"""Acts that are tried more often than others, or nothing would come far."""


def offices_of(world: World) -> tuple[str, ...]:
    """Everybody who tries: one person for each office. Another firm is there to take the place of the first."""
    with world.engine.database.write() as tx:
        firm = next(code for code in world.parties if code == "enterprise")
        other = scenes.organisation(tx, f"{firm}-2", firm)
        scenes.join(tx, world.cast[world.standard.member_office(firm) or ""], other)
    return tuple(world.cast)


BY_AGREEMENT: Mapping[str, Mapping[str, Value]] = {
    "mining": {"public_holder": True},
    "approval": {"price_route": "agreement", "transfer_mode": "assign"},
}
"""What is recorded as a stage is entered, so that the price has to be made public (APR-M3)."""


def places(world: World, driver: Driver) -> Iterator[str]:
    """From draft to the end: each stage as it is entered, halfway, and when its gate is asked for."""
    driver.values |= {name: value for told in BY_AGREEMENT.values() for name, value in told.items()}
    yield "draft"
    driver.submit(officer_of(world.standard).code)
    for stage in world.standard.stages:
        for name, value in BY_AGREEMENT.get(stage, {}).items():
            driver.record(name, value)
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
    by_act: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    findings: tuple[Finding, ...] = ()


def nowhere(_: int) -> None:
    """Nobody wants to know how far it is."""


def begun(world: World, lots: Thrown, title: str) -> Driver:
    """A project in its first stage, or a draft that is to enter at any; its evaluations held, or from paper."""
    entry = lots.pick([None, None, *world.standard.flow.entry_points])
    driver = world.register(title=title, entry=entry)
    driver.evaluates = bool(lots.number(0, 1))
    if entry is None:
        driver.submit(officer_of(world.standard).code)
    return driver


def at_random(world: World, acts: int, seed: int, along: Callable[[int], None] = nowhere) -> Played:
    """So many acts tried, project after project, each begun at the draft; then everything is verified. `along` is told
    how many more were tried.
    """
    lots = Thrown(random.Random(seed))  # noqa: S311 - no secret: the same seed tries the same
    played, offices, pool = Played(), offices_of(world), tuple(fill_pool(world, load_limit=MANY))
    began = time.perf_counter()
    names = (*NAMES, *FORWARD * 4)
    while played.tried < acts:
        driver = begun(world, lots, f"示例：第{played.projects + 1}个")
        player = Player(driver, offices, pool)
        for _ in range(LONGEST):
            ACTS[lots.pick(names)](player, lots)
        assert player.sound() == []
        along(player.tried)
        played.projects += 1
        played.tried += player.tried
        played.done += player.done
        played.refused += Counter(player.refused)
        played.by_act += player.by_act
        played.states[player.case.state] += 1
    played.seconds = time.perf_counter() - began
    played.findings = tuple(verify(world.engine))
    return played
