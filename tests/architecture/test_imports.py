"""The import contracts of ``pyproject.toml`` hold, and each of them would notice a breach."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import PACKAGES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

ONE_WAY = "Imports go one way"
FLASK = "Flask and WTForms live in web only"
NO_DATABASE = "The standard and the handbook know no database"
MACHINE = "Only lifecycle.machine knows the state machine library"
SCHEDULER = "Only lifecycle.scheduler knows the alarm clock"
CALENDAR = "Working days come from lifecycle.calendar"

BREACHES = [
    ("stages/model.py", "import lifecycle", ONE_WAY),
    ("lifecycle/gate.py", "import web", ONE_WAY),
    ("lifecycle/gate.py", "import handbook", ONE_WAY),
    ("handbook/outline.py", "import lifecycle", ONE_WAY),
    ("handbook/html.py", "import flask", FLASK),
    ("lifecycle/gate.py", "from wtforms import Form", FLASK),
    ("stages/loader.py", "import sqlalchemy", NO_DATABASE),
    ("handbook/given.py", "from sqlmodel import Session", NO_DATABASE),
    ("lifecycle/gate.py", "import transitions", MACHINE),
    ("stages/graph.py", "from transitions import Machine", MACHINE),
    ("web/app.py", "from apscheduler.schedulers.background import BackgroundScheduler", SCHEDULER),
    ("lifecycle/deadlines.py", "import chinese_calendar", CALENDAR),
]
ALLOWED = [
    ("lifecycle/machine.py", "from transitions import Machine"),
    ("lifecycle/scheduler.py", "from apscheduler.schedulers.background import BackgroundScheduler"),
    ("lifecycle/calendar.py", "import chinese_calendar"),
    ("web/app.py", "import flask, lifecycle, handbook, stages"),
    ("lifecycle/records.py", "import sqlmodel, stages"),
]


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that the packages in the folder break, as import-linter prints them."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    lines = answer.stdout.splitlines()
    broken = {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}
    assert (answer.returncode == 0) == (not broken), answer.stdout + answer.stderr
    return broken


@pytest.fixture
def bare_packages(tmp_path: Path) -> Path:
    """The four packages with nothing in them, under the project's own contracts."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def test_the_packages_keep_every_contract() -> None:
    assert broken_contracts(ROOT) == set()


@pytest.mark.parametrize(("place", "line", "contract"), BREACHES)
def test_a_breach_is_noticed(bare_packages: Path, place: str, line: str, contract: str) -> None:
    (bare_packages / place).write_text(line + "\n")
    broken = broken_contracts(bare_packages)
    assert [name for name in broken if name.startswith(contract)], broken


def test_what_is_allowed_is_not_a_breach(bare_packages: Path) -> None:
    for place, line in ALLOWED:
        (bare_packages / place).write_text(line + "\n")
    assert broken_contracts(bare_packages) == set()


def test_every_contract_is_shown_to_fail() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    unproven = [name for name in names if not any(name.startswith(shown) for _, _, shown in BREACHES)]
    assert unproven == []
