"""Acts that exist under any standard, tried at random by anybody, and what must hold whatever the standard says.

Nothing here knows a stage, an office or a gate: where a project may go is asked of the standard's own graph, who tries
is drawn from its offices. What 2026.1 says of its own is in `reference.py`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lifecycle import commands, gate
from lifecycle.case import Case
from lifecycle.errors import Refusal
from lifecycle.records.work import DutyRow
from lifecycle.store import Receipt
from lifecycle.verbs import dates, decisions, duties, ends, facts, pauses, register, rounds, system
from lifecycle.verbs.dates import MilestoneKey
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.pauses import Pause
from lifecycle.verbs.rounds import Owed
from stages.graph import graph
from stages.model import Standard
from tests.lifecycle.scenes import disagreements, on, rows_of
from web.demonstration.driver import Driver

WHY = "示例：原因"


@dataclass
class Walk:
    """One project under any standard. `done` counts what was done, `seen` the states it was in."""

    driver: Driver
    lots: random.Random
    done: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    seen: set[str] = field(default_factory=set)
    standard: Standard = field(init=False)

    def __post_init__(self) -> None:
        self.standard = self.driver.known()[0]
        drawn = graph(self.standard)
        self.states = set(drawn.states)
        self.ways = {(edge.source, edge.dest) for edge in drawn.edges}
        self.ends = {each for each in drawn.states if not any(a == each != b for a, b in self.ways)}

    @property
    def case(self) -> Case:
        return self.driver.known()[1]

    def tries(self, act: str) -> None:
        """Do it, or see it refused; either way look at what became of the project."""
        before, barred = self.case, self.bars()
        try:
            ACTS[act](self)
        except Refusal:
            self.refused += 1
            self._is_untouched(before, act)
            return
        self.done[act] += 1
        after = self.case
        self.seen.add(after.state)
        assert after.state in self.states
        if before.state != after.state:
            assert (before.state, after.state) in self.ways, f"{act}: {before.state} to {after.state}"
            assert before.state not in self.ends, f"{act} after the end"
        if before.project.archived_on is not None:
            assert rows_of(after) == rows_of(before), f"{act} changed what was archived"
        if self._is_passed(before, after) and before.project.status == "gate_review":
            assert not barred, f"a gate was passed with {barred}"
        for duty in after.duties.values():
            assert duty.confirmed_by is None or duty.confirmed_by != duty.done_by, "confirmed what they did"

    def bars(self) -> list[str]:
        """What bars the gate today."""
        return [each.clause for each in gate.blockers(self.standard, self.case, self.driver.day)]

    def _is_passed(self, before: Case, after: Case) -> bool:
        """Whether the last round of the stage was decided by an option that passes."""
        stage = before.project.stage
        passing = {each.code for each in gate.passing_options(self.standard, stage)}
        assert passing, f"{stage} has no way on"
        return any(
            row.option in passing and before.rounds.get(key) != row for key, row in after.rounds.items()
        )

    def _is_untouched(self, before: Case, act: str) -> None:
        told, kept = rows_of(self.case), rows_of(before)
        for rows in (told, kept):
            for name in ("revision", "head"):
                rows["project"][()].pop(name)
        assert told == kept, f"{act} was refused and changed something"

    def sound(self) -> list[str]:
        """What the history tells otherwise than the rows."""
        with self.driver.engine.read() as session:
            return disagreements(session, self.driver.number)

    # Choosing ---------------------------------------------------------------------------------------------

    def somebody(self, *right: str | None) -> str:
        """Three times in four one of those who should, else anybody."""
        fitting = [each for each in right if each in self.driver.cast]
        return self.lots.choice(fitting if fitting and self.lots.random() < 3 / 4 else list(self.driver.cast))

    def does(self, office: str, verb: Callable[..., Receipt], *given: object) -> None:
        with on(self.driver.day):
            commands.run(self.driver.engine, self.driver.cast[office], verb, *given)

    def duty(self, *states: str) -> DutyRow:
        rows = list(self.case.latest_duties().values())
        found = [row for row in rows if row.state in states] or rows
        if not found:
            raise Refusal
        return self.lots.choice(found)

    def key(self, row: DutyRow) -> DutyKey:
        return DutyKey(self.driver.number, row.code, row.occurrence)

    def days(self, most: int) -> timedelta:
        return timedelta(days=self.lots.randint(0, most))


def _step(walk: Walk) -> None:
    """What bars the way is done, some of it."""
    for _ in range(walk.lots.randint(1, 9)):
        if walk.case.project.status not in ("active", "rework") or walk.driver.step() is None:
            return


def _complete(walk: Walk) -> None:
    row = walk.duty("not_started", "in_progress", "changes_requested")
    kinds = walk.standard.duties[row.code].evidence
    given = [Evidence(kind, "text", WHY) for kind in kinds[: walk.lots.randint(0, len(kinds))]]
    walk.does(walk.somebody(row.doer), duties.complete, walk.key(row), given)


def _confirm(walk: Walk) -> None:
    row = walk.duty("submitted")
    walk.does(walk.somebody(row.confirmer), duties.confirm, walk.key(row))


def _give_back(walk: Walk) -> None:
    row = walk.duty("submitted")
    walk.does(walk.somebody(row.confirmer), duties.give_back, walk.key(row), WHY)


def _reopen(walk: Walk) -> None:
    walk.does(walk.somebody(), duties.reopen, walk.key(walk.duty("confirmed")), WHY)


def _record(walk: Walk) -> None:
    name = walk.lots.choice([name for name, fact in walk.standard.facts.items() if not fact.computed])
    fact, stage = walk.standard.facts[name], walk.case.project.stage
    values = {"bool": True, "date": walk.driver.day, "enum": next((each.code for each in fact.values), "")}
    office = walk.somebody(walk.standard.recorder(name, stage))
    walk.does(office, facts.record, walk.driver.number, name, values.get(fact.type, walk.lots.randint(0, 9)))


def _request(walk: Walk) -> None:
    verb = rounds.resubmit if walk.case.project.status == "rework" else rounds.request_gate
    walk.does(walk.somebody(register.officer_of(walk.standard).code), verb, walk.driver.number)


def _propose(walk: Walk) -> None:
    of = walk.standard.gate_of(walk.case.project.stage)
    option = walk.lots.choice(of.options).code
    walk.does(walk.somebody(of.propose, of.decider), rounds.propose, walk.driver.number, option, WHY)


def _decide(walk: Walk) -> None:
    of, day = walk.standard.gate_of(walk.case.project.stage), walk.driver.day
    option = walk.lots.choice(of.options)
    doer = next(iter(walk.standard.duties_of(of.stage)), None)
    owed = [Owed(WHY, doer.doer, day + walk.days(9))] if doer and walk.lots.random() < 1 / 2 else []
    reasons = dict.fromkeys((*(each.code for each in of.should), *of.consult), WHY)
    cause = walk.lots.choice([None, *walk.standard.flow.cause_codes])
    said = Decision(option.code, WHY, owed, day + walk.days(20), WHY, day + walk.days(9), cause, reasons)
    walk.does(walk.somebody(option.decider or of.decider), decisions.decide, walk.driver.number, said)


def _decide_anyway(walk: Walk) -> None:
    """A pass is tried although the gate may have shut again since it was asked for."""
    of = walk.standard.gate_of(walk.case.project.stage)
    passing = gate.passing_options(walk.standard, of.stage)[0].code
    reasons = dict.fromkeys((*(each.code for each in of.should), *of.consult), WHY)
    said = Decision(passing, WHY, [], None, "", None, None, reasons)
    walk.does(of.decider, decisions.decide, walk.driver.number, said)


def _forward(walk: Walk) -> None:
    """Clear the way and go, as people do: without it a walk stays in the first stage."""
    if walk.case.project.status != "active":
        raise Refusal
    walk.driver.clear(most=90)
    walk.driver.request()


def _hold(walk: Walk) -> None:
    day = walk.driver.day
    walk.does(walk.somebody(), pauses.hold, walk.driver.number, Pause(day + walk.days(20), WHY, WHY, day))


def _resume(walk: Walk) -> None:
    walk.does(walk.somebody(), pauses.resume, walk.driver.number)


def _extend(walk: Walk) -> None:
    rows = [row for row in walk.case.latest_milestones().values() if row.due is not None]
    if not rows:
        raise Refusal
    row = walk.lots.choice(rows)
    key = MilestoneKey(walk.driver.number, row.code, row.occurrence)
    walk.does(walk.somebody(), dates.extend, key, (row.due or walk.driver.day) + walk.days(12), WHY)


def _withdraw(walk: Walk) -> None:
    walk.does(walk.somebody(), ends.withdraw, walk.driver.number, WHY)


def _archive(walk: Walk) -> None:
    walk.does(walk.somebody(), pauses.archive, walk.driver.number)


def _wait(walk: Walk) -> None:
    walk.driver.day += walk.days(12)
    with on(walk.driver.day), walk.driver.engine.write() as session:
        system.do_due(session, walk.case.project.id or 0)


ACTS: Mapping[str, Callable[[Walk], None]] = {
    "step": _step,
    "forward": _forward,
    "complete": _complete,
    "confirm": _confirm,
    "give_back": _give_back,
    "reopen": _reopen,
    "record": _record,
    "request": _request,
    "propose": _propose,
    "decide": _decide,
    "decide_anyway": _decide_anyway,
    "hold": _hold,
    "resume": _resume,
    "extend": _extend,
    "withdraw": _withdraw,
    "archive": _archive,
    "wait": _wait,
}
SELDOM = {"withdraw": 1, "archive": 2, "hold": 2}
"""What ends or stops a walk is tried less often than the rest."""


def walk(driver: Driver, seed: int, acts: int) -> Walk:
    """So many acts on one project; the same seed tries the same."""
    lots = random.Random(seed)  # noqa: S311 - no secret
    going = Walk(driver, lots)
    names, weights = list(ACTS), [SELDOM.get(name, 6) for name in ACTS]
    for act in lots.choices(names, weights, k=acts):
        going.tries(act)
    assert going.sound() == []
    return going
