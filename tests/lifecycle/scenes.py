"""Acting and looking in tests: single acts by any person, rehearsals that are undone, places along a project's way."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from lifecycle import clock, history
from lifecycle.case import DERIVED, KEPT, Case
from lifecycle.database import Database, Transaction, connect, migrate
from lifecycle.engine import Engine, Session
from lifecycle.errors import Refusal
from lifecycle.policy import actor_of, is_end
from lifecycle.records import journal, people
from lifecycle.records import project as projects
from lifecycle.records.journal import HistoryRow
from lifecycle.records.project import ProjectRow
from lifecycle.store import Receipt, load_case
from lifecycle.verbs.rounds import Owed
from lifecycle.verify import verify_project
from stages import Catalogue, Standard
from tests import world as worlds
from tests.world import LONG_AGO, World
from web.demonstration.driver import OFFICE_HOUR, Driver

DRAFT = "draft"
REVIEW = "review"


@contextmanager
def on(day: date) -> Iterator[None]:
    """It is ten in the morning of `day` in Shanghai."""
    with clock.rehearse(datetime.combine(day, OFFICE_HOUR, UTC)):
        yield


def by_person(
    driver: Driver, person: int, verb: Callable[..., Receipt], *given: object, **named: object
) -> Receipt:
    """One verb in one transaction on the driver's day, by a person who need not be cast for any office."""
    with on(driver.day), driver.engine.write() as session:
        return verb(session, actor_of(session.tx, person), *given, **named)


def refused(
    kind: type[Refusal],
    driver: Driver,
    office: str,
    verb: Callable[..., Receipt],
    *given: object,
    **named: object,
) -> Any:
    """The refusal that an act gets."""
    with pytest.raises(kind) as caught:
        driver.act(office, verb, *given, **named)
    return caught.value


def case_of(driver: Driver) -> Case:
    """The project with all its rows read."""
    with driver.engine.read() as session:
        return read_case(session, driver.number)


def read_case(session: Session, number: str) -> Case:
    project = session.tx.scalar(select(projects.project.c.id).where(projects.project.c.number == number))
    assert project is not None
    case = load_case(session, project)
    for table in KEPT:
        case.rows(table)
    return case


def events_of(driver: Driver) -> list[HistoryRow]:
    """The project's history, oldest first."""
    with driver.engine.read() as session:
        return read_events(session.tx, driver.number)


def read_events(tx: Transaction, number: str) -> list[HistoryRow]:
    project = select(projects.project.c.id).where(projects.project.c.number == number).scalar_subquery()
    rows = tx.execute(
        select(journal.history).where(journal.history.c.project == project).order_by(journal.history.c.seq)
    )
    return [HistoryRow.of(row) for row in rows]


def rows_of(case: Case) -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row of a case as plain values, by kind and key, without the columns that are computed from the rest."""
    project = {
        name: getattr(case.project, name, None) for name in ProjectRow.model_fields if name not in DERIVED
    }
    kinds = {
        table: {
            key: {name: getattr(row, name, None) for name in kept.row.model_fields}
            for key, row in case.rows(table).items()
        }
        for table, kept in KEPT.items()
    }
    return {"project": {(): project}, **kinds}


def disagreements(session: Session, number: str) -> list[str]:
    """What is wrong with a project's record: broken links, a gap, rows that the history does not tell of.

    The one check of all tests of durability; `test_history` and `test_faults` show that it finds what it must.
    """
    case, events = read_case(session, number), read_events(session.tx, number)
    wrong = [f"link {seq}" for seq in history.broken_links(events)]
    if case.project.revision != len(events):
        wrong.append(f"revision {case.project.revision} after {len(events)} events")
    told = rows_of(history.fold(case.project.id or 0, events))
    wrong += [
        f"{kind} {key}: {rows.get(key)} is told as {told[kind].get(key)}"
        for kind, rows in rows_of(case).items()
        for key in rows.keys() | told[kind].keys()
        if rows.get(key) != told[kind].get(key)
    ]
    return wrong


def to_the_end(driver: Driver, most: int = 6) -> None:
    """Pass gate after gate, each as the project's track passes it."""
    for _ in range(most):
        _, case, _ = driver.look()
        if is_end(case.project.status):
            return
        if case.project.status != "gate_review":
            driver.clear()
            driver.request()
        if case_of(driver).project.status == "gate_review":
            driver.clear()
            driver.decide()
    raise AssertionError(f"{driver.number} is not at its end")


def sound(driver: Driver) -> None:
    """The project's record tells all of its rows, and `verify` finds nothing wrong with it."""
    with driver.engine.read() as session:
        assert disagreements(session, driver.number) == []
        project = case_of(driver).project.id
        assert project is not None
        assert list(verify_project(session, project)) == []


def note_count(tx: Transaction) -> int:
    return tx.scalar(select(func.count()).select_from(journal.note)) or 0


