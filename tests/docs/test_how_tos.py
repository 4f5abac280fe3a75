"""The commands of the how-tos are commands, with the arguments and options that they have."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.architecture.sources import ROOT
from web.cli import program

HOW_TOS = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```(?:bash|sh|text)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """Each line of a block that calls the program; what the shell makes of the rest is not our matter."""
    blocks = BLOCK.findall(page.read_text("utf-8"))
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.partition(" #")[0] for line in lines if line.startswith("lifecycle ")]


def parsed(line: str) -> None:
    """Walk to the command and read its words. Raises click's own error for what is none."""
    words = [word for word in shlex.split(line)[1:] if word not in ("&", "|")]
    command: click.Command = program("en")
    while isinstance(command, click.Group):
        found = command.commands.get(words[0])
        assert found is not None, line
        command, words = found, words[1:]
    try:
        command.make_context("lifecycle", words)
    except click.BadParameter as error:
        if not (error.param and isinstance(error.param.type, click.File | click.Path)):
            raise  # the file of an example need not be here


@pytest.mark.parametrize("page", HOW_TOS, ids=lambda page: page.stem)
def test_every_command_of_a_how_to_is_one(page: Path) -> None:
    for line in commands(page):
        parsed(line)


def test_a_command_that_is_none_would_be_noticed() -> None:
    for line in ("lifecycle project fly YH-2026-0001", "lifecycle project stay YH-2026-0001 firm --high"):
        with pytest.raises((AssertionError, click.UsageError)):
            parsed(line)


def test_there_is_a_how_to_with_commands() -> None:
    assert sum(len(commands(page)) for page in HOW_TOS) > len(HOW_TOS)
