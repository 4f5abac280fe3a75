"""The append-only, hash-chained history: how an event is written down, and how the state is rebuilt from events.

Each event carries its results, never its inputs: rebuilding consults no standard, no calendar and no clock. The chain
shows an edit; that the newest events were not cut off shows only against a check code that left the machine (printed
on decisions and pages).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.case import PROJECT, Case, Write, decode
from lifecycle.records.journal import HistoryRow
from lifecycle.records.project import ProjectRow

GENESIS = ""
REFUSED, URGED = "CommandRefused", "Urged"
QUIET = (REFUSED, URGED)
"""Events that change nothing of a project: no form becomes stale by them."""


@dataclass(frozen=True)
class Body:
    """What an event says: what it is about (a clause or a name), and the rows as they are after it; of which `batch`
    it is a part, if it is one of many. `behalf` are the people by whose delegation the actor did it.
    """

    about: str
    writes: tuple[Write, ...]
    batch: str | None = None
    behalf: tuple[int, ...] = ()


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no blanks, days in ISO form."""
    return _ENCODER.encode(value)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in the history")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)


def encode(body: Body) -> str:
    writes = [[write.table, list(write.key), dict(write.values)] for write in body.writes]
    told: dict[str, object] = {"about": body.about, "writes": writes}
    if body.batch is not None:
        told["batch"] = body.batch
    if body.behalf:
        told["behalf"] = list(body.behalf)
    return canonical(told)


def parse(text: str) -> Body:
    """The body of a stored event. Raises ValueError for a text that is none."""
    raw: Mapping[str, Any] = json.loads(text)
    writes = (Write(table, tuple(key), decode(table, values)) for table, key, values in raw["writes"])
    return Body(raw["about"], tuple(writes), raw.get("batch"), tuple(raw.get("behalf", ())))


def link(prev: str, row: Mapping[str, object]) -> str:
    """The hash of an event: SHA-256 over the previous hash and every column of the event."""
    signed = [prev, *(row[name] for name in ("project", "seq", "at", "actor", "event", "body", "note_hash"))]
    return hashlib.sha256(canonical(signed).encode()).hexdigest()


def check_code(head: str) -> str:
    """The head of a chain as people can read it out: eight characters in two groups."""
    return f"{head[:4]}-{head[4:8]}".upper()


def broken_links(events: Sequence[HistoryRow]) -> tuple[int, ...]:
    """The numbers of events that do not follow from the one before: a gap, a changed column, a changed hash."""
    wrong, prev, expected = [], GENESIS, 1
    for event in events:
        columns = {name: getattr(event, name) for name in type(event).model_fields}
        if event.seq != expected or event.prev != prev or link(prev, columns) != event.hash:
            wrong.append(event.seq)
        prev, expected = event.hash, event.seq + 1
    return tuple(wrong)


def fold(project_id: int, events: Iterable[HistoryRow]) -> Case:
    """Rebuild a project from its events, oldest first. Needs nothing else."""
    case = Case(ProjectRow.of({"id": project_id}))
    for event in events:
        for write in parse(event.body).writes:
            case.apply(write)
        case.apply(Write(PROJECT, (), {"revision": event.seq, "head": event.hash}))
    return case
