"""Tries anything on one project, as anybody, and holds what happens against the reference and against its own eyes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import func, select

from lifecycle import commands
from lifecycle.case import Case
from lifecycle.errors import Refusal
from lifecycle.history import REFUSED
from lifecycle.records import journal
from lifecycle.store import Receipt
from lifecycle.verbs import system
from stages.graph import graph
from tests.lifecycle.scenes import case_of, disagreements, on, rows_of
from tests.model import reference
from tests.model.reference import Expected
from web.demonstration.driver import Driver

T = TypeVar("T")
KEYS = itertools.count(1)


class Lots(Protocol):
    """Where choices come from: Hypothesis, or a seeded generator."""

    def pick(self, things: Sequence[T]) -> T: ...

    def number(self, low: int, high: int) -> int: ...


@dataclass
class Player:
    """`offices` are those who try, `pool` the experts; `tried`, `done` and `by_act` count. `sheets` are the seals of
    what experts handed in, as they were first seen.
    """

    driver: Driver
    offices: tuple[str, ...]
    pool: tuple[int, ...] = ()
    sheets: dict[tuple[int, ...], str] = field(default_factory=dict)
    expected: Expected = field(init=False)
    tried: int = 0
    done: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    by_act: Counter[str] = field(default_factory=Counter)

    states: frozenset[str] = field(init=False)
    opened: dict[tuple[str, ...], int] = field(init=False)
    """Each row of a duty with the number of the event after which it was first seen."""

    def __post_init__(self) -> None:
        self.opened = dict.fromkeys(self.case.duties, 0)
        self.expected = self.place()
        self.states = frozenset(graph(self.driver.known()[0]).states)

    # Looking ----------------------------------------------------------------------------------------------

    @property
    def case(self) -> Case:
        return case_of(self.driver)

    def place(self, case: Case | None = None) -> Expected:
        project = (case or self.case).project
        previous = project.previous if project.status == "on_hold" else None
        return Expected(
            project.stage, project.status, previous, project.archived_on is not None, project.track
        )

    # Trying -----------------------------------------------------------------------------------------------

    def attempt(
        self,
        act: str,
        office: str | int,
        verb: Callable[..., Receipt],
        *given: object,
        expect: Expected | None = None,
        forbidden: bool = False,
        follows: bool = False,
        **named: object,
    ) -> bool:
        """Do it once, and send it once more. Whether it was done. `office` is an office, or an expert by their id.

        `expect` is where the project stands afterwards, the same place unless it is said; `forbidden` says that the
        reference does not let it happen; `follows`: the system may add an event of its own.
        """
        self.tried += 1
        before, key = self.case, f"model-{next(KEYS)}"
        try:
            receipt = self._send(office, key, verb, given, named)
        except Refusal as refusal:
            self.refused[type(refusal).__name__] = self.refused.get(type(refusal).__name__, 0) + 1
            self._changed_nothing(before, act)
            return False
        self.done += 1
        self.by_act[act] += 1
        assert not forbidden, f"{office} could {act} at {self.expected}"
        assert not _ended(self.expected) or act in reference.AFTER_THE_END, f"{act} after the end"
        once = self.case.project.revision
        assert self._send(office, key, verb, given, named) == receipt
        after = self.case
        assert after.project.revision == once, f"{act} was done twice"
        assert once == before.project.revision + 1 or follows, f"{act} made more than one event"
        self.expected = expect or self.expected
        assert self.place(after) == self.expected, f"{act} by {office} led to {self.place(after)}"
        self.expected = self.place(after)
        self.look(after)
        return True

    def _send(
        self,
        who: str | int,
        key: str,
        verb: Callable[..., Receipt],
        given: tuple[object, ...],
        named: Mapping[str, object],
    ) -> Receipt:
        person = who if isinstance(who, int) else self.driver.cast[who]
        with on(self.driver.day):
            return commands.run(self.driver.engine, person, verb, *given, key=key, **named)

    def _changed_nothing(self, before: Case, act: str) -> None:
        """A refusal leaves its trace in the history and nothing else."""
        after = self.case
        told, kept = rows_of(after), rows_of(before)
        for rows in (told, kept):
            for name in ("revision", "head"):
                rows["project"][()].pop(name)
        assert told == kept, f"{act} was refused and changed something"
        traces = after.project.revision - before.project.revision
        assert traces in (0, 1)
        if traces:
            assert self._newest_event() == REFUSED

    def _newest_event(self) -> str | None:
        history = journal.history.c
        with self.driver.engine.read() as session:
            project = self.case.project.id
            newest = select(history.event).where(history.project == project)
            return session.tx.scalar(newest.order_by(history.seq.desc()).limit(1))

    def wait(self, days: int) -> None:
        """Time passes, and the system does what falls due."""
        self.driver.day += timedelta(days=days)
        with on(self.driver.day), self.driver.engine.write() as session:
            done = system.do_due(session, self.case.project.id or 0)
        if done and self.expected.status == "rework":
            self.expected = self.place()  # a rework may have run out: back to the gate
            assert self.expected.status in ("rework", "gate_review")
        assert self.place() == self.expected, "time alone moved the project"
        self.look()

    # What always holds ------------------------------------------------------------------------------------

    def look(self, case: Case | None = None) -> None:
        """What holds after every act, whatever it was."""
        case = case or self.case
        assert case.state in self.states
        for duty in case.duties.values():
            assert duty.confirmed_by is None or duty.confirmed_by != duty.done_by, "confirmed what they did"
        for row in case.rounds.values():
            assert row.decided_by is None or row.decided_by != row.proposed_by, "decided what they proposed"
        for debt in case.debts.values():
            if debt.settled_by is not None:
                assert debt.settled_by != debt.answered_by, "settled what they answered"
        held = [row for row in case.holds.values() if row.until_on is None]
        assert len(held) == (case.project.status == "on_hold")
        undecided = [row for row in case.rounds.values() if row.option is None]
        assert len(undecided) == (case.project.status == "gate_review")
        self._look_at_days(case)
        if case.project.entry in reference.LATER and case.project.status != "draft":
            self._look_at_entry(case)

    def _look_at_days(self, case: Case) -> None:
        """What shows a day and was opened again leaves nothing running from the day that was recorded before."""
        for key in case.duties:
            self.opened.setdefault(key, case.project.revision)
        for code, (fact, duty) in reference.COUNTS_FROM.items():
            rows = sorted(key for key, row in case.duties.items() if row.code == duty)
            clocks = [
                row for row in case.latest_milestones().values() if row.code == code and row.due is not None
            ]
            if len(rows) > 1 and any(row.done_on is None and row.closed_on is None for row in clocks):
                seq = max(row.seq for row in case.facts.values() if row.name == fact and row.value != "null")
                assert seq >= self.opened[rows[-1]], f"{code} runs from a day told before {duty} was struck"

    def _look_at_entry(self, case: Case) -> None:
        """Whoever entered later was let in, and what was skipped has a gate with a basis and no length of its own."""
        if not any(row.passed_over for row in case.visits.values()):
            assert case.project.status in reference.ENDS, "entered later and passed nothing over"
            return
        deemed = [row for row in case.rounds.values() if row.basis == case.project.entry]
        skipped = [row for row in case.visits.values() if row.passed_over]
        assert case.project.entry_approved_by == self.driver.cast["DD"], "nobody who may let it in"
        assert {row.visit for row in deemed} == {row.n for row in skipped}
        assert len(skipped) == reference.SKIPPED[case.project.entry]
        assert all(row.entered_on == row.left_on for row in skipped), "a stage that was skipped took time"

    def sound(self) -> list[str]:
        """The history tells the whole state."""
        with self.driver.engine.read() as session:
            return disagreements(session, self.driver.number)

    def events(self) -> int:
        with self.driver.engine.read() as session:
            counted = select(func.count()).where(journal.history.c.project == self.case.project.id)
            return session.tx.scalar(counted) or 0


def _ended(at: Expected) -> bool:
    return at.status in reference.ENDS


def somebody(player: Player, lots: Lots, *right: str | None) -> str:
    """Three times in four one of those who should, else anybody."""
    fitting = [office for office in right if office in player.offices]
    return lots.pick(fitting) if fitting and lots.number(0, 3) else lots.pick(player.offices)


def open_backfill(case: Case) -> list[str]:
    """What has still to be made up for of stages that were skipped."""
    return [row.code for row in case.latest_duties().values() if row.timing == "backfill" and row.is_open]


def open_required(case: Case, stage: str) -> list[str]:
    """What must be confirmed before a stage is left, by the rows alone."""
    return [
        row.code
        for row in case.latest_duties().values()
        if row.stage == stage and row.required and row.timing == "before_gate"
        if row.state not in ("confirmed", "not_needed")
    ]


def working_days(case_day: date, until: date, is_working: Callable[[date], bool]) -> int:
    """Counted one by one: after the first day, up to the last."""
    days = (until - case_day).days
    return sum(is_working(case_day + timedelta(days=n)) for n in range(1, days + 1))
