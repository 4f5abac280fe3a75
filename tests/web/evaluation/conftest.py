"""A project at the stage in which a panel scores, seen through the browser's eyes, with a pool to draw from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.lifecycle.conftest import released as released
from tests.lifecycle.conftest import released_life as released_life
from tests.lifecycle.evaluation.scenes import Panel, panel_of
from tests.web.project.site import Site, Somebody, give_passwords, open_site

if TYPE_CHECKING:
    from pathlib import Path

    from lifecycle.records.evaluations import AssignmentRow
    from tests.lifecycle.conftest import At


@dataclass
class Room:
    """The site over a panel."""

    site: Site
    panel: Panel

    def path(self, rest: str = "") -> str:
        """A page of the project."""
        return self.site.path(rest)

    def own(self, rest: str = "") -> str:
        """A page of an expert."""
        return f"/evaluations/{self.panel.number}{rest}"

    def office(self, office: str) -> Somebody:
        return self.site.as_office(office)

    def expert(self, row: AssignmentRow) -> Somebody:
        return self.site.as_person(row.person)


@pytest.fixture
def room(released: At, tmp_path: Path) -> Room:
    scene = released("evaluation")
    panel = panel_of(scene.world, scene.driver)
    give_passwords(scene.world, scene.driver.day)
    return Room(open_site(scene.world, tmp_path / "home", scene.driver), panel)
