"""Supervision at the command line: the list, a reminder by hand, the monthly sheet as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal


def test_the_list_says_on_whom_it_waits_and_somebody_is_reminded_once(staffed: Terminal, number: str) -> None:
    listed = staffed.ask("supervision", "list", "--ahead", "60", by="po")
    item = next(each for each in listed if each["number"] == number and each["owner"] == "platform")
    assert item["waits_on"]
    urge = ("supervision", "urge", number, item["milestone"])
    staffed.run(*urge, by="po")
    again = staffed.call(*urge, by="po")
    assert (again.exit_code, "today" in again.stderr.lower()) == (2, True)
    assert staffed.call("supervision", "urge", number, by="po").exit_code == 2


def test_the_monthly_sheet_is_written(staffed: Terminal, number: str, tmp_path: Path) -> None:
    target = tmp_path / "sheet.docx"
    staffed.run("supervision", "sheet", "--party", "platform", "-o", str(target), by="po")
    assert target.read_bytes().startswith(b"PK")
    refused = staffed.call("supervision", "sheet", "--party", "nobody", "-o", str(target), by="po")
    assert refused.exit_code == 2
    assert "platform" in refused.stderr
    assert number
