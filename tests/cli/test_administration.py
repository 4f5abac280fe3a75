"""People, organisations and sessions from the command line; each act leaves its line in the access log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from lifecycle import clock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

CREDIT_CODE = "91350100M000100Y43"


def log(terminal: Terminal) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(terminal.home / "lifecycle.db")) as database:
        rows = database.execute("SELECT act, target, address FROM access_log ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


def test_an_organisation_is_changed_closed_and_opened(staffed: Terminal) -> None:
    staffed.run("org", "add", "firm", "示例公司", "enterprise", "--credit-code", CREDIT_CODE)
    wrong = staffed.call("org", "change", "firm", "--credit-code", CREDIT_CODE[:-1] + "4")
    assert wrong.exit_code == 2
    staffed.run("org", "change", "firm", "--name", "示例新名")
    found = staffed.ask("org", "show", "firm")["organisation"]
    assert (found["name"], found["credit_code"]) == ("示例新名", CREDIT_CODE)
    staffed.run("org", "close", "firm")
    assert staffed.ask("org", "list") == []
    staffed.run("org", "reopen", "firm")
    assert staffed.call("org", "reopen", "firm").exit_code == 3


def test_a_person_is_changed_reset_and_comes_back(staffed: Terminal) -> None:
    staffed.run("user", "change", "po", "--name", "示例新名", "--email", "po@example.org")
    assert {"login": "po", "name": "示例新名", "offices": ["PO"]} in staffed.ask("user", "list")
    assert "/link/" in staffed.ask("user", "reset", "po")["link"]
    staffed.run("user", "unlock", "po")
    staffed.run("user", "close", "po")
    assert staffed.call("user", "reset", "po").exit_code == 3
    staffed.run("user", "reopen", "po")
    assert {"login": "po", "name": "示例新名", "offices": []} in staffed.ask("user", "list")
    assert staffed.call("user", "reopen", "nobody").exit_code == 3


def test_an_office_is_held_for_a_term(staffed: Terminal) -> None:
    today = clock.today()
    staffed.run("user", "appoint", "stranger", "SH", "--until", str(today.replace(year=today.year + 1)))
    staffed.run("user", "term", "stranger", "SH")
    assert staffed.call("user", "term", "stranger", "DD").exit_code == 3
    assert staffed.call("user", "term", "stranger", "SH", "--until", "2020-01-01").exit_code == 2


def test_nobody_is_signed_in_and_that_is_said(staffed: Terminal) -> None:
    assert staffed.ask("user", "sessions") == []
    staffed.run("user", "sign-out", "po")
    assert staffed.call("user", "sign-out", "po", "0123456789abcdef").exit_code == 3


def test_every_act_at_the_machine_is_in_the_access_log(staffed: Terminal) -> None:
    staffed.run("user", "unlock", "po")
    staffed.call("user", "term", "po", "DD")
    assert ("give_office", "po PO", "terminal") in log(staffed)
    assert log(staffed)[-1] == ("unlock", "po", "terminal")


def test_the_audit_is_read_and_taken_away(staffed: Terminal, number: str, tmp_path: Path) -> None:
    events = staffed.ask("audit", "events", "--where", number)
    assert events[0]["event"] == "ProjectSubmitted"
    assert {each["login"] for each in staffed.ask("audit", "events", "--who", "po")} == {"po"}
    assert staffed.ask("audit", "accesses", "--what", "give_office", "--where", "sh")[0]["target"] == "sh SH"
    file = tmp_path / "audit.csv"
    staffed.run("audit", "events", "--export", str(file))
    assert number in file.read_text(encoding="utf-8-sig")
    assert log(staffed)[-1][0] == "administration.export_events"
    assert staffed.ask("audit", "events", "--until", "2020-01-01") == []


def test_versions_of_the_standard_are_listed(staffed: Terminal, number: str) -> None:
    (version,) = staffed.ask("standard", "versions")
    assert (version["projects"], version["running"], version["standing"]) == (1, 1, "in_force")
    assert version["hash"] in staffed.run("standard", "versions")
