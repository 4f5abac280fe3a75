"""A terminal on a fresh installation."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from lifecycle import clock
from web.cli import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result


@dataclass
class Terminal:
    """Calls the command line as a person would, in this process. `at` is the rehearsed instant, if any."""

    home: Path
    language: str = "en"
    at: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str | None]:
        """Of the settings around the tests none gets through."""
        around = {name: None for name in os.environ if name.startswith("LIFECYCLE_")}
        given = {"LIFECYCLE_HOME": str(self.home), "LIFECYCLE_LANGUAGE": self.language, **self.more}
        return {**around, "LIFECYCLE_CLOCK": self.at, **given}

    def call(self, *words: str, by: str | None = None) -> Result:
        """Whatever comes of it. A traceback is never right."""
        arguments = [*words, "--as", by] if by else list(words)
        result = CliRunner().invoke(program(self.language), arguments, env=self.environment())
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def run(self, *words: str, by: str | None = None) -> str:
        """The answer of a command that must succeed."""
        result = self.call(*words, by=by)
        assert result.exit_code == 0, (words, result.stderr, result.stdout)
        return result.stdout

    def ask(self, *words: str, by: str | None = None) -> Any:
        """The answer as a program reads it."""
        return json.loads(self.run(*words, "--json", by=by))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Terminal]:
    """Nothing is there yet."""
    yield Terminal(tmp_path / "home")
    clock.set_rehearsal(None)


@pytest.fixture
def terminal(bare: Terminal) -> Terminal:
    """After `lifecycle init`."""
    bare.run("init")
    return bare


@pytest.fixture
def staffed(terminal: Terminal) -> Terminal:
    """With an officer, a head of section, and a stranger who belongs to nobody."""
    for login, office in (("po", "PO"), ("sh", "SH")):
        terminal.run("user", "add", login, f"示例{login}")
        terminal.run("user", "appoint", login, office)
    terminal.run("user", "add", "stranger", "示例路人")
    return terminal


@pytest.fixture
def number(staffed: Terminal) -> str:
    """A project that was submitted, with a platform in it whose member is `pl`."""
    staffed.run("user", "add", "pl", "示例pl")
    staffed.run("org", "add", "lab", "示例实验室", "source_platform")
    staffed.run("org", "join", "lab", "pl")
    number: str = staffed.ask("project", "new", "--title", "稻壳", "--party", "lab", by="po")["project"]
    for blocker in staffed.ask("gate", "why", number, by="po")["blockers"]:
        wanted = blocker["fact"]["value"] is blocker["fact"]["wanted"]
        name = blocker["fact"]["name"]
        staffed.run("fact", "record", number, name, "yes" if wanted else "no", by=blocker["office"].lower())
    staffed.run("project", "submit", number, by="po")
    return number
