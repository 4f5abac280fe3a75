"""The application as a browser sees it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from lifecycle import accounts, clock
from lifecycle.database import connect
from lifecycle.records import people
from lifecycle.records.people import ADMINISTRATORS, PersonRow
from tests import world as worlds
from web.app import create_app
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.world import World

MORNING = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
"""Tuesday 20 January 2026, 10:00 in Shanghai."""
PASSWORD = "Kiln-Otter_47-quartz"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HIDDEN = re.compile(r'<input(?=[^>]* type="hidden")[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Browser:
    """Follows no redirect by itself, keeps cookies, and sends the secret of the page it last saw with every form."""

    client: FlaskClient
    page: str = ""
    base_url: str = "http://localhost"

    def get(self, url: str, **more: Any) -> TestResponse:
        return self._seen(self.client.get(url, base_url=self.base_url, buffered=True, **more))

    def post(self, url: str, /, *, secret: bool = True, **fields: Any) -> TestResponse:
        if secret:
            fields["csrf_token"] = self.secret()
        return self._seen(self.client.post(url, data=fields, base_url=self.base_url, buffered=True))

    def secret(self) -> str:
        """That of a form of this browser: every page has one in its bar."""
        found = TOKEN.search(self.page) or TOKEN.search(self.get("/no-such-page").text)
        assert found is not None
        return unescape(found[1])

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        found = (dict(ATTRIBUTE.findall(each)) for each in HIDDEN.findall(self.page))
        return {each["name"]: unescape(each.get("value", "")) for each in found}

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html":
            self.page = response.text
        return response


@dataclass
class Site:
    """`people` leads from an office, or an administrator's, to a login."""

    app: flask.Flask
    world: World
    people: dict[str, str] = field(default_factory=dict)

    def stranger(self) -> Browser:
        """Somebody who is not signed in."""
        return Browser(self.app.test_client())

    def browser(self, office: str) -> Browser:
        """Somebody with that office, signed in."""
        person = self.person(office)
        with self.world.engine.write() as session:
            signed = accounts.open_session(session.tx, person, "127.0.0.1", session.at)
        browser = self.stranger()
        with browser.client.session_transaction() as cookie:
            cookie.update(_user_id=signed.token, person=person.id, used_at=int(clock.now().timestamp()))
        return browser

    def person(self, office: str) -> PersonRow:
        with self.world.engine.read() as session:
            found = accounts.person_by_login(session.tx, self.people[office])
        assert found is not None
        return found

    def give_password(self, office: str, password: str = PASSWORD) -> str:
        """Lets somebody sign in with a password. Answers their login."""
        with self.world.engine.write() as session:
            accounts.set_password(session.tx, self.person(office), password, accounts.DJCP3, session.at)
        return self.people[office]

    def access_log(self) -> list[str]:
        with self.world.engine.read() as session:
            return [row.outcome for row in session.tx.execute(select(people.access_log))]


@contextmanager
def open_site(url: str, home: Path, **settings: Any) -> Iterator[Site]:
    """A site on a fresh, migrated database."""
    database = connect(url)
    try:
        world = worlds.build(database)
        logins = {office: office.lower() for office in world.cast}
        with database.write() as tx:
            tx.execute(update(people.person).values(password_set_on=MORNING.date()))
            for office in ADMINISTRATORS:
                person = accounts.add_person(tx, login=office, name=f"示例{office}", domain=office)
                accounts.appoint(tx, person, office, standing=True, since=date(2026, 1, 1))
                logins[office] = office
            tx.execute(update(people.person).values(password_set_on=MORNING.date()))
        made = replace(Settings(home=home, database_url=url, second_factor=()), **settings)
        yield Site(create_app(made, world.engine), world, logins)
    finally:
        database.close()
