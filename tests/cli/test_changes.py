"""What changes on the way and after the end, through the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lifecycle.database import connect
from tests import world as worlds
from tests.lifecycle import scenes
from tests.lifecycle.test_ends import approved
from web.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Terminal
    from tests.world import World
    from web.demonstration.driver import Driver

CHANGE = ("--text", "change_request=示例：变更申请")
WHY = ("--reason", "示例：市场变化")


@pytest.fixture
def world(terminal: Terminal) -> Iterator[World]:
    """People and organisations in the terminal's own database."""
    database = connect(read_settings({"LIFECYCLE_HOME": str(terminal.home)}).database_url)
    yield worlds.build(database)
    database.close()


def at(terminal: Terminal, driver: Driver) -> Terminal:
    """The terminal on the driver's day."""
    terminal.at = f"{driver.day}T10:00+08:00"
    return terminal


# Who takes part -------------------------------------------------------------------------------------------------


def test_a_leaving_is_announced_called_off_and_done(terminal: Terminal, world: World) -> None:
    driver = world.started()
    there = at(terminal, driver)
    later = (driver.day + timedelta(days=7)).isoformat()
    asked = ("project", "leave", driver.number, "enterprise", *WHY)
    assert there.call(*asked, "--from", later, by="el").exit_code == 3
    there.run(*asked, "--from", later, by="sh")
    there.run("project", "stay", driver.number, "enterprise", by="sh")
    assert there.call("project", "stay", driver.number, "enterprise", by="sh").exit_code == 2
    there.run(*asked, "--from", driver.day.isoformat(), by="sh")
    assert there.call("project", "show", driver.number, by="el").exit_code == 3
    parties = there.ask("project", "show", driver.number, by="sh")["parties"]
    assert "enterprise" not in {each["code"] for each in parties}


def test_a_change_of_the_receiver_is_tried_and_done(terminal: Terminal, world: World) -> None:
    driver = world.started()
    with world.engine.write() as session:
        scenes.organisation(session.tx, "other-enterprise", "enterprise")
    there = at(terminal, driver)
    asked = ("project", "receiver", driver.number, "enterprise", "other-enterprise", *WHY)
    shut = there.call(*asked, *CHANGE, by="dd")
    assert (shut.exit_code, "parties_consented" in shut.stderr) == (1, True)
    driver.record("parties_consented", value=True)
    bare = there.call(*asked, by="dd")
    assert (bare.exit_code, "change_request" in bare.stderr) == (2, True)
    seen = there.ask(*asked, *CHANGE, "--dry-run", by="dd")
    assert (seen["leaves"], seen["joins"]) == (["示例单位enterprise"], ["示例单位other-enterprise"])
    assert "示例单位other-enterprise" in there.run(*asked, *CHANGE, "--dry-run", by="dd")
    assert there.call("project", "show", driver.number, by="el").exit_code == 0, "nothing has happened yet"
    there.run(*asked, *CHANGE, by="dd")
    assert there.call("project", "show", driver.number, by="el").exit_code == 3


def test_who_is_missing_is_said_with_what_can_be_done(terminal: Terminal, world: World) -> None:
    driver = world.started(parties=("source_platform", "enterprise"))
    there = at(terminal, driver)
    blockers = {each["clause"]: each for each in there.ask("gate", "why", driver.number, by="po")["blockers"]}
    acts = {each["act"]: each for each in blockers["MIN-I-3"]["remedies"]}
    assert (acts["stand_in"]["offices"], acts["stand_in"]["consent"]) == (["PO"], "SH")
    assert "stand_in" not in {each["act"] for each in blockers["MIN-I-2"]["remedies"]}
    assert "buy the service" in there.run("gate", "why", driver.number, by="po")
    stand_in = ("duty", "stand-in", driver.number, "MIN-I-3", *WHY)
    assert there.call(*stand_in, by="po").exit_code == 3
    there.run(*stand_in, by="sh")
    assert there.call("duty", "stand-in", driver.number, "MIN-I-2", *WHY, by="sh").exit_code == 2
    buy = ("project", "buy-service", driver.number, "intermediary", *WHY)
    assert there.call(*buy, by="pl").exit_code == 2
    there.run(*buy, "--number", "voucher_record=YHQ-1", by="pl")
    assert there.call(*buy, "--number", "voucher_record=YHQ-1", by="pl").exit_code == 2
    parties = there.ask("project", "show", driver.number, by="po")["parties"]
    assert "intermediary" in {each["code"] for each in parties}


def test_a_seat_changes_hands_with_a_reason(terminal: Terminal, world: World) -> None:
    driver = world.started()
    world.another("PO", "second")
    there = at(terminal, driver)
    seat = ("project", "seat", driver.number, "PO", "second")
    assert there.call(*seat, by="sh").exit_code == 2
    there.run(*seat, *WHY, by="sh")
    assert there.ask("project", "show", driver.number, by="sh")["officer"] == "示例second"


