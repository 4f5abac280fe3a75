"""Whatever anybody tries, wherever a project stands, what the draft of the standard forbids does not happen.

One project lives its life; at every place along it Hypothesis tries acts of its own choosing, all of which are undone
before life goes on. What must hold is in `reference.py` (written from the draft, not from the code) and `player.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from lifecycle.verify import verify
from tests import world as worlds
from tests.lifecycle.evaluation.scenes import fill_pool
from tests.lifecycle.scenes import rehearsal
from tests.model.acts import ACTS, BACK, NAMES
from tests.model.player import Player
from tests.model.playing import offices_of, places

if TYPE_CHECKING:
    from lifecycle.database import Database
    from web.demonstration.driver import Driver

T = TypeVar("T")
GONE_ON = ("approval", "landing", "growth")
"""Stages from which there is something to go back to that was dated."""


class Drawn:
    """Choices that Hypothesis makes, and shrinks."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def pick(self, things: Sequence[T]) -> T:
        return self.data.draw(st.sampled_from(things))

    def number(self, low: int, high: int) -> int:
        return self.data.draw(st.integers(low, high))


def machine(
    driver: Driver, offices: tuple[str, ...], pool: tuple[int, ...], names: Sequence[str] = NAMES
) -> Callable[[], RuleBasedStateMachine]:
    """A state machine that begins with the project as it now is, and leaves it as it was."""

    class Anything(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.undone = rehearsal(driver)
            self.player = Player(self.undone.__enter__(), offices, pool)

        @rule(name=st.sampled_from(names), data=st.data())
        def try_(self, name: str, data: st.DataObject) -> None:
            ACTS[name](self.player, Drawn(data))

        def teardown(self) -> None:
            if hasattr(self, "player"):
                try:
                    assert self.player.sound() == []
                finally:
                    self.undone.__exit__(None, None, None)

    return Anything


def test_whatever_is_tried_the_draft_of_the_standard_is_kept(database: Database) -> None:
    world = worlds.build(database)
    driver, offices, pool = world.register(), offices_of(world), tuple(fill_pool(world))
    few = settings(
        max_examples=3, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
    )
    for place in places(world, driver):
        run_state_machine_as_test(machine(driver, offices, pool), settings=few)  # type: ignore[no-untyped-call]
        if place in GONE_ON:
            back = machine(driver, offices, pool, BACK)
            run_state_machine_as_test(back, settings=few)  # type: ignore[no-untyped-call]
    assert list(verify(world.engine)) == []
