"""W5, pages over HTTP: the register as a table and as a board, and my work, against the same server's hello-world.

A process of its own serves the application with waitress, as the product does, over a register of `crowd`'s. Beside it
stands a Flask application that says hello, and one more page as a floor: fifty rows of the register by hand-written SQL,
in the barest table that Jinja can escape. One connection asks each in turn, as a browser that keeps its
connection does. What counts is the processor time of the server for one answer, all threads and the database of SQLite
included: on a machine that others use too, the time on the clock says little. The ratio is hello over page, as the goal
has it: 0.25 means that a page costs four hellos.
"""

from __future__ import annotations

import http.client
import multiprocessing
import socket
import statistics
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
from sqlalchemy import update
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from lifecycle import accounts, clock
from lifecycle.database import connect, migrate
from lifecycle.engine import Engine
from lifecycle.records import people
from stages import Catalogue, catalogue
from tests import world as worlds
from tests.bench.crowd import TODAY, analyse
from tests.bench.w2 import filled, shown
from web.app import create_app
from web.serve import serve
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=UTC)
HOST, FLOOR = "127.0.0.1", "/floor"
HELLO = f"{FLOOR}/hello"
BARE = """<!doctype html><title>bare</title><table>{% for row in rows %}<tr><td><a href="{{ base }}{{ row[1] }}">{{ row[2] }}</a>
{{ row[1] }}</td>{% for cell in row[3:] %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
PAGES = {
    "bare table": f"{FLOOR}/table",
    "register": "/projects",
    "register, board": "/projects?view=board",
    "register, one stage": "/projects?stage={stage}",
    "my work": "/my-work",
}
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Result:
    """For one answer: milliseconds of the server's processor, one figure a round; milliseconds on the clock, of all
    answers; bytes.
    """

    name: str
    worked: list[float]
    clock: list[float]
    size: int

    @property
    def cost(self) -> float:
        return statistics.median(self.worked)

    def line(self, server: str, hello: Result) -> str:
        return (
            f"{server:21s} {self.name:20s} {self.size / 1024:6.1f} KiB   processor {self.cost:7.2f} ms"
            f" [{min(self.worked):.2f}-{max(self.worked):.2f}]   clock {statistics.median(self.clock):7.2f} ms"
            f"   ratio {hello.cost / self.cost:.3f}"
        )


def measure(url: str, home: Path, *, n: int, asked: int, repeat: int) -> list[Result]:
    """Fill a fresh database, serve it, and ask each page so many times in each round. The first result is hello."""
    stage = _fill(url, n)
    pages = {"hello": HELLO} | {name: path.format(stage=stage) for name, path in PAGES.items()}
    with _serving(url, home) as (port, cookie):
        results = [_asked(port, cookie, name, path, asked) for name, path in pages.items()]  # to warm up
        results = [replace(each, worked=[], clock=[]) for each in results]
        for _ in range(repeat):
            for each, (name, path) in zip(results, pages.items(), strict=True):
                found = _asked(port, cookie, name, path, asked)
                each.worked.extend(found.worked)
                each.clock.extend(found.clock)
    return results


def _fill(url: str, n: int) -> str:
    """Answers a stage of the standard."""
    with clock.rehearse(MORNING):
        database = connect(url)
        migrate(database)
        world = worlds.build(database)
        filled(database, world, n)
        with database.write() as tx:
            tx.execute(update(people.person).values(password_set_on=TODAY))
        analyse(database)
        database.close()
    return next(iter(world.standard.stages))


# Asking -----------------------------------------------------------------------------------------------------------


def _asked(port: int, cookie: str, name: str, path: str, times: int) -> Result:
    taken = []
    with closing(http.client.HTTPConnection(HOST, port, timeout=STARTS_WITHIN_SECONDS)) as connection:
        before = _spent(connection)
        for _ in range(times):
            began = time.perf_counter()
            body = _answer(connection, path, cookie)
            taken.append(1000 * (time.perf_counter() - began))
        worked = 1000 * (_spent(connection) - before) / times
    return Result(name, [worked], taken, len(body))


def _answer(connection: http.client.HTTPConnection, path: str, cookie: str = "") -> bytes:
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return body


def _spent(connection: http.client.HTTPConnection) -> float:
    """Seconds of the server's processor so far."""
    return float(_answer(connection, f"{FLOOR}/spent"))


# Serving ----------------------------------------------------------------------------------------------------------


@contextmanager
def _serving(url: str, home: Path) -> Iterator[tuple[int, str]]:
    """A port, and the cookie of an officer of the crowd."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, home, port, there))
    process.start()
    try:
        yield port, _ready(here, port)
    finally:
        process.terminate()
        process.join()


def _ready(here: Any, port: int) -> str:
    assert here.poll(STARTS_WITHIN_SECONDS), "the server did not start"
    cookie: str = here.recv()
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            with closing(http.client.HTTPConnection(HOST, port)) as connection:
                _spent(connection)
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.05)
        else:
            return cookie


def _serve(url: str, home: Path, port: int, there: Any) -> None:
    clock.set_rehearsal(MORNING)
    engine = Engine(connect(url), Catalogue((catalogue().current(),)))
    app = create_app(Settings(home=home, database_url=url, second_factor=()), engine)
    there.send(_cookie(app, engine))
    both = DispatcherMiddleware(app.wsgi_app, {FLOOR: _floor(engine)})
    setattr(app, "wsgi_app", both)  # noqa: B010 - Flask's own way to wrap, which its types forbid
    serve(app, HOST, port)


def _floor(engine: Engine) -> flask.Flask:
    floor = flask.Flask("floor")
    bare, stages = floor.jinja_env.from_string(BARE), tuple(catalogue().current().stages)

    def table() -> str:
        with engine.read() as session:
            return bare.render(rows=shown(session, stages), base="/projects/")

    floor.add_url_rule("/table", "table", table)
    floor.add_url_rule("/hello", "hello", lambda: "hello")
    floor.add_url_rule("/spent", "spent", lambda: str(time.process_time()))
    return floor


def _cookie(app: flask.Flask, engine: Engine) -> str:
    """That of an officer who is signed in, as the browser would send it."""
    with engine.write() as session:
        person = accounts.person_by_login(session.tx, "officer3")
        assert person is not None
        signed = accounts.open_session(session.tx, person, HOST, session.at)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(_user_id=signed.token, person=person.id, used_at=int(clock.now().timestamp()))
    found = client.get_cookie("session")
    assert found is not None
    return f"session={found.value}"