def test_a_delegation_is_entered_listed_and_ended(terminal: Terminal, world: World) -> None:
    driver = world.started()
    driver.complete("MIN-G-1")
    there = at(terminal, driver)
    term = ("--from", driver.day.isoformat(), "--until", driver.day.isoformat())
    confirm = ("duty", "confirm", driver.number, "MIN-G-1")
    assert there.call(*confirm, by="dd").exit_code == 3
    assert there.call("user", "delegate", "sh", "el", *term).exit_code == 2
    n = there.ask("user", "delegate", "sh", "dd", "--office", "SH", *term)["n"]
    shown = there.ask("user", "delegations", "sh")
    assert [(each["n"], each["direction"], each["name"], each["state"]) for each in shown] == [
        (n, "given", "示例dd", "in_force")
    ]
    assert there.ask("user", "delegations", "dd")[0]["direction"] == "taken"
    there.run(*confirm, by="dd")
    there.run("user", "end-delegation", "sh", str(n))
    assert there.ask("user", "delegations", "sh")[0]["state"] == "over"
    assert there.call("user", "end-delegation", "sh", str(n)).exit_code == 3
    assert "示例dd, for 示例sh" in there.run("project", "history", driver.number, by="po")


# The task book --------------------------------------------------------------------------------------------------


def test_the_task_book_is_changed_with_its_values(terminal: Terminal, world: World) -> None:
    driver = approved(world)
    there = at(terminal, driver)
    asked = ("project", "task-book", driver.number, "--set", "scale_target_wan=2500", *WHY, *CHANGE)
    undecided = there.call(*asked, by="dd")
    assert (undecided.exit_code, "targets_lowered" in undecided.stderr) == (1, True)
    for name in ("targets_lowered", "parties_consented"):
        driver.record(name, value=True)
    assert there.call(*asked, by="dd").exit_code == 3, "lowering a target is for the director"
    there.ask(*asked, "--dry-run", by="dir")
    there.run(*asked, by="dir")
    facts = there.ask("fact", "list", driver.number, by="po")["facts"]
    assert {each["name"]: each["value"] for each in facts}["scale_target_wan"] == 2500


# Ends -----------------------------------------------------------------------------------------------------------


def test_a_conversion_elsewhere_is_closed_settled_and_filed(terminal: Terminal, world: World) -> None:
    driver = approved(world)
    for name in ("agreement_concluded", "no_local_setup_due"):
        driver.record(name, value=True)
    there = at(terminal, driver)
    day = scenes.later(driver, 30).isoformat()
    asked = ("project", "outbound", driver.number, *WHY)
    assert there.call(*asked, by="dd").exit_code == 1, "something is to be settled"
    assert there.call(*asked, "--settle", f"S9={day}", by="dd").exit_code == 2
    assert there.call(*asked, "--settle", "S1=soon", by="dd").exit_code == 2
    settle = ("--settle", f"S1={day}")
    assert there.ask(*asked, *settle, "--dry-run", by="dd")["ends"] is True
    there.run(*asked, *settle, by="dd")
    owed = there.ask("debt", "list", driver.number, by="po")
    assert [(each["clause"], each["owner"], each["due"], each["age_wd"]) for each in owed] == [
        ("S1", "EL", day, 0)
    ]
    assert there.call("project", "archive", driver.number, by="po").exit_code == 1
    listed = there.ask("project", "papers", driver.number, by="po")
    missing = {each["kind"] for each in listed["documents"] if each["missing"]}
    assert {"termination_notice", "settlement_audit"} <= missing
    assert (listed["ready"], listed["open_settlements"]) == (False, [1])
    papers = ("--text", "termination_notice=示例", "--text", "settlement_audit=示例")
    assert there.call("project", "file", driver.number, *papers, by="el").exit_code == 3
    there.run("project", "file", driver.number, *papers, by="po")
    there.run("debt", "answer", driver.number, "1", "--text", "示例：已审计", by="el")
    there.run("debt", "settle", driver.number, "1", by="sh")
    assert there.ask("project", "papers", driver.number, by="po")["ready"] is True
    there.run("project", "archive", driver.number, by="po")
    assert "Archived on" in there.run("project", "papers", driver.number, by="el")
    assert there.call("project", "file", driver.number, *papers, by="po").exit_code == 1


def test_an_end_and_a_revocation_are_tried_first(terminal: Terminal, world: World) -> None:
    driver = world.started()
    driver.pass_gate()
    driver.record("void_procedure_found", value=True)
    there = at(terminal, driver)
    revoke = (
        "gate",
        "revoke",
        driver.number,
        "--strike",
        "MIN-P-2",
        "--reason",
        "示例：权属伪造",
        "--dry-run",
    )
    assert there.ask(*revoke, by="dd")["opens"] == ["MIN-P-2"]
    end = ("project", "terminate", driver.number, "--cause", "market_failure", *WHY, "--dry-run")
    assert there.ask(*end, by="dd")["ends"] is True
    withdraw = ("project", "withdraw", driver.number, *WHY, "--dry-run")
    filer = world.standard.member_office(world.parties[0]) or ""
    assert there.ask(*withdraw, by=filer.lower())["ends"] is True
    assert there.call(*withdraw, by="sh").exit_code == 3
    assert driver.look()[1].state == "evaluation/active", "nothing has happened"


def test_a_derived_result_is_registered_and_linked(terminal: Terminal, world: World) -> None:
    driver = world.started()
    there = at(terminal, driver)
    asked = ("project", "derive", driver.number, "--title", "衍生成果", "--party", "source_platform")
    made = there.ask(*asked, by="pl")["project"]
    assert there.ask("project", "show", made, by="pl")["links"] == [
        {"kind": "derived", "number": driver.number, "parent": True}
    ]
    assert there.ask("project", "show", driver.number, by="pl")["links"][0]["number"] == made
    assert there.call(*asked[:-1], "enterprise", by="pl").exit_code == 3
