"""The demonstration set, built once and served to personas who go wherever their links lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import String, select

from lifecycle import accounts, clock
from lifecycle.records import metadata
from lifecycle.records.people import PersonRow
from tests.crawl.crawler import Crawler
from tests.crawl.reading import CHINESE, SENTENCE
from tests.web.site import MORNING, Site, open_site
from web.app import create_app
from web.demonstration.build import Demonstration
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import flask
    from flask.testing import FlaskClient

    from lifecycle.engine import Engine

PERSONAS = (
    "po1", "sh", "dd", "dir", "gov", "chair1", "qingheng", "poc", "mumian", "qiaoliang", "park",
    "admin", "secadmin", "auditadmin",
)  # fmt: skip
"""Officer, head of section, deputy director, director, district, chair of experts; two platforms, an enterprise, a
broker, a park; the three administrators.
"""


@dataclass(frozen=True)
class Crawled:
    """The running set. `words` is what people have written in it, the longest first."""

    app: flask.Flask
    engine: Engine
    words: list[str]

    def client(self, login: str) -> FlaskClient:
        """Somebody's browser, signed in."""
        with self.engine.write() as session:
            person = accounts.person_by_login(session.tx, login)
            assert isinstance(person, PersonRow), login
            signed = accounts.open_session(session.tx, person, "127.0.0.1", session.at)
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=signed.token, person=person.id, used_at=int(clock.now().timestamp()))
        return client

    def crawler(self, login: str, language: str) -> Crawler:
        return Crawler(self.app, self.client(login), language)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The demonstration set with all three administrators."""
    home = tmp_path_factory.mktemp("crawl")
    built = Demonstration(home / "demonstration")
    built.build()
    with built.opened() as engine:
        with engine.write() as session:
            for office in ("secadmin", "auditadmin"):
                person = accounts.add_person(session.tx, login=office, name=f"示例·{office}", domain=office)
                accounts.appoint(session.tx, person, office, standing=True, since=session.day)
                accounts.set_password(session.tx, person, "Kiln-Otter_47-quartz", accounts.ASVS, session.at)
        settings = Settings(home=home, database_url=built.database_url, demonstration=True)
        yield Crawled(create_app(settings, engine), engine, written(engine))


def written(engine: Engine) -> list[str]:
    """Every text that is kept, as people wrote it: that is neither translated nor a code of ours."""
    found: set[str] = set()
    with engine.read() as session:
        for table in metadata.tables.values():
            columns = [
                column
                for column in table.columns
                if isinstance(getattr(column.type, "impl", column.type), String)
            ]
            if not columns or table.name in ("history", "project_words"):
                continue
            for row in session.tx.execute(select(*columns)):
                texts = [" ".join(str(value).split()) for value in row if value]
                texts += [
                    each for text in texts if text.startswith(",") for each in text.split(",")
                ]  # a list
                found |= {text for text in texts if CHINESE.search(text) or SENTENCE.search(text)}
    return sorted(found, key=len, reverse=True)


@pytest.fixture
def site(sqlite_database_url: str, tmp_path: Path) -> Iterator[Site]:
    """A small world that grows."""
    with clock.rehearse(MORNING), open_site(sqlite_database_url, tmp_path) as opened:
        yield opened
