"""Revoking a gate's decision, because of fraud or a void procedure: back to the stage it closed, with what was struck.

Source: move T18 (proposal). What was confirmed and not struck stays confirmed, in both stages.
"""

from collections.abc import Collection

from lifecycle import milestones, moves, words
from lifecycle.case import Case
from lifecycle.engine import Session
from lifecycle.errors import Invalid, NoSuchMove
from lifecycle.policy import Actor, require_office
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import open_entry
from stages import Standard


def revoke(
    session: Session, actor: Actor, number: str, struck: Collection[str], reason: str, seen: int | None = None
) -> Receipt:
    """Undo the decision that led into the present stage. `struck` are the duties of the earlier stage that are open
    again: a new visit, in rework.

    One rank above the gate's decider does it. Raises GateClosed until the finding is recorded, Invalid for a duty that
    was not of that stage or was never done, NotPermitted, NoSuchMove from the first stage.
    """
    entry = open_entry(session, actor, number, seen)
    earlier = entry.standard.previous_stage(entry.case.project.stage)
    if earlier is None:
        raise NoSuchMove("gate_revoke", entry.case.state)
    gate = entry.standard.gate_of(earlier)
    assert entry.case.project.id is not None
    require_office(session.tx, actor, "gate_revoke", entry.case.project.id, revokers(entry.standard, earlier))
    _require_done_there(entry, earlier, struck)
    note = entry.words(words.reason(reason))
    moves.fire(entry, "gate_revoke", {"reason_given": True})
    _go_back(entry, earlier)
    milestones.open_struck(entry, earlier, struck)
    milestones.settle(entry)
    for office in {entry.standard.duties[code].doer for code in struck}:
        entry.tell(office, "duty_reopened", gate.code)
    return entry.close("GateRevoked", f"{gate.code} {' '.join(sorted(struck))}", note)


def revokers(standard: Standard, stage: str) -> tuple[str, ...]:
    """Who may undo the decision that closed a stage: one rank above its decider, nobody where there is none."""
    above = standard.one_above(standard.gate_of(stage).decider)
    return (above,) if above else ()


def done_there(case: Case, stage: str) -> tuple[str, ...]:
    """The duties of a stage that were confirmed and can be struck, in the order of their codes."""
    rows = case.latest_duties().values()
    return tuple(sorted({row.code for row in rows if row.stage == stage and row.state == "confirmed"}))


def _require_done_there(entry: Entry, stage: str, struck: Collection[str]) -> None:
    if not struck:
        raise Invalid("struck", "missing")
    if unknown := sorted(set(struck) - set(done_there(entry.case, stage))):
        raise Invalid("struck", "not_confirmed_there", {"codes": tuple(unknown)})


def _go_back(entry: Entry, stage: str) -> None:
    """Leave the present visit and open a new one of the earlier stage."""
    left, day = entry.case.visits[(entry.case.project.visit,)], entry.session.day
    milestones.leave_stage(entry, left.stage)
    entry.put("visit", (left.n,), left_on=day)
    entry.put(
        "visit", (left.n + 1,), stage=stage, entered_on=day, basis=entry.standard.moves["gate_revoke"].code
    )
    entry.project(visit=left.n + 1)
