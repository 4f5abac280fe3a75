"""What a reader may do on a project now: each act asked of the policy that the verb itself will ask.

A page shows an act only where this says so, and the verb refuses exactly where it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lifecycle import facts, moves
from lifecycle.case import Key
from lifecycle.entering import ADMISSION, APPROVE, is_midway
from lifecycle.errors import Invalid, NotPermitted
from lifecycle.evaluation.guards import is_by_hand
from lifecycle.machine import moves as machine_of
from lifecycle.policy import is_end
from lifecycle.queries.reading import Reading
from lifecycle.records.work import DutyRow, MilestoneRow
from lifecycle.verbs import dates, ends, objections, revocations
from lifecycle.verbs.entries import DRAFT
from lifecycle.verbs.register import officer_of
from stages.conditions import names
from stages.model import Option

DUTY_KEY = ("visit", "code", "occurrence")


@dataclass(frozen=True)
class Choices:
    """For which rows, offices and options the reader may do what. `moves` are the moves of the project as a whole that
    the machine has here and whose office the reader holds; whether the gate is open is another question.
    """

    complete: frozenset[Key]
    confirm: frozenset[Key]
    waive: frozenset[Key]
    reopen: frozenset[Key]
    extend: frozenset[tuple[str, int]]
    answer: frozenset[int]
    settle: frozenset[int]
    reply: frozenset[int]
    consult: frozenset[str]
    propose: tuple[Option, ...]
    decide: bool
    moves: frozenset[str]
    take_seats: frozenset[str]
    give_seats: frozenset[str]
    bring_party: bool
    attach_document: bool
    approve_entry: bool

    def on_duty(self, row: DutyRow, waivable: bool) -> frozenset[str]:  # noqa: FBT001 - a column of the standard
        """What the reader may do with a duty now."""
        acts: set[str] = set()
        if row.key in self.complete:
            acts |= {"attach"} if row.confirmer is None else {"attach", "complete_duty"}
        if row.key in self.confirm:
            acts |= {"confirm_duty", "return_duty"}
        if row.key in self.waive and waivable:
            acts |= {"waive"}
        if row.key in self.reopen:
            acts |= {"reopen"}
        return frozenset(acts)

    def on_debt(self, n: int) -> frozenset[str]:
        """What the reader may do with a debt now."""
        named = {"answer_debt": self.answer, "settle_debt": self.settle, "reply_objection": self.reply}
        return frozenset(act for act, debts in named.items() if n in debts)


def choices(reading: Reading) -> Choices:
    """Nine statements at most, whatever the number of rows."""
    return Choices(
        complete=reading.may_on("complete_duty", DUTY_KEY),
        confirm=reading.may_on("confirm_duty", DUTY_KEY),
        waive=reading.may_on("waive", DUTY_KEY) if _holds(reading, "waive") else frozenset(),
        reopen=_reopenable(reading),
        extend=frozenset(key for key, row in reading.milestones.items() if may_extend_to(reading, row)),
        answer=_numbers(reading.may_on("answer_debt", ("n",))),
        settle=_numbers(reading.may_on("settle_debt", ("n",)))
        if _holds(reading, "settle_debt")
        else frozenset(),
        reply=frozenset(
            row.n
            for row in reading.case.debts.values()
            if row.kind == objections.KIND and row.settled_on is None and row.owner in reading.held
        ),
        consult=_consultable(reading),
        propose=_proposable(reading),
        decide=_newest_round(reading) in reading.may_on("decide", ("visit", "n")),
        moves=_moves(reading),
        take_seats=_takeable(reading),
        give_seats=_giveable(reading),
        bring_party=_holds(reading, "bring_party"),
        attach_document=_may_attach(reading),
        approve_entry=_may_approve(reading),
    )


def _may_attach(reading: Reading) -> bool:
    """Whether the reader may keep a document for the draft itself."""
    offices = moves.offices_for(reading.standard, reading.standard.moves["submit"])
    return reading.case.project.status == DRAFT and not reading.held.isdisjoint(offices)


def _may_approve(reading: Reading) -> bool:
    """Whether the reader may approve the entry of this draft, once it is complete."""
    project, rule = reading.case.project, reading.standard.mid_entry_rule(ADMISSION)
    if rule is None or rule.confirmer not in reading.held or project.entry_approved_on is not None:
        return False
    return is_midway(reading.standard, project.entry) and bool(reading.may_on(APPROVE, ("id",)))


def _holds(reading: Reading, act: str) -> bool:
    return not reading.held.isdisjoint(reading.standard.power(act))


def _numbers(keys: Iterable[Key]) -> frozenset[int]:
    return frozenset(int(key[0]) for key in keys)


def _newest_round(reading: Reading) -> Key:
    return max(((row.visit, row.n) for row in reading.case.rounds.values()), default=(0, 0))


def _consultable(reading: Reading) -> frozenset[str]:
    keys = reading.may_on("consult", ("visit", "round", "office"))
    return frozenset(str(key[2]) for key in keys if key[:2] == _newest_round(reading))


def _proposable(reading: Reading) -> tuple[Option, ...]:
    """The options this reader may propose: one with a decider of its own may also be proposed by the gate's decider."""
    if _newest_round(reading) not in reading.may_on("propose", ("visit", "n")):
        return ()
    gate = reading.standard.gate_of(reading.case.project.stage)
    return tuple(
        option
        for option in gate.options
        if not reading.held.isdisjoint(
            {gate.propose} if option.decider is None else {gate.propose, gate.decider}
        )
    )


