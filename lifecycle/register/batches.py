"""One act on many projects: the same verb under the same policy, a transaction for each, and one number for all.

A batch can do nothing that its single acts could not. It is written down before anything is done, each project under a
key of its own, so that a batch that was interrupted or sent twice goes on where it was and repeats nothing. What became
of each is kept beside it, and the history of each project names the batch.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, insert, select, update

from lifecycle import refusals, words
from lifecycle.commands import Verb, run
from lifecycle.engine import Engine, Session
from lifecycle.errors import Invalid, NotFound, NotPermitted, Refusal, Unavailable
from lifecycle.policy import Actor, find, visible
from lifecycle.queries.preview import rehearse
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.lists import BatchRow, batch, batch_item
from lifecycle.store import next_in_series
from lifecycle.verbs import pauses, register, rounds

MOST = 500
"""Projects in one batch: as many as can be weighed while somebody waits."""
Takes = Literal["nothing", "person", "organisation"]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act that can be done on many. `takes`: what it needs beside the project, the same for all."""

    verb: Verb
    takes: Takes = "nothing"


ACTS: Mapping[str, BulkAct] = {
    "assign_officer": BulkAct(register.assign_officer, "person"),
    "bring_party": BulkAct(register.bring_party, "organisation"),
    "submit": BulkAct(register.submit),
    "request_gate": BulkAct(rounds.request_gate),
    "resubmit": BulkAct(rounds.resubmit),
    "resume": BulkAct(pauses.resume),
    "archive": BulkAct(pauses.archive),
}
Given = Mapping[str, int | str]
"""What an act takes, under the name of what it is: `{"person": 7}`, `{"organisation": "code"}`, or nothing. With a
person a `reason` may be given: it is asked where somebody else leaves the seat, and is the same for all.
"""
REASON_LIMIT = 300


@dataclass(frozen=True)
class Forecast:
    """What a batch would do. `passes` are numbers, the others numbers with why not: in the way, or no right."""

    passes: tuple[str, ...]
    blocked: tuple[tuple[str, Refusal], ...]
    forbidden: tuple[tuple[str, Refusal], ...]


@dataclass(frozen=True)
class Item:
    """What became of one project. `outcome` is waiting, done or refused."""

    number: str
    title: str
    outcome: str
    seq: int | None
    refusal: Refusal | None


@dataclass(frozen=True)
class BatchPage:
    """A batch with those of its projects that the reader may see, in order. `count` counts all of them."""

    code: str
    act: str
    given: Given
    by: str
    is_mine: bool
    of_list: str
    at: datetime
    count: int
    items: tuple[Item, ...]

    def of(self, outcome: str) -> int:
        return sum(1 for item in self.items if item.outcome == outcome)


def arguments(act: str, given: Given) -> tuple[Any, ...]:
    """What the verb is given after the number. Raises Invalid for no such act, or without what it takes."""
    if act not in ACTS:
        raise Invalid("act", "not_in_list", {"values": tuple(ACTS)})
    takes = ACTS[act].takes
    if takes == "nothing":
        return ()
    if takes not in given:
        raise Invalid(takes, "missing")
    if takes != "person":
        return (given[takes],)
    return given[takes], words.line("reason", str(given.get("reason", "")), REASON_LIMIT, required=False)


def forecast(engine: Engine, actor_id: int, act: str, given: Given, numbers: Sequence[str]) -> Forecast:
    """Do the act on each project and take it back: what passes here passes then, unless somebody is faster.

    Raises Invalid for the act, or more than 500 projects.
    """
    arguments_ = arguments(act, given)
    _require_few(numbers)
    passes, blocked, forbidden = [], [], []
    for number in dict.fromkeys(numbers):
        refusal = rehearse(engine, actor_id, ACTS[act].verb, number, *arguments_)
        if refusal is None:
            passes.append(number)
        elif isinstance(refusal, NotPermitted | NotFound):
            forbidden.append((number, refusal))
        else:
            blocked.append((number, refusal))
    return Forecast(tuple(passes), tuple(blocked), tuple(forbidden))


def open_batch(
    session: Session,
    actor: Actor,
    act: str,
    given: Given,
    numbers: Sequence[str],
    *,
    key: str,
    of_list: str = "",
) -> str:
    """Write a batch down, before anything is done; its code. Sent again under the same key it is the same batch.

    Projects that the actor may not see are not in it. Raises Invalid for the act, none or too many projects.
    """
    arguments(act, given)
    known = session.tx.scalar(
        select(batch.c.code).where(batch.c.person == actor.id, batch.c.key == key).limit(1)
    )
    if known is not None:
        return str(known)
    ids = [row.id for number in dict.fromkeys(numbers) if (row := _seen(session, actor, number)) is not None]
    _require_few(ids)
    series = f"B-{session.day.year}"
    code = f"{series}-{next_in_series(session.tx, series):05d}"
    values = {"code": code, "person": actor.id, "act": act, "key": key, "of_list": of_list, "at": session.at}
    session.tx.execute(insert(batch).values(values | {"given": json.dumps(dict(given), ensure_ascii=False)}))
    rows = [
        {"batch": code, "n": n, "project": id_, "outcome": "waiting"} for n, id_ in enumerate(ids, start=1)
    ]
    session.tx.execute(insert(batch_item), rows)
    return code


