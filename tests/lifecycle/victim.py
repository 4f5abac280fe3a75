"""A process that carries out commands and can be made to die while it does: `python -m tests.lifecycle.victim URL`.

It reads one command a line (JSON) and answers each with one line. A command that is to die is carried out by a fork of
this process, which kills itself at the named place; the answer is then `killed`. Every other answer is an
acknowledgement: the number of the event.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import event

from lifecycle import faults
from lifecycle.commands import run
from lifecycle.database import Database, connect
from lifecycle.engine import Engine
from lifecycle.store import Receipt
from lifecycle.verbs import decisions, duties, register
from lifecycle.verbs.decisions import Decision
from lifecycle.verbs.duties import DutyKey
from lifecycle.verbs.evidence import Evidence
from lifecycle.verbs.register import Part, Registration
from stages import Catalogue
from tests import world
from tests.lifecycle.scenes import on

AFTER_COMMIT = "after_commit"
SHEET = (Evidence("sheet", "text", "《示例之书》"),)
Order = dict[str, Any]


def verb_of(engine: Engine, order: Order) -> tuple[Callable[..., Receipt], tuple[Any, ...]]:
    number = order["number"]
    match order["act"]:
        case "complete":
            return duties.complete, (DutyKey(number, "SUG-R-1"), SHEET)
        case "attach":
            return duties.attach, (DutyKey(number, "SUG-R-1"), SHEET)
        case "decide":
            return decisions.decide, (number, Decision("go", "同意", reasons={"K1-S1": "小众但重要"}))
        case _:
            standard = engine.standards.current()
            return register.register, (standard, Registration("新的一本", parts=[Part("circle")]))


def carry_out(database: Database, order: Order) -> int:
    engine = Engine(database, Catalogue((world.small(),)))
    verb, given = verb_of(engine, order)
    with on(date.fromisoformat(order["day"])):
        return run(engine, order["actor"], verb, *given, key=order["key"]).seq


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def halfway_commit(database: Database) -> Callable[[], None]:
    """What a broken build would do: it commits what it has so far, and goes on in a transaction of its own."""
    held: list[Any] = []

    @event.listens_for(database.writer, "begin")
    def remember(connection: Any) -> None:
        held.append(connection.connection.driver_connection)

    def commit() -> None:
        if database.is_sqlite:
            held[-1].execute("COMMIT")
            held[-1].execute("BEGIN IMMEDIATE")
        else:
            held[-1].commit()
            if held[-1]._pipeline is not None:
                held[-1]._pipeline.sync()

    return commit


def careless_death(database: Database) -> Callable[[], None]:
    """A broken build that dies right after it has committed halfway."""
    commit = halfway_commit(database)

    def commit_and_die() -> None:
        commit()
        die()

    return commit_and_die


def dying(url: str, order: Order) -> None:
    """In the fork: carry the command out and die at its place. Never comes back."""
    database = connect(url)
    faults.hooks[order["place"]] = careless_death(database) if order.get("careless") else die
    carry_out(database, order)
    if order["place"] == AFTER_COMMIT:
        die()
    os._exit(7)


def serve(url: str) -> None:
    database = connect(url)
    for line in sys.stdin:
        order = json.loads(line)
        if not order.get("place"):
            print(carry_out(database, order), flush=True)
            continue
        child = os.fork()
        if child == 0:
            dying(url, order)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"exit {status}", flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
