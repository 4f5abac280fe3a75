"""A project that has just come to the stage in which a panel scores, with a pool to draw it from."""

from __future__ import annotations

import pytest

from tests.lifecycle.conftest import At
from tests.lifecycle.evaluation.scenes import Panel, panel_of


@pytest.fixture
def panel(released: At) -> Panel:
    """On SQLite, by the released standard."""
    scene = released("evaluation")
    return panel_of(scene.world, scene.driver)
