"""The figures of the register from the command line: shown, frozen, counted again, entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


@pytest.fixture
def later(staffed: Terminal, number: str) -> Terminal:
    """On the second of the month after a project was registered."""
    entered = staffed.ask("project", "show", number, by="po")["registered_on"]
    year, month = (int(part) for part in entered.split("-")[:2])
    after = f"{year + month // 12}-{month % 12 + 1:02d}-02"
    staffed.at = f"{after}T10:00:00+08:00"
    return staffed


def month_of(terminal: Terminal, number: str) -> str:
    found: str = terminal.ask("project", "show", number, by="po")["registered_on"][:7]
    return found


def test_figures_are_shown_frozen_and_come_out_the_same_again(later: Terminal, number: str) -> None:
    month = month_of(later, number)
    live = later.ask("overview", "show", by="sh")
    assert live["figures"]["before/registered"] == 1
    kept = later.ask("overview", "freeze", month, by="sh")
    shown = later.ask("overview", "show", "--month", month, by="po")
    assert shown["figures"]["month/registered"] == 1
    assert shown["check"] == kept["check"]
    again = later.ask("overview", "recount", month, by="po")
    assert (again["same_histories"], again["differences"], again["projects"]) == (True, [], 1)
    assert kept["check"] in later.run("overview", "show", "--month", month, by="po")


def test_what_cannot_be_is_refused_with_a_code(later: Terminal, number: str) -> None:
    month = month_of(later, number)
    for words, by, code in (
        (("overview", "freeze", month), "po", 3),
        (("overview", "freeze", "2999-01"), "sh", 2),
        (("overview", "freeze", "January"), "sh", 2),
        (("overview", "show", "--month", "2001-01"), "sh", 3),
        (("overview", "recount", "2001-01"), "sh", 3),
        (("overview", "show"), "stranger", 3),
    ):
        assert later.call(*words, by=by).exit_code == code, words


def test_a_figure_is_entered_with_its_source(later: Terminal, number: str) -> None:
    enter = ("overview", "enter", "talent", "--value", "31")
    assert later.call(*enter, by="sh").exit_code == 2
    assert later.call(*enter, "--source", "月报", by="po").exit_code == 3
    later.run(*enter, "--source", "月报", by="sh")
    assert later.ask("overview", "show", by="sh")["figures"]["entered/talent"] == 31