def owed(world: World, driver: Driver, office: str, what: str = "补一份说明", working_days: int = 10) -> Owed:
    """Something owed by an office in so many working days."""
    return Owed(what, office, later(driver, working_days))


def later(driver: Driver, working_days: int) -> date:
    """The day so many working days after the driver's."""
    with driver.engine.read() as session:
        return session.calendar.add_working_days(driver.day, working_days)


# A rehearsal ------------------------------------------------------------------------------------------------------


@dataclass
class Rehearsal:
    """Stands where the engine stands, inside one open transaction: each act is a savepoint, and all of it is undone."""

    engine: Engine
    tx: Transaction

    @contextmanager
    def write(self, batch: str | None = None) -> Iterator[Session]:
        with self.tx.begin_nested():
            yield Session(self.engine, self.tx, clock.now(), batch)

    def read(self) -> AbstractContextManager[Session]:
        return self.write()


@contextmanager
def rehearsal(driver: Driver) -> Iterator[Driver]:
    """A second driver of the same project; whatever it does has not happened afterwards. Rehearsals nest."""
    if isinstance(driver.engine, Rehearsal):
        nested = driver.engine.tx.begin_nested()
        try:
            yield replace(driver, values=dict(driver.values))
        finally:
            nested.rollback()
        return
    with driver.engine.database.writer.connect() as tx:
        outer = tx.begin()
        try:
            stand_in: Any = Rehearsal(driver.engine, tx)
            yield replace(driver, engine=stand_in, values=dict(driver.values))
        finally:
            outer.rollback()


# Places along the way ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scene:
    """A world with one project somewhere along its way."""

    world: World
    driver: Driver

    @property
    def standard(self) -> Any:
        return self.world.standard


@dataclass(frozen=True)
class _Kept:
    """A SQLite file as it was at a place, and the day."""

    path: Path
    day: date


class Life:
    """One project's life on SQLite, lived once; each place along it is a file to begin from.

    Places: `draft`, a stage (just entered), `<stage>/review` (its gate is requested), `end`.
    """

    def __init__(self, folder: Path, standard: Standard) -> None:
        self._folder = folder
        self._standard = standard
        database = connect(f"sqlite:///{folder / 'life.sqlite'}")
        migrate(database)
        self._world = worlds.build(database, self._standard)
        self._driver = self._world.register()
        self._places: dict[str, _Kept] = {}
        self._keep(DRAFT)
        self._ahead = self._live()

    def _live(self) -> Iterator[None]:
        self._driver.submit(worlds.officer_of(self._standard).code)
        for stage in self._standard.stages:
            self._keep(stage)
            yield
            self._driver.clear()
            self._driver.request()
            self._keep(f"{stage}/{REVIEW}")
            yield
            self._driver.decide()
        self._keep("end")
        yield

    def _keep(self, place: str) -> None:
        path = self._folder / f"{place.replace('/', '-')}.sqlite"
        with contextlib.closing(sqlite3.connect(self._folder / "life.sqlite")) as connection:
            connection.execute("VACUUM INTO ?", [str(path)])
        self._places[place] = _Kept(path, self._driver.day)

    def at(self, place: str, folder: Path) -> tuple[Database, Scene]:
        """A copy of the world as it was at a place."""
        while place not in self._places:
            next(self._ahead)
        kept = self._places[place]
        path = folder / f"{len(list(folder.iterdir()))}-{kept.path.name}"
        shutil.copyfile(kept.path, path)
        database = connect(f"sqlite:///{path}")
        engine = Engine(database, Catalogue((self._standard,)))
        world = replace(self._world, engine=engine)
        return database, Scene(world, Driver(engine, world.cast, self._driver.number, kept.day))


# People -----------------------------------------------------------------------------------------------------------


def person(tx: Transaction, name: str, *, domain: str = "business") -> int:
    values = {"login": name, "name": f"示例{name}", "domain": domain}
    return int(tx.execute(insert(people.person).values(values).returning(people.person.c.id)).scalar_one())


def organisation(tx: Transaction, code: str, kind: str) -> int:
    values = {"code": code, "name": f"示例单位{code}", "kind": kind}
    statement = insert(people.organisation).values(values).returning(people.organisation.c.id)
    return int(tx.execute(statement).scalar_one())


def organisation_id(tx: Transaction, code: str) -> int:
    found = tx.scalar(select(people.organisation.c.id).where(people.organisation.c.code == code))
    assert found is not None
    return int(found)


def join(tx: Transaction, who: int, which: int, *, until: date | None = None) -> None:
    values = {"person": who, "organisation": which, "since": LONG_AGO, "until": until}
    tx.execute(insert(people.member).values(values))


def appoint(
    tx: Transaction,
    who: int,
    office: str,
    *,
    standing: bool,
    domain: str = "business",
    until: date | None = None,
    bureau: bool = True,
) -> None:
    values = {"person": who, "office": office, "standing": standing, "domain": domain, "bureau": bureau}
    tx.execute(insert(people.staff).values(values | {"since": LONG_AGO, "until": until}))
