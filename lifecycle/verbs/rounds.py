"""Decision rounds up to the decision: request → propose → consult, and resubmit after rework; gates that need no round.

Whoever proposes does not decide. Consulted offices are heard and recorded and have no veto. An option may name a
decider of its own (to stop at a late gate): it is then proposed by the gate's decider, and decided one rank up.
"""

from datetime import date
from typing import NamedTuple

from lifecycle import milestones, moves, words
from lifecycle.engine import Session
from lifecycle.errors import GateClosed, Invalid, NotPermitted
from lifecycle.evaluation.view import raised_decider
from lifecycle.gate import blockers, passing_options
from lifecycle.policy import Actor, find, holds_any, load
from lifecycle.records.rounds import OpinionRow, RoundRow
from lifecycle.records.work import MilestoneRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import open_entry, require_revision
from stages.model import Gate, Option

OWED_LIMIT = 300
DEEMED = "deemed"


class Owed(NamedTuple):
    """A condition or a defect: what, which office owes it, by when. `clause` names the item it is about, if any."""

    what: str
    owner: str
    due: date
    clause: str = ""


def request_gate(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """Ask for the decision on the present gate; one that is deemed passed is passed by that.

    Raises GateClosed with everything that bars it.
    """
    entry = open_entry(session, actor, number, seen)
    moves.require_mover(entry, moves.move_of(entry, "request_gate"))
    gate = entry.standard.gate_of(entry.case.project.stage)
    if gate.mode == DEEMED:
        return _pass_deemed(entry, gate)
    moves.fire(entry, "request_gate")
    open_round(entry, gate)
    return entry.close("GateRequested", gate.code)


def _pass_deemed(entry: Entry, gate: Gate) -> Receipt:
    """Through the gate without a round: nobody proposes or decides, the track itself lets pass what nothing bars."""
    if barred := blockers(entry.standard, entry.case, entry.session.day):
        raise GateClosed("request_gate", barred)
    option = passing_options(entry.standard, gate.stage)[0]
    visit = entry.case.visit
    deem(entry, gate, visit.n, entry.case.project.track)
    moves.fire(entry, "request_gate")
    close_gate(entry, gate)
    given = {"shoulds_unmet_without_reason": 0, "decider_is_proposer": False}
    moves.fire(entry, entry.standard.flow.moves[option.move].name, given)
    milestones.settle(entry)
    return entry.close("GateDeemedPassed", gate.code)


def deem(
    entry: Entry,
    gate: Gate,
    visit: int,
    basis: str,
    decided_by: int | None = None,
    reason: str | None = None,
) -> None:
    """Record that a gate counts as passed: by what (a track, an entry point), and who decided so and why, if any."""
    day = entry.session.day
    entry.put(
        "round",
        (visit, _next_round(entry, visit)),
        gate=gate.code,
        mode=DEEMED,
        basis=basis,
        propose_office=gate.propose,
        decide_office=gate.decider,
        requested_by=entry.actor.id,
        requested_on=day,
        option=passing_options(entry.standard, gate.stage)[0].code,
        decided_by=decided_by,
        decided_on=day,
        reason=reason,
    )


def _next_round(entry: Entry, visit: int) -> int:
    return 1 + max((row.n for row in entry.case.rounds.values() if row.visit == visit), default=0)


def resubmit(session: Session, actor: Actor, number: str, seen: int | None = None) -> Receipt:
    """Come back to the gate after rework: every defect answered, every reopened duty done."""
    entry = open_entry(session, actor, number, seen)
    moves.require_mover(entry, moves.move_of(entry, "resubmit"))
    gate = entry.standard.gate_of(entry.case.project.stage)
    moves.fire(entry, "resubmit")
    open_round(entry, gate)
    return entry.close("GateResubmitted", gate.code)


def open_round(entry: Entry, gate: Gate, decide_office: str | None = None) -> None:
    """A round, the offices to be heard in it, and the milestone by which it is to be decided."""
    visit, day = entry.case.project.visit, entry.session.day
    n = _next_round(entry, visit)
    entry.put(
        "round",
        (visit, n),
        gate=gate.code,
        mode=gate.mode,
        propose_office=gate.propose,
        decide_office=decide_office or raised_decider(entry.standard, entry.case, gate.decider),
        requested_by=entry.actor.id,
        requested_on=day,
    )
    for office in gate.consult:
        if milestones.is_present(entry.standard, entry.case, office):
            entry.put("opinion", (visit, n, office))
            entry.tell(office, "opinion_asked", gate.code)
    due = entry.session.calendar.add_working_days(day, entry.standard.flow.decision.wd)
    entry.put(
        "milestone",
        (visit, gate.code, n),
        stage=gate.stage,
        kind="gate",
        owner=entry.standard.offices[gate.decider].role,
        blocking=False,
        statutory=False,
        timing="before_gate",
        opened_on=day,
        base=day,
        due=due,
        provisional=entry.session.calendar.is_provisional(due),
    )
    milestones.settle(entry)
    entry.tell(gate.propose, "proposal_asked", gate.code)


def close_gate(entry: Entry, gate: Gate) -> None:
    """The gate is passed, or the project has ended at it: what its milestone was waiting for."""
    _done(entry, [row for row in _open_gate_rows(entry) if row.stage == gate.stage])


def close_round(entry: Entry, gate: Gate) -> None:
    """The round is decided, the gate is not passed: only the round's own milestone is done."""
    _done(entry, [row for row in _open_gate_rows(entry) if row.code == gate.code])


def _open_gate_rows(entry: Entry) -> list[MilestoneRow]:
    rows = entry.case.latest_milestones().values()
    return [row for row in rows if row.kind == "gate" and row.done_on is None]


def _done(entry: Entry, rows: list[MilestoneRow]) -> None:
    for row in rows:
        entry.put("milestone", row.key, done_on=entry.session.day, finished_on=entry.session.day)


def propose(
    session: Session, actor: Actor, number: str, option: str, reason: str, seen: int | None = None
) -> Receipt:
    """Propose one of the gate's options. Until it is decided the proposal may be replaced."""
    entry, row, gate = open_target(session, actor, "propose", number, seen)
    chosen = option_of(gate, option)
    decide_office = raised_decider(entry.standard, entry.case, chosen.decider or gate.decider)
    offices = (gate.propose,) if chosen.decider is None else (gate.propose, gate.decider)
    if not holds_any(session.tx, actor, row.project, offices):
        raise NotPermitted("propose", "holds_office", offices)
    note = entry.words(words.reason(reason))
    entry.put(
        "round",
        (row.visit, row.n),
        proposed_option=option,
        proposed_by=actor.id,
        proposed_for=actor.for_whom,
        proposed_on=session.day,
        proposal=note,
        decide_office=decide_office,
        revision=row.revision + 1,
    )
    entry.tell(decide_office, "decision_asked", gate.code)
    return entry.close("OptionProposed", f"{gate.code} {option}", note)


def consult(session: Session, actor: Actor, number: str, office: str, opinion: str) -> Receipt:
    """Record what a consulted office says. Heard and kept, no veto."""
    project = find(session.tx, actor, number, lock=True)
    entry = begin(session, actor, project)
    open_round = entry.case.open_round()
    n = open_round.n if open_round else 0
    key = {"project": project.id, "visit": project.visit, "round": n, "office": office}
    row = load(session.tx, actor, "consult", session.day, OpinionRow, **key)
    note = entry.words(words.reason(opinion, "opinion"))
    entry.put(
        "opinion", (row.visit, row.round, row.office), heard_on=session.day, given_by=actor.id, words=note
    )
    return entry.close("OpinionGiven", office, note)


def open_target(
    session: Session, actor: Actor, act: str, number: str, seen: int | None
) -> tuple[Entry, RoundRow, Gate]:
    project = find(session.tx, actor, number, lock=True)
    entry = begin(session, actor, project)
    newest = max(entry.case.rounds.values(), key=lambda each: (each.visit, each.n), default=None)
    key = (newest.visit, newest.n) if newest else (0, 0)
    if newest is not None and newest.option is not None and seen is not None:
        require_revision("round", seen, newest.revision)
    row = load(session.tx, actor, act, session.day, RoundRow, project=project.id, visit=key[0], n=key[1])
    require_revision("round", seen, row.revision)
    return entry, row, entry.standard.gates[row.gate]


def option_of(gate: Gate, code: str) -> Option:
    if code not in {option.code for option in gate.options}:
        raise Invalid(
            "option", "not_in_list", {"given": code, "values": tuple(each.code for each in gate.options)}
        )
    return gate.option(code)


def owe(entry: Entry, kind: str, owed: Owed, *, bars: bool = True) -> None:
    """Open a debt. Raises Invalid for an owner that is no office, a day that has passed, or nothing said."""
    if owed.owner not in entry.standard.offices:
        raise Invalid("owner", "not_in_list", {"given": owed.owner, "values": tuple(entry.standard.offices)})
    if owed.due <= entry.session.day:
        raise Invalid("due", "in_the_past", {"given": owed.due})
    what = entry.words(words.block("what", owed.what, OWED_LIMIT, required=True))
    n = entry.case.next_number("debt")
    entry.put(
        "debt",
        (n,),
        kind=kind,
        visit=entry.case.project.visit,
        clause=owed.clause,
        what=what,
        owner=owed.owner,
        opened_on=entry.session.day,
        due=owed.due,
        bars=bars,
    )
    entry.tell(owed.owner, f"{kind}_opened", str(n))


def require_no_round(entry: Entry) -> None:
    """Raises Invalid while a round waits for its decision: it is ended by deciding it."""
    if entry.case.open_round() is not None:
        raise Invalid("option", "decide_the_round")
