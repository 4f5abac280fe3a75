"""Calls for projects and a table of projects, from the command line to the register and back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle import clock
from lifecycle.accounts.tokens import new_token
from lifecycle.database import connect
from lifecycle.engine import Engine
from lifecycle.intake import applying, holding
from lifecycle.intake.applying import Offer, declarations
from stages import catalogue
from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Terminal

EXAMPLE = ROOT / "docs" / "how-to" / "import-a-register"
TITLE = "柔性压力传感手套（示例）"


@pytest.fixture
def engine(staffed: Terminal) -> Iterator[Engine]:
    """The database that the commands use: strangers send by the browser only."""
    opened = Engine(connect(f"sqlite:///{staffed.home / 'lifecycle.db'}"), catalogue())
    yield opened
    opened.database.close()


def sent(engine: Engine, call: str, **changed: Any) -> tuple[str, str]:
    """The number and the private link of an application to a call."""
    token = new_token()
    with engine.write() as session:
        standard = session.in_force
        kind = next(kind.code for kind in standard.organisation_kinds.values() if kind.role)
        given: dict[str, Any] = {
            "title": TITLE,
            "holder": "示例·青蘅实验室",
            "kind": "source_platform" if "source_platform" in standard.organisation_kinds else kind,
            "summary": "用于康复训练，已有样机。",
            "contact": "示例联系人",
            "phone": "0571-00000000",
            "declared": [each.code for each in declarations(standard)],
        }
        row = applying.begin(session, call, token, Offer(**(given | changed)))
    with engine.write() as session:
        row = applying.send(session, holding.by_link(session, token), "203.0.113.7")
    assert row.number is not None
    return row.number, token


def opened(terminal: Terminal) -> str:
    today = clock.today()
    until = today + timedelta(days=20)
    code: str = terminal.ask(
        "intake", "open", "春季征集", "--opens", str(today), "--closes", str(until), by="sh"
    )["call"]
    return code


def test_a_call_is_opened_screened_and_what_is_accepted_stands_in_the_register(
    staffed: Terminal, engine: Engine
) -> None:
    call = opened(staffed)
    number, token = sent(engine, call)
    assert [each["number"] for each in staffed.ask("intake", "list", by="po")] == [number]
    assert TITLE in staffed.run("intake", "show", number, by="po")

    staffed.run("intake", "ask", number, "--question", "样机做到了哪一步？", by="po")
    assert staffed.ask("intake", "list", by="po") == []
    with engine.write() as session:
        applying.send(session, holding.by_link(session, token), "203.0.113.7", "已有三台。")
    told = staffed.ask("intake", "show", number, by="po")
    assert [step["act"] for step in told["steps"]] == ["sent", "asked", "answered"]

    refused = staffed.call("intake", "accept", number, by="po")
    assert refused.exit_code != 0, "nobody said whose it is"
    accepted = staffed.ask("intake", "accept", number, "--new-organisation", by="po")
    project = accepted["project"]
    shown = staffed.ask("project", "show", project, by="po")
    assert shown["title"] == TITLE
    assert staffed.ask("intake", "show", number, by="po")["became"] == project
    (line,) = [each for each in staffed.ask("intake", "calls", by="sh") if each["code"] == call]
    assert line["counts"] == {"accepted": 1}


def test_what_repeats_is_merged_and_what_is_nothing_refused_with_a_reason(
    staffed: Terminal, engine: Engine
) -> None:
    call = opened(staffed)
    first, _ = sent(engine, call)
    second, _ = sent(engine, call, title=TITLE + "二")
    third, _ = sent(engine, call, title="不相干")
    staffed.run("intake", "merge", second, first, "--reason", "同一件成果", by="po")
    assert staffed.call("intake", "refuse", third, by="po").exit_code == 2
    staffed.run("intake", "refuse", third, "--reason", "不在征集范围", by="po")
    assert staffed.ask("intake", "show", second, by="po")["repeats"] == first
    states = {each: staffed.ask("intake", "show", each, by="po")["state"] for each in (first, second, third)}
    assert states == {first: "sent", second: "merged", third: "refused"}


def test_a_call_is_prolonged_its_guests_invited_and_their_links_revoked(staffed: Terminal) -> None:
    call = opened(staffed)
    until = str(clock.today() + timedelta(days=40))
    assert staffed.ask("intake", "amend", call, "--closes", until, by="sh")["closes_on"] == until
    staffed.run("org", "add", "lab", "示例实验室", "source_platform")
    link = staffed.ask("intake", "invite", call, "lab", by="sh")["link"]
    assert "/apply/invitation/" in link
    staffed.run("intake", "revoke", call, "1", by="sh")
    assert staffed.call("intake", "revoke", call, "1", by="sh").exit_code != 0


@pytest.mark.parametrize("words", [("calls",), ("list",), ("show", "ZJ-2026-01-0001")])
def test_who_has_no_part_in_calls_is_told_so(staffed: Terminal, words: tuple[str, ...]) -> None:
    assert staffed.call("intake", *words, by="stranger").exit_code != 0
    today = str(clock.today())
    assert staffed.call("intake", "open", "x", "--opens", today, "--closes", today, by="po").exit_code != 0


def test_a_table_is_tried_mended_and_taken_and_a_second_time_brings_nothing(
    staffed: Terminal, tmp_path: Path
) -> None:
    mapping = str(EXAMPLE / "example.yaml")
    table = Path(shutil.copy(EXAMPLE / "example.csv", tmp_path / "table.csv"))
    tried = staffed.call("import", str(table), "--map", mapping, "--dry-run", "--json", by="po")
    assert tried.exit_code != 0
    assert "GM" in tried.stdout
    assert staffed.ask("project", "list", by="po") == []

    assert staffed.call("import", str(table), "--map", mapping, by="po").exit_code != 0
    assert staffed.ask("project", "list", by="po") == []
    mended = table.read_text("utf-8").replace(",GM,", ",Issued,")
    table.write_text(mended, "utf-8")
    done = staffed.ask("import", str(table), "--map", mapping, by="po")
    assert done["done"]
    assert done["drafts"] == len(done["numbers"]) > 1
    shown = staffed.ask("project", "show", done["numbers"][0], by="po")
    assert "稻壳" in shown["title"]

    again = staffed.ask("import", str(table), "--map", mapping, by="po")
    assert (again["drafts"], again["known"]) == (0, done["drafts"])
    assert staffed.run("verify")
