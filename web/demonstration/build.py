"""Building the demonstration set: a database of its own, the cast, the stories, and a file with the passwords.

The passwords are made at random and kept in `passwords.json`, which only its owner can read: a second start uses the
same set and prints the same passwords. To begin anew, build it fresh.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from lifecycle import clock
from lifecycle.accounts import person_by_login
from lifecycle.database import connect, migrate
from lifecycle.engine import Engine, Session, seed_calendar
from lifecycle.policy import actor_of
from lifecycle.records.post import notice
from stages import Standard, catalogue
from web.demonstration.calling import Desk, call_all, read_calls
from web.demonstration.cast import (
    INVENTED,
    CastFile,
    PersonPart,
    enter,
    give_password,
    lend_offices,
    read_cast,
)
from web.demonstration.playing import begin, play
from web.demonstration.scenarios import Scenario, read_scenarios
from web.demonstration.yearly import enter_all, read_figures

NEWS_LASTS = timedelta(days=9)
"""What people were told earlier they have read."""
LONG_AGO = timedelta(days=5 * 365)
"""Everybody has been in office since before the first story."""
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Persona:
    """One line of the table that is printed: `post` is an office or an organisation."""

    login: str
    name: str
    post: str
    password: str


Along = Callable[[list[Scenario]], Iterable[Scenario]]


@dataclass(frozen=True)
class Demonstration:
    """The set in its folder."""

    folder: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'lifecycle.db'}"

    @property
    def _passwords(self) -> Path:
        return self.folder / "passwords.json"

    def is_built(self) -> bool:
        """Whether a whole set is there: the passwords are written last."""
        return self._passwords.exists()

    def personas(self) -> tuple[Persona, ...]:
        return tuple(Persona(**each) for each in json.loads(self._passwords.read_text("utf-8")))

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        """The database of the set, migrated to what this version wants."""
        engine = Engine(connect(self.database_url), catalogue())
        try:
            migrate(engine.database)
            yield engine
        finally:
            engine.database.close()

    def build(self, along: Along = iter) -> None:
        """Make the set anew; what was there is thrown away first. Takes some twenty seconds."""
        self._clear()
        with self.opened() as engine:
            standard, parts, day = engine.standards.current(), read_cast(), clock.today()
            with engine.write() as session:
                seed_calendar(session.tx)
                cast = enter(session, standard, parts, day - LONG_AGO)
            stories = sorted(read_scenarios(), key=lambda scenario: begin(engine, scenario, day))
            for _ in play(engine, cast, along(stories), day):
                pass
            call_all(Desk(engine, cast, day), read_calls())
            with engine.write() as session:
                _afterwards(session, standard, parts)
                figures = read_figures()
                enter_all(session, actor_of(session.tx, cast.offices[figures.office][0]), figures)
            self._write(_with_passwords(engine, standard, parts))

    def _clear(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("passwords.json", "lifecycle.db", "lifecycle.db-wal", "lifecycle.db-shm"):
            (self.folder / name).unlink(missing_ok=True)

    def _write(self, personas: list[Persona]) -> None:
        """Readable by its owner only from the first byte, and there as a whole or not at all."""
        path = self._passwords.with_suffix(UNFINISHED)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump([asdict(persona) for persona in personas], file, ensure_ascii=False, indent=2)
        path.replace(self._passwords)


def _afterwards(session: Session, standard: Standard, parts: CastFile) -> None:
    """What is true of today, whatever the stories told: who acts for whom, and that old notices have been read."""
    calendar, today = session.calendar, session.day
    lend_offices(session.tx, standard, parts, lambda days: calendar.add_working_days(today, days))
    old = session.at - NEWS_LASTS
    session.tx.execute(update(notice).where(notice.c.at < old).values(read_at=notice.c.at))


def _with_passwords(engine: Engine, standard: Standard, parts: CastFile) -> list[Persona]:
    personas = []
    names = {organisation.code: f"{organisation.name}{INVENTED}" for organisation in parts.organisations}
    for part in parts.people:
        with engine.write() as session:
            person = person_by_login(session.tx, part.login)
            assert person is not None
            password = give_password(session.tx, person, session.at)
        personas.append(Persona(part.login, f"{part.name}{INVENTED}", _post(standard, part, names), password))
    return personas


def _post(standard: Standard, part: PersonPart, names: dict[str, str]) -> str:
    if part.administers is not None:
        return part.administers
    offices = [standard.offices[code].text.zh for code in part.offices]
    return "、".join(offices) or names[part.member_of or ""]
