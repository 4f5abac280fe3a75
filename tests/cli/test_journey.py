"""A project goes from registration to graduation by four parties, through nothing but the command line.

What to do next is read from `gate why --json`; time moves with LIFECYCLE_CLOCK.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from stages import Standard, catalogue

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

Blocker = Mapping[str, Any]
BEGIN = date(2026, 1, 5)
ENOUGH = 300


class Journey:
    """One person for each office, an organisation of each kind, and a project that they take along."""

    def __init__(self, terminal: Terminal, standard: Standard) -> None:
        self.terminal, self.standard, self.day = terminal, standard, BEGIN
        self.number = ""

    # Before the journey ---------------------------------------------------------------------------------------

    def employ(self) -> None:
        for office in self.standard.offices.values():
            self.terminal.run("user", "add", office.code, f"示例{office.code}")
            if office.held != "member":
                self.terminal.run("user", "appoint", office.code, office.code)
        for kind in self.standard.organisation_kinds.values():
            office_code = None if kind.external else self.standard.member_office(kind.code)
            if office_code is not None:
                self.terminal.run("org", "add", kind.code, f"示例单位 {kind.code}", kind.code)
                self.terminal.run("org", "join", kind.code, office_code)

    def register(self) -> None:
        kinds = [kind.code for kind in self.standard.organisation_kinds.values() if not kind.external]
        parties = [kind for kind in kinds if self.standard.member_office(kind) is not None]
        asked = [word for code in parties for word in ("--party", code)]
        self.number = self.terminal.ask("project", "new", "--title", "示例项目", *asked, by="PO")["project"]
        for office in self.standard.offices.values():
            if office.held == "seat" and office.code != "PO":
                self.terminal.run("project", "seat", self.number, office.code, office.code, by="SH")

    # On the way -----------------------------------------------------------------------------------------------

    def why(self) -> Any:
        self.terminal.at = f"{self.day}T10:00+08:00"
        return self.terminal.ask("gate", "why", self.number, by="PO")

    def clear(self) -> None:
        """Do what `gate why` names, as whoever it names, until it names nothing."""
        for _ in range(ENOUGH):
            why = self.why()
            if why["open"]:
                return
            clearable = list(self._clearable(why["blockers"]))
            for blocker in clearable:
                self._acts[blocker["act"]](blocker)
            if not clearable:
                days = [each["not_before"] for each in why["blockers"] if each["not_before"]]
                assert days, f"nothing can be done about {why['blockers']}"
                self.day = max(date.fromisoformat(min(days)), self.day + timedelta(days=1))
        raise AssertionError(f"still barred: {self.why()['blockers']}")

    def _clearable(self, blockers: list[Blocker]) -> Iterator[Blocker]:
        """Each thing once: two clauses may wait for the same fact."""
        seen = set()
        for blocker in blockers:
            fact = blocker["fact"]["name"] if blocker["fact"] else None
            what = fact or (blocker["clause"], blocker["occurrence"])
            waits = blocker["waits_for"] or blocker["not_before"] or blocker["absent"]
            if blocker["act"] in self._acts and not waits and what not in seen:
                seen.add(what)
                yield blocker

    @property
    def _acts(self) -> Mapping[str, Callable[[Blocker], None]]:
        return {"complete_duty": self._complete, "confirm_duty": self._confirm, "record_fact": self._record}

    def _complete(self, blocker: Blocker) -> None:
        evidence = [word for kind in blocker["evidence"] for word in ("--text", f"{kind}=示例材料")]
        which = ("--occurrence", str(blocker["occurrence"]))
        self.terminal.run(
            "duty", "do", self.number, blocker["clause"], *which, *evidence, by=blocker["office"]
        )

    def _confirm(self, blocker: Blocker) -> None:
        which = ("--occurrence", str(blocker["occurrence"]))
        self.terminal.run("duty", "confirm", self.number, blocker["clause"], *which, by=blocker["office"])

    def _record(self, blocker: Blocker) -> None:
        name, value = blocker["fact"]["name"], self._answer(blocker["fact"])
        shown = ["--document", str(self._document())] if blocker["with_document"] else []
        verb, more = ("correct", ["--reason", "示例更正"]) if blocker["known"] is not None else ("record", [])
        self.terminal.run("fact", verb, self.number, name, value, *more, *shown, by=blocker["office"])

    def _document(self) -> int:
        documents = self.terminal.ask("fact", "list", self.number, by="PO")["documents"]
        return max(int(each["n"]) for each in documents)

    def _answer(self, test: Mapping[str, Any]) -> str:
        """A value that makes the test come out as wanted."""
        value, fact = test["value"], self.standard.facts[test["name"]]
        if fact.type == "date":
            return self.day.isoformat()
        if isinstance(value, bool):
            return "yes" if value is test["wanted"] else "no"
        if isinstance(value, list | str):
            return value[0] if isinstance(value, list) else value
        step = {">": 1, "<": -1, "!=": 1}.get(test["op"], 0)
        return str(value + step if test["wanted"] else value - 1)

    def pass_gate(self) -> None:
        """Clear, request, propose, hear, decide."""
        self.clear()
        self.terminal.run("gate", "request", self.number, by="PO")
        why = self.why()
        self.terminal.run("gate", "propose", self.number, "go", "--reason", "示例：齐备", by=why["proposer"])
        for office in why["round"]["unheard"]:
            self.terminal.run("gate", "consult", self.number, office, "--opinion", "无意见", by=office)
        reasons = [word for each in why["shoulds"] for word in ("--because", f"{each['code']}=示例：暂缓")]
        self.terminal.run(
            "gate", "decide", self.number, "go", "--reason", "同意", *reasons, by=why["decider"]
        )


def test_four_parties_take_a_project_to_the_end_of_its_road(terminal: Terminal) -> None:
    standard = catalogue().current()
    terminal.at = f"{BEGIN}T09:00+08:00"
    journey = Journey(terminal, standard)
    journey.employ()
    journey.register()
    for blocker in journey.why()["blockers"]:
        journey._record(blocker)
    terminal.run("project", "submit", journey.number, by="PO")
    passed = []
    for stage in standard.stages:
        assert journey.why()["stage"] == stage
        journey.pass_gate()
        passed.append(stage)
    end = terminal.ask("project", "show", journey.number, by="PO")
    history = terminal.ask("project", "history", journey.number, by="PO")
    assert passed == list(standard.stages)
    assert (end["status"], history["count"]) == ("graduated", end["revision"])
    assert terminal.ask("verify") == {"projects": 1, "findings": []}