PROJECT_MOVES = ("submit", "request_gate", "resubmit", "hold", "resume", "archive")
OTHER_MOVES = ("object", "gate_revoke", "withdraw", "terminate", "reenter")
"""Moves off the plain road: they go back, or end the project, or begin it again."""


def _moves(reading: Reading) -> frozenset[str]:
    return frozenset(
        name
        for name in (*PROJECT_MOVES, *OTHER_MOVES)
        if _has_move(reading, name) and not reading.held.isdisjoint(movers(reading, name))
    )


def _has_move(reading: Reading, name: str) -> bool:
    """Whether the machine has the move here; one back to an earlier status has a trigger of its own for each."""
    possible = machine_of(reading.standard).possible(reading.case.state)
    project = reading.case.project
    match name:
        case "hold" if project.status == "gate_review":
            return False  # a round in review is held by its decision
        case "withdraw" | "terminate" if reading.case.open_round() is not None:
            return False  # a round is ended by deciding it
        case "archive" if project.archived_on is not None:
            return False
        case "object" if not objections.open_windows(reading.session, reading.standard, reading.case):
            return False
        case "reenter":  # it makes another project: no edge of this one's machine
            return project.status in reading.standard.moves[name].from_
    return name in possible or f"{name}:{project.previous}" in possible


def movers(reading: Reading, name: str) -> tuple[str, ...]:
    """The offices that may make a move of the project as a whole, as it stands now."""
    standard, stage = reading.standard, reading.case.project.stage
    move = standard.moves[name]
    match name:
        case "hold":
            return tuple(each.office for each in move.authority if not each.stages or stage in each.stages)
        case "terminate":
            return tuple(each.office for each in moves.authorities(move, stage, reading.known))
        case "withdraw":
            return ends.withdrawers(standard, reading.case, reading.known)
        case "gate_revoke":
            earlier = standard.previous_stage(stage)
            return revocations.revokers(standard, earlier) if earlier else ()
        case _:
            return moves.offices_for(standard, move)


def movers_now(reading: Reading, name: str) -> tuple[str, ...]:
    """The same; nobody where the project is in a state without the move."""
    return movers(reading, name) if _has_move(reading, name) else ()


def _reopenable(reading: Reading) -> frozenset[Key]:
    if not _has_move(reading, "correct") or reading.held.isdisjoint(movers(reading, "correct")):
        return frozenset()
    rows, stage = reading.case.latest_duties().values(), reading.case.project.stage
    return frozenset(row.key for row in rows if row.state == "confirmed" and row.stage == stage)


def may_extend_to(reading: Reading, row: MilestoneRow) -> date | None:
    """The latest day to which the reader may extend a milestone; None where they may not, or by no day."""
    if not _has_move(reading, "extend"):
        return None
    try:
        due, last = dates.term_left(reading.session, reading.standard, row, reading.held.__contains__)
    except (Invalid, NotPermitted):
        return None
    return last if last > due else None


def _takeable(reading: Reading) -> frozenset[str]:
    """The free seats that the reader may take for themselves."""
    return frozenset(
        code
        for code in reading.actor.eligible
        if _is_seat(reading, code) and reading.case.holder(code) is None
    )


def _giveable(reading: Reading) -> frozenset[str]:
    """The seats that the reader may give to somebody."""
    officer = officer_of(reading.standard).code
    seats = (code for code in reading.standard.offices if _is_seat(reading, code))
    return frozenset(
        code for code in seats if _holds(reading, "assign_officer" if code == officer else "assign_seat")
    )


def _is_seat(reading: Reading, code: str) -> bool:
    office = reading.standard.offices.get(code)
    return office is not None and office.held == "seat"


def may_record(reading: Reading, name: str) -> bool:
    """Whether the reader may record or correct a fact now."""
    fact = reading.standard.facts[name]
    office = reading.standard.recorder(name, reading.case.project.stage)
    by_hand = not fact.computed and is_by_hand(reading.standard, reading.case, fact)
    return by_hand and office in reading.held and takes_facts(reading, name)


def takes_facts(reading: Reading, name: str) -> bool:
    """Whether the project is in a status where this fact is recorded."""
    project = reading.case.project
    if not is_end(project.status):
        return True
    asked = [names(move.guard) for move in reading.standard.moves.values() if project.status in move.from_]
    return project.archived_on is None and any(name in each for each in asked)


def is_recorded(reading: Reading, name: str) -> bool:
    """Whether a value of the fact counts now, so that it is corrected and not recorded again."""
    return name in facts.recorded(reading.standard, reading.case)
