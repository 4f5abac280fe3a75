"""Under whatever standard: a project is in its states and goes its ways, no gate is passed with a blocker, the history
tells the rows, and what is archived does not change.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from lifecycle.verify import verify
from tests import world as worlds
from tests.model.anybody import walk

if TYPE_CHECKING:
    from lifecycle.database import Database

WALKS, LONG = 6, 60
EVERYWHERE = {"step", "forward", "complete", "confirm", "record", "propose", "decide", "wait"}


@pytest.mark.parametrize("which", ["small", "released"])
def test_random_walks_keep_what_any_standard_promises(database: Database, which: str) -> None:
    standard = worlds.small() if which == "small" else None
    world = worlds.build(database, standard)
    done, seen = Counter[str](), set[str]()
    for seed in range(WALKS if which == "small" else 2):
        found = walk(world.started(title=f"示例：第{seed}个"), seed, LONG)
        done += found.done
        seen |= found.seen
    if which == "small":
        assert not EVERYWHERE - set(done), "some of what every standard has was never done"
        assert len({each.split("/")[0] for each in seen}) > 1, "nothing came further than its first stage"
    assert list(verify(world.engine)) == []
