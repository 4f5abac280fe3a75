"""The clock from the command line: a process that runs on and stops when told, its state, a rehearsal of reminders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import ROOT
from tests.waiting import PATIENCE_SECONDS, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

MORNING = "2026-03-18T10:00+08:00"


def start(terminal: Terminal, *words: str) -> subprocess.Popen[str]:
    asked = {**os.environ, **terminal.environment(), "PYTHONUNBUFFERED": "1"}
    environment = {name: value for name, value in asked.items() if value is not None}
    command = [sys.executable, "-c", "from web.cli import main; main()", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stderr=subprocess.PIPE)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_clock_process_runs_until_it_is_told_and_ends_well(bare: Terminal, ending: int) -> None:
    bare.run("init")
    with start(bare, "tick", "--forever", "--every", "1") as process:
        assert process.stderr is not None
        began = json.loads(process.stderr.readline())
        assert (began["message"], began["level"]) == ("started", "info")
        wait_until(lambda: bare.call("status", "--json").exit_code == 0)
        state = bare.ask("status")
        assert state["pulse"]["processes"] == 1
        process.send_signal(ending)
        assert process.wait(PATIENCE_SECONDS) == 0
        last = process.stderr.read().strip().splitlines()[-1]
    assert json.loads(last)["message"] == "stopped"


def test_status_raises_the_alarm_when_no_clock_runs(bare: Terminal) -> None:
    bare.run("init")
    answer = bare.call("status")
    assert answer.exit_code == 1
    assert "no clock is running" in answer.stderr
    assert "no server is set up; people are told in the inbox only" in answer.stdout
    state = json.loads(bare.call("status", "--json").stdout)
    assert state["alarms"] == ["clock_silent"]
    assert state["channels"] == {"mail": None, "chat": []}


def test_a_rehearsal_says_who_would_be_told_what_and_why_and_sends_nothing(
    staffed: Terminal, number: str
) -> None:
    def plan(*words: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = staffed.ask("remind", "--dry-run", *words)
        return found

    first = plan("--on", "2026-12-31")
    assert first
    assert {each["number"] for each in first} == {number}
    assert {"login", "rung", "why", "due", "letter_on", "is_caught_up"} <= first[0].keys()
    assert plan("--on", "2026-12-31") == first
    table = staffed.run("remind", "--dry-run", "--on", "2026-12-31")
    assert str(first[0]["login"]) in table
    refused = staffed.call("remind")
    assert (refused.exit_code, "--dry-run" in refused.stderr) == (2, True)


def test_a_notice_is_tried_and_taken_in_from_a_file(staffed: Terminal, number: str, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,kind,name\n2027-01-01,off,元旦\n2027-01-03,work,元旦\n", encoding="utf-8")
    words = ("calendar", "import", str(file), "--year", "2027", "--title", "示例通知")
    assert "nothing was written" in staffed.run(*words, "--dry-run")
    assert "no notice yet" in staffed.run("calendar", "show", "2027")
    staffed.run(*words)
    shown = staffed.ask("calendar", "show", "2027")
    assert shown["is_published"]
    assert shown["notices"][0][1] == "示例通知"
    assert "works" in staffed.run("calendar", "show", "2027")
    again = staffed.call(*words)
    assert again.exit_code == 2


def test_the_head_of_an_organisation_is_named_and_relieved(staffed: Terminal, number: str) -> None:
    assert "pl is now the head of" in staffed.run("org", "head", "lab", "pl")
    assert "pl is no longer the head of" in staffed.run("org", "head", "lab", "pl", "--end")
    assert "pl is now the administrator of" in staffed.run("org", "head", "lab", "pl", "--administrator")
    assert staffed.call("org", "head", "lab", "po").exit_code == 3


def test_no_letter_is_dead_where_none_was_written(bare: Terminal) -> None:
    bare.run("init")
    assert bare.ask("letter", "dead") == []
    assert "undeliverable" in bare.run("letter", "dead")
    assert bare.call("letter", "resend", "7").exit_code == 3
