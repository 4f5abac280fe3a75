"""One project of the demonstration on its way: a driver that acts for particular people, up to today."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from lifecycle import clock
from lifecycle.policy import actor_of
from lifecycle.records.work import DutyRow
from lifecycle.store import Receipt
from lifecycle.verbs import duties, rounds, system
from lifecycle.verbs.duties import DutyKey
from stages import Standard
from web.demonstration.driver import OFFICE_HOUR, Driver

MINUTES_BETWEEN_ACTS = 7
AHEAD_WD = 4
"""Whoever tends a project does what is due within so many working days."""
LEAP_WD = 5
"""Working days from one look to the next while nothing is done."""


@dataclass
class Story(Driver):
    """A driver that acts for particular people, several times a day, and never after today."""

    today: date = date.max
    acts_a_day: int = 3
    members: Mapping[tuple[str, str], int] = field(default_factory=dict)
    done_today: int = 0

    def act_as(self, person: int, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        """A few minutes after the act before. Raises ValueError when the story runs past today."""
        if self.day > self.today:
            raise ValueError(f"{self.number} is told into the future: {self.day}")
        hour = datetime.combine(self.day, OFFICE_HOUR, UTC)
        at = hour + timedelta(minutes=MINUTES_BETWEEN_ACTS * self.done_today)
        with clock.rehearse(at), self.engine.write() as session:
            receipt = verb(session, actor_of(session.tx, person), *given, **named)
        self.done_today += 1
        return receipt

    def complete(self, code: str, target: tuple[int, str, int] | None = None) -> None:
        """By a member of an organisation that the duty binds, where it binds one kind only."""
        duty = self.standard.duties[code]
        fitting = (self.members.get((duty.doer, kind)) for kind in duty.kinds)
        person = next((each for each in fitting if each is not None), self.cast[duty.doer])
        with self._played_by(duty.doer, person):
            super().complete(code, target)

    @contextmanager
    def _played_by(self, office: str, person: int) -> Iterator[None]:
        before, self.cast = self.cast, {**self.cast, office: person}
        try:
            yield
        finally:
            self.cast = before

    @property
    def standard(self) -> Standard:
        return self.look()[0]

    def wait(self, working_days: int = 1) -> None:
        """Let days pass; the system does what falls due in between."""
        super().wait(working_days)
        self.done_today = 0
        if self.day <= self.today:
            with clock.rehearse(datetime.combine(self.day, OFFICE_HOUR, UTC)):
                list(system.tick(self.engine))

    def in_working_days(self, count: int, start: date | None = None) -> date:
        """The day so many working days on, or back."""
        with self.engine.read() as session:
            return session.calendar.add_working_days(start or self.day, count)

    def clear(self, *, pace: int = 0, most: int = 400) -> None:
        """So many acts a day until the gate is open."""
        for _ in range(most):
            _, case, found = self.look()
            if not found:
                return
            if self.step() is None:
                self._wait_for(found)
                self.done_today = 0
            elif self.done_today >= self.acts_a_day:
                self.wait(1 + pace)
            assert case.project.number == self.number
        raise ValueError(f"{self.number} is still barred")

    def open_duties(self) -> list[DutyRow]:
        """What could be done today, the earliest due first."""
        _, case, _ = self.look()
        rows = [
            row
            for row in case.latest_duties().values()
            if row.state in ("not_started", "in_progress", "changes_requested")
            if row.waits_for is None and row.confirmer is not None
            if row.not_before is None or row.not_before <= self.day
        ]
        return sorted(rows, key=lambda row: (row.due or date.max, row.code))

    def tend(self, until: date) -> None:
        """Let time pass up to a day, and do what falls due before it is late."""
        while self.day < until:
            ahead = self.in_working_days(AHEAD_WD)
            self.finish([row for row in self.open_duties() if row.required and row.due and row.due <= ahead])
            self.wait()

    def finish(self, rows: Iterable[DutyRow]) -> None:
        """Do these duties and have them confirmed."""
        for row in rows:
            self.complete(row.code, row.key)
            key = DutyKey(self.number, row.code, row.occurrence)
            self.act(row.confirmer or "", duties.confirm, key)

    def rest(self) -> None:
        """Nothing more is done; the system goes on up to today."""
        while self.in_working_days(1) <= self.today:
            left = self.today - self.day
            self.wait(LEAP_WD if left.days > 2 * LEAP_WD else 1)

    def give_back(self) -> None:
        """Return the first duty that waits for confirmation."""
        rows = self.look()[1].latest_duties().values()
        row = next(row for row in rows if row.state == "submitted")
        key = DutyKey(self.number, row.code, row.occurrence)
        self.act(row.confirmer or "", duties.give_back, key, "示例：缺少原始数据，请补充后再提交")

    def hear(self) -> None:
        """Let every consulted office speak."""
        for office in self._unheard():
            self.act(office, rounds.consult, self.number, office, "示例：无不同意见")
