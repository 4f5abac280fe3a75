"""Changing the task book: what was agreed at approval is agreed anew, and the facts that it fixes corrected with it.

Source: move T20 (proposal). Who may depends on whether targets are lowered, which the officer records first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lifecycle import facts, machine, milestones, moves, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.policy import Actor
from lifecycle.store import Entry, Receipt
from lifecycle.verbs import papers
from lifecycle.verbs.common import open_entry, set_fact
from lifecycle.verbs.evidence import Evidence
from stages.conditions import Value
from stages.model import Move

MOVE = "change_task_book"


@dataclass(frozen=True)
class NewTaskBook:
    """Why it changes, the facts that are different now, and the papers that the move asks for."""

    reason: str
    values: Mapping[str, Value] = field(default_factory=dict)
    papers: Sequence[Evidence] = ()


def change(
    session: Session, actor: Actor, number: str, given: NewTaskBook, seen: int | None = None
) -> Receipt:
    """Raises GateClosed until the project is approved, the parties have consented, and it is recorded whether targets
    are lowered; NotPermitted for the office that may not change it that way; Invalid for a fact that it does not fix;
    NoSuchMove.
    """
    entry = open_entry(session, actor, number, seen)
    move = entry.standard.moves[MOVE]
    machine.moves(entry.standard).go(MOVE, entry.case.state)
    moves.require_decided(entry, move)
    moves.authority_of(entry, move)
    note = entry.words(words.reason(given.reason))
    papers.keep(entry, move.docs, given.papers)
    moves.fire(entry, MOVE, {"reason_given": True})
    entry.project(moved=entry.seq)
    changed = _correct(entry, move, given.values, note)
    milestones.settle(entry)
    return entry.close("TaskBookChanged", " ".join(changed), note)


def _correct(entry: Entry, move: Move, values: Mapping[str, Value], note: str | None) -> list[str]:
    """The names of the facts whose value is another than before."""
    known = facts.recorded(entry.standard, entry.case)
    changed = []
    for name, value in values.items():
        if name not in move.corrects:
            raise Invalid(name, "not_in_list", {"given": name, "values": move.corrects})
        parsed = facts.parse(entry.standard.facts[name], value)
        if known.get(name) != parsed:
            set_fact(entry, name, parsed, note)
            changed.append(name)
    return changed
