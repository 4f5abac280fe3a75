"""Deciding a round: go, recycle, hold or stop, by the move that the option names.

A pass (a move whose guard counts the must criteria) needs the gate open and a reason for every recommended criterion
that is not met and every consulted office that was not heard. Nothing here knows an option by its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lifecycle import milestones, moves, words
from lifecycle.afterwards import next_survey_on
from lifecycle.engine import Session
from lifecycle.errors import GateClosed, Invalid, NotPermitted
from lifecycle.evaluation.blockers import of_conflicts, of_employers
from lifecycle.evaluation.view import raised_decider
from lifecycle.gate import MUSTS, Blocker, View, blockers, known_facts, unmet_shoulds
from lifecycle.history import canonical
from lifecycle.policy import Actor, holds_any
from lifecycle.records.rounds import RoundRow
from lifecycle.store import Entry, Receipt
from lifecycle.verbs.common import set_fact
from lifecycle.verbs.pauses import begin_hold
from lifecycle.verbs.rounds import Owed, close_gate, close_round, open_target, option_of, owe
from lifecycle.verbs.settlements import open_settlement, require_within
from stages.conditions import Value, holds, names
from stages.model import Gate, Move, Option


@dataclass(frozen=True)
class Decision:
    """What the decider says. `owed` are the conditions of a pass or the defects of a recycle; `until` the last day of
    a rework or a hold; `condition` and `review_on` when a hold may end; `reasons` answers, by code, unmet recommended
    criteria and consulted offices not heard.
    """

    option: str
    reason: str = ""
    owed: Sequence[Owed] = ()
    until: date | None = None
    condition: str = ""
    review_on: date | None = None
    cause: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Ruling:
    """A decision on its way: the option and the move it leads by, and the facts of this very move."""

    entry: Entry
    gate: Gate
    option: Option
    move: Move
    said: Decision
    given: Mapping[str, Value]


def decide(
    session: Session, actor: Actor, number: str, decision: Decision, seen: int | None = None
) -> Receipt:
    """Decide the open round: the project goes where the option's move leads.

    Raises GateClosed where the move is barred (a pass with a blocker, a recycle without a defect), Invalid for an
    option that is not open or words that are missing, NotPermitted for an option that another office decides, Stale
    for the slower of two deciders.
    """
    entry, row, gate = open_target(session, actor, "decide", number, seen)
    option = option_of(gate, decision.option)
    _require_authority(entry, row, gate, option)
    _require_open(entry, option)
    move = entry.standard.flow.moves[option.move]
    passes = MUSTS in names(move.guard)
    if passes and (barred := _barring(entry)):
        raise GateClosed(move.name, barred)
    note = entry.words(words.reason(decision.reason, required=not passes))
    ruling = _Ruling(entry, gate, option, move, decision, _given(entry, option, decision))
    entry.put(
        "round",
        (row.visit, row.n),
        option=option.code,
        decided_by=actor.id,
        decided_on=session.day,
        reason=note,
        reasons=_reasons(entry, row, decision) if passes else "{}",
        until_on=decision.until if move.to == "rework" else None,
        revision=row.revision + 1,
    )
    _OUTCOMES.get(move.to, _end)(ruling)
    milestones.settle(entry)
    entry.tell(gate.propose, "decided", gate.code)
    return entry.close("GateDecided", f"{gate.code} {option.code}", note)


def _barring(entry: Entry) -> tuple[Blocker, ...]:
    """What bars the gate, and who of the panel has a conflict of interest, or the employer of another, by now: asked
    again at the decision.
    """
    view, tx = View(entry.standard, entry.case, entry.session.day), entry.session.tx
    found = blockers(entry.standard, entry.case, entry.session.day)
    return found + of_conflicts(tx, view) + of_employers(tx, view)


def _require_authority(entry: Entry, row: RoundRow, gate: Gate, option: Option) -> None:
    """The policy has seen that the actor is the round's decider; an option may name another office."""
    office = raised_decider(entry.standard, entry.case, option.decider or gate.decider)
    if office != row.decide_office and not holds_any(entry.session.tx, entry.actor, row.project, (office,)):
        raise NotPermitted("decide", "option_of_another", (office,))


def _require_open(entry: Entry, option: Option) -> None:
    known = known_facts(View(entry.standard, entry.case, entry.session.day))
    if not holds(option.applies_if, known):
        raise Invalid("option", "option_not_open", {"option": option.code})
    if option.max_times is not None and _times(entry, option) >= option.max_times:
        raise Invalid("option", "used_up", {"option": option.code, "times": option.max_times})