def titles_of(session: Session, actor: Actor, numbers: Sequence[str]) -> dict[str, str]:
    """The titles of those projects that the actor may see."""
    project = projects.project.c
    named = select(project.number, project.title).where(project.number.in_(numbers), visible(actor))
    return {row.number: row.title for row in session.tx.execute(named)}


def _seen(session: Session, actor: Actor, number: str) -> projects.ProjectRow | None:
    try:
        return find(session.tx, actor, number)
    except NotFound:
        return None


def _require_few(numbers: Sequence[object]) -> None:
    if not numbers:
        raise Invalid("projects", "missing")
    if len(numbers) > MOST:
        raise Invalid("projects", "too_many", {"limit": MOST, "length": len(numbers)})


def run_batch(
    engine: Engine, actor_id: int, code: str, along: Callable[[list[Any]], Iterable[Any]] = iter
) -> None:
    """Do what is still waiting, each in a transaction of its own. `along` passes the items on: the place for a bar.

    Raises NotFound for somebody else's batch, Unavailable when the store cannot go on: the rest waits.
    """
    with engine.read() as session:
        row = _mine(session, actor_id, code)
        waiting = session.tx.execute(_waiting(code)).all()
    verb, given = ACTS[row.act].verb, arguments(row.act, json.loads(row.given))
    for item in along(list(waiting)):
        seq, refusal = None, None
        try:
            seq = run(engine, actor_id, verb, item.number, *given, key=f"{code}-{item.n}", batch=code).seq
        except Unavailable:
            raise
        except Refusal as error:
            refusal = refusals.written(error)
        with engine.write() as session:
            _note(session, code, item.n, seq, refusal)


def _waiting(code: str) -> Select[Any]:
    item, project = batch_item.c, projects.project.c
    of_batch = select(item.n, project.number).join(projects.project, project.id == item.project)
    return of_batch.where(item.batch == code, item.outcome == "waiting").order_by(item.n)


def _note(session: Session, code: str, n: int, seq: int | None, refusal: str | None) -> None:
    same = batch_item.c.batch == code, batch_item.c.n == n
    outcome = "done" if refusal is None else "refused"
    session.tx.execute(update(batch_item).where(*same).values(outcome=outcome, seq=seq, refusal=refusal))


def _mine(session: Session, actor_id: int, code: str) -> BatchRow:
    own = select(batch).where(batch.c.code == code, batch.c.person == actor_id)
    row = session.tx.execute(own).first()
    if row is None:
        raise NotFound("batch", code)
    return BatchRow.of(row)


# Reading ----------------------------------------------------------------------------------------------------------


def batch_page(session: Session, actor: Actor, code: str) -> BatchPage:
    """A batch for whoever did it, and for the bureau. Raises NotFound."""
    row = session.tx.execute(
        select(batch, people.person.c.name)
        .join(people.person, people.person.c.id == batch.c.person)
        .where(batch.c.code == code)
    ).first()
    if row is None or not (row.person == actor.id or (actor.is_bureau and actor.administers is None)):
        raise NotFound("batch", code)
    item, project = batch_item.c, projects.project.c
    statement = (
        select(project.number, project.title, item.outcome, item.seq, item.refusal)
        .join(projects.project, project.id == item.project)
        .where(item.batch == code, visible(actor))
        .order_by(item.n)
    )
    count = session.tx.scalar(select(func.count()).where(item.batch == code)) or 0
    items = tuple(_item(each) for each in session.tx.execute(statement))
    given = json.loads(row.given)
    return BatchPage(
        code, row.act, given, row.name, row.person == actor.id, row.of_list, row.at, count, items
    )


def _item(row: Any) -> Item:
    refusal = refusals.read(row.refusal) if row.refusal else None
    return Item(row.number, row.title, row.outcome, row.seq, refusal)


def batches_of(session: Session, actor: Actor) -> tuple[BatchRow, ...]:
    """One's own batches, the newest first, fifty at most."""
    own = select(batch).where(batch.c.person == actor.id).order_by(batch.c.at.desc(), batch.c.code.desc())
    return tuple(BatchRow.of(row) for row in session.tx.execute(own.limit(50)))
