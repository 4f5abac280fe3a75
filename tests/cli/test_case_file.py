"""A case taken out, proved and looked at on a past day, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal


def test_a_bundle_is_made_and_checked_without_a_database(
    staffed: Terminal, number: str, tmp_path: Path
) -> None:
    file = tmp_path / "case.zip"
    made = staffed.ask("project", "bundle", number, str(file), by="po")
    elsewhere = type(staffed)(tmp_path / "another-home")
    found = elsewhere.ask("project", "check-bundle", str(file), "--code", made["check"])
    assert (found["number"], found["events"], found["doubts"]) == (number, made["events"], [])
    assert not (tmp_path / "another-home").exists()
    assert "whole and unchanged" in elsewhere.run("project", "check-bundle", str(file))


def test_a_doubtful_bundle_ends_with_code_1(staffed: Terminal, number: str, tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    staffed.run("project", "bundle", number, str(file), by="po")
    other = staffed.call("project", "check-bundle", str(file), "--code", "0000-0000")
    assert (other.exit_code, "check code differs" in other.stdout) == (1, True)
    file.write_bytes(file.read_bytes()[:-40])
    assert staffed.call("project", "check-bundle", str(file)).exit_code == 1


def test_whoever_does_not_see_the_register_takes_none(staffed: Terminal, number: str, tmp_path: Path) -> None:
    answer = staffed.call("project", "bundle", number, str(tmp_path / "case.zip"), by="pl")
    assert answer.exit_code == 3
    assert list(tmp_path.glob("*case.zip*")) == []


def test_a_past_day_is_told_to_a_program(staffed: Terminal, number: str) -> None:
    today = staffed.ask("project", "show", number, by="po")
    told = staffed.ask("project", "as-of", number, today["registered_on"], by="pl")
    assert (told["stage"], told["status"], told["check"]) == (today["stage"], today["status"], today["check"])
    assert told["duties"]
    assert staffed.call("project", "as-of", number, "2001-01-01", by="po").exit_code == 2
    assert staffed.call("project", "as-of", number, today["registered_on"], by="stranger").exit_code == 3
