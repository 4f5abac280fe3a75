"""The tutorial works as typed."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifecycle import clock
from web.cli import program

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "first-project.md"
COMMAND = re.compile(r"^\$ (lifecycle .+)$", re.MULTILINE)


def test_every_command_of_the_tutorial_succeeds(tmp_path: Path) -> None:
    year = str(clock.today().year)
    around = {name: None for name in os.environ if name.startswith("LIFECYCLE_")}
    environment = {**around, "LIFECYCLE_HOME": str(tmp_path / "tutorial"), "LIFECYCLE_LANGUAGE": "en"}
    typed = COMMAND.findall(TUTORIAL.read_text("utf-8"))
    assert len(typed) > 20
    for line in typed:
        words = shlex.split(line.replace("YH-2026", f"YH-{year}"))[1:]
        result = CliRunner().invoke(program("en"), words, env=environment)
        if result.exit_code != 0:
            pytest.fail(f"{line}\n{result.output}{result.stderr}")
