"""Entering midway and changing the track at the command line, as a program reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.cli.conftest import Terminal

LEVELS = tuple(f"level_d{n}" for n in range(2, 9))
MONEY = "public_support_wan"


@pytest.fixture
def number(staffed: Terminal) -> str:
    """A draft that is to enter at the evaluation, with its officer and a platform, and a deputy director to approve."""
    staffed.run("user", "add", "dd", "示例dd")
    staffed.run("user", "appoint", "dd", "DD")
    staffed.run("user", "add", "pl", "示例pl")
    staffed.run("org", "add", "lab", "示例实验室", "source_platform")
    staffed.run("org", "join", "lab", "pl")
    asked = ("--title", "稻壳", "--party", "lab", "--entry", "E2")
    made: str = staffed.ask("project", "new", *asked, by="po")["project"]
    return made


def prepare(terminal: Terminal, number: str) -> None:
    """Everything that is asked for at the door, but the approval."""
    terminal.run("project", "attach", number, "--text", "ownership_proof=示例证明", by="po")
    for name in LEVELS:
        terminal.run("fact", "record", number, name, "4", "--document", "1", by="po")
    for blocker in why(terminal, number):
        if blocker["fact"]:
            wanted = blocker["fact"]["value"] is blocker["fact"]["wanted"]
            name, value = blocker["fact"]["name"], "yes" if wanted else "no"
            terminal.run("fact", "record", number, name, value, by="po")


def why(terminal: Terminal, number: str) -> Any:
    return terminal.ask("gate", "why", number, by="po")["blockers"]


def owed(terminal: Terminal, number: str) -> list[str]:
    return [each["code"] for each in terminal.ask("duty", "list", number, by="po") if each["equivalence"]]


def test_an_unknown_entry_ends_with_2_and_names_those_there_are(staffed: Terminal) -> None:
    result = staffed.call("project", "new", "--title", "稻壳", "--entry", "E9", by="po")
    assert result.exit_code == 2
    assert "E5" in result.stderr


def test_a_draft_says_what_it_lacks_and_is_refused_with_all_of_it(staffed: Terminal, number: str) -> None:
    lacking = why(staffed, number)
    assert {"attach_document", "record_fact", "approve_entry"} == {each["act"] for each in lacking}
    assert ["ownership_proof"] in [each["documents"] for each in lacking]
    refused = staffed.call("project", "submit", number, by="po")
    assert refused.exit_code == 1
    for told in ("ownership_proof", "level_d8", "X1", "DD"):
        assert told in refused.stderr


def test_a_project_is_attached_to_approved_submitted_and_shows_how_it_came_in(
    staffed: Terminal, number: str
) -> None:
    prepare(staffed, number)
    assert [each["act"] for each in why(staffed, number)] == ["approve_entry"]
    assert staffed.call("project", "approve-entry", number, "--reason", "齐全", by="po").exit_code == 3
    staffed.run("project", "approve-entry", number, "--reason", "齐全", by="dd")
    staffed.run("project", "submit", number, by="po")
    shown = staffed.ask("project", "show", number, by="po")
    assert (shown["stage"], shown["entry"], shown["entry_approved_by"]) == ("evaluation", "E2", "示例dd")
    [deemed] = shown["rounds"]
    assert (deemed["gate"], deemed["mode"], deemed["basis"]) == ("G1", "deemed", "E2")
    assert "clear ownership and proof of principle" in staffed.run("project", "show", number, by="po")


def test_a_document_of_a_draft_may_be_a_file(staffed: Terminal, number: str, tmp_path: Path) -> None:
    paper = tmp_path / "证明.txt"
    paper.write_text("示例材料", encoding="utf-8")
    staffed.run("project", "attach", number, "--file", f"ownership_proof={paper}", by="po")
    assert "attach_document" not in {each["act"] for each in why(staffed, number)}
    nothing = staffed.call("project", "attach", number, by="po")
    assert nothing.exit_code == 2


def test_what_was_skipped_is_filled_in_by_a_document_that_is_there(staffed: Terminal, number: str) -> None:
    prepare(staffed, number)
    staffed.run("project", "approve-entry", number, "--reason", "齐全", by="dd")
    staffed.run("project", "submit", number, by="po")
    assert {"MIN-P-1", "MIN-P-2"} <= set(owed(staffed, number))
    staffed.run("duty", "do", number, "MIN-P-2", "--document", "1", by="po")
    assert staffed.call("duty", "confirm", number, "MIN-P-2", by="po").exit_code == 3
    staffed.run("duty", "confirm", number, "MIN-P-2", by="sh")
    assert staffed.call("duty", "do", number, "MIN-P-1", "--document", "99", by="po").exit_code == 2
    [debt] = staffed.ask("debt", "list", number, by="po")
    assert (debt["kind"], debt["settled_on"]) == ("backfill", None)
    assert staffed.call("debt", "answer", number, str(debt["n"]), "--text", "已补齐", by="po").exit_code == 3


# Tracks -------------------------------------------------------------------------------------------------------------


def record(terminal: Terminal, number: str, value: str, *more: str) -> Result:
    return terminal.call("fact", "record", number, MONEY, value, *more, by="po")


def track(terminal: Terminal, number: str) -> str:
    shown: str = terminal.ask("project", "show", number, by="po")["track"]
    return shown


def test_a_fact_that_changes_the_track_shows_what_follows_and_does_it_only_with_yes(
    staffed: Terminal, number: str
) -> None:
    first = record(staffed, number, "0")
    assert first.exit_code == 1
    assert "--yes" in first.stderr
    assert track(staffed, number) == "standard"
    assert record(staffed, number, "0", "--yes").exit_code == 0
    shown = staffed.ask("project", "show", number, by="po")
    assert (shown["track"], shown["track_because"][MONEY]) == ("fast", 0)


def test_a_program_reads_what_another_track_would_change(staffed: Terminal, number: str) -> None:
    told = record(staffed, number, "0", "--json")
    assert told.exit_code == 1
    for part in ('"before": "standard"', '"after": "fast"', '"mode": "deemed"'):
        assert part in told.stdout


def test_a_correction_asks_as_well_and_a_fact_that_leaves_the_track_does_not(
    staffed: Terminal, number: str
) -> None:
    assert record(staffed, number, "50").exit_code == 0
    corrected = ("fact", "correct", number, MONEY, "600", "--reason", "追加")
    assert staffed.call(*corrected, by="po").exit_code == 1
    staffed.run(*corrected, "--yes", by="po")
    assert track(staffed, number) == "major"
