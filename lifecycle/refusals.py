"""Refusals as text that can be kept, and read back as what they were: for what became of each project of a batch.

Only codes, numbers and days are kept: the sentence is made when it is read, in the language of whoever reads.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from lifecycle.errors import (
    GateClosed,
    Invalid,
    NoSuchMove,
    NotFound,
    NotPermitted,
    Refusal,
    Stale,
    Unavailable,
)
from lifecycle.gate import Blocker

MOST_CLAUSES = 20
"""Clauses of a closed gate that are kept; how many there were is kept too."""


def written(refusal: Refusal) -> str:
    """At most 4,000 characters."""
    return json.dumps(_parts(refusal), ensure_ascii=False)


def _parts(refusal: Refusal) -> dict[str, Any]:
    match refusal:
        case NotFound():
            return {"kind": "NotFound", "what": refusal.what, "code": refusal.code[:60]}
        case NotPermitted():
            return {
                "kind": "NotPermitted",
                "act": refusal.act,
                "clause": refusal.clause,
                "offices": refusal.offices,
            }
        case NoSuchMove():
            return {"kind": "NoSuchMove", "move": refusal.move, "state": refusal.state}
        case GateClosed():
            kept = [_blocker(each) for each in refusal.blockers[:MOST_CLAUSES]]
            return {"kind": "GateClosed", "move": refusal.move, "blockers": kept, "n": len(refusal.blockers)}
        case Stale():
            return {"kind": "Stale", "what": refusal.what, "seen": refusal.seen, "now": refusal.now}
        case Invalid():
            values = {name: _plain(value) for name, value in refusal.values.items()}
            return {"kind": "Invalid", "field": refusal.field, "problem": refusal.problem, "values": values}
        case _:
            return {"kind": "Unavailable"}


def _blocker(blocker: Blocker) -> dict[str, Any]:
    return {"kind": blocker.kind, "clause": blocker.clause, "act": blocker.act, "role": blocker.role}


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case tuple() | list() | set() | frozenset():
            return [str(each)[:60] for each in value][:MOST_CLAUSES]
        case bool() | int() | float():
            return value
        case _:
            return str(value)[:200]


def read(text: str) -> Refusal:
    """The refusal again. Of a closed gate the blockers that were kept, each repeated to the number there was."""
    parts: Mapping[str, Any] = json.loads(text)
    match parts["kind"]:
        case "NotFound":
            return NotFound(parts["what"], parts["code"])
        case "NotPermitted":
            return NotPermitted(parts["act"], parts["clause"], tuple(parts["offices"]))
        case "NoSuchMove":
            return NoSuchMove(parts["move"], parts["state"])
        case "GateClosed":
            kept = [_barred(each) for each in parts["blockers"]]
            return GateClosed(parts["move"], tuple(kept + kept[-1:] * (parts["n"] - len(kept))))
        case "Stale":
            return Stale(parts["what"], parts["seen"], parts["now"])
        case "Invalid":
            return Invalid(parts["field"], parts["problem"], parts["values"])
        case _:
            return Unavailable()


def _barred(parts: Mapping[str, Any]) -> Blocker:
    return Blocker(parts["kind"], parts["clause"], "", parts["act"], parts["role"], None)
