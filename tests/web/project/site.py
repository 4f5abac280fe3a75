"""The site as a reader uses it: pages are read for their forms, forms are filled in and sent with their buttons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from lifecycle import accounts, clock
from lifecycle.records import people
from web.app import create_app
from web.demonstration.driver import OFFICE_HOUR
from web.settings import Settings

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.world import World
    from web.demonstration.driver import Driver

PASSWORD = "Lake-Mountain-2026"
OK = 200


@dataclass
class Form:
    """A form of a page: the values it would send, and its buttons as (name, value)."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._here: Form | None = None
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._here = Form(given.get("action", ""))
            self.forms.append(self._here)
        elif self._here is not None and tag == "button":
            self._here.buttons.append((given.get("name", ""), given.get("value", "")))
        elif self._here is not None and tag in ("input", "select", "textarea"):
            self._here.names.add(given.get("name", ""))
            self._control(self._here, tag, given)
        elif self._here is not None and tag == "option" and self._select and "selected" in given:
            self._here.fields[self._select] = given.get("value", "")

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type")
        if tag == "textarea":
            self._textarea, form.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif kind not in ("radio", "checkbox", "file") or "checked" in given:
            form.fields[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._here is not None and self._textarea is not None:
            self._here.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._here = None
        if tag == "textarea" and self._here is not None and self._textarea is not None:
            typed = self._here.fields[self._textarea]
            self._here.fields[self._textarea] = typed.removeprefix("\r").removeprefix("\n")  # as browsers do
            self._textarea = None
        if tag == "select":
            self._select = None


@dataclass
class Page:
    """An answer, read."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.text)
        return reader.forms

    def form(self, button: str = "", having: str = "") -> Form:
        """The form with a button of that value, or with a field of that name."""
        return next(
            form
            for form in self.forms
            if (button and any(value == button for _, value in form.buttons))
            or (having and having in form.names)
        )


@dataclass
class Somebody:
    """A reader with a browser of their own."""

    site: Site
    client: FlaskClient

    def get(self, path: str) -> Page:
        with self.site.now():
            return Page(self.client.get(path, headers={"Accept-Language": "zh"}))

    def post(self, path: str, data: dict[str, Any]) -> Page:
        with self.site.now():
            return Page(self.client.post(path, data=data))

    def send(self, path: str, button: str, *, having: str = "", **values: Any) -> Page:
        """Open a page, fill in the form that has the button, press it."""
        page = self.get(path)
        assert page.status == 200, (path, page.status)
        return self.press(path, page.form(button, having), button, **values)

    def foresee(self, path: str, **values: Any) -> Page:
        """Fill in a form that shows what would follow before it is done."""
        return self.send(path, "check", **values)

    def confirm(self, path: str, **values: Any) -> Page:
        """The same, and press the button on what is shown; where it is refused before, that page."""
        seen = self.foresee(path, **values)
        if seen.status != OK:
            return seen
        return self.press(path, seen.form("do"), "do")

    def press(self, path: str, form: Form, button: str, **values: Any) -> Page:
        """Send a form that was read before. Field names with other signs are given in a dict as `fields`."""
        named = values.pop("fields", {})
        data = {**form.fields, **values, **named}
        if button:
            data["act"] = button
        return self.post(form.action or path, data)


@dataclass
class Site:
    """The application over a world, on the day of a driver."""

    app: Flask
    world: World
    driver: Driver
    _open: dict[int, Somebody] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return self.driver.number

    def path(self, rest: str = "") -> str:
        return f"/projects/{self.number}{rest}"

    @contextmanager
    def now(self) -> Iterator[None]:
        with clock.rehearse(datetime.combine(self.driver.day, OFFICE_HOUR, UTC)):
            yield

    def as_office(self, office: str) -> Somebody:
        return self.as_person(self.world.cast[office])

    def as_person(self, person: int) -> Somebody:
        """Signed in by password, once in a test; idle time does not count here."""
        client = self.app.test_client()
        login = self._login(person)
        with self.now():
            secret = Page(client.get("/sign-in")).form(having="password").fields["csrf_token"]
            answer = client.post(
                "/sign-in", data={"csrf_token": secret, "login": login, "password": PASSWORD}
            )
        assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
        return Somebody(self, client)

    def _login(self, person: int) -> str:
        with self.world.engine.database.read() as tx:
            return str(tx.scalar(select(people.person.c.login).where(people.person.c.id == person)))


def open_site(world: World, home: Path, driver: Driver, **more: Any) -> Site:
    """The site of a world whose people have passwords, on the day of a driver; `more` are settings."""
    settings = Settings(home=home, database_url="", secret_key="k" * 40, password_profile=accounts.ASVS)
    return Site(create_app(replace(settings, **more), world.engine), world, driver)


def give_passwords(world: World, day: date) -> None:
    """One hash for all: hashing is meant to be slow."""
    person = people.person
    with world.engine.database.write() as tx:
        first = people.PersonRow.of(tx.execute(select(person).limit(1)).one())
        accounts.set_password(tx, first, PASSWORD, accounts.DJCP3, datetime.combine(day, OFFICE_HOUR, UTC))
        hashed = tx.scalar(select(person.c.password_hash).where(person.c.id == first.id))
        tx.execute(update(person).values(password_hash=hashed, password_set_on=day))
