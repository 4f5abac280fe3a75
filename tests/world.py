"""A small world for the tests: a standard, one person for each of its offices, and organisations for its parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import insert

from lifecycle.database import Database, Transaction
from lifecycle.engine import Engine, seed_calendar
from lifecycle.records import people
from lifecycle.verbs import register
from lifecycle.verbs.register import Part, Registration, officer_of
from stages import Catalogue, Standard, catalogue, load
from web.demonstration.driver import Driver

SMALL = Path(__file__).parent / "standards" / "small"
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class World:
    """`cast` leads from an office to the person who holds it, `parties` are the codes of the organisations."""

    engine: Engine
    standard: Standard
    cast: Mapping[str, int]
    parties: tuple[str, ...]

    def register(
        self,
        *,
        title: str = "示例项目",
        parties: tuple[str, ...] | None = None,
        day: date = MONDAY,
        entry: str | None = None,
    ) -> Driver:
        """A draft with all parties, its officer and its other seats taken."""
        driver = Driver(self.engine, self.cast, "", day)
        wanted = self.parties if parties is None else parties
        officer = officer_of(self.standard).code
        given = Registration(title, parts=[Part(code) for code in wanted], entry=entry)
        driver.number = driver.act(officer, register.register, self.standard, given).number
        for office in self.standard.offices.values():
            if office.held == "seat" and office.code != officer:
                seater = self.standard.power("assign_seat")[0]
                driver.act(seater, register.seat, driver.number, office.code, self.cast[office.code])
        return driver

    def started(self, **wanted: object) -> Driver:
        """A project that was submitted into its first stage."""
        driver = self.register(**wanted)  # type: ignore[arg-type]
        driver.submit(officer_of(self.standard).code)
        return driver

    def another(self, office: str, name: str) -> int:
        """A second person who can hold an office, without being cast for it."""
        with self.engine.database.write() as tx:
            person = _person(tx, name)
            _appoint(tx, self.standard, office, person)
        return person


def build(database: Database, standard: Standard | None = None) -> World:
    """Fill a migrated, empty database with people."""
    current = standard or catalogue().current()
    engine = Engine(database, Catalogue((current,)))
    with database.write() as tx:
        seed_calendar(tx)
        parties = {
            kind.code: _organisation(tx, kind.code)
            for kind in current.organisation_kinds.values()
            if not kind.external
        }
        taking_part = tuple(code for code in parties if current.member_office(code) is not None)
        cast: dict[str, int] = {}
        for office in current.offices.values():
            cast[office.code] = _person(tx, office.code.lower())
            if office.held != "member":
                _appoint(tx, current, office.code, cast[office.code])
        for code in taking_part:
            office_code = current.member_office(code)
            assert office_code is not None
            _join(tx, cast[office_code], parties[code])
    return World(engine, current, cast, taking_part)


@cache
def small() -> Standard:
    """The second standard: other stages, roles, gates and phases."""
    return load(SMALL)


def _person(tx: Transaction, name: str) -> int:
    statement = insert(people.person).values(login=name, name=f"示例{name}").returning(people.person.c.id)
    return int(tx.execute(statement).scalar_one())


def _organisation(tx: Transaction, code: str) -> int:
    statement = insert(people.organisation).values(code=code, name=f"示例单位{code}", kind=code)
    return int(tx.execute(statement.returning(people.organisation.c.id)).scalar_one())


def _appoint(tx: Transaction, standard: Standard, office: str, person: int) -> None:
    standing = standard.offices[office].held == "staff"
    values = {
        "person": person,
        "office": office,
        "domain": "business",
        "standing": standing,
        "bureau": standard.of_bureau(office),
        "since": LONG_AGO,
    }
    tx.execute(insert(people.staff).values(**values))


def _join(tx: Transaction, person: int, organisation: int) -> None:
    values = {"person": person, "organisation": organisation, "since": LONG_AGO}
    tx.execute(insert(people.member).values(**values))