def _times(entry: Entry, option: Option) -> int:
    """How often the option was chosen at this gate, in all visits."""
    gate = entry.standard.gate_of(entry.case.project.stage).code
    return sum(1 for row in entry.case.rounds.values() if row.gate == gate and row.option == option.code)


def _reasons(entry: Entry, row: RoundRow, decision: Decision) -> str:
    """The decider's reason for each unmet recommended criterion and each office not heard, by code, as note hashes."""
    unmet = [each.code for each in unmet_shoulds(entry.standard, entry.case, entry.session.day)]
    unheard = [
        each.office
        for each in entry.case.opinions.values()
        if (each.visit, each.round) == (row.visit, row.n) and each.heard_on is None
    ]
    asked = (*unmet, *unheard)
    missing = tuple(code for code in asked if not decision.reasons.get(code, "").strip())
    if missing:
        raise Invalid("reasons", "reasons_missing", {"codes": missing})
    return canonical({code: entry.words(words.reason(decision.reasons[code], code)) for code in asked})


def _given(entry: Entry, option: Option, decision: Decision) -> dict[str, Value]:
    """The facts of this very move, from what the decider said."""
    if option.max_wd is not None:
        _require_until(entry, option.max_wd, decision.until)
    held = (
        entry.session.calendar.working_days_between(entry.session.day, decision.until)
        if decision.until
        else 0
    )
    return {
        "shoulds_unmet_without_reason": 0,
        "decider_is_proposer": False,
        "reason_given": bool(decision.reason.strip()),
        "defects_listed": len(decision.owed),
        "deadline_set": decision.until is not None,
        "rework_times_left": option.max_times - _times(entry, option) if option.max_times else 1,
        "resume_condition_set": bool(decision.condition.strip()) and decision.review_on is not None,
        "hold_wd_requested": held,
        "cause_recorded": decision.cause in entry.standard.flow.cause_codes,
        "settlement_opened": bool(decision.owed),
    }


def _require_until(entry: Entry, max_wd: int, until: date | None) -> None:
    day, last = entry.session.day, entry.session.calendar.add_working_days(entry.session.day, max_wd)
    if until is None:
        raise Invalid("until", "missing")
    if not day < until <= last:
        raise Invalid("until", "out_of_range", {"from": day, "to": last})


def _go(ruling: _Ruling) -> None:
    """On to the next stage; conditions are owed and bar its gate until they are settled."""
    close_gate(ruling.entry, ruling.gate)
    for owed in ruling.said.owed:
        owe(ruling.entry, "condition", owed)
    moves.fire(ruling.entry, ruling.move.name, ruling.given)


def _recycle(ruling: _Ruling) -> None:
    """Back for correction: the defects are owed, what the option names is set and opened again.

    Raises Invalid for a defect that is due after the last day of the rework.
    """
    entry = ruling.entry
    _require_within(ruling.said)
    close_round(entry, ruling.gate)
    moves.fire(entry, ruling.move.name, ruling.given)
    for owed in ruling.said.owed:
        owe(entry, "defect", owed)
    for name, value in ruling.option.sets.items():
        set_fact(entry, name, value)
    milestones.settle(entry)
    milestones.reopen(entry, ruling.option.redo)


def _require_within(said: Decision) -> None:
    for owed in said.owed:
        if said.until is not None and owed.due > said.until:
            raise Invalid("due", "after_last_day", {"given": owed.due, "last": said.until})


def _hold(ruling: _Ruling) -> None:
    close_round(ruling.entry, ruling.gate)
    said = ruling.said
    previous = ruling.entry.case.project.status
    moves.fire(ruling.entry, ruling.move.name, ruling.given)
    if said.until is None:
        raise Invalid("until", "missing")
    begin_hold(ruling.entry, said.until, said.condition, said.review_on, previous)


def _end(ruling: _Ruling) -> None:
    """Graduated, rejected, terminated: nothing more is owed but what the end itself opens."""
    entry, visit = ruling.entry, ruling.entry.case.visit
    require_within(entry, ruling.move, ruling.said.owed)
    close_gate(entry, ruling.gate)
    moves.fire(entry, ruling.move.name, ruling.given)
    milestones.close_all(entry)
    entry.put("visit", (visit.n,), left_on=entry.session.day)
    entry.project(outcome=ruling.move.outcome or ruling.said.cause)
    if entry.case.project.status == "graduated":
        milestones.open_after_gate(entry, visit.stage, visit.n)
    open_settlement(entry, ruling.said.owed)
    if (first := next_survey_on(entry.standard, entry.case, entry.session.calendar)) is not None:
        entry.project(survey_on=first)


_OUTCOMES = {"active": _go, "rework": _recycle, "on_hold": _hold}
"""What follows from the status a move leads to; every other one is an end."""
