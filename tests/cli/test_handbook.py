"""The command that prints the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal


def test_the_handbook_is_printed_without_a_database(bare: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "book.md"
    done = bare.call("handbook", "--edition", "expert", "--format", "md", "--lang", "en", "-o", str(target))
    assert done.exit_code == 0
    assert str(target) in done.output
    assert "Technology readiness" in target.read_text("utf-8")


def test_an_unknown_edition_is_refused_with_those_there_are(terminal: Terminal, tmp_path: Path) -> None:
    refused = terminal.call("handbook", "--edition", "mayor", "-o", str(tmp_path / "book.html"))
    assert refused.exit_code == 2
    assert "There is no edition mayor; there are: full, government" in refused.stderr
    assert list(tmp_path.glob("book*")) == []


def test_a_folder_that_is_not_there_is_said_in_a_sentence(terminal: Terminal, tmp_path: Path) -> None:
    refused = terminal.call("handbook", "-o", str(tmp_path / "nowhere" / "book.html"))
    assert refused.exit_code == 4
    assert "Traceback" not in refused.stderr


def test_a_version_compared_with_itself_says_that_nothing_differs(terminal: Terminal, tmp_path: Path) -> None:
    target = tmp_path / "book.html"
    terminal.call("handbook", "--against", "2026.1", "-o", str(target))
    assert "没有条款变化" in target.read_text("utf-8")
