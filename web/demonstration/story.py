"""One project of the demonstration on its way: a driver that acts for particular people, up to today.

A story is told inside one transaction. What is known of the project is read once and kept until somebody acts; time
passes from one day on which something falls due to the next.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from lifecycle import clock, gate
from lifecycle.case import Case
from lifecycle.gate import Blocker
from lifecycle.policy import actor_of
from lifecycle.records import post
from lifecycle.records import project as projects
from lifecycle.records.work import DutyRow
from lifecycle.reminding import reminders
from lifecycle.store import Receipt, load_case
from lifecycle.verbs import duties, rounds, system
from lifecycle.verbs.duties import DutyKey
from stages import Standard
from web.demonstration.driver import OFFICE_HOUR, Driver
from web.demonstration.phrases import phrase

MINUTES_BETWEEN_ACTS = 7
CLOSING_HOUR = time(8, 30)
"""16:30 in Shanghai, in UTC: what became due by the acts of a day is told on the same day."""
AHEAD_WD = 4
"""Whoever tends a project does what is due within so many working days."""
LOOK_WD = 3
"""Working days from one look of whoever tends a project to the next."""
STEADY = ("complete_duty", "confirm_duty")
"""Acts that leave the other blockers what they are."""


class Tomorrow(Exception):
    """What comes next in a story has not happened yet."""


@dataclass
class Story(Driver):
    """A driver that acts for particular people, several times a day, and never after today.

    `members` are those who act for each office of the parties and kind of organisation, `people` the cast by login, and
    `company` says of each organisation which office its people have, its kind, and whom it sends.
    """

    today: date = date.max
    acts_a_day: int = 3
    members: Mapping[tuple[str, str], int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    company: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    done_today: int = 0
    _case: Case | None = None
    _found: tuple[Blocker, ...] | None = None

    # Looking ----------------------------------------------------------------------------------------------

    def known(self) -> tuple[Standard, Case]:
        """The project as it is; its rows are read when they are asked for."""
        with self.engine.read() as session:
            if self._case is None:
                number = projects.project.c.number == self.number
                project = session.tx.scalar(select(projects.project.c.id).where(number))
                assert project is not None
                self._case = load_case(session, project)
            project = self._case.project
            return session.standard(project.standard, project.track), self._case

    def look(self) -> tuple[Standard, Case, tuple[Blocker, ...]]:
        """The project today, and what bars its gate."""
        standard, case = self.known()
        if self._found is None:
            with self._on_its_day():
                self._found = gate.blockers(standard, case, self.day)
        return standard, case, self._found

    def _forget(self) -> None:
        self._case = self._found = None

    @property
    def standard(self) -> Standard:
        return self.known()[0]

    @property
    def case(self) -> Case:
        return self.known()[1]

    def _on_its_day(self) -> AbstractContextManager[None]:
        return clock.rehearse(datetime.combine(self.day, OFFICE_HOUR, UTC))

    # Acting -----------------------------------------------------------------------------------------------

    def act_as(self, person: int, verb: Callable[..., Receipt], *given: object, **named: object) -> Receipt:
        """A few minutes after the act before. Raises Tomorrow when the story would go on after today."""
        if self.day > self.today:
            raise Tomorrow(self.number, self.day)
        hour = datetime.combine(self.day, OFFICE_HOUR, UTC)
        at = hour + timedelta(minutes=MINUTES_BETWEEN_ACTS * self.done_today)
        with clock.rehearse(at), self.engine.write() as session:
            receipt = verb(session, actor_of(session.tx, person), *given, **named)
        self.done_today += 1
        self._forget()
        return receipt

    def words(self, what: str) -> str:
        """What somebody says here, one of several ways of putting it."""
        return phrase(what, self.number, self.day)

    def complete(self, code: str, target: tuple[int, str, int] | None = None) -> None:
        """By a member of an organisation that the duty binds, where it binds one kind only."""
        duty = self.standard.duties[code]
        fitting = (self.members.get((duty.doer, kind)) for kind in duty.kinds)
        person = next((each for each in fitting if each is not None), self.cast[duty.doer])
        with self._played_by(duty.doer, person):
            super().complete(code, target)

    def enlist(self, code: str) -> None:
        """Whoever an organisation sends acts from now on in its office."""
        office, kind, person = self.company[code]
        self.members = {**self.members, (office, kind): person}
        self.cast = {**self.cast, office: person}

    @contextmanager
    def _played_by(self, office: str, person: int) -> Iterator[None]:
        before, self.cast = self.cast, {**self.cast, office: person}
        try:
            yield
        finally:
            self.cast = before

    # Time -------------------------------------------------------------------------------------------------

    def wait(self, working_days: int = 1) -> None:
        """Let working days pass."""
        self.go_to(self.in_working_days(working_days))

    def go_to(self, day: date) -> None:
        """Let time pass up to a day; on each day on which something falls due the system does it and people are told.
        Nothing happens after today.
        """
        while self.day < day:
            self._remind(CLOSING_HOUR)
            coming = [each for each in self._acts_due() if each > self.day]
            coming += [max(each, self.day + timedelta(days=1)) for each in self._rungs_due()]
            self.day, self.done_today = min([*map(self._working, coming), day]), 0
            self._found = None
            if self.day <= self.today:
                with self._on_its_day():
                    self._turn()

    def _working(self, day: date) -> date:
        with self.engine.read() as session:
            return session.calendar.roll(day)

    def _acts_due(self) -> Iterator[date]:
        """The days on which the system has something to do, as far as can be seen now."""
        case = self.case
        yield from (row.next_on for row in case.milestones.values() if row.next_on)
        yield from (row.leaves_on for row in case.participations.values() if row.leaves_on and not row.until)
        if case.project.survey_on is not None:
            yield case.project.survey_on
        last_days = [row.until_on for row in case.rounds.values() if row.until_on and not row.expired_on]
        last_days += [row.limit_on for row in case.holds.values() if not (row.until_on or row.expired_on)]
        yield from (day + timedelta(days=1) for day in last_days)

    def _rungs_due(self) -> tuple[date, ...]:
        """The days on which somebody is to be reminded."""
        queue = post.due_queue.c
        with self.engine.read() as session:
            days = select(queue.on_day).where(queue.project == self.case.project.id)
            return tuple(session.tx.scalars(days.distinct()))

    def _turn(self) -> None:
        """What the clock does for this project on this day."""
        if any(each <= self.day for each in self._acts_due()):
            with self.engine.write() as session:
                system.do_due(session, self.case.project.id or 0)
            self._forget()
        self._remind(OFFICE_HOUR)

    def _remind(self, at: time) -> None:
        """Whoever is to be told today is told, and owes what the rung asks for."""
        if self.day <= self.today and any(each <= self.day for each in self._rungs_due()):
            with clock.rehearse(datetime.combine(self.day, at, UTC)):
                reminders.remind(self.engine)
                if list(system.open_asked(self.engine)):
                    self._forget()

    def in_working_days(self, count: int, start: date | None = None) -> date:
        """The day so many working days on, or back."""
        with self.engine.read() as session:
            return session.calendar.add_working_days(start or self.day, count)

    # Step by step -----------------------------------------------------------------------------------------

    def clear(self, *, pace: int = 0, most: int = 400, only: Collection[str] = ()) -> None:
        """So many acts a day until the gate is open, or until none of the facts `only` bars it."""
        for _ in range(most):
            found = tuple(each for each in self.look()[2] if not only or each.counted_in in only)
            if not found:
                return
            if not self._clear_some(found):
                self._wait_for(found)
            elif self.done_today >= self.acts_a_day:
                self.wait(1 + pace)
        raise ValueError(f"{self.number} is still barred by {[blocker.clause for blocker in self.look()[2]]}")

    def _clear_some(self, found: tuple[Blocker, ...]) -> bool:
        """As much as one look and one day allow: what is recorded may change the rest. Whether anything was done."""
        done = False
        for blocker in found:
            if done and (blocker.act not in STEADY or self.done_today >= self.acts_a_day):
                continue
            if self._clear_one(blocker):
                done = True
                if blocker.act not in STEADY:
                    return True
        return done

    def _wait_for(self, found: tuple[Blocker, ...]) -> None:
        days = [blocker.not_before for blocker in found if blocker.not_before is not None]
        if not days:
            barred = [(each.clause, each.act, each.office, each.waits_for) for each in found]
            raise ValueError(f"{self.number}: nobody can clear {barred}")
        self.go_to(max(min(days), self.in_working_days(1)))

    def open_duties(self) -> list[DutyRow]:
        """What could be done today, the earliest due first."""
        rows = [
            row
            for row in self.case.latest_duties().values()
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
            self.go_to(min(until, self.in_working_days(LOOK_WD)))

    def finish(self, rows: Iterable[DutyRow]) -> None:
        """Do these duties and have them confirmed."""
        for row in rows:
            self.complete(row.code, row.key)
            key = DutyKey(self.number, row.code, row.occurrence)
            self.act(row.confirmer or "", duties.confirm, key)

    def rest(self) -> None:
        """Nothing more is done; the system goes on up to today."""
        self.go_to(max(self.day, self.today))

    def give_back(self) -> None:
        """Return the first duty that waits for confirmation."""
        rows = self.case.latest_duties().values()
        row = next(row for row in rows if row.state == "submitted")
        key = DutyKey(self.number, row.code, row.occurrence)
        self.act(row.confirmer or "", duties.give_back, key, self.words("returned"))

    def hear(self) -> None:
        """Let every consulted office speak."""
        for office in self.unheard():
            self.act(office, rounds.consult, self.number, office, self.words("opinion"))
